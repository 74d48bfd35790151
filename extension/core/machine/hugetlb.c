// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Huge pages that hugetlbfs keeps, as hugetlb_report_meminfo() of mm/hugetlb.c counts them.
 */
#include "core.h"

#define MAX_HSTATES 16
#define MAX_ORDER 40 /* more than any size of a huge page */

static void read_number(struct pageowner *po, enum fact member, uint64_t hstate,
			struct machine_number *ret)
{
	ret->known = has(po, member) && !read_member(&po->reader, po, member, hstate, &ret->value);
}

static void read_standard(struct pageowner *po, uint64_t hstate, uint64_t kib, uint64_t pages,
			  struct hugetlb *ret)
{
	ret->has_standard = true;
	ret->size_kib = kib;
	ret->total = pages;
	read_number(po, F_HSTATE_FREE, hstate, &ret->free);
	read_number(po, F_HSTATE_RESERVED, hstate, &ret->reserved);
	read_number(po, F_HSTATE_SURPLUS, hstate, &ret->surplus);
}

void hugetlb_read(struct pageowner *po, struct hugetlb *ret)
{
	struct reader *rd = &po->reader;
	uint64_t count, standard = 0, pages, order, i;

	memset(ret, 0, sizeof(*ret));
	rd->hole = HOLE_OTHER;
	if (!has(po, F_HUGETLB) || !has(po, F_HSTATES) || !has(po, F_SIZEOF_HSTATE) ||
	    !has(po, F_HSTATE_ORDER) || !has(po, F_HSTATE_PAGES) ||
	    target_uint(rd, fact(po, F_HUGETLB), 4, &count))
		return;
	if (has(po, F_DEFAULT_HSTATE) && target_uint(rd, fact(po, F_DEFAULT_HSTATE), 4, &standard))
		return;
	for (i = 0; i < count && i < MAX_HSTATES; i++) {
		uint64_t hstate = fact(po, F_HSTATES) + i * fact(po, F_SIZEOF_HSTATE), kib;

		if (read_member(rd, po, F_HSTATE_ORDER, hstate, &order) ||
		    read_member(rd, po, F_HSTATE_PAGES, hstate, &pages) || order > MAX_ORDER)
			return;
		kib = (po->reader.page_size / 1024) << order;
		ret->kib += kib * pages;
		if (i == standard)
			read_standard(po, hstate, kib, pages, ret);
	}
	ret->known = true;
}
