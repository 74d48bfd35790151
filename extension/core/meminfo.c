// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /proc/meminfo as the dumped kernel would have printed it: fs/proc/meminfo.c and
 * what it calls.
 */
#include "core.h"

#define MAX_HSTATES 16

static void hstate_lines(struct pageowner *po, struct text *text, uint64_t hstate,
			 uint64_t pages, uint64_t kib)
{
	static const struct {
		const char *label;
		enum fact member;
	} lines[] = {
		{ "HugePages_Free:    ", F_HSTATE_FREE },
		{ "HugePages_Rsvd:    ", F_HSTATE_RESERVED },
		{ "HugePages_Surp:    ", F_HSTATE_SURPLUS },
	};
	uint64_t value;
	size_t i;

	text_printf(text, "HugePages_Total:   %5llu\n", (unsigned long long)pages);
	for (i = 0; i < ARRAY_SIZE(lines); i++)
		if (has(po, lines[i].member) &&
		    !read_member(&po->reader, po, lines[i].member, hstate, &value))
			text_printf(text, "%s%5llu\n", lines[i].label, (unsigned long long)value);
	text_printf(text, "Hugepagesize:   %8llu kB\n", (unsigned long long)kib);
}

bool meminfo_hugetlb(struct pageowner *po, struct text *text, uint64_t *kib)
{
	struct reader *rd = &po->reader;
	uint64_t count, standard = 0, pages, order, i;

	*kib = 0;
	if (!has(po, F_HUGETLB) || !has(po, F_HSTATES) || !has(po, F_SIZEOF_HSTATE) ||
	    !has(po, F_HSTATE_ORDER) || !has(po, F_HSTATE_PAGES) ||
	    target_uint(rd, fact(po, F_HUGETLB), 4, &count))
		return false;
	if (has(po, F_DEFAULT_HSTATE) && target_uint(rd, fact(po, F_DEFAULT_HSTATE), 4, &standard))
		return false;
	for (i = 0; i < count && i < MAX_HSTATES; i++) {
		uint64_t hstate = fact(po, F_HSTATES) + i * fact(po, F_SIZEOF_HSTATE), size;

		if (read_member(rd, po, F_HSTATE_ORDER, hstate, &order) ||
		    read_member(rd, po, F_HSTATE_PAGES, hstate, &pages) || order > 40)
			return false;
		size = (po->reader.page_size / 1024) << order;
		*kib += size * pages;
		if (text && i == standard)
			hstate_lines(po, text, hstate, pages, size);
	}
	return true;
}
