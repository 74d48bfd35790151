/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_VMLINUX_H
#define PAGEOWNER_DUMP_VMLINUX_H

#include <stdbool.h>

#include "dump/progress.h"

struct index;
struct symbols;

struct vmlinux;

/* Is the file an ELF program, and not a dump? */
bool vmlinux_is_one(const char *path);
/*
 * Opens a vmlinux.  A vmlinux of another build than the dump's kernel is refused, except
 * with @force.  @vmcoreinfo may be NULL.  NULL with a message.
 */
struct vmlinux *vmlinux_open(const char *path, const char *vmcoreinfo, bool force,
			     char message[MESSAGE_SIZE]);
/*
 * Looks for the vmlinux of the dump's kernel beside the dump and where distributions install
 * it.  NULL: none fits.  Then the message has the fault of the first one that was found, or
 * is "".
 */
struct vmlinux *vmlinux_search(const char *dump_path, const char *vmcoreinfo,
			       char message[MESSAGE_SIZE]);
void vmlinux_close(struct vmlinux *vmlinux);
/* Its symbols and its DWARF, owned by @vmlinux. */
struct symbols *vmlinux_symbols(struct vmlinux *vmlinux);
struct index *vmlinux_types(struct vmlinux *vmlinux);

#endif
