// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Handle -> program counters -> names: lib/stackdepot.c.
 *
 * Widths of the handle's parts come from the types.  Two things no type tells:
 * whether the index counts from one (Linux commit 3ee34eabac2a changed that
 * without a new name) and whether stack_pools is an array or a pointer (Linux
 * commit ed4f142f72a9 in v6.17).  So each reading is tried on handles of the
 * dump: a record carries its own handle and proves it.
 */
#include <stdio.h>

#include "core.h"

#define DEPOT_STACK_ALIGN 4 /* offsets count units of 16 bytes, every release */
#define NR_SAMPLES 256
#define MAX_FRAME_TEXT 600 /* KSYM_SYMBOL_LEN: the longest name plus offsets and module */

struct reading {
	bool pointer;	   /* stack_pools is a variable that points to the array */
	unsigned int base; /* of the index */
};

struct depot {
	struct reading reading;
	uint64_t pools; /* array of pointers */
	size_t pool_size;
	uint32_t extra_mask;  /* bits of a handle that are not its own */
	struct stack **table; /* open addressing by handle */
	size_t size, count;
};

static uint32_t handle_part(const struct pageowner *po, enum fact part, uint32_t handle)
{
	const struct fact_value *value = &po->layout.facts[part];
	unsigned int shift = value->value;

	if (po->target.big_endian)
		shift = 32 - shift - value->bits;
	return handle >> shift & ((1ull << value->bits) - 1);
}

static bool part_fits(const struct pageowner *po, enum fact part)
{
	return !has(po, part) ||
	       (po->layout.facts[part].bits && member_fits(po, part, sizeof(uint32_t)));
}

static int pool_address(struct pageowner *po, const struct depot *depot, uint32_t index,
			uint64_t *ret)
{
	int err = target_ulong(&po->reader, depot->pools + (uint64_t)index * po->target.word_size,
			       ret);

	if (err)
		return err;
	return *ret && !(*ret & (po->reader.page_size - 1)) ? 0 : -EINVAL;
}

static int record_address(struct pageowner *po, const struct depot *depot, uint32_t handle,
			  uint64_t *ret)
{
	uint32_t index = handle_part(po, F_HANDLE_INDEX, handle);
	uint32_t offset = handle_part(po, F_HANDLE_OFFSET, handle);
	int err;

	if (index < depot->reading.base)
		return -EINVAL;
	err = pool_address(po, depot, index - depot->reading.base, ret);
	if (!err)
		*ret += (uint64_t)offset << DEPOT_STACK_ALIGN;
	return err;
}

/* The number of frames of the record at @addr, if it proves to be @handle's. */
static int record_check(struct pageowner *po, const struct depot *depot, uint64_t addr,
			uint32_t handle, uint64_t *frames)
{
	struct reader *rd = &po->reader;
	size_t room = depot->pool_size - (addr & (depot->pool_size - 1));
	uint64_t own;
	int err;

	err = read_member(rd, po, F_RECORD_HANDLE, addr, &own);
	if (!err)
		err = read_member(rd, po, F_RECORD_SIZE, addr, frames);
	if (err)
		return err;
	if (own != (handle & ~depot->extra_mask) || offset_of(po, F_RECORD_ENTRIES) > room)
		return -EINVAL;
	room -= offset_of(po, F_RECORD_ENTRIES);
	return *frames && *frames <= room / po->target.word_size ? 0 : -EINVAL;
}

/* ---- which reading of handles is right ---- */

struct samples {
	uint32_t handles[NR_SAMPLES];
	size_t count;
};

static void add_sample(struct samples *samples, uint32_t handle)
{
	size_t i;

	for (i = 0; i < samples->count; i++)
		if (samples->handles[i] == handle)
			return;
	samples->handles[samples->count++] = handle;
}

static void sample_table(struct pageowner *po, const struct page_ext_table *table,
			 struct samples *samples)
{
	const struct section *section = table->section;
	uint64_t pfn;

	for (pfn = section->start_pfn; pfn < section->end_pfn && samples->count < NR_SAMPLES;
	     pfn++) {
		const unsigned char *record = page_ext_record(po, table, pfn);
		struct allocation alloc;

		if (record &&
		    page_owner_decode(&po->reader, po, record, pfn, &alloc) >= RECORD_FREE &&
		    alloc.order <= po->layout.max_order)
			add_sample(samples, alloc.handle);
	}
}

/* Sections from all over the machine, until there are enough handles. */
static int take_samples(struct pageowner *po, struct samples *samples)
{
	const struct section_list *list = &po->sections;
	size_t step = list->count / 16 + 1, i;
	struct reader rd = po->reader;
	int err = 0;

	rd.arena = &po->run;
	for (i = 0; !err && i < list->count && samples->count < NR_SAMPLES; i += step) {
		struct section part = list->sections[i];
		struct page_ext_table table;
		struct arena arena = { NULL };

		if (!part.has_page_ext)
			continue;
		rd.arena = &arena;
		err = page_ext_read(&rd, po, &part, &table);
		if (!err)
			sample_table(po, &table, samples);
		arena_free(&arena);
	}
	if (err)
		memcpy(po->reader.message, rd.message, sizeof(rd.message));
	return err;
}

/* How many samples prove @reading, of those whose record is in the dump. */
static size_t count_proofs(struct pageowner *po, struct depot *depot, const struct samples *samples,
			   size_t *readable)
{
	size_t proofs = 0, i;
	uint64_t addr, frames;

	*readable = 0;
	for (i = 0; i < samples->count; i++) {
		int err = record_address(po, depot, samples->handles[i], &addr);

		if (!err)
			err = record_check(po, depot, addr, samples->handles[i], &frames);
		*readable += err != -ENODATA;
		proofs += !err;
	}
	return proofs;
}

struct proof {
	size_t count, readable;
};

static int try_reading(struct pageowner *po, struct depot *depot, struct reading reading,
		       const struct samples *samples, struct proof *best)
{
	struct depot trial = *depot;
	struct proof proof;
	int err;

	trial.reading = reading;
	trial.pools = fact(po, F_STACK_POOLS);
	if (reading.pointer) {
		err = target_ulong(&po->reader, trial.pools, &trial.pools);
		if (err || !trial.pools)
			return err == -ENODATA ? 0 : err;
	}
	proof.count = count_proofs(po, &trial, samples, &proof.readable);
	if (proof.count > best->count) {
		*depot = trial;
		*best = proof;
	}
	return 0;
}

/* Handles torn in a crash may fail; with few pools a wrong reading is right for some. */
static bool proved(const struct proof *proof)
{
	size_t failed = proof->readable - proof->count;

	return proof->count > failed && (failed <= 2 || proof->count >= 9 * failed);
}

static int prove_reading(struct pageowner *po, struct depot *depot)
{
	struct samples samples = { .count = 0 };
	struct reader *rd = &po->reader;
	uint64_t holes[NR_HOLES];
	struct proof best = { .count = 0 };
	unsigned int i;
	int err = take_samples(po, &samples);

	memcpy(holes, rd->holes, sizeof(holes));
	rd->hole = HOLE_STACK;
	for (i = 0; !err && i < 4; i++) {
		struct reading reading = { .pointer = i & 2, .base = i & 1 };

		err = try_reading(po, depot, reading, &samples, &best);
	}
	/* A wrong reading runs into nowhere; only real reads count as holes. */
	memcpy(rd->holes, holes, sizeof(holes));
	if (err)
		return fail(rd, err, "stack depot");
	if (samples.count && !proved(&best))
		return fail(rd, -EINVAL,
			    "stack depot: %zu of %zu handles lead to their own records, "
			    "so this layout is not known (please report the output of `pageowner "
			    "layout`)",
			    best.count, samples.count);
	return 0;
}

/* By the facts as they stand. */
static int try_layout(struct pageowner *po)
{
	struct depot *depot;
	int err;

	if (!part_fits(po, F_HANDLE_INDEX) || !part_fits(po, F_HANDLE_OFFSET) ||
	    !part_fits(po, F_HANDLE_EXTRA) || size_of(po, F_RECORD_HANDLE) != 4)
		return fail(&po->reader, -EINVAL, "stack depot: handle_parts makes no sense");
	depot = arena_alloc(&po->known, sizeof(*depot));
	if (!depot)
		return fail(&po->reader, -ENOMEM, "stack depot");
	depot->pool_size = 1ull << (po->layout.facts[F_HANDLE_OFFSET].bits + DEPOT_STACK_ALIGN);
	if (has(po, F_HANDLE_EXTRA)) {
		uint32_t width = po->layout.facts[F_HANDLE_EXTRA].bits;
		unsigned int shift = fact(po, F_HANDLE_EXTRA);

		if (po->target.big_endian)
			shift = 32 - shift - width;
		depot->extra_mask = (uint32_t)((1ull << width) - 1) << shift;
	}
	err = prove_reading(po, depot);
	if (!err)
		po->depot = depot;
	return err;
}

int stackdepot_open(struct pageowner *po)
{
	unsigned int next = 1;
	int err;

	if (po->depot)
		return 0;
	if (!has(po, F_STACK_POOLS))
		return fail(&po->reader, -EINVAL,
			    "stack depot: neither stack_pools nor stack_slabs "
			    "is known");
	err = try_layout(po);
	while (err == -EINVAL && releases_depot(po, next++)) {
		po->reader.message[0] = '\0';
		err = try_layout(po);
	}
	return err;
}

/* ---- places in the depot ---- */

int stackdepot_record(struct pageowner *po, uint32_t handle, uint64_t *ret)
{
	return record_address(po, po->depot, handle, ret);
}

static uint32_t place_part(const struct pageowner *po, enum fact part, uint64_t number)
{
	const struct fact_value *value = &po->layout.facts[part];
	unsigned int shift = value->value;

	if (po->target.big_endian)
		shift = 32 - shift - value->bits;
	return (uint32_t)(number & ((1ull << value->bits) - 1)) << shift;
}

uint32_t stackdepot_handle(const struct pageowner *po, uint32_t index, size_t offset)
{
	return place_part(po, F_HANDLE_INDEX, index + po->depot->reading.base) |
	       place_part(po, F_HANDLE_OFFSET, offset >> DEPOT_STACK_ALIGN);
}

uint32_t stackdepot_max_pools(const struct pageowner *po)
{
	return ((1ull << po->layout.facts[F_HANDLE_INDEX].bits) - 1) - po->depot->reading.base;
}

/* ---- stacks ---- */

static struct stack **find_slot(const struct depot *depot, uint32_t handle)
{
	size_t i = handle * 2654435761u & (depot->size - 1);

	while (depot->table[i] && depot->table[i]->handle != handle)
		i = (i + 1) & (depot->size - 1);
	return &depot->table[i];
}

static bool grow_table(struct pageowner *po, struct depot *depot)
{
	struct stack **old = depot->table;
	size_t old_size = depot->size, i;

	if (depot->count * 2 < depot->size)
		return true;
	depot->size = old_size ? old_size * 2 : 1024;
	depot->table = arena_alloc(&po->known, depot->size * sizeof(*depot->table));
	if (!depot->table) {
		depot->table = old;
		depot->size = old_size;
		return false;
	}
	for (i = 0; i < old_size; i++)
		if (old[i])
			*find_slot(depot, old[i]->handle) = old[i];
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
	const char *line = stackdepot_text(po, stack), *above = NULL;
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

static int read_frames(struct pageowner *po, struct stack *stack, uint64_t addr, uint64_t frames)
{
	unsigned int word = po->target.word_size;
	uint64_t *pcs = arena_alloc(&po->known, frames * sizeof(*pcs));
	unsigned char *bytes = (unsigned char *)pcs;
	uint64_t i;
	int err;

	if (!pcs)
		return -ENOMEM;
	err = target_read(&po->reader, addr + offset_of(po, F_RECORD_ENTRIES), bytes,
			  frames * word);
	if (err)
		return err;
	/* In place and from the end: a pointer of the dump is never wider than ours. */
	for (i = frames; i--;)
		pcs[i] = get_uint(&po->reader, bytes + i * word, word);
	stack->pcs = pcs;
	stack->count = frames;
	return 0;
}

/* What the host could not answer, because it broke or was interrupted, is asked for again. */
static void read_stack(struct pageowner *po, struct stack *stack)
{
	uint64_t addr, frames, missing = po->reader.holes[HOLE_STACK];
	int err;

	stack->kind = STACK_MISSING;
	stack->text = NULL;
	po->reader.hole = HOLE_STACK;
	err = record_address(po, po->depot, stack->handle, &addr);
	if (!err)
		err = record_check(po, po->depot, addr, stack->handle, &frames);
	if (!err)
		err = read_frames(po, stack, addr, frames);
	po->reader.holes[HOLE_STACK] = missing + (err != 0);
	stack->unread = err && po->reader.broken;
	if (err)
		return;
	stack->kind = STACK_NORMAL;
	describe_stack(po, stack);
}

static struct stack *new_stack(struct pageowner *po, uint32_t handle, bool *found)
{
	struct depot *depot = po->depot;
	struct stack **slot;

	if (!grow_table(po, depot))
		return NULL;
	slot = find_slot(depot, handle);
	*found = *slot;
	if (*slot)
		return *slot;
	*slot = arena_alloc(&po->known, sizeof(**slot));
	if (!*slot)
		return NULL;
	depot->count++;
	(*slot)->handle = handle;
	return *slot;
}

struct stack *stackdepot_stack(struct pageowner *po, uint32_t handle)
{
	bool found;
	struct stack *stack = new_stack(po, handle, &found);

	if (stack && (!found || stack->unread))
		read_stack(po, stack);
	return stack;
}

int stackdepot_open_text(struct pageowner *po)
{
	if (!po->depot)
		po->depot = arena_alloc(&po->known, sizeof(*po->depot));
	return po->depot ? 0 : fail(&po->reader, -ENOMEM, "stacks");
}

struct stack *stackdepot_text_stack(struct pageowner *po, const char *text, size_t len)
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

struct stack *stackdepot_add(struct pageowner *po, uint32_t handle, enum stack_kind kind,
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

const char *stackdepot_text(struct pageowner *po, struct stack *stack)
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

/* ---- the depot's own memory ---- */

uint64_t stackdepot_pool_size(const struct pageowner *po)
{
	return po->depot ? po->depot->pool_size : 0;
}

/* Pools fill in order; the array has as many places as the kernel says, or 8192. */
bool stackdepot_pool(struct pageowner *po, unsigned int i, uint64_t *ret)
{
	uint64_t max = 8192;

	if (!po->depot || !po->depot->pools ||
	    (has(po, F_STACK_MAX_POOLS) &&
	     target_uint(&po->reader, fact(po, F_STACK_MAX_POOLS), 4, &max)) ||
	    i >= max)
		return false;
	return !pool_address(po, po->depot, i, ret);
}
