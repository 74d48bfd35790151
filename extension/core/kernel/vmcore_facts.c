// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The text in which a kernel with our patches describes itself for dumps (kernel-patch/,
 * mm/vmcore_facts.c).  VMCOREINFO gives its physical address, in the first patches a virtual
 * one; its lines have the format of VMCOREINFO.
 */
#include <stdio.h>

#include "core.h"

#define MAX_SIZE (256 * 1024) /* the text has 6 KiB */

/* -ENODATA also where the host sees no physical memory. */
static int read_physical(struct reader *rd, uint64_t addr, char *text, size_t size)
{
	ssize_t got = 0;
	size_t done;

	for (done = 0; rd->host->read_phys && done < size; done += got) {
		got = rd->host->read_phys(rd->host->priv, addr + done, text + done, size - done);
		if (got <= 0 || (size_t)got > size - done)
			break;
	}
	if (done == size)
		return 0;
	return got < 0 && got != -EFAULT && got != -ENODATA ? (int)got : -ENODATA;
}

int vmcore_facts_open(struct pageowner *po)
{
	struct reader *rd = &po->reader;
	uint64_t holes = rd->holes[HOLE_OTHER];
	int64_t addr, size;
	bool physical;
	char *text;
	int err;

	if (vmcoreinfo_number(po, "LENGTH(vmcore_facts)", 10, &size))
		return 0;
	physical = !vmcoreinfo_number(po, "NUMBER(vmcore_facts_paddr)", 10, &addr);
	if (!physical && vmcoreinfo_number(po, "SYMBOL(vmcore_facts)", 16, &addr))
		return 0;
	po->layout.note = NOTE_EMPTY;
	if (!size)
		return 0;
	if (size < 0 || size > MAX_SIZE)
		return fail(rd, -EINVAL,
			    "VMCOREINFO says LENGTH(vmcore_facts)=%lld, which is "
			    "not possible: the dump may be damaged",
			    (long long)size);
	text = arena_alloc(&po->known, size + 1);
	if (!text)
		return fail(rd, -ENOMEM, "reading the kernel's own description (vmcore_facts)");
	rd->hole = HOLE_OTHER;
	err = physical ? read_physical(rd, addr, text, size) : target_read(rd, addr, text, size);
	if (err && err != -ENODATA)
		return fail(rd, err, "reading the kernel's own description (vmcore_facts)");
	/* The host may know as much; if not, the missing facts are named. */
	rd->holes[HOLE_OTHER] = holes;
	po->layout.note = err ? NOTE_LOST : NOTE_READ;
	if (!err)
		po->layout.vmcore_facts = text;
	rd->message[0] = '\0';
	return 0;
}

/* A bit-field: the mask of its bits in an integer of the dumped machine. */
static int find_bits(const struct pageowner *po, const char *member, struct fact_value *ret)
{
	const char *text = po->layout.vmcore_facts;
	unsigned int shift, width;
	int64_t number, size;
	uint64_t mask;
	char key[128];
	int err;

	snprintf(key, sizeof(key), "MASK(%s)", member);
	err = note_number(text, key, 16, &number);
	if (!err) {
		snprintf(key, sizeof(key), "SIZE(%s)", member);
		err = note_number(text, key, 10, &size);
	}
	if (err || !number || size < 1 || size > 8)
		return -ENOENT;
	mask = number;
	shift = __builtin_ctzll(mask);
	width = __builtin_popcountll(mask);
	if (shift + width > 8 * size || mask >> shift != ~0ull >> (64 - width))
		return -ENOENT;
	ret->value = po->target.big_endian ? 8 * size - shift - width : shift;
	ret->bits = width;
	return 0;
}

int vmcore_facts_member(const struct pageowner *po, const char *member, struct fact_value *ret)
{
	const char *text = po->layout.vmcore_facts;
	int64_t size = po->target.word_size;
	char key[128];
	int err;

	if (!text)
		return -ENOENT;
	snprintf(key, sizeof(key), "OFFSET(%s)", member);
	err = note_number(text, key, 10, &ret->value);
	if (err)
		return find_bits(po, member, ret);
	snprintf(key, sizeof(key), "SIZE(%s)", member);
	note_number(text, key, 10, &size);
	if (ret->value < 0 || ret->value > INT32_MAX || size < 0)
		return -ENOENT;
	ret->value *= 8;
	ret->bits = size > UINT16_MAX / 8 ? UINT16_MAX : 8 * size;
	return 0;
}

int vmcore_facts_symbol(const struct pageowner *po, const char *name, uint64_t *ret)
{
	int64_t value = 0;
	char key[128];
	int err;

	snprintf(key, sizeof(key), "SYMBOL(%s)", name);
	err = note_number(po->layout.vmcore_facts, key, 16, &value);
	if (!err)
		*ret = value;
	return err;
}
