// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Turns strings that repeat (callers, modules, cgroups) into numbers that keys can hold.
 */
#include "core.h"

struct name {
	uint32_t id;
	uint32_t hash;
	const char *text;
};

struct name_table {
	struct name *slots; /* open addressing */
	size_t size;
	const char **texts; /* by id */
	size_t count, room;
};

static uint32_t hash_text(const char *text, size_t len)
{
	uint32_t hash = 2166136261u;

	while (len--)
		hash = (hash ^ (unsigned char)*text++) * 16777619u;
	return hash ^ hash >> 15;
}

static struct name *find_slot(const struct name_table *table, uint32_t hash, const char *text,
			      size_t len)
{
	size_t i = hash & (table->size - 1);

	while (table->slots[i].text &&
	       (table->slots[i].hash != hash || strncmp(table->slots[i].text, text, len) ||
		table->slots[i].text[len]))
		i = (i + 1) & (table->size - 1);
	return &table->slots[i];
}

static bool grow(struct arena *arena, struct name_table *table)
{
	struct name_table old = *table;
	size_t i;

	if ((table->count + 1) * 2 < table->size)
		return true;
	table->size = table->size ? table->size * 2 : 256;
	table->slots = arena_alloc(arena, table->size * sizeof(*table->slots));
	if (!table->slots) {
		*table = old;
		return false;
	}
	for (i = 0; i < old.size; i++) {
		const struct name *name = &old.slots[i];

		if (name->text)
			*find_slot(table, name->hash, name->text, strlen(name->text)) = *name;
	}
	return true;
}

static struct name_table *new_table(struct arena *arena)
{
	struct name_table *table = arena_alloc(arena, sizeof(*table));

	if (!table)
		return NULL;
	table->texts = arena_grow(arena, NULL, &table->room, 64, sizeof(*table->texts));
	if (!table->texts)
		return NULL;
	table->texts[table->count++] = "";
	return table;
}

uint32_t names_id(struct arena *arena, struct name_table **names, const char *text, size_t len)
{
	struct name_table *table;
	uint32_t hash = hash_text(text, len);
	struct name *slot;
	char *copy;
	void *grown;

	if (!*names)
		*names = new_table(arena);
	table = *names;
	if (!len || !table || !grow(arena, table))
		return 0;
	slot = find_slot(table, hash, text, len);
	if (slot->text)
		return slot->id;
	copy = arena_alloc(arena, len + 1);
	grown = arena_grow(arena, table->texts, &table->room, table->count + 1,
			   sizeof(*table->texts));
	if (!copy || !grown)
		return 0;
	memcpy(copy, text, len);
	table->texts = grown;
	table->texts[table->count] = copy;
	slot->text = copy;
	slot->hash = hash;
	slot->id = table->count++;
	return slot->id;
}

const char *names_text(const struct name_table *table, uint32_t id)
{
	return table && id < table->count ? table->texts[id] : "";
}

uint32_t name_id(struct pageowner *po, const char *text, size_t len)
{
	return names_id(&po->known, &po->strings, text, len);
}

const char *name_text(const struct pageowner *po, uint32_t id)
{
	return names_text(po->strings, id);
}
