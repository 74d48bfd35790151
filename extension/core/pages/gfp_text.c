// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gfp masks as a text prints them: "0x40dc0(GFP_KERNEL|__GFP_COMP|__GFP_ZERO)".  A text has no
 * table of names, but format_flags() of lib/vsprintf.c removes the bits of each name that it
 * prints from the mask.  So the names of a mask share no bit, and together they are the mask.  If
 * all names but one are known, the other has the remaining bits.
 */
#include "core.h"

#define MAX_MASKS 512
#define MAX_NAMES 64
#define MAX_NAMES_OF_MASK 24

struct gfp_name {
	uint32_t id;   /* name_id() */
	uint32_t bits; /* 0: not known yet */
};

struct gfp_mask {
	uint32_t mask;
	uint32_t text; /* name_id() of the text in the brackets */
	uint8_t names[MAX_NAMES_OF_MASK];
	uint8_t count;
};

struct gfp_texts {
	struct gfp_mask masks[MAX_MASKS];
	size_t nr_masks;
	struct gfp_name names[MAX_NAMES];
	size_t nr_names;
};

static int find_name(struct pageowner *po, const char *name, size_t len)
{
	struct gfp_texts *texts = po->gfp_texts;
	uint32_t id = name_id(po, name, len);
	size_t i;

	for (i = 0; i < texts->nr_names; i++)
		if (texts->names[i].id == id)
			return i;
	if (i == MAX_NAMES)
		return -1;
	texts->names[i].id = id;
	texts->nr_names++;
	return i;
}

static void split(struct pageowner *po, struct gfp_mask *mask, const char *names, size_t len)
{
	const char *end = names + len;

	while (names < end && mask->count < MAX_NAMES_OF_MASK) {
		const char *bar = memchr(names, '|', end - names);
		size_t one = (bar ? bar : end) - names;
		int index = find_name(po, names, one);

		if (index < 0)
			return;
		mask->names[mask->count++] = index;
		names += one + 1;
	}
}

int gfp_text_open(struct pageowner *po)
{
	if (!po->gfp_texts)
		po->gfp_texts = arena_alloc(&po->known, sizeof(*po->gfp_texts));
	return po->gfp_texts ? 0 : fail(&po->reader, -ENOMEM, "gfp masks");
}

void gfp_text_learn(struct pageowner *po, uint32_t mask, const char *names, size_t len)
{
	struct gfp_texts *texts = po->gfp_texts;
	size_t i;

	for (i = 0; i < texts->nr_masks; i++)
		if (texts->masks[i].mask == mask)
			return;
	if (i == MAX_MASKS)
		return;
	texts->masks[i].mask = mask;
	texts->masks[i].text = name_id(po, names, len);
	split(po, &texts->masks[i], names, len);
	texts->nr_masks++;
}

const char *gfp_text_names(const struct pageowner *po, uint32_t mask)
{
	const struct gfp_texts *texts = po->gfp_texts;
	size_t i;

	for (i = 0; texts && i < texts->nr_masks; i++)
		if (texts->masks[i].mask == mask)
			return name_text(po, texts->masks[i].text);
	return NULL;
}

/* True if this mask has just one name whose bits are not known, which it now determines. */
static bool solve_mask(struct gfp_texts *texts, const struct gfp_mask *mask)
{
	struct gfp_name *unknown = NULL;
	uint32_t rest = mask->mask;
	size_t i;

	for (i = 0; i < mask->count; i++) {
		struct gfp_name *name = &texts->names[mask->names[i]];

		if (!name->bits && unknown)
			return false;
		if (!name->bits)
			unknown = name;
		rest &= ~name->bits;
	}
	if (!unknown || !rest)
		return false;
	unknown->bits = rest;
	return true;
}

uint32_t gfp_text_bits(struct pageowner *po, const char *name)
{
	struct gfp_texts *texts = po->gfp_texts;
	bool more = true;
	size_t i;
	int index;

	while (more) {
		more = false;
		for (i = 0; i < texts->nr_masks; i++)
			more |= solve_mask(texts, &texts->masks[i]);
	}
	index = find_name(po, name, strlen(name));
	return index < 0 ? 0 : texts->names[index].bits;
}
