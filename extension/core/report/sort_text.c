// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * page_owner_sort without --cull: each distinct record is a group, so there may be as many
 * groups as allocations.  Therefore they are sorted on disk: first by their text, to count
 * equal ones, then by the keys that the user asked for.
 */
#include <stdlib.h>

#include "core.h"

struct sort_entry {
	struct sums sums;
	struct sample first;
	uint32_t head; /* of text: where the frames begin */
	uint32_t len;
	char text[]; /* with its NUL */
};

static int by_text(void *arg, const void *a, const void *b)
{
	(void)arg;
	return strcmp(((const struct sort_entry *)a)->text, ((const struct sort_entry *)b)->text);
}

static void combine(void *into, const void *from)
{
	struct sort_entry *entry = into;
	const struct sort_entry *more = from;

	if (more->first.sequence < entry->first.sequence)
		entry->first = more->first;
	entry->sums.count += more->sums.count;
	entry->sums.pages += more->sums.pages;
}

/* An entry in the form that the functions of key_rows[] take. */
struct shown {
	struct group group;
	struct stack stack;
};

static void show(const struct sort_entry *entry, struct shown *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->group.key = entry->first.key;
	ret->group.sums = entry->sums;
	ret->group.first = entry->first;
	ret->stack.head = entry->text;
	ret->stack.text = entry->text + entry->head;
	ret->group.stack = &ret->stack;
}

static int by_keys(void *arg, const void *a, const void *b)
{
	struct pageowner *po = arg;
	const struct options *options = &po->options;
	struct shown x, y;
	unsigned int i;
	int order = 0;

	show(a, &x);
	show(b, &y);
	x.group.stack = &x.stack;
	y.group.stack = &y.stack;
	for (i = 0; !order && i < options->nr_sort; i++)
		order = options->sort[i].sign *
			key_rows[options->sort[i].key].compare(po, &x.group, &y.group);
	return order ? order : by_text(NULL, a, b);
}

int sort_text_open(struct pageowner *po)
{
	po->records = spill_new(by_text, combine, po, po->temporary);
	po->sort_entry = arena_alloc(&po->run, sizeof(*po->sort_entry) + TEXT_RECORD_SIZE + 1);
	return po->records && po->sort_entry ? 0 : fail(&po->reader, -ENOMEM, "sorting");
}

void sort_text_close(struct pageowner *po)
{
	spill_free(po->records);
	spill_free(po->sorted);
	po->records = po->sorted = NULL;
}

static int add(struct pageowner *po, const struct allocation *alloc, struct stack *stack)
{
	struct sort_entry *entry = po->sort_entry;
	size_t head;
	int err;

	memset(entry, 0, sizeof(*entry));
	entry->sums.count = alloc->times ? alloc->times : 1;
	entry->sums.pages = alloc->pages;
	sample_make(po, alloc, stack, &entry->first);
	entry->len = text_record(po, alloc, entry->text, &head);
	entry->text[entry->len] = '\0';
	entry->head = head;
	err = spill_add(po->records, entry, sizeof(*entry) + entry->len + 1);
	return err ? fail(&po->reader, err, "sorting in a temporary file (%s)", strerror(-err)) : 0;
}

int sort_text_allocation(struct pageowner *po, const struct allocation *alloc)
{
	struct stack *stack = stack_find(po, alloc->handle);

	if (!stack)
		return fail(&po->reader, -ENOMEM, "stacks");
	return selection_match_late(po, &po->unfinished->selection, stack,
				    cgroup_ref_name(po, alloc->cgroup), alloc->slab)
		       ? add(po, alloc, stack)
		       : 0;
}

static int sort_again(struct pageowner *po)
{
	char *entry;
	size_t len;
	int err = spill_sort(po->records);

	po->sorted = spill_new(by_keys, NULL, po, po->temporary);
	if (!err && !po->sorted)
		err = -ENOMEM;
	while (!err) {
		err = spill_next(po->records, &entry, &len);
		if (err || !entry)
			break;
		err = spill_add(po->sorted, entry, len);
		free(entry);
	}
	return err ? err : spill_sort(po->sorted);
}

int sort_text_write(struct pageowner *po)
{
	struct strbuf text = { .arena = &po->run };
	struct shown shown;
	char *entry;
	size_t len;
	int err = sort_again(po);

	if (err)
		return fail(&po->reader, err, "sorting in a temporary file (%s)", strerror(-err));
	while (!err) {
		err = spill_next(po->sorted, &entry, &len);
		if (err || !entry)
			break;
		show((struct sort_entry *)entry, &shown);
		page_owner_sort_group(po, &text, &shown.group);
		free(entry);
		if (text.len > 64 * 1024)
			err = write_text(po, &text);
	}
	return err ? err : write_text(po, &text);
}
