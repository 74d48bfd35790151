/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_DEBUGINFOD_H
#define PAGEOWNER_DUMP_DEBUGINFOD_H

#include "dump/progress.h"

struct vmlinux;

/* Fetches it into the user's debuginfod cache.  NULL with a message. */
struct vmlinux *debuginfod_vmlinux(const char *vmcoreinfo, const struct progress *progress,
				   char message[MESSAGE_SIZE]);

#endif
