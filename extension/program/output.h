/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_PROGRAM_OUTPUT_H
#define PAGEOWNER_PROGRAM_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

struct host;

/* Does the output go to a terminal? */
bool output_is_terminal(const struct host *host);
/* What has been written is to be seen now. */
void output_show(struct host *host);
/* pageowner_target.write */
int output_write(void *priv, const char *text, size_t len);
/* Says which file could not be written, and why. */
void output_complain(const struct host *host, int error);
/* After a run that ended with @status: writes the last piece of output.  Returns the status. */
int output_finish(struct host *host, int status);

#endif
