// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * For a kernel without BTF and a dump without vmlinux: layouts that are the same in every
 * configuration of a release.  They are chosen by what the dump says and proved on its data.
 * Layouts that depend on the configuration are not known here, and the output lacks what needs
 * them.
 *
 * To add a release: add a row to owners[] for a new size of struct page_owner, or a row to
 * depots[] for a new handle or stack record, with the commit that changed it.  Only for 64-bit
 * kernels since v5.4: in earlier kernels nothing shows how the bits of page_ext moved.
 */
#include "core.h"

struct known {
	uint16_t fact;
	uint8_t offset, bytes;
	uint8_t from, to; /* range of the sizes of struct page_owner that have the member */
};

/* mm/page_owner.c, chosen by page_owner_ops.size */
static const struct known owners[] = {
	{ F_OWNER_ORDER, 0, 2, 16, 64 },
	{ F_OWNER_MIGRATE_REASON, 2, 2, 16, 64 },
	{ F_OWNER_GFP_MASK, 4, 4, 16, 64 },
	{ F_OWNER_HANDLE, 8, 4, 16, 64 },
	/* Linux commit 8974558f49a6 in v5.4 */
	{ F_OWNER_FREE_HANDLE, 12, 4, 16, 64 },
	/* Linux commit 9cc7e96aa846 in v5.11 */
	{ F_OWNER_TS, 16, 8, 32, 64 },
	{ F_OWNER_PID, 24, 4, 32, 32 },
	/* Linux commit 866b48526217 in v5.13 */
	{ F_OWNER_FREE_TS, 24, 8, 40, 64 },
	{ F_OWNER_PID, 32, 4, 40, 40 },
	/* v5.18 */
	{ F_OWNER_COMM, 32, COMM_LEN, 56, 64 },
	{ F_OWNER_PID, 48, 4, 56, 64 },
	{ F_OWNER_TGID, 52, 4, 56, 64 },
	/* v6.8 */
	{ F_OWNER_FREE_PID, 56, 4, 64, 64 },
	{ F_OWNER_FREE_TGID, 60, 4, 64, 64 },
};

static bool size_is_known(uint64_t size)
{
	static const uint8_t sizes[] = { 16, 32, 40, 56, 64 };

	return size && size < 256 && memchr(sizes, (int)size, sizeof(sizes));
}

/* lib/stackdepot.c, newest first; stackdepot.c tries them on the data */
static const struct {
	uint8_t valid, extra;	       /* numbers of bits in a handle */
	uint8_t size, handle, entries; /* offsets in struct stack_record */
} depots[] = {
	/* v6.8: Linux commit 4434a56ec209 removed the valid bit, 108be8def46e added lists */
	{ 0, 5, 20, 24, 32 },
	/* v6.1 */
	{ 1, 5, 12, 16, 24 },
	/* v4.6 */
	{ 1, 0, 12, 16, 24 },
};

bool releases_depot(struct pageowner *po, unsigned int which)
{
	unsigned int offset = po->layout.page_shift - 2, index;

	if (!po->layout.typeless || which >= ARRAY_SIZE(depots))
		return false;
	index = 32 - offset - depots[which].valid - depots[which].extra;
	facts_set(po, F_HANDLE_INDEX, 0, index);
	facts_set(po, F_HANDLE_OFFSET, index, offset);
	if (depots[which].extra)
		facts_set(po, F_HANDLE_EXTRA, 32 - depots[which].extra, depots[which].extra);
	else
		po->layout.facts[F_HANDLE_EXTRA].known = false;
	facts_set_bytes(po, F_RECORD_SIZE, depots[which].size, 4);
	facts_set_bytes(po, F_RECORD_HANDLE, depots[which].handle, 4);
	facts_set_bytes(po, F_RECORD_ENTRIES, depots[which].entries, 0);
	return true;
}

/* ---- values in the dump's own tables ---- */

/* The row with @name in an array of strings or of { mask, string }; -1: there is none. */
static int row_named(struct pageowner *po, enum fact table, unsigned int words, const char *name,
		     uint64_t *mask)
{
	struct reader *rd = &po->reader;
	uint64_t addr = fact(po, table), string;
	char text[48];
	int i;

	for (i = 0; has(po, table) && i < 64; i++, addr += 8 * words) {
		if (target_ulong(rd, addr + 8 * (words - 1), &string) || !string ||
		    target_string(rd, string, text, sizeof(text)))
			return -1;
		if (!strcmp(text, name))
			return words == 1 || !target_ulong(rd, addr, mask) ? i : -1;
	}
	return -1;
}

/* Counts the rows of an array that are strings, up to the end of the symbol. */
static unsigned int count_rows(struct pageowner *po, enum fact table)
{
	uint64_t addr = fact(po, table), string;
	unsigned int n = 0;
	struct ksym sym;
	char first;

	if (!has(po, table) || !kallsyms_find(po, addr, &sym))
		return 0;
	while (n < sym.size / 8 && n < 64 && !target_ulong(&po->reader, addr + 8 * n, &string) &&
	       string && !target_read(&po->reader, string, &first, 1) && first > ' ')
		n++;
	return n;
}

static void know_names(struct pageowner *po)
{
	int64_t types;
	uint64_t mask;
	int row;

	if (row_named(po, F_PAGEFLAG_NAMES, 2, "reserved", &mask) >= 0 && mask)
		facts_set(po, F_PG_RESERVED, __builtin_ctzll(mask), 0);
	if (!vmcoreinfo_number(po, "LENGTH(free_area.free_list)", 10, &types))
		facts_set(po, F_MIGRATE_TYPES, types, 0);
	row = row_named(po, F_MIGRATETYPE_NAMES, 1, "Isolate", NULL);
	if (row >= 0)
		facts_set(po, F_MIGRATE_ISOLATE, row, 0);
	facts_set(po, F_MR_TYPES, count_rows(po, F_MIGRATE_REASON_NAMES), 0);
	row = row_named(po, F_MIGRATE_REASON_NAMES, 1, "never_migrated", NULL);
	if (row >= 0)
		facts_set(po, F_MR_NEVER, row, 0);
}

/*
 * struct page_flags_fields of lib/vsprintf.c.  struct printf_spec had another layout until about
 * v6.15; its base is 10 or 16.
 */
static void know_flag_fields(struct pageowner *po)
{
	unsigned char spec[8];
	uint64_t addr;

	if (!has(po, F_FLAG_FIELDS) ||
	    target_ulong(&po->reader, fact(po, F_FLAG_FIELDS) + 16, &addr) ||
	    target_read(&po->reader, addr, spec, sizeof(spec)))
		return;
	facts_set(po, F_SIZEOF_FLAG_FIELD, 32, 0);
	facts_set_bytes(po, F_FIELD_WIDTH, 0, 4);
	facts_set_bytes(po, F_FIELD_SHIFT, 4, 4);
	facts_set_bytes(po, F_FIELD_MASK, 8, 4);
	facts_set_bytes(po, F_FIELD_SPEC, 16, 8);
	facts_set_bytes(po, F_FIELD_NAME, 24, 8);
	facts_set_bytes(po, F_SPEC_BASE, spec[5] == 10 || spec[5] == 16 ? 5 : 1, 1);
}

/*
 * struct new_utsname of include/linux/utsname.h: six strings of 65 bytes.  Since v5.11 VMCOREINFO
 * gives its offset in struct uts_namespace; before that a struct kref was in front of it.
 */
static void know_uts(struct pageowner *po)
{
	char name[8];

	if (!has(po, F_UTS_NAME) && has(po, F_INIT_UTS_NS) &&
	    !target_string(&po->reader, fact(po, F_INIT_UTS_NS) + 4, name, sizeof(name)) &&
	    !strcmp(name, "Linux"))
		facts_set_bytes(po, F_UTS_NAME, 4, 0);
	facts_set_bytes(po, F_UTS_RELEASE, 2 * 65, 65);
	facts_set_bytes(po, F_UTS_VERSION, 3 * 65, 65);
	facts_set_bytes(po, F_UTS_MACHINE, 4 * 65, 65);
}

/* Since v3.9 struct zone has managed_pages between zone_start_pfn and spanned_pages. */
static void know_zone(struct pageowner *po)
{
	int64_t spanned;

	if (!vmcoreinfo_number(po, "OFFSET(zone.spanned_pages)", 10, &spanned) && spanned >= 16 &&
	    spanned < 8192)
		facts_set_bytes(po, F_ZONE_MANAGED, spanned - 8, 8);
}

/*
 * struct mem_section has four words with CONFIG_PAGE_EXTENSION and two without: section_mem_map,
 * usage (v5.3), page_ext and a pad (include/linux/mmzone.h).
 */
static void know_sections(struct pageowner *po)
{
	if (!has(po, F_MEM_SECTION_SIZE) || fact(po, F_MEM_SECTION_SIZE) != 4 * 8)
		return;
	facts_set_bytes(po, F_SECTION_USAGE, 8, 8);
	facts_set_bytes(po, F_SECTION_PAGE_EXT, 16, 8);
}

int releases_layout(struct pageowner *po)
{
	uint64_t ops = fact(po, F_PAGE_OWNER_OPS), size, holes = po->reader.holes[HOLE_OTHER];
	size_t i;
	int err;

	/* A kernel without that variable is older than v5.4. */
	if (po->target.word_size != 8 || !has(po, F_PAGE_OWNER_OPS) || !has(po, F_PAGE_EXT_SIZE))
		return 0;
	po->reader.hole = HOLE_OTHER;
	/* struct page_ext_operations: size_t offset and size, then function pointers */
	err = target_ulong(&po->reader, ops + 8, &size);
	if (err)
		return err == -ENODATA ? 0 : err;
	if (!size_is_known(size))
		return 0;
	po->layout.typeless = true;
	for (i = 0; i < ARRAY_SIZE(owners); i++)
		if (size >= owners[i].from && size <= owners[i].to)
			facts_set_bytes(po, owners[i].fact, owners[i].offset, owners[i].bytes);
	facts_set_bytes(po, F_OPS_OFFSET, 0, 8);
	facts_set_bytes(po, F_PAGE_EXT_FLAGS, 0, 8);
	facts_set(po, F_PAGE_EXT_OWNER, 0, 0);
	facts_set(po, F_PAGE_EXT_OWNER_ALLOCATED, 1, 0);
	releases_depot(po, 0);
	know_sections(po);
	know_names(po);
	know_flag_fields(po);
	know_uts(po);
	know_zone(po);
	deduce_layout(po);
	/* Holes in unsuccessful attempts took nothing from the output. */
	po->reader.holes[HOLE_OTHER] = holes;
	return 0;
}
