// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The cgroup of an allocation, in the form in which it is known: a scan keeps the value of the
 * page or the record, a text and a saved file contain a name, and groups are made by name.
 */
#include "core.h"

/* The id is an inode number and a generation of kernfs: no kernel reaches this number. */
#define MAX_ID (1ull << 62)

struct cgroup_ref cgroup_ref_of_task(uint64_t id)
{
	if (!id || id >= MAX_ID)
		return (struct cgroup_ref){ 0, CGROUP_NONE };
	return (struct cgroup_ref){ .value = id, .kind = CGROUP_OF_TASK };
}

struct cgroup_ref cgroup_ref_named(uint32_t name)
{
	return (struct cgroup_ref){ .value = name, .kind = name ? CGROUP_NAMED : CGROUP_NONE };
}

uint32_t cgroup_ref_name(struct pageowner *po, struct cgroup_ref cgroup)
{
	switch (cgroup.kind) {
	case CGROUP_CHARGED:
		return memcg_cgroup_name(po, cgroup.value);
	case CGROUP_OF_TASK:
		return cgroup_id_name(po, cgroup.value);
	case CGROUP_NAMED:
	case CGROUP_NAMED_REMOVED:
		return cgroup.value;
	default:
		return 0;
	}
}

bool cgroup_ref_removed(struct pageowner *po, struct cgroup_ref cgroup)
{
	if (cgroup.kind == CGROUP_CHARGED)
		return memcg_is_removed(po, cgroup.value);
	return cgroup.kind == CGROUP_NAMED_REMOVED;
}
