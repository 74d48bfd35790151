// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Facts about members -> places, for the structs that there are as many of as page frames.
 */
#include <stddef.h>

#include "core.h"

struct place_row {
	uint16_t fact;	/* enum fact */
	uint16_t place; /* offset in struct places */
};

#define PLACE(fact, member)                           \
	{                                             \
		fact, offsetof(struct places, member) \
	}

/* clang-format off */
static const struct place_row owner_rows[] = {
	PLACE(F_OWNER_ORDER, order),
	PLACE(F_OWNER_MIGRATE_REASON, migrate_reason),
	PLACE(F_OWNER_GFP_MASK, gfp_mask),
	PLACE(F_OWNER_HANDLE, handle),
	PLACE(F_OWNER_FREE_HANDLE, free_handle),
	PLACE(F_OWNER_TS, ts_nsec),
	PLACE(F_OWNER_FREE_TS, free_ts_nsec),
	PLACE(F_OWNER_PID, pid),
	PLACE(F_OWNER_TGID, tgid),
	PLACE(F_OWNER_FREE_PID, free_pid),
	PLACE(F_OWNER_FREE_TGID, free_tgid),
	PLACE(F_OWNER_CONTEXT, context),
	PLACE(F_OWNER_CGROUP_ID, cgroup_id),
};

static const struct place_row page_rows[] = {
	PLACE(F_PAGE_FLAGS, page_flags),
	PLACE(F_PAGE_PRIVATE, page_private),
	PLACE(F_PAGE_MEMCG_DATA, page_memcg_data),
	PLACE(F_PAGE_MAPCOUNT, page_mapcount),
	PLACE(F_PAGE_REFCOUNT, page_refcount),
	PLACE(F_PAGE_MAPPING, page_mapping),
	PLACE(F_PAGE_COMPOUND_HEAD, page_compound_head),
};
/* clang-format on */

/*
 * Of the member of a struct that begins @base bytes into one of @size.  The eight bytes are
 * those at the member, or at the struct's end the last ones.
 */
static struct place make_place(const struct pageowner *po, enum fact fact, size_t base, size_t size)
{
	const struct fact_value *value = &po->layout.facts[fact];
	unsigned int skip = value->value & 7, before;
	struct place place = { .swapped = po->target.big_endian != (__BYTE_ORDER == __BIG_ENDIAN) };
	size_t at;

	if (size < PLACE_BYTES || base > size || !value->bits || skip + value->bits > 64 ||
	    !member_fits(po, fact, size - base))
		return place;
	at = base + offset_of(po, fact);
	place.at = at < size - PLACE_BYTES ? at : size - PLACE_BYTES;
	before = 8 * (at - place.at) + skip;
	place.shift = po->target.big_endian ? 64 - before - value->bits : before;
	place.mask = value->bits < 64 ? (1ull << value->bits) - 1 : ~0ull;
	return place;
}

static void make_places(struct pageowner *po, const struct place_row *rows, size_t count,
			size_t base, size_t size)
{
	size_t i;

	for (i = 0; i < count; i++)
		*(struct place *)((char *)&po->layout.places + rows[i].place) =
			make_place(po, rows[i].fact, base, size);
}

void places_make(struct pageowner *po)
{
	const struct layout *layout = &po->layout;

	po->layout.places.ext_flags = make_place(po, F_PAGE_EXT_FLAGS, 0, layout->ext_size);
	make_places(po, owner_rows, ARRAY_SIZE(owner_rows), layout->ext_owner, layout->ext_size);
	make_places(po, page_rows, ARRAY_SIZE(page_rows), 0, fact(po, F_SIZEOF_PAGE));
}
