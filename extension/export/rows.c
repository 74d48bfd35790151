// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a database keeps of a dump, as rows: docs/rows.schema.json describes each member.
 */
#include <stdio.h>
#include <stdlib.h>

#include "export/rows.h"
#include "export/rules.h"
#include "export/json.h"
#include "report/known.h"
#include "report/suspects.h"
#include "scan/account.h"
#include "scan/source_log.h"
#include "scan/source_saved.h"

/* Of owners: what one machine tells apart and another can't is left out. */
#define OWNER_KEYS (SAVED_KEYS & ~(KEY_BIT(KEY_PID) | KEY_BIT(KEY_TGID) | KEY_BIT(KEY_AGE)))

struct rows {
	struct pageowner *po;
	struct json json;
	struct map stacks; /* those that are written, by the first half of their key */
	int err;
};

static json_t *row_begin(struct rows *rows, const char *kind)
{
	json_t *row = json_object();

	json_set(&rows->json, row, "row", json_string(kind));
	return row;
}

static int append(const char *data, size_t len, void *arg)
{
	strbuf_append(arg, data, len);
	return 0;
}

static void row_end(struct rows *rows, json_t *row)
{
	struct json *json = &rows->json;

	if (json->failed || json_dump_callback(row, append, &json->text, JSON_COMPACT))
		rows->err = fail(&rows->po->reader, -ENOMEM, "writing the rows");
	json_decref(row);
	strbuf_append(&json->text, "\n", 1);
	if (!rows->err)
		rows->err = export_write(rows->po, &json->text);
}

/* ---- the dump ---- */

static json_t *uts(struct rows *rows, enum uts_field field)
{
	struct strbuf text = { .arena = &rows->po->piece };

	machine_uts_text(rows->po, field, &text);
	return json_of_text(&rows->json, &text);
}

static uint64_t unaccounted(struct pageowner *po, struct account *account)
{
	struct account_part part = { .po = po, .account = account };

	if (!account_part_next(&part))
		return 0;
	return part.sums.pages[ROW_UNACCOUNTED] + part.sums.pages[ROW_NO_RECORD];
}

static void dump_row(struct rows *rows, const struct result *result, struct account *account)
{
	struct pageowner *po = rows->po;
	struct json *json = &rows->json;
	json_t *row = row_begin(rows, "dump");
	uint64_t seconds = machine_time(po), uptime = machine_now(po),
		 managed = machine_managed_pages(po);
	size_t len;
	const char *id = vmcoreinfo_line(po, "BUILD-ID", &len);

	if (id && (len > 128 || strspn(id, "0123456789abcdef") < len))
		id = NULL;
	json_set(json, row, "schema_version", json_integer(ROWS_VERSION));
	json_set(json, row, "pageowner", json_string(PAGEOWNER_VERSION));
	json_set(json, row, "source",
		 json_string(po->machine.text	? "text"
			     : po->machine.live ? "live"
						: "dump"));
	json_set(json, row, "host", uts(rows, UTS_NODENAME));
	json_set(json, row, "release", uts(rows, UTS_RELEASE));
	json_set(json, row, "version", uts(rows, UTS_VERSION));
	json_set(json, row, "machine", uts(rows, UTS_MACHINE));
	json_set(json, row, "build_id", id ? json_stringn(id, len) : json_null());
	json_set(json, row, "crash_time", json_number_if(seconds, seconds));
	json_set(json, row, "uptime_ns", json_number_if(uptime, uptime));
	json_set(json, row, "page_size", json_number(po->reader.page_size));
	json_set(json, row, "managed_pages", json_number_if(managed, managed));
	json_set(json, row, "owned_pages", json_number(result->totals.owned_pages));
	json_set(json, row, "unaccounted_pages",
		 account ? json_number(unaccounted(po, account)) : json_null());
	json_set(json, row, "complete", json_boolean(!holes_any(po, result)));
	row_end(rows, row);
}

/* ---- stacks and their owners ---- */

/* "a\nb\n" */
static json_t *lines_value(struct rows *rows, const char *lines)
{
	json_t *array = json_array();
	size_t len;

	for (; lines && *lines; lines += len + 1) {
		struct strbuf name = { .arena = &rows->po->piece }, raw = name;

		len = strcspn(lines, "\n");
		strbuf_append(&raw, lines, len);
		strbuf_name(&name, raw.failed || !raw.len ? "" : raw.data);
		json_push(&rows->json, array,
			  name.len ? json_stringn(name.data, name.len) : json_string(""));
	}
	return array;
}

/* A stack is written before the first row that names its key. */
static void stack_row(struct rows *rows, const struct stack *stack, const char *key)
{
	struct pageowner *po = rows->po;
	struct json *json = &rows->json;
	struct strbuf module = { .arena = &po->piece };
	char half[17];
	uint64_t number;
	json_t *row;

	if (!*key)
		return;
	snprintf(half, sizeof(half), "%s", key);
	number = strtoull(half, NULL, 16);
	if (map_find(&rows->stacks, number))
		return;
	if (!map_add(&po->run, &rows->stacks, number, rows))
		json->failed = true;
	row = row_begin(rows, "stack");
	strbuf_name(&module, stack->module ? name_text(po, stack->module) : "");
	json_set(json, row, "key", json_string(key));
	json_set(json, row, "kind", json_string(stack_kind_name(stack->kind)));
	json_set(json, row, "module", json_of_text(json, &module));
	json_set(json, row, "frames", lines_value(rows, export_stack_lines(po, stack)));
	row_end(rows, row);
}

static void owner_row(struct rows *rows, const struct group *group, bool times)
{
	static const enum key keys[] = { KEY_ORDER,  KEY_GFP,	      KEY_COMM,
					 KEY_CGROUP, KEY_CONTEXT,     KEY_NODE,
					 KEY_ZONE,   KEY_MIGRATETYPE, KEY_SLAB };
	struct pageowner *po = rows->po;
	struct json *json = &rows->json;
	char key[STACK_KEY_LEN];
	json_t *row;
	size_t i;

	export_stack_key(po, group->stack, key);
	stack_row(rows, group->stack, key);
	row = row_begin(rows, "owner");
	json_set(json, row, "key", json_name(key));
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		struct strbuf text = { .arena = &po->piece };
		int64_t number;

		json_set(json, row, key_rows[keys[i]].name,
			 export_key(po, keys[i], group, &number, &text)
				 ? json_integer(number)
				 : json_of_text(json, &text));
	}
	json_set(json, row, "pages", json_number(group->sums.pages));
	json_set(json, row, "allocations", json_number(group->sums.count));
	json_set(json, row, "oldest_ns", json_number_if(times, group->sums.ts_first));
	json_set(json, row, "youngest_ns", json_number_if(times, group->sums.ts_last));
	row_end(rows, row);
}

static void owner_rows(struct rows *rows, const struct result *result)
{
	struct grouping grouping = grouping_by_stack(UINT16_MAX);
	struct pageowner *po = rows->po;
	bool times = po->machine.text || has(po, F_OWNER_TS);
	struct groups groups;
	size_t i;

	grouping.keys = OWNER_KEYS & ~(KEY_BIT(KEY_CALLER) | KEY_BIT(KEY_MODULE));
	rows->err = groups_make(po, &result->cells, NULL, &grouping, &groups);
	for (i = 0; !rows->err && i < groups.count; i++)
		owner_row(rows, &groups.groups[i], times && !result->counters);
}

/* ---- the account, its suspects ---- */

static void account_rows(struct rows *rows, struct account *account)
{
	struct account_part part = { .po = rows->po, .account = account };
	struct counter counter;
	int i;

	if (!account_part_next(&part))
		return;
	for (i = 1; !rows->err && i < NR_ACCOUNT_ROWS; i++) {
		bool counted = account_part_counter(&part, i, &counter);
		json_t *row;

		if (!part.sums.pages[i] && !counted)
			continue;
		row = row_begin(rows, "account");
		json_set(&rows->json, row, "id", json_string(account_row_id(i)));
		json_set(&rows->json, row, "pages", json_number(part.sums.pages[i]));
		json_set(&rows->json, row, "kernel_pages",
			 counted ? json_integer(counter.value) : json_null());
		row_end(rows, row);
	}
}

static void suspect_row(void *arg, const struct suspect_found *found)
{
	const struct group *group = found->group;
	struct rows *rows = arg;
	char key[STACK_KEY_LEN];
	json_t *row;

	if (rows->err)
		return;
	export_stack_key(rows->po, group->stack, key);
	stack_row(rows, group->stack, key);
	row = row_begin(rows, "suspect");
	json_set(&rows->json, row, "key", json_name(key));
	json_set(&rows->json, row, "pages", json_number(group->sums.pages));
	json_set(&rows->json, row, "reasons", lines_value(rows, found->text));
	row_end(rows, row);
}

/* ---- known issues ---- */

static void match_row(struct rows *rows, const struct group *group, uint64_t whole)
{
	const struct known_issue *issue = known_find(rows->po, group, whole);
	struct json *json = &rows->json;
	char key[STACK_KEY_LEN];
	json_t *row;

	if (!issue)
		return;
	export_stack_key(rows->po, group->stack, key);
	stack_row(rows, group->stack, key);
	row = row_begin(rows, "match");
	json_set(json, row, "rule", json_string(issue->id));
	json_set(json, row, "version", json_integer(issue->version));
	json_set(json, row, "title", json_string(issue->title));
	json_set(json, row, "link", json_string(issue->link));
	json_set(json, row, "fixed_in", json_name(issue->fixed_in));
	json_set(json, row, "key", json_name(key));
	json_set(json, row, "pages", json_number(group->sums.pages));
	row_end(rows, row);
}

/* Of all memory, not only of what is unaccounted. */
static void match_rows(struct rows *rows, const struct result *result)
{
	struct grouping grouping = grouping_by_stack(UINT16_MAX);
	struct pageowner *po = rows->po;
	uint64_t managed = machine_managed_pages(po);
	struct groups groups;
	size_t i;

	rows->err = rules_load(po);
	if (!rows->err)
		rows->err = groups_make(po, &result->cells, NULL, &grouping, &groups);
	for (i = 0; !rows->err && i < groups.count; i++)
		match_row(rows, &groups.groups[i], managed ? managed : groups.sums.pages);
}

/* ---- events of the log ---- */

static json_t *word(struct rows *rows, const char *name)
{
	struct strbuf text = { .arena = &rows->po->piece };

	strbuf_name(&text, name);
	return json_of_text(&rows->json, &text);
}

static void oom_row(struct rows *rows, const struct oom_event *event)
{
	struct json *json = &rows->json;
	json_t *row = row_begin(rows, "oom");

	json_set(json, row, "kind", json_string(event->kind == OOM_KILL ? "kill" : "failure"));
	json_set(json, row, "at_ns", json_number_if(event->time.has_ts, event->time.ts));
	json_set(json, row, "constraint", word(rows, event->constraint));
	json_set(json, row, "cgroup", word(rows, event->cgroup));
	json_set(json, row, "victim", word(rows, event->victim));
	json_set(json, row, "gfp", word(rows, event->gfp));
	json_set(json, row, "order", json_number_if(event->order >= 0, event->order));
	row_end(rows, row);
}

/* A saved file has of the log only what oom prints; a log that can't be read has no events. */
static void oom_rows(struct rows *rows)
{
	struct pageowner *po = rows->po;
	struct log_losses losses;
	struct oom_log *log;
	size_t i;

	if (po->machine.text || po->saved)
		return;
	if (log_of_oom(po, &log, &losses)) {
		po->reader.message[0] = '\0';
		return;
	}
	for (i = 0; !rows->err && i < oom_log_kept(log); i++)
		oom_row(rows, oom_log_event(log, i));
}

int rows_write(struct pageowner *po, const struct result *result, struct account *account)
{
	struct rows rows = { .po = po, .json = { .po = po, .text = { .arena = &po->run } } };

	dump_row(&rows, result, account);
	if (!rows.err)
		owner_rows(&rows, result);
	if (!rows.err && account)
		account_rows(&rows, account);
	if (!rows.err && account && !po->ownerless)
		rows.err = suspects_each(po, account, suspect_row, &rows, NULL) ?: rows.err;
	if (!rows.err)
		match_rows(&rows, result);
	if (!rows.err)
		oom_rows(&rows);
	if (!rows.err)
		rows.err = write_text(po, &rows.json.text);
	arena_free(&po->piece);
	export_explain(po, account && holes_any(po, &account->result) ? &account->result : result);
	return rows.err;
}
