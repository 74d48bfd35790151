// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Output that is longer than the terminal goes through a pager, chosen as git chooses its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "program/pager.h"

/* The command line of the pager; "" or "cat": the user wants none. */
static const char *pager_command(void)
{
	const char *own = getenv("PAGEOWNER_PAGER"), *all = getenv("PAGER");

	return own ? own : all ? all : "less";
}

/* Without a pager of the user's choice and without less there is none. */
static bool in_path(const char *name)
{
	const char *path = getenv("PATH");
	char file[4096];

	while (path && *path) {
		size_t len = strcspn(path, ":");
		int room = snprintf(file, sizeof(file), "%.*s/%s", (int)len, path, name);

		if (room > 0 && (size_t)room < sizeof(file) && !access(file, X_OK))
			return true;
		path += len + (path[len] == ':');
	}
	return false;
}

bool pager_there(void)
{
	const char *command = pager_command(), *term = getenv("TERM");

	if (!isatty(STDOUT_FILENO) || !term || !strcmp(term, "dumb"))
		return false;
	return *command && strcmp(command, "cat") != 0 &&
	       (strcmp(command, "less") != 0 || in_path(command));
}

static pid_t spawn(int from)
{
	char shell[] = "sh", option[] = "-c", *command = strdup(pager_command());
	char *const words[] = { shell, option, command, NULL };
	posix_spawn_file_actions_t files;
	pid_t ret = 0;

	/* Leave if it fits, show colours, leave the text on the screen. */
	setenv("LESS", "FRX", 0);
	if (command && !posix_spawn_file_actions_init(&files)) {
		posix_spawn_file_actions_adddup2(&files, from, STDIN_FILENO);
		if (posix_spawnp(&ret, shell, &files, NULL, words, environ))
			ret = 0;
		posix_spawn_file_actions_destroy(&files);
	}
	free(command);
	return ret;
}

pid_t pager_start(void)
{
	int ends[2];
	pid_t ret;

	if (pipe2(ends, O_CLOEXEC))
		return 0;
	ret = spawn(ends[0]);
	if (ret && dup2(ends[1], STDOUT_FILENO) < 0)
		ret = 0;
	close(ends[0]);
	close(ends[1]);
	return ret;
}

/* Ctrl-C is for the pager while the user reads. */
void pager_finish(pid_t pager)
{
	int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

	signal(SIGINT, SIG_IGN);
	if (nothing < 0 || dup2(nothing, STDOUT_FILENO) < 0)
		close(STDOUT_FILENO);
	if (nothing >= 0)
		close(nothing);
	while (waitpid(pager, NULL, 0) < 0 && errno == EINTR)
		;
}
