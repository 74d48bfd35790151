// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who owned memory, as columns of a page: stacks with their frames, and cells, each of which
 * is what one stack, process, cgroup, order, node, zone and age have in common.
 */
#include <inttypes.h>

#include "export/html_data.h"
#include "report/compare.h"
#include "scan/account.h"

/* A browser adds up so many within a blink; a scan with more gives up what tells cells apart. */
#define MANY_CELLS 400000

/* ---- stacks ---- */

static uint32_t number_of(const struct map *map, uint64_t key)
{
	return (uint32_t)(uintptr_t)map_find(map, key);
}

static void remember(struct html_data *data, struct map *map, uint64_t key, size_t number)
{
	/* A number that stands for a thing: no 0, which is none. */
	if (!map_add(&data->po->run, map, key, (void *)(uintptr_t)number))
		data->json.failed = true;
}

/* From 1 on. */
static uint32_t frame_number(struct html_data *data, const struct frame *frame)
{
	uint32_t number = number_of(&data->frames, frame->id);
	bool named = frame->symbol;

	if (number)
		return number;
	remember(data, &data->frames, frame->id, ++data->nr_frames);
	html_put_into(data, "frame.symbol",
		      html_string(data, named ? frame->function : frame->name));
	html_put_into(data, "frame.module", html_string(data, frame->module));
	html_put_into(data, "frame.offset", named ? frame->offset : 0);
	html_put_into(data, "frame.size", named ? frame->size : 0);
	return data->nr_frames;
}

struct stack_row {
	const struct frame *const *frames;
	size_t count, hidden;
	const char *kind, *caller, *module, *key;
	uint64_t handle; /* 0: none that a command line could name */
};

static uint32_t add_stack(struct html_data *data, const struct stack_row *row)
{
	struct html_column *frames = html_column(data, "stack.frames");
	uint64_t depth = data->po->options.depth;
	size_t first = depth ? row->hidden : 0, i;

	if (!data->nr_stacks)
		html_put_into(data, "stack.first", 0);
	for (i = first; i < row->count && (!depth || i < first + depth); i++) {
		uint32_t number = frame_number(data, row->frames[i]);

		html_put(data, frames, number ? number - 1 : 0);
	}
	html_put_into(data, "stack.first", frames->count);
	html_put_into(data, "stack.hidden", depth ? 0 : row->hidden);
	html_put_into(data, "stack.kind", html_string(data, row->kind));
	html_put_into(data, "stack.caller", html_string(data, row->caller));
	html_put_into(data, "stack.module", html_string(data, row->module));
	html_put_into(data, "stack.key", html_string(data, row->key));
	html_put_into(data, "stack.handle", row->handle);
	return data->nr_stacks++;
}

static uint32_t handle_of(const struct html_data *data, const struct stack *stack)
{
	if (data->po->options.depth)
		return 0;
	return data->po->machine.text ? stack->printed : stack->handle;
}

uint32_t html_stack(struct html_data *data, struct stack *stack)
{
	struct pageowner *po = data->po;
	uint64_t address = (uintptr_t)stack;
	uint32_t number = number_of(&data->stacks, address);
	char key[STACK_KEY_LEN] = "";
	const struct stack_row row = {
		.frames = stack->frames,
		.count = stack->kind == STACK_MISSING ? 0 : stack->count,
		.hidden = stack->hidden,
		.kind = stack_kind_name(stack->kind),
		.caller = name_text(po, stack->caller),
		.module = stack->module	    ? name_text(po, stack->module)
			  : stack->unloaded ? "(unloaded)"
					    : "vmlinux",
		.key = key,
		.handle = handle_of(data, stack),
	};

	if (number)
		return number - 1;
	export_stack_key(po, stack, key);
	remember(data, &data->stacks, address, data->nr_stacks + 1);
	return add_stack(data, &row);
}

/* The first module on the way out, as of any stack. */
static const char *module_of(const struct compare_item *item)
{
	size_t i;

	for (i = 0; i < item->nr_frames; i++)
		if (item->frames[i]->module)
			return item->frames[i]->module;
	return item->nr_frames ? "vmlinux" : "";
}

uint32_t html_item(struct html_data *data, const struct compare_item *item)
{
	bool owned = item->hidden < item->nr_frames;
	const struct stack_row row = {
		.frames = item->frames,
		.count = item->nr_frames,
		.hidden = item->hidden,
		.kind = "normal",
		.caller = owned ? item->frames[item->hidden]->name : "",
		.module = module_of(item),
		.key = "",
	};

	return add_stack(data, &row);
}

/* ---- cells ---- */

/* The number of a process by its group and name, as cells of records have it. */
static uint32_t process(struct html_data *data, const struct group_key *key, bool tgid)
{
	char comm[COMM_LEN + 1] = "", text[64];
	int32_t id = tgid ? key->tgid : key->pid;
	uint32_t number;

	memcpy(comm, key->comm, COMM_LEN);
	snprintf(text, sizeof(text), "%" PRId32 " %s", id, comm);
	number = names_id(&data->po->run, &data->processes, text, strlen(text));
	if (number > data->nr_processes) {
		data->nr_processes = number;
		html_put_into(data, "process.id", id < 0 ? 0 : id);
		html_put_into(data, "process.name", html_string(data, comm));
	}
	return number ? number - 1 : 0;
}

/* Their names begin with @prefix, so that a page can have several sets of cells. */
enum { PREFIX_CELLS, PREFIX_ROWS, NR_PREFIXES };

/* clang-format off */
static const struct {
	const char *name[NR_PREFIXES];
	enum key key; /* of these; NR_KEYS: of sums */
} columns[] = {
	{ { "cells.stack", "rows.stack" }, KEY_STACK },
	{ { "cells.process", "rows.process" }, KEY_TGID },
	{ { "cells.cgroup", "rows.cgroup" }, KEY_CGROUP },
	{ { "cells.order", "rows.order" }, KEY_ORDER },
	{ { "cells.migratetype", "rows.migratetype" }, KEY_MIGRATETYPE },
	{ { "cells.node", "rows.node" }, KEY_NODE },
	{ { "cells.zone", "rows.zone" }, KEY_ZONE },
	{ { "cells.slab", "rows.slab" }, KEY_SLAB },
	{ { "cells.age", "rows.age" }, KEY_AGE },
	{ { "cells.context", "rows.context" }, KEY_CONTEXT },
	{ { "cells.freed", "rows.freed" }, KEY_FREE },
	{ { "cells.pages", "rows.pages" }, KEY_PAGES },
	{ { "cells.times", "rows.times" }, KEY_TIMES },
	{ { "cells.oldest", "rows.oldest" }, KEY_ALLOC_TS },
	{ { "cells.youngest", "rows.youngest" }, KEY_FREE_TS },
};
/* clang-format on */

/* Node and zone of a page that does not tell are one more than any other. */
#define NOT_KNOWN 255

static int64_t sum_of(const struct sums *sums, enum key key)
{
	switch (key) {
	case KEY_PAGES:
		return sums->pages;
	case KEY_TIMES:
		return sums->count;
	case KEY_ALLOC_TS:
		return sums->ts_first;
	default:
		return sums->ts_last;
	}
}

static int64_t value_of(struct html_data *data, const struct group *group, enum key key)
{
	struct pageowner *po = data->po;
	const struct group_key *values = &group->key;

	switch (key) {
	case KEY_STACK:
		return html_stack(data, group->stack);
	case KEY_TGID:
		return process(data, values, has(po, F_OWNER_TGID) || po->machine.text);
	case KEY_CGROUP:
		return html_string(data, name_text(po, values->cgroup.value));
	case KEY_ORDER:
		return values->order;
	case KEY_MIGRATETYPE:
		return html_string(data, page_migratetype_name(po, values->migratetype));
	case KEY_NODE:
		return values->node < 0 ? NOT_KNOWN : values->node;
	case KEY_ZONE:
		return values->zone < 0 ? NOT_KNOWN : values->zone;
	case KEY_SLAB:
		return values->slab;
	case KEY_AGE:
		return values->age;
	case KEY_CONTEXT:
		return values->context;
	case KEY_FREE:
		return values->freed;
	default:
		return sum_of(&group->sums, key);
	}
}

static void put_cells(struct html_data *data, const struct groups *groups, int prefix)
{
	struct html_column *column[ARRAY_SIZE(columns)];
	size_t i, k;

	for (k = 0; k < ARRAY_SIZE(columns); k++)
		column[k] = html_column(data, columns[k].name[prefix]);
	for (i = 0; i < groups->count; i++) {
		for (k = 0; k < ARRAY_SIZE(columns); k++)
			html_put(data, column[k],
				 value_of(data, &groups->groups[i], columns[k].key));
		arena_free(&data->po->piece);
	}
}

/* Finer first: what a page can't select by any more is named on it. */
static int group_cells(struct pageowner *po, const struct cells *cells,
		       const struct selection *selection, struct groups *ret, unsigned int *keys)
{
	static const unsigned int given_up[] = {
		0,
		KEY_BIT(KEY_CONTEXT) | KEY_BIT(KEY_MIGRATETYPE),
		KEY_BIT(KEY_TGID) | KEY_BIT(KEY_PID) | KEY_BIT(KEY_COMM),
		KEY_BIT(KEY_AGE),
		KEY_BIT(KEY_CGROUP),
		KEY_BIT(KEY_NODE) | KEY_BIT(KEY_ZONE),
	};
	struct grouping grouping = grouping_by_stack(po->options.depth);
	size_t i;
	int err = 0;

	grouping.keys = KEY_BIT(KEY_STACK) | HTML_KEYS | KEY_BIT(KEY_FREE);
	if (has(po, F_OWNER_TGID) || po->machine.text)
		grouping.keys &= ~KEY_BIT(KEY_PID);
	for (i = 0; !err && i < ARRAY_SIZE(given_up); i++) {
		grouping.keys &= ~given_up[i];
		memset(ret, 0, sizeof(*ret));
		err = groups_make(po, cells, selection, &grouping, ret);
		if (ret->count <= MANY_CELLS)
			break;
	}
	*keys = grouping.keys;
	return err;
}

static void zones_member(struct html_data *data)
{
	struct pageowner *po = data->po;
	unsigned int zones = machine_zone_names(po), i;
	json_t *names = json_array();

	for (i = 0; i < zones; i++)
		json_push(&data->json, names, json_string(machine_zone_name(po, i)));
	json_member(&data->json, "zone_names", names);
}

static void facts_member(struct html_data *data, const struct view *view)
{
	static const struct {
		const char *name;
		enum fact fact;
	} facts[] = {
		{ "times", F_OWNER_TS },	  { "processes", F_OWNER_COMM },
		{ "contexts", F_OWNER_CONTEXT },  { "tgids", F_OWNER_TGID },
		{ "cgroups", F_PAGE_MEMCG_DATA },
	};
	json_t *value = json_object();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(facts); i++)
		json_set(&data->json, value, facts[i].name,
			 json_boolean(report_knows(view, facts[i].fact)));
	json_member(&data->json, "recorded", value);
}

static void contexts_member(struct html_data *data)
{
	json_t *names = json_array();
	unsigned int i;

	for (i = 0; i < NR_RECORDED_CONTEXTS; i++)
		json_push(&data->json, names, json_string(page_owner_context_name(i)));
	json_member(&data->json, "context_names", names);
}

int html_owners(struct html_data *data, const struct html_page *page)
{
	const struct result *result = page->view->result;
	struct groups groups;
	unsigned int keys = 0;
	int err = group_cells(data->po, &result->cells, &result->selection, &groups, &keys);

	if (err)
		return err;
	json_report_totals(&data->json, page->view);
	zones_member(data);
	facts_member(data, page->view);
	contexts_member(data);
	json_keys(&data->json, keys);
	put_cells(data, &groups, PREFIX_CELLS);
	json_not_read(&data->json, result);
	return 0;
}

int html_row_owners(struct html_data *data, const struct account *account)
{
	struct html_column *row_column = html_column(data, "rows.row");
	int row, err = 0;

	for (row = 1; !err && row < NR_ACCOUNT_ROWS; row++) {
		struct groups groups;
		unsigned int keys;
		size_t i;

		if (!account->owners[row].count)
			continue;
		err = group_cells(data->po, &account->owners[row], NULL, &groups, &keys);
		if (err)
			break;
		put_cells(data, &groups, PREFIX_ROWS);
		for (i = 0; i < groups.count; i++)
			html_put(data, row_column, row);
	}
	return err;
}
