// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Single allocations as JSON, one object with all of them or a line for each:
 * docs/list.schema.json describes each member.
 */
#include "export/json.h"
#include "export/json_list.h"

#define SCHEMA_VERSION 1

static void hand_over(struct pageowner *po, struct json *json)
{
	po->output.failed |= json->failed || json->text.failed;
	if (json->text.len)
		strbuf_append(&po->output, json->text.data, json->text.len);
}

void json_list_begin(struct pageowner *po)
{
	struct json json;

	if (po->options.format != FORMAT_RECORDS)
		return;
	json_begin(&json, po, "pageowner list", SCHEMA_VERSION);
	json_machine(&json);
	json_array_begin(&json, "allocations");
	hand_over(po, &json);
}

/* A name out of the dump, in a form that is fit for print. */
static json_t *name_value(struct json *json, const char *name)
{
	struct strbuf text = { .arena = &json->po->piece };

	strbuf_name(&text, name);
	return json_of_text(json, &text);
}

static void set_task(struct json *json, json_t *value, const struct allocation *alloc)
{
	const struct pageowner *po = json->po;
	bool text = po->machine.text;

	json_set(json, value, "pid",
		 text || has(po, F_OWNER_PID) ? json_integer(alloc->pid) : json_null());
	json_set(json, value, "tgid",
		 text || has(po, F_OWNER_TGID) ? json_integer(alloc->tgid) : json_null());
	json_set(json, value, "name", name_value(json, alloc->comm));
	json_set(json, value, "context", json_name(page_owner_context_name(alloc->context)));
	json_set(json, value, "ts_ns", json_number_if(text || has(po, F_OWNER_TS), alloc->ts_nsec));
	json_set(json, value, "free_ts_ns",
		 json_number_if(text || has(po, F_OWNER_FREE_TS), alloc->free_ts_nsec));
}

static json_t *allocation_value(struct json *json, const struct allocation *alloc,
				struct stack *stack)
{
	struct pageowner *po = json->po;
	bool summed = po->machine.text && alloc->pages;
	json_t *value = json_size(json, summed ? alloc->pages : 1ull << alloc->order);

	json_set(json, value, "pfn", json_number(alloc->pfn));
	json_set(json, value, "order", json_integer(alloc->order));
	json_set(json, value, "gfp_mask", json_hex(alloc->gfp_mask));
	json_set(json, value, "allocated", json_boolean(alloc->allocated));
	json_set(json, value, "migratetype",
		 json_name(page_migratetype_name(po, alloc->migratetype)));
	json_set(json, value, "node", json_number_if(alloc->node >= 0, alloc->node));
	json_set(json, value, "zone", json_number_if(alloc->zone >= 0, alloc->zone));
	json_set(json, value, "cgroup",
		 name_value(json, name_text(po, cgroup_ref_name(po, alloc->cgroup))));
	set_task(json, value, alloc);
	json_set(json, value, "stack", json_stack(json, stack));
	return value;
}

/* The memory of a record goes with it: a list may have millions. */
void json_list_record(struct pageowner *po, const struct allocation *alloc, struct stack *stack)
{
	struct json json = { .po = po, .text = { .arena = &po->piece } };

	json.more = po->listed > 1;
	if (po->options.format == FORMAT_LINES)
		json_line(&json, allocation_value(&json, alloc, stack));
	else
		json_value(&json, allocation_value(&json, alloc, stack));
	hand_over(po, &json);
	arena_free(&po->piece);
}

void json_list_end(struct pageowner *po, const struct result *result)
{
	struct json json = { .po = po, .text = { .arena = &po->run }, .more = po->listed };

	if (po->options.format != FORMAT_RECORDS)
		return;
	json_array_end(&json);
	json_not_read(&json, result);
	json.failed |= json_finish(&json) != 0;
	hand_over(po, &json);
}
