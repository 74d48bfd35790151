// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The text of /sys/kernel/debug/page_owner as another source of allocations,
 * in the form of any release since v4.8 (print_page_owner() of mm/page_owner.c),
 * and as `pageowner list` prints it.  Blocks end at an empty line; a block that is
 * not a record is counted and left out.  Also the files of page_owner_stacks (v6.9,
 * v6.19), whose blocks are a stack, its handle or both, and the pages that it holds.
 */
#include <stdio.h>

#include "core.h"

#define CHUNK (256 * 1024)

/* A piece of the text: not terminated. */
struct span {
	const char *at, *end;
};

static size_t span_len(struct span span)
{
	return span.end - span.at;
}

static struct span take_line(struct span *rest)
{
	const char *newline = memchr(rest->at, '\n', span_len(*rest));
	struct span line = { rest->at, newline ? newline : rest->end };

	rest->at = newline ? newline + 1 : rest->end;
	return line;
}

/* Moves to the end of @word if the span has it. */
static bool skip_to(struct span *span, const char *word)
{
	const char *found = memmem(span->at, span_len(*span), word, strlen(word));

	if (!found)
		return false;
	span->at = found + strlen(word);
	return true;
}

static bool starts(struct span span, const char *word)
{
	size_t len = strlen(word);

	return span_len(span) >= len && !memcmp(span.at, word, len);
}

/* strtoull() needs an end: numbers of a span end at its last byte or before. */
static uint64_t take_number(struct span *span, int base)
{
	uint64_t value = 0;

	if (base == 0) {
		base = starts(*span, "0x") ? 16 : 10;
		span->at += base == 16 ? 2 : 0;
	}
	for (; span->at < span->end; span->at++) {
		char c = *span->at;
		int digit = c >= '0' && c <= '9'		 ? c - '0'
			    : base == 16 && c >= 'a' && c <= 'f' ? c - 'a' + 10
								 : -1;

		if (digit < 0)
			break;
		value = value * base + digit;
	}
	return value;
}

static uint64_t number_behind(struct span span, const char *word, int base)
{
	return skip_to(&span, word) ? take_number(&span, base) : 0;
}

/*
 * A comm may contain anything: its closing parenthesis is the last one before a ", ts".
 * The rest of the line is left in @line.
 */
static void take_comm(struct span *line, struct allocation *ret)
{
	static const char behind[] = "), ts ";
	struct span name = *line, rest;
	size_t len;

	if (!skip_to(&name, ", tgid ") || !skip_to(&name, " ("))
		return;
	rest = name;
	while (skip_to(&rest, behind))
		name.end = rest.at - strlen(behind);
	if (name.end == line->end)
		return;
	len = span_len(name);
	memcpy(ret->comm, name.at, len < COMM_LEN ? len : COMM_LEN);
	line->at = name.end;
}

/* "Page allocated via order 0, mask 0xcc0(GFP_KERNEL), pid 1, tgid 1 (init), ts 5 ns" */
static void parse_record(struct pageowner *po, struct span line, struct allocation *ret)
{
	uint64_t order = number_behind(line, " order ", 10);
	struct span mask = line;
	const char *close;

	ret->order = order > MAX_RECORD_ORDER ? MAX_RECORD_ORDER + 1 : order;
	if (skip_to(&mask, ", mask ")) {
		ret->gfp_mask = take_number(&mask, 0);
		close = memchr(mask.at, ')', span_len(mask));
		if (close && *mask.at == '(')
			gfp_text_learn(po, ret->gfp_mask, mask.at + 1, close - mask.at - 1);
	}
	ret->pid = number_behind(line, ", pid ", 10);
	ret->tgid = number_behind(line, ", tgid ", 10);
	take_comm(&line, ret);
	ret->ts_nsec = number_behind(line, ", ts ", 10);
	ret->free_ts_nsec = number_behind(line, ", free_ts ", 10);
	ret->free_pid = number_behind(line, ", free_pid ", 10);
	ret->free_tgid = number_behind(line, ", free_tgid ", 10);
	ret->cgroup_id = number_behind(line, ", cgroup_id ", 10);
	if (skip_to(&line, ", context "))
		ret->context = page_owner_context(line.at, strcspn(line.at, ",\n"));
}

/* "PFN 0x100 type Unmovable Block 0 type Unmovable Flags 0x0(node=0|zone=1)" */
static void parse_pfn(struct pageowner *po, struct span line, struct allocation *ret)
{
	struct span type = line, block = line, flags = line;

	ret->pfn = number_behind(line, "PFN ", 0);
	if (skip_to(&type, " type "))
		ret->migratetype = page_migratetype(po, type.at, strcspn(type.at, " \n"));
	if (skip_to(&block, " Block ") && skip_to(&block, " type "))
		ret->block_type = page_migratetype(po, block.at, strcspn(block.at, " \n"));
	if (skip_to(&flags, " Flags ")) {
		ret->flags = take_number(&flags, 0);
		if (memmem(flags.at, span_len(flags), "zone=", 5)) {
			ret->zone = number_behind(flags, "zone=", 10);
			ret->node = number_behind(flags, "node=", 10);
		}
	}
	/* page_owner_sort looks for these words anywhere in the line. */
	if (memmem(line.at, span_len(line), "CMA", 3))
		ret->allocator |= ALLOCATOR_CMA;
	if (memmem(line.at, span_len(line), "slab", 4))
		ret->allocator |= ALLOCATOR_SLAB;
	ret->slab = ret->allocator & ALLOCATOR_SLAB;
}

static void parse_note(struct pageowner *po, struct span line, struct allocation *ret)
{
	if (starts(line, "Charged ") && skip_to(&line, "memcg ")) {
		ret->cgroup = cgroup_ref_named(name_id(po, line.at, span_len(line)));
	} else if (starts(line, "Slab cache page")) {
		ret->slab = true; /* also before page_owner could record a stack */
	} else if (starts(line, "Page has been freed")) {
		ret->allocated = false;
		ret->free_pid = number_behind(line, ", pid ", 10);
		ret->free_tgid = number_behind(line, ", tgid ", 10);
		if (memmem(line.at, span_len(line), ", free_ts ", 10))
			ret->free_ts_nsec = number_behind(line, ", free_ts ", 10);
	} else if (starts(line, "handle: ")) {
		ret->printed_handle = number_behind(line, "handle: ", 10);
	}
}

/* Returns the frames before the first line that is not a frame; later ones are of the free. */
static struct span parse_block(struct pageowner *po, struct span block, struct allocation *ret)
{
	struct span frames = { NULL, NULL };
	bool over = false;

	parse_record(po, take_line(&block), ret);
	while (block.at < block.end) {
		struct span line = take_line(&block);

		/* A last line without its end was cut off. */
		if (starts(line, " ") && !over && line.end < block.at) {
			frames.at = frames.at ? frames.at : line.at;
			frames.end = block.at;
			continue;
		}
		if (starts(line, "PFN "))
			parse_pfn(po, line, ret);
		else
			parse_note(po, line, ret);
		over = frames.at != NULL;
	}
	if (!ret->cgroup.kind)
		ret->cgroup = cgroup_ref_of_task(ret->cgroup_id);
	return frames;
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
	if (po->options.sort[0].key == KEY_ALLOC_TS ||
	    memmem(ts.at, span_len(ts), ", free_ts ", 10) || !skip_to(&ts, ", ts "))
		return len;
	len = ts.at - line.at;
	take_number(&ts, 10);
	memcpy(copy + len, ts.at, span_len(ts));
	return len + span_len(ts);
}

size_t text_record(const struct pageowner *po, const struct allocation *alloc, char *copy,
		   size_t *frames)
{
	struct span block = { alloc->raw, alloc->raw + alloc->raw_len },
		    line = { alloc->raw, NULL };
	size_t len;

	take_line(&block);
	line.end = block.at;
	*frames = len = copy_without_time(po, copy, line);
	while (block.at < block.end) {
		const char *at = block.at;

		if (starts(take_line(&block), "PFN"))
			continue;
		memcpy(copy + len, at, block.at - at);
		len += block.at - at;
	}
	return len;
}

/* In the handle mode of v7.3 a stack is only known by its handle. */
static struct stack *handle_stack(struct pageowner *po, uint32_t handle)
{
	char line[32];
	int len = snprintf(line, sizeof(line), " handle: %u\n", handle);

	return stack_of_text(po, line, len);
}

struct text_walk {
	struct pageowner *po;
	const struct scan_sink *sink;
	struct result *result;
	uint64_t sequence;
	bool skipping; /* in a block that was too large */
};

/* The stack of a block; if it has no frames, the one with its handle. */
static struct stack *block_stack(struct pageowner *po, struct span frames,
				 const struct allocation *alloc)
{
	struct stack *stack;

	if (!frames.at && alloc->printed_handle)
		stack = handle_stack(po, alloc->printed_handle);
	else
		stack = stack_of_text(po, frames.at ? frames.at : "", frames.end - frames.at);
	if (stack)
		stack_print_handle(po, stack, alloc->printed_handle);
	return stack;
}

/* page_owner_stacks: frames, "handle: 5", "nr_base_pages: 16", of which one may be missing. */
static int take_counter(struct text_walk *walk, struct span block)
{
	struct pageowner *po = walk->po;
	struct result *result = walk->result;
	struct allocation alloc = {
		.allocated = true,
		.counter = true,
		.migratetype = -1,
		.node = -1,
		.zone = -1,
		.block_type = -1,
		.sequence = walk->sequence++,
	};
	struct span frames = { NULL, NULL };
	struct stack *stack;
	uint64_t pages = 0;
	bool counted = false;

	while (block.at < block.end) {
		struct span line = take_line(&block);

		if (starts(line, " ")) {
			frames.at = frames.at ? frames.at : line.at;
			frames.end = block.at;
		} else if (starts(line, "nr_base_pages: ")) {
			pages = number_behind(line, "nr_base_pages: ", 10);
			counted = true;
		} else {
			parse_note(po, line, &alloc);
		}
	}
	stack = block_stack(po, frames, &alloc);
	if (!stack)
		return fail(&po->reader, -ENOMEM, "stacks");
	alloc.handle = stack->handle;
	result->counters = true;
	/* show_stacks_handles has no pages: only who compares passes its stacks on. */
	if (!counted && !po->side)
		return 0;
	result->totals.pages += pages;
	result->totals.owned_pages += pages;
	if (result->everything.keys && cells_add(&result->everything, &alloc, pages))
		return fail(&po->reader, -ENOMEM, "text");
	return selection_match(&result->selection, &alloc)
		       ? cells_add(&result->cells, &alloc, pages)
		       : 0;
}

static bool is_counter(struct span block)
{
	return memmem(block.at, span_len(block), "nr_base_pages: ", 15) ||
	       starts(block, "handle: ") || memmem(block.at, span_len(block), "\nhandle: ", 9);
}

static int take_block(struct text_walk *walk, struct span block)
{
	struct pageowner *po = walk->po;
	struct result *result = walk->result;
	struct allocation alloc = {
		.allocated = true,
		.migratetype = -1,
		.node = -1,
		.zone = -1,
		.block_type = -1,
		.sequence = walk->sequence++,
		.raw = block.at,
		.raw_len = span_len(block),
		.last_migrate_reason = -1,
	};
	struct span frames;
	struct stack *stack;
	uint64_t pages;

	if (!starts(block, "Page allocated via order ") && is_counter(block))
		return take_counter(walk, block);
	if (!starts(block, "Page allocated via order ")) {
		result->totals.not_records++;
		return 0;
	}
	frames = parse_block(po, block, &alloc);
	if (alloc.order > MAX_RECORD_ORDER) {
		result->totals.bad_records++;
		return 0;
	}
	stack = block_stack(po, frames, &alloc);
	if (!stack)
		return fail(&po->reader, -ENOMEM, "stacks");
	alloc.handle = stack->handle;
	pages = alloc.allocated || po->options.as_recorded ? 1ull << alloc.order : 1;
	result->totals.pages += pages;
	if (alloc.allocated) {
		result->totals.allocations++;
		result->totals.owned_pages += pages;
	}
	if (result->everything.keys && cells_add(&result->everything, &alloc, pages))
		return fail(&po->reader, -ENOMEM, "text");
	if (!selection_match(&result->selection, &alloc))
		return 0;
	return walk->sink ? walk->sink->allocation(po, &alloc)
			  : cells_add(&result->cells, &alloc, pages);
}

/*
 * Takes the whole blocks off the front of @text; at the end of the file also the
 * last one.  A block that is larger than any record is skipped to its end,
 * however many reads that takes.
 */
static int take_blocks(struct text_walk *walk, struct span *text, bool last)
{
	int err = 0;

	while (!err && text->at < text->end) {
		const char *end = memmem(text->at, span_len(*text), "\n\n", 2);
		struct span block = { text->at, end ? end + 1 : text->end };

		if (!end && !last && span_len(block) <= TEXT_RECORD_SIZE)
			break;
		while (block.at < block.end && *block.at == '\n')
			block.at++;
		if (span_len(block) > TEXT_RECORD_SIZE && !walk->skipping)
			walk->result->totals.not_records++;
		else if (block.at < block.end && !walk->skipping)
			err = take_block(walk, block);
		/* The second half of the empty line may come with the next read. */
		walk->skipping = !end && !last;
		text->at = end ? end + 2 : text->end - walk->skipping;
	}
	return err;
}

static int tell_progress(struct pageowner *po, uint64_t done)
{
	if (po->target.progress && po->target.progress(po->target.priv, done, 0))
		return -EINTR;
	return 0;
}

/* Files that went through another system end their lines with two characters. */
static size_t strip_returns(char *buf, size_t len)
{
	size_t to = 0, from;

	for (from = 0; from < len; from++)
		if (buf[from] != '\r' || from + 1 == len || buf[from + 1] != '\n')
			buf[to++] = buf[from];
	return to;
}

int text_scan(struct pageowner *po, const struct scan_sink *sink, struct result *result)
{
	struct text_walk walk = { .po = po, .sink = sink, .result = result };
	char *buf = arena_alloc(&po->run, CHUNK + TEXT_RECORD_SIZE + 1);
	uint64_t offset = 0;
	size_t kept = 0;
	ssize_t got = 1;
	int err = buf ? 0 : fail(&po->reader, -ENOMEM, "text");

	while (!err && got > 0) {
		struct span text;

		got = po->target.text(po->target.priv, offset, buf + kept, CHUNK);
		if (got < 0)
			return fail(&po->reader, (int)got, "reading the text (%s)", strerror(-got));
		offset += got;
		text.at = buf;
		text.end = buf + strip_returns(buf, kept + got);
		buf[text.end - buf] = '\0';
		err = take_blocks(&walk, &text, !got);
		kept = span_len(text);
		memmove(buf, text.at, kept);
		if (!err)
			err = tell_progress(po, offset);
	}
	return err ? err : text_name_handles(po, result);
}

static void survey_line(struct pageowner *po, struct span line, uint64_t *newest)
{
	struct allocation alloc = { .order = 0 };

	if (!starts(line, "Page allocated via order "))
		return;
	parse_record(po, line, &alloc);
	if (alloc.ts_nsec > *newest)
		*newest = alloc.ts_nsec;
}

int text_survey(struct pageowner *po, uint64_t *newest)
{
	char *buf = arena_alloc(&po->run, CHUNK + TEXT_RECORD_SIZE + 1);
	uint64_t offset = 0;
	size_t kept = 0;
	ssize_t got;

	*newest = 0;
	if (!buf)
		return fail(&po->reader, -ENOMEM, "text");
	while ((got = po->target.text(po->target.priv, offset, buf + kept, CHUNK)) > 0) {
		struct span text = { buf, buf + kept + got };

		while (memchr(text.at, '\n', span_len(text)))
			survey_line(po, take_line(&text), newest);
		/* A line across two chunks is seen whole with the next. */
		offset += got;
		kept = span_len(text) < TEXT_RECORD_SIZE ? span_len(text) : 0;
		memmove(buf, text.end - kept, kept);
	}
	return got < 0 ? fail(&po->reader, (int)got, "reading the text (%s)", strerror(-got)) : 0;
}

int text_open(struct pageowner *po)
{
	int err = gfp_text_open(po);

	machine_of_text(po);
	return err ? err : page_names_open_text(po);
}
