// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The known stacks, each once, and what their frames tell.  They come from the stack depot, a
 * text or a saved file.
 */
#include <stdio.h>

#include "core.h"

/* Frames that are counted together, from the caller outwards. */
struct path {
	uint32_t number;
};

struct stacks {
	struct map known;   /* struct stack by handle */
	struct stack *last; /* of all, from which each leads to the one before it */
	const char *rules;  /* by which their callers were found */
	struct map
		paths; /* struct path, by the number of the path without its last frame, and that */
	uint32_t nr_paths;
	struct map printed; /* struct stack with frames, by the handle that a text has for it */
};

static struct stacks *stacks_of(struct pageowner *po)
{
	if (!po->stacks)
		po->stacks = arena_alloc(&po->known, sizeof(*po->stacks));
	return po->stacks;
}

/* ---- properties of a stack that its frames tell ---- */

/* mm/page_owner.c records three of its own stacks at boot, each by a function of this name. */
static enum stack_kind frame_kind(const struct frame *frame)
{
	/* clang-format off */
	static const struct {
		const char *function;
		enum stack_kind kind;
	} kinds[] = {
		{ "register_early_stack", STACK_EARLY },
		{ "register_failure_stack", STACK_FAILURE },
		{ "register_dummy_stack", STACK_DUMMY },
	};
	/* clang-format on */
	size_t i;

	/* A text without sizes was not printed by the kernel. */
	for (i = 0; frame->symbol && frame->size && i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(frame->symbol, kinds[i].function))
			return kinds[i].kind;
	return STACK_NORMAL;
}

/* page_owner_sort: the allocator is vmalloc if alloc_pages is directly above it. */
static uint8_t allocator_of(const struct frame *above, const struct frame *frame)
{
	uint8_t allocator = frame->roles & FRAME_SLAB ? ALLOCATOR_SLAB : 0;

	if (above && above->roles & FRAME_ALLOC_PAGES && frame->roles & FRAME_VMALLOC)
		allocator |= ALLOCATOR_VMALLOC;
	return allocator;
}

static bool any_matches(const struct caller_patterns *patterns, const struct frame *frame)
{
	unsigned int i;

	for (i = 0; i < patterns->count; i++)
		if (pattern_matches(patterns->list[i], frame->name) ||
		    (frame->function != frame->symbol &&
		     pattern_matches(patterns->list[i], frame->symbol)))
			return true;
	return false;
}

/* The first frame that the user's own rule names; without one, the first that is no allocator's. */
static unsigned int find_caller(const struct caller_rules *rules, const struct stack *stack)
{
	unsigned int i;

	for (i = 0; rules->callers.count && i < stack->count; i++)
		if (any_matches(&rules->callers, stack->frames[i]))
			return i;
	for (i = 0; i < stack->count; i++)
		if (!(stack->frames[i]->roles & FRAME_ALLOCATOR) &&
		    !any_matches(&rules->skip, stack->frames[i]))
			return i;
	return stack->count;
}

uint16_t stack_usual_caller(const struct stack *stack)
{
	static const struct caller_rules none;
	unsigned int i = find_caller(&none, stack);

	return i < stack->count ? i : 0;
}

static void set_caller(struct pageowner *po, struct stack *stack)
{
	unsigned int i = find_caller(&po->options.rules, stack);
	const char *name = i < stack->count ? stack->frames[i]->name : "";

	stack->hidden = i < stack->count ? i : 0;
	stack->caller = name_id(po, name, strlen(name));
}

static void describe(struct pageowner *po, struct stack *stack)
{
	static const char unloaded[] = "(unloaded)";
	bool allocator = true;
	unsigned int i;

	set_caller(po, stack);

	for (i = 0; i < stack->count; i++) {
		const struct frame *frame = stack->frames[i];

		if (i < 4 && stack->kind == STACK_NORMAL)
			stack->kind = frame_kind(frame);
		stack->allocator |= allocator_of(i ? stack->frames[i - 1] : NULL, frame);
		if (allocator && frame->roles & FRAME_LARGE_KMALLOC)
			stack->allocator |= ALLOCATOR_KMALLOC;
		if (frame->module && !stack->module)
			stack->module = name_id(po, frame->module, strlen(frame->module));
		stack->unloaded |= !frame->symbol;
		allocator &= frame->roles & FRAME_ALLOCATOR;
	}
	/* Only unloaded code has no name: the code of a module, or its init text. */
	stack->unloaded &= !stack->module;
	if (stack->unloaded)
		stack->module = name_id(po, unloaded, sizeof(unloaded) - 1);
}

/* ---- where stacks come from ---- */

static struct stack *known_stack(const struct pageowner *po, uint32_t handle)
{
	return po->stacks ? map_find(&po->stacks->known, handle) : NULL;
}

static struct stack *new_stack(struct pageowner *po, uint32_t handle)
{
	struct stacks *stacks = stacks_of(po);
	struct stack *stack = stacks ? arena_alloc(&po->known, sizeof(*stack)) : NULL;

	if (!stack || !map_add(&po->known, &stacks->known, handle, stack))
		return NULL;
	stack->handle = handle;
	stack->before = stacks->last;
	stacks->last = stack;
	return stack;
}

static bool set_frames(struct pageowner *po, struct stack *stack, uint16_t count)
{
	const struct frame **frames = arena_alloc(&po->known, count * sizeof(*frames));
	uint16_t i;

	for (i = 0; frames && i < count; i++) {
		frames[i] = frame_at(po, stack->pcs[i]);
		if (!frames[i])
			return false;
	}
	stack->frames = frames;
	stack->count = count;
	return frames;
}

/* A sentence takes the place of the frames. */
static bool set_lost(struct pageowner *po, struct stack *stack)
{
	const struct frame **frames = arena_alloc(&po->known, sizeof(*frames));
	char line[64];
	int len = snprintf(line, sizeof(line), "(stack 0x%x is not in this dump)", stack->handle);

	if (!frames)
		return false;
	frames[0] = frame_parse(po, line, len);
	stack->frames = frames;
	stack->count = 1;
	return frames[0];
}

/* If the host failed or was interrupted, the stack is read again at the next call. */
static bool read_stack(struct pageowner *po, struct stack *stack)
{
	uint16_t count;
	int err = stackdepot_pcs(po, stack->handle, &stack->pcs, &count);

	stack->kind = err ? STACK_MISSING : STACK_NORMAL;
	stack->text = NULL;
	stack->unread = err && po->reader.broken;
	if (err)
		return set_lost(po, stack);
	if (!set_frames(po, stack, count))
		return false;
	describe(po, stack);
	return true;
}

struct stack *stack_find(struct pageowner *po, uint32_t handle)
{
	struct stack *stack = known_stack(po, handle);

	if (stack && !stack->unread)
		return stack;
	if (!stack)
		stack = new_stack(po, handle);
	if (!stack || read_stack(po, stack))
		return stack;
	stack->unread = true;
	return NULL;
}

/* Parses lines of a blank, a frame and a newline, as long as lines begin with a blank. */
static bool parse_lines(struct pageowner *po, struct stack *stack)
{
	const char *line = stack->text, *end = line + stack->text_len, *at;
	const struct frame **frames;
	size_t most = 1;

	for (at = line; at < end; at++)
		most += *at == '\n' || !*at;
	frames = arena_alloc(&po->known, most * sizeof(*frames));
	stack->frames = frames;
	while (frames && line < end && *line == ' ') {
		size_t len = strcspn(++line, "\n");

		frames[stack->count] = frame_parse(po, line, len);
		if (!frames[stack->count++])
			return false;
		line += len + 1;
	}
	return frames;
}

struct stack *stack_of_text(struct pageowner *po, const char *text, size_t len)
{
	uint32_t id = name_id(po, text, len);
	struct stack *stack = known_stack(po, id);

	if (stack || (len && !id))
		return stack;
	stack = new_stack(po, id);
	if (!stack)
		return NULL;
	stack->head = stack->text = name_text(po, id);
	stack->text_len = len;
	if (!parse_lines(po, stack))
		return NULL;
	describe(po, stack);
	return stack;
}

struct stack *stack_add(struct pageowner *po, uint32_t handle, enum stack_kind kind,
			const struct frame **frames, uint16_t count)
{
	struct stack *stack = known_stack(po, handle) ? NULL : new_stack(po, handle);

	if (!stack)
		return NULL;
	stack->frames = frames;
	stack->count = count;
	stack->kind = kind;
	if (kind == STACK_MISSING)
		return stack;
	describe(po, stack);
	stack->kind = kind;
	return stack;
}

int stacks_apply_rules(struct pageowner *po)
{
	struct stacks *stacks = stacks_of(po);
	const char *rules = po->options.rules.text ? po->options.rules.text : "";
	struct stack *stack;

	if (!stacks)
		return fail(&po->reader, -ENOMEM, "stacks");
	if (!strcmp(stacks->rules ? stacks->rules : "", rules))
		return 0;
	stacks->rules = arena_strdup(&po->known, rules);
	if (!stacks->rules)
		return fail(&po->reader, -ENOMEM, "stacks");
	for (stack = stacks->last; stack; stack = stack->before)
		if (stack->kind != STACK_MISSING && stack->frames)
			set_caller(po, stack);
	return 0;
}

void stack_print_handle(struct pageowner *po, struct stack *stack, uint32_t handle)
{
	if (!handle)
		return;
	stack->printed = handle;
	/* Without memory the handle stays a number. */
	if (stack->count && !(stack->frames[0]->roles & FRAME_HANDLE))
		map_add(&po->known, &po->stacks->printed, handle, stack);
}

struct stack *stack_of_printed(struct pageowner *po, struct stack *stack)
{
	struct stack *named = NULL;

	if (stack->count && stack->frames[0]->roles & FRAME_HANDLE)
		named = map_find(&po->stacks->printed, stack->printed);
	return named ? named : stack;
}

/* ---- what is asked about stacks ---- */

const char *stack_kind_name(enum stack_kind kind)
{
	static const char *const names[] = {
		[STACK_NORMAL] = "normal",    [STACK_EARLY] = "early",	   [STACK_FAILURE] = "lost",
		[STACK_DUMMY] = "page_owner", [STACK_MISSING] = "missing",
	};

	return names[kind];
}

const char *stack_text(struct pageowner *po, struct stack *stack)
{
	size_t len = 0;
	char *text;
	unsigned int i;

	if (stack->text)
		return stack->text;
	for (i = 0; i < stack->count; i++)
		len += stack->frames[i]->len + 2;
	text = arena_alloc(&po->known, len + 1);
	stack->head = stack->text = text ? text : "";
	stack->text_len = text ? len : 0;
	for (i = 0; text && i < stack->count; i++) {
		*text++ = ' ';
		text = mempcpy(text, stack->frames[i]->text, stack->frames[i]->len);
		*text++ = '\n';
	}
	return stack->text;
}

int stack_compare(const struct stack *a, const struct stack *b)
{
	unsigned int i;

	if (a->text && b->text)
		return strcmp(a->text, b->text);
	for (i = 0; i < a->count && i < b->count; i++)
		if (a->frames[i]->id != b->frames[i]->id)
			return strcmp(a->frames[i]->text, b->frames[i]->text);
	return a->count - b->count;
}

uint32_t stack_path(struct pageowner *po, const struct stack *stack, uint64_t depth)
{
	struct stacks *stacks = po->stacks;
	uint32_t number = 0;
	unsigned int i;

	for (i = stack->hidden; i < stack->count && i - stack->hidden < depth; i++) {
		uint64_t key = (uint64_t)number << 32 | stack->frames[i]->id;
		struct path *path = map_find(&stacks->paths, key);

		if (!path) {
			path = arena_alloc(&po->known, sizeof(*path));
			if (!path || !map_add(&po->known, &stacks->paths, key, path))
				return 0;
			path->number = ++stacks->nr_paths;
		}
		number = path->number;
	}
	return number;
}
