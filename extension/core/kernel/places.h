/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the members of the two structs are that are read for each page frame, worked out once
 * (places.c): a member is then one load, a shift and a mask.
 */
#ifndef PAGEOWNER_PLACES_H
#define PAGEOWNER_PLACES_H

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The least size in bytes of a struct that has places: each is read with the bytes around it. */
#define PLACE_BYTES 8

/* A member of at most 64 bits, also a bit field. */
struct place {
	uint64_t mask; /* 0: there is no such member, and its value is 0 */
	uint16_t at;   /* of the eight bytes that it is in */
	uint8_t shift;
	bool swapped; /* the dump is of the other byte order */
};

/* Out of a struct in memory; as member_uint(), which is for what is read once. */
static inline uint64_t place_get(const struct place *place, const unsigned char *bytes)
{
	uint64_t word;

	memcpy(&word, bytes + place->at, sizeof(word));
	if (place->swapped)
		word = __builtin_bswap64(word);
	return word >> place->shift & place->mask;
}

struct places {
	/* In a record: an entry of page_ext, with struct page_owner in it. */
	struct place ext_flags, order, migrate_reason, gfp_mask, handle, free_handle, ts_nsec,
		free_ts_nsec, pid, tgid, free_pid, free_tgid, context, cgroup_id;
	/* In struct page. */
	struct place page_flags, page_private, page_memcg_data, page_mapcount, page_refcount,
		page_mapping, page_compound_head;
};

#endif
