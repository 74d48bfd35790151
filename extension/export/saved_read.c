// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads a saved file as it comes in.  Anybody may have made it, so every number and every index
 * is checked against its bounds before it becomes part of a cell.  Files with a newer
 * schema_version are refused; unknown members are skipped.
 */
#include "export/saved.h"
#include "export/saved_file.h"
#include "export/saved_read.h"
#include "scan/input.h"

#define MAX_TIME (1ll << 62)
#define MAX_FRAMES 1024

/* ---- names ---- */

static void read_process(struct loading *loading, const json_t *value, char ret[COMM_LEN])
{
	const char *name;
	size_t i;

	if (json_is_array(value)) {
		for (i = 0; i < json_array_size(value) && i < COMM_LEN; i++)
			ret[i] = load_integer(loading, json_array_get(value, i), 1, 255,
					      "processes");
		return;
	}
	name = load_name(loading, value, "processes");
	if (name && strlen(name) <= COMM_LEN)
		memcpy(ret, name, strlen(name));
	else
		load_wrong(loading, "processes");
}

static void load_process(struct loading *loading, const json_t *value)
{
	loading->processes = load_grow(loading, loading->processes, &loading->room_processes,
				       loading->nr_processes, COMM_LEN);
	if (loading->processes)
		read_process(loading, value, loading->processes[loading->nr_processes++]);
}

static void load_cgroup(struct loading *loading, const json_t *value, struct load_names *names)
{
	const char *name = load_name(loading, value, "cgroups");

	names->ids =
		load_grow(loading, names->ids, &names->room, names->count + 1, sizeof(*names->ids));
	if (name && names->ids)
		names->ids[++names->count] = name_id(loading->po, name, strlen(name));
}

static void load_gfp(struct loading *loading, const json_t *value)
{
	uint32_t mask = load_number(loading, value, "mask", UINT32_MAX);
	const char *name = load_name(loading, json_object_get(value, "names"), "names");

	if (name)
		gfp_text_learn(loading->po, mask, name, strlen(name));
}

static void read_kernel_names(struct loading *loading)
{
	const json_t *types = load_array(loading, loading->root, "migratetypes", 16);
	const json_t *zones = load_array(loading, loading->root, "zones", MAX_ZONE_NAMES);
	struct pageowner *po = loading->po;
	const char *name;
	size_t i;

	for (i = 0; i < json_array_size(types); i++) {
		name = load_name(loading, json_array_get(types, i), "migratetypes");
		if (name && page_migratetype(po, name, strlen(name)) != (int)i)
			load_wrong(loading, "migratetypes");
	}
	loading->saved->machine.nr_zones = json_array_size(zones);
	for (i = 0; i < json_array_size(zones) && i < MAX_ZONE_NAMES; i++)
		loading->saved->machine.zone_names[i] =
			load_copy(loading, json_array_get(zones, i), "zones");
}

/* ---- stacks ---- */

static enum stack_kind kind_of(struct loading *loading, const json_t *value)
{
	const char *name = load_name(loading, value, "kind");
	int kind;

	for (kind = STACK_NORMAL; name && kind <= STACK_MISSING; kind++)
		if (!strcmp(name, stack_kind_name(kind)))
			return kind;
	load_wrong(loading, "kind");
	return STACK_NORMAL;
}

static const struct frame *read_frame(struct loading *loading, const json_t *value)
{
	const char *line = load_name(loading, value, "frames");
	char buf[256];
	struct strbuf text = { .arena = &loading->po->run, .data = buf, .room = sizeof(buf) };

	strbuf_name(&text, line ? line : "");
	return text.failed ? NULL : frame_parse(loading->po, text.data, text.len);
}

static void load_stack(struct loading *loading, const json_t *value)
{
	uint32_t handle = load_number(loading, value, "handle", UINT32_MAX);
	const json_t *lines = load_array(loading, value, "frames", MAX_FRAMES);
	enum stack_kind kind = kind_of(loading, json_object_get(value, "kind"));
	size_t count = json_array_size(lines), i;
	const struct frame **frames = load_memory(loading, count * sizeof(*frames));

	for (i = 0; frames && i < count; i++) {
		frames[i] = read_frame(loading, json_array_get(lines, i));
		loading->no_memory |= !frames[i];
	}
	if (!loading->wrong && !loading->no_memory &&
	    !stack_add(loading->po, handle, kind, frames, count))
		load_wrong(loading, "handle");
	loading->stacks = load_grow(loading, loading->stacks, &loading->room_stacks,
				    loading->nr_stacks, sizeof(handle));
	if (loading->stacks)
		loading->stacks[loading->nr_stacks++] = handle;
}

/* ---- the machine and the result ---- */

static void check_columns(struct loading *loading)
{
	const json_t *columns = load_array(loading, loading->root, "columns", NR_SAVED_COLUMNS);
	size_t i;

	for (i = 0; i < NR_SAVED_COLUMNS; i++) {
		const char *name = json_string_value(json_array_get(columns, i));

		if (!name || strcmp(name, saved_columns[i]))
			load_wrong(loading, "columns");
	}
}

/* Stores the build-id as a line of VMCOREINFO, where other code looks for it. */
static void read_build_id(struct loading *loading, const json_t *kernel)
{
	const char *id = load_copy(loading, json_object_get(kernel, "build_id"), "build_id");
	struct strbuf text = { .arena = &loading->po->known };

	strbuf_printf(&text, "%s%s%s", id ? "BUILD-ID=" : "", id ? id : "", id ? "\n" : "");
	loading->po->layout.vmcoreinfo = text.failed ? NULL : text.data;
}

static void read_machine(struct loading *loading)
{
	static const char *const fields[] = { "release", "version", "machine" };
	const json_t *host = json_object_get(loading->root, "host");
	const json_t *kernel = json_object_get(loading->root, "kernel");
	const char *source = json_string_value(json_object_get(loading->root, "source"));
	struct machine *machine = &loading->saved->machine;
	int64_t page_size = load_number(loading, loading->root, "page_size", 1 << 20);
	size_t i;

	if (!source || (!json_is_object(kernel) && !json_is_null(kernel)))
		load_wrong(loading, "source");
	machine->text = source && !strcmp(source, "text");
	machine->live = load_flag(loading, loading->root, "live");
	machine->paused = json_is_true(json_object_get(loading->root, "paused"));
	for (i = 0; i < ARRAY_SIZE(fields) && json_is_object(kernel); i++)
		machine->uts[i] = load_copy(loading, json_object_get(kernel, fields[i]), fields[i]);
	if (host)
		machine->uts[UTS_NODENAME] = load_copy(loading, host, "host");
	if (json_is_object(kernel))
		read_build_id(loading, kernel);
	load_number_if(loading, loading->root, "crash_time", MAX_NUMBER, &machine->time);
	load_number_if(loading, loading->root, "uptime_ns", MAX_TIME, &machine->now);
	if (page_size < 1024 || page_size & (page_size - 1))
		load_wrong(loading, "page_size");
	loading->po->reader.page_size = page_size;
	machine->managed = load_number(loading, loading->root, "managed_pages", MAX_NUMBER);
	if (!machine->text && !machine->managed)
		machine->ram_doubt = "the saved file does not tell it";
}

/* Only texts with such lines have the member; its example is null if it was anonymized. */
static void read_other_lines(struct loading *loading, const json_t *lines, struct saved *ret)
{
	if (!lines)
		return;
	ret->other_lines = load_number(loading, lines, "count", MAX_NUMBER);
	ret->example = load_copy(loading, json_object_get(lines, "example"), "example");
}

static void read_result(struct loading *loading)
{
	const json_t *root = loading->root, *totals = json_object_get(root, "totals");
	const json_t *examples = json_object_get(root, "examples");
	const json_t *records = json_object_get(root, "records");
	struct saved *saved = loading->saved;
	size_t i;

	for (i = 0; saved_totals[i].name; i++)
		*(uint64_t *)((char *)&saved->totals + saved_totals[i].offset) =
			load_number(loading, totals, saved_totals[i].name, MAX_NUMBER);
	if (!saved->machine.text && saved->totals.owned_pages > saved->totals.pages)
		load_wrong(loading, "owned_pages");
	saved->examples.odd = load_number(loading, examples, "odd", INT64_MAX);
	saved->examples.bad = load_number(loading, examples, "bad", INT64_MAX);
	saved->examples.no_record = load_number(loading, examples, "no_record", INT64_MAX);
	load_holes(loading, json_object_get(root, "holes"), saved->holes);
	read_other_lines(loading, json_object_get(root, "other_lines"), saved);
	saved->counters = load_flag(loading, root, "counters");
	saved->complete = load_flag(loading, root, "complete");
	for (i = 0; saved_facts[i].name; i++)
		if (load_flag(loading, records, saved_facts[i].name))
			facts_set(loading->po, saved_facts[i].fact, 0, 64);
	loading->po->unnamed = load_copy(loading, json_object_get(root, "symbols"), "symbols");
	loading->po->sections.invalid = load_number(loading, root, "offline_sections", MAX_NUMBER);
}

/* ---- the file ---- */

bool saved_read_begins(const struct pageowner *po)
{
	size_t len;
	const char *head = input_head(po, &len);

	/* "{noformat}" stands in front of texts in bug trackers. */
	if (!len || *head != '{' || (len > 1 && !strchr(" \t\r\n\"", head[1])))
		return false;
	/* The journal writes JSON, too: source_log.c. */
	return !memmem(head, len, "__CURSOR", strlen("__CURSOR"));
}

static int check_file(struct loading *loading)
{
	const json_t *version = json_object_get(loading->root, "schema_version");
	const char *schema = json_string_value(json_object_get(loading->root, "schema"));
	struct reader *rd = &loading->po->reader;

	if (!schema || strcmp(schema, "pageowner saved"))
		return fail(rd, -EINVAL, "this file was not written by 'pageowner save'");
	if (!json_is_integer(version) || json_integer_value(version) < 1 ||
	    json_integer_value(version) > SAVED_VERSION)
		return fail(rd, -EINVAL,
			    "this saved file has schema_version %lld, but this "
			    "program reads only 1 to %d: use the pageowner that wrote it",
			    (long long)json_integer_value(version), SAVED_VERSION);
	loading->version = json_integer_value(version);
	return 0;
}

static void load_own_cell(struct loading *loading, const json_t *value)
{
	load_cell(loading, value, &loading->saved->cells);
}

static void load_unaccounted(struct loading *loading, const json_t *value)
{
	load_cell(loading, value, &loading->saved->unaccounted);
}

static void load_cma(struct loading *loading, const json_t *value)
{
	load_cell(loading, value, &loading->saved->cma);
}

static void load_present(struct loading *loading, const json_t *value)
{
	load_cgroup(loading, value, &loading->cgroups);
}

static void load_removed(struct loading *loading, const json_t *value)
{
	load_cgroup(loading, value, &loading->removed);
}

/* The arrays that grow with the dump. */
static const struct {
	const char *name;
	void (*load)(struct loading *loading, const json_t *value);
} arrays[] = {
	{ "cells", load_own_cell },  { "unaccounted", load_unaccounted },
	{ "cma", load_cma },	     { "tasks", load_task },
	{ "stacks", load_stack },    { "processes", load_process },
	{ "cgroups", load_present }, { "removed_cgroups", load_removed },
	{ "gfp", load_gfp },
};

static int read_array(struct loading *loading, size_t i)
{
	struct stream *stream = &loading->stream;
	bool first = true;
	size_t count = 0;
	json_t *value;
	int err = stream_open(stream, '['), more;

	if (loading->arrays >> i & 1)
		load_wrong(loading, arrays[i].name);
	loading->arrays |= 1u << i;
	while (!err && !loading->wrong && !loading->no_memory) {
		more = stream_next(stream, &first, ']');
		if (more <= 0)
			return more;
		if (++count > MAX_ELEMENTS)
			load_wrong(loading, arrays[i].name);
		err = stream_value(stream, &value);
		if (err)
			break;
		arrays[i].load(loading, value);
		json_decref(value);
	}
	return err;
}

/* Only members that are read, so that none of the others takes memory. */
static bool is_known(const char *name)
{
	static const char *const names[] = {
		"schema",
		"schema_version",
		"source",
		"host",
		"kernel",
		"crash_time",
		"uptime_ns",
		"page_size",
		"live",
		"paused",
		"counters",
		"managed_pages",
		"records",
		"totals",
		"examples",
		"holes",
		"complete",
		"symbols",
		"columns",
		"account",
		"log",
		"suspects_other_pages",
		"migratetypes",
		"zones",
		"offline_sections",
		"other_lines",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

static int read_whole(struct loading *loading, const char *name)
{
	json_t *value;
	int err = stream_value(&loading->stream, &value);

	if (err)
		return err;
	loading->no_memory |= json_object_set_new(loading->root, name, value) < 0;
	return 0;
}

/* A writer puts what the file is in front of all that grows. */
static int begin(struct loading *loading)
{
	int err = loading->begun ? 0 : check_file(loading);

	if (!err && !loading->begun)
		err = text_open(loading->po);
	loading->begun = true;
	return err;
}

static int load_member(struct loading *loading, const char *name)
{
	size_t i = 0;
	int err;

	if (is_known(name))
		return read_whole(loading, name);
	if (!strcmp(name, SAVED_V1_CELLS))
		name = "unaccounted";
	while (i < ARRAY_SIZE(arrays) && strcmp(arrays[i].name, name))
		i++;
	if (i == ARRAY_SIZE(arrays))
		return stream_skip(&loading->stream);
	err = begin(loading);
	if (!err && stream_peek(&loading->stream) != '[')
		return read_whole(loading, name);
	return err ? err : read_array(loading, i);
}

static int read_members(struct loading *loading)
{
	struct stream *stream = &loading->stream;
	bool first = true;
	char name[32];
	int err = stream_open(stream, '{'), more = 1;

	while (!err && !loading->wrong && !loading->no_memory) {
		more = stream_next(stream, &first, '}');
		if (more <= 0)
			break;
		err = stream_name(stream, name, sizeof(name));
		if (!err)
			err = load_member(loading, name);
	}
	if (!err && more < 0)
		err = more;
	return err || more ? err : stream_end(stream);
}

static bool of_account(size_t i)
{
	return arrays[i].load == load_unaccounted || arrays[i].load == load_cma ||
	       arrays[i].load == load_task;
}

/* Without an account there is none of its arrays; null says that the tasks are not known. */
static void check_arrays(struct loading *loading)
{
	struct task_list *tasks = &loading->saved->machine.tasks;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(arrays); i++) {
		bool there = loading->arrays >> i & 1;

		if (arrays[i].load == load_task)
			tasks->complete = there;
		there |= arrays[i].load == load_task &&
			 json_is_null(json_object_get(loading->root, arrays[i].name));
		if (!there && (loading->saved->has_account || !of_account(i)))
			load_wrong(loading, arrays[i].name);
	}
}

static void load(struct loading *loading)
{
	read_machine(loading);
	read_result(loading);
	read_kernel_names(loading);
	check_columns(loading);
	if (!loading->wrong && !loading->no_memory)
		load_account(loading);
	check_arrays(loading);
	load_resolve(loading, &loading->saved->cells);
	load_resolve(loading, &loading->saved->unaccounted);
	load_resolve(loading, &loading->saved->cma);
}

static int read_stream(struct loading *loading)
{
	struct reader *rd = &loading->po->reader;
	int err = input_begin(loading->po, false);

	if (!err)
		err = read_members(loading);
	if (!err)
		err = begin(loading);
	if (err)
		return err;
	if (!loading->wrong && !loading->no_memory)
		load(loading);
	if (loading->no_memory)
		return fail(rd, -ENOMEM, "reading the saved file");
	return loading->wrong ? fail(rd, -EINVAL,
				     "the saved file is damaged: \"%s\" is not "
				     "valid; save it again",
				     loading->wrong)
			      : 0;
}

static int read_file(struct pageowner *po)
{
	struct loading *loading = arena_alloc(&po->run, sizeof(*loading));
	struct saved *saved = arena_alloc(&po->known, sizeof(*saved));
	int err;

	if (!loading || !saved)
		return fail(&po->reader, -ENOMEM, "reading the saved file");
	loading->po = loading->stream.po = po;
	loading->saved = saved;
	loading->root = json_object();
	saved->machine.oom_log = "";
	machine_complete(&saved->machine);
	err = read_stream(loading);
	json_decref(loading->root);
	if (!err)
		po->saved = saved;
	return err;
}

int saved_read(struct pageowner *po)
{
	int err = po->saved ? 0 : read_file(po);

	if (!err)
		po->machine = po->saved->machine;
	return err;
}
