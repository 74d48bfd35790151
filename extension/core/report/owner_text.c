// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One allocation as print_page_owner() of mm/page_owner.c prints it in
 * /sys/kernel/debug/page_owner, by the rules of the kernel in the dump.
 */
#include "core.h"

static void signed_field(struct strbuf *text, const char *label, int64_t value)
{
	strbuf_text(text, label);
	strbuf_signed(text, value);
}

static void number_field(struct strbuf *text, const char *label, uint64_t value, const char *unit)
{
	strbuf_text(text, label);
	strbuf_number(text, value);
	strbuf_text(text, unit);
}

static void allocated_line(struct pageowner *po, const struct allocation *alloc,
			   struct strbuf *text)
{
	number_field(text, "Page allocated via order ", alloc->order, ", mask ");
	page_gfp_text(po, text, alloc->gfp_mask);
	if (has(po, F_OWNER_PID))
		signed_field(text, ", pid ", alloc->pid);
	if (has(po, F_OWNER_TGID)) {
		signed_field(text, ", tgid ", alloc->tgid);
		strbuf_text(text, " (");
		strbuf_name(text, alloc->comm);
		strbuf_text(text, ")");
	}
	if (has(po, F_OWNER_TS))
		number_field(text, ", ts ", alloc->ts_nsec, " ns");
	if (po->text_format.has_free_ts)
		number_field(text, ", free_ts ", alloc->free_ts_nsec, " ns");
	if (po->text_format.has_free_pid) {
		signed_field(text, ", free_pid ", alloc->free_pid);
		signed_field(text, ", free_tgid ", alloc->free_tgid);
	}
	if (has(po, F_OWNER_CONTEXT)) {
		strbuf_text(text, ", context ");
		strbuf_text(text, alloc->context ? page_owner_context_name(alloc->context) : "?");
	}
	if (has(po, F_OWNER_CGROUP_ID))
		number_field(text, ", cgroup_id ", alloc->cgroup_id, "");
	strbuf_text(text, "\n");
}

static void pfn_line(struct pageowner *po, const struct allocation *alloc, struct strbuf *text)
{
	strbuf_text(text, "PFN ");
	if (po->text_format.pfn_hex)
		strbuf_hex(text, alloc->pfn);
	else
		strbuf_number(text, alloc->pfn);
	strbuf_text(text, " type ");
	strbuf_text(text, page_migratetype_name(po, page_gfp_migratetype(po, alloc->gfp_mask)));
	number_field(text, " Block ", alloc->pfn >> po->layout.pageblock_order, " type ");
	strbuf_text(text, page_migratetype_name(po, alloc->block_type));
	strbuf_text(text, " Flags ");
	if (alloc->page_known)
		page_flags_text(po, text, alloc->flags);
	else
		strbuf_text(text, "(struct page is not in this dump)");
	strbuf_text(text, "\n");
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
