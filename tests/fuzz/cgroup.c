// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The tree of cgroups, and the cgroups that pages are charged to.  The input is all of memory;
 * its first bytes are ids and values of page->memcg_data, too.
 */
#include "memory.h"

/* clang-format off */
static const uint16_t members[] = {
	F_CGROUP_KN, F_KN_NAME, F_KN_PARENT, F_KN_ID, F_CGROUP_ROOT_CGRP, F_CGROUP_CHILDREN,
	F_CGROUP_SIBLING, F_OBJCG_LIST, F_OBJCG_MEMCG, F_MEMCG_CSS_FLAGS, F_MEMCG_CSS_CGROUP,
};
/* clang-format on */

static void ask(struct pageowner *po, uint64_t value)
{
	struct strbuf text = { .arena = &po->run };

	cgroup_ref_name(po, cgroup_ref_of_task(value));
	memcg_cgroup_name(po, value);
	memcg_is_removed(po, value);
	memcg_text(po, &text, value, value >> 40 & 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory memory = { data, size, 0 };
	struct pageowner *po = memory_open(&memory);
	uint64_t value;
	size_t i;

	if (po) {
		set_words(po, members, sizeof(members) / sizeof(*members));
		set(po, F_CGRP_DFL_ROOT, data[0], 0);
		set(po, F_CSS_ONLINE, 2, 0);
		if (data[1] & 1)
			set(po, F_OBJCG_IS_ROOT, 0, 8);
		for (i = 0; i < 8; i++) {
			memcpy(&value, data + 8 * i, sizeof(value));
			ask(po, value);
		}
	}
	pageowner_free(po);
	return 0;
}
