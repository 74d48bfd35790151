// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The lines of a record, in the form of any release since v3.19 (print_page_owner() of
 * mm/page_owner.c), and what tools/mm/page_owner_sort.c makes of them.
 */
#include "core.h"
#include "scan/text_record.h"

static size_t word_length(struct span text, const char *ends)
{
	size_t len = 0;

	while (text.at + len < text.end && !strchr(ends, text.at[len]))
		len++;
	return len;
}

/*
 * A comm may contain anything: its closing parenthesis is the last one before a ", ts".
 * It stands behind the tgid; some vendors have one behind the pid.  The rest of the line is
 * left in @line.
 */
static void take_comm(struct span *line, struct allocation *ret)
{
	static const char behind[] = "), ts ";
	struct span name = *line, rest;
	size_t len;

	if (!span_skip_to(&name, ", tgid ") && !span_skip_to(&name, ", pid "))
		return;
	span_number(&name, 10);
	if (!span_starts(name, " ("))
		return;
	name.at += 2;
	rest = name;
	while (span_skip_to(&rest, behind))
		name.end = rest.at - strlen(behind);
	if (name.end == line->end)
		return;
	len = span_len(name);
	memcpy(ret->comm, name.at, len < COMM_LEN ? len : COMM_LEN);
	line->at = name.end;
}

/* A line that has all but the stack; text_kind.c names who prints it. */
static const struct vendor_record {
	const char *pfn, *order, *pid, *tgid, *comm, *ts, *gfp, *flags;
} vendor_records[] = {
	{ "PFN:", " ORDER:", " PID:", " TGID:", " COMM:", " SEC:", " GFP:", " FLAGS:" },
	{ "PFN : ", " Order : ", " PID : ", " Tgid : ", " Comm: ", " ts_nsec ", " gfp ",
	  " pgext " },
};

/* The comm is the only word with any characters, so the time is the last one. */
static void take_vendor_comm(const struct vendor_record *words, struct span line,
			     struct allocation *ret)
{
	struct span name = line, rest;
	size_t len;

	if (!span_skip_to(&name, words->comm))
		return;
	rest = name;
	while (span_skip_to(&rest, words->ts))
		name.end = rest.at - strlen(words->ts);
	len = span_len(name);
	if (name.end < line.end)
		memcpy(ret->comm, name.at, len < COMM_LEN ? len : COMM_LEN);
}

static bool take_vendor_record(struct span line, struct allocation *ret)
{
	const struct vendor_record *words = vendor_records;
	struct span rest = line;
	uint64_t order, flags;

	if (!span_starts(line, words->pfn))
		words++;
	if (!span_starts(line, words->pfn))
		return false;
	order = span_number_behind(line, words->order, 10);
	ret->order = order > MAX_RECORD_ORDER ? MAX_RECORD_ORDER + 1 : order;
	ret->pfn = span_number_behind(line, words->pfn, 0);
	ret->pid = span_number_behind(line, words->pid, 10);
	ret->tgid = span_number_behind(line, words->tgid, 10);
	take_vendor_comm(words, line, ret);
	while (span_skip_to(&rest, words->ts))
		line.at = rest.at - strlen(words->ts);
	ret->ts_nsec = span_number_behind(line, words->ts, 10);
	ret->gfp_mask = span_number_behind(line, words->gfp, 0);
	/* enum page_ext_flags since v5.4: PAGE_EXT_OWNER, PAGE_EXT_OWNER_ALLOCATED */
	flags = span_number_behind(line, words->flags, 0);
	ret->allocated &= !(flags & 1) || flags & 2;
	return true;
}

/*
 * "Page allocated via order 0, mask 0xcc0(GFP_KERNEL), pid 1, tgid 1 (init), ts 5 ns", and of
 * dump_page() "page last allocated via order 0, migratetype Movable, gfp_mask 0xcc0(GFP_KERNEL)".
 */
void text_take_record(struct pageowner *po, struct span line, struct allocation *ret)
{
	uint64_t order = span_number_behind(line, " order ", 10);
	struct span mask = line, type = line;
	const char *close;

	if (take_vendor_record(line, ret))
		return;
	ret->order = order > MAX_RECORD_ORDER ? MAX_RECORD_ORDER + 1 : order;
	if (span_skip_to(&mask, ", mask ") || span_skip_to(&mask, ", gfp_mask ")) {
		ret->gfp_mask = span_number(&mask, 0);
		close = memchr(mask.at, ')', span_len(mask));
		if (close && *mask.at == '(')
			gfp_text_learn(po, ret->gfp_mask, mask.at + 1, close - mask.at - 1);
	}
	if (span_skip_to(&type, ", migratetype "))
		ret->migratetype = page_migratetype(po, type.at, word_length(type, ","));
	ret->pid = span_number_behind(line, ", pid ", 10);
	ret->tgid = span_number_behind(line, ", tgid ", 10);
	take_comm(&line, ret);
	ret->ts_nsec = span_number_behind(line, ", ts ", 10);
	ret->free_ts_nsec = span_number_behind(line, ", free_ts ", 10);
	ret->free_pid = span_number_behind(line, ", free_pid ", 10);
	ret->free_tgid = span_number_behind(line, ", free_tgid ", 10);
	ret->cgroup_id = span_number_behind(line, ", cgroup_id ", 10);
	if (span_skip_to(&line, ", context "))
		ret->context = page_owner_context(line.at, word_length(line, ","));
}

/* "PFN 0x100 type Unmovable Block 0 type Unmovable Flags 0x0(node=0|zone=1)" */
void text_take_pfn(struct pageowner *po, struct span line, struct allocation *ret)
{
	struct span type = line, block = line, flags = line;

	ret->pfn = span_number_behind(line, "PFN ", 0);
	if (span_skip_to(&type, " type "))
		ret->migratetype = page_migratetype(po, type.at, word_length(type, " "));
	/* v3.19 to v4.7 have numbers, and the block's in front: "PFN 5 Block 1 type 2". */
	if (span_skip_to(&block, " Block ") && span_skip_to(&block, " type "))
		ret->block_type = page_migratetype(po, block.at, word_length(block, " "));
	if (span_skip_to(&flags, " Flags ")) {
		ret->flags = span_number(&flags, 0);
		if (span_find(flags, "zone=")) {
			ret->zone = span_number_behind(flags, "zone=", 10);
			ret->node = span_number_behind(flags, "node=", 10);
		}
	}
	/* page_owner_sort looks for these words anywhere in the line. */
	if (span_find(line, "CMA"))
		ret->allocator |= ALLOCATOR_CMA;
	if (span_find(line, "slab"))
		ret->allocator |= ALLOCATOR_SLAB;
	ret->slab = ret->allocator & ALLOCATOR_SLAB;
}

/* stack_print() of v6.19 has %d for an unsigned one, so large ones are negative. */
static uint32_t take_handle(struct span line)
{
	bool negative;
	uint32_t handle;

	span_skip_to(&line, "handle: ");
	negative = span_starts(line, "-");
	line.at += negative;
	handle = span_number(&line, 10);
	return negative ? -handle : handle;
}

void text_take_note(struct pageowner *po, struct span line, struct allocation *ret)
{
	if (span_starts(line, "Charged ") && span_skip_to(&line, "memcg ")) {
		ret->cgroup = cgroup_ref_named(name_id(po, line.at, span_len(line)));
	} else if (span_starts(line, "Slab cache page")) {
		ret->slab = true; /* also before page_owner could record a stack */
	} else if (span_starts(line, "Page has been freed")) {
		ret->allocated = false;
		ret->free_pid = span_number_behind(line, ", pid ", 10);
		ret->free_tgid = span_number_behind(line, ", tgid ", 10);
		if (span_find(line, ", free_ts "))
			ret->free_ts_nsec = span_number_behind(line, ", free_ts ", 10);
	} else if (span_starts(line, "page last free")) {
		ret->free_pid = span_number_behind(line, " pid ", 10);
		ret->free_tgid = span_number_behind(line, " tgid ", 10);
		if (span_find(line, " ts "))
			ret->free_ts_nsec = span_number_behind(line, " ts ", 10);
	} else if (span_starts(line, "handle: ")) {
		ret->printed_handle = take_handle(line);
	}
}

/*
 * With its time each record would be a group of its own.  Since v6.7, when the
 * kernel stopped to print free_ts, page_owner_sort leaves the digits out, unless
 * it sorts by them.
 */
static size_t copy_without_time(const struct pageowner *po, char *copy, struct span line)
{
	struct allocation unused = { .order = 0 };
	struct span ts = line;
	size_t len = span_len(line);

	memcpy(copy, line.at, len);
	take_comm(&ts, &unused);
	if (po->options.sort[0].key == KEY_ALLOC_TS || span_find(ts, ", free_ts ") ||
	    !span_skip_to(&ts, ", ts "))
		return len;
	len = ts.at - line.at;
	span_number(&ts, 10);
	memcpy(copy + len, ts.at, span_len(ts));
	return len + span_len(ts);
}

static struct span take_line(struct span *rest)
{
	const char *newline = memchr(rest->at, '\n', span_len(*rest));
	struct span line = { rest->at, newline ? newline + 1 : rest->end };

	rest->at = line.end;
	return line;
}

size_t text_record(const struct pageowner *po, const struct allocation *alloc, char *copy,
		   size_t *frames)
{
	struct span block = { alloc->raw, alloc->raw + alloc->raw_len }, line;
	size_t len = copy_without_time(po, copy, take_line(&block));

	*frames = len;
	while (block.at < block.end) {
		line = take_line(&block);
		if (span_starts(line, "PFN"))
			continue;
		memcpy(copy + len, line.at, span_len(line));
		len += span_len(line);
	}
	return len;
}

/* ---- what page_owner_sort printed ---- */

static uint8_t allocators(struct span names)
{
	static const struct {
		const char *name;
		uint8_t allocator;
	} known[] = {
		{ "CMA", ALLOCATOR_CMA },
		{ "SLAB", ALLOCATOR_SLAB },
		{ "VMALLOC", ALLOCATOR_VMALLOC },
		{ "OTHERS", ALLOCATOR_OTHERS },
	};
	uint8_t ret = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (span_find(names, known[i].name))
			ret |= known[i].allocator;
	return ret;
}

/* The name of a process, which may have commas, up to what the tool prints next. */
static void take_name(struct span rest, struct allocation *ret)
{
	static const char *const next[] = { ", module: ", ", allocated by ", " (RELEASED)",
					    " (UNRELEASED)" };
	const char *found;
	size_t len, i;

	for (i = 0; i < ARRAY_SIZE(next); i++) {
		found = span_find(rest, next[i]);
		rest.end = found ? found : rest.end;
	}
	if (span_ends(rest, ":"))
		rest.end--;
	len = span_len(rest);
	memcpy(ret->comm, rest.at, len < COMM_LEN ? len : COMM_LEN);
}

/*
 * --cull=free until v6.6 adds "(RELEASED)" or "(UNRELEASED)", one for the other, by whether the
 * page was ever freed before; what page_owner prints is allocated in any case.
 */
struct text_times text_take_times(struct pageowner *po, struct span line, struct allocation *ret)
{
	struct text_times times = { .times = span_number(&line, 10) };
	struct span name = line, rest = line;

	(void)po;
	if (span_skip_to(&rest, " times, "))
		times.pages = span_number(&rest, 10);
	ret->pid = span_number_behind(line, ", PID ", 10);
	ret->tgid = span_number_behind(line, ", TGID ", 10);
	if (span_skip_to(&name, ", task_comm_name: ") || span_skip_to(&name, ", task_comm_name "))
		take_name(name, ret);
	if (span_skip_to(&rest, "allocated by "))
		ret->allocator = allocators(rest);
	ret->slab = ret->allocator & ALLOCATOR_SLAB;
	return times;
}
