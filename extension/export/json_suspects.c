// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Leak suspects as JSON: docs/suspects.schema.json describes each member.
 */
#include "export/formats.h"
#include "export/json.h"
#include "report/known.h"
#include "report/suspects.h"
#include "scan/account.h"

#define SCHEMA_VERSION 1

struct writing {
	struct json *json;
	struct view view;
	uint64_t written;
	int err;
};

static json_t *reasons_value(struct json *json, const struct suspect_found *found)
{
	const char *line = found->text;
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < found->nr_reasons; i++) {
		json_t *value = json_object();
		size_t len = strcspn(line, "\n");

		json_set(json, value, "id", json_string(found->reasons[i].id));
		json_set(json, value, "pages", json_number(found->reasons[i].pages));
		json_set(json, value, "text", json_stringn(line, len));
		json_push(json, array, value);
		line += len + (line[len] == '\n');
	}
	return array;
}

static json_t *ages_value(struct json *json, const struct suspect_found *found)
{
	json_t *value = json_object(), *array = json_array();
	size_t i;

	if (!has(json->po, F_OWNER_TS)) {
		json_decref(array);
		json_decref(value);
		return json_null();
	}
	for (i = 0; i < AGE_TENTHS; i++)
		json_push(json, array, json_number(found->ages[i]));
	json_set(json, value, "tenths", array);
	json_set(json, value, "unknown", json_number(found->ages[AGE_TENTHS]));
	return value;
}

static json_t *known_value(struct json *json, const struct known_issue *issue)
{
	json_t *value;

	if (!issue)
		return json_null();
	value = json_object();
	json_set(json, value, "rule", json_string(issue->id));
	json_set(json, value, "version", json_integer(issue->version));
	json_set(json, value, "title", json_string(issue->title));
	json_set(json, value, "link", json_string(issue->link));
	json_set(json, value, "fixed_in", json_name(issue->fixed_in));
	return value;
}

static void write_suspect(void *arg, const struct suspect_found *found)
{
	struct writing *writing = arg;
	struct json *json = writing->json;
	uint64_t top = json->po->options.top;
	json_t *value;

	if (writing->err || (top && writing->written >= top))
		return;
	writing->written++;
	value = json_group(json, &writing->view, found->group, KEY_BIT(KEY_STACK));
	json_set(json, value, "reasons", reasons_value(json, found));
	json_set(json, value, "ages", ages_value(json, found));
	json_set(json, value, "known",
		 known_value(json, known_find(json->po, found->group, writing->view.whole)));
	writing->err = json_element(json, value);
}

int json_suspects_members(struct json *json, struct account *account)
{
	struct pageowner *po = json->po;
	struct writing writing = {
		.json = json,
		.view = { .po = po, .whole = account->total.managed, .now = machine_now(po) },
	};
	struct suspects_seen seen;
	int err;

	json_array_begin(json, "suspects");
	err = suspects_each(po, account, write_suspect, &writing, &seen) ?: writing.err;
	if (err)
		return err;
	json_array_end(json);
	json_member(json, "suspects_total", json_number(seen.suspects));
	json_member(json, "stacks_total", json_number(seen.stacks));
	json_member(json, "processes_checked", json_boolean(seen.processes));
	json_member(json, "cgroups_checked", json_boolean(seen.cgroups));
	return 0;
}

int json_suspects(struct pageowner *po, struct account *account)
{
	struct json json;
	int err;

	json_begin(&json, po, "pageowner suspects", SCHEMA_VERSION);
	json_machine(&json);
	err = json_suspects_members(&json, account);
	if (err)
		return err;
	json_member(&json, "offline_pages", json_number(account->offline));
	json_not_read(&json, &account->result);
	return json_end(&json);
}
