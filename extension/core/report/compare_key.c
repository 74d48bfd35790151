// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What of a group is the same in every boot: its label and its frames, as text.
 */
#include <stdio.h>

#include "report/compare.h"

#define PAGE_OFFSET_MASK 0xfff /* modules are loaded at page boundaries */

void compare_address(const struct frame *frame, char ret[COMPARE_ADDRESS_LEN])
{
	snprintf(ret, COMPARE_ADDRESS_LEN, "?+0x%llx",
		 (unsigned long long)frame->address & PAGE_OFFSET_MASK);
}

/*
 * A frame without the parts that differ between builds or boots: offset and size, the suffixes
 * that compilers add after a dot (".isra.0"), and the hashes of Rust.  An address without a
 * name, in a module that was unloaded, is reduced to its offset in the page.
 */
static void frame_key(struct strbuf *text, const struct frame *frame, bool offsets)
{
	char address[COMPARE_ADDRESS_LEN];

	if (!frame->symbol) {
		compare_address(frame, address);
		strbuf_append(text, address, strlen(address));
	} else if (offsets) {
		strbuf_text(text, frame->shown);
	} else {
		strbuf_append(text, frame->function,
			      frame->function == frame->symbol ? strcspn(frame->symbol, ".")
							       : strlen(frame->function));
		if (frame->module)
			strbuf_printf(text, " [%s]", frame->module);
	}
}

static void end_line(struct strbuf *text, size_t *end)
{
	strbuf_append(text, "\n", 1);
	*end = text->len;
}

const struct compare_key *compare_key_make(struct arena *arena, const struct compare_item *item,
					   bool whole, bool offsets, uint64_t depth)
{
	struct compare_key *key = arena_alloc(arena, sizeof(*key));
	size_t *end = arena_alloc(arena, (item->nr_frames + 1) * sizeof(*end));
	struct strbuf text = { .arena = arena };
	size_t i = whole && !depth ? 0 : item->hidden;
	size_t last = depth && depth < item->nr_frames - i ? i + depth : item->nr_frames;

	if (!key || !end)
		return NULL;
	strbuf_append(&text, item->label_key, strlen(item->label_key));
	end_line(&text, &end[key->count++]);
	for (; i < last; i++) {
		frame_key(&text, item->frames[i], offsets);
		end_line(&text, &end[key->count++]);
	}
	key->text = text.data;
	key->end = end;
	return text.failed ? NULL : key;
}

const struct compare_key *compare_key_of_stack(struct arena *arena, const struct stack *stack)
{
	const struct compare_item item = {
		.label_key = "",
		.frames = stack->frames,
		.nr_frames = stack->count,
		.hidden = stack_usual_caller(stack),
	};

	return compare_key_make(arena, &item, false, false, 0);
}
