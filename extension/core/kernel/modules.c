// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The loaded modules and their symbols (kernel/module/kallsyms.c).
 *
 * The list and all data that it points to may be damaged.  A module whose symbols cannot be read
 * is kept, so that its addresses are not taken for another module's.  If the list is broken, it
 * is walked backwards from its end, too.
 */
#include <stdlib.h>

#include "kernel/kallsyms.h"

#define MAX_MODULES 8192
#define MAX_MODULE_SYMBOLS (1u << 20)
#define MAX_MODULE_SIZE (1ull << 30)
#define MAX_MEMORY_TYPES 16
#define MODULE_NAME_LEN 64
/* The limit for the symbols of all modules together; distributions load a few MiB. */
#define SYMBOL_BYTES (256u << 20)

/* Marks bytes of a string table that are not in the dump; no name contains it. */
#define LOST_BYTE 0xff

struct loader {
	struct pageowner *po;
	struct reader *rd;
	struct modules *modules;
	size_t room;	/* capacity of modules->regions */
	uint64_t *seen; /* addresses of list entries, in the order of the walk */
	size_t nr_seen, seen_room;
	size_t budget; /* how many more bytes of symbols may be read */
};

/* ---- where a module lies ---- */

static int add_region(struct loader *ld, const struct region *region)
{
	struct modules *modules = ld->modules;

	if (!region->base || !region->size || region->size > MAX_MODULE_SIZE ||
	    region->base + region->size < region->base)
		return 0;
	modules->regions = arena_grow(&ld->po->known, modules->regions, &ld->room,
				      modules->count + 1, sizeof(*region));
	if (!modules->regions)
		return fail(ld->rd, -ENOMEM, "memory for modules");
	modules->regions[modules->count++] = *region;
	return 0;
}

/* Symbols are used wherever they are in the module, and the last one ends with the text. */
static int add_layout(struct loader *ld, const struct module *module, uint64_t mod, enum fact base,
		      enum fact size, enum fact text_size)
{
	struct region region = { .module = module };
	uint64_t text;
	int err = read_member(ld->rd, ld->po, base, mod, &region.base);

	if (!err)
		err = read_member(ld->rd, ld->po, size, mod, &region.size);
	if (!err)
		err = read_member(ld->rd, ld->po, text_size, mod, &text);
	if (err)
		return err;
	region.symbols_end = region.base + text;
	return add_region(ld, &region);
}

/*
 * Without KALLSYMS_ALL only text has symbols; MOD_TEXT is 0.  Only symbols of the same region are
 * used, as the lookup of v7.x and also 6.12.y does.  Before, the region only determined the end;
 * the two give the same result for all return addresses.
 */
static int add_memory(struct loader *ld, const struct module *module, uint64_t mod, int64_t type)
{
	const struct pageowner *po = ld->po;
	uint64_t size = fact(po, F_SIZEOF_MODULE_MEMORY);
	uint64_t memory = mod + offset_of(po, F_MODULE_MEM) + type * size;
	bool text = !type || !has(po, F_MOD_INIT_TEXT) || type == fact(po, F_MOD_INIT_TEXT);
	struct region region = { .module = module };
	int err;

	if (po->kallsyms->count && !po->kallsyms->all && !text)
		return 0;
	err = read_member(ld->rd, po, F_MEMORY_BASE, memory, &region.base);
	if (!err)
		err = read_member(ld->rd, po, F_MEMORY_SIZE, memory, &region.size);
	if (err)
		return err;
	region.symbols_from = region.base;
	region.symbols_end = region.base + region.size;
	return add_region(ld, &region);
}

static int64_t memory_types(const struct pageowner *po)
{
	int64_t types = 1;

	if (has(po, F_MOD_MEM_NUM_TYPES))
		types = fact(po, F_MOD_MEM_NUM_TYPES);
	else if (fact(po, F_SIZEOF_MODULE_MEMORY) > 0)
		types = size_of(po, F_MODULE_MEM) / fact(po, F_SIZEOF_MODULE_MEMORY);
	return types < MAX_MEMORY_TYPES ? types : MAX_MEMORY_TYPES;
}

/* Each part is added separately: a hole in one must not lose the others. */
static int add_regions(struct loader *ld, const struct module *module, uint64_t mod)
{
	const struct pageowner *po = ld->po;
	int64_t type, types = memory_types(po);
	int err;

	if (!has(po, F_MODULE_MEM)) {
		err = add_layout(ld, module, mod, F_MODULE_INIT_BASE, F_MODULE_INIT_SIZE,
				 F_MODULE_INIT_TEXT_SIZE);
		if (err && err != -ENODATA)
			return err;
		err = add_layout(ld, module, mod, F_MODULE_CORE_BASE, F_MODULE_CORE_SIZE,
				 F_MODULE_CORE_TEXT_SIZE);
		return err == -ENODATA ? 0 : err;
	}
	for (type = 0; type < types; type++) {
		err = add_memory(ld, module, mod, type);
		if (err && err != -ENODATA)
			return err;
	}
	return 0;
}

/* ---- symbols of a module ---- */

/* struct mod_kallsyms */
struct table {
	uint64_t symtab;
	uint64_t num;
	uint64_t strtab;
	unsigned char *symbols; /* Elf_Sym, as in the dump */
	size_t entry;		/* size of one symbol in bytes */
	char *strings;
	size_t strings_len;
};

static int read_table(struct loader *ld, uint64_t addr, struct table *ret)
{
	struct reader *rd = ld->rd;
	size_t size;
	int err = read_member(rd, ld->po, F_KALLSYMS_SYMTAB, addr, &ret->symtab);

	if (!err)
		err = read_member(rd, ld->po, F_KALLSYMS_NUM_SYMTAB, addr, &ret->num);
	if (!err)
		err = read_member(rd, ld->po, F_KALLSYMS_STRTAB, addr, &ret->strtab);
	if (err)
		return err;
	ret->entry = ld->po->target.word_size == 8 ? 24 : 16;
	size = ret->num * ret->entry;
	if (!ret->symtab || !ret->strtab || ret->num > MAX_MODULE_SYMBOLS || size > ld->budget)
		return -ENODATA;
	ld->budget -= size;
	ret->symbols = arena_alloc(&ld->po->run, size);
	if (!ret->symbols)
		return fail(rd, -ENOMEM, "reading %zu bytes of symbols", size);
	return target_read(rd, ret->symtab, ret->symbols, size);
}

/* Elf64_Sym and Elf32_Sym: section 0 (SHN_UNDEF) means that it is not defined here. */
static unsigned int symbol_section(const struct loader *ld, const struct table *table, size_t i)
{
	const unsigned char *symbol = table->symbols + i * table->entry;

	return get_uint(ld->rd, symbol + (table->entry == 24 ? 6 : 14), 2);
}

static uint64_t symbol_value(const struct loader *ld, const struct table *table, size_t i)
{
	const unsigned char *symbol = table->symbols + i * table->entry;

	return table->entry == 24 ? get_uint(ld->rd, symbol + 8, 8)
				  : get_uint(ld->rd, symbol + 4, 4);
}

static size_t symbol_name(const struct loader *ld, const struct table *table, size_t i)
{
	return get_uint(ld->rd, table->symbols + i * table->entry, 4);
}

static void mark_lost(void *arg, size_t offset, size_t len)
{
	memset((char *)arg + offset, LOST_BYTE, len);
}

/* The size of the table is not recorded: it ends with the string that starts last. */
static int read_strings(struct loader *ld, struct table *table)
{
	size_t last = 0, limit = table->num * KSYM_NAME_LEN, i;
	int err;

	if (limit > ld->budget)
		limit = ld->budget;
	for (i = 1; i < table->num; i++)
		if (symbol_section(ld, table, i) && symbol_name(ld, table, i) > last &&
		    symbol_name(ld, table, i) < limit)
			last = symbol_name(ld, table, i);
	ld->budget -= last;
	table->strings = arena_alloc(&ld->po->known, last + KSYM_NAME_LEN);
	if (!table->strings)
		return fail(ld->rd, -ENOMEM, "reading %zu bytes of names", last);
	err = target_read_holes(ld->rd, table->strtab, table->strings, last, mark_lost,
				table->strings);
	if (!err)
		err = target_string(ld->rd, table->strtab + last, table->strings + last,
				    KSYM_NAME_LEN);
	if (err == -ENODATA) {
		table->strings[last] = (char)LOST_BYTE;
		table->strings[last + 1] = '\0';
		err = 0;
	}
	table->strings_len = last + 1;
	return err;
}

/*
 * Mapping symbols, which assemblers put between code and data; they are not functions.  v6.1 knew
 * those of ARM.  L0 and all names with $ were added with LoongArch and RISC-V, at about the same
 * time as mem[].
 */
static bool is_mapping_symbol(const struct pageowner *po, const char *name)
{
	if (name[0] == '.' && name[1] == 'L')
		return true;
	if (has(po, F_MODULE_MEM))
		return name[0] == '$' || (name[0] == 'L' && name[1] == '0');
	return name[0] == '$' && name[1] && strchr("axtd", name[1]) && (!name[2] || name[2] == '.');
}

static bool is_lost(const struct table *table, size_t name)
{
	return name >= table->strings_len || memchr(table->strings + name, LOST_BYTE,
						    strnlen(table->strings + name, KSYM_NAME_LEN));
}

static int compare_symbols(const void *a, const void *b)
{
	const struct module_symbol *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/*
 * find_kallsyms_symbol() scans the whole table for the highest value that is not above the
 * address and, before mem[], above that of entry 0; of equal values it takes the first.  A search
 * in a sorted table that keeps the first of equal values gives the same answer.
 */
static void sort_symbols(struct loader *ld, const struct table *table, struct module *module)
{
	uint64_t lowest = has(ld->po, F_MODULE_MEM) ? 0 : symbol_value(ld, table, 0) + 1;
	struct module_symbol *symbols = module->symbols;
	size_t i, count = 0, kept = 0;

	for (i = 1; i < table->num; i++) {
		size_t name = symbol_name(ld, table, i);
		bool lost = is_lost(table, name);

		if (!symbol_section(ld, table, i) || symbol_value(ld, table, i) < lowest ||
		    (!lost &&
		     (!table->strings[name] || is_mapping_symbol(ld->po, table->strings + name))))
			continue;
		symbols[count].value = symbol_value(ld, table, i);
		symbols[count].order = i;
		symbols[count++].name = lost ? LOST_NAME : name;
	}
	if (count)
		qsort(symbols, count, sizeof(*symbols), compare_symbols);
	for (i = 0; i < count; i++)
		if (!kept || symbols[kept - 1].value != symbols[i].value)
			symbols[kept++] = symbols[i];
	module->count = kept;
}

/*
 * While a module initialises, its table is in its init memory and contains the init symbols, too;
 * later core_kallsyms is used.
 */
static int add_symbols(struct loader *ld, struct module *module, uint64_t mod)
{
	const struct pageowner *po = ld->po;
	struct table table = { 0 };
	uint64_t kallsyms;
	int err = read_member(ld->rd, po, F_MODULE_KALLSYMS, mod, &kallsyms);

	if (!err)
		err = read_table(ld, kallsyms, &table);
	if (err == -ENODATA && has(po, F_MODULE_CORE_KALLSYMS))
		err = read_table(ld, mod + offset_of(po, F_MODULE_CORE_KALLSYMS), &table);
	if (err || !table.num)
		return err;
	err = read_strings(ld, &table);
	if (err)
		return err;
	module->strings = table.strings;
	module->symbols = arena_alloc(&ld->po->known, table.num * sizeof(*module->symbols));
	if (!module->symbols)
		return fail(ld->rd, -ENOMEM, "reading %zu symbols", (size_t)table.num);
	sort_symbols(ld, &table, module);
	return 0;
}

/* ---- the list of modules ---- */

static int add_module(struct loader *ld, uint64_t mod)
{
	struct pageowner *po = ld->po;
	char name[MODULE_NAME_LEN] = "?";
	struct module *module;
	uint64_t state = 0;
	int err = 0;

	if (has(po, F_MODULE_STATE) && has(po, F_MODULE_UNFORMED))
		err = read_member(ld->rd, po, F_MODULE_STATE, mod, &state);
	/* The module is being loaded: it is not set up, and the kernel skips it, too. */
	if (!err && has(po, F_MODULE_UNFORMED) && state == (uint64_t)fact(po, F_MODULE_UNFORMED))
		return 0;
	if (!err || err == -ENODATA)
		err = target_string(ld->rd, mod + offset_of(po, F_MODULE_NAME), name, sizeof(name));
	if (err && err != -ENODATA)
		return err;
	module = arena_alloc(&po->known, sizeof(*module));
	if (module)
		module->name = arena_strdup(&po->known, err || !name[0] ? "?" : name);
	if (!module || !module->name)
		return fail(ld->rd, -ENOMEM, "memory for modules");
	err = add_regions(ld, module, mod);
	if (!err)
		err = add_symbols(ld, module, mod);
	if (err && err != -ENODATA)
		return fail(ld->rd, err, "module at 0x%llx", (unsigned long long)mod);
	return 0;
}

static bool seen(const struct loader *ld, uint64_t entry)
{
	size_t i;

	for (i = 0; i < ld->nr_seen; i++)
		if (ld->seen[i] == entry)
			return true;
	return false;
}

/*
 * Follows next (0) or prev (1) of struct list_head from the head until the walk is at the head
 * again, or at an entry that it has visited.  -ENODATA: the list is broken.
 */
static int walk_list(struct loader *ld, unsigned int direction)
{
	uint64_t head = fact(ld->po, F_MODULES), entry = head;
	unsigned int word = ld->po->target.word_size;

	for (;;) {
		int err = target_ulong(ld->rd, entry + direction * word, &entry);

		if (err)
			return err;
		if (entry == head || seen(ld, entry))
			return 0;
		if (!entry || entry & (word - 1) || ld->nr_seen == MAX_MODULES)
			return -ENODATA;
		ld->seen = arena_grow(&ld->po->run, ld->seen, &ld->seen_room, ld->nr_seen + 1,
				      sizeof(*ld->seen));
		if (!ld->seen)
			return fail(ld->rd, -ENOMEM, "memory for modules");
		ld->seen[ld->nr_seen++] = entry;
		err = add_module(ld, entry - offset_of(ld->po, F_MODULE_LIST));
		if (err)
			return err;
	}
}

/* ---- loading ---- */

static bool readable(const struct pageowner *po, const enum fact *members, size_t count)
{
	for (; count; count--, members++)
		if (!has(po, *members) || !size_of(po, *members) || size_of(po, *members) > 8)
			return false;
	return true;
}

/* If the types make no sense, modules are left out, but the report is not. */
static bool facts_known(const struct pageowner *po)
{
	static const enum fact common[] = {
		F_MODULE_KALLSYMS,
		F_KALLSYMS_SYMTAB,
		F_KALLSYMS_NUM_SYMTAB,
		F_KALLSYMS_STRTAB,
	};
	static const enum fact layout[] = {
		F_MODULE_CORE_BASE, F_MODULE_CORE_SIZE, F_MODULE_CORE_TEXT_SIZE,
		F_MODULE_INIT_BASE, F_MODULE_INIT_SIZE, F_MODULE_INIT_TEXT_SIZE,
	};
	static const enum fact memory[] = { F_MEMORY_BASE, F_MEMORY_SIZE };
	static const enum fact state[] = { F_MODULE_STATE };

	if (!has(po, F_MODULES) || !has(po, F_MODULE_LIST) || !has(po, F_MODULE_NAME) ||
	    !readable(po, common, ARRAY_SIZE(common)) ||
	    (has(po, F_MODULE_STATE) && !readable(po, state, ARRAY_SIZE(state))))
		return false;
	return has(po, F_MODULE_MEM)
		       ? has(po, F_SIZEOF_MODULE_MEMORY) && readable(po, memory, ARRAY_SIZE(memory))
		       : readable(po, layout, ARRAY_SIZE(layout));
}

static int compare_regions(const void *a, const void *b)
{
	const struct region *x = a, *y = b;

	return x->base < y->base ? -1 : x->base > y->base;
}

int kallsyms_load_modules(struct pageowner *po)
{
	struct loader ld = { .po = po, .rd = &po->reader, .budget = SYMBOL_BYTES };
	int err;

	if (!facts_known(po) || (po->kallsyms && po->kallsyms->modules))
		return 0;
	po->reader.hole = HOLE_OTHER;
	/* If the kernel's own table could not be read, the tables of modules are still used. */
	if (!po->kallsyms)
		po->kallsyms = arena_alloc(&po->known, sizeof(*po->kallsyms));
	ld.modules = arena_alloc(&po->known, sizeof(*ld.modules));
	if (!po->kallsyms || !ld.modules)
		return fail(&po->reader, -ENOMEM, "the list of modules");
	err = walk_list(&ld, 0);
	if (err == -ENODATA)
		err = walk_list(&ld, 1);
	if (err && err != -ENODATA)
		return fail(&po->reader, err, "the list of modules");
	if (ld.modules->count)
		qsort(ld.modules->regions, ld.modules->count, sizeof(*ld.modules->regions),
		      compare_regions);
	po->kallsyms->modules = ld.modules;
	return 0;
}
