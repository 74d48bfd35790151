// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How this kernel itself prints an allocation: print_page_owner() of mm/page_owner.c, and
 * allocinfo_start() of lib/alloc_tag.c.
 */
#include "core.h"

#define FORMAT_RECORD "Page allocated via order %u, mask %#x(%pGg)"
#define FORMAT_ALLOCINFO "allocinfo - version: "
#define FORMAT_PFN "PFN 0x%lx type %s Block %lu type %s Flags "
/* kernel-patch/6.1/2-who; later releases do not print them */
#define FORMAT_FREE_PID ", free_pid %d, free_tgid %d"
#define FORMAT_MEMCG "Charged %sto %smemcg %s"

#define MAX_RODATA (256 * 1024 * 1024)

/* Digits and dots up to the end of the line. */
static void copy_version(char *ret, size_t size, const char *from, size_t len)
{
	size_t n = 0;

	while (n < len && n + 1 < size && strchr("0123456789.", from[n]) && from[n])
		n++;
	memcpy(ret, from, n);
	ret[n] = '\0';
}

static void look_for_formats(struct text_format *ret, const char *bytes, size_t len)
{
	const char *found = memmem(bytes, len, FORMAT_RECORD, strlen(FORMAT_RECORD));

	if (found) {
		ret->known = true;
		ret->has_free_ts = memmem(found, strnlen(found, bytes + len - found), "free_ts",
					  strlen("free_ts"));
	}
	if (memmem(bytes, len, FORMAT_FREE_PID, strlen(FORMAT_FREE_PID)))
		ret->has_free_pid = true;
	if (memmem(bytes, len, FORMAT_PFN, strlen(FORMAT_PFN)))
		ret->pfn_hex = true;
	found = memmem(bytes, len, FORMAT_ALLOCINFO, strlen(FORMAT_ALLOCINFO));
	if (found) {
		found += strlen(FORMAT_ALLOCINFO);
		copy_version(ret->allocinfo_version, sizeof(ret->allocinfo_version), found,
			     bytes + len - found);
	}
	if (memmem(bytes, len, FORMAT_MEMCG, strlen(FORMAT_MEMCG)))
		ret->has_memcg = true;
}

/* The format strings of mm/page_owner.c lie in .rodata and settle backports. */
static void search_rodata(struct pageowner *po)
{
	const size_t step = 256 * 1024, overlap = 256;
	uint64_t start = fact(po, F_RODATA_START), size = fact(po, F_RODATA_END) - start, done;
	uint64_t holes = po->reader.holes[HOLE_OTHER];
	char *bytes;

	if (!has(po, F_RODATA_START) || !has(po, F_RODATA_END) || size > MAX_RODATA)
		return;
	bytes = arena_alloc(&po->run, step + overlap);
	po->reader.hole = HOLE_OTHER;
	for (done = 0; bytes && done < size; done += step) {
		size_t len = size - done < step + overlap ? size - done : step + overlap;

		if (target_read_holes(&po->reader, start + done, bytes, len, NULL, NULL))
			return;
		look_for_formats(&po->text_format, bytes, len);
	}
	/* Nothing of the answer is lost in a hole here: members tell the same. */
	po->reader.holes[HOLE_OTHER] = holes;
}

void text_format_find(struct pageowner *po)
{
	struct text_format *format = &po->text_format;

	if (!format->known)
		search_rodata(po);
	if (format->known)
		return;
	/* v5.13 printed free_ts, v6.8 stopped when the free pids came; hex since v6.3 to v6.5. */
	format->has_free_ts = has(po, F_OWNER_FREE_TS) && !has(po, F_OWNER_FREE_PID);
	format->pfn_hex = has(po, F_OPS_NEED_SHARED_FLAGS);
	/* v5.18 began to print the memcg and comm together. */
	format->has_memcg = has(po, F_OWNER_COMM);
	format->known = true;
}
