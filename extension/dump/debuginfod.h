/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_DEBUGINFOD_H
#define PAGEOWNER_DUMP_DEBUGINFOD_H

#include "dump/progress.h"

struct vmlinux;

/*
 * Fetches the vmlinux of the dump's kernel into the user's debuginfod cache and opens it.
 * NULL with a message.
 */
struct vmlinux *debuginfod_vmlinux(const char *vmcoreinfo, const struct progress *progress,
				   char message[MESSAGE_SIZE]);

#endif
