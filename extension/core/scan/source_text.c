// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The text of /sys/kernel/debug/page_owner as another source of allocations, as any release
 * since v3.19, `pageowner list` or page_owner_sort printed it.  Also the files of
 * page_owner_stacks (v6.9, v6.19), whose blocks are a stack, its handle or both, and the
 * pages that it holds.
 *
 * A block ends at an empty line or where the next one begins.
 */
#include <stdio.h>

#include "core.h"
#include "scan/text_lines.h"
#include "scan/text_record.h"

#define MOST_PAGES (1ull << 52) /* of all machines together; what is more is no number of pages */
/* Behind a stack in a text with nothing in front of its lines: what a vendor's kernel adds. */
#define MOST_ADDED 16
/* As many lines of a log may stand between two frames of one stack. */
#define MOST_BETWEEN 2

/* What has been read of a block. */
struct block {
	struct allocation alloc;
	struct text_times times;
	bool begun, has_times, has_record, has_pages, has_handle, freed;
	bool over;	     /* the frames that follow are of something else */
	bool gap;	     /* an empty line was the last one, but more has to come */
	bool spaced;	     /* an empty line is behind each of its lines */
	bool too_long;	     /* for a record of the kernel */
	unsigned int others; /* lines in a row that were not understood */
	uint64_t pages;	     /* "nr_base_pages" */
	size_t len, record_at, frames_len;
	char raw[TEXT_RECORD_SIZE];
	char frames[TEXT_RECORD_SIZE];
};

struct text_walk {
	struct pageowner *po;
	const struct scan_sink *sink;
	struct result *result;
	struct text_lines *lines;
	uint64_t sequence;
	struct block block;
	/* What a log says of a page before its record. */
	struct {
		uint64_t pfn;
		bool freed, listed;
	} dumped;
};

/* ---- a block that is whole ---- */

/* In the handle mode of v7.3 a stack is only known by its handle. */
static struct stack *handle_stack(struct pageowner *po, uint32_t handle)
{
	char line[32];
	int len = snprintf(line, sizeof(line), " handle: %u\n", handle);

	return stack_of_text(po, line, len);
}

/* The stack of a block; if it has no frames, the one with its handle. */
static struct stack *block_stack(struct pageowner *po, const struct block *block)
{
	uint32_t handle = block->alloc.printed_handle;
	struct stack *stack = !block->frames_len && handle
				      ? handle_stack(po, handle)
				      : stack_of_text(po, block->frames, block->frames_len);

	if (stack)
		stack_print_handle(po, stack, handle);
	return stack;
}

static int add_totals(struct text_walk *walk, uint64_t allocations, uint64_t pages)
{
	struct totals *totals = &walk->result->totals;

	totals->pages += pages;
	totals->allocations += allocations;
	totals->owned_pages += pages;
	if (totals->pages > MOST_PAGES || totals->allocations > MOST_PAGES)
		return fail(&walk->po->reader, -ERANGE,
			    "the numbers of this text add up to more pages than there are");
	return 0;
}

/* page_owner_stacks: frames, "handle: 5", "nr_base_pages: 16", of which one may be missing. */
static int take_counter(struct text_walk *walk, struct block *block)
{
	struct pageowner *po = walk->po;
	struct allocation *alloc = &block->alloc;
	struct result *result = walk->result;
	struct stack *stack = block_stack(po, block);
	int err;

	if (!stack)
		return fail(&po->reader, -ENOMEM, "stacks");
	alloc->counter = true;
	alloc->handle = stack->handle;
	result->counters = true;
	if (block->pages > MOST_PAGES) {
		result->totals.bad_records++;
		return 0;
	}
	result->recognised = true;
	/* show_stacks_handles has no pages: only who compares passes its stacks on. */
	if (!block->has_pages && !po->side)
		return 0;
	err = add_totals(walk, 0, block->pages);
	if (!err && result->everything.keys)
		err = cells_add(&result->everything, alloc, block->pages);
	return !err && selection_match(&result->selection, alloc)
		       ? cells_add(&result->cells, alloc, block->pages)
		       : err;
}

/* What --cull of page_owner_sort left of records: no order, so that of the average. */
static void guess_order(struct block *block)
{
	uint64_t each = block->times.times ? block->times.pages / block->times.times : 0;

	while (block->alloc.order < MAX_RECORD_ORDER && 2ull << block->alloc.order <= each)
		block->alloc.order++;
}

static uint64_t pages_of(const struct pageowner *po, const struct block *block)
{
	const struct allocation *alloc = &block->alloc;
	uint64_t one = alloc->allocated || po->options.as_recorded ? 1ull << alloc->order : 1;

	if (!block->has_times)
		return one;
	return block->times.pages ? block->times.pages : block->times.times << alloc->order;
}

static int take_record(struct text_walk *walk, struct block *block)
{
	struct pageowner *po = walk->po;
	struct allocation *alloc = &block->alloc;
	struct result *result = walk->result;
	struct stack *stack;
	uint64_t pages;
	int err = 0;

	if (alloc->order > MAX_RECORD_ORDER || block->times.times > MOST_PAGES >> alloc->order ||
	    block->times.pages > MOST_PAGES || (block->has_times && !block->times.times)) {
		result->totals.bad_records++;
		return 0;
	}
	stack = block_stack(po, block);
	if (!stack)
		return fail(&po->reader, -ENOMEM, "stacks");
	alloc->handle = stack->handle;
	alloc->times = block->times.times;
	alloc->pages = pages = pages_of(po, block);
	alloc->raw = block->raw + block->record_at;
	alloc->raw_len = block->len - block->record_at;
	alloc->raw_before = block->record_at;
	result->recognised = true;
	result->sorted |= block->has_times;
	if (alloc->allocated)
		err = add_totals(walk, block->has_times ? alloc->times : 1, pages);
	else
		result->totals.pages += pages;
	if (!err && result->everything.keys)
		err = cells_add(&result->everything, alloc, pages);
	if (err || !selection_match(&result->selection, alloc))
		return err;
	return walk->sink ? walk->sink->allocation(po, alloc)
			  : cells_add(&result->cells, alloc, pages);
}

static int end_block(struct text_walk *walk)
{
	struct block *block = &walk->block;
	int err = 0;

	if (!block->begun)
		return 0;
	if (!block->alloc.cgroup.kind)
		block->alloc.cgroup = cgroup_ref_of_task(block->alloc.cgroup_id);
	if (block->has_times && !block->has_record)
		guess_order(block);
	if (!block->too_long && (block->has_record || block->has_times))
		err = take_record(walk, block);
	else if (!block->too_long && (block->has_pages || block->has_handle))
		err = take_counter(walk, block);
	else
		walk->result->totals.not_records++;
	block->begun = false;
	return err;
}

/* ---- its lines ---- */

static void begin_block(struct text_walk *walk)
{
	struct block *block = &walk->block;

	memset(block, 0, offsetof(struct block, raw));
	block->begun = true;
	block->alloc = (struct allocation){
		.allocated = true,
		.migratetype = -1,
		.node = -1,
		.zone = -1,
		.block_type = -1,
		.last_migrate_reason = -1,
		.sequence = walk->sequence++,
	};
}

static void keep_line(struct block *block, struct span line)
{
	bool indent = line.at < line.end && block->has_record &&
		      text_line_kind(line) == LINE_FRAME && *line.at != ' ' && *line.at != '\t';
	size_t len = span_len(line);

	if (len + 1 + indent > sizeof(block->raw) - block->len) {
		block->too_long = true;
		return;
	}
	if (indent)
		block->raw[block->len++] = ' ';
	memcpy(block->raw + block->len, line.at, len);
	block->len += len;
	block->raw[block->len++] = '\n';
}

static void keep_frame(struct text_walk *walk, const struct text_line *line)
{
	struct block *block = &walk->block;
	size_t room = sizeof(block->frames) - block->frames_len, len;

	/* A last line without its end may be cut off; until v5.1 stacks ended with ULONG_MAX. */
	if ((line->cut && !text_line_is_whole(line->text)) || block->freed || block->over ||
	    span_ends(line->text, " 0xffffffffffffffff") || span_ends(line->text, " 0xffffffff"))
		return;
	len = text_take_frame(line->text, block->frames + block->frames_len, room);
	block->frames_len += len;
	block->too_long |= !len;
}

/* Of the lines that were not understood one is shown. */
static void count_other(struct text_walk *walk, struct span line)
{
	struct result *result = walk->result;
	struct strbuf text = { .arena = &result->arena };

	if (span_len(line) > 60)
		line.end = line.at + 60;
	span_skip_blanks(&line);
	if (!result->other_lines++) {
		strbuf_line(&text, line.at, span_len(line));
		result->example = text.failed ? NULL : text.data;
	}
}

/* A stack that a log prints for something else. */
static bool begins_trace(struct span line)
{
	return span_find(line, "all trace:") || span_find(line, "all Trace:") ||
	       span_find(line, "acktrace:") || span_find(line, "tack trace:");
}

static void take_other(struct text_walk *walk, struct span line)
{
	struct block *block = &walk->block;

	count_other(walk, line);
	block->others++;
	block->over |= block->frames_len && (block->others > MOST_BETWEEN || begins_trace(line));
	if (block->has_record && block->others <= MOST_ADDED && !text_lines_prefixed(walk->lines))
		keep_line(block, line);
}

/* Does this line belong to another block than the lines before it? */
static bool begins_block(const struct block *block, enum line_kind kind)
{
	bool counter = !block->has_record && !block->has_times;

	if (!block->begun)
		return true;
	switch (kind) {
	case LINE_TIMES:
		return true;
	case LINE_RECORD:
		return block->has_record || !block->has_times || block->frames_len;
	case LINE_COUNT:
		return block->has_pages;
	case LINE_HANDLE:
	case LINE_FRAME:
		return counter && (block->has_pages || block->has_handle);
	default:
		return false;
	}
}

/* The record of dump_page() has its page frame and its state in lines before it. */
static void take_dumped(struct text_walk *walk, struct span record)
{
	bool dumped = span_starts(record, "page ");

	if (dumped || walk->dumped.listed)
		walk->block.alloc.pfn = walk->dumped.pfn;
	if (dumped)
		walk->block.alloc.allocated = !walk->dumped.freed;
	memset(&walk->dumped, 0, sizeof(walk->dumped));
}

static bool is_before_record(struct text_walk *walk, const struct text_line *line)
{
	if (line->kind == LINE_DUMPED)
		walk->dumped.pfn = span_number_behind(line->text, " pfn:", 0);
	else if (line->kind == LINE_TRACKED)
		walk->dumped.freed = span_find(line->text, " as freed");
	else if (line->kind == LINE_LISTED)
		walk->dumped.pfn = span_number_behind(line->text, "PFN ", 10);
	else
		return false;
	walk->dumped.listed = line->kind == LINE_LISTED;
	return true;
}

static void take_state(struct block *block, struct span line)
{
	block->freed = span_find(line, "free");
	if (!block->freed && !span_starts(line, "["))
		block->alloc.allocated = false;
}

/*
 * An empty line ends a block, but not in a text with one behind each line, until two follow
 * each other, and not behind a prefix, where the rest may have been wrapped into the next line.
 */
static bool ends_block(struct text_walk *walk, const struct text_line *line)
{
	struct block *block = &walk->block;
	bool begins = !block->has_record && !block->has_times;

	if (line->kind == LINE_END || is_before_record(walk, line))
		return true;
	if (line->kind != LINE_BLANK) {
		block->spaced |= block->gap;
		block->gap = false;
		return false;
	}
	if (block->gap || !block->begun)
		return true;
	block->gap = block->spaced || (text_lines_prefixed(walk->lines) && block->has_record) ||
		     (!block->has_handle && !(begins ? block->has_pages : block->frames_len));
	return !block->gap;
}

static void take_line(struct text_walk *walk, const struct text_line *line)
{
	struct block *block = &walk->block;
	struct allocation *alloc = &block->alloc;
	struct span text = line->text;

	if (line->kind == LINE_OTHER ||
	    ((line->kind == LINE_PFN || line->kind == LINE_NOTE || line->kind == LINE_STATE) &&
	     !block->has_record)) {
		take_other(walk, text);
		return;
	}
	block->others = 0;
	if (line->kind == LINE_TIMES) {
		block->has_times = true;
		block->times = text_take_times(walk->po, text, alloc);
	} else if (line->kind == LINE_RECORD) {
		block->has_record = true;
		block->record_at = block->len;
		text_take_record(walk->po, text, alloc);
		take_dumped(walk, text);
	} else if (line->kind == LINE_PFN) {
		text_take_pfn(walk->po, text, alloc);
	} else if (line->kind == LINE_FRAME) {
		keep_frame(walk, line);
	} else if (line->kind == LINE_STATE) {
		take_state(block, text);
	} else if (line->kind == LINE_COUNT) {
		block->has_pages = true;
		block->pages = span_number_behind(text, "nr_base_pages: ", 10);
	} else {
		block->has_handle |= line->kind == LINE_HANDLE;
		text_take_note(walk->po, text, alloc);
		block->freed |= (!alloc->allocated && !block->has_times) ||
				span_starts(text, "page last free");
	}
	keep_line(block, text);
}

/* ---- the whole text ---- */

static int scan_lines(struct pageowner *po, const struct scan_sink *sink, struct result *result,
		      bool again)
{
	struct text_walk *walk = arena_alloc(&po->run, sizeof(*walk));
	struct text_line line = { .kind = LINE_OTHER };
	bool ends;
	int err = 0;

	if (!walk)
		return fail(&po->reader, -ENOMEM, "text");
	walk->po = po;
	walk->sink = sink;
	walk->result = result;
	walk->lines = text_lines_begin(po, again);
	if (!walk->lines)
		return -EIO;
	while (!err && line.kind != LINE_END) {
		err = text_lines_next(walk->lines, &line);
		if (err)
			break;
		ends = ends_block(walk, &line);
		if (ends || begins_block(&walk->block, line.kind))
			err = end_block(walk);
		if (ends || line.kind == LINE_BLANK)
			continue;
		if (!walk->block.begun)
			begin_block(walk);
		take_line(walk, &line);
	}
	return err;
}

int text_scan(struct pageowner *po, const struct scan_sink *sink, struct result *result)
{
	int err = scan_lines(po, sink, result, false);

	return err ? err : text_name_handles(po, result);
}

static int no_allocation(struct pageowner *po, const struct allocation *alloc)
{
	(void)po;
	(void)alloc;
	return 0;
}

int text_learn_handles(struct pageowner *po)
{
	static const struct scan_sink sink = { no_allocation };
	struct result *result = arena_alloc(&po->run, sizeof(*result));
	int err;

	if (!result)
		return fail(&po->reader, -ENOMEM, "text");
	cells_init(&result->cells, &result->arena, KEY_BIT(KEY_STACK));
	err = scan_lines(po, &sink, result, true);
	arena_free(&result->arena);
	return err;
}

int text_survey(struct pageowner *po, uint64_t *newest)
{
	struct text_lines *lines = text_lines_begin(po, true);
	struct text_line line = { .kind = LINE_OTHER };
	int err = lines ? 0 : -EIO;

	*newest = 0;
	while (!err && line.kind != LINE_END) {
		struct allocation alloc = { .order = 0 };

		err = text_lines_next(lines, &line);
		if (err || line.kind != LINE_RECORD)
			continue;
		text_take_record(po, line.text, &alloc);
		if (alloc.ts_nsec > *newest)
			*newest = alloc.ts_nsec;
	}
	return err;
}

int text_open(struct pageowner *po)
{
	int err = gfp_text_open(po);

	machine_of_text(po);
	return err ? err : page_names_open_text(po);
}
