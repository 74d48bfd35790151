// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The table of tasks in a report of the OOM killer (dump_tasks() of mm/oom_kill.c), added up
 * by name.  Its heading says which columns a release has: nr_ptes until v4.14, then
 * pgtables_bytes; rss_anon, rss_file and rss_shmem since v6.8.
 */
#include <stdlib.h>

#include "machine/oom_log.h"

#define MAX_COLUMNS 24

/* "[  pid  ]   uid  tgid total_vm      rss ... oom_score_adj name" */
static bool take_heading(struct log_tasks *tasks, const struct log_record *record)
{
	const char *at = strchr(record->text, ']');
	struct log_tasks fresh = { .arena = tasks->arena, .rss_column = -1, .swap_column = -1 };

	if (!at || record->text[strspn(record->text, " ")] != '[' || !strstr(at, " total_vm "))
		return false;
	at += 1 + strspn(at + 1, " ");
	while (*at && fresh.columns < MAX_COLUMNS) {
		size_t len = strcspn(at, " ");

		if (len == 4 && !strncmp(at, "name", 4))
			break;
		if (len == 3 && !strncmp(at, "rss", 3))
			fresh.rss_column = fresh.columns;
		if (len == 8 && !strncmp(at, "swapents", 8))
			fresh.swap_column = fresh.columns;
		fresh.columns++;
		at += len;
		at += strspn(at, " ");
	}
	if (!*at || fresh.rss_column < 0)
		return false;
	log_time_keep(&fresh.time, record);
	fresh.caller = record->caller;
	*tasks = fresh;
	return true;
}

static uint64_t sum(uint64_t a, uint64_t b)
{
	return a + b < a ? UINT64_MAX : a + b;
}

static int add_task(struct log_tasks *tasks, const char *name, uint64_t rss, uint64_t swap)
{
	uint32_t id = names_id(tasks->arena, &tasks->names, name, strlen(name));
	struct log_name *of;

	if (id >= tasks->count) {
		of = arena_grow(tasks->arena, tasks->of, &tasks->room, id + 1, sizeof(*of));
		if (!of)
			return -ENOMEM;
		memset(of + tasks->count, 0, (id + 1 - tasks->count) * sizeof(*of));
		tasks->of = of;
		tasks->count = id + 1;
	}
	of = &tasks->of[id];
	of->name = names_text(tasks->names, id);
	of->tasks++;
	of->rss = sum(of->rss, rss);
	of->swap = sum(of->swap, swap);
	tasks->tasks++;
	tasks->rss = sum(tasks->rss, rss);
	tasks->swap = sum(tasks->swap, swap);
	return 0;
}

/* "[     93]     0    93     1013      940    49152        0             0 nginx" */
static bool take_row(struct log_tasks *tasks, const struct log_record *record, int *err)
{
	const char *at = record->text + strspn(record->text, " ");
	uint64_t values[MAX_COLUMNS];
	unsigned int i;
	char *end;

	if (*at != '[')
		return false;
	at++;
	strtoull(at, &end, 10);
	if (end == at || *end != ']')
		return false;
	for (i = 0, at = end + 1; i < tasks->columns; i++, at = end) {
		values[i] = strtoull(at, &end, 10);
		if (end == at)
			return false;
	}
	if (*at != ' ')
		return false;
	*err = add_task(tasks, at + strspn(at, " "), values[tasks->rss_column],
			tasks->swap_column < 0 ? 0 : values[tasks->swap_column]);
	return true;
}

bool log_tasks_line(struct log_tasks *tasks, const struct log_record *record, int *err)
{
	if (take_heading(tasks, record))
		return true;
	if (tasks->caller && record->caller && tasks->caller != record->caller)
		return false;
	return tasks->columns && take_row(tasks, record, err);
}
