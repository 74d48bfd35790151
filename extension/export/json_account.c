// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An account as JSON: docs/account.schema.json describes each member.
 */
#include "base/screen.h"
#include "scan/account.h"
#include "export/formats.h"
#include "export/json.h"

#define SCHEMA_VERSION 2

json_t *json_account_row(struct json *json, const struct account_part *part, int row)
{
	struct counter counter;
	bool counted = account_part_counter(part, row, &counter);
	json_t *value = json_size(json, part->sums.pages[row]);

	json_set(json, value, "id", json_string(account_row_id(row)));
	json_set(json, value, "what", json_string(account_row_name(row)));
	json_set(json, value, "managed", json_boolean(account_row_managed(row)));
	json_set(json, value, "kernel_pages", counted ? json_integer(counter.value) : json_null());
	json_set(json, value, "difference",
		 counted ? json_integer((int64_t)account_part_counted(part, row) - counter.value)
			 : json_null());
	json_set(json, value, "uncertainty", counted ? json_number(counter.bound) : json_null());
	json_set(json, value, "cma_pages", json_number(part->sums.cma[row]));
	return value;
}

static json_t *groups_value(struct json *json, struct account_part *part)
{
	struct pageowner *po = json->po;
	struct view view = { .po = po, .whole = part->sums.managed, .now = machine_now(po) };
	json_t *array = json_array();
	size_t i;

	if (account_part_groups(part, &view.groups))
		json->failed = true;
	for (i = 0; i < export_shown(po, &view.groups); i++)
		json_push(json, array,
			  json_group(json, &view, &view.groups.groups[i], po->options.keys));
	return array;
}

static json_t *part_value(struct json *json, struct account_part *part)
{
	const struct mem_zone *zone = &part->account->zones.zones[part->first];
	const struct options *options = &json->po->options;
	json_t *value = json_object(), *rows = json_array();
	int row;

	for (row = 1; row < NR_ACCOUNT_ROWS; row++)
		json_push(json, rows, json_account_row(json, part, row));
	json_set(json, value, "node",
		 json_number_if(options->by_node || options->by_zone, zone->node));
	json_set(json, value, "zone",
		 options->by_zone ? json_name(machine_zone_name(json->po, zone->number))
				  : json_null());
	json_set(json, value, "managed",
		 json->po->machine.ram_doubt ? json_null() : json_size(json, part->sums.managed));
	json_set(json, value, "rows", rows);
	json_set(json, value, "unaccounted", groups_value(json, part));
	return value;
}

json_t *json_account_warnings(struct json *json, struct account *account)
{
	struct strbuf text = { .arena = &json->po->piece };
	json_t *array = json_array();
	const char *line, *end;

	if (account_warnings(json->po, account, &text) || text.failed)
		json->failed = true;
	screen_strip(&text);
	for (line = text.len ? text.data : ""; *line; line = end + 1) {
		end = line + strcspn(line, "\n");
		json_push(json, array, json_stringn(line, end - line));
		if (!*end)
			break;
	}
	return array;
}

int json_account_parts(struct json *json, struct account *account)
{
	struct account_part part = { .po = json->po, .account = account };
	int err = 0;

	json_array_begin(json, "parts");
	while (!err && account_part_next(&part))
		err = json_element(json, part_value(json, &part));
	if (!err)
		json_array_end(json);
	return err;
}

int json_account(struct pageowner *po, struct account *account)
{
	struct json json;
	int err;

	json_begin(&json, po, "pageowner account", SCHEMA_VERSION);
	json_machine(&json);
	json_sorting(&json, po->options.keys);
	err = json_account_parts(&json, account);
	if (err)
		return err;
	json_member(&json, "warnings", json_account_warnings(&json, account));
	json_member(&json, "offline_pages", json_number(account->offline));
	json_not_read(&json, &account->result);
	return json_end(&json);
}
