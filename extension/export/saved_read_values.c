// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the values of a saved file, which anybody may have made.
 */
#include "export/saved_read.h"

#define MAX_NAME 4096

void load_wrong(struct loading *loading, const char *what)
{
	if (!loading->wrong)
		loading->wrong = what;
}

void *load_memory(struct loading *loading, size_t size)
{
	void *memory = arena_alloc(&loading->po->known, size ? size : 1);

	loading->no_memory |= !memory;
	return memory;
}

void *load_grow(struct loading *loading, void *old, size_t *room, size_t count, size_t element)
{
	void *memory = arena_grow(&loading->po->known, old, room, count + 1, element);

	loading->no_memory |= !memory;
	return memory;
}

int64_t load_integer(struct loading *loading, const json_t *value, int64_t min, int64_t max,
		     const char *what)
{
	int64_t number = json_integer_value(value);

	if (json_is_integer(value) && number >= min && number <= max)
		return number;
	load_wrong(loading, what);
	return min > 0 ? min : 0;
}

int64_t load_number(struct loading *loading, const json_t *object, const char *name, int64_t max)
{
	return load_integer(loading, json_object_get(object, name), 0, max, name);
}

bool load_number_if(struct loading *loading, const json_t *object, const char *name, int64_t max,
		    uint64_t *ret)
{
	*ret = 0;
	if (json_is_null(json_object_get(object, name)))
		return false;
	*ret = load_number(loading, object, name, max);
	return true;
}

bool load_flag(struct loading *loading, const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	if (!json_is_boolean(value))
		load_wrong(loading, name);
	return json_is_true(value);
}

const json_t *load_array(struct loading *loading, const json_t *object, const char *name,
			 size_t max)
{
	const json_t *value = json_object_get(object, name);

	if (!json_is_array(value) || json_array_size(value) > max)
		load_wrong(loading, name);
	return value;
}

const char *load_name(struct loading *loading, const json_t *value, const char *what)
{
	const char *name = json_string_value(value);
	size_t len = json_string_length(value);

	if (name && len <= MAX_NAME && strlen(name) == len && !strchr(name, '\n'))
		return name;
	load_wrong(loading, what);
	return NULL;
}

const char *load_copy(struct loading *loading, const json_t *value, const char *what)
{
	const char *name = json_is_null(value) ? NULL : load_name(loading, value, what);
	struct strbuf copy = { .arena = &loading->po->known };

	if (!name)
		return NULL;
	strbuf_name(&copy, name);
	loading->no_memory |= copy.failed;
	return copy.failed ? NULL : copy.data;
}
