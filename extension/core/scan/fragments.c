// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What keeps free memory in pieces: the owners of unmovable or reclaimable pages in
 * movable pageblocks, and what would be free if they freed these pages.
 *
 * pageblock.c decides for each page frame whether it is free, movable, a spoiler (not
 * movable, in a movable pageblock) or blocked.  Compaction can free an aligned block of
 * 2^n page frames if they are all free or movable; an owner spoils a block alone if all
 * others are spoilers of that owner.
 */
#include <stdlib.h>

#include "scan/fragments.h"

/* ---- blocks of all orders ---- */

/*
 * A node of the binary tree over the page frames of a block of the largest order.  A bit
 * is set if the comment is true for all page frames below the node.
 */
struct node {
	uint32_t owner; /* 1 + number of the owner of a spoiler below; 0: there is none */
	uint16_t zone;
	bool alone; /* free, movable, or a spoiler of @owner */
	bool free;
	bool compact; /* free or movable */
	bool let_go;  /* free, movable or a spoiler */
};

static struct node join(const struct node *a, const struct node *b)
{
	struct node both = *a;
	bool same = a->zone == b->zone && a->zone != NO_ZONE;

	both.owner = a->owner ? a->owner : b->owner;
	both.alone = same && a->alone && b->alone &&
		     (!a->owner || !b->owner || a->owner == b->owner);
	both.free = same && a->free && b->free;
	both.compact = same && a->compact && b->compact;
	both.let_go = same && a->let_go && b->let_go;
	return both;
}

static void count_node(struct fragments *fragments, const struct node *node, int order)
{
	struct room *room = &fragments->rooms[node->zone];
	bool block = order == (int)fragments->po->layout.pageblock_order;

	if (node->free && order > room->order_free)
		room->order_free = order;
	if (node->compact && order > room->order_compact)
		room->order_compact = order;
	if (node->let_go && order > room->order_let_go)
		room->order_let_go = order;
	if (block) {
		room->free += node->free;
		room->compact += node->compact;
		room->let_go += node->let_go;
	}
	if (node->owner && node->alone) {
		struct owner *owner = fragments->owners[node->owner - 1];

		owner->alone += block;
		if (order > owner->order)
			owner->order = order;
	}
}

/* From single page frames upwards; joined nodes overwrite the first half of the old ones. */
static void climb(struct fragments *fragments, struct node *nodes, size_t count)
{
	int order;
	size_t i;

	for (order = 0; count; order++, count /= 2) {
		for (i = 0; i < count; i++)
			if (nodes[i].zone != NO_ZONE)
				count_node(fragments, &nodes[i], order);
		for (i = 0; i < count / 2; i++)
			nodes[i] = join(&nodes[2 * i], &nodes[2 * i + 1]);
	}
}

static struct node leaf_node(const struct fragments_job *job, const uint32_t *owners, size_t i)
{
	uint32_t leaf = job->leaves[i];
	struct node node = { .zone = job->zones[i] };

	node.free = leaf == LEAF_FREE;
	node.compact = node.free || leaf == LEAF_MOVABLE;
	node.let_go = node.alone = node.compact;
	if (leaf < LEAF_SPOILER || !owners[leaf - LEAF_SPOILER])
		return node;
	node.owner = owners[leaf - LEAF_SPOILER];
	node.let_go = node.alone = true;
	return node;
}

/* ---- owners ---- */

static struct owner **find_slot(const struct fragments *fragments, const struct group_key *key)
{
	size_t i = group_key_hash(key) & (fragments->table_size - 1);

	while (fragments->table[i] && memcmp(&fragments->table[i]->key, key, sizeof(*key)))
		i = (i + 1) & (fragments->table_size - 1);
	return &fragments->table[i];
}

const struct owner *fragments_owner(const struct fragments *fragments, const struct group_key *key)
{
	return fragments->table ? *find_slot(fragments, key) : NULL;
}

static int grow_table(struct fragments *fragments)
{
	size_t i;

	if (fragments->nr_owners * 2 < fragments->table_size)
		return 0;
	fragments->table_size = fragments->table_size ? fragments->table_size * 2 : 256;
	fragments->table =
		arena_alloc(&fragments->po->run, fragments->table_size * sizeof(*fragments->table));
	if (!fragments->table)
		return -ENOMEM;
	for (i = 0; i < fragments->nr_owners; i++)
		*find_slot(fragments, &fragments->owners[i]->key) = fragments->owners[i];
	return 0;
}

static int add_owner(struct fragments *fragments, const struct group_key *key, struct owner **ret)
{
	struct owner *owner = arena_alloc(&fragments->po->run, sizeof(*owner));
	void *grown = arena_grow(&fragments->po->run, fragments->owners, &fragments->room,
				 fragments->nr_owners + 1, sizeof(*fragments->owners));

	if (!owner || !grown)
		return -ENOMEM;
	owner->key = *key;
	owner->order = -1;
	owner->last_block = NO_BLOCK;
	fragments->owners = grown;
	fragments->owners[fragments->nr_owners++] = owner;
	owner->number = fragments->nr_owners;
	*ret = owner;
	return 0;
}

/* The number of the owner of @alloc by the keys of --cull; 0: not selected. */
static int owner_of(struct fragments *fragments, const struct allocation *alloc, uint32_t *ret)
{
	struct pageowner *po = fragments->po;
	struct stack *stack = stack_find(po, alloc->handle);
	struct group_key key;
	struct owner **slot;
	int err = stack ? grow_table(fragments) : -ENOMEM;

	if (err)
		return fail(&po->reader, err, "%zu owners", fragments->nr_owners);
	if (!selection_match_late(po, fragments->selection, stack,
				  fragments->page ? cgroup_ref_name(po, alloc->cgroup) : 0,
				  alloc->slab)) {
		*ret = 0;
		return 0;
	}
	group_key_make(po, po->options.keys, po->options.depth, alloc, stack, &key);
	slot = find_slot(fragments, &key);
	if (!*slot)
		err = add_owner(fragments, &key, slot);
	if (err)
		return fail(&po->reader, err, "%zu owners", fragments->nr_owners);
	*ret = (*slot)->number;
	return 0;
}

/* Counts the blocks of each owner in the section, and the pages of each spoiler into @pages. */
static void count_spoiled(struct fragments *fragments, const struct fragments_job *job,
			  const uint32_t *owners, uint64_t *pages)
{
	const struct section *section = job->common.section;
	uint64_t pfn, block;

	for (pfn = section->start_pfn; pfn < section->end_pfn; pfn++) {
		uint32_t leaf = job->leaves[pfn - section->start_pfn];
		struct owner *owner;

		if (leaf < LEAF_SPOILER || !owners[leaf - LEAF_SPOILER])
			continue;
		owner = fragments->owners[owners[leaf - LEAF_SPOILER] - 1];
		block = pfn / fragments->block_pages;
		owner->blocks += owner->last_block != block;
		owner->last_block = block;
		fragments->spoiled_blocks += fragments->last_spoiled != block;
		fragments->last_spoiled = block;
		pages[leaf - LEAF_SPOILER]++;
	}
}

/* ---- all sections, in order ---- */

static int merge_spoilers(struct fragments *fragments, const struct fragments_job *job,
			  uint32_t *owners)
{
	uint64_t *pages =
		arena_alloc(job->common.rd.arena, (job->nr_spoilers + 1) * sizeof(*pages));
	size_t i;
	int err = pages ? 0 : -ENOMEM;

	for (i = 0; !err && i < job->nr_spoilers; i++)
		err = owner_of(fragments, &job->spoilers[i], &owners[i]);
	if (err)
		return err;
	count_spoiled(fragments, job, owners, pages);
	for (i = 0; !err && i < job->nr_spoilers; i++)
		if (pages[i])
			err = cells_add(&fragments->result->cells, &job->spoilers[i], pages[i]);
	return err;
}

static int merge_tree(struct fragments *fragments, const struct fragments_job *job,
		      const uint32_t *owners)
{
	const struct layout *layout = &fragments->po->layout;
	unsigned int order = layout->max_order > layout->pageblock_order ? layout->max_order
									 : layout->pageblock_order;
	size_t count = 1ull << order, i;
	struct node *nodes = arena_alloc(job->common.rd.arena, count * sizeof(*nodes));
	uint64_t pfns = job->common.section->end_pfn - job->common.section->start_pfn, first;

	if (!nodes)
		return -ENOMEM;
	for (first = 0; first + count <= pfns; first += count) {
		for (i = 0; i < count; i++)
			nodes[i] = leaf_node(job, owners, first + i);
		climb(fragments, nodes, count);
	}
	return 0;
}

static void prepare_job(struct section_job *common, void *arg)
{
	((struct fragments_job *)common)->fragments = arg;
}

static int merge_job(struct section_job *common, void *arg)
{
	struct fragments_job *job = (struct fragments_job *)common;
	struct fragments *fragments = arg;
	uint32_t *owners = arena_alloc(common->rd.arena, (job->nr_spoilers + 1) * sizeof(*owners));
	size_t i;
	int err = owners ? 0 : -ENOMEM;

	if (!job->leaves)
		return 0;
	for (i = 0; i < NR_HOLES; i++)
		fragments->result->holes[i] += common->rd.holes[i];
	for (i = 0; i < fragments->zones.count * fragments->nr_types; i++) {
		fragments->blocks[i] += job->blocks[i];
		fragments->mixed[i] += job->mixed[i];
	}
	fragments->result->totals.unknown_pages += job->unknown_pages;
	fragments->result->totals.pages += common->section->end_pfn - common->section->start_pfn;
	if (!err)
		err = merge_spoilers(fragments, job, owners);
	return err ? err : merge_tree(fragments, job, owners);
}

static int prepare(struct pageowner *po, struct fragments *fragments)
{
	size_t zones, cells;
	int err = mmzone_zones(po, &fragments->zones);

	if (err)
		return err;
	zones = fragments->zones.count;
	if (!fragments->nr_types || zones >= NO_ZONE)
		return fail(&po->reader, -EINVAL,
			    "this kernel cannot have %zu zones and %u migrate types", zones,
			    fragments->nr_types);
	cells = zones * fragments->nr_types + 1;
	fragments->blocks = arena_alloc(&po->run, cells * sizeof(*fragments->blocks));
	fragments->mixed = arena_alloc(&po->run, cells * sizeof(*fragments->mixed));
	fragments->rooms = arena_alloc(&po->run, (zones + 1) * sizeof(*fragments->rooms));
	if (!fragments->blocks || !fragments->mixed || !fragments->rooms)
		return fail(&po->reader, -ENOMEM, "%zu zones", zones);
	while (zones--)
		fragments->rooms[zones].order_free = fragments->rooms[zones].order_compact =
			fragments->rooms[zones].order_let_go = -1;
	return 0;
}

int fragments_make(struct pageowner *po, struct result *result, struct fragments *ret)
{
	static const struct section_work work = {
		sizeof(struct fragments_job),
		prepare_job,
		pageblock_job,
		merge_job,
	};
	int err;

	*ret = (struct fragments){
		.po = po,
		.result = result,
		.selection = &result->selection,
		.page = result->selection.page || keys_need_page(result->cells.keys),
		.nr_types = page_nr_migratetypes(po),
		.movable = page_migratetype(po, "Movable", 7),
		.cma = page_migratetype(po, "CMA", 3),
		.block_pages = 1ull << po->layout.pageblock_order,
		.last_spoiled = NO_BLOCK,
	};
	err = prepare(po, ret);
	if (err)
		return err;
	err = sections_visit(po, &work, ret);
	result->complete = !err;
	return err;
}
