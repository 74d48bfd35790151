// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which cell a record belongs to, by the bits of the record that keys look at.  A table of a
 * fixed size, in which later records take the places of earlier ones.
 */
#include "core.h"
#include "scan/memo.h"

/* The member that decides about a key.  Keys without one depend on more than the record. */
static const struct {
	uint8_t key;
	uint16_t fact;
} members[] = {
	{ KEY_STACK, F_OWNER_HANDLE },
	{ KEY_ORDER, F_OWNER_ORDER },
	{ KEY_TGID, F_OWNER_TGID },
	{ KEY_PID, F_OWNER_PID },
	{ KEY_COMM, F_OWNER_COMM },
	{ KEY_GFP, F_OWNER_GFP_MASK },
	{ KEY_MIGRATETYPE, F_OWNER_GFP_MASK },
	{ KEY_CONTEXT, F_OWNER_CONTEXT },
};

/* All bytes of the members that @keys need.  False: one of the keys needs something else. */
static bool mark_members(const struct pageowner *po, unsigned int keys, unsigned char *marks)
{
	size_t i, owner = po->layout.ext_owner, len = po->layout.ext_size - owner;

	for (i = 0; i < ARRAY_SIZE(members); i++) {
		const struct fact_value *value = &po->layout.facts[members[i].fact];

		if (!(keys & KEY_BIT(members[i].key)))
			continue;
		keys &= ~KEY_BIT(members[i].key);
		if (member_fits(po, members[i].fact, len))
			memset(marks + owner + value->value / 8, 0xff,
			       (value->value % 8 + value->bits + 7) / 8);
	}
	/* Only allocations come here, so that this one is the same of all. */
	return !(keys & ~KEY_BIT(KEY_FREE));
}

static bool make_words(struct memo *memo, unsigned char *marks, size_t size)
{
	struct memo_word *word;
	size_t i;

	for (i = 0; i < size; i++) {
		if (!marks[i])
			continue;
		if (memo->nr_words == MEMO_WORDS)
			return false;
		word = &memo->words[memo->nr_words++];
		word->at = i < size - sizeof(word->mask) ? i : size - sizeof(word->mask);
		memcpy(&word->mask, marks + word->at, sizeof(word->mask));
		memset(marks + word->at, 0, sizeof(word->mask));
	}
	return true;
}

void memo_init(struct memo *memo, struct arena *arena, const struct pageowner *po,
	       unsigned int keys)
{
	unsigned char *marks = arena_alloc(arena, po->layout.ext_size);

	memset(memo, 0, sizeof(*memo));
	if (!marks || !mark_members(po, keys, marks) ||
	    !make_words(memo, marks, po->layout.ext_size))
		return;
	memo->entries = arena_alloc(arena, MEMO_ENTRIES * sizeof(*memo->entries));
}

static uint64_t memo_word(const struct memo *memo, unsigned int i, const unsigned char *record)
{
	uint64_t word;

	memcpy(&word, record + memo->words[i].at, sizeof(word));
	return word & memo->words[i].mask;
}

struct memo_entry *memo_find(const struct memo *memo, const unsigned char *record, bool *known)
{
	uint64_t words[MEMO_WORDS], hash = 0, differ = 0;
	struct memo_entry *entry;
	unsigned int i;

	for (i = 0; i < memo->nr_words; i++) {
		words[i] = memo_word(memo, i, record);
		hash = (hash ^ words[i]) * 0x9e3779b97f4a7c15ull;
	}
	entry = &memo->entries[hash >> 32 & (MEMO_ENTRIES - 1)];
	for (i = 0; i < memo->nr_words; i++)
		differ |= words[i] ^ entry->words[i];
	*known = entry->cell && !differ;
	return entry;
}

void memo_keep(const struct memo *memo, struct memo_entry *entry, const unsigned char *record,
	       struct cell *cell)
{
	unsigned int i;

	for (i = 0; i < memo->nr_words; i++)
		entry->words[i] = memo_word(memo, i, record);
	entry->cell = cell;
}
