/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What kallsyms.c (symbols of the kernel image), modules.c (those of modules)
 * and symbolize.c (an address to its symbol) share, and nobody else.
 */
#ifndef PAGEOWNER_KALLSYMS_H
#define PAGEOWNER_KALLSYMS_H

#include "core.h"

#define LOST_NAME UINT32_MAX

struct module_symbol {
	uint64_t value;
	uint32_t order; /* place in the module's own table */
	uint32_t name;	/* in strings, or LOST_NAME */
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
	uint64_t symbols_from; /* lower symbols of the module do not count here */
	uint64_t symbols_end;  /* where the last one ends */
	const struct module *module;
};

struct modules {
	struct region *regions; /* ascending */
	size_t count;
};

struct kallsyms {
	/* kallsyms_names: compressed, a record for each symbol, and where each starts. */
	const unsigned char *records;
	uint32_t *positions;
	uint64_t *addresses; /* ascending */
	uint32_t count;
	bool two_bytes; /* a length with bit 7 set has a second byte */
	bool all;	/* CONFIG_KALLSYMS_ALL: data too */
	bool cuts_llvm; /* this kernel prints names without ".llvm.<hash>" */

	/* kallsyms_token_table: what each byte of a record stands for. */
	struct {
		const char *text;
		size_t len; /* 0: nothing that a name can be made of */
	} tokens[256];

	/* Names hashed; a chain holds index + 1 in table order. */
	uint32_t *buckets;
	uint32_t *chain;
	uint32_t mask;

	uint64_t init_begin, init_end;
	struct modules *modules;
};

/*
 * Expands a record to its name and nm's letter for its type.  Returns the length
 * of the name, 0 when the record makes none.
 */
size_t kallsyms_expand(const struct kallsyms *ks, const unsigned char *record, char *type,
		       char name[KSYM_NAME_LEN]);
/*
 * The length without the ".llvm.<hash>" that Clang's ThinLTO appends to static
 * names when it makes them global.
 */
size_t kallsyms_plain_length(const char *name, size_t len);

#endif
