// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>

#include "export/json.h"

/* ---- the document ---- */

static int append(const char *data, size_t len, void *arg)
{
	strbuf_append(arg, data, len);
	return 0;
}

static void dump_value(struct json *json, json_t *value)
{
	if (!value ||
	    json_dump_callback(value, append, &json->text, JSON_ENCODE_ANY | JSON_COMPACT))
		json->failed = true;
	json_decref(value);
}

static void begin_line(struct json *json, const char *name)
{
	strbuf_printf(&json->text, json->more ? ",\n" : "\n");
	json->more = true;
	if (name)
		strbuf_printf(&json->text, "\"%s\": ", name);
}

void json_member(struct json *json, const char *name, json_t *value)
{
	begin_line(json, name);
	dump_value(json, value);
}

void json_begin(struct json *json, struct pageowner *po, const char *schema, int version)
{
	memset(json, 0, sizeof(*json));
	json->po = po;
	json->text.arena = &po->run;
	strbuf_printf(&json->text, "{");
	json_member(json, "schema", json_string(schema));
	json_member(json, "schema_version", json_integer(version));
	json_member(json, "pageowner", json_string(PAGEOWNER_VERSION));
}

void json_array_begin(struct json *json, const char *name)
{
	begin_line(json, name);
	strbuf_printf(&json->text, "[");
	json->more = false;
}

/* A value that is incomplete because memory ran out is not written. */
static int check(struct json *json)
{
	return json->failed ? fail(&json->po->reader, -ENOMEM, "writing the output") : 0;
}

void json_value(struct json *json, json_t *value)
{
	begin_line(json, NULL);
	dump_value(json, value);
}

void json_line(struct json *json, json_t *value)
{
	dump_value(json, value);
	strbuf_append(&json->text, "\n", 1);
}

int json_element(struct json *json, json_t *value)
{
	int err;

	json_value(json, value);
	err = check(json);
	return err ? err : export_write(json->po, &json->text);
}

void json_array_end(struct json *json)
{
	strbuf_printf(&json->text, json->more ? "\n]" : "]");
	json->more = true;
}

int json_finish(struct json *json)
{
	strbuf_printf(&json->text, "\n}\n");
	json->failed |= json->text.failed;
	return check(json);
}

int json_end(struct json *json)
{
	int err = json_finish(json);

	if (!err)
		err = write_text(json->po, &json->text);
	arena_free(&json->po->piece);
	return err;
}

/* ---- values ---- */

void json_set(struct json *json, json_t *object, const char *name, json_t *value)
{
	if (json_object_set_new(object, name, value))
		json->failed = true;
}

void json_push(struct json *json, json_t *array, json_t *value)
{
	if (json_array_append_new(array, value))
		json->failed = true;
}

json_t *json_number(uint64_t value)
{
	return json_number_if(value <= INT64_MAX, value);
}

json_t *json_number_if(bool known, uint64_t value)
{
	return known && value <= INT64_MAX ? json_integer(value) : json_null();
}

json_t *json_name(const char *name)
{
	return name && *name ? json_string(name) : json_null();
}

json_t *json_hex(uint64_t value)
{
	char buf[32];

	snprintf(buf, sizeof(buf), "0x%llx", (unsigned long long)value);
	return json_string(buf);
}

json_t *json_of_text(struct json *json, const struct strbuf *text)
{
	json->failed |= text->failed;
	return text->len ? json_stringn(text->data, text->len) : json_null();
}

json_t *json_size(struct json *json, uint64_t pages)
{
	json_t *size = json_object();

	json_set(json, size, "pages", json_number(pages));
	json_set(json, size, "bytes", json_number(pages * json->po->reader.page_size));
	return size;
}

/* ---- shared by all kinds of output ---- */

static json_t *kernel(struct json *json)
{
	static const struct {
		const char *name;
		enum uts_field field;
	} fields[] = {
		{ "release", UTS_RELEASE },
		{ "version", UTS_VERSION },
		{ "machine", UTS_MACHINE },
	};
	json_t *kernel = json_object();
	const char *id;
	size_t i, len;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		struct strbuf text = { .arena = &json->po->piece };

		machine_uts_text(json->po, fields[i].field, &text);
		json_set(json, kernel, fields[i].name, json_of_text(json, &text));
	}
	id = vmcoreinfo_line(json->po, "BUILD-ID", &len);
	if (id && (len > 128 || strspn(id, "0123456789abcdef") < len))
		id = NULL;
	json_set(json, kernel, "build_id", id ? json_stringn(id, len) : json_null());
	return kernel;
}

json_t *json_host(struct json *json)
{
	struct strbuf text = { .arena = &json->po->piece };

	machine_uts_text(json->po, UTS_NODENAME, &text);
	return json_of_text(json, &text);
}

void json_machine(struct json *json)
{
	struct pageowner *po = json->po;
	bool dump = !po->machine.text;
	uint64_t seconds = machine_time(po), uptime = machine_now(po);

	json_member(json, "source",
		    json_string(!dump		   ? "text"
				: po->machine.live ? "live"
						   : "dump"));
	json_member(json, "kernel", dump ? kernel(json) : json_null());
	json_member(json, "crash_time", json_number_if(seconds, seconds));
	json_member(json, "uptime_ns", json_number_if(uptime, uptime));
	json_member(json, "page_size", json_number(po->reader.page_size));
}

static json_t *frame_value(struct json *json, const struct export_frame *frame)
{
	json_t *value = json_object();
	bool named = frame->symbol;

	json_set(json, value, "symbol", json_name(frame->symbol));
	json_set(json, value, "offset", json_number_if(named && frame->size, frame->offset));
	json_set(json, value, "size", json_number_if(named && frame->size, frame->size));
	json_set(json, value, "module", json_name(frame->module));
	json_set(json, value, "address", frame->address ? json_hex(frame->address) : json_null());
	return value;
}

json_t *json_stack(struct json *json, struct stack *stack)
{
	struct pageowner *po = json->po;
	json_t *value = json_object(), *array = json_array();
	struct export_frame *frames;
	bool lost = stack->kind == STACK_MISSING;
	char key[STACK_KEY_LEN];
	size_t count = lost ? 0 : export_frames(po, stack, true, &frames), i;

	for (i = 0; i < count; i++)
		json_push(json, array, frame_value(json, &frames[i]));
	json_set(json, value, "kind", json_string(stack_kind_name(stack->kind)));
	export_stack_key(po, stack, key);
	json_set(json, value, "key", json_name(key));
	json_set(json, value, "handle", json_number_if(!po->machine.text, stack->handle));
	json_set(json, value, "allocator_frames",
		 json_integer(po->options.depth ? 0 : stack->hidden));
	json_set(json, value, "frames", array);
	return value;
}

static json_t *processes_value(struct json *json, struct view *view, const struct group *group)
{
	json_t *array = json_array();
	struct process *processes;
	size_t count = report_processes(view, group, &processes), i;

	for (i = 0; i < count; i++) {
		struct strbuf name = { .arena = &json->po->piece };
		json_t *value = json_object();
		bool task = processes[i].context <= RECORDED_TASK;

		strbuf_name(&name, processes[i].comm);
		json_set(json, value, "context",
			 json_name(page_owner_context_name(processes[i].context)));
		json_set(json, value, "tgid", task ? json_integer(processes[i].tgid) : json_null());
		json_set(json, value, "name", json_of_text(json, &name));
		json_set(json, value, "pages", json_number(processes[i].pages));
		json_push(json, array, value);
	}
	return array;
}

static json_t *orders_value(struct json *json, const struct group *group)
{
	json_t *array = json_array();
	uint32_t orders = report_orders(group), i;

	for (i = 0; i < 32; i++)
		if (orders & 1u << i)
			json_push(json, array, json_integer(i));
	return array;
}

static json_t *keys_value(struct json *json, const struct group *group, unsigned int keys)
{
	json_t *object = json_object();
	int i;

	for (i = 0; i < NR_GROUP_KEYS; i++) {
		struct strbuf text = { .arena = &json->po->piece };
		int64_t number;

		if (!(keys & KEY_BIT(i)) || i == KEY_STACK)
			continue;
		json_set(json, object, key_rows[i].name,
			 export_key(json->po, i, group, &number, &text)
				 ? json_integer(number)
				 : json_of_text(json, &text));
	}
	return object;
}

json_t *json_group(struct json *json, struct view *view, const struct group *group,
		   unsigned int keys)
{
	const struct sums *sums = &group->sums;
	bool times = report_knows(view, F_OWNER_TS);
	json_t *value = json_size(json, sums->pages);

	json_set(json, value, "allocations", json_number(sums->count));
	json_set(json, value, "oldest_ns", json_number_if(times, sums->ts_first));
	json_set(json, value, "youngest_ns", json_number_if(times, sums->ts_last));
	json_set(json, value, "orders", orders_value(json, group));
	json_set(json, value, "processes", processes_value(json, view, group));
	json_set(json, value, "keys", keys_value(json, group, keys));
	json_set(json, value, "stack",
		 group->stack && keys & KEY_BIT(KEY_STACK) ? json_stack(json, group->stack)
							   : json_null());
	return value;
}

void json_keys(struct json *json, unsigned int keys)
{
	json_t *array = json_array();
	unsigned int i;

	for (i = 0; i < NR_GROUP_KEYS; i++)
		if (keys & KEY_BIT(i))
			json_push(json, array, json_string(key_rows[i].name));
	json_member(json, "keys", array);
}

void json_sorting(struct json *json, unsigned int keys)
{
	const struct options *options = &json->po->options;
	json_t *array = json_array();
	unsigned int i;

	json_keys(json, keys);
	for (i = 0; i < options->nr_sort; i++) {
		json_t *value = json_object();

		json_set(json, value, "key", json_string(key_rows[options->sort[i].key].name));
		json_set(json, value, "descending", json_boolean(options->sort[i].sign < 0));
		json_push(json, array, value);
	}
	json_member(json, "sort", array);
}

void json_not_read(struct json *json, const struct result *result)
{
	static const struct {
		const char *name;
		enum hole hole;
	} holes[] = {
		{ "page_ext_pages", HOLE_PAGE_EXT },
		{ "memory_map_pages", HOLE_PAGE },
		{ "stacks", HOLE_STACK },
		{ "other_pages", HOLE_OTHER },
	};
	struct pageowner *po = json->po;
	struct strbuf words = { .arena = &po->piece };
	bool partial = holes_any(po, result);
	json_t *value = json_object();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(holes); i++)
		json_set(json, value, holes[i].name,
			 json_number(holes_count(po, result, holes[i].hole)));
	json_set(json, value, "unknown_pages", json_number(result->totals.unknown_pages));
	json_set(json, value, "offline_sections", json_number(po->sections.invalid));
	json_set(json, value, "changed_records", json_number(result->totals.changed_records));
	json_set(json, value, "interrupted", json_boolean(!result->complete));
	json_set(json, value, "symbols", json_name(po->unnamed));
	if (partial)
		holes_text(po, result, &words);
	json_set(json, value, "text", json_of_text(json, &words));
	json_member(json, "complete", json_boolean(!partial));
	json_member(json, "not_read", value);
}
