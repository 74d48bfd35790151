// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Cgroups and their ids: kernel/cgroup/cgroup.c.  A removed cgroup stays in the tree as long as
 * memory is charged to it; after that, only its number is left.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core.h"

#define MAX_CGROUPS 1000000 /* the limit for a damaged tree that contains a cycle */

struct known_cgroup {
	uint64_t id;
	uint64_t address;
	uint32_t name;
};

struct cgroup_table {
	struct known_cgroup *cgroups;
	size_t count, room;
};

/* The root has no parent and is "/". */
int cgroup_name(struct pageowner *po, uint64_t cgroup, char *name)
{
	struct reader *rd = &po->reader;
	uint64_t kn, parent, string;
	int err = read_member(rd, po, F_CGROUP_KN, cgroup, &kn);

	if (!err)
		err = read_member(rd, po, F_KN_PARENT, kn, &parent);
	if (err)
		return err;
	if (!parent) {
		strcpy(name, "/");
		return 0;
	}
	err = read_member(rd, po, F_KN_NAME, kn, &string);
	return err ? err : target_string(rd, string, name, CGROUP_NAME_SIZE);
}

/* ---- the table of all cgroups ---- */

/* A cgroup that cannot be read is left out; a hole is counted. */
static int add_cgroup(struct pageowner *po, struct cgroup_table *table, uint64_t address)
{
	struct reader *rd = &po->reader;
	struct known_cgroup cgroup = { .address = address };
	char name[CGROUP_NAME_SIZE];
	uint64_t kn;
	void *grown;

	if (table->count == MAX_CGROUPS || read_member(rd, po, F_CGROUP_KN, address, &kn) ||
	    read_member(rd, po, F_KN_ID, kn, &cgroup.id) || cgroup_name(po, address, name))
		return rd->broken;
	cgroup.name = name_id(po, name, strlen(name));
	grown = arena_grow(&po->known, table->cgroups, &table->room, table->count + 1,
			   sizeof(*table->cgroups));
	if (!grown)
		return -ENOMEM;
	table->cgroups = grown;
	table->cgroups[table->count++] = cgroup;
	return 0;
}

static int add_children(struct pageowner *po, struct cgroup_table *table, uint64_t parent)
{
	struct list_walk walk;
	int err = 0;

	list_begin(&walk, &po->reader, parent + offset_of(po, F_CGROUP_CHILDREN));
	while (!err && list_next(&walk))
		err = add_cgroup(po, table, walk.entry - offset_of(po, F_CGROUP_SIBLING));
	return err ? err : po->reader.broken;
}

static int compare_ids(const void *a, const void *b)
{
	const struct known_cgroup *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

static bool tree_known(const struct pageowner *po)
{
	return has(po, F_CGRP_DFL_ROOT) && has(po, F_CGROUP_ROOT_CGRP) &&
	       has(po, F_CGROUP_CHILDREN) && has(po, F_CGROUP_SIBLING) && has(po, F_CGROUP_KN) &&
	       has(po, F_KN_ID) && has(po, F_KN_PARENT) && has(po, F_KN_NAME);
}

/* If the host interrupts this, the table is made again at the next call. */
static const struct cgroup_table *table_of(struct pageowner *po)
{
	struct cgroup_table *table = po->cgroup_ids;
	size_t i;
	int err;

	if (table)
		return table;
	table = arena_alloc(&po->known, sizeof(*table));
	if (!table || !tree_known(po))
		return po->cgroup_ids = table;
	po->reader.hole = HOLE_OTHER;
	err = add_cgroup(po, table, fact(po, F_CGRP_DFL_ROOT) + offset_of(po, F_CGROUP_ROOT_CGRP));
	for (i = 0; !err && i < table->count; i++)
		err = add_children(po, table, table->cgroups[i].address);
	if (table->count)
		qsort(table->cgroups, table->count, sizeof(*table->cgroups), compare_ids);
	if (!err)
		po->cgroup_ids = table;
	return table;
}

static const struct known_cgroup *find(struct pageowner *po, uint64_t id)
{
	const struct known_cgroup key = { .id = id };
	const struct cgroup_table *table = table_of(po);

	return table && table->count
		       ? bsearch(&key, table->cgroups, table->count, sizeof(key), compare_ids)
		       : NULL;
}

uint32_t cgroup_id_name(struct pageowner *po, uint64_t id)
{
	const struct known_cgroup *known = find(po, id);
	char name[32];

	if (known)
		return known->name;
	return name_id(po, name, snprintf(name, sizeof(name), "id:%llu", (unsigned long long)id));
}
