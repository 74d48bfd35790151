// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes a saved file: docs/saved.schema.json says what each member is.  All of it is made
 * in memory, as large as its stacks and cells are, and packed at the end.
 */
#include "scan/account.h"
#include "export/gzip.h"
#include "export/json.h"
#include "scan/saved.h"
#include "export/saved_file.h"

/* Texts that cells name by a number, from 1 on in the order in which they come. */
struct words {
	uint32_t *of_name; /* by name_id() */
	const char **texts;
	size_t room, room_texts, count;
};

struct saving {
	struct json json;
	struct pageowner *po;
	struct arena *arena;
	struct words processes, cgroups, removed, gfp;
	bool of_account; /* its cells tell who is suspected */
	uint32_t *masks; /* of gfp's texts */
	size_t room_masks;
	uint32_t *stacks; /* their handles */
	size_t room_stacks, nr_stacks;
	uint32_t *of_handle; /* open addressing: place in stacks plus 1 */
	size_t size;
};

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

/* A name that JSON can't hold, or that has a newline, is an array of its bytes. */
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

/* @alias: what stands for each of them instead, with a number; NULL: themselves. */
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

/* Not more stacks than cells: so the table never fills up. */
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

/* Removed ones are counted downwards, in a table of their own. */
static int64_t cgroup_word(struct saving *saving, uint64_t cgroup)
{
	struct strbuf name = { .arena = &saving->po->piece };

	strbuf_name(&name, name_text(saving->po, page_cgroup(saving->po, cgroup)));
	saving->json.failed |= name.failed;
	if (saving->of_account && page_cgroup_offline(saving->po, cgroup))
		return -(int64_t)word(saving, &saving->removed, name.len ? name.data : "",
				      name.len);
	return word(saving, &saving->cgroups, name.len ? name.data : "", name.len);
}

/* Masks that differ may have the same names: the number is that of both together. */
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
	struct stack *stack = stackdepot_stack(saving->po, handle);
	json_t *value = json_object(), *frames = json_array();
	const char *line = stack ? stackdepot_text(saving->po, stack) : "";

	if (!stack)
		saving->json.failed = true;
	else
		json_set(&saving->json, value, "kind", json_string(stack_kind_name(stack->kind)));
	json_set(&saving->json, value, "handle", json_integer(handle));
	while (*line == ' ') {
		size_t len = strcspn(line, "\n");
		struct strbuf raw = { .arena = &saving->po->piece }, name = raw;

		strbuf_append(&raw, line + 1, len - 1);
		strbuf_name(&name, raw.failed ? "" : raw.data);
		json_push(&saving->json, frames, json_stringn(name.len ? name.data : "", name.len));
		line += len + (line[len] == '\n');
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

/* A name out of the dump, fit for print. */
static json_t *printed(struct json *json, const char *name)
{
	struct strbuf text = { .arena = &json->po->piece };

	strbuf_name(&text, name);
	return json_of_text(json, &text);
}

static unsigned int nr_zone_names(struct pageowner *po)
{
	if (source_is_text(po))
		return 0;
	return po->saved ? SAVED_ZONES : node_zones(po, node_address(po, 0));
}

static void names_members(struct saving *saving)
{
	struct json *json = &saving->json;
	unsigned int i, nr_zones = nr_zone_names(saving->po);

	json_array_begin(json, "migratetypes");
	for (i = 0; i < page_nr_migratetypes(saving->po); i++)
		json_value(json, printed(json, page_migratetype_name(saving->po, i)));
	json_array_end(json);
	json_array_begin(json, "zones");
	for (i = 0; i < SAVED_ZONES && i < nr_zones; i++)
		json_value(json, printed(json, machine_zone_name(saving->po, i)));
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

static json_t *holes_value(struct json *json, const struct pageowner *po,
			   const struct result *result)
{
	json_t *value = json_object();
	size_t i;

	for (i = 0; i < NR_HOLES; i++)
		json_set(json, value, saved_holes[i], json_number(holes_count(po, result, i)));
	return value;
}

static void result_members(struct saving *saving, const struct result *result)
{
	struct pageowner *po = saving->po;
	struct json *json = &saving->json;
	bool text = source_is_text(po);
	json_t *value = json_object();
	size_t i;

	json_member(json, "live", json_boolean(source_is_live(po)));
	json_member(json, "counters", json_boolean(result->counters));
	json_member(json, "managed_pages", json_number(text ? 0 : machine_managed_pages(po)));
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
	json_member(json, "holes", holes_value(json, po, result));
	json_member(json, "complete", json_boolean(result->complete));
	json_member(json, "symbols", json_name(po->unnamed));
	json_member(json, "offline_sections", json_number(po->sections.invalid));
}

/* ---- the account ---- */

static json_t *zone_value(struct json *json, const struct account *account, size_t i)
{
	const struct mem_zone *zone = &account->zones.zones[i];
	const struct account_sums *sums = &account->of_zones[i];
	json_t *value = json_object(), *rows = json_array();
	int row;

	json_set(json, value, "node", json_integer(zone->node));
	json_set(json, value, "zone", json_integer(zone->number));
	json_set(json, value, "managed", json_number(sums->managed));
	json_set(json, value, "present", json_number(sums->present));
	json_set(json, value, "early_compound", json_number(sums->early_compound));
	for (row = 1; row < NR_ACCOUNT_ROWS; row++) {
		json_t *one = json_object();

		json_set(json, one, "what", json_string(account_row_name(row)));
		json_set(json, one, "pages", json_number(sums->pages[row]));
		json_set(json, one, "cma", json_number(sums->cma[row]));
		json_set(json, one, "reserved", json_number(sums->reserved[row]));
		json_push(json, rows, one);
	}
	json_set(json, value, "rows", rows);
	return value;
}

static json_t *counters_value(struct json *json, const struct account *account)
{
	json_t *array = json_array();
	const char *name;
	bool of_node;
	size_t i, z;

	for (i = 0; (name = vmstat_item(account->vmstat, i, &of_node)); i++) {
		json_t *value = json_object(), *zones = json_array();

		json_set(json, value, "name", json_string(name));
		json_set(json, value, "of", json_string(of_node ? "node" : "zone"));
		for (z = 0; z < account->zones.count; z++) {
			struct counter counter;
			bool known = vmstat_value(account->vmstat, i, z, &counter);
			json_t *pair = known ? json_array() : json_null();

			if (known) {
				json_push(json, pair, json_integer(counter.value));
				json_push(json, pair, json_number(counter.bound));
			}
			json_push(json, zones, pair);
		}
		json_set(json, value, "zones", zones);
		json_push(json, array, value);
	}
	return array;
}

static json_t *variables_value(struct json *json, struct pageowner *po)
{
	json_t *value = json_object();
	uint64_t number;
	bool known;
	size_t i;

	for (i = 0; saved_variables[i].name; i++) {
		known = saved_variables[i].fact == F_PCPU_NR_UNITS
				? variable_uint(po, F_PCPU_NR_UNITS, &number)
				: variable_ulong(po, saved_variables[i].fact, &number);
		json_set(json, value, saved_variables[i].name, json_number_if(known, number));
	}
	known = meminfo_hugetlb(po, NULL, &number);
	json_set(json, value, "hugetlb_kib", json_number_if(known, number));
	return value;
}

static json_t *account_value(struct saving *saving, struct account *account)
{
	struct json *json = &saving->json;
	json_t *value = json_object(), *zones = json_array();
	size_t i;

	for (i = 0; i < account->zones.count; i++)
		json_push(json, zones, zone_value(json, account, i));
	json_set(json, value, "zones", zones);
	json_set(json, value, "counters", counters_value(json, account));
	json_set(json, value, "variables", variables_value(json, saving->po));
	json_set(json, value, "pcp_pages", json_number(account->marks.pcp_count));
	json_set(json, value, "pcp_lost", json_number(account->marks.pcp_lost));
	json_set(json, value, "stacks_in_vmalloc", json_boolean(account->marks.stacks_in_vmalloc));
	json_set(json, value, "offline_pages", json_number(account->offline));
	json_set(json, value, "unknown_pages", json_number(account->result.totals.unknown_pages));
	json_set(json, value, "complete", json_boolean(account->result.complete));
	json_set(json, value, "holes", holes_value(json, saving->po, &account->result));
	return value;
}

/* ---- who was still there ---- */

static const struct task *task_of(const struct saving *saving, const struct task_list *tasks,
				  const struct cell *cell)
{
	return tasks_find(tasks, has(saving->po, F_OWNER_TGID) ? cell->key.tgid : cell->key.pid);
}

/* Of those that own something, by pid; null if they are not all known. */
static void tasks_member(struct saving *saving, const struct cells *cells)
{
	struct json *json = &saving->json;
	struct task_list tasks;
	bool *wanted;
	size_t i;

	if (tasks_load(saving->po, &tasks) || !tasks.complete) {
		json_member(json, "tasks", json_null());
		return;
	}
	wanted = arena_alloc(saving->arena, tasks.count + 1);
	json->failed |= !wanted;
	for (i = 0; wanted && i < cells->size; i++) {
		const struct task *task = cells->table[i] ? task_of(saving, &tasks, cells->table[i])
							  : NULL;

		if (task)
			wanted[task - tasks.tasks] = true;
	}
	json_array_begin(json, "tasks");
	for (i = 0; wanted && i < tasks.count; i++) {
		json_t *pair = wanted[i] ? json_array() : NULL;

		if (!pair)
			continue;
		json_push(json, pair, json_integer(tasks.tasks[i].pid));
		json_push(json, pair, json_integer(tasks.tasks[i].start & INT64_MAX));
		json_value(json, pair);
	}
	json_array_end(json);
}

/* What oom says of the log, where names may be kept: it is full of them. */
static void log_member(struct saving *saving, bool anonymous)
{
	static const char left_out[] = "OOM          the log was left out: it has names\n";
	struct json *json = &saving->json;
	struct strbuf text = { .arena = saving->arena };
	const char *line;

	if (anonymous)
		strbuf_append(&text, left_out, strlen(left_out));
	else if (oom_log_lines(saving->po, &text) || text.failed)
		json->failed = true;
	json_array_begin(json, "log");
	for (line = json->failed ? "" : text.data; line && *line; line += strcspn(line, "\n") + 1) {
		struct strbuf raw = { .arena = &saving->po->piece };

		strbuf_append(&raw, line, strcspn(line, "\n"));
		json_value(json, printed(json, raw.failed ? "" : raw.data));
	}
	json_array_end(json);
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
		return fail(&po->reader, -ENOMEM, "saved file");
	json_begin(json, po, "pageowner saved", SAVED_VERSION);
	json_machine(json);
	result_members(&saving, result);
	columns_member(json);
	cells_member(&saving, "cells", &result->cells);
	json_member(json, "account", account ? account_value(&saving, account) : json_null());
	if (account) {
		saving.of_account = true;
		cells_member(&saving, "unaccounted", &account->result.cells);
		cells_member(&saving, "cma", &account->cma);
		tasks_member(&saving, &account->result.cells);
		json_member(json, "suspects_other_pages",
			    json_number(po->reader.holes[HOLE_OTHER] - po->open_holes));
		log_member(&saving, anonymous);
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
