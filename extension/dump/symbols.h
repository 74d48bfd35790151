/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_SYMBOLS_H
#define PAGEOWNER_DUMP_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

#include "dump/progress.h"

struct symbols;

/* NULL: out of memory. */
struct symbols *symbols_new(void);
void symbols_free(struct symbols *symbols);
/* @name has to last.  @fixed: KASLR leaves it where it is.  0 or -ENOMEM. */
int symbols_add(struct symbols *symbols, const char *name, uint64_t address, bool fixed);
/* Behind the last one: moves them to where this kernel was.  0 or -ENOMEM. */
int symbols_settle(struct symbols *symbols, const char *vmcoreinfo);
/* How far that was. */
uint64_t symbols_offset(const struct symbols *symbols);
/* Are those that VMCOREINFO names where it says? */
bool symbols_agree(const struct symbols *symbols, const char *vmcoreinfo);
/* pageowner_target.symbol */
int symbols_find(const struct symbols *symbols, const char *name, unsigned int index,
		 uint64_t *ret);
/*
 * A System.map or a saved /proc/kallsyms of this kernel; unless with @force one of
 * another kernel is refused.  NULL with a message.
 */
struct symbols *symbols_read_map(const char *path, const char *vmcoreinfo, bool force,
				 char message[MESSAGE_SIZE]);

#endif
