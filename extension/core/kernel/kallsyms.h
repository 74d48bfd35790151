/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shared only by kallsyms.c (symbols of the kernel image), modules.c (symbols of modules) and
 * symbolize.c (from an address to its symbol).
 */
#ifndef PAGEOWNER_KALLSYMS_H
#define PAGEOWNER_KALLSYMS_H

#include "core.h"

#define LOST_NAME UINT32_MAX

struct module_symbol {
	uint64_t value;
	uint32_t order; /* position in the module's own table */
	uint32_t name;	/* offset in strings, or LOST_NAME */
};

struct module {
	const char *name;
	const char *strings;
	struct module_symbol *symbols; /* ascending, one for each value */
	size_t count;
};

struct region {
	uint64_t base;
	uint64_t size;
	uint64_t symbols_from; /* symbols below this address are not used for the region */
	uint64_t symbols_end;  /* where the last symbol ends */
	const struct module *module;
};

struct modules {
	struct region *regions; /* ascending */
	size_t count;
};

struct kallsyms {
	/* kallsyms_names: compressed, a record for each symbol, and where each record starts. */
	const unsigned char *records;
	uint32_t *positions;
	uint64_t *addresses; /* ascending */
	uint32_t count;
	bool two_bytes; /* a length with bit 7 set has a second byte */
	bool all;	/* CONFIG_KALLSYMS_ALL: the table has data symbols, too */
	bool cuts_llvm; /* this kernel prints names without ".llvm.<hash>" */

	/* kallsyms_token_table: the text for each byte of a record. */
	struct {
		const char *text;
		size_t len; /* 0: not a text that can be part of a name */
	} tokens[256];

	/* A hash table of names; a chain holds index + 1 in table order. */
	uint32_t *buckets;
	uint32_t *chain;
	uint32_t mask;

	uint64_t init_begin, init_end;
	struct modules *modules;
};

/*
 * Expands a record to its name and nm's letter for its type.  Returns the length of the name, 0
 * if the record is not valid.
 */
size_t kallsyms_expand(const struct kallsyms *ks, const unsigned char *record, char *type,
		       char name[KSYM_NAME_LEN]);
/*
 * The length without the ".llvm.<hash>" that Clang's ThinLTO appends to static names when it
 * makes them global.
 */
size_t kallsyms_plain_length(const char *name, size_t len);

#endif
