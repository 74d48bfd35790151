// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One allocation as print_page_owner() of mm/page_owner.c prints it in
 * /sys/kernel/debug/page_owner, by the rules of the kernel in the dump.
 */
#include "core.h"

static void allocated_line(struct pageowner *po, const struct allocation *alloc,
			   struct strbuf *text)
{
	strbuf_printf(text, "Page allocated via order %u, mask ", alloc->order);
	page_gfp_text(po, text, alloc->gfp_mask);
	if (has(po, F_OWNER_PID))
		strbuf_printf(text, ", pid %d", alloc->pid);
	if (has(po, F_OWNER_TGID)) {
		strbuf_printf(text, ", tgid %d (", alloc->tgid);
		strbuf_name(text, alloc->comm);
		strbuf_append(text, ")", 1);
	}
	if (has(po, F_OWNER_TS))
		strbuf_printf(text, ", ts %llu ns", (unsigned long long)alloc->ts_nsec);
	if (po->text_format.has_free_ts)
		strbuf_printf(text, ", free_ts %llu ns", (unsigned long long)alloc->free_ts_nsec);
	if (po->text_format.has_free_pid)
		strbuf_printf(text, ", free_pid %d, free_tgid %d", alloc->free_pid,
			      alloc->free_tgid);
	if (has(po, F_OWNER_CONTEXT))
		strbuf_printf(text, ", context %s",
			      alloc->context ? page_owner_context_name(alloc->context) : "?");
	if (has(po, F_OWNER_CGROUP_ID))
		strbuf_printf(text, ", cgroup_id %llu", (unsigned long long)alloc->cgroup_id);
	strbuf_append(text, "\n", 1);
}

static void pfn_line(struct pageowner *po, const struct allocation *alloc, struct strbuf *text)
{
	strbuf_printf(text,
		      po->text_format.pfn_hex ? "PFN 0x%llx type %s Block %llu type %s Flags "
					      : "PFN %llu type %s Block %llu type %s Flags ",
		      (unsigned long long)alloc->pfn,
		      page_migratetype_name(po, page_gfp_migratetype(po, alloc->gfp_mask)),
		      (unsigned long long)(alloc->pfn >> po->layout.pageblock_order),
		      page_migratetype_name(po, alloc->block_type));
	if (alloc->page_known)
		page_flags_text(po, text, alloc->flags);
	else
		strbuf_printf(text, "(struct page is not in this dump)");
	strbuf_append(text, "\n", 1);
}

static void stack_lines(struct pageowner *po, uint32_t handle, struct strbuf *text)
{
	struct stack *stack = stack_find(po, handle);

	if (stack)
		lines_stack(po, text, stack);
	else
		text->failed = true;
}

/* Who freed the page, and where: the kernel's own file does not show it. */
static void freed_lines(struct pageowner *po, const struct allocation *alloc, struct strbuf *text)
{
	if (has(po, F_OWNER_FREE_PID))
		strbuf_printf(text, ", pid %d, tgid %d", alloc->free_pid, alloc->free_tgid);
	if (has(po, F_OWNER_FREE_TS))
		strbuf_printf(text, ", free_ts %llu ns", (unsigned long long)alloc->free_ts_nsec);
	strbuf_append(text, "\n", 1);
	if (alloc->free_handle)
		stack_lines(po, alloc->free_handle, text);
}

void record_free_text(struct pageowner *po, const struct allocation *alloc, struct strbuf *text)
{
	if (!alloc->free_handle)
		return;
	strbuf_printf(text, "Page was freed before");
	freed_lines(po, alloc, text);
}

void record_text(struct pageowner *po, const struct allocation *alloc, struct strbuf *text)
{
	const char *reason = page_migrate_reason_name(po, alloc->last_migrate_reason);

	/* The page was being freed when the kernel stopped; its file skips such a record. */
	if (alloc->page_known && alloc->allocated && alloc->buddy)
		return;
	allocated_line(po, alloc, text);
	pfn_line(po, alloc, text);
	stack_lines(po, alloc->handle, text);
	if (reason)
		strbuf_printf(text, "Page has been migrated, last migrate reason: %s\n", reason);
	if (alloc->page_known && alloc->allocated && po->text_format.has_memcg)
		memcg_text(po, text, alloc->memcg_data, alloc->tail);
	if (!alloc->allocated) {
		strbuf_printf(text, "Page has been freed");
		freed_lines(po, alloc, text);
	}
	strbuf_append(text, "\n", 1);
}
