// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The cgroup to which a page is charged: print_page_owner_memcg() of mm/page_owner.c and
 * page_memcg_check() of include/linux/memcontrol.h.
 */
#include "core.h"

/* include/linux/memcontrol.h, enum page_memcg_data_flags: pointers are 8-byte aligned */
#define MEMCG_DATA_OBJEXTS 1
#define MEMCG_DATA_KMEM 2
#define MEMCG_DATA_FLAGS 7ull

static int memcg_of(struct pageowner *po, uint64_t memcg_data, uint64_t *ret)
{
	uint64_t pointer = memcg_data & ~MEMCG_DATA_FLAGS;

	if (memcg_data & MEMCG_DATA_KMEM || has(po, F_OBJCG_IS_ROOT))
		return read_member(&po->reader, po, F_OBJCG_MEMCG, pointer, ret);
	*ret = pointer;
	return 0;
}

static int memcg_name(struct pageowner *po, uint64_t memcg, char *name)
{
	uint64_t cgroup;
	int err = read_member(&po->reader, po, F_MEMCG_CSS_CGROUP, memcg, &cgroup);

	return err ? err : cgroup_name(po, cgroup, name);
}

bool memcg_charges(uint64_t memcg_data)
{
	return memcg_data && !(memcg_data & MEMCG_DATA_OBJEXTS);
}

/* Known cgroups are kept in a separate table: there are few cgroups and many pages. */
struct cgroup_names {
	struct {
		uint64_t memcg_data;
		uint32_t name;
	} slots[4096];
};

static uint32_t read_cgroup(struct pageowner *po, uint64_t memcg_data)
{
	static const char lost[] = "(not in this dump)";
	char name[CGROUP_NAME_SIZE];
	uint64_t memcg;

	po->reader.hole = HOLE_OTHER;
	if (memcg_of(po, memcg_data, &memcg) || (memcg && memcg_name(po, memcg, name)))
		return name_id(po, lost, sizeof(lost) - 1);
	return memcg ? name_id(po, name, strlen(name)) : 0;
}

uint32_t memcg_cgroup_name(struct pageowner *po, uint64_t memcg_data)
{
	size_t slot = (memcg_data >> 3) * 0x9e3779b97f4a7c15ull >> 52;

	if (!po->cgroups)
		po->cgroups = arena_alloc(&po->known, sizeof(*po->cgroups));
	if (!po->cgroups)
		return read_cgroup(po, memcg_data);
	if (po->cgroups->slots[slot].memcg_data != memcg_data) {
		po->cgroups->slots[slot].name = read_cgroup(po, memcg_data);
		po->cgroups->slots[slot].memcg_data = po->reader.broken ? 0 : memcg_data;
	}
	return po->cgroups->slots[slot].name;
}

/*
 * memcg_reparent_objcgs(): when a cgroup is removed, memory that was charged through its
 * obj_cgroup counts for the parent.  Until then the obj_cgroup is in no list but its own.
 */
static bool objcg_inherited(struct pageowner *po, uint64_t objcg)
{
	uint64_t list, next;

	if (!has(po, F_OBJCG_LIST))
		return false;
	list = objcg + offset_of(po, F_OBJCG_LIST);
	return !target_ulong(&po->reader, list, &next) && next &&
	       target_untag(&po->reader, next) != list;
}

bool memcg_is_removed(struct pageowner *po, uint64_t memcg_data)
{
	struct reader *rd = &po->reader;
	bool objcg = memcg_data & MEMCG_DATA_KMEM || has(po, F_OBJCG_IS_ROOT);
	uint64_t memcg, flags;

	rd->hole = HOLE_OTHER;
	if (objcg && objcg_inherited(po, memcg_data & ~MEMCG_DATA_FLAGS))
		return true;
	return has(po, F_CSS_ONLINE) && !memcg_of(po, memcg_data, &memcg) && memcg &&
	       !read_member(rd, po, F_MEMCG_CSS_FLAGS, memcg, &flags) &&
	       !(flags & fact(po, F_CSS_ONLINE));
}

/*
 * In a tail page the word has another meaning.  print_page_owner_memcg() checks this since v6.17.
 */
static bool tail_is_skipped(const struct pageowner *po, bool tail)
{
	return tail && has(po, F_STACK_MAX_POOLS);
}

/* Remembers the line of a cgroup for the run. */
static void keep_line(struct pageowner *po, uint64_t memcg_data, const struct strbuf *line)
{
	/* A running machine may rename and remove cgroups. */
	char *text = line->failed || po->target.live ? NULL : arena_strdup(&po->run, line->data);

	if (text)
		map_add(&po->run, &po->memcg_lines, memcg_data, text);
}

static void charged_line(struct pageowner *po, struct strbuf *text, uint64_t memcg_data)
{
	struct strbuf line = { .arena = &po->run };
	struct reader *rd = &po->reader;
	uint64_t memcg, flags;
	char name[CGROUP_NAME_SIZE];

	rd->hole = HOLE_OTHER;
	if (memcg_of(po, memcg_data, &memcg) || !memcg)
		return;
	if (read_member(rd, po, F_MEMCG_CSS_FLAGS, memcg, &flags) || memcg_name(po, memcg, name)) {
		strbuf_text(text, "Charged to a memcg that is not in this dump\n");
		return;
	}
	strbuf_text(&line,
		    memcg_data & MEMCG_DATA_KMEM ? "Charged (via objcg) to " : "Charged to ");
	strbuf_text(&line, flags & fact(po, F_CSS_ONLINE) ? "memcg " : "offline memcg ");
	strbuf_name(&line, name);
	strbuf_text(&line, "\n");
	strbuf_append(text, line.data, line.len);
	text->failed |= line.failed;
	keep_line(po, memcg_data, &line);
}

void memcg_text(struct pageowner *po, struct strbuf *text, uint64_t memcg_data, bool tail)
{
	const char *known;

	if (!memcg_data || tail_is_skipped(po, tail))
		return;
	known = map_find(&po->memcg_lines, memcg_data);
	if (known)
		strbuf_text(text, known);
	else if (memcg_data & MEMCG_DATA_OBJEXTS)
		strbuf_text(text, "Slab cache page\n");
	else
		charged_line(po, text, memcg_data);
}
