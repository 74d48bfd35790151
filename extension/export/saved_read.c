// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads a saved file, which anybody may have made: every number is within bounds, every
 * index inside its table, before it becomes part of a cell.  Files of a newer
 * schema_version are refused, members that are not known are passed over.
 */
#include <jansson.h>

#include "account.h"
#include "gzip.h"
#include "saved.h"
#include "saved_file.h"

#define MAX_FILE (512ul << 20)		/* unpacked */
#define MAX_NUMBER (1ll << 48)		/* of pages and what is counted: sums stay far from 2^63 */
#define MAX_TIME (1ll << 62)
#define MAX_SAVED_ZONES 4096
#define MAX_NAME 4096
#define MAX_FRAMES 1024

struct loading {
	struct pageowner *po;
	struct saved *saved;
	json_t *root;
	const char *wrong;		/* the first member that is not as it should be */
	bool no_memory;
	uint32_t *stacks;		/* handles, by their place */
	size_t nr_stacks;
	char (*processes)[COMM_LEN];	/* from 1 on */
	uint32_t *cgroups;		/* name_id()s, from 1 on */
	size_t nr_processes, nr_cgroups;
	uint64_t pages;			/* of all cells so far */
};

/* ---- values ---- */

static void wrong(struct loading *loading, const char *what)
{
	if (!loading->wrong)
		loading->wrong = what;
}

static void *allocate(struct loading *loading, size_t size)
{
	void *memory = arena_alloc(&loading->po->known, size ? size : 1);

	loading->no_memory |= !memory;
	return memory;
}

static int64_t integer(struct loading *loading, const json_t *value, int64_t min, int64_t max,
		       const char *what)
{
	int64_t number = json_integer_value(value);

	if (json_is_integer(value) && number >= min && number <= max)
		return number;
	wrong(loading, what);
	return min > 0 ? min : 0;
}

static int64_t member(struct loading *loading, const json_t *object, const char *name,
		      int64_t max)
{
	return integer(loading, json_object_get(object, name), 0, max, name);
}

/* null: false. */
static bool member_if(struct loading *loading, const json_t *object, const char *name,
		      int64_t max, uint64_t *ret)
{
	*ret = 0;
	if (json_is_null(json_object_get(object, name)))
		return false;
	*ret = member(loading, object, name, max);
	return true;
}

static bool flag(struct loading *loading, const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	if (!json_is_boolean(value))
		wrong(loading, name);
	return json_is_true(value);
}

static const json_t *array(struct loading *loading, const json_t *object, const char *name,
			   size_t max)
{
	const json_t *value = json_object_get(object, name);

	if (!json_is_array(value) || json_array_size(value) > max)
		wrong(loading, name);
	return value;
}

/* A string without what would end it or its line; NULL when it is none. */
static const char *name_of(struct loading *loading, const json_t *value, const char *what)
{
	const char *name = json_string_value(value);
	size_t len = json_string_length(value);

	if (name && len <= MAX_NAME && strlen(name) == len && !strchr(name, '\n'))
		return name;
	wrong(loading, what);
	return NULL;
}

/* In the handle's memory; null is NULL. */
static const char *copy_of(struct loading *loading, const json_t *value, const char *what)
{
	const char *name = json_is_null(value) ? NULL : name_of(loading, value, what), *copy;

	if (!name)
		return NULL;
	copy = arena_strdup(&loading->po->known, name);
	loading->no_memory |= !copy;
	return copy;
}

/* ---- names ---- */

static void read_process(struct loading *loading, const json_t *value, char ret[COMM_LEN])
{
	const char *name;
	size_t i;

	if (json_is_array(value)) {
		for (i = 0; i < json_array_size(value) && i < COMM_LEN; i++)
			ret[i] = integer(loading, json_array_get(value, i), 1, 255, "processes");
		return;
	}
	name = name_of(loading, value, "processes");
	if (name && strlen(name) <= COMM_LEN)
		memcpy(ret, name, strlen(name));
	else
		wrong(loading, "processes");
}

static void read_names(struct loading *loading)
{
	const json_t *processes = array(loading, loading->root, "processes", SIZE_MAX);
	const json_t *cgroups = array(loading, loading->root, "cgroups", SIZE_MAX);
	size_t i;

	loading->nr_processes = json_array_size(processes);
	loading->nr_cgroups = json_array_size(cgroups);
	loading->processes = allocate(loading, (loading->nr_processes + 1) * COMM_LEN);
	loading->cgroups = allocate(loading, (loading->nr_cgroups + 1) * sizeof(uint32_t));
	if (loading->no_memory)
		return;
	for (i = 0; i < loading->nr_processes; i++)
		read_process(loading, json_array_get(processes, i), loading->processes[i + 1]);
	for (i = 0; i < loading->nr_cgroups; i++) {
		const char *name = name_of(loading, json_array_get(cgroups, i), "cgroups");

		if (name)
			loading->cgroups[i + 1] = name_id(loading->po, name, strlen(name));
	}
}

static void read_kernel_names(struct loading *loading)
{
	const json_t *gfp = array(loading, loading->root, "gfp", 1 << 16);
	const json_t *types = array(loading, loading->root, "migratetypes", 16);
	const json_t *zones = array(loading, loading->root, "zones", SAVED_ZONES);
	struct pageowner *po = loading->po;
	const char *name;
	size_t i;

	for (i = 0; i < json_array_size(types); i++) {
		name = name_of(loading, json_array_get(types, i), "migratetypes");
		if (name && page_migratetype(po, name, strlen(name)) != (int)i)
			wrong(loading, "migratetypes");
	}
	for (i = 0; i < json_array_size(zones); i++)
		loading->saved->zones[i] = copy_of(loading, json_array_get(zones, i), "zones");
	for (i = 0; i < json_array_size(gfp); i++) {
		const json_t *one = json_array_get(gfp, i);
		uint32_t mask = member(loading, one, "mask", UINT32_MAX);

		name = name_of(loading, json_object_get(one, "names"), "names");
		if (name)
			gfp_text_learn(po, mask, name, strlen(name));
	}
}

/* ---- stacks ---- */

static enum stack_kind kind_of(struct loading *loading, const json_t *value)
{
	const char *name = name_of(loading, value, "kind");
	int kind;

	for (kind = STACK_NORMAL; name && kind <= STACK_MISSING; kind++)
		if (!strcmp(name, stack_kind_name(kind)))
			return kind;
	wrong(loading, "kind");
	return STACK_NORMAL;
}

static void read_stack(struct loading *loading, const json_t *value, uint32_t *handle)
{
	const json_t *frames = array(loading, value, "frames", MAX_FRAMES);
	struct text text = { .arena = &loading->po->known };
	enum stack_kind kind = kind_of(loading, json_object_get(value, "kind"));
	size_t i;

	*handle = member(loading, value, "handle", UINT32_MAX);
	for (i = 0; i < json_array_size(frames); i++) {
		const char *frame = name_of(loading, json_array_get(frames, i), "frames");

		text_printf(&text, " %s\n", frame ? frame : "");
	}
	loading->no_memory |= text.failed;
	if (!loading->wrong && !loading->no_memory &&
	    !stackdepot_add(loading->po, *handle, kind, text.data ? text.data : ""))
		wrong(loading, "handle");
}

static void read_stacks(struct loading *loading)
{
	const json_t *stacks = array(loading, loading->root, "stacks", UINT32_MAX);
	size_t i;

	loading->nr_stacks = json_array_size(stacks);
	loading->stacks = allocate(loading, loading->nr_stacks * sizeof(uint32_t));
	for (i = 0; i < loading->nr_stacks && !loading->wrong && !loading->no_memory; i++)
		read_stack(loading, json_array_get(stacks, i), &loading->stacks[i]);
}

/* ---- cells ---- */

/* The bounds of each column; of indices the tables' own come on top. */
static const struct {
	int64_t min, max;
} bounds[NR_SAVED_COLUMNS] = {
	[SAVED_STACK] = { 0, UINT32_MAX }, [SAVED_PID] = { INT32_MIN, INT32_MAX },
	[SAVED_TGID] = { INT32_MIN, INT32_MAX }, [SAVED_PROCESS] = { 0, UINT32_MAX },
	[SAVED_CGROUP] = { 0, UINT32_MAX }, [SAVED_ORDER] = { 0, MAX_RECORD_ORDER },
	[SAVED_GFP] = { 0, UINT32_MAX }, [SAVED_MIGRATETYPE] = { -1, 15 },
	[SAVED_NODE] = { -1, INT16_MAX }, [SAVED_ZONE] = { -1, SAVED_ZONES - 1 },
	[SAVED_SLAB] = { 0, 1 }, [SAVED_ALLOCATOR] = { 0, 31 }, [SAVED_AGE] = { 0, AGE_TENTHS },
	[SAVED_CONTEXT] = { 0, NR_RECORDED_CONTEXTS - 1 }, [SAVED_COUNT] = { 0, MAX_NUMBER },
	[SAVED_PAGES] = { 0, MAX_NUMBER }, [SAVED_OLDEST] = { 0, INT64_MAX },
	[SAVED_YOUNGEST] = { 0, INT64_MAX }, [SAVED_FIRST] = { 0, INT64_MAX },
	[SAVED_FIRST_TS] = { 0, INT64_MAX }, [SAVED_FIRST_FREE_TS] = { 0, INT64_MAX },
};

static void fill_key(const struct loading *loading, const int64_t *values, struct group_key *ret)
{
	ret->handle = loading->stacks[values[SAVED_STACK]];
	ret->pid = values[SAVED_PID];
	ret->tgid = values[SAVED_TGID];
	memcpy(ret->comm, loading->processes[values[SAVED_PROCESS]], COMM_LEN);
	ret->cgroup = loading->cgroups[values[SAVED_CGROUP]];
	ret->order = values[SAVED_ORDER];
	ret->gfp_mask = values[SAVED_GFP];
	ret->migratetype = values[SAVED_MIGRATETYPE];
	ret->node = values[SAVED_NODE];
	ret->zone = values[SAVED_ZONE];
	ret->slab = values[SAVED_SLAB];
	ret->allocator = values[SAVED_ALLOCATOR];
	ret->age = values[SAVED_AGE];
	ret->context = values[SAVED_CONTEXT];
}

static void read_cell(struct loading *loading, const json_t *row, struct cell *ret)
{
	int64_t values[NR_SAVED_COLUMNS];
	size_t i;

	if (json_array_size(row) != NR_SAVED_COLUMNS) {
		wrong(loading, "cells");
		return;
	}
	for (i = 0; i < NR_SAVED_COLUMNS; i++)
		values[i] = integer(loading, json_array_get(row, i), bounds[i].min, bounds[i].max,
				    saved_columns[i]);
	if ((size_t)values[SAVED_STACK] >= loading->nr_stacks ||
	    (size_t)values[SAVED_PROCESS] > loading->nr_processes ||
	    (size_t)values[SAVED_CGROUP] > loading->nr_cgroups)
		wrong(loading, "cells");
	loading->pages += values[SAVED_PAGES];
	if (loading->pages > MAX_NUMBER)
		wrong(loading, "pages");
	if (loading->wrong)
		return;
	fill_key(loading, values, &ret->key);
	ret->sums = (struct sums) {
		.count = values[SAVED_COUNT], .pages = values[SAVED_PAGES],
		.ts_first = values[SAVED_OLDEST], .ts_last = values[SAVED_YOUNGEST],
	};
	ret->first = (struct sample) {
		.sequence = values[SAVED_FIRST], .ts_nsec = values[SAVED_FIRST_TS],
		.free_ts_nsec = values[SAVED_FIRST_FREE_TS], .key = ret->key,
	};
}

static void read_cells(struct loading *loading, const char *name, struct saved_cells *ret)
{
	const json_t *rows = array(loading, loading->root, name, UINT32_MAX);
	size_t count = json_array_size(rows), i;

	ret->cells = allocate(loading, count * sizeof(*ret->cells));
	for (i = 0; i < count && !loading->wrong && !loading->no_memory; i++)
		read_cell(loading, json_array_get(rows, i), &ret->cells[i]);
	ret->count = count;
}

static void check_columns(struct loading *loading)
{
	const json_t *columns = array(loading, loading->root, "columns", NR_SAVED_COLUMNS);
	size_t i;

	for (i = 0; i < NR_SAVED_COLUMNS; i++) {
		const char *name = json_string_value(json_array_get(columns, i));

		if (!name || strcmp(name, saved_columns[i]))
			wrong(loading, "columns");
	}
}

/* ---- the machine ---- */

/* Where those look who ask for a build-id. */
static void read_build_id(struct loading *loading, const json_t *kernel)
{
	const char *id = copy_of(loading, json_object_get(kernel, "build_id"), "build_id");
	struct text text = { .arena = &loading->po->known };

	text_printf(&text, "%s%s%s", id ? "BUILD-ID=" : "", id ? id : "", id ? "\n" : "");
	loading->po->layout.vmcoreinfo = text.failed ? NULL : text.data;
}

static void read_machine(struct loading *loading)
{
	static const char *const fields[] = { "release", "version", "machine" };
	const json_t *kernel = json_object_get(loading->root, "kernel");
	const char *source = json_string_value(json_object_get(loading->root, "source"));
	struct saved *saved = loading->saved;
	int64_t page_size;
	size_t i;

	if (!source || (!json_is_object(kernel) && !json_is_null(kernel)))
		wrong(loading, "source");
	saved->text = source && !strcmp(source, "text");
	saved->live = flag(loading, loading->root, "live");
	for (i = 0; i < ARRAY_SIZE(fields) && json_is_object(kernel); i++)
		saved->uts[i] = copy_of(loading, json_object_get(kernel, fields[i]), fields[i]);
	if (json_is_object(kernel))
		read_build_id(loading, kernel);
	member_if(loading, loading->root, "crash_time", MAX_NUMBER, &saved->when);
	member_if(loading, loading->root, "uptime_ns", MAX_TIME, &saved->now);
	page_size = member(loading, loading->root, "page_size", 1 << 20);
	if (page_size < 512 || page_size & (page_size - 1))
		wrong(loading, "page_size");
	loading->po->reader.page_size = page_size;
	saved->managed = member(loading, loading->root, "managed_pages", MAX_NUMBER);
}

static void read_holes(struct loading *loading, const json_t *from, uint64_t *holes)
{
	size_t i;

	for (i = 0; i < NR_HOLES; i++)
		holes[i] = member(loading, from, saved_holes[i], MAX_NUMBER);
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
			member(loading, totals, saved_totals[i].name, MAX_NUMBER);
	saved->examples.odd = member(loading, examples, "odd", INT64_MAX);
	saved->examples.bad = member(loading, examples, "bad", INT64_MAX);
	saved->examples.no_record = member(loading, examples, "no_record", INT64_MAX);
	read_holes(loading, json_object_get(root, "holes"), saved->holes);
	saved->counters = flag(loading, root, "counters");
	saved->complete = flag(loading, root, "complete");
	for (i = 0; saved_facts[i].name; i++)
		if (flag(loading, records, saved_facts[i].name))
			layout_know(loading->po, saved_facts[i].fact, 0, 64);
	loading->po->unnamed = copy_of(loading, json_object_get(root, "symbols"), "symbols");
	loading->po->sections.invalid = member(loading, root, "offline_sections", MAX_NUMBER);
}

/* ---- the account ---- */

static int row_of(const char *name)
{
	int row;

	for (row = 1; name && row < NR_ACCOUNT_ROWS; row++)
		if (!strcmp(name, account_row_name(row)))
			return row;
	return ROW_NONE;
}

static void read_zone(struct loading *loading, const json_t *value, struct mem_zone *zone,
		      struct account_sums *sums)
{
	const json_t *rows = array(loading, value, "rows", 2 * NR_ACCOUNT_ROWS), *one;
	size_t i;

	zone->node = member(loading, value, "node", INT16_MAX);
	zone->number = member(loading, value, "zone", SAVED_ZONES - 1);
	sums->managed = zone->managed = member(loading, value, "managed", MAX_NUMBER);
	sums->early_compound = member(loading, value, "early_compound", MAX_NUMBER);
	sums->present = zone->present = member(loading, value, "present", MAX_NUMBER);
	for (i = 0; i < json_array_size(rows); i++) {
		int row;

		one = json_array_get(rows, i);
		row = row_of(json_string_value(json_object_get(one, "what")));
		if (row == ROW_NONE)
			wrong(loading, "what");
		sums->pages[row] = member(loading, one, "pages", MAX_NUMBER);
		sums->cma[row] = member(loading, one, "cma", MAX_NUMBER);
		sums->reserved[row] = member(loading, one, "reserved", MAX_NUMBER);
	}
}

static void read_zones(struct loading *loading, const json_t *value)
{
	const json_t *zones = array(loading, value, "zones", MAX_SAVED_ZONES);
	struct account *account = &loading->saved->account;
	size_t count = json_array_size(zones), i;

	account->zones.zones = allocate(loading, count * sizeof(*account->zones.zones));
	account->of_zones = allocate(loading, count * sizeof(*account->of_zones));
	account->zones.count = count;
	for (i = 0; i < count && !loading->wrong && !loading->no_memory; i++)
		read_zone(loading, json_array_get(zones, i), &account->zones.zones[i],
			  &account->of_zones[i]);
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
	const json_t *pairs = array(loading, value, "zones", zones);
	const char *name = name_of(loading, json_object_get(value, "name"), "name");
	const char *of = json_string_value(json_object_get(value, "of"));

	for (z = 0; z < zones; z++) {
		const json_t *pair = json_array_get(pairs, z);

		into->known[z] = json_is_array(pair);
		into->values[z] = into->known[z] ? integer(loading, json_array_get(pair, 0),
							   -MAX_NUMBER, MAX_NUMBER, "counters") : 0;
		into->bounds[z] = into->known[z] ? integer(loading, json_array_get(pair, 1), 0,
							   MAX_NUMBER, "counters") : 0;
	}
	if (!loading->wrong && (!of || !vmstat_add(vmstat, name, !strcmp(of, "node"), into->values,
						   into->bounds, into->known)))
		wrong(loading, "counters");
}

static void read_counters(struct loading *loading, const json_t *value)
{
	const json_t *counters = array(loading, value, "counters", 256);
	struct account *account = &loading->saved->account;
	size_t count = account->zones.count, i;
	const struct counter_values into = {
		allocate(loading, count * sizeof(*into.values)),
		allocate(loading, count * sizeof(*into.bounds)),
		allocate(loading, count * sizeof(*into.known)),
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
	struct saved *saved = loading->saved;
	size_t i;

	for (i = 0; saved_variables[i].name; i++)
		saved->variables[i].known = member_if(loading, variables, saved_variables[i].name,
						      i == 2 ? 1 << 14 : 1ll << 48,
						      &saved->variables[i].value);
	saved->hugetlb_kib.known = member_if(loading, variables, "hugetlb_kib", MAX_NUMBER,
					     &saved->hugetlb_kib.value);
}

static void read_account(struct loading *loading)
{
	const json_t *value = json_object_get(loading->root, "account");
	struct account *account = &loading->saved->account;

	loading->saved->has_account = json_is_object(value);
	if (!json_is_object(value)) {
		if (!json_is_null(value))
			wrong(loading, "account");
		return;
	}
	read_zones(loading, value);
	if (loading->wrong || loading->no_memory)
		return;
	read_counters(loading, value);
	read_variables(loading, value);
	account->marks.pcp_count = member(loading, value, "pcp_pages", MAX_NUMBER);
	account->marks.pcp_lost = member(loading, value, "pcp_lost", MAX_NUMBER);
	account->marks.stacks_in_vmalloc = flag(loading, value, "stacks_in_vmalloc");
	account->offline = member(loading, value, "offline_pages", MAX_NUMBER);
	account->result.totals.unknown_pages = member(loading, value, "unknown_pages", MAX_NUMBER);
	account->result.complete = flag(loading, value, "complete");
	read_holes(loading, json_object_get(value, "holes"), account->result.holes);
	loading->pages = 0;
	read_cells(loading, "straight", &loading->saved->straight);
	read_cells(loading, "cma", &loading->saved->cma);
}

/* ---- the file ---- */

bool saved_begins(struct pageowner *po)
{
	unsigned char begin[2];

	return po->target.text(po->target.priv, 0, begin, sizeof(begin)) == sizeof(begin) &&
	       (gzip_begins(begin, sizeof(begin)) || *begin == '{');
}

static int read_plain(struct pageowner *po, struct text *ret)
{
	char buf[64 * 1024];
	uint64_t offset = 0;
	ssize_t got;

	while ((got = po->target.text(po->target.priv, offset, buf, sizeof(buf))) > 0) {
		text_append(ret, buf, got);
		offset += got;
		if (ret->failed || ret->len > MAX_FILE)
			return fail(&po->reader, -EINVAL, "it is larger than %lu MiB", MAX_FILE >> 20);
	}
	return got < 0 ? fail(&po->reader, (int)got, "reading the file (%s)", strerror(-got)) : 0;
}

static int check_file(struct loading *loading)
{
	const json_t *version = json_object_get(loading->root, "schema_version");
	const char *schema = json_string_value(json_object_get(loading->root, "schema"));
	struct reader *rd = &loading->po->reader;

	if (!schema || strcmp(schema, "pageowner saved"))
		return fail(rd, -EINVAL, "this is no file of pageowner save");
	if (!json_is_integer(version) || json_integer_value(version) != SAVED_VERSION)
		return fail(rd, -EINVAL, "this saved file has schema_version %lld, this program reads %d",
			    (long long)json_integer_value(version), SAVED_VERSION);
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
		read_cells(loading, "cells", &loading->saved->cells);
	if (!loading->wrong && !loading->no_memory)
		read_account(loading);
	if (loading->no_memory)
		return fail(&po->reader, -ENOMEM, "saved file");
	return loading->wrong ? fail(&po->reader, -EINVAL, "the saved file is damaged: \"%s\" is not "
				     "as it should be", loading->wrong) : 0;
}

int saved_open(struct pageowner *po)
{
	struct loading loading = { .po = po };
	struct text text = { .arena = &po->run };
	unsigned char begin[2] = "";
	json_error_t error;
	int err;

	po->target.text(po->target.priv, 0, begin, sizeof(begin));
	err = gzip_begins(begin, sizeof(begin))
	      ? gunzip_text(po, po->target.text, po->target.priv, MAX_FILE, &text)
	      : read_plain(po, &text);
	if (err)
		return err;
	loading.saved = arena_alloc(&po->known, sizeof(*loading.saved));
	if (!loading.saved)
		return fail(&po->reader, -ENOMEM, "saved file");
	loading.root = json_loadb(text.len ? text.data : "", text.len, 0, &error);
	if (!loading.root)
		return fail(&po->reader, -EINVAL, "this is no saved file: line %d: %s", error.line,
			    error.text);
	err = load(&loading);
	json_decref(loading.root);
	if (!err)
		po->saved = loading.saved;
	return err;
}
