// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Allocations become totals for each combination of keys.  A scan adds to cells: there is
 * one for each distinct combination, not one for each page.  A report rolls them up to
 * coarser groups.
 */
#include <stddef.h>
#include <stdlib.h>

#include "core.h"

/* Sets fields to zero that @keys do not name. */
static void reduce_key(unsigned int keys, struct group_key *key)
{
	int i;

	for (i = 0; i < NR_GROUP_KEYS; i++)
		if (!(keys & KEY_BIT(i)))
			memset((char *)key + key_rows[i].offset, 0, key_rows[i].size);
}

/* The same by a mask that was made once. */
static void mask_key(const struct group_key *mask, struct group_key *key)
{
	uint64_t word, bits;
	size_t i;

	for (i = 0; i < sizeof(*key); i += sizeof(word)) {
		memcpy(&word, (const char *)key + i, sizeof(word));
		memcpy(&bits, (const char *)mask + i, sizeof(bits));
		word &= bits;
		memcpy((char *)key + i, &word, sizeof(word));
	}
}

static void make_key(const struct allocation *alloc, struct group_key *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->handle = alloc->handle;
	ret->tgid = alloc->tgid;
	memcpy(ret->comm, alloc->comm, COMM_LEN);
	ret->pid = alloc->pid;
	ret->gfp_mask = alloc->gfp_mask;
	ret->cgroup = alloc->cgroup;
	ret->tag = alloc->tag;
	ret->order = alloc->order;
	ret->migratetype = alloc->migratetype;
	ret->node = alloc->node;
	ret->zone = alloc->zone;
	ret->allocator = alloc->allocator;
	ret->freed = !alloc->allocated;
	ret->slab = alloc->slab;
	ret->age = alloc->age;
	ret->context = alloc->context;
	ret->block = alloc->block_type;
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

static uint64_t hash_words(uint64_t hash, const struct group_key *key, size_t from, size_t to)
{
	uint64_t word;

	for (; from < to; from += 8) {
		memcpy(&word, (const unsigned char *)key + from, 8);
		hash = (hash ^ word) * 0x9e3779b97f4a7c15ull;
		hash ^= hash >> 29;
	}
	return hash;
}

/* Cgroups of different kinds have different values, so the kind is not hashed. */
uint64_t group_key_hash(const struct group_key *key)
{
	const size_t kind = offsetof(struct group_key, cgroup.kind);
	uint64_t hash = 0xcbf29ce484222325ull;

	_Static_assert(sizeof(*key) % 8 == 0 && offsetof(struct group_key, cgroup.kind) % 8 == 0,
		       "keys are hashed by words");
	hash = hash_words(hash, key, 0, kind);
	return hash_words(hash, key, kind + sizeof(key->cgroup.kind), sizeof(*key));
}

static struct cell **find_cell(const struct cells *cells, const struct group_key *key)
{
	size_t i = group_key_hash(key) & (cells->size - 1);

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

int cells_add_cell(struct cells *cells, const struct cell *more)
{
	struct cell **slot;
	int err = grow_cells(cells);

	if (err)
		return err;
	slot = find_cell(cells, &more->key);
	if (!*slot) {
		*slot = arena_alloc(cells->arena, sizeof(**slot));
		if (!*slot)
			return -ENOMEM;
		(*slot)->key = more->key;
		(*slot)->first = more->first;
		cells->count++;
	}
	if (more->first.sequence < (*slot)->first.sequence)
		(*slot)->first = more->first;
	add_sums(&(*slot)->sums, &more->sums);
	cells->last = *slot;
	return 0;
}

/* The allocator according to the page, and according to its stack. */
static uint8_t whole_allocator(uint8_t allocator, const struct stack *stack)
{
	allocator |= stack->allocator & ALLOCATOR_VMALLOC;
	return allocator ? allocator : ALLOCATOR_OTHERS;
}

/* Fills in the fields that cells lack: names, and what depends on the stack. */
static void complete_key(struct pageowner *po, struct group_key *key, const struct stack *stack,
			 bool cgroup)
{
	key->cgroup = cgroup_ref_named(cgroup ? cgroup_ref_name(po, key->cgroup) : 0);
	key->caller = stack->caller;
	key->module = stack->module;
	key->allocator = whole_allocator(key->allocator, stack);
	/* Texts of v6.10 and later have no flag for it. */
	key->slab |= !!(stack->allocator & ALLOCATOR_SLAB);
}

void sample_make(struct pageowner *po, const struct allocation *alloc, struct stack *stack,
		 struct sample *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->sequence = alloc->sequence;
	ret->ts_nsec = alloc->ts_nsec;
	ret->free_ts_nsec = alloc->free_ts_nsec;
	make_key(alloc, &ret->key);
	complete_key(po, &ret->key, stack, true);
}

void cells_init(struct cells *cells, struct arena *arena, unsigned int keys)
{
	memset(cells, 0, sizeof(*cells));
	cells->arena = arena;
	cells->keys = keys;
	memset(&cells->mask, 0xff, sizeof(cells->mask));
	reduce_key(keys, &cells->mask);
}

int cells_add(struct cells *cells, const struct allocation *alloc, uint64_t pages)
{
	struct cell cell = {
		.sums = {
			.count = alloc->times ? alloc->times : !alloc->counter, .pages = pages,
			.ts_first = alloc->ts_nsec, .ts_last = alloc->ts_nsec,
		},
		.first = {
			.sequence = alloc->sequence,
			.ts_nsec = alloc->ts_nsec, .free_ts_nsec = alloc->free_ts_nsec,
		},
	};

	make_key(alloc, &cell.first.key);
	cell.key = cell.first.key;
	mask_key(&cells->mask, &cell.key);
	return cells_add_cell(cells, &cell);
}

void cell_add_record(struct cell *cell, uint64_t ts_nsec, uint64_t pages)
{
	const struct sums more = { 1, pages, ts_nsec, ts_nsec };

	add_sums(&cell->sums, &more);
}

int cells_add_whole(struct cells *cells, const struct cell *whole)
{
	struct cell cell = *whole;

	mask_key(&cells->mask, &cell.key);
	return cells_add_cell(cells, &cell);
}

int cells_merge(struct cells *into, const struct cells *from)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < from->size; i++)
		if (from->table[i])
			err = cells_add_cell(into, from->table[i]);
	return err;
}

/* ---- groups ---- */

/* A cell with the key of its group; sorting puts those of one group side by side. */
struct member {
	struct group_key key;
	struct cell *cell;
	struct stack *stack;
};

struct roll_up {
	struct pageowner *po;
	const struct selection *selection;
	unsigned int keys;
	uint64_t depth;
	bool cgroup; /* the cells have the cgroup */
	struct member *members;
	size_t count;
};

static void finish_key(struct pageowner *po, unsigned int keys, uint64_t depth, struct stack *stack,
		       struct group_key *key)
{
	if (depth && keys & KEY_BIT(KEY_STACK))
		key->handle = stack_path(po, stack, depth);
	reduce_key(keys, key);
}

void group_key_make(struct pageowner *po, unsigned int keys, uint64_t depth,
		    const struct allocation *alloc, struct stack *stack, struct group_key *ret)
{
	make_key(alloc, ret);
	complete_key(po, ret, stack, keys & KEY_BIT(KEY_CGROUP));
	finish_key(po, keys, depth, stack, ret);
}

static int add_member(struct roll_up *roll_up, struct cell *cell)
{
	struct pageowner *po = roll_up->po;
	struct member *member = &roll_up->members[roll_up->count];
	struct group_key *key = &member->key;

	member->cell = cell;
	member->stack = stack_find(po, cell->key.handle);
	if (!member->stack)
		return fail(&po->reader, -ENOMEM, "stacks");
	*key = cell->key;
	complete_key(po, key, member->stack, roll_up->cgroup);
	if (roll_up->selection && !selection_match_late(po, roll_up->selection, member->stack,
							key->cgroup.value, key->slab))
		return 0;
	finish_key(po, roll_up->keys, roll_up->depth, member->stack, key);
	roll_up->count++;
	return 0;
}

/* Compares the rest of the cell's key, too, so that the order does not depend on the hash. */
static int compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = memcmp(&x->key, &y->key, sizeof(x->key));

	return order ? order : memcmp(&x->cell->key, &y->cell->key, sizeof(x->cell->key));
}

static int collect_members(struct roll_up *roll_up, const struct cells *cells)
{
	size_t i;
	int err = 0;

	roll_up->members =
		arena_alloc(&roll_up->po->run, (cells->count + 1) * sizeof(*roll_up->members));
	if (!roll_up->members)
		return fail(&roll_up->po->reader, -ENOMEM, "%zu groups", cells->count);
	for (i = 0; !err && i < cells->size; i++)
		if (cells->table[i])
			err = add_member(roll_up, cells->table[i]);
	if (!err)
		qsort(roll_up->members, roll_up->count, sizeof(*roll_up->members), compare_members);
	return err;
}

static void take_first(const struct roll_up *roll_up, struct group *group,
		       const struct member *member)
{
	group->first = member->cell->first;
	complete_key(roll_up->po, &group->first.key, member->stack, roll_up->cgroup);
}

/* Cells of one stack are neighbours among those of a group. */
struct largest {
	uint64_t pages; /* of the largest stack so far */
	uint64_t now;	/* of the one whose cells come */
};

static void count_stack(struct group *group, const struct member *before,
			const struct member *member, struct largest *largest)
{
	if (!before || before->stack != member->stack) {
		group->variants++;
		largest->now = 0;
	}
	largest->now += member->cell->sums.pages;
	if (!group->stack || largest->now > largest->pages) {
		group->stack = member->stack;
		largest->pages = largest->now;
	}
}

static int make_groups(const struct roll_up *roll_up, struct groups *ret)
{
	struct arena *arena = &roll_up->po->run;
	struct cell **cells = arena_alloc(arena, (roll_up->count + 1) * sizeof(*cells));
	const struct member *before = NULL;
	struct largest largest = { 0, 0 };
	struct group *group = NULL;
	size_t i;

	ret->groups = arena_alloc(arena, (roll_up->count + 1) * sizeof(*ret->groups));
	if (!cells || !ret->groups)
		return fail(&roll_up->po->reader, -ENOMEM, "%zu groups", roll_up->count);
	for (i = 0; i < roll_up->count; i++) {
		const struct member *member = &roll_up->members[i];

		cells[i] = member->cell;
		if (!group || memcmp(&group->key, &member->key, sizeof(group->key))) {
			group = &ret->groups[ret->count++];
			group->key = member->key;
			group->first = member->cell->first;
			group->cells = &cells[i];
			before = NULL;
		}
		if (member->cell->first.sequence <= group->first.sequence)
			take_first(roll_up, group, member);
		if (roll_up->keys & KEY_BIT(KEY_STACK))
			count_stack(group, before, member, &largest);
		before = member;
		add_sums(&group->sums, &member->cell->sums);
		add_sums(&ret->sums, &member->cell->sums);
		group->nr_cells++;
	}
	return 0;
}

struct grouping grouping_asked(const struct options *options, unsigned int keys)
{
	bool like_sort = options->format == FORMAT_SORT;

	return (struct grouping){
		.keys = keys,
		.depth = options->depth,
		.sort = options->sort,
		.nr_sort = options->nr_sort,
		.like_sort = like_sort,
		.by_records = like_sort && !options->keys,
	};
}

struct grouping grouping_shown(const struct options *options, unsigned int keys)
{
	struct grouping grouping = grouping_asked(options, keys);

	if (options->format == FORMAT_TEXT && !options->full && !grouping.depth)
		grouping.depth = UINT16_MAX;
	return grouping;
}

struct grouping grouping_by_stack(uint64_t depth)
{
	static const struct sort_key by_pages = { KEY_PAGES, -1 };

	return (struct grouping){
		.keys = KEY_BIT(KEY_STACK),
		.depth = depth,
		.sort = &by_pages,
		.nr_sort = 1,
	};
}

struct sorting {
	struct pageowner *po;
	struct sort_key keys[MAX_SORT_KEYS + NR_KEYS];
	size_t count;
};

static void add_sort_key(struct sorting *sorting, enum key key, int sign)
{
	sorting->keys[sorting->count].key = key;
	sorting->keys[sorting->count++].sign = sign;
}

/*
 * After the requested keys, the order must not depend on a hash or a handle.
 * page_owner_sort orders by its keys of culling, because it sorts by them first.
 */
static void make_order(struct sorting *sorting, const struct grouping *grouping)
{
	static const uint8_t culling[] = {
		KEY_STACK, KEY_PID, KEY_TGID, KEY_COMM, KEY_MODULE, KEY_FREE, KEY_ALLOCATOR,
	};
	size_t i;

	for (i = 0; i < grouping->nr_sort; i++)
		add_sort_key(sorting, grouping->sort[i].key, grouping->sort[i].sign);
	if (grouping->by_records)
		add_sort_key(sorting, KEY_TEXT, 1);
	for (i = 0; grouping->like_sort && i < ARRAY_SIZE(culling); i++)
		if (grouping->keys & KEY_BIT(culling[i]))
			add_sort_key(sorting, culling[i], 1);
	add_sort_key(sorting, KEY_PAGES, -1);
	add_sort_key(sorting, KEY_TIMES, -1);
	add_sort_key(sorting, KEY_STACK, 1);
}

static int compare_groups(const void *a, const void *b, void *arg)
{
	const struct sorting *sorting = arg;
	const struct group *x = a, *y = b;
	int order = 0;
	size_t i;

	for (i = 0; !order && i < sorting->count; i++)
		order = sorting->keys[i].sign *
			key_rows[sorting->keys[i].key].compare(sorting->po, a, b);
	if (!order)
		order = x->first.sequence < y->first.sequence
				? -1
				: x->first.sequence > y->first.sequence;
	return order ? order : memcmp(&x->key, &y->key, sizeof(x->key));
}

int groups_make(struct pageowner *po, const struct cells *cells, const struct selection *selection,
		const struct grouping *grouping, struct groups *ret)
{
	struct roll_up roll_up = {
		.po = po,
		.selection = selection,
		.keys = grouping->keys,
		.depth = grouping->depth,
		.cgroup = cells->keys & KEY_BIT(KEY_CGROUP),
	};
	struct sorting sorting = { .po = po };
	int err;

	memset(ret, 0, sizeof(*ret));
	make_order(&sorting, grouping);
	err = collect_members(&roll_up, cells);
	if (!err)
		err = make_groups(&roll_up, ret);
	if (!err)
		qsort_r(ret->groups, ret->count, sizeof(*ret->groups), compare_groups, &sorting);
	return err;
}
