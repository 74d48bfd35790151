/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_VMLINUX_H
#define PAGEOWNER_DUMP_VMLINUX_H

#include <stdbool.h>

#include "dump/progress.h"

struct index;
struct symbols;

struct vmlinux;

/* Is the file a program of ELF, and no dump? */
bool vmlinux_is_one(const char *path);
/*
 * Opens it; unless with @force it refuses one that another kernel was built as.
 * @vmcoreinfo may be NULL.
 */
struct vmlinux *vmlinux_open(const char *path, const char *vmcoreinfo, bool force,
			     char message[MESSAGE_SIZE]);
/*
 * Looks for it beside the dump and where distributions install it.  NULL when it
 * is nowhere; then the message says what is wrong with the first one that was
 * there all the same, or is empty.
 */
struct vmlinux *vmlinux_search(const char *dump_path, const char *vmcoreinfo,
			       char message[MESSAGE_SIZE]);
void vmlinux_close(struct vmlinux *vmlinux);
struct symbols *vmlinux_symbols(struct vmlinux *vmlinux);
struct index *vmlinux_types(struct vmlinux *vmlinux);

#endif
