// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The keys by which allocations are grouped and sorted.  A new key is a row of the table at
 * the end; names are those of page_owner_sort if it has the key.
 */
#include <stddef.h>

#include "core.h"

static int ascending(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int ascending_signed(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

#define COMPARE_NUMBER(function, field)                                                         \
	static int function(struct pageowner *po, const struct group *a, const struct group *b) \
	{                                                                                       \
		(void)po;                                                                       \
		return ascending_signed(a->field, b->field);                                    \
	}

#define COMPARE_NAME(function, field)                                                           \
	static int function(struct pageowner *po, const struct group *a, const struct group *b) \
	{                                                                                       \
		return strcmp(name_text(po, a->field), name_text(po, b->field));                \
	}

COMPARE_NUMBER(compare_pid, first.key.pid)
COMPARE_NUMBER(compare_tgid, first.key.tgid)
COMPARE_NUMBER(compare_order, first.key.order)
COMPARE_NUMBER(compare_gfp, first.key.gfp_mask)
COMPARE_NUMBER(compare_migratetype, first.key.migratetype)
COMPARE_NUMBER(compare_node, first.key.node)
COMPARE_NUMBER(compare_zone, first.key.zone)
COMPARE_NUMBER(compare_freed, first.key.freed)
COMPARE_NUMBER(compare_age, first.key.age)
COMPARE_NUMBER(compare_context, first.key.context)
COMPARE_NUMBER(compare_block, first.key.block)
COMPARE_NUMBER(compare_slab, first.key.slab)
COMPARE_NUMBER(compare_allocator, first.key.allocator)
COMPARE_NAME(compare_caller, first.key.caller)
COMPARE_NAME(compare_cgroup, first.key.cgroup.value)

/* The name that is shown. */
static const char *module_name(const struct pageowner *po, const struct group_key *key)
{
	const char *module = name_text(po, key->module);

	return *module ? module : "vmlinux";
}

/* In the kernel's order. */
static int compare_tag(struct pageowner *po, const struct group *a, const struct group *b)
{
	(void)po;
	return ascending(a->first.key.tag, b->first.key.tag);
}

static int compare_module(struct pageowner *po, const struct group *a, const struct group *b)
{
	return strcmp(module_name(po, &a->first.key), module_name(po, &b->first.key));
}

static int compare_comm(struct pageowner *po, const struct group *a, const struct group *b)
{
	(void)po;
	return strncmp(a->first.key.comm, b->first.key.comm, COMM_LEN);
}

static int compare_pages(struct pageowner *po, const struct group *a, const struct group *b)
{
	(void)po;
	return ascending(a->sums.pages, b->sums.pages);
}

static int compare_times(struct pageowner *po, const struct group *a, const struct group *b)
{
	(void)po;
	return ascending(a->sums.count, b->sums.count);
}

static int compare_alloc_ts(struct pageowner *po, const struct group *a, const struct group *b)
{
	(void)po;
	return ascending(a->first.ts_nsec, b->first.ts_nsec);
}

static int compare_free_ts(struct pageowner *po, const struct group *a, const struct group *b)
{
	(void)po;
	return ascending(a->first.free_ts_nsec, b->first.free_ts_nsec);
}

static int compare_text(struct pageowner *po, const struct group *a, const struct group *b)
{
	if (!a->stack || !b->stack)
		return 0;
	stack_text(po, a->stack);
	stack_text(po, b->stack);
	return strcmp(a->stack->head, b->stack->head);
}

static int compare_stack(struct pageowner *po, const struct group *a, const struct group *b)
{
	(void)po;
	return a->stack && b->stack ? stack_compare(a->stack, b->stack) : 0;
}

/* ---- the values of a group as text ---- */

static void print_caller(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	const char *caller = name_text(po, group->key.caller);

	strbuf_name(text, *caller ? caller : "(no caller)");
}

static void print_module(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	strbuf_name(text, module_name(po, &group->key));
}

static void print_allocator(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	static const char *const names[] = { "CMA", "SLAB", "VMALLOC", "OTHERS" };
	const char *separator = "";
	size_t i;

	(void)po;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!(group->key.allocator & 1 << i))
			continue;
		strbuf_printf(text, "%s%s", separator, names[i]);
		separator = "+";
	}
}

static void print_pid(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	(void)po;
	strbuf_printf(text, "%d", group->key.pid);
}

static void print_tgid(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	(void)po;
	strbuf_printf(text, "%d", group->key.tgid);
}

static void print_comm(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	char comm[COMM_LEN + 1] = "";

	(void)po;
	memcpy(comm, group->key.comm, COMM_LEN);
	strbuf_name(text, comm);
}

static void print_cgroup(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	const char *cgroup = name_text(po, group->key.cgroup.value);

	strbuf_name(text, *cgroup ? cgroup : "(none)");
}

static void print_order(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	(void)po;
	strbuf_printf(text, "%u", group->key.order);
}

static void print_gfp(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	page_gfp_text(po, text, group->key.gfp_mask);
}

static void print_migratetype(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	strbuf_name(text, page_migratetype_name(po, group->key.migratetype));
}

static void print_index(struct strbuf *text, int index)
{
	if (index < 0)
		strbuf_printf(text, "?");
	else
		strbuf_printf(text, "%d", index);
}

static void print_node(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	(void)po;
	print_index(text, group->key.node);
}

static void print_zone(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	const char *name = machine_zone_name(po, group->key.zone);

	if (*name)
		strbuf_name(text, name);
	else
		print_index(text, group->key.zone);
}

static void print_freed(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	(void)po;
	strbuf_printf(text, "%s", group->key.freed ? "released" : "unreleased");
}

static void print_slab(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	(void)po;
	strbuf_printf(text, "%s", group->key.slab ? "yes" : "no");
}

static void print_tag(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	if (group->key.tag)
		alloc_tag_text(po, text, group->key.tag);
	else
		strbuf_printf(text, "(none)");
}

static void print_age(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	(void)po;
	if (group->key.age)
		strbuf_printf(text, "%u-%u%% of the uptime", 10 * (group->key.age - 1u),
			      10u * group->key.age);
	else
		strbuf_printf(text, "not known");
}

static void print_context(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	(void)po;
	strbuf_printf(text, "%s",
		      group->key.context ? page_owner_context_name(group->key.context)
					 : "not recorded");
}

static void print_block(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	strbuf_name(text, page_migratetype_name(po, group->key.block));
}

#define FIELD(field) offsetof(struct group_key, field), sizeof(((struct group_key *)0)->field)

const struct key_row key_rows[NR_KEYS] = {
	[KEY_STACK] = { "stacktrace", "st", false, FIELD(handle), compare_stack, NULL,
			"the stack that allocated the pages" },
	[KEY_CALLER] = { "caller", "ca", false, FIELD(caller), compare_caller, print_caller,
			 "the first function of the stack that is not an allocator's" },
	[KEY_MODULE] = { "module", "mod", false, FIELD(module), compare_module, print_module,
			 "the first module in the stack; vmlinux: there is none" },
	[KEY_ALLOCATOR] = { "allocator", "ator", true, FIELD(allocator), compare_allocator,
			    print_allocator,
			    "CMA, SLAB, VMALLOC or OTHERS, as page_owner_sort has it" },
	[KEY_PID] = { "pid", "p", false, FIELD(pid), compare_pid, print_pid,
		      "the thread that allocated the pages" },
	[KEY_TGID] = { "tgid", "tg", false, FIELD(tgid), compare_tgid, print_tgid, "its process" },
	[KEY_COMM] = { "name", "n", false, FIELD(comm), compare_comm, print_comm,
		       "the name of that thread" },
	[KEY_CGROUP] = { "cgroup", "cg", true, FIELD(cgroup), compare_cgroup, print_cgroup,
			 "the cgroup that the pages are charged to" },
	[KEY_ORDER] = { "order", "o", false, FIELD(order), compare_order, print_order,
			"the order of the allocation: 2^N pages" },
	[KEY_GFP] = { "gfp", "g", false, FIELD(gfp_mask), compare_gfp, print_gfp,
		      "the gfp flags of the allocation" },
	[KEY_MIGRATETYPE] = { "migratetype", "mt", false, FIELD(migratetype), compare_migratetype,
			      print_migratetype, "Unmovable, Movable, Reclaimable, ..." },
	[KEY_NODE] = { "node", "no", true, FIELD(node), compare_node, print_node,
		       "the NUMA node of the pages" },
	[KEY_ZONE] = { "zone", "z", true, FIELD(zone), compare_zone, print_zone,
		       "the zone of the pages" },
	[KEY_FREE] = { "free", "f", false, FIELD(freed), compare_freed, print_freed,
		       "whether the pages have been released" },
	[KEY_SLAB] = { "slab", "sl", true, FIELD(slab), compare_slab, print_slab,
		       "whether the pages belong to a slab" },
	[KEY_TAG] = { "tag", "ta", true, FIELD(tag), compare_tag, print_tag,
		      "the line of code, with memory allocation profiling" },
	[KEY_AGE] = { "age", "ag", false, FIELD(age), compare_age, print_age,
		      "the age in tenths of the uptime" },
	[KEY_CONTEXT] = { "context", "cx", false, FIELD(context), compare_context, print_context,
			  "task, softirq, hardirq or nmi, if the kernel records it" },
	[KEY_BLOCK] = { "block", "bl", true, FIELD(block), compare_block, print_block,
			"the type of the pageblock that the pages are in: CMA, Movable, ..." },
	[KEY_PAGES] = { "pages", "pg", false, 0, 0, compare_pages, NULL, "the number of pages" },
	[KEY_TIMES] = { "times", "t", false, 0, 0, compare_times, NULL,
			"the number of allocations" },
	[KEY_ALLOC_TS] = { "alloc_ts", "at", false, 0, 0, compare_alloc_ts, NULL,
			   "the time of the allocation" },
	[KEY_FREE_TS] = { "free_ts", "ft", false, 0, 0, compare_free_ts, NULL,
			  "the time of the last release" },
	[KEY_TEXT] = { "txt", "T", false, 0, 0, compare_text, NULL, "the text of the record" },
};

bool keys_need_page(unsigned int keys)
{
	int i;

	for (i = 0; i < NR_KEYS; i++)
		if (keys & KEY_BIT(i) && key_rows[i].page)
			return true;
	return false;
}

int key_find(const char *name, size_t len)
{
	int i;

	for (i = 0; i < NR_KEYS; i++) {
		const struct key_row *row = &key_rows[i];

		if ((strlen(row->name) == len && !strncmp(row->name, name, len)) ||
		    (strlen(row->alias) == len && !strncmp(row->alias, name, len)))
			return i;
	}
	return -ENOENT;
}
