// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pprof's profile.proto, compressed with gzip: the memory in use, in allocations and bytes, for
 * each stack, process and order.  A comparison is the difference between its last and its first
 * input, as `pprof -diff_base` computes it.
 */
#include "scan/account.h"
#include "export/export.h"
#include "export/formats.h"
#include "export/gzip.h"
#include "profile.pb-c.h"

/* Numbers for texts, in the order of their first use. */
struct numbers {
	uint32_t *of_name; /* indexed by name_id(); 0: no number yet */
	size_t room;
	size_t count;
};

struct profile {
	struct pageowner *po;
	struct arena *arena;
	Pageowner__Profile message;
	struct numbers strings, functions, mappings, locations;
	size_t room_strings, room_functions, room_mappings, room_locations, room_samples;
	int64_t kernel; /* the string "[kernel.kallsyms]" */
	bool failed;	/* out of memory */
};

/* ---- tables ---- */

/* The number of @text, from 1 on; *@is_new: this is its first use. */
static uint64_t number_of(struct profile *profile, struct numbers *numbers, const char *text,
			  bool *is_new)
{
	uint32_t id = name_id(profile->po, text, strlen(text));

	*is_new = false;
	numbers->of_name = arena_grow(profile->arena, numbers->of_name, &numbers->room, id + 1ul,
				      sizeof(*numbers->of_name));
	if (!numbers->of_name) {
		profile->failed = true;
		numbers->room = 0;
		return 0;
	}
	if (!numbers->of_name[id]) {
		numbers->of_name[id] = ++numbers->count;
		*is_new = true;
	}
	return numbers->of_name[id];
}

/* A new message at the end of a repeated field, initialized. */
static void *append(struct profile *profile, void *array, size_t *count, size_t *room, size_t size,
		    void (*init)(void *message))
{
	void ***messages = array;
	void *message = arena_alloc(profile->arena, size);

	*messages = arena_grow(profile->arena, *messages, room, *count + 1, sizeof(**messages));
	if (!message || !*messages) {
		profile->failed = true;
		return NULL;
	}
	init(message);
	(*messages)[(*count)++] = message;
	return message;
}

#define APPEND(profile, field, room, type)                                        \
	append(profile, &(profile)->message.field, &(profile)->message.n_##field, \
	       &(profile)->room, sizeof(*(profile)->message.field[0]),            \
	       (void (*)(void *))pageowner__##type##__init)

static int64_t string(struct profile *profile, const char *text)
{
	Pageowner__Profile *message = &profile->message;
	bool is_new;
	uint64_t number = number_of(profile, &profile->strings, text, &is_new);

	if (!number || !is_new)
		return number ? number - 1 : 0;
	message->string_table = arena_grow(profile->arena, message->string_table,
					   &profile->room_strings, number,
					   sizeof(*message->string_table));
	if (!message->string_table) {
		profile->failed = true;
		message->n_string_table = 0;
		return 0;
	}
	message->string_table[number - 1] = arena_strdup(profile->arena, text);
	profile->failed |= !message->string_table[number - 1];
	message->n_string_table = number;
	return number - 1;
}

static uint64_t mapping(struct profile *profile, const char *module)
{
	const char *name = module ? module : "[kernel.kallsyms]", *id;
	Pageowner__Mapping *message;
	char build_id[129] = "";
	bool is_new;
	size_t len;
	uint64_t number = number_of(profile, &profile->mappings, name, &is_new);

	if (!is_new)
		return number;
	message = APPEND(profile, mapping, room_mappings, mapping);
	if (!message)
		return 0;
	id = module || profile->po->machine.text ? NULL
						 : vmcoreinfo_line(profile->po, "BUILD-ID", &len);
	if (id && len < sizeof(build_id) && strspn(id, "0123456789abcdef") >= len)
		memcpy(build_id, id, len);
	message->id = number;
	message->filename = string(profile, name);
	message->build_id = string(profile, build_id);
	message->has_functions = true;
	return number;
}

static uint64_t function(struct profile *profile, const char *name)
{
	Pageowner__Function *message;
	bool is_new;
	uint64_t number = number_of(profile, &profile->functions, name, &is_new);

	if (!is_new)
		return number;
	message = APPEND(profile, function, room_functions, function);
	if (!message)
		return 0;
	message->id = number;
	message->name = message->system_name = string(profile, name);
	return number;
}

/* A location is identified by the frame's address; in a text by its offset. */
static uint64_t location(struct profile *profile, const struct export_frame *frame)
{
	struct strbuf key = { .arena = &profile->po->piece }, name = key;
	Pageowner__Location *message;
	Pageowner__Line **line, *one;
	bool is_new;
	uint64_t number;

	export_frame_text(&key, frame, true);
	strbuf_printf(&key, " %llx", (unsigned long long)frame->address);
	number = key.failed ? 0 : number_of(profile, &profile->locations, key.data, &is_new);
	if (!number || !is_new)
		return number;
	message = APPEND(profile, location, room_locations, location);
	line = arena_alloc(profile->arena, sizeof(*line));
	one = arena_alloc(profile->arena, sizeof(*one));
	/* The name of the module is in the mapping. */
	strbuf_printf(&name, "%s", frame->symbol ? frame->symbol : "");
	if (!frame->symbol)
		strbuf_printf(&name, "0x%llx", (unsigned long long)frame->address);
	if (!message || !line || !one || name.failed) {
		profile->failed = true;
		return 0;
	}
	pageowner__line__init(one);
	one->function_id = function(profile, name.data);
	*line = one;
	message->id = number;
	message->mapping_id = mapping(profile, frame->module);
	message->address = frame->address;
	message->n_line = 1;
	message->line = line;
	return number;
}

/* ---- samples ---- */

#define MAX_LABELS (NR_GROUP_KEYS + 4)

static Pageowner__Sample *new_sample(struct profile *profile, const struct export_frame *frames,
				     size_t count, int64_t allocations, int64_t bytes)
{
	Pageowner__Sample *sample = APPEND(profile, sample, room_samples, sample);
	size_t i;

	if (!sample)
		return NULL;
	sample->location_id = arena_alloc(profile->arena, (count + 1) * sizeof(uint64_t));
	sample->value = arena_alloc(profile->arena, 2 * sizeof(int64_t));
	sample->label = arena_alloc(profile->arena, MAX_LABELS * sizeof(*sample->label));
	if (!sample->location_id || !sample->value || !sample->label) {
		profile->failed = true;
		return NULL;
	}
	for (i = 0; i < count; i++)
		sample->location_id[i] = location(profile, &frames[i]);
	sample->n_location_id = count;
	sample->value[0] = allocations;
	sample->value[1] = bytes;
	sample->n_value = 2;
	return sample;
}

/* Adds a label with a word, or with the number if the word is NULL. */
static void label(struct profile *profile, Pageowner__Sample *sample, const char *key,
		  const char *word, int64_t number)
{
	Pageowner__Label *message = arena_alloc(profile->arena, sizeof(*message));

	if (!message || sample->n_label == MAX_LABELS) {
		profile->failed |= !message;
		return;
	}
	pageowner__label__init(message);
	message->key = string(profile, key);
	if (word)
		message->str = string(profile, word);
	else
		message->num = number;
	sample->label[sample->n_label++] = message;
}

static void key_labels(struct profile *profile, Pageowner__Sample *sample,
		       const struct group *group, unsigned int keys)
{
	int i;

	for (i = 0; i < NR_GROUP_KEYS; i++) {
		struct strbuf text = { .arena = &profile->po->piece };
		int64_t number;

		if (!(keys & KEY_BIT(i)) || i == KEY_STACK)
			continue;
		if (export_key(profile->po, i, group, &number, &text))
			label(profile, sample, key_rows[i].name, NULL, number);
		else if (text.len)
			label(profile, sample, key_rows[i].name, text.data, 0);
		profile->failed |= text.failed;
	}
}

/* Adds a sample for each cell of the group, with the values that its keys do not have. */
static void cell_sample(struct profile *profile, const struct group *group, unsigned int keys,
			const struct cell *cell, const struct export_frame *frames, size_t count)
{
	struct pageowner *po = profile->po;
	struct strbuf name = { .arena = &po->piece };
	char comm[COMM_LEN + 1] = "";
	Pageowner__Sample *sample = new_sample(profile, frames, count, cell->sums.count,
					       cell->sums.pages * po->reader.page_size);

	if (!sample)
		return;
	key_labels(profile, sample, group, keys);
	memcpy(comm, cell->key.comm, COMM_LEN);
	strbuf_name(&name, comm);
	if (*comm && !(keys & KEY_BIT(KEY_COMM)))
		label(profile, sample, "name", name.failed ? "" : name.data, 0);
	if (cell->key.tgid && !(keys & KEY_BIT(KEY_TGID)))
		label(profile, sample, "tgid", NULL, cell->key.tgid);
	if (cell->sums.count && !(keys & KEY_BIT(KEY_ORDER)))
		label(profile, sample, "order", NULL, cell->key.order);
}

static void group_samples(struct profile *profile, const struct group *group)
{
	struct pageowner *po = profile->po;
	unsigned int keys = po->options.keys;
	struct export_frame *frames = NULL;
	struct stack *stack = group->stack;
	size_t count = 0, i;

	for (i = 0; i < group->nr_cells; i++) {
		/* If the stack is not a key, each cell has its own. */
		if (!group->stack)
			stack = stack_find(po, group->cells[i]->key.handle);
		if (!i || !group->stack)
			count = stack ? export_frames(po, stack, po->options.full, &frames) : 0;
		cell_sample(profile, group, keys, group->cells[i], frames, count);
	}
}

/* ---- the file ---- */

static void sample_type(struct profile *profile, Pageowner__ValueType **types, size_t i,
			const char *type, const char *unit)
{
	types[i] = arena_alloc(profile->arena, sizeof(**types));
	if (!types[i]) {
		profile->failed = true;
		return;
	}
	pageowner__value_type__init(types[i]);
	types[i]->type = string(profile, type);
	types[i]->unit = string(profile, unit);
}

static void begin(struct profile *profile, struct pageowner *po, uint64_t seconds)
{
	Pageowner__ValueType **types;

	memset(profile, 0, sizeof(*profile));
	profile->po = po;
	profile->arena = &po->run;
	pageowner__profile__init(&profile->message);
	string(profile, "");
	types = arena_alloc(profile->arena, 2 * sizeof(*types));
	if (!types) {
		profile->failed = true;
		return;
	}
	sample_type(profile, types, 0, "inuse_objects", "count");
	sample_type(profile, types, 1, "inuse_space", "bytes");
	profile->message.sample_type = types;
	profile->message.n_sample_type = 2;
	profile->message.default_sample_type = string(profile, "inuse_space");
	if (seconds < INT64_MAX / 1000000000)
		profile->message.time_nanos = seconds * 1000000000;
	mapping(profile, NULL); /* for viewers: the first mapping is the program */
}

static int end(struct profile *profile)
{
	struct pageowner *po = profile->po;
	struct strbuf packed = { .arena = profile->arena };
	uint8_t *bytes = NULL;
	size_t len = 0;
	int err;

	if (!profile->failed) {
		len = pageowner__profile__get_packed_size(&profile->message);
		bytes = arena_alloc(profile->arena, len + 1);
	}
	if (!bytes)
		return fail(&po->reader, -ENOMEM, "writing the profile");
	pageowner__profile__pack(&profile->message, bytes);
	err = gzip_text(po, bytes, len, &packed);
	arena_free(&po->piece);
	return err ? err : write_text(po, &packed);
}

int pprof_report(struct view *view)
{
	struct pageowner *po = view->po;
	struct profile profile;
	size_t i;
	int err;

	begin(&profile, po, machine_time(po));
	for (i = 0; i < export_shown(po, &view->groups); i++)
		group_samples(&profile, &view->groups.groups[i]);
	err = end(&profile);
	export_explain(po, view->result);
	return err;
}

/* A row without owners becomes a function with the name of the row. */
static void row_sample(struct profile *profile, enum account_row row, uint64_t pages)
{
	struct export_frame frame = { .symbol = account_row_name(row) };

	if (pages)
		new_sample(profile, &frame, 1, 0, pages * profile->po->reader.page_size);
}

int pprof_account(struct pageowner *po, struct account *account)
{
	struct account_part part = { .po = po, .account = account };
	struct profile profile;
	int err = 0, row;

	begin(&profile, po, machine_time(po));
	while (!err && account_part_next(&part)) {
		struct groups groups;
		size_t i;

		err = account_part_groups(&part, &groups);
		for (i = 0; !err && i < export_shown(po, &groups); i++) {
			part.sums.pages[ROW_UNACCOUNTED] -= groups.groups[i].sums.pages;
			group_samples(&profile, &groups.groups[i]);
		}
		for (row = 1; !err && row < NR_ACCOUNT_ROWS; row++)
			row_sample(&profile, row, part.sums.pages[row]);
	}
	if (!err)
		err = end(&profile);
	export_explain(po, &account->result);
	return err;
}

int pprof_diff(struct pageowner *po, const struct comparison *all)
{
	unsigned int last = all->nr_sides - 1;
	struct profile profile;
	size_t i;

	begin(&profile, po, all->sides[last].when);
	for (i = 0; i < all->count; i++) {
		const struct compare_row *row = &all->rows[i];
		struct export_frame *frames;
		Pageowner__Sample *sample;
		size_t count;

		if (!export_changed(po, all, i))
			continue;
		count = export_lines(po, row->item, po->options.full, &frames);
		sample = new_sample(&profile, frames, count,
				    (int64_t)(row->times[last] - row->times[0]),
				    row->change * compare_page_size(all));
		if (sample && *row->item->label)
			label(&profile, sample, "group", row->item->label, 0);
	}
	return end(&profile);
}
