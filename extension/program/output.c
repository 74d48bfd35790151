// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes the output of a command to stdout, or to the file of -o.
 *
 * A file is written beside the one that it is to become, and takes its place when it is
 * whole: until then the old one keeps its bytes, and so does the input if it is the same.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pageowner.h"
#include "program/browser.h"
#include "program/host.h"
#include "program/output.h"
#include "program/pager.h"

#define HELD 65536 /* bytes, after which a pager starts; the buffer of stdout has more */

/* Inputs may hold what not all may read; devices and pipes say nothing of that. */
static mode_t new_mode(const struct host *host)
{
	mode_t mask = umask(0);

	umask(mask);
	return ((host->input_mode ? host->input_mode & 0666 : 0666) | 0200) & ~mask;
}

/* The name of the new file beside @target, open as stdout; NULL with errno. */
static char *open_beside(const char *target, mode_t mode)
{
	char *beside;
	int fd;

	if (asprintf(&beside, "%s.XXXXXX", target) < 0)
		return NULL;
	fflush(stdout);
	fd = mkstemp(beside);
	if (fd >= 0 && !fchmod(fd, mode) && dup2(fd, STDOUT_FILENO) >= 0) {
		close(fd);
		return beside;
	}
	if (fd >= 0) {
		close(fd);
		unlink(beside);
	}
	free(beside);
	return NULL;
}

/* --open: the file of -o, else one of its own. */
static void choose_page(struct host *host)
{
	if (!host->opens || host->page[0])
		return;
	if (host->output) {
		snprintf(host->page, sizeof(host->page), "%s", host->output);
		return;
	}
	host->write_error = browser_file(host->page, sizeof(host->page));
	host->output = host->write_error ? NULL : host->page;
	host->written = host->page;
}

/* /dev/stdout is open already, and may be a file that no path leads to any more. */
static bool is_stdout(const struct stat *st)
{
	struct stat out;

	return !fstat(STDOUT_FILENO, &out) && out.st_dev == st->st_dev && out.st_ino == st->st_ino;
}

/* The output file comes into being when there is something to write. */
static void output_open(struct host *host)
{
	struct stat st;
	const char *name;
	bool exists, found;
	char *real;

	choose_page(host);
	name = host->output;
	host->output = NULL;
	if (!name)
		return;
	/* Through a link, as the shell writes; what is no file is written to as it is. */
	exists = !lstat(name, &st);
	found = exists && !stat(name, &st);
	if (found && is_stdout(&st))
		return;
	real = found ? realpath(name, NULL) : NULL;
	if (!exists || (real && S_ISREG(st.st_mode))) {
		host->target = real ? real : strdup(name);
		host->beside = host->target ? open_beside(host->target, exists ? st.st_mode & 07777
									       : new_mode(host))
					    : NULL;
		if (!host->beside)
			host->write_error = errno;
		return;
	}
	free(real);
	if (!freopen(name, "w", stdout))
		host->write_error = errno;
}

bool output_is_terminal(const struct host *host)
{
	int fd;
	bool ret;

	if (!host->output)
		return isatty(STDOUT_FILENO);
	fd = open(host->output, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	ret = fd >= 0 && isatty(fd);
	if (fd >= 0)
		close(fd);
	return ret;
}

/* The pager takes the terminal, so it starts late: until then there is a line of progress. */
static void start_pager(struct host *host)
{
	terminal_erase(&host->terminal);
	host->pager = pager_start();
	host->pages = false;
	host->terminal.show &= !host->pager;
}

void output_show(struct host *host)
{
	if (!host->pages)
		fflush(stdout);
}

int output_write(void *priv, const char *text, size_t len)
{
	struct host *host = priv;

	output_open(host);
	host->held += len;
	if (host->pages && host->held >= HELD)
		start_pager(host);
	/* Progress and output share the terminal; progress has a line of its own. */
	if (!host->pages && isatty(STDOUT_FILENO)) {
		terminal_erase(&host->terminal);
		host->terminal.show &= len && text[len - 1] == '\n';
	}
	if (!host->write_error && fwrite(text, 1, len, stdout) != len)
		host->write_error = errno;
	return -host->write_error;
}

void output_complain(const struct host *host, int error)
{
	char message[200];

	snprintf(message, sizeof(message), "cannot write the output: %s", strerror(error));
	terminal_complain_of(host->written ? host->written : "standard output", message);
}

/* Is what was written what the user asked for? */
static bool is_result(const struct host *host, int status)
{
	if (status == PAGEOWNER_ERROR || status == PAGEOWNER_USAGE)
		return false;
	return status != PAGEOWNER_INTERRUPTED || !host->replaces_input;
}

/* Puts the new file in the place of the old one, or away. */
static int take_place(struct host *host, bool result)
{
	int err = 0;

	if (result && fsync(STDOUT_FILENO) && errno != EINVAL)
		err = errno;
	if (result && !err && rename(host->beside, host->target))
		err = errno;
	if (!result || err)
		unlink(host->beside);
	return err;
}

/* --open.  Returns the status of the run, or that the page could not be shown. */
static int show_page(const struct host *host, int status)
{
	bool shown = !host->page[0] || !is_result(host, status) || !browser_show(host->page);

	return shown ? status : PAGEOWNER_ERROR;
}

/* Writes what is still in the buffer, and lets the user read it. */
static int write_rest(struct host *host)
{
	int err;

	if (host->pages && host->held)
		start_pager(host);
	err = fflush(stdout) ? errno : 0;
	if (host->pager)
		pager_finish(host->pager);
	host->pager = 0;
	errno = err;
	return err;
}

/* What the library wrote before it knows of; only the last of it may still fail here. */
int output_finish(struct host *host, int status)
{
	int err = 0;

	terminal_erase(&host->terminal);
	if (status == PAGEOWNER_COMPLETE)
		output_open(host);
	if (write_rest(host) && !host->write_error && errno != EPIPE)
		err = errno;
	if (host->write_error && host->write_error != EPIPE)
		err = host->write_error;
	if (host->beside) {
		int failed = take_place(host, !err && is_result(host, status));

		err = err ? err : failed;
	}
	free(host->beside);
	free(host->target);
	host->beside = host->target = NULL;
	if (!err || (status == PAGEOWNER_ERROR && host->write_error))
		return err ? status : show_page(host, status);
	output_complain(host, err);
	return PAGEOWNER_ERROR;
}
