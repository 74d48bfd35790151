// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the account of a saved file, and the tasks and the log for suspects and oom.
 */
#include "scan/account.h"
#include "export/saved_file.h"
#include "export/saved_read.h"

#define MAX_SAVED_ZONES 4096
#define MAX_LOG 64 /* lines */

static int row_of(const struct loading *loading, const char *name)
{
	int row;

	if (loading->version == 1 && name && !strcmp(name, SAVED_V1_ROW))
		return ROW_UNACCOUNTED;
	for (row = 1; name && row < NR_ACCOUNT_ROWS; row++)
		if (!strcmp(name, account_row_name(row)))
			return row;
	return ROW_NONE;
}

static void read_zone(struct loading *loading, const json_t *value, struct mem_zone *zone,
		      struct account_sums *sums)
{
	const json_t *rows = load_array(loading, value, "rows", 2 * NR_ACCOUNT_ROWS), *one;
	size_t i;

	zone->node = load_number(loading, value, "node", INT16_MAX);
	zone->number = load_number(loading, value, "zone", MAX_ZONE_NAMES - 1);
	sums->managed = zone->managed = load_number(loading, value, "managed", MAX_NUMBER);
	sums->early_compound = load_number(loading, value, "early_compound", MAX_NUMBER);
	sums->present = zone->present = load_number(loading, value, "present", MAX_NUMBER);
	if (zone->managed > zone->present)
		load_wrong(loading, "managed");
	for (i = 0; i < json_array_size(rows); i++) {
		int row;

		one = json_array_get(rows, i);
		row = row_of(loading, json_string_value(json_object_get(one, "what")));
		if (row == ROW_NONE)
			load_wrong(loading, "what");
		sums->pages[row] = load_number(loading, one, "pages", MAX_NUMBER);
		sums->cma[row] = load_number(loading, one, "cma", MAX_NUMBER);
		sums->reserved[row] = load_number(loading, one, "reserved", MAX_NUMBER);
	}
}

static void read_zones(struct loading *loading, const json_t *value)
{
	const json_t *zones = load_array(loading, value, "zones", MAX_SAVED_ZONES);
	struct account *account = &loading->saved->account;
	size_t count = json_array_size(zones), i;
	uint64_t managed = 0;

	account->zones.zones = load_memory(loading, count * sizeof(*account->zones.zones));
	account->of_zones = load_memory(loading, count * sizeof(*account->of_zones));
	account->zones.count = count;
	for (i = 0; i < count && !loading->wrong && !loading->no_memory; i++) {
		read_zone(loading, json_array_get(zones, i), &account->zones.zones[i],
			  &account->of_zones[i]);
		managed += account->of_zones[i].managed;
	}
	if (!loading->saved->machine.live && loading->saved->machine.managed &&
	    loading->saved->machine.managed != managed)
		load_wrong(loading, "managed_pages");
}

struct counter_values {
	int64_t *values;
	uint64_t *bounds;
	bool *known;
};

static void read_counter(struct loading *loading, const json_t *value,
			 const struct counter_values *into, struct vmstat *vmstat)
{
	size_t zones = loading->saved->account.zones.count, z;
	const json_t *pairs = load_array(loading, value, "zones", zones);
	const char *name = load_name(loading, json_object_get(value, "name"), "name");
	const char *of = json_string_value(json_object_get(value, "of"));

	for (z = 0; z < zones; z++) {
		const json_t *pair = json_array_get(pairs, z);

		into->known[z] = json_is_array(pair);
		into->values[z] = into->bounds[z] = 0;
		if (!into->known[z])
			continue;
		into->values[z] = load_integer(loading, json_array_get(pair, 0), -MAX_NUMBER,
					       MAX_NUMBER, "counters");
		into->bounds[z] =
			load_integer(loading, json_array_get(pair, 1), 0, MAX_NUMBER, "counters");
	}
	if (!loading->wrong && (!of || !vmstat_add(vmstat, name, !strcmp(of, "node"), into->values,
						   into->bounds, into->known)))
		load_wrong(loading, "counters");
}

static void read_counters(struct loading *loading, const json_t *value)
{
	const json_t *counters = load_array(loading, value, "counters", 256);
	struct account *account = &loading->saved->account;
	size_t count = account->zones.count, i;
	const struct counter_values into = {
		load_memory(loading, count * sizeof(*into.values)),
		load_memory(loading, count * sizeof(*into.bounds)),
		load_memory(loading, count * sizeof(*into.known)),
	};
	struct vmstat *vmstat = vmstat_new(loading->po, &account->zones);

	loading->no_memory |= !vmstat;
	account->vmstat = vmstat;
	for (i = 0; i < json_array_size(counters) && !loading->wrong && !loading->no_memory; i++)
		read_counter(loading, json_array_get(counters, i), &into, vmstat);
}

static void read_variables(struct loading *loading, const json_t *value)
{
	const json_t *variables = json_object_get(value, "variables");
	struct machine *machine = &loading->saved->machine;
	size_t i;

	for (i = 0; i < NR_MACHINE_VARIABLES; i++)
		machine->variables[i].known =
			load_number_if(loading, variables, saved_variables[i].name,
				       saved_variables[i].max, &machine->variables[i].value);
	machine->hugetlb.known = load_number_if(loading, variables, "hugetlb_kib", MAX_NUMBER,
						&machine->hugetlb.kib);
}

void load_task(struct loading *loading, const json_t *pair)
{
	struct task_list *tasks = &loading->saved->machine.tasks;
	struct task task = {
		.pid = load_integer(loading, json_array_get(pair, 0), INT32_MIN, INT32_MAX,
				    "tasks"),
		.start = load_integer(loading, json_array_get(pair, 1), 0, INT64_MAX, "tasks"),
	};

	if (tasks->count && task.pid < tasks->tasks[tasks->count - 1].pid)
		load_wrong(loading, "tasks");
	tasks->tasks = load_grow(loading, tasks->tasks, &tasks->room, tasks->count, sizeof(task));
	if (tasks->tasks)
		tasks->tasks[tasks->count++] = task;
}

static void read_log(struct loading *loading)
{
	const json_t *lines = load_array(loading, loading->root, "log", MAX_LOG);
	struct strbuf text = { .arena = &loading->po->known };
	size_t i;

	strbuf_append(&text, "", 0);
	for (i = 0; i < json_array_size(lines); i++) {
		const char *line = load_name(loading, json_array_get(lines, i), "log");

		strbuf_name(&text, line ? line : "");
		strbuf_append(&text, "\n", 1);
	}
	loading->no_memory |= text.failed;
	loading->saved->machine.oom_log = text.data;
}

void load_account(struct loading *loading)
{
	const json_t *value = json_object_get(loading->root, "account");
	struct account *account = &loading->saved->account;

	loading->saved->has_account = json_is_object(value);
	if (!json_is_object(value)) {
		if (!json_is_null(value))
			load_wrong(loading, "account");
		return;
	}
	read_zones(loading, value);
	if (loading->wrong || loading->no_memory)
		return;
	read_counters(loading, value);
	read_variables(loading, value);
	account->marks.pcp_count = load_number(loading, value, "pcp_pages", MAX_NUMBER);
	account->marks.pcp_lost = load_number(loading, value, "pcp_lost", MAX_NUMBER);
	account->marks.stacks_in_vmalloc = load_flag(loading, value, "stacks_in_vmalloc");
	account->offline = load_number(loading, value, "offline_pages", MAX_NUMBER);
	account->result.totals.unknown_pages =
		load_number(loading, value, "unknown_pages", MAX_NUMBER);
	account->result.complete = load_flag(loading, value, "complete");
	load_holes(loading, json_object_get(value, "holes"), account->result.holes);
	loading->saved->machine.tasks_holes =
		load_number(loading, loading->root, "suspects_other_pages", MAX_NUMBER);
	read_log(loading);
}
