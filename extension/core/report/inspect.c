// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One page: its owner, who freed it last, and what it is used for now.  One stack: its
 * frames.
 */
#include "base/screen.h"
#include "core.h"

/* ---- what kind of address it is ---- */

static bool page_of_virtual(struct pageowner *po, uint64_t addr, uint64_t *pfn)
{
	uint64_t paddr;

	if (target_translate(&po->reader, addr, &paddr))
		return false;
	*pfn = paddr >> po->layout.page_shift;
	return true;
}

/* Small numbers are PFNs, larger ones physical addresses, the rest are kernel addresses. */
static enum address_kind recognise(struct pageowner *po, uint64_t addr, uint64_t *pfn)
{
	enum address_kind forced = po->options.address;
	uint64_t page = addr >> po->layout.page_shift;

	*pfn = addr;
	if (forced == ADDRESS_PFN || (!forced && addr < po->max_pfn))
		return ADDRESS_PFN;
	*pfn = page;
	if (forced == ADDRESS_PHYS || (!forced && page < po->max_pfn))
		return ADDRESS_PHYS;
	if (forced != ADDRESS_VIRT && page_of_struct(po, addr, pfn))
		return ADDRESS_PAGE;
	if (forced != ADDRESS_PAGE && page_of_virtual(po, addr, pfn))
		return ADDRESS_VIRT;
	return ADDRESS_ANY;
}

static int page_of_user(struct pageowner *po, uint64_t addr, uint64_t *pfn)
{
	uint64_t paddr;
	int err = user_memory_translate(po, po->options.address_pid, addr, &paddr);

	if (!err)
		*pfn = paddr >> po->layout.page_shift;
	return err;
}

/* ---- the page ---- */

static void title(struct pageowner *po, struct strbuf *text, uint64_t addr, enum address_kind kind,
		  uint64_t pfn)
{
	static const char *const names[] = {
		[ADDRESS_PFN] = "a PFN",
		[ADDRESS_PHYS] = "a physical address",
		[ADDRESS_PAGE] = "a struct page",
		[ADDRESS_VIRT] = "a kernel virtual address",
		[ADDRESS_USER] = "an address of the process",
	};

	strbuf_printf(text, "0x%llx taken as %s: PFN 0x%llx (%llu), physical 0x%llx\n",
		      (unsigned long long)addr, names[kind], (unsigned long long)pfn,
		      (unsigned long long)pfn, (unsigned long long)pfn << po->layout.page_shift);
}

/* What struct page tells alone, where the kernel's zones are not known. */
static const char *plain_row(const struct pageowner *po, const struct page *page)
{
	unsigned int order;

	if (page_is_buddy(po, page, &order))
		return "free";
	if (page_is_reserved(po, page))
		return "reserved";
	if (page_is_slab(po, page))
		return "slab";
	return page->refcount ? "in use" : "free, or part of something larger";
}

/* The row of the account that counts this page. */
static int row_text(struct pageowner *po, struct strbuf *text, const struct section *section,
		    uint64_t pfn, const struct page *page, struct account_lookup *lookup)
{
	enum account_row row = ROW_NONE;
	int err = lookup ? account_row_at(lookup, section, pfn, &row) : 0;

	strbuf_printf(text, "%s",
		      row == ROW_NONE || row == ROW_UNKNOWN ? plain_row(po, page)
							    : account_row_name(row));
	return err;
}

static int state(struct pageowner *po, struct strbuf *text, const struct section *section,
		 uint64_t pfn, struct account_lookup *lookup)
{
	struct page page;
	int err = page_read(&po->reader, po, &po->window, section, pfn, &page);
	uint64_t address = section->mem_map + pfn * fact(po, F_SIZEOF_PAGE);

	if (err) {
		strbuf_printf(text, "Now: its struct page at 0x%llx is not in this dump\n",
			      (unsigned long long)address);
		return err == -ENODATA ? 0 : err;
	}
	strbuf_printf(text, "Now: ");
	err = row_text(po, text, section, pfn, &page, lookup);
	page_details_text(po, text, &page, address);
	strbuf_printf(text, "; struct page 0x%llx\n", (unsigned long long)address);
	return err;
}

static void extent(struct strbuf *text, const struct allocation *alloc, uint64_t pfn)
{
	uint64_t pages = 1ull << alloc->order;

	if (alloc->order)
		strbuf_printf(text, "Page %llu of %llu of the allocation at PFN 0x%llx to 0x%llx\n",
			      (unsigned long long)(pfn - alloc->pfn + 1), (unsigned long long)pages,
			      (unsigned long long)alloc->pfn,
			      (unsigned long long)(alloc->pfn + pages - 1));
}

static int owner(struct pageowner *po, struct strbuf *text, const struct section *section,
		 uint64_t pfn)
{
	unsigned char *record = arena_alloc(&po->run, po->layout.ext_size);
	struct allocation alloc = { .pfn = pfn };
	enum record_state found;
	int err = record ? page_ext_read_one(&po->reader, po, section, pfn, record) : -ENOMEM;

	if (err == -ENODATA)
		strbuf_printf(text, "Owner: unknown, its page_ext is not in this dump\n\n");
	if (err)
		return err == -ENODATA ? 0 : err;
	found = page_owner_decode(&po->reader, po, record, pfn, &alloc);
	if (found == RECORD_NONE || found == RECORD_BAD) {
		strbuf_printf(text, found == RECORD_NONE
					    ? "Owner: none, page_owner has never recorded one\n\n"
					    : "Owner: unknown, its record is damaged\n\n");
		return 0;
	}
	alloc.pfn = pfn & ~((1ull << alloc.order) - 1);
	extent(text, &alloc, pfn);
	strbuf_printf(text, "Stack handle: %u\n", alloc.handle);
	err = page_attributes(&po->reader, po, &po->window, section, &alloc);
	if (err)
		return err;
	record_text(po, &alloc, text);
	if (alloc.allocated)
		record_free_text(po, &alloc, text);
	if (alloc.allocated && alloc.free_handle)
		strbuf_append(text, "\n", 1);
	return 0;
}

static int inspect_page(struct pageowner *po, struct strbuf *text, uint64_t addr,
			struct account_lookup *lookup)
{
	const struct section *section;
	uint64_t pfn;
	enum address_kind kind = po->options.address;
	int err = 0;

	if (kind == ADDRESS_USER)
		err = page_of_user(po, addr, &pfn);
	else
		kind = recognise(po, addr, &pfn);
	if (err)
		return err;
	if (kind == ADDRESS_ANY)
		return fail(&po->reader, -EINVAL, "0x%llx is not an address of this kernel",
			    (unsigned long long)addr);
	section = page_ext_section(po, pfn);
	if (!section)
		return fail(&po->reader, -EINVAL,
			    "0x%llx: this machine has no memory at PFN 0x%llx",
			    (unsigned long long)addr, (unsigned long long)pfn);
	title(po, text, addr, kind, pfn);
	err = state(po, text, section, pfn, lookup);
	return err ? err : owner(po, text, section, pfn);
}

int inspect_pages(struct pageowner *po, struct strbuf *text)
{
	struct account_lookup *lookup = account_lookup_new(po);
	unsigned int i;
	int err = 0;

	po->reader.message[0] = '\0'; /* it is enough to see struct page */
	for (i = 0; !err && i < po->options.nr_arguments; i++)
		err = inspect_page(po, text, po->options.arguments[i], lookup);
	return err;
}

/* ---- the stack ---- */

int inspect_stacks(struct pageowner *po, struct strbuf *text)
{
	unsigned int i;

	for (i = 0; i < po->options.nr_arguments; i++) {
		uint64_t handle = po->options.arguments[i];
		struct stack *stack;
		unsigned int frame;

		if (handle > UINT32_MAX)
			return fail(&po->reader, -EINVAL,
				    "0x%llx is not a handle of a stack: they have 32 bits",
				    (unsigned long long)handle);
		stack = stack_find(po, handle);
		if (!stack)
			return fail(&po->reader, -ENOMEM, "stacks");
		if (stack->kind == STACK_MISSING)
			return fail(&po->reader, -EINVAL,
				    "no stack in this dump has the handle %llu "
				    "(0x%llx)",
				    (unsigned long long)handle, (unsigned long long)handle);
		strbuf_printf(text, "handle: %llu (0x%llx)\n", (unsigned long long)handle,
			      (unsigned long long)handle);
		for (frame = 0; frame < stack->count; frame++)
			lines_frame(po, text, stack, frame, " ");
		strbuf_append(text, "\n", 1);
	}
	return 0;
}
