// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes the account of a saved file, the tasks that existed, and oom's part of the log.
 */
#include "scan/account.h"
#include "export/saved_write.h"

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
	const struct hugetlb *huge = machine_hugetlb(po);
	uint64_t number;
	bool known;
	size_t i;

	for (i = 0; i < NR_MACHINE_VARIABLES; i++) {
		known = machine_variable(po, i, &number);
		json_set(json, value, saved_variables[i].name, json_number_if(known, number));
	}
	json_set(json, value, "hugetlb_kib", json_number_if(huge->known, huge->kib));
	return value;
}

json_t *save_account(struct saving *saving, struct account *account)
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
	json_set(json, value, "holes", save_holes(json, saving->po, &account->result));
	return value;
}

/* ---- the tasks that existed ---- */

static const struct task *task_of(const struct saving *saving, const struct task_list *tasks,
				  const struct cell *cell)
{
	return tasks_find(tasks, has(saving->po, F_OWNER_TGID) ? cell->key.tgid : cell->key.pid);
}

void save_tasks(struct saving *saving, const struct cells *cells)
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

void save_log(struct saving *saving, bool anonymous)
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
		json_value(json, save_printed(json, raw.failed ? "" : raw.data));
	}
	json_array_end(json);
}
