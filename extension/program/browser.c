// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * --open: a page goes to the browser of the desktop.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program/browser.h"

#define SUFFIX ".html"

int browser_file(char *ret, size_t size)
{
	const char *folder = getenv("TMPDIR");
	int len = snprintf(ret, size, "%s/pageowner-XXXXXX" SUFFIX,
			   folder && *folder ? folder : "/tmp");
	int fd;

	if (len < 0 || (size_t)len >= size)
		return ENAMETOOLONG;
	fd = mkstemps(ret, (int)strlen(SUFFIX));
	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

/* What the opener says would be drawn over the terminal while the user goes on working. */
static int spawn_quietly(char *const words[])
{
	posix_spawn_file_actions_t files;
	pid_t pid;
	int err = posix_spawn_file_actions_init(&files);

	if (err)
		return err;
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
	err = posix_spawnp(&pid, words[0], &files, NULL, words, environ);
	posix_spawn_file_actions_destroy(&files);
	return err;
}

int browser_show(const char *file)
{
	char opener[] = "xdg-open", *name = strdup(file);
	char *const words[] = { opener, name, NULL };
	int err = name ? spawn_quietly(words) : ENOMEM;

	free(name);
	if (err)
		fprintf(stderr, "pageowner: cannot run %s (%s): open %s in a browser\n", opener,
			strerror(err), file);
	else
		fprintf(stderr, "pageowner: the page is %s\n", file);
	return err != 0;
}
