// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes a saved file: docs/saved.schema.json describes each member.  The whole file is made in
 * memory, which needs as much as its stacks and cells, and is compressed at the end.
 */
#include "export/gzip.h"
#include "export/saved.h"
#include "export/saved_write.h"

/* ---- tables ---- */

static size_t word(struct saving *saving, struct words *words, const char *text, size_t len)
{
	uint32_t id = name_id(saving->po, text, len);

	if (!len)
		return 0;
	words->of_name = arena_grow(saving->arena, words->of_name, &words->room, id + 1ul,
				    sizeof(*words->of_name));
	words->texts = arena_grow(saving->arena, words->texts, &words->room_texts, words->count + 1,
				  sizeof(*words->texts));
	if (!id || !words->of_name || !words->texts) {
		saving->json.failed = true;
		memset(words, 0, sizeof(*words));
		return 0;
	}
	if (!words->of_name[id]) {
		words->texts[words->count] = name_text(saving->po, id);
		words->of_name[id] = ++words->count;
	}
	return words->of_name[id];
}

/* A name that JSON cannot hold, or that has a newline, becomes an array of its bytes. */
static json_t *name_value(struct json *json, const char *name)
{
	json_t *value = strchr(name, '\n') ? NULL : json_string(name);

	if (value)
		return value;
	value = json_array();
	for (; *name; name++)
		json_push(json, value, json_integer((unsigned char)*name));
	return value;
}

/* @alias: replaces each word, followed by its number; NULL: the words themselves are written. */
static void words_member(struct saving *saving, const char *member, const struct words *words,
			 const char *alias)
{
	struct json *json = &saving->json;
	char buf[32];
	size_t i;

	json_array_begin(json, member);
	for (i = 0; i < words->count; i++) {
		snprintf(buf, sizeof(buf), "%s%zu", alias ? alias : "", i + 1);
		json_value(json, name_value(json, alias ? buf : words->texts[i]));
	}
	json_array_end(json);
}

static uint32_t *handle_slot(struct saving *saving, uint32_t handle)
{
	size_t i = handle * 0x9e3779b1u & (saving->size - 1);

	while (saving->of_handle[i] && saving->stacks[saving->of_handle[i] - 1] != handle)
		i = (i + 1) & (saving->size - 1);
	return &saving->of_handle[i];
}

/* There are not more stacks than cells, so the table never becomes full. */
static bool make_handles(struct saving *saving, size_t most)
{
	for (saving->size = 16; saving->size < most * 2; saving->size *= 2)
		;
	saving->of_handle = arena_alloc(saving->arena, saving->size * sizeof(*saving->of_handle));
	saving->stacks = arena_alloc(saving->arena, (most + 1) * sizeof(*saving->stacks));
	return saving->of_handle && saving->stacks;
}

static size_t stack_number(struct saving *saving, uint32_t handle)
{
	uint32_t *slot = handle_slot(saving, handle);

	if (!*slot) {
		saving->stacks[saving->nr_stacks] = handle;
		*slot = ++saving->nr_stacks;
	}
	return *slot - 1;
}

/* ---- cells ---- */

static size_t process_word(struct saving *saving, const char *comm)
{
	return word(saving, &saving->processes, comm, strnlen(comm, COMM_LEN));
}

/* Removed cgroups have negative numbers, in a separate table. */
static int64_t cgroup_word(struct saving *saving, struct cgroup_ref cgroup)
{
	struct strbuf name = { .arena = &saving->po->piece };

	strbuf_name(&name, name_text(saving->po, cgroup_ref_name(saving->po, cgroup)));
	saving->json.failed |= name.failed;
	if (saving->of_account && cgroup_ref_removed(saving->po, cgroup))
		return -(int64_t)word(saving, &saving->removed, name.len ? name.data : "",
				      name.len);
	return word(saving, &saving->cgroups, name.len ? name.data : "", name.len);
}

/* Different masks may have the same names: the text, with the mask in it, is numbered. */
static void gfp_word(struct saving *saving, uint32_t mask)
{
	struct strbuf text = { .arena = &saving->po->piece };
	size_t number;

	page_gfp_text(saving->po, &text, mask);
	if (text.failed) {
		saving->json.failed = true;
		return;
	}
	number = word(saving, &saving->gfp, text.data, text.len);
	saving->masks = arena_grow(saving->arena, saving->masks, &saving->room_masks, number + 1,
				   sizeof(*saving->masks));
	if (saving->masks)
		saving->masks[number] = mask;
	else
		saving->json.failed = true;
}

static json_t *cell_value(struct saving *saving, const struct cell *cell)
{
	const struct group_key *key = &cell->key;
	/* clang-format off */
	const int64_t values[NR_SAVED_COLUMNS] = {
		stack_number(saving, key->handle), key->pid, key->tgid,
		process_word(saving, key->comm), cgroup_word(saving, key->cgroup), key->order,
		key->gfp_mask, key->migratetype, key->node, key->zone, key->slab, key->allocator,
		key->age, key->context, cell->sums.count, cell->sums.pages, cell->sums.ts_first,
		cell->sums.ts_last, cell->first.sequence, cell->first.ts_nsec,
		cell->first.free_ts_nsec,
	};
	/* clang-format on */
	json_t *array = json_array();
	size_t i;

	gfp_word(saving, key->gfp_mask);
	for (i = 0; i < NR_SAVED_COLUMNS; i++)
		json_push(&saving->json, array,
			  json_integer(values[i] < 0 && i >= SAVED_COUNT ? INT64_MAX : values[i]));
	return array;
}

static void cells_member(struct saving *saving, const char *member, const struct cells *cells)
{
	size_t i;

	json_array_begin(&saving->json, member);
	for (i = 0; i < cells->size; i++)
		if (cells->table[i])
			json_value(&saving->json, cell_value(saving, cells->table[i]));
	json_array_end(&saving->json);
}

/* ---- stacks ---- */

static json_t *stack_value(struct saving *saving, uint32_t handle)
{
	struct stack *stack = stack_find(saving->po, handle);
	json_t *value = json_object(), *frames = json_array();
	char key[STACK_KEY_LEN] = "";
	unsigned int i;

	if (!stack)
		saving->json.failed = true;
	else
		json_set(&saving->json, value, "kind", json_string(stack_kind_name(stack->kind)));
	if (stack)
		export_stack_key(saving->po, stack, key);
	json_set(&saving->json, value, "key", json_name(key));
	json_set(&saving->json, value, "handle", json_integer(handle));
	for (i = 0; stack && i < stack->count; i++) {
		struct strbuf name = { .arena = &saving->po->piece };

		strbuf_name(&name, stack->frames[i]->text);
		json_push(&saving->json, frames, json_stringn(name.len ? name.data : "", name.len));
	}
	json_set(&saving->json, value, "frames", frames);
	arena_free(&saving->po->piece);
	return value;
}

static void stacks_member(struct saving *saving)
{
	size_t i;

	json_array_begin(&saving->json, "stacks");
	for (i = 0; i < saving->nr_stacks; i++)
		json_value(&saving->json, stack_value(saving, saving->stacks[i]));
	json_array_end(&saving->json);
}

/* ---- the machine ---- */

static void gfp_member(struct saving *saving)
{
	struct json *json = &saving->json;
	size_t i;

	json_array_begin(json, "gfp");
	for (i = 0; i < saving->gfp.count; i++) {
		const char *names = strchr(saving->gfp.texts[i], '(');
		json_t *value = json_object();

		json_set(json, value, "mask", json_integer(saving->masks[i + 1]));
		json_set(json, value, "names",
			 names ? json_stringn(names + 1, strlen(names) - 2) : json_null());
		json_value(json, value);
	}
	json_array_end(json);
}

static void names_members(struct saving *saving)
{
	struct json *json = &saving->json;
	unsigned int i, nr_zones = machine_zone_names(saving->po);

	json_array_begin(json, "migratetypes");
	for (i = 0; i < page_nr_migratetypes(saving->po); i++)
		json_value(json, save_printed(json, page_migratetype_name(saving->po, i)));
	json_array_end(json);
	json_array_begin(json, "zones");
	for (i = 0; i < MAX_ZONE_NAMES && i < nr_zones; i++)
		json_value(json, save_printed(json, machine_zone_name(saving->po, i)));
	json_array_end(json);
}

static json_t *totals_value(struct json *json, const struct totals *totals)
{
	json_t *value = json_object();
	size_t i;

	for (i = 0; saved_totals[i].name; i++)
		json_set(json, value, saved_totals[i].name, json_number(saved_total(totals, i)));
	return value;
}

/* A line may have the name of a process in it. */
static void other_lines_member(struct json *json, const struct result *result, bool anonymous)
{
	json_t *value;

	if (!result->other_lines)
		return;
	value = json_object();
	json_set(json, value, "count", json_number(result->other_lines));
	json_set(json, value, "example", json_name(anonymous ? NULL : result->example));
	json_member(json, "other_lines", value);
}

static void result_members(struct saving *saving, const struct result *result)
{
	struct pageowner *po = saving->po;
	struct json *json = &saving->json;
	bool text = po->machine.text;
	json_t *value = json_object();
	size_t i;

	json_member(json, "live", json_boolean(po->machine.live));
	if (po->machine.paused)
		json_member(json, "paused", json_true());
	json_member(json, "counters", json_boolean(result->counters));
	json_member(json, "managed_pages", json_number(machine_managed_pages(po)));
	for (i = 0; saved_facts[i].name; i++)
		json_set(json, value, saved_facts[i].name,
			 json_boolean(text || has(po, saved_facts[i].fact)));
	json_member(json, "records", value);
	json_member(json, "totals", totals_value(json, &result->totals));
	value = json_object();
	json_set(json, value, "odd", json_number(result->examples.odd));
	json_set(json, value, "bad", json_number(result->examples.bad));
	json_set(json, value, "no_record", json_number(result->examples.no_record));
	json_member(json, "examples", value);
	json_member(json, "holes", save_holes(json, po, result));
	json_member(json, "complete", json_boolean(result->complete));
	json_member(json, "symbols", json_name(po->unnamed));
	json_member(json, "offline_sections", json_number(po->sections.invalid));
	other_lines_member(json, result, po->options.anonymize);
}

/* ---- the file ---- */

static void columns_member(struct json *json)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < NR_SAVED_COLUMNS; i++)
		json_push(json, array, json_string(saved_columns[i]));
	json_member(json, "columns", array);
}

int saved_write(struct pageowner *po, const struct result *result, struct account *account)
{
	size_t more = account ? account->result.cells.count + account->cma.count : 0;
	struct saving saving = { .po = po, .arena = &po->run };
	bool anonymous = po->options.anonymize;
	struct strbuf packed = { .arena = &po->run };
	struct json *json = &saving.json;
	int err;

	if (!make_handles(&saving, result->cells.count + more))
		return fail(&po->reader, -ENOMEM, "writing the saved file");
	json_begin(json, po, "pageowner saved", SAVED_VERSION);
	json_machine(json);
	json_member(json, "host", anonymous ? json_null() : json_host(json));
	result_members(&saving, result);
	columns_member(json);
	cells_member(&saving, "cells", &result->cells);
	json_member(json, "account", account ? save_account(&saving, account) : json_null());
	if (account) {
		saving.of_account = true;
		cells_member(&saving, "unaccounted", &account->result.cells);
		cells_member(&saving, "cma", &account->cma);
		save_tasks(&saving, &account->result.cells);
		json_member(json, "suspects_other_pages",
			    json_number(po->reader.holes[HOLE_OTHER] - po->open_holes));
		save_log(&saving, anonymous);
	}
	stacks_member(&saving);
	json_member(json, "anonymized", json_boolean(anonymous));
	words_member(&saving, "processes", &saving.processes, anonymous ? "process" : NULL);
	words_member(&saving, "cgroups", &saving.cgroups, anonymous ? "cgroup" : NULL);
	words_member(&saving, "removed_cgroups", &saving.removed, anonymous ? "removed" : NULL);
	gfp_member(&saving);
	names_members(&saving);
	err = json_finish(json);
	if (!err)
		err = gzip_text(po, json->text.data, json->text.len, &packed);
	arena_free(&po->piece);
	if (!err)
		err = write_text(po, &packed);
	export_explain(po, account && holes_any(po, &account->result) ? &account->result : result);
	return err;
}
