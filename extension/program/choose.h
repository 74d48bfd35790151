/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_PROGRAM_CHOOSE_H
#define PAGEOWNER_PROGRAM_CHOOSE_H

#include <stdbool.h>

#include "dump/progress.h"

struct host;
struct pageowner;

/*
 * Opens the files of symbols and types that the command line named: a vmlinux, which may be
 * NULL, and the files of --map and --btf.  False with a message.
 */
bool choose_named(struct host *host, const char *vmlinux, char message[MESSAGE_SIZE]);
/*
 * Finds types if the command line named none; @po is already attached to the host.  The
 * library gets no answer about types before.  If there are none, host->refusal has the cause.
 */
void choose_types(struct host *host, struct pageowner *po, const char *path);
/* Opens host->sources for source lines, if there is debug info for them. */
void choose_lines(struct host *host);

#endif
