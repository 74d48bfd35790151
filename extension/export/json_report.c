// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A report as JSON: docs/report.schema.json describes each member.
 */
#include "export/formats.h"
#include "export/json.h"

#define SCHEMA_VERSION 2

static json_t *page(struct json *json, uint64_t pages, uint64_t example)
{
	json_t *value = json_size(json, pages);

	json_set(json, value, "example_pfn", json_number_if(example, example - 1));
	return value;
}

static json_t *allocations(struct json *json, uint64_t pages, uint64_t count)
{
	json_t *value = json_size(json, pages);

	json_set(json, value, "allocations", json_number(count));
	return value;
}

static json_t *odd_records(struct json *json, const struct view *view)
{
	const struct totals *totals = &view->result->totals;
	json_t *value = json_object();

	json_set(json, value, "disagree", json_number(totals->odd_records));
	json_set(json, value, "impossible_order", json_number(totals->bad_records));
	json_set(json, value, "not_records", json_number(totals->not_records));
	return value;
}

void json_report_totals(struct json *json, const struct view *view)
{
	const struct totals *totals = &view->result->totals;
	bool dump = !json->po->machine.text;

	json_member(json, "managed",
		    dump && view->whole ? json_size(json, view->whole) : json_null());
	json_member(json, "owned", allocations(json, totals->owned_pages, totals->allocations));
	json_member(json, "early", json_size(json, report_pages_of_kind(view, STACK_EARLY)));
	json_member(json, "stack_lost", json_size(json, report_pages_of_kind(view, STACK_FAILURE)));
	json_member(json, "no_record",
		    dump ? page(json, totals->no_record_pages, view->result->examples.no_record)
			 : json_null());
	json_member(json, "odd_records", odd_records(json, view));
	json_member(json, "selected",
		    allocations(json, view->groups.sums.pages, view->groups.sums.count));
}

int json_report(struct view *view)
{
	struct pageowner *po = view->po;
	const struct groups *groups = &view->groups;
	unsigned int keys = po->options.keys;
	struct json json;
	size_t i;
	int err = 0;

	json_begin(&json, po, "pageowner report", SCHEMA_VERSION);
	json_machine(&json);
	json_report_totals(&json, view);
	json_sorting(&json, keys);
	json_member(&json, "groups_total", json_number(groups->count));
	json_array_begin(&json, "groups");
	for (i = 0; !err && i < export_shown(po, groups); i++)
		err = json_element(&json, json_group(&json, view, &groups->groups[i], keys));
	if (err)
		return err;
	json_array_end(&json);
	json_not_read(&json, view->result);
	return json_end(&json);
}
