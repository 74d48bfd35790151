// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Groups as the newest tools/mm/page_owner_sort.c prints them.
 */
#include "core.h"

static void print_allocator(struct strbuf *text, unsigned int allocator)
{
	static const char *const names[] = { "CMA", "SLAB", "VMALLOC", "OTHERS" };
	size_t i;

	strbuf_text(text, "allocated by ");
	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (allocator & 1 << i) {
			strbuf_text(text, names[i]);
			strbuf_text(text, " ");
		}
}

static bool selected_by(const struct options *options, enum criterion_kind kind)
{
	unsigned int i;

	for (i = 0; i < options->nr_criteria; i++)
		if (options->criteria[i].kind == kind)
			return true;
	return false;
}

/* A value is shown if groups are made by it or the user selected by it. */
static void print_values(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	static const struct {
		enum key key;
		int criterion;
		const char *label;
	} values[] = {
		{ KEY_PID, BY_PID, "PID" },
		{ KEY_TGID, BY_TGID, "TGID" },
		{ KEY_COMM, BY_COMM, "task_comm_name:" },
		{ KEY_MODULE, BY_MODULE, "module:" },
	};
	const struct options *options = &po->options;
	struct group first = *group;
	size_t i;

	first.key = group->first.key;
	for (i = 0; i < ARRAY_SIZE(values); i++) {
		enum key key = values[i].key;

		if (!(options->keys & KEY_BIT(key)) && !selected_by(options, values[i].criterion))
			continue;
		strbuf_printf(text, ", %s ", values[i].label);
		key_rows[key].print(po, text, &first);
	}
}

void page_owner_sort_group(struct pageowner *po, struct strbuf *text, const struct group *group)
{
	unsigned int keys = po->options.keys;

	strbuf_number(text, group->sums.count);
	strbuf_text(text, " times, ");
	strbuf_number(text, group->sums.pages);
	strbuf_text(text, " pages");
	if (!keys) {
		strbuf_text(text, ", ");
		print_allocator(text, group->first.key.allocator);
		strbuf_text(text, ":\n");
		strbuf_text(text, group->stack->head);
		strbuf_text(text, "\n");
		return;
	}
	print_values(po, text, group);
	if (keys & KEY_BIT(KEY_ALLOCATOR)) {
		strbuf_printf(text, ", ");
		print_allocator(text, group->key.allocator);
	}
	if (keys & KEY_BIT(KEY_FREE))
		strbuf_printf(text, " (%s)", group->key.freed ? "RELEASED" : "UNRELEASED");
	if (keys & KEY_BIT(KEY_STACK))
		strbuf_printf(text, ":\n%s", stack_text(po, group->stack));
	strbuf_append(text, "\n", 1);
}

int page_owner_sort_text(struct pageowner *po, const struct groups *groups)
{
	struct strbuf text = { .arena = &po->run };
	uint64_t shown = groups->count;
	size_t i;
	int err = 0;

	if (po->options.top && po->options.top < shown)
		shown = po->options.top;
	for (i = 0; !err && i < shown; i++) {
		page_owner_sort_group(po, &text, &groups->groups[i]);
		if (text.len > 64 * 1024)
			err = write_text(po, &text);
	}
	return err ? err : write_text(po, &text);
}
