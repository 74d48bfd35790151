// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes the output of a command to stdout, or to the file of -o.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pageowner.h"
#include "program/host.h"
#include "program/output.h"

/*
 * The output file is created with the first piece of output: it may be the input, which
 * has been read by then.
 */
static void output_open(struct host *host)
{
	if (host->output && !freopen(host->output, "w", stdout))
		host->write_error = errno;
	host->output = NULL;
}

int output_write(void *priv, const char *text, size_t len)
{
	struct host *host = priv;

	output_open(host);
	/* Progress and output share the terminal; the output has precedence. */
	if (isatty(STDOUT_FILENO)) {
		terminal_erase(&host->terminal);
		host->terminal.show = false;
	}
	if (!host->write_error && fwrite(text, 1, len, stdout) != len)
		host->write_error = errno;
	return -host->write_error;
}

void output_complain(const struct host *host, int error)
{
	fprintf(stderr, "pageowner: %s: cannot write the output: %s\n",
		host->written ? host->written : "standard output", strerror(error));
}

/* The library knows of earlier errors; only the last piece may still fail here. */
int output_finish(struct host *host, int status)
{
	terminal_erase(&host->terminal);
	if (status == PAGEOWNER_COMPLETE)
		output_open(host);
	if (!fflush(stdout) || host->write_error || errno == EPIPE)
		return status;
	output_complain(host, errno);
	return PAGEOWNER_ERROR;
}
