// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads a saved file.  Anybody may have made it, so every number and every index is checked
 * against its bounds before it becomes part of a cell.  Files with a newer schema_version are
 * refused; unknown members are ignored.
 */
#include "export/saved.h"
#include "export/saved_file.h"
#include "export/saved_read.h"
#include "scan/input.h"

#define MAX_FILE (512ul << 20) /* unpacked */
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

static uint32_t *read_cgroups(struct loading *loading, const char *member, size_t *count)
{
	const json_t *cgroups = load_array(loading, loading->root, member, INT32_MAX);
	uint32_t *ids;
	size_t i;

	*count = json_array_size(cgroups);
	ids = load_memory(loading, (*count + 1) * sizeof(*ids));
	for (i = 0; ids && i < *count; i++) {
		const char *name = load_name(loading, json_array_get(cgroups, i), member);

		if (name)
			ids[i + 1] = name_id(loading->po, name, strlen(name));
	}
	return ids;
}

static void read_names(struct loading *loading)
{
	const json_t *processes = load_array(loading, loading->root, "processes", SIZE_MAX);
	size_t i;

	loading->nr_processes = json_array_size(processes);
	loading->processes = load_memory(loading, (loading->nr_processes + 1) * COMM_LEN);
	if (loading->no_memory)
		return;
	for (i = 0; i < loading->nr_processes; i++)
		read_process(loading, json_array_get(processes, i), loading->processes[i + 1]);
	loading->cgroups = read_cgroups(loading, "cgroups", &loading->nr_cgroups);
	loading->removed = read_cgroups(loading, "removed_cgroups", &loading->nr_removed);
}

static void read_kernel_names(struct loading *loading)
{
	const json_t *gfp = load_array(loading, loading->root, "gfp", 1 << 16);
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
	for (i = 0; i < json_array_size(gfp); i++) {
		const json_t *one = json_array_get(gfp, i);
		uint32_t mask = load_number(loading, one, "mask", UINT32_MAX);

		name = load_name(loading, json_object_get(one, "names"), "names");
		if (name)
			gfp_text_learn(po, mask, name, strlen(name));
	}
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

static void read_stack(struct loading *loading, const json_t *value, uint32_t *handle)
{
	const json_t *lines = load_array(loading, value, "frames", MAX_FRAMES);
	enum stack_kind kind = kind_of(loading, json_object_get(value, "kind"));
	size_t count = json_array_size(lines), i;
	const struct frame **frames = load_memory(loading, count * sizeof(*frames));

	*handle = load_number(loading, value, "handle", UINT32_MAX);
	for (i = 0; frames && i < count; i++) {
		frames[i] = read_frame(loading, json_array_get(lines, i));
		loading->no_memory |= !frames[i];
	}
	if (!loading->wrong && !loading->no_memory &&
	    !stack_add(loading->po, *handle, kind, frames, count))
		load_wrong(loading, "handle");
}

static void read_stacks(struct loading *loading)
{
	const json_t *stacks = load_array(loading, loading->root, "stacks", UINT32_MAX);
	size_t i;

	loading->nr_stacks = json_array_size(stacks);
	loading->stacks = load_memory(loading, loading->nr_stacks * sizeof(uint32_t));
	for (i = 0; i < loading->nr_stacks && !loading->wrong && !loading->no_memory; i++)
		read_stack(loading, json_array_get(stacks, i), &loading->stacks[i]);
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
	static const char *const fields[NR_UTS_FIELDS] = { "release", "version", "machine" };
	const json_t *kernel = json_object_get(loading->root, "kernel");
	const char *source = json_string_value(json_object_get(loading->root, "source"));
	struct machine *machine = &loading->saved->machine;
	int64_t page_size;
	size_t i;

	if (!source || (!json_is_object(kernel) && !json_is_null(kernel)))
		load_wrong(loading, "source");
	machine->text = source && !strcmp(source, "text");
	machine->live = load_flag(loading, loading->root, "live");
	for (i = 0; i < ARRAY_SIZE(fields) && json_is_object(kernel); i++)
		machine->uts[i] = load_copy(loading, json_object_get(kernel, fields[i]), fields[i]);
	if (json_is_object(kernel))
		read_build_id(loading, kernel);
	load_number_if(loading, loading->root, "crash_time", MAX_NUMBER, &machine->time);
	load_number_if(loading, loading->root, "uptime_ns", MAX_TIME, &machine->now);
	page_size = load_number(loading, loading->root, "page_size", 1 << 20);
	if (page_size < 512 || page_size & (page_size - 1))
		load_wrong(loading, "page_size");
	loading->po->reader.page_size = page_size;
	machine->managed = load_number(loading, loading->root, "managed_pages", MAX_NUMBER);
	if (!machine->text && !machine->managed)
		machine->ram_doubt = "the saved file does not tell it";
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
	saved->examples.odd = load_number(loading, examples, "odd", INT64_MAX);
	saved->examples.bad = load_number(loading, examples, "bad", INT64_MAX);
	saved->examples.no_record = load_number(loading, examples, "no_record", INT64_MAX);
	load_holes(loading, json_object_get(root, "holes"), saved->holes);
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

	/* The journal writes JSON, too: source_log.c. */
	return len && *head == '{' && !memmem(head, len, "__CURSOR", strlen("__CURSOR"));
}

static int read_all(struct pageowner *po, struct strbuf *ret)
{
	char buf[64 * 1024];
	int err = input_begin(po, false);
	ssize_t got;

	if (err)
		return err;
	while ((got = input_read(po, buf, sizeof(buf))) > 0) {
		strbuf_append(ret, buf, got);
		if (ret->failed || ret->len > MAX_FILE)
			return fail(&po->reader, -EINVAL, "the file %s more than %lu MiB",
				    input_packed(po) ? "unpacks to" : "has", MAX_FILE >> 20);
	}
	return (int)got;
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

static int load(struct loading *loading)
{
	struct pageowner *po = loading->po;
	int err = check_file(loading);

	if (!err)
		err = text_open(po);
	if (err)
		return err;
	read_machine(loading);
	read_result(loading);
	read_names(loading);
	if (!loading->wrong && !loading->no_memory)
		read_kernel_names(loading);
	check_columns(loading);
	if (!loading->wrong && !loading->no_memory)
		read_stacks(loading);
	if (!loading->wrong && !loading->no_memory)
		load_cells(loading, "cells", &loading->saved->cells);
	if (!loading->wrong && !loading->no_memory)
		load_account(loading);
	if (loading->no_memory)
		return fail(&po->reader, -ENOMEM, "reading the saved file");
	return loading->wrong ? fail(&po->reader, -EINVAL,
				     "the saved file is damaged: \"%s\" is not "
				     "valid; save it again",
				     loading->wrong)
			      : 0;
}

static int read_file(struct pageowner *po)
{
	struct loading loading = { .po = po };
	struct strbuf text = { .arena = &po->run };
	json_error_t error;
	int err = read_all(po, &text);

	if (err)
		return err;
	loading.saved = arena_alloc(&po->known, sizeof(*loading.saved));
	if (!loading.saved)
		return fail(&po->reader, -ENOMEM, "reading the saved file");
	loading.saved->machine.oom_log = "";
	machine_complete(&loading.saved->machine);
	loading.root = json_loadb(text.len ? text.data : "", text.len, 0, &error);
	if (!loading.root)
		return fail(&po->reader, -EINVAL, "this is not a saved file: line %d: %s",
			    error.line, error.text);
	err = load(&loading);
	json_decref(loading.root);
	if (!err)
		po->saved = loading.saved;
	return err;
}

int saved_read(struct pageowner *po)
{
	int err = po->saved ? 0 : read_file(po);

	if (!err)
		po->machine = po->saved->machine;
	return err;
}
