// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From a handle to program counters: lib/stackdepot.c.
 *
 * The widths of the handle's parts come from the types.  The types do not tell two things:
 * whether the index counts from one (Linux commit 3ee34eabac2a changed that without a new name),
 * and whether stack_pools is an array or a pointer (Linux commit ed4f142f72a9 in v6.17).  So each
 * reading is tried on handles of the dump: a stack record contains its own handle, which proves
 * the reading.
 */
#include "core.h"

#define DEPOT_STACK_ALIGN 4 /* offsets are in units of 16 bytes in every release */
#define NR_SAMPLES 256

struct reading {
	bool pointer;	   /* stack_pools is a variable that points to the array */
	unsigned int base; /* the number of the first index */
};

struct depot {
	struct reading reading;
	uint64_t pools; /* address of the array of pointers */
	size_t pool_size;
	uint32_t extra_mask; /* bits of a handle that are not its own */
	bool lost;	     /* the table of pools is not in the dump, so no stack is */
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

/* The number of frames of the record at @addr, if the record has this @handle. */
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

/* ---- finding the right reading of handles ---- */

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

/* Takes handles from sections all over the machine, until there are enough. */
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
		err = page_ext_read(&rd, po, &part, NULL, &table);
		if (!err)
			sample_table(po, &table, samples);
		arena_free(&arena);
	}
	if (err)
		memcpy(po->reader.message, rd.message, sizeof(rd.message));
	return err;
}

/* Counts the samples that prove @reading, of those whose record is in the dump. */
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

/* Handles damaged in a crash may fail; with few pools a wrong reading is right for some handles. */
static bool proved(const struct proof *proof)
{
	size_t failed = proof->readable - proof->count;

	return proof->count > failed && (failed <= 2 || proof->count >= 9 * failed);
}

/* Is the table of pools in a hole, and that is why no reading was proved? */
static bool pools_lost(struct pageowner *po, const struct samples *samples)
{
	struct depot depot = { .pools = fact(po, F_STACK_POOLS) };
	uint64_t pool;
	size_t lost = 0, i;

	if (target_ulong(&po->reader, depot.pools, &pool) == -ENODATA)
		return true;
	for (i = 0; i < samples->count; i++)
		lost += pool_address(po, &depot,
				     handle_part(po, F_HANDLE_INDEX, samples->handles[i]),
				     &pool) == -ENODATA;
	return lost * 2 > samples->count;
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
	if (!err && samples.count && !proved(&best))
		depot->lost = pools_lost(po, &samples);
	memcpy(rd->holes, holes, sizeof(holes));
	if (err)
		return fail(rd, err, "stack depot");
	if (samples.count && !proved(&best) && !depot->lost)
		return fail(rd, -EINVAL,
			    "stack depot: %zu of %zu handles lead to their own records, "
			    "so this layout is not known (please report the output of `pageowner "
			    "layout`)",
			    best.count, samples.count);
	return 0;
}

/* Tries the layout that the facts describe now. */
static int try_layout(struct pageowner *po)
{
	struct depot *depot;
	int err;

	if (!part_fits(po, F_HANDLE_INDEX) || !part_fits(po, F_HANDLE_OFFSET) ||
	    !part_fits(po, F_HANDLE_EXTRA) || size_of(po, F_RECORD_HANDLE) != 4)
		return fail(&po->reader, -EINVAL,
			    "stack depot: union handle_parts makes no sense: give "
			    "the vmlinux of exactly this kernel");
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
			    "stack depot: the address of stack_pools (stack_slabs) "
			    "is not known: give the vmlinux of exactly this kernel");
	err = try_layout(po);
	while (err == -EINVAL && releases_depot(po, next++)) {
		po->reader.message[0] = '\0';
		err = try_layout(po);
	}
	return err;
}

/* ---- addresses in the depot ---- */

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

/* ---- the frames of a stack ---- */

static int read_pcs(struct pageowner *po, uint64_t addr, uint64_t frames, const uint64_t **ret)
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
	/* In place, from the last on: a pointer of the dump is never wider than ours. */
	for (i = frames; i--;)
		pcs[i] = get_uint(&po->reader, bytes + i * word, word);
	*ret = pcs;
	return 0;
}

int stackdepot_pcs(struct pageowner *po, uint32_t handle, const uint64_t **ret, uint16_t *count)
{
	uint64_t addr, frames, missing = po->reader.holes[HOLE_STACK];
	int err = !po->depot ? -EINVAL : po->depot->lost ? -ENODATA : 0;

	po->reader.hole = HOLE_STACK;
	if (!err)
		err = record_address(po, po->depot, handle, &addr);
	if (!err)
		err = record_check(po, po->depot, addr, handle, &frames);
	if (!err && frames > UINT16_MAX)
		err = -EINVAL;
	if (!err)
		err = read_pcs(po, addr, frames, ret);
	if (!err)
		*count = frames;
	po->reader.holes[HOLE_STACK] = missing + (err != 0);
	return err;
}

/* ---- the depot's own memory ---- */

uint64_t stackdepot_pool_size(const struct pageowner *po)
{
	return po->depot ? po->depot->pool_size : 0;
}

/* Pools are filled in order; the array has stack_max_pools entries, or 8192. */
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
