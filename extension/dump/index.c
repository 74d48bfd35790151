// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Finds a type or an enumerator in the DWARF of a vmlinux by its name.
 *
 * We need a dozen structs out of a hundred thousand.  So compile units are indexed one by
 * one until the name is found, those first that define what page_owner needs.  Each unit
 * is indexed once, and only its top level.
 */
#include <dwarf.h>
#include <errno.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "dump/index.h"

#define MAX_IMPORTS 64

struct unit {
	Dwarf_Die die;
	unsigned int rank; /* in first_units */
	bool indexed;
};

/* A definition: a type or an enumerator. */
struct entry {
	const char *name; /* NULL: free */
	int tag;
	Dwarf_Die die;
};

struct index {
	Dwarf *dwarf;
	Elf_Data *strings;   /* .debug_str, or NULL */
	struct unit *units;  /* in the order of the file */
	struct unit **order; /* in the order in which they are searched */
	size_t nr_units;
	size_t nr_indexed;     /* the first ones of order */
	struct entry *entries; /* hash with open addressing */
	size_t nr_entries;
	size_t room;	      /* a power of two */
	unsigned int imports; /* imported units that are being indexed, one inside the other */
	bool failed;	      /* out of memory */
};

/* These units together define nearly all types that are ever looked up. */
static const char *const first_units[] = {
	"mm/page_owner.c",
	"lib/stackdepot.c",
	"mm/page_ext.c",
	"mm/sparse.c",
	"lib/vsprintf.c",
	"mm/memcontrol.c",
	"mm/page_alloc.c",
	"kernel/module/main.c",
	"kernel/module/kallsyms.c",
	"kernel/module.c",
	"kernel/time/timekeeping.c",
	"kernel/sched/core.c",
	"mm/vmstat.c",
	"mm/slub.c",
	"mm/vmalloc.c",
};

#define NR_RANKS (sizeof(first_units) / sizeof(first_units[0]) + 1)

static bool ends_in(const char *path, const char *end)
{
	size_t len = strlen(path), n = strlen(end);

	return len >= n && !strcmp(path + len - n, end) && (len == n || path[len - n - 1] == '/');
}

static unsigned int rank_of(Dwarf_Die *unit)
{
	const char *name = dwarf_diename(unit);
	unsigned int i;

	for (i = 0; i < NR_RANKS - 1; i++)
		if (name && ends_in(name, first_units[i]))
			break;
	return i;
}

/* A sibling has to come later in the file, or a forged one could make a loop. */
bool next_die(Dwarf_Die *die)
{
	Dwarf_Die next;

	if (dwarf_siblingof(die, &next) || next.addr <= die->addr)
		return false;
	*die = next;
	return true;
}

/* ---- the index ---- */

static uint64_t hash_of(int tag, const char *name)
{
	uint64_t hash = 14695981039346656037u ^ (unsigned int)tag;

	while (*name)
		hash = (hash ^ (unsigned char)*name++) * 1099511628211u;
	return hash ^ hash >> 32;
}

static struct entry *slot_of(struct index *index, int tag, const char *name)
{
	uint64_t i = hash_of(tag, name);

	for (;; i++) {
		struct entry *e = &index->entries[i & (index->room - 1)];

		if (!e->name || (e->tag == tag && !strcmp(e->name, name)))
			return e;
	}
}

static bool grow(struct index *index)
{
	struct entry *old = index->entries;
	size_t n = index->room;

	index->room = n ? n * 2 : 4096;
	index->entries = calloc(index->room, sizeof(*index->entries));
	if (!index->entries) {
		index->entries = old;
		index->room = n;
		index->failed = true;
		return false;
	}
	for (size_t i = 0; i < n; i++)
		if (old[i].name)
			*slot_of(index, old[i].tag, old[i].name) = old[i];
	free(old);
	return true;
}

static void add(struct index *index, Dwarf_Die *die)
{
	const char *name = dwarf_diename(die);
	struct entry *e;

	if (!name || (index->nr_entries * 2 >= index->room && !grow(index)))
		return;
	e = slot_of(index, dwarf_tag(die), name);
	if (e->name)
		return;
	e->name = name;
	e->tag = dwarf_tag(die);
	e->die = *die;
	index->nr_entries++;
}

static void add_enumerators(struct index *index, Dwarf_Die *enumeration)
{
	Dwarf_Die die;

	if (dwarf_child(enumeration, &die))
		return;
	do {
		if (dwarf_tag(&die) == DW_TAG_enumerator)
			add(index, &die);
	} while (next_die(&die));
}

static void index_unit(struct index *index, struct unit *unit);

/*
 * dwz moves definitions that several units share into a unit that these import, and that
 * may import others.  If imports are nested deeper than dwz nests them, the imported unit
 * is still indexed by itself later.
 */
static void index_import(struct index *index, Dwarf_Die *import)
{
	size_t low = 0, high = index->nr_units, mid;
	Dwarf_Attribute attr;
	Dwarf_Die die;

	if (!dwarf_formref_die(dwarf_attr(import, DW_AT_import, &attr), &die))
		return;
	while (low < high) {
		mid = low + (high - low) / 2;
		if (dwarf_dieoffset(&index->units[mid].die) < dwarf_dieoffset(&die))
			low = mid + 1;
		else
			high = mid;
	}
	if (low == index->nr_units || index->units[low].die.addr != die.addr ||
	    index->imports == MAX_IMPORTS)
		return;
	index->imports++;
	index_unit(index, &index->units[low]);
	index->imports--;
}

static void index_unit(struct index *index, struct unit *unit)
{
	Dwarf_Die die;

	if (unit->indexed)
		return;
	unit->indexed = true;
	if (dwarf_child(&unit->die, &die))
		return;
	do {
		switch (dwarf_tag(&die)) {
		case DW_TAG_enumeration_type:
			add_enumerators(index, &die);
			/* fall through */
		case DW_TAG_structure_type:
		case DW_TAG_union_type:
		case DW_TAG_typedef:
		case DW_TAG_base_type:
			if (!dwarf_hasattr(&die, DW_AT_declaration))
				add(index, &die);
			break;
		case DW_TAG_imported_unit:
			index_import(index, &die);
			break;
		}
	} while (next_die(&die));
}

/*
 * Compilers put every name of four or more bytes into .debug_str, so if a name is not
 * there, no unit has it.  A name can be the end of a longer string.
 */
static bool may_exist(const struct index *index, const char *name)
{
	size_t len = strlen(name) + 1;

	return !index->strings || len <= 4 ||
	       memmem(index->strings->d_buf, index->strings->d_size, name, len);
}

int index_find(struct index *index, int tag, const char *name, Dwarf_Die *ret)
{
	bool search = false;
	struct entry *e;

	while (!(e = slot_of(index, tag, name))->name) {
		if (index->failed)
			return -ENOMEM;
		if (index->nr_indexed == index->nr_units || (!search && !may_exist(index, name)))
			return -ENOENT;
		search = true;
		index_unit(index, index->order[index->nr_indexed++]);
	}
	*ret = e->die;
	return 0;
}

/* ---- opening ---- */

Elf_Data *section_data(Elf *elf, const char *wanted)
{
	Elf_Scn *scn = NULL;
	const char *name;
	Elf_Data *data;
	GElf_Shdr shdr;
	size_t strings;

	if (elf_getshdrstrndx(elf, &strings))
		return NULL;
	while ((scn = elf_nextscn(elf, scn))) {
		if (!gelf_getshdr(scn, &shdr) || shdr.sh_type == SHT_NOBITS ||
		    shdr.sh_flags & SHF_COMPRESSED)
			continue;
		name = elf_strptr(elf, strings, shdr.sh_name);
		if (!name || strcmp(name, wanted))
			continue;
		data = elf_getdata(scn, NULL);
		return data && data->d_buf ? data : NULL;
	}
	return NULL;
}

static bool add_unit(struct index *index, Dwarf_Die *die)
{
	size_t n = index->nr_units;
	struct unit *units;

	/* Grows by doubling, at every power of two. */
	if (!(n & (n - 1))) {
		units = realloc(index->units, (n ? n * 2 : 1) * sizeof(*units));
		if (!units)
			return false;
		index->units = units;
	}
	index->units[n].die = *die;
	index->units[n].rank = rank_of(die);
	index->units[n].indexed = false;
	index->nr_units++;
	return true;
}

static bool list_units(struct index *index)
{
	Dwarf_CU *cu = NULL;
	uint8_t type;
	Dwarf_Die die;
	size_t n = 0;

	while (!dwarf_get_units(index->dwarf, cu, &cu, NULL, &type, &die, NULL))
		if (type != DW_UT_type && type != DW_UT_split_type && !add_unit(index, &die))
			return false;
	index->order = calloc(index->nr_units + 1, sizeof(*index->order));
	if (!index->order)
		return false;
	for (unsigned int rank = 0; rank < NR_RANKS; rank++)
		for (size_t i = 0; i < index->nr_units; i++)
			if (index->units[i].rank == rank)
				index->order[n++] = &index->units[i];
	return true;
}

struct index *index_new(Elf *elf)
{
	struct index *index = calloc(1, sizeof(*index));

	if (!index)
		return NULL;
	index->dwarf = dwarf_begin_elf(elf, DWARF_C_READ, NULL);
	if (!index->dwarf || !grow(index) || !list_units(index) || !index->nr_units) {
		index_free(index);
		return NULL;
	}
	index->strings = section_data(elf, ".debug_str");
	return index;
}

void index_free(struct index *index)
{
	if (!index)
		return;
	dwarf_end(index->dwarf);
	free(index->units);
	free(index->order);
	free(index->entries);
	free(index);
}

Dwarf *index_dwarf(struct index *index)
{
	return index->dwarf;
}
