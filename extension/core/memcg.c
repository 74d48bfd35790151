// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * To which cgroup a page is charged: print_page_owner_memcg() of
 * mm/page_owner.c and page_memcg_check() of include/linux/memcontrol.h.
 */
#include "core.h"

/* include/linux/memcontrol.h, enum page_memcg_data_flags; pointers are 8-aligned */
#define MEMCG_DATA_OBJEXTS 1
#define MEMCG_DATA_KMEM 2
#define MEMCG_DATA_FLAGS 7ull

#define NAME_SIZE 80	/* the kernel's own buffer */

static int memcg_of(struct pageowner *po, uint64_t memcg_data, uint64_t *ret)
{
	uint64_t pointer = memcg_data & ~MEMCG_DATA_FLAGS;

	if (memcg_data & MEMCG_DATA_KMEM || has(po, F_OBJCG_IS_ROOT))
		return read_member(&po->reader, po, F_OBJCG_MEMCG, pointer, ret);
	*ret = pointer;
	return 0;
}

/* cgroup_name(): the last component; the root has no parent and is "/". */
static int cgroup_name(struct pageowner *po, uint64_t memcg, char *name)
{
	struct reader *rd = &po->reader;
	uint64_t cgroup, kn, parent, string;
	int err;

	err = read_member(rd, po, F_MEMCG_CSS_CGROUP, memcg, &cgroup);
	if (!err)
		err = read_member(rd, po, F_CGROUP_KN, cgroup, &kn);
	if (!err)
		err = read_member(rd, po, F_KN_PARENT, kn, &parent);
	if (err)
		return err;
	if (!parent) {
		strcpy(name, "/");
		return 0;
	}
	err = read_member(rd, po, F_KN_NAME, kn, &string);
	return err ? err : target_string(rd, string, name, NAME_SIZE);
}

void page_memcg_text(struct pageowner *po, struct text *text, const struct page *page)
{
	struct reader *rd = &po->reader;
	uint64_t memcg, flags;
	char name[NAME_SIZE];

	if (!page->memcg_data)
		return;
	if (page->memcg_data & MEMCG_DATA_OBJEXTS) {
		text_printf(text, "Slab cache page\n");
		return;
	}
	rd->hole = HOLE_OTHER;
	if (memcg_of(po, page->memcg_data, &memcg) || !memcg)
		return;
	if (read_member(rd, po, F_MEMCG_CSS_FLAGS, memcg, &flags) ||
	    cgroup_name(po, memcg, name)) {
		text_printf(text, "Charged to a memcg that is not in this dump\n");
		return;
	}
	text_printf(text, "Charged %sto %smemcg ",
		    page->memcg_data & MEMCG_DATA_KMEM ? "(via objcg) " : "",
		    flags & fact(po, F_CSS_ONLINE) ? "" : "offline ");
	text_name(text, name);
	text_append(text, "\n", 1);
}
