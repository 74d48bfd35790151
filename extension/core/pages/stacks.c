// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The stacks that are known, each once, and what their frames say.  They come out of the depot,
 * a text or a saved file.
 */
#include <stdio.h>

#include "core.h"

#define MAX_FRAME_TEXT 600 /* KSYM_SYMBOL_LEN: the longest name plus offsets and module */

struct stacks {
	struct stack **table; /* open addressing by handle */
	size_t size, count;
};

static struct stacks *stacks_of(struct pageowner *po)
{
	if (!po->stacks)
		po->stacks = arena_alloc(&po->known, sizeof(*po->stacks));
	return po->stacks;
}

static struct stack **find_slot(const struct stacks *stacks, uint32_t handle)
{
	size_t i = handle * 2654435761u & (stacks->size - 1);

	while (stacks->table[i] && stacks->table[i]->handle != handle)
		i = (i + 1) & (stacks->size - 1);
	return &stacks->table[i];
}

static bool grow_table(struct pageowner *po, struct stacks *stacks)
{
	struct stack **old = stacks->table;
	size_t old_size = stacks->size, i;

	if (stacks->count * 2 < stacks->size)
		return true;
	stacks->size = old_size ? old_size * 2 : 1024;
	stacks->table = arena_alloc(&po->known, stacks->size * sizeof(*stacks->table));
	if (!stacks->table) {
		stacks->table = old;
		stacks->size = old_size;
		return false;
	}
	for (i = 0; i < old_size; i++)
		if (old[i])
			*find_slot(stacks, old[i]->handle) = old[i];
	return true;
}

/* mm/page_owner.c records three stacks of its own at boot, each by a function of this name. */
static enum stack_kind frame_kind(const char *frame)
{
	/* clang-format off */
	static const struct {
		const char *function;
		enum stack_kind kind;
	} kinds[] = {
		{ "register_early_stack+", STACK_EARLY },
		{ "register_failure_stack+", STACK_FAILURE },
		{ "register_dummy_stack+", STACK_DUMMY },
	};
	/* clang-format on */
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strncmp(frame, kinds[i].function, strlen(kinds[i].function)))
			return kinds[i].kind;
	return STACK_NORMAL;
}

/* page_owner_sort: vmalloc took it when alloc_pages stands right above it. */
static void note_allocator(struct stack *stack, const char *above, const char *frame)
{
	if (frame_is_slab(frame))
		stack->allocator |= ALLOCATOR_SLAB;
	if (above && memmem(frame, strcspn(frame, "\n"), "__vmalloc_node_range", 20) &&
	    memmem(above, strcspn(above, "\n"), "alloc_pages", 11))
		stack->allocator |= ALLOCATOR_VMALLOC;
}

static void note_module(struct pageowner *po, struct stack *stack, const char *frame)
{
	size_t len;
	const char *module = frame_module(frame, &len);

	if (module && !stack->module)
		stack->module = name_id(po, module, len);
}

/* "function [module]" of the frame, so that callers of one name in two modules differ. */
static void note_caller(struct pageowner *po, struct stack *stack, const char *frame)
{
	char name[MAX_FRAME_TEXT];
	size_t len, function = frame_function(frame);
	const char *module = frame_module(frame, &len);

	if (module)
		len = snprintf(name, sizeof(name), "%.*s [%.*s]", (int)function, frame, (int)len,
			       module);
	else
		len = snprintf(name, sizeof(name), "%.*s", (int)function, frame);
	stack->caller = name_id(po, name, len < sizeof(name) ? len : sizeof(name) - 1);
}

/* What the frames say of the stack as a whole. */
static void describe_stack(struct pageowner *po, struct stack *stack)
{
	const char *line = stack_text(po, stack), *above = NULL;
	static const char unloaded[] = "(unloaded)";
	bool allocator = true, bare = false;
	unsigned int i;

	for (i = 0; i < stack->count; i++, line += strcspn(line, "\n") + 1) {
		const char *frame = line + 1;

		if (i < 4 && stack->kind == STACK_NORMAL)
			stack->kind = frame_kind(frame);
		note_allocator(stack, above, frame);
		if (allocator && frame_is_large_kmalloc(frame))
			stack->allocator |= ALLOCATOR_KMALLOC;
		note_module(po, stack, frame);
		bare |= !strncmp(frame, "0x", 2);
		if (allocator && !frame_is_allocator(frame)) {
			allocator = false;
			stack->hidden = i;
			note_caller(po, stack, frame);
		}
		above = frame;
	}
	/* Only code that has been unloaded has no name: a module's, or its init text. */
	if (bare && !stack->module)
		stack->module = name_id(po, unloaded, sizeof(unloaded) - 1);
}

/* What the host could not answer, because it broke or was interrupted, is asked for again. */
static void read_stack(struct pageowner *po, struct stack *stack)
{
	int err;

	stack->kind = STACK_MISSING;
	stack->text = NULL;
	err = stackdepot_pcs(po, stack->handle, &stack->pcs, &stack->count);
	stack->unread = err && po->reader.broken;
	if (err)
		return;
	stack->kind = STACK_NORMAL;
	describe_stack(po, stack);
}

static struct stack *new_stack(struct pageowner *po, uint32_t handle, bool *found)
{
	struct stacks *stacks = stacks_of(po);
	struct stack **slot;

	if (!stacks || !grow_table(po, stacks))
		return NULL;
	slot = find_slot(stacks, handle);
	*found = *slot;
	if (*slot)
		return *slot;
	*slot = arena_alloc(&po->known, sizeof(**slot));
	if (!*slot)
		return NULL;
	stacks->count++;
	(*slot)->handle = handle;
	return *slot;
}

struct stack *stack_find(struct pageowner *po, uint32_t handle)
{
	bool found;
	struct stack *stack = new_stack(po, handle, &found);

	if (stack && (!found || stack->unread))
		read_stack(po, stack);
	return stack;
}

struct stack *stack_of_text(struct pageowner *po, const char *text, size_t len)
{
	uint32_t id = name_id(po, text, len);
	struct stack *stack;
	bool found;

	if (len && !id)
		return NULL;
	stack = new_stack(po, id, &found);
	if (!stack || found)
		return stack;
	stack->head = name_text(po, id);
	stack->text = stack->head;
	stack->text_len = len;
	for (text = stack->text; *text == ' '; text += strcspn(text, "\n") + 1)
		stack->count++;
	describe_stack(po, stack);
	return stack;
}

struct stack *stack_add(struct pageowner *po, uint32_t handle, enum stack_kind kind,
			const char *text)
{
	bool found;
	struct stack *stack = new_stack(po, handle, &found);

	if (!stack || found)
		return NULL;
	stack->head = stack->text = text;
	stack->text_len = strlen(text);
	stack->kind = kind;
	if (kind == STACK_MISSING)
		return stack;
	for (; *text == ' '; text += strcspn(text, "\n") + 1)
		stack->count++;
	describe_stack(po, stack);
	stack->kind = kind;
	return stack;
}

const char *stack_text(struct pageowner *po, struct stack *stack)
{
	struct strbuf text = { .arena = &po->known };
	char frame[MAX_FRAME_TEXT];
	unsigned int i;

	if (stack->text)
		return stack->text;
	for (i = 0; i < stack->count; i++) {
		kallsyms_frame(po, stack->pcs[i], frame, sizeof(frame));
		strbuf_append(&text, " ", 1);
		strbuf_name(&text, frame);
		strbuf_append(&text, "\n", 1);
	}
	if (stack->kind == STACK_MISSING)
		strbuf_printf(&text, " (stack 0x%x is not in this dump)\n", stack->handle);
	stack->text = text.failed || !text.data ? "" : text.data;
	stack->head = stack->text;
	stack->text_len = strlen(stack->text);
	return stack->text;
}
