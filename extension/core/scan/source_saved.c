// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A saved file as another source: its cells are those of a scan with all keys, so a report
 * groups them as it groups those of a dump.
 */
#include "scan/source_saved.h"

int source_saved_check(struct pageowner *po)
{
	const struct options *options = &po->options;
	unsigned int keys = options->keys, i;

	for (i = 0; i < options->nr_sort; i++)
		keys |= options->sort[i].key < NR_GROUP_KEYS ? KEY_BIT(options->sort[i].key) : 0;
	if (keys & ~SAVED_KEYS)
		return fail(&po->reader, -EINVAL, "a saved file has no %s: use the dump",
			    keys & KEY_BIT(KEY_TAG)	? "tags"
			    : keys & KEY_BIT(KEY_BLOCK) ? "types of pageblocks"
							: "released pages");
	if (options->freed || options->all || options->unreleased || options->quick ||
	    options->format == FORMAT_SORT || options->lines || options->meminfo)
		return fail(
			&po->reader, -EINVAL,
			"a saved file has only totals of allocated pages: --freed, "
			"--all, -f, --quick, --lines, --meminfo and --format sort need the dump");
	for (i = 0; i < options->nr_criteria; i++)
		switch (options->criteria[i].kind) {
		case BY_FLAGS:
		case BY_OLDER:
		case BY_NEWER:
		case BY_PFN:
		case BY_BLOCK:
			return fail(&po->reader, -EINVAL,
				    "a saved file has totals but no single pages: "
				    "--flags, --block, --older, --newer and --pfn need the dump");
		default:
			break;
		}
	return 0;
}

/* The members that criteria look at. */
static void fill_allocation(const struct cell *cell, struct allocation *ret)
{
	const struct group_key *key = &cell->key;

	memset(ret, 0, sizeof(*ret));
	ret->allocated = true;
	ret->handle = key->handle;
	ret->gfp_mask = key->gfp_mask;
	ret->pid = key->pid;
	ret->tgid = key->tgid;
	memcpy(ret->comm, key->comm, COMM_LEN);
	ret->order = key->order;
	ret->migratetype = key->migratetype;
	ret->node = key->node;
	ret->zone = key->zone;
	ret->block_type = -1;
	ret->cgroup = key->cgroup;
	ret->context = key->context;
	ret->slab = key->slab;
	ret->allocator = key->allocator;
	ret->age = key->age;
	ret->page_known = true;
}

static int interrupted(struct pageowner *po)
{
	return fail(&po->reader, -EINTR,
		    "what was saved is the part that had been read when somebody interrupted it");
}

static int add_cell(const struct cell *cell, struct result *result)
{
	struct allocation alloc;
	int err = 0;

	fill_allocation(cell, &alloc);
	if (result->everything.keys)
		err = cells_add_whole(&result->everything, cell);
	if (!err && selection_match(&result->selection, &alloc))
		err = cells_add_whole(&result->cells, cell);
	return err;
}

int source_saved_scan(struct pageowner *po, struct result *result)
{
	const struct saved *saved = po->saved;
	const struct saved_piece *piece;
	size_t i;
	int err = 0;

	for (piece = saved->cells.first; !err && piece; piece = piece->next)
		for (i = 0; !err && i < piece->count; i++)
			err = add_cell(&piece->cells[i], result);
	result->totals = saved->totals;
	result->examples = saved->examples;
	result->counters = saved->counters;
	result->other_lines = saved->other_lines;
	result->example = saved->example;
	memcpy(result->holes, saved->holes, sizeof(result->holes));
	if (err)
		return fail(&po->reader, err, "saved file");
	return saved->complete ? 0 : interrupted(po);
}

static bool is_selected(const struct account *account, const struct group_key *key)
{
	size_t i;

	for (i = 0; i < account->zones.count; i++)
		if (account->zones.zones[i].node == key->node &&
		    account->zones.zones[i].number == key->zone)
			return account->selected[i];
	return true;
}

static int add_selected(const struct account *account, const struct saved_cells *from,
			struct cells *into)
{
	const struct saved_piece *piece;
	size_t i;
	int err = 0;

	for (piece = from->first; piece; piece = piece->next)
		for (i = 0; !err && i < piece->count; i++)
			if (is_selected(account, &piece->cells[i].key))
				err = cells_add_whole(into, &piece->cells[i]);
	return err;
}

int source_saved_account(struct pageowner *po, const struct selection *selection, unsigned int keys,
			 struct account *ret)
{
	const struct saved *saved = po->saved;
	int err;

	if (!saved->has_account)
		return fail(&po->reader, -EINVAL,
			    "this saved file has no account: its source had none");
	*ret = saved->account;
	ret->selected = arena_alloc(&po->run, (ret->zones.count + 1) * sizeof(*ret->selected));
	if (!ret->selected)
		return fail(&po->reader, -ENOMEM, "account");
	account_select_zones(selection, ret);
	cells_init(&ret->result.cells, &po->run,
		   keys | KEY_BIT(KEY_STACK) | KEY_BIT(KEY_NODE) | KEY_BIT(KEY_ZONE));
	cells_init(&ret->cma, &po->run, ret->result.cells.keys);
	err = add_selected(ret, &saved->unaccounted, &ret->result.cells);
	if (!err)
		err = add_selected(ret, &saved->cma, &ret->cma);
	if (err)
		return fail(&po->reader, err, "saved file");
	account_sum_up(ret);
	return ret->result.complete ? 0 : interrupted(po);
}
