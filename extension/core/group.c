// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Allocations -> totals per combination of keys.  A scan adds to cells, as
 * many as there are distinct keys and never as many as there are pages; a
 * report rolls them up to coarser groups.
 */
#include <stdlib.h>

#include "core.h"

static void make_key(unsigned int keys, const struct allocation *alloc, struct cell_key *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (keys & KEY_STACK)
		ret->handle = alloc->handle;
	if (keys & KEY_ORDER)
		ret->order = alloc->order;
	if (keys & KEY_TGID)
		ret->tgid = alloc->tgid;
	if (keys & KEY_COMM)
		memcpy(ret->comm, alloc->comm, COMM_LEN);
}

static void reduce_key(unsigned int keys, const struct cell_key *key, struct cell_key *ret)
{
	*ret = *key;
	if (!(keys & KEY_STACK))
		ret->handle = 0;
	if (!(keys & KEY_ORDER))
		ret->order = 0;
	if (!(keys & KEY_TGID))
		ret->tgid = 0;
	if (!(keys & KEY_COMM))
		memset(ret->comm, 0, sizeof(ret->comm));
}

static void add_sums(struct sums *sums, const struct sums *more)
{
	if (!sums->count || more->ts_first < sums->ts_first)
		sums->ts_first = more->ts_first;
	if (more->ts_last > sums->ts_last)
		sums->ts_last = more->ts_last;
	sums->count += more->count;
	sums->pages += more->pages;
}

/* ---- cells ---- */

static uint64_t hash_key(const struct cell_key *key)
{
	const unsigned char *p = (const unsigned char *)key;
	uint64_t hash = 0xcbf29ce484222325ull, word;
	size_t i;

	_Static_assert(sizeof(*key) % 4 == 0, "keys are hashed by words");
	for (i = 0; i < sizeof(*key); i += 4) {
		word = 0;
		memcpy(&word, p + i, 4);
		hash = (hash ^ word) * 0x9e3779b97f4a7c15ull;
		hash ^= hash >> 29;
	}
	return hash;
}

static struct cell **find_cell(const struct cells *cells, const struct cell_key *key)
{
	size_t i = hash_key(key) & (cells->size - 1);

	while (cells->table[i] && memcmp(&cells->table[i]->key, key, sizeof(*key)))
		i = (i + 1) & (cells->size - 1);
	return &cells->table[i];
}

static int grow_cells(struct cells *cells)
{
	struct cells grown = *cells;
	size_t i;

	if (cells->count * 2 < cells->size)
		return 0;
	grown.size = cells->size ? cells->size * 2 : 256;
	grown.table = arena_alloc(cells->arena, grown.size * sizeof(*grown.table));
	if (!grown.table)
		return -ENOMEM;
	for (i = 0; i < cells->size; i++)
		if (cells->table[i])
			*find_cell(&grown, &cells->table[i]->key) = cells->table[i];
	*cells = grown;
	return 0;
}

static int add_cell(struct cells *cells, const struct cell_key *key, const struct sums *sums)
{
	struct cell **slot;
	int err = grow_cells(cells);

	if (err)
		return err;
	slot = find_cell(cells, key);
	if (!*slot) {
		*slot = arena_alloc(cells->arena, sizeof(**slot));
		if (!*slot)
			return -ENOMEM;
		(*slot)->key = *key;
		cells->count++;
	}
	add_sums(&(*slot)->sums, sums);
	return 0;
}

void cells_init(struct cells *cells, struct arena *arena, unsigned int keys)
{
	memset(cells, 0, sizeof(*cells));
	cells->arena = arena;
	cells->keys = keys;
}

int cells_add(struct cells *cells, const struct allocation *alloc, uint64_t pages)
{
	struct sums sums = {
		.count = 1, .pages = pages,
		.ts_first = alloc->ts_nsec, .ts_last = alloc->ts_nsec,
	};
	struct cell_key key;

	make_key(cells->keys, alloc, &key);
	return add_cell(cells, &key, &sums);
}

int cells_merge(struct cells *into, const struct cells *from)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < from->size; i++)
		if (from->table[i])
			err = add_cell(into, &from->table[i]->key, &from->table[i]->sums);
	return err;
}

/* ---- groups ---- */

static int compare_keys(const void *a, const void *b, void *arg)
{
	unsigned int keys = *(unsigned int *)arg;
	struct cell_key x, y;
	int order;

	reduce_key(keys, &(*(struct cell *const *)a)->key, &x);
	reduce_key(keys, &(*(struct cell *const *)b)->key, &y);
	order = memcmp(&x, &y, sizeof(x));
	/* The rest of the key, so that the order does not depend on the hash. */
	return order ? order : memcmp(&(*(struct cell *const *)a)->key,
				      &(*(struct cell *const *)b)->key, sizeof(x));
}

static int descending(uint64_t a, uint64_t b)
{
	return a < b ? 1 : a > b ? -1 : 0;
}

static int compare_stacks(struct pageowner *po, const struct group *a, const struct group *b)
{
	if (!a->stack || !b->stack)
		return 0;
	return strcmp(stackdepot_text(po, a->stack), stackdepot_text(po, b->stack));
}

struct sorting {
	struct pageowner *po;
	enum sort_order order;
};

static int compare_groups(const void *x, const void *y, void *arg)
{
	const struct group *a = x, *b = y;
	const struct sorting *sorting = arg;
	int order = 0;

	if (sorting->order == SORT_TIMES)
		order = descending(a->sums.count, b->sums.count);
	else if (sorting->order == SORT_STACK)
		order = compare_stacks(sorting->po, a, b);
	if (!order)
		order = descending(a->sums.pages, b->sums.pages);
	if (!order)
		order = descending(a->sums.count, b->sums.count);
	if (!order)
		order = compare_stacks(sorting->po, a, b);
	return order ? order : memcmp(&a->key, &b->key, sizeof(a->key));
}

static struct cell **sorted_cells(struct pageowner *po, const struct cells *cells,
				  unsigned int keys)
{
	struct cell **sorted = arena_alloc(&po->run, (cells->count + 1) * sizeof(*sorted));
	size_t i, n = 0;

	if (!sorted)
		return NULL;
	for (i = 0; i < cells->size; i++)
		if (cells->table[i])
			sorted[n++] = cells->table[i];
	qsort_r(sorted, n, sizeof(*sorted), compare_keys, &keys);
	return sorted;
}

/* Equal keys are neighbours in @sorted. */
static void roll_up(struct cell **sorted, size_t count, unsigned int keys, struct groups *ret)
{
	struct group *group = NULL;
	struct cell_key key;
	size_t i;

	for (i = 0; i < count; i++) {
		reduce_key(keys, &sorted[i]->key, &key);
		if (!group || memcmp(&group->key, &key, sizeof(key))) {
			group = &ret->groups[ret->count++];
			group->key = key;
			group->cells = &sorted[i];
		}
		add_sums(&group->sums, &sorted[i]->sums);
		group->nr_cells++;
	}
}

int groups_make(struct pageowner *po, const struct cells *cells, unsigned int keys,
		enum sort_order sort, struct groups *ret)
{
	struct cell **sorted = sorted_cells(po, cells, keys);
	struct sorting sorting = { po, sort };
	size_t i;

	memset(ret, 0, sizeof(*ret));
	ret->groups = arena_alloc(&po->run, (cells->count + 1) * sizeof(*ret->groups));
	if (!sorted || !ret->groups)
		return fail(&po->reader, -ENOMEM, "%zu groups", cells->count);
	roll_up(sorted, cells->count, keys, ret);
	for (i = 0; keys & KEY_STACK && i < ret->count; i++) {
		ret->groups[i].stack = stackdepot_stack(po, ret->groups[i].key.handle);
		if (!ret->groups[i].stack)
			return fail(&po->reader, -ENOMEM, "%zu stacks", ret->count);
	}
	qsort_r(ret->groups, ret->count, sizeof(*ret->groups), compare_groups, &sorting);
	return 0;
}
