// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel's own names of flags and types (mm/debug.c, mm/page_alloc.c, lib/vsprintf.c), as
 * tables: from number to name and back.
 */
#include <ctype.h>

#include "pages/page_names.h"

#define SPEC_SIZE 8 /* BUILD_BUG_ON() of lib/vsprintf.c: sizeof(struct printf_spec) */

static bool is_name(const char *name)
{
	const char *c;

	for (c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("_ ()|-", *c))
			return false;
	return c != name;
}

/* Loads an array of { unsigned long mask; const char *name; } that ends with a NULL name. */
static size_t load_flag_names(struct pageowner *po, enum fact symbol, struct flag_name *names)
{
	struct reader *rd = &po->reader;
	unsigned int word = po->target.word_size;
	uint64_t addr = fact(po, symbol), name;
	size_t count = 0;

	if (!has(po, symbol))
		return 0;
	for (; count < MAX_NAMES; count++, addr += 2 * word) {
		struct flag_name *entry = &names[count];

		if (target_ulong(rd, addr, &entry->mask) || target_ulong(rd, addr + word, &name) ||
		    !name || target_string(rd, name, entry->name, NAME_LEN) ||
		    !is_name(entry->name))
			break;
	}
	return count;
}

static size_t load_strings(struct pageowner *po, enum fact symbol, enum fact number,
			   char (*names)[NAME_LEN], size_t room)
{
	struct reader *rd = &po->reader;
	unsigned int word = po->target.word_size;
	int64_t want = fact(po, number);
	uint64_t name;
	size_t i;

	if (!has(po, symbol) || !has(po, number) || want < 0)
		return 0;
	if ((uint64_t)want < room)
		room = want;
	for (i = 0; i < room; i++)
		if (target_ulong(rd, fact(po, symbol) + i * word, &name) ||
		    target_string(rd, name, names[i], NAME_LEN) || !is_name(names[i]))
			break;
	return i;
}

static bool load_field(struct pageowner *po, uint64_t addr, struct flag_field *ret)
{
	struct reader *rd = &po->reader;
	uint64_t width, shift, spec, name;
	unsigned char bytes[SPEC_SIZE];

	if (read_member(rd, po, F_FIELD_WIDTH, addr, &width) ||
	    read_member(rd, po, F_FIELD_SHIFT, addr, &shift) ||
	    read_member(rd, po, F_FIELD_MASK, addr, &ret->mask) ||
	    read_member(rd, po, F_FIELD_SPEC, addr, &spec) ||
	    read_member(rd, po, F_FIELD_NAME, addr, &name) || width > 64 || shift > 63 ||
	    target_string(rd, name, ret->name, NAME_LEN) || !is_name(ret->name) ||
	    target_read(rd, spec, bytes, sizeof(bytes)))
		return false;
	ret->shift = shift;
	ret->mask = width ? ret->mask : 0;
	ret->hex = member_uint(rd, po, F_SPEC_BASE, bytes, sizeof(bytes)) == 16;
	return true;
}

/* The length of the table is not recorded: it ends at the first row that makes no sense. */
static void load_fields(struct pageowner *po, struct page_names *names)
{
	uint64_t size = fact(po, F_SIZEOF_FLAG_FIELD);

	if (!has(po, F_FLAG_FIELDS) || !has(po, F_SIZEOF_FLAG_FIELD) || !has(po, F_SPEC_BASE) ||
	    !members_fit(po, "struct printf_spec", SPEC_SIZE))
		return;
	while (names->nr_fields < MAX_FIELDS &&
	       load_field(po, fact(po, F_FLAG_FIELDS) + names->nr_fields * size,
			  &names->fields[names->nr_fields]))
		names->nr_fields++;
}

static const struct flag_field *find_field(const struct page_names *names, const char *name)
{
	size_t i;

	for (i = 0; i < names->nr_fields; i++)
		if (!strcmp(names->fields[i].name, name))
			return &names->fields[i];
	return NULL;
}

int page_names_load(struct pageowner *po)
{
	struct page_names *names = po->names;
	int64_t flags = fact(po, F_NR_PAGEFLAGS);
	uint64_t disabled;

	if (names)
		return 0;
	names = arena_alloc(&po->known, sizeof(*names));
	if (!names)
		return fail(&po->reader, -ENOMEM, "reading the names of flags");
	po->reader.hole = HOLE_OTHER;
	names->nr_gfp = load_flag_names(po, F_GFPFLAG_NAMES, names->gfp);
	names->nr_flags = load_flag_names(po, F_PAGEFLAG_NAMES, names->flags);
	names->nr_migratetypes = load_strings(po, F_MIGRATETYPE_NAMES, F_MIGRATE_TYPES,
					      names->migratetypes, ARRAY_SIZE(names->migratetypes));
	names->nr_reasons = load_strings(po, F_MIGRATE_REASON_NAMES, F_MR_TYPES, names->reasons,
					 ARRAY_SIZE(names->reasons));
	load_fields(po, names);
	names->node = find_field(names, "node");
	names->zone = find_field(names, "zone");
	names->main_flags = flags > 0 && flags < 64 ? (1ull << flags) - 1 : ~0ull;
	names->mobility_disabled =
		has(po, F_MOBILITY_DISABLED) &&
		!target_uint(&po->reader, fact(po, F_MOBILITY_DISABLED), 4, &disabled) && disabled;
	po->names = names;
	names->slab = page_flags_mask(po, "slab", 4);
	names->head = page_flags_mask(po, "head", 4);
	names->cma = page_migratetype(po, "CMA", 3);
	return 0;
}

/* A text contains the names that it uses: the tables are empty at first and grow. */
int page_names_open_text(struct pageowner *po)
{
	if (!po->names)
		po->names = arena_alloc(&po->known, sizeof(*po->names));
	return po->names ? 0 : fail(&po->reader, -ENOMEM, "reading the names of flags");
}

/* ---- names as %pGg and %pGp print them: format_flags() of lib/vsprintf.c ---- */

static void flags_text(struct strbuf *text, uint64_t flags, const struct flag_name *names,
		       size_t count)
{
	size_t i;

	for (i = 0; flags && i < count; i++) {
		if ((flags & names[i].mask) != names[i].mask)
			continue;
		flags &= ~names[i].mask;
		strbuf_text(text, names[i].name);
		if (flags)
			strbuf_append(text, "|", 1);
	}
	if (flags)
		strbuf_hex(text, flags);
}

void page_gfp_text(const struct pageowner *po, struct strbuf *text, uint32_t gfp_mask)
{
	const char *spelled = gfp_text_names(po, gfp_mask);

	strbuf_hex(text, gfp_mask);
	strbuf_append(text, "(", 1);
	if (spelled)
		strbuf_name(text, spelled);
	else
		flags_text(text, gfp_mask, po->names->gfp, po->names->nr_gfp);
	strbuf_append(text, ")", 1);
}

static uint64_t mask_of(const struct flag_name *names, size_t count, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strlen(names[i].name) == len && !strncmp(names[i].name, name, len))
			return names[i].mask;
	return 0;
}

uint64_t page_gfp_mask(const struct pageowner *po, const char *name, size_t len)
{
	return mask_of(po->names->gfp, po->names->nr_gfp, name, len);
}

uint64_t page_flags_mask(const struct pageowner *po, const char *name, size_t len)
{
	return mask_of(po->names->flags, po->names->nr_flags, name, len);
}

void page_flags_text(const struct pageowner *po, struct strbuf *text, uint64_t flags)
{
	const struct page_names *names = po->names;
	bool append = flags & names->main_flags;
	size_t i;

	strbuf_hex(text, flags);
	strbuf_append(text, "(", 1);
	flags_text(text, flags & names->main_flags, names->flags, names->nr_flags);
	for (i = 0; i < names->nr_fields; i++) {
		const struct flag_field *field = &names->fields[i];

		if (!field->mask)
			continue;
		if (append)
			strbuf_append(text, "|", 1);
		strbuf_text(text, field->name);
		strbuf_append(text, "=", 1);
		if (field->hex)
			strbuf_hex(text, flags >> field->shift & field->mask);
		else
			strbuf_number(text, flags >> field->shift & field->mask);
		append = true;
	}
	strbuf_append(text, ")", 1);
}

int page_gfp_migratetype(const struct pageowner *po, uint32_t gfp_mask)
{
	/* include/linux/gfp.h: ___GFP_RECLAIMABLE and ___GFP_MOVABLE are bits 3 and 4 */
	return po->names->mobility_disabled ? 0 : gfp_mask >> 3 & 3;
}

int page_migratetype(struct pageowner *po, const char *name, size_t len)
{
	struct page_names *names = po->names;
	size_t i;

	for (i = 0; i < names->nr_migratetypes; i++)
		if (strlen(names->migratetypes[i]) == len &&
		    !strncasecmp(names->migratetypes[i], name, len))
			return i;
	if (po->target.read || len >= NAME_LEN || i == ARRAY_SIZE(names->migratetypes))
		return -1;
	memcpy(names->migratetypes[i], name, len);
	return names->nr_migratetypes++;
}

unsigned int page_nr_migratetypes(const struct pageowner *po)
{
	return po->names->nr_migratetypes;
}

const char *page_migratetype_name(const struct pageowner *po, int migratetype)
{
	if (migratetype < 0 || (size_t)migratetype >= po->names->nr_migratetypes)
		return "?";
	return po->names->migratetypes[migratetype];
}

const char *page_flag_name(const struct pageowner *po, bool gfp, size_t i)
{
	const struct page_names *names = po->names;

	if (i >= (gfp ? names->nr_gfp : names->nr_flags))
		return NULL;
	return gfp ? names->gfp[i].name : names->flags[i].name;
}

const char *page_migrate_reason_name(const struct pageowner *po, int reason)
{
	if (has(po, F_MR_NEVER) ? reason == fact(po, F_MR_NEVER) : reason == -1)
		return NULL;
	if (reason < 0 || (size_t)reason >= po->names->nr_reasons)
		return "?";
	return po->names->reasons[reason];
}
