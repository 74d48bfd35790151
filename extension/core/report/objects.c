// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Allocations, groups and rows as structs of pageowner.h, for a host whose user writes
 * programs.  They are selected and sorted as the text would be that is written otherwise.
 */
#include "core.h"

int objects_page(struct pageowner *po, const struct allocation *alloc, struct stack *stack)
{
	const struct pageowner_page page = {
		.pfn = alloc->pfn,
		.ts_nsec = alloc->ts_nsec,
		.free_ts_nsec = alloc->free_ts_nsec,
		.flags = alloc->flags,
		.comm = alloc->comm,
		.cgroup = name_text(po, cgroup_ref_name(po, alloc->cgroup)),
		.caller = name_text(po, stack->caller),
		.module = name_text(po, stack->module),
		.stack = stack_text(po, stack),
		.pcs = stack->pcs,
		.nr_pcs = stack->pcs ? stack->count : 0,
		.order = alloc->order,
		.gfp_mask = alloc->gfp_mask,
		.handle = alloc->handle,
		.free_handle = alloc->free_handle,
		.pid = alloc->pid,
		.tgid = alloc->tgid,
		.free_pid = alloc->free_pid,
		.free_tgid = alloc->free_tgid,
		.node = alloc->node,
		.zone = alloc->zone,
		.last_migrate_reason = alloc->last_migrate_reason,
		.allocated = alloc->allocated,
		.slab = alloc->slab,
		.context = page_owner_context_name(alloc->context),
		.cgroup_id = alloc->cgroup_id,
	};

	return po->reader.broken ? po->reader.broken : po->objects.page(po->objects.arg, &page);
}

static int objects_group(struct pageowner *po, const struct group *group)
{
	const struct group_key *key = &group->key;
	struct stack *stack = group->stack;
	char comm[COMM_LEN + 1] = "";
	struct pageowner_group out = {
		.times = group->sums.count,
		.pages = group->sums.pages,
		.ts_first = group->sums.ts_first,
		.ts_last = group->sums.ts_last,
		.stack = stack ? stack_text(po, stack) : "",
		.caller = name_text(po, key->caller),
		.module = name_text(po, key->module),
		.comm = comm,
		.cgroup = name_text(po, key->cgroup.value),
		.pcs = stack ? stack->pcs : NULL,
		.nr_pcs = stack && stack->pcs ? stack->count : 0,
		.handle = stack ? stack->handle : 0,
		.order = key->order,
		.gfp_mask = key->gfp_mask,
		.pid = key->pid,
		.tgid = key->tgid,
		.migratetype = key->migratetype,
		.node = key->node,
		.zone = key->zone,
		.freed = key->freed,
		.slab = key->slab,
		.context = page_owner_context_name(key->context),
	};

	memcpy(comm, key->comm, COMM_LEN);
	return po->reader.broken ? po->reader.broken : po->objects.group(po->objects.arg, &out);
}

int objects_groups(struct pageowner *po, const struct groups *groups)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < groups->count; i++)
		err = objects_group(po, &groups->groups[i]);
	return err;
}
