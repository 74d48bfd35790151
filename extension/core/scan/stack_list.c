// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The pages of each stack as the kernel itself counts them since v6.9: each stack record has
 * a refcount, and mm/page_owner.c has a list of the records that page_owner counts in
 * (stack_list; stack_print() prints it).
 *
 * To put a record on the list the kernel needs a kmalloc() that may fail, unless it has our
 * fix, so the pools of the depot are searched for counted records that are not on the list.
 */
#include <stdlib.h>

#include "scan/stack_list.h"

/* include/linux/refcount.h: the value in records that page_owner has never counted in */
#define REFCOUNT_SATURATED 0xc0000000u
/* The smallest record: its members up to the entries, and one entry. */
#define SMALLEST_RECORD 32
#define DEPOT_ALIGN 16

struct counted {
	uint32_t handle;
	uint32_t pages;
	bool listed;
};

struct counting {
	struct pageowner *po;
	struct stack_counts *counts;
	struct counted *records;
	size_t count, room;
};

bool stack_list_known(const struct pageowner *po)
{
	return has(po, F_STACK_LIST) && has(po, F_RECORD_COUNT) &&
	       (has(po, F_RECORD_LIST) || (has(po, F_STACK_RECORD) && has(po, F_STACK_NEXT)));
}

/* As stack_print(): page_owner itself holds one reference, and counts below 1 are not shown. */
static int add_record(struct counting *counting, uint32_t handle, uint32_t count, bool listed)
{
	void *grown;

	if (count < 2 || count >= REFCOUNT_SATURATED)
		return 0;
	grown = arena_grow(&counting->po->run, counting->records, &counting->room,
			   counting->count + 1, sizeof(*counting->records));
	if (!grown)
		return fail(&counting->po->reader, -ENOMEM, "%zu stacks", counting->count);
	counting->records = grown;
	counting->records[counting->count++] = (struct counted){ handle, count - 1, listed };
	return 0;
}

/* ---- the list ---- */

static int add_listed(struct counting *counting, uint64_t record)
{
	struct pageowner *po = counting->po;
	uint64_t handle, count, address;
	int err = read_member(&po->reader, po, F_RECORD_HANDLE, record, &handle);

	if (!err)
		err = read_member(&po->reader, po, F_RECORD_COUNT, record, &count);
	if (err)
		return err == -ENODATA ? 0 : err;
	err = stackdepot_record(po, handle, &address);
	if (err && err != -EINVAL && err != -ENODATA)
		return err;
	if (err || address != record) {
		counting->counts->odd++;
		return 0;
	}
	return add_record(counting, handle, count, true);
}

/* From a node of the list to its record, and to the next node. */
static int read_node(const struct pageowner *po, struct reader *rd, uint64_t *node,
		     uint64_t *record)
{
	int err;

	/* The node is a struct llist_node in the record, and begins with the next one. */
	if (has(po, F_RECORD_LIST)) {
		*record = *node - offset_of(po, F_RECORD_LIST);
		return target_ulong(rd, *node, node);
	}
	err = read_member(rd, po, F_STACK_RECORD, *node, record);
	return err ? err : read_member(rd, po, F_STACK_NEXT, *node, node);
}

/* @limit: the number of records that all pools can hold; a longer list is broken. */
static int walk_list(struct counting *counting, uint64_t limit)
{
	struct pageowner *po = counting->po;
	struct reader *rd = &po->reader;
	uint64_t node, record;
	int err = target_ulong(rd, fact(po, F_STACK_LIST), &node);

	for (; !err && node; limit--) {
		if (!limit) {
			counting->counts->broken = true;
			return 0;
		}
		record = 0;
		err = read_node(po, rd, &node, &record);
		if (record && (!err || err == -ENODATA)) {
			int found = add_listed(counting, record);

			err = found ? found : err;
		}
	}
	/* The rest of the list may still be found in the pools. */
	counting->counts->broken |= err == -ENODATA;
	return err == -ENODATA ? 0 : err;
}

/* ---- the pools ---- */

/*
 * Records follow one another, but records of other users may be longer than their frames.
 * So each place where a record can begin is checked: a record carries its own handle.
 */
static int walk_pool(struct counting *counting, uint32_t index, const unsigned char *pool,
		     size_t size)
{
	struct pageowner *po = counting->po;
	const struct reader *rd = &po->reader;
	size_t entries = offset_of(po, F_RECORD_ENTRIES), offset = 0, length;
	int err = 0;

	if (entries > size || !member_at(po, F_RECORD_COUNT, pool, entries))
		return 0;
	while (!err && offset + entries <= size) {
		const unsigned char *record = pool + offset;
		uint64_t frames = member_uint(rd, po, F_RECORD_SIZE, record, entries);
		uint32_t handle = stackdepot_handle(po, index, offset);

		length = entries + frames * po->target.word_size;
		if (member_uint(rd, po, F_RECORD_HANDLE, record, entries) != handle || !frames ||
		    frames > size || length > size - offset) {
			offset += DEPOT_ALIGN;
			continue;
		}
		err = add_record(counting, handle,
				 member_uint(rd, po, F_RECORD_COUNT, record, entries), false);
		offset += (length + DEPOT_ALIGN - 1) & ~(size_t)(DEPOT_ALIGN - 1);
	}
	return err;
}

static int walk_pools(struct counting *counting, uint64_t pools)
{
	struct pageowner *po = counting->po;
	size_t size = stackdepot_pool_size(po);
	unsigned char *bytes = arena_alloc(&po->run, size);
	uint64_t address;
	uint32_t i;
	int err = bytes ? 0 : fail(&po->reader, -ENOMEM, "a pool of stacks");

	for (i = 0; !err && i < pools; i++) {
		if (!stackdepot_pool(po, i, &address))
			continue;
		err = target_read_holes(&po->reader, address, bytes, size, NULL, NULL);
		if (!err)
			err = walk_pool(counting, i, bytes, size);
	}
	return err;
}

/* ---- both ---- */

static int compare_counted(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;

	if (x->handle != y->handle)
		return x->handle < y->handle ? -1 : 1;
	return y->listed - x->listed;
}

static int add_to_result(struct counting *counting, const struct counted *record,
			 struct result *result)
{
	struct stack_counts *counts = counting->counts;
	struct allocation alloc = { .handle = record->handle, .allocated = true };

	if (record->listed) {
		counts->listed++;
		counts->listed_pages += record->pages;
	} else {
		counts->unlisted++;
		counts->unlisted_pages += record->pages;
	}
	result->totals.owned_pages += record->pages;
	if (!selection_match(&result->selection, &alloc))
		return 0;
	return cells_add(&result->cells, &alloc, record->pages);
}

int stack_list_count(struct pageowner *po, struct result *result, struct stack_counts *ret)
{
	struct counting counting = { .po = po, .counts = ret };
	/* KASAN's tag modes have counted records of their own in the same depot. */
	bool shared = has(po, F_KASAN_STACKTRACE);
	uint64_t pools = 0;
	size_t i;
	int err = 0;

	memset(ret, 0, sizeof(*ret));
	po->reader.hole = HOLE_OTHER;
	if (has(po, F_POOLS_NUM))
		err = target_uint(&po->reader, fact(po, F_POOLS_NUM), 4, &pools);
	if (err && err != -ENODATA)
		return err;
	if (!pools || pools > stackdepot_max_pools(po))
		pools = stackdepot_max_pools(po);
	ret->searched = has(po, F_POOLS_NUM) && !shared;
	err = walk_list(&counting, pools * (stackdepot_pool_size(po) / SMALLEST_RECORD));
	if (!err && ret->searched)
		err = walk_pools(&counting, pools);
	if (err)
		return fail(&po->reader, err, "the list of stacks");
	if (counting.count)
		qsort(counting.records, counting.count, sizeof(*counting.records), compare_counted);
	for (i = 0; !err && i < counting.count; i++)
		if (!i || counting.records[i].handle != counting.records[i - 1].handle)
			err = add_to_result(&counting, &counting.records[i], result);
	result->complete = true;
	return err ? fail(&po->reader, err, "the counts of stacks") : 0;
}
