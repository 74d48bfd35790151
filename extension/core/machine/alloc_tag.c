// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory allocation profiling (v6.10 and later): a tag for each line of code that
 * allocates, with what it holds.  Follows lib/alloc_tag.c (mm/alloc_tag.c since
 * v7.1), lib/codetag.c and, for the tag of a page, include/linux/pgalloc_tag.h.
 */
#include <stdlib.h>

#include "kernel/cpu.h"
#include "machine/alloc_tag.h"

/* include/linux/pgalloc_tag.h: numbers in page->flags; 0 is none, 1 is empty */
#define CODETAG_ID_FIRST 2
/* include/linux/radix-tree.h: what a slot holds when it is no entry */
#define INTERNAL_NODE 2
#define MAX_RANGES 65536
#define MAX_TAGS 65536
/* Of all tags on all CPUs. */
#define MAX_COUNTERS (1u << 26)
#define MAX_DEPTH 11

static int read_address(struct pageowner *po, enum fact symbol, uint64_t *ret)
{
	return target_ulong(&po->reader, fact(po, symbol), ret);
}

/* ---- is it on ---- */

/* clang-format off */
static const uint16_t of_tags[] = {
	F_CODETAG_MOD_IDR, F_IDR_HEAD, F_XA_NODE_SLOTS, F_CODETAG_START, F_CODETAG_STOP,
	F_SIZEOF_ALLOC_TAG, F_TAG_COUNTERS, F_CODETAG_LINENO, F_CODETAG_MODNAME,
	F_CODETAG_FUNCTION, F_CODETAG_FILENAME, F_TAG_BYTES, F_TAG_CALLS,
};
/* clang-format on */

int alloc_tag_on(struct pageowner *po)
{
	struct reader *rd = &po->reader;
	uint64_t enabled;
	int err;

	rd->hole = HOLE_OTHER;
	if (!has(po, F_ALLOC_TAG_TYPE) || !has(po, F_MEM_PROFILING_KEY))
		return fail(rd, -EINVAL,
			    "this kernel was built without memory allocation profiling "
			    "(CONFIG_MEM_ALLOC_PROFILING, Linux 6.10 and later)");
	if (!has_all(po, of_tags, ARRAY_SIZE(of_tags)))
		return fail(rd, -EINVAL,
			    "neither this dump nor its debug info knows struct "
			    "alloc_tag: give the vmlinux of exactly this kernel");
	err = target_uint(rd, fact(po, F_MEM_PROFILING_KEY), 4, &enabled);
	if (err)
		return fail(rd, err, "whether memory allocation profiling was on");
	if (!enabled)
		return fail(rd, -EINVAL,
			    "memory allocation profiling is built into this kernel but "
			    "was off; boot with sysctl.vm.mem_profiling=1");
	return 0;
}

int alloc_tag_of_pages(struct pageowner *po)
{
	int err;

	if (!po->machine.memory)
		return fail(&po->reader, -EINVAL, "the key tag needs a dump: a text has no tags");
	err = alloc_tag_on(po);
	if (!err && po->layout.tags == TAGS_NONE)
		err = fail(&po->reader, -EINVAL,
			   "this dump does not tell where the tags of pages are");
	return err;
}

/* ---- all tags ---- */

struct walk {
	struct pageowner *po;
	struct tag_list *list;
	size_t room;
	uint64_t cpus; /* words of __per_cpu_offset */
	uint64_t *offsets;
	unsigned int ranges;
	uint64_t counters; /* read so far */
	size_t size;	   /* of struct alloc_tag */
};

/* cpu_possible_mask may have gaps; without it all are taken for possible. */
static int is_possible(struct pageowner *po, uint64_t cpu, bool *ret)
{
	unsigned int word = po->target.word_size;
	uint64_t mask;
	int err;

	*ret = true;
	if (!has(po, F_CPU_POSSIBLE_MASK))
		return 0;
	err = target_ulong(&po->reader, fact(po, F_CPU_POSSIBLE_MASK) + cpu / (8 * word) * word,
			   &mask);
	*ret = !err && mask >> cpu % (8 * word) & 1;
	return err;
}

/* All of them or none: the figures of half the CPUs are no figures. */
static int load_cpus(struct walk *walk)
{
	struct pageowner *po = walk->po;
	struct cpu_walk cpus;
	uint64_t offset;
	bool possible;
	int err = cpu_begin(&cpus, po);

	if (err)
		return fail(&po->reader, err, "the CPUs of this machine");
	walk->offsets = arena_alloc(&po->run, cpus.count * sizeof(*walk->offsets));
	if (!walk->offsets)
		return fail(&po->reader, -ENOMEM, "%llu CPUs", (unsigned long long)cpus.count);
	while (!err && cpu_next(&cpus, &offset)) {
		err = is_possible(po, cpus.cpu, &possible);
		if (possible)
			walk->offsets[walk->cpus++] = offset;
	}
	err = err ? err : cpus.err;
	return err ? fail(&po->reader, err, "the CPUs of this machine") : 0;
}

/* alloc_tag_read(): one CPU's part may be negative, all of them are added modulo 2^64. */
static int read_counters(struct walk *walk, uint64_t counters, struct tag *tag)
{
	struct pageowner *po = walk->po;
	uint64_t bytes, calls, i;
	int err = 0;

	for (i = 0; !err && i < walk->cpus; i++) {
		err = read_member(&po->reader, po, F_TAG_BYTES, counters + walk->offsets[i],
				  &bytes);
		if (!err)
			err = read_member(&po->reader, po, F_TAG_CALLS, counters + walk->offsets[i],
					  &calls);
		if (err)
			break;
		tag->bytes += bytes;
		tag->calls += calls;
	}
	return err;
}

static int add_tag(struct walk *walk, uint64_t address, const unsigned char *bytes)
{
	struct pageowner *po = walk->po;
	struct tag tag = { .address = address };
	void *grown;
	int err;

	walk->counters += walk->cpus;
	if (walk->counters > MAX_COUNTERS)
		return fail(&po->reader, -EINVAL, "more than %u counters", MAX_COUNTERS);
	err = read_counters(walk, member_uint(&po->reader, po, F_TAG_COUNTERS, bytes, walk->size),
			    &tag);
	if (err == -ENODATA) {
		walk->list->lost++;
		return 0;
	}
	if (err)
		return err;
	tag.order = walk->list->count;
	grown = arena_grow(&po->run, walk->list->tags, &walk->room, walk->list->count + 1,
			   sizeof(tag));
	if (!grown || walk->list->count == MAX_TAGS)
		return fail(&po->reader, -ENOMEM, "%zu tags", walk->list->count);
	walk->list->tags = grown;
	walk->list->tags[walk->list->count++] = tag;
	walk->list->bytes += tag.bytes;
	return 0;
}

/* The tags of the kernel or of one module: an array. */
static int add_range(struct walk *walk, uint64_t module)
{
	struct pageowner *po = walk->po;
	unsigned char *bytes = arena_alloc(&po->run, walk->size);
	uint64_t start, stop;
	int err = bytes ? 0 : -ENOMEM;

	if (++walk->ranges > MAX_RANGES)
		return fail(&po->reader, -EINVAL, "more than %u modules", MAX_RANGES);
	if (!err)
		err = read_member(&po->reader, po, F_CODETAG_START, module, &start);
	if (!err)
		err = read_member(&po->reader, po, F_CODETAG_STOP, module, &stop);
	for (; !err && start < stop && stop - start >= walk->size; start += walk->size) {
		err = target_read(&po->reader, start, bytes, walk->size);
		if (err == -ENODATA) {
			walk->list->lost++;
			err = 0;
			if (walk->list->lost > MAX_TAGS)
				return fail(&po->reader, -EINVAL, "the tags have no end");
			continue;
		}
		if (!err)
			err = add_tag(walk, start, bytes);
	}
	if (err == -ENODATA)
		walk->list->lost++;
	return err == -ENODATA ? 0 : err;
}

/* An idr is an xarray: a tree of slots, in the order in which the kernel prints. */
static int walk_slots(struct walk *walk, uint64_t entry, unsigned int depth)
{
	struct pageowner *po = walk->po;
	unsigned int word = po->target.word_size;
	size_t slots = po->layout.facts[F_XA_NODE_SLOTS].bits / 8 / word, i;
	uint64_t slot;
	int err = 0;

	if ((entry & 3) != INTERNAL_NODE)
		return entry & 3 ? 0 : add_range(walk, entry);
	if (entry < 4096 || depth == MAX_DEPTH)
		return 0;
	if (++walk->ranges > MAX_RANGES)
		return fail(&po->reader, -EINVAL, "more than %u modules", MAX_RANGES);
	for (i = 0; !err && i < slots; i++) {
		err = target_ulong(
			&po->reader,
			entry - INTERNAL_NODE + offset_of(po, F_XA_NODE_SLOTS) + i * word, &slot);
		if (err == -ENODATA) {
			walk->list->lost++;
			return 0;
		}
		if (!err && slot)
			err = walk_slots(walk, slot, depth + 1);
	}
	return err;
}

int alloc_tag_list(struct pageowner *po, struct tag_list *ret)
{
	struct walk walk = { .po = po, .list = ret, .size = fact(po, F_SIZEOF_ALLOC_TAG) };
	uint64_t type, head;
	int err;

	memset(ret, 0, sizeof(*ret));
	po->reader.hole = HOLE_OTHER;
	if (walk.size < 16 || walk.size > 4096 || !members_fit(po, "struct alloc_tag", walk.size))
		return fail(&po->reader, -EINVAL, "struct alloc_tag of %zu bytes", walk.size);
	err = load_cpus(&walk);
	if (!err)
		err = read_address(po, F_ALLOC_TAG_TYPE, &type);
	if (!err)
		err = target_ulong(
			&po->reader,
			type + offset_of(po, F_CODETAG_MOD_IDR) + offset_of(po, F_IDR_HEAD), &head);
	if (!err && head)
		err = walk_slots(&walk, head, 0);
	return err ? fail(&po->reader, err, "the tags of memory allocation profiling") : 0;
}

/* ---- one tag ---- */

static bool tag_string(struct pageowner *po, enum fact member, uint64_t tag, char *buf, size_t size)
{
	uint64_t at;

	buf[0] = '\0';
	return !read_member(&po->reader, po, member, tag, &at) &&
	       (!at || !target_string(&po->reader, at, buf, size));
}

/* codetag_to_text() */
void alloc_tag_text(struct pageowner *po, struct strbuf *text, uint64_t tag)
{
	char file[256], module[64], function[256];
	uint64_t line;

	po->reader.hole = HOLE_OTHER;
	if (!tag_string(po, F_CODETAG_FILENAME, tag, file, sizeof(file)) || !*file ||
	    !tag_string(po, F_CODETAG_MODNAME, tag, module, sizeof(module)) ||
	    !tag_string(po, F_CODETAG_FUNCTION, tag, function, sizeof(function)) ||
	    read_member(&po->reader, po, F_CODETAG_LINENO, tag, &line)) {
		strbuf_printf(text, "(tag 0x%llx can't be read)", (unsigned long long)tag);
		return;
	}
	strbuf_name(text, file);
	strbuf_printf(text, ":%llu ", (unsigned long long)line);
	if (*module) {
		strbuf_append(text, "[", 1);
		strbuf_name(text, module);
		strbuf_append(text, "] ", 2);
	}
	strbuf_append(text, "func:", 5);
	strbuf_name(text, function);
}

bool alloc_tag_inaccurate(struct pageowner *po, uint64_t tag)
{
	uint64_t flags;

	/* CODETAG_FLAG_INACCURATE, v6.18 */
	return has(po, F_CODETAG_FLAGS) &&
	       !read_member(&po->reader, po, F_CODETAG_FLAGS, tag, &flags) && flags & 1;
}
