/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host whose whole memory is the input: each address leads somewhere into it, so that
 * pointers meet structs and structs meet themselves.  The facts of a kernel are set by hand.
 */
#ifndef PAGEOWNER_FUZZ_MEMORY_H
#define PAGEOWNER_FUZZ_MEMORY_H

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core.h"

#define MAX_READS 300000

struct memory {
	const uint8_t *bytes;
	size_t size;
	unsigned int reads;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline ssize_t memory_read(void *priv, uint64_t addr, void *buf, size_t len)
{
	struct memory *memory = priv;
	size_t i;

	/* A walk may take its time, but a target has to end: then the file is broken. */
	if (memory->reads++ > MAX_READS)
		return -EIO;
	/* Now and then a page that is not in the dump. */
	if (addr >> 12 & 7 && (addr >> 12) % 31 == 7)
		return 0;
	for (i = 0; i < len; i++)
		((uint8_t *)buf)[i] = memory->bytes[(addr + i) % memory->size];
	return len;
}

static inline int memory_translate(void *priv, uint64_t addr, uint64_t *ret)
{
	(void)priv;
	*ret = addr & 0xffffff;
	return addr >> 60 == 7 ? -EFAULT : 0;
}

static inline int memory_ignore(void *priv, const char *text, size_t len)
{
	(void)priv;
	(void)text;
	(void)len;
	return 0;
}

static inline void set(struct pageowner *po, enum fact fact, int64_t value, unsigned int bits)
{
	po->layout.facts[fact] = (struct fact_value){ .known = true, .value = value, .bits = bits };
}

/* Members of a word each, packed closely: a few hundred bytes are a whole kernel. */
static inline void set_words(struct pageowner *po, const uint16_t *facts, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		set(po, facts[i], 64 * (i % 7), 64);
}

/* A handle on @memory, or NULL. */
static inline struct pageowner *memory_open(struct memory *memory)
{
	struct pageowner_target target = {
		.size = sizeof(target),
		.priv = memory,
		.word_size = 8,
		.read = memory_read,
		.read_phys = memory_read,
		.translate = memory_translate,
		.write = memory_ignore,
	};
	struct pageowner *po = memory->size < 64 ? NULL : pageowner_new();

	if (po && !pageowner_attach(po, &target))
		return po;
	pageowner_free(po);
	return NULL;
}

#endif
