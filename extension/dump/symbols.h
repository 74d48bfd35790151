/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_SYMBOLS_H
#define PAGEOWNER_DUMP_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

#include "dump/progress.h"

struct symbols;
struct pageowner_pc;

/* An empty table; NULL: out of memory. */
struct symbols *symbols_new(void);
void symbols_free(struct symbols *symbols);
/* Adds a symbol; @name must outlive the table.  @fixed: KASLR does not move it.  0 or -ENOMEM. */
int symbols_add(struct symbols *symbols, const char *name, uint64_t address, bool fixed);
/*
 * Call it after the last symbol was added.  It hashes the symbols and moves them to where
 * KASLR put this kernel.  0 or -ENOMEM.
 */
int symbols_settle(struct symbols *symbols, const char *vmcoreinfo);
/* How far KASLR moved the kernel, in bytes. */
uint64_t symbols_offset(const struct symbols *symbols);
/* Do all symbols that VMCOREINFO names have the addresses that it gives? */
bool symbols_agree(const struct symbols *symbols, const char *vmcoreinfo);
/* pageowner_target.symbol */
int symbols_find(const struct symbols *symbols, const char *name, unsigned int index,
		 uint64_t *ret);
/* pageowner_target.symbol_at: of an address between _stext and _end. */
int symbols_at(struct symbols *symbols, struct pageowner_pc *ret);
/*
 * The symbols of a System.map or a saved /proc/kallsyms.  A file of another kernel is
 * refused, except with @force.  NULL with a message.
 */
struct symbols *symbols_read_map(const char *path, const char *vmcoreinfo, bool force,
				 char message[MESSAGE_SIZE]);

#endif
