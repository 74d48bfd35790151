// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What several machines owned -> what grew.  Each input is scanned and grouped as for a
 * report; here its groups become text, because two boots agree in nothing else, and equal
 * texts become a row.
 */
#include <stdio.h>
#include <stdlib.h>

#include "report/compare.h"

#define PAGE_OFFSET_MASK 0xfff /* modules lie on whole pages, wherever that is */
#define MAX_ALIKE 256 /* leftovers of one outermost frame that are held against each other */

/* ---- a group in names ---- */

/*
 * A frame without what differs from build to build or boot to boot: offset and size, the
 * suffixes that compilers add behind a dot (".isra.0"), and of an address without a name,
 * in a module that was unloaded, where that module lay.
 */
static void frame_key(struct strbuf *text, const char *frame, size_t len, bool offsets)
{
	const char *module = memmem(frame, len, " [", 2);
	size_t name = module ? (size_t)(module - frame) : len, cut = name;
	const char *dot;
	char address[24];

	if (len > 2 && !memcmp(frame, "0x", 2)) {
		snprintf(address, sizeof(address), "?+0x%llx",
			 strtoull(frame, NULL, 16) & PAGE_OFFSET_MASK);
		strbuf_append(text, address, strlen(address));
	} else {
		const char *plus = memmem(frame, name, "+0x", 3);

		if (plus && !offsets)
			cut = plus - frame;
		dot = offsets ? NULL : memchr(frame, '.', cut);
		strbuf_append(text, frame, dot ? (size_t)(dot - frame) : cut);
		if (module)
			strbuf_append(text, module, frame + len - module);
	}
}

/* A caller without a name is an address in the label, too. */
static void label_key(struct strbuf *text, const char *label)
{
	const char *address = strstr(label, "caller 0x");

	if (!address || strcspn(address + 7, ", ") < 10) {
		strbuf_append(text, label, strlen(label));
	} else {
		address += 7;
		strbuf_append(text, label, address - label);
		frame_key(text, address, strcspn(address, ", "), true);
		strbuf_append(text, address + strcspn(address, ", "),
			      strlen(address + strcspn(address, ", ")));
	}
	strbuf_append(text, "\n", 1);
}

static size_t nr_frames(const char *frame)
{
	size_t n = 0;

	for (; *frame == ' '; frame += strcspn(frame, "\n") + 1)
		n++;
	return n;
}

/*
 * The label and the frames that count; with --depth only some, from the caller.  Releases
 * differ in the functions of the allocator itself: between two of them stacks begin there, too.
 */
static const char *make_key(struct arena *arena, const struct compare_item *item, bool offsets,
			    uint64_t depth, bool releases)
{
	struct strbuf text = { .arena = arena };
	const char *frame = item->frames;
	size_t first = depth || (releases && item->hidden < nr_frames(frame)) ? item->hidden : 0, i;

	label_key(&text, item->label);
	for (i = 0; *frame == ' '; i++, frame += strcspn(frame, "\n") + 1) {
		if (i < first || (depth && i >= first + depth))
			continue;
		frame_key(&text, frame + 1, strcspn(frame + 1, "\n"), offsets);
		strbuf_append(&text, "\n", 1);
	}
	return text.failed ? NULL : text.data;
}

/* ---- equal texts ---- */

static int by_key(const void *a, const void *b)
{
	const struct compare_item *const *one = a, *const *two = b;
	int order = strcmp((*one)->key, (*two)->key);

	return order ? order : (int)(*one)->side - (int)(*two)->side;
}

static int by_handle(const void *a, const void *b)
{
	const struct compare_item *const *one = a, *const *two = b;

	return ((*one)->handle > (*two)->handle) - ((*one)->handle < (*two)->handle);
}

static int by_change(const void *a, const void *b)
{
	const struct compare_row *one = a, *two = b;
	int order = (one->change < two->change) - (one->change > two->change);

	return order ? order : strcmp(one->item->key, two->item->key);
}

/* One side's handles are names of its stacks for another of the same boot. */
static int name_handles(struct comparison *all, struct compare_item **items, size_t count)
{
	struct compare_item **named = arena_alloc(all->arena, (count + 1) * sizeof(*named));
	struct compare_item **found, *item;
	size_t nr_named = 0, i;

	if (!named)
		return -ENOMEM;
	for (i = 0; i < count; i++)
		if (items[i]->handle && !items[i]->handle_alone)
			named[nr_named++] = items[i];
	qsort(named, nr_named, sizeof(*named), by_handle);
	for (i = 0; i < count; i++) {
		item = items[i];
		if (!item->handle_alone)
			continue;
		found = bsearch(&item, named, nr_named, sizeof(*named), by_handle);
		if (!found)
			continue;
		item->key = (*found)->key;
		item->frames = (*found)->frames;
		item->hidden = (*found)->hidden;
	}
	return 0;
}

static bool any_counters(const struct comparison *all)
{
	unsigned int i;

	for (i = 0; i < all->nr_sides; i++)
		if (all->sides[i].counters)
			return true;
	return false;
}

/* What only some inputs can have would look like growth. */
static void leave_out_early(struct comparison *all)
{
	unsigned int i;
	size_t k;

	for (i = 0; i < all->nr_sides; i++) {
		struct compare_side *side = &all->sides[i];

		for (k = 0; k < side->count; k++) {
			side->items[k].pages -= side->items[k].early;
			side->early += side->items[k].early;
		}
		side->pages -= side->early;
	}
}

static int add_to_row(struct comparison *all, struct compare_row *row,
		      const struct compare_item *item)
{
	if (!row->pages) {
		row->pages = arena_alloc(all->arena, all->nr_sides * sizeof(*row->pages));
		row->times = arena_alloc(all->arena, all->nr_sides * sizeof(*row->times));
	}
	if (!row->pages || !row->times)
		return -ENOMEM;
	row->item = item;
	row->pages[item->side] += item->pages;
	row->times[item->side] += item->times;
	return 0;
}

static int make_rows(struct comparison *all, struct compare_item **items, size_t count)
{
	size_t i;
	int err = 0;

	qsort(items, count, sizeof(*items), by_key);
	for (i = 0; !err && i < count; i++) {
		if (!i || strcmp(items[i]->key, items[i - 1]->key))
			all->count++;
		err = add_to_row(all, &all->rows[all->count - 1], items[i]);
	}
	return err;
}

/* ---- stacks that are the same but for inlining ---- */

static const char *last_line(const char *key)
{
	size_t len = strlen(key);

	while (len > 1 && key[len - 2] != '\n')
		len--;
	return key + (len ? len - 1 : 0);
}

static size_t count_lines(const char *text)
{
	size_t lines = 0;

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

/*
 * How many lines @many has more when all of @few's are in it, in their order, the first (the
 * label) and the last alike; 0: they are not.
 */
static size_t lines_inlined(const char *few, const char *many)
{
	size_t lines = count_lines(few), more = count_lines(many), len;

	/* A third of the frames may have gone, never all of them. */
	if (lines < 4 || lines >= more || (more - lines) * 3 > more ||
	    strcmp(last_line(few), last_line(many)))
		return 0;
	len = strcspn(few, "\n") + 1;
	if (strncmp(few, many, len))
		return 0;
	for (; *many && *few; many += strcspn(many, "\n") + 1) {
		len = strcspn(few, "\n") + 1;
		if (!strncmp(few, many, len))
			few += len;
	}
	return *few ? 0 : more - lines;
}

static bool share_a_side(const struct comparison *all, const struct compare_row *a,
			 const struct compare_row *b)
{
	unsigned int i;

	for (i = 0; i < all->nr_sides; i++)
		if (a->pages[i] && b->pages[i])
			return true;
	return false;
}

static size_t difference(const struct comparison *all, const struct compare_row *a,
			 const struct compare_row *b)
{
	size_t lines;

	if (share_a_side(all, a, b))
		return 0;
	lines = lines_inlined(a->item->key, b->item->key);
	return lines ? lines : lines_inlined(b->item->key, a->item->key);
}

static void join(struct comparison *all, struct compare_row *into, struct compare_row *from)
{
	unsigned int i;

	for (i = 0; i < all->nr_sides; i++) {
		into->pages[i] += from->pages[i];
		into->times[i] += from->times[i];
	}
	if (from->item->side > into->item->side)
		into->item = from->item;
	into->likely = true;
	from->item = NULL;
	all->likely++;
}

static bool is_leftover(const struct comparison *all, const struct compare_row *row)
{
	unsigned int i;

	for (i = 0; i < all->nr_sides; i++)
		if (!row->pages[i])
			return true;
	return false;
}

static int by_outermost(const void *a, const void *b)
{
	const struct compare_row *const *one = a, *const *two = b;

	return strcmp(last_line((*one)->item->key), last_line((*two)->item->key));
}

/* What a row is most like, and how many are that much like it. */
struct likeness {
	size_t other, lines, times;
};

static void compare_likeness(struct likeness *likeness, size_t other, size_t lines)
{
	if (likeness->times && lines > likeness->lines)
		return;
	if (!likeness->times || lines < likeness->lines)
		*likeness = (struct likeness){ other, lines, 0 };
	likeness->times++;
}

/* Joins those of @rows that are most like exactly one other, which is most like them alone. */
static void join_alike(struct comparison *all, struct compare_row **rows, size_t count)
{
	struct likeness like[MAX_ALIKE] = { { 0 } };
	size_t i, k, lines;

	if (count > MAX_ALIKE)
		return;
	for (i = 0; i < count; i++) {
		for (k = i + 1; k < count; k++) {
			lines = difference(all, rows[i], rows[k]);
			if (!lines)
				continue;
			compare_likeness(&like[i], k, lines);
			compare_likeness(&like[k], i, lines);
		}
	}
	for (i = 0; i < count; i++)
		if (like[i].times == 1 && like[i].other > i && like[like[i].other].times == 1 &&
		    like[like[i].other].other == i)
			join(all, rows[i], rows[like[i].other]);
}

static bool same_kernels(const struct comparison *all)
{
	unsigned int i;

	for (i = 1; i < all->nr_sides; i++)
		if (!*all->sides[i].kernel || strcmp(all->sides[i].kernel, all->sides[0].kernel))
			return false;
	return true;
}

/* Known ones. */
static bool releases_differ(const struct comparison *all)
{
	const char *first = NULL, *kernel;
	unsigned int i;

	for (i = 0; i < all->nr_sides; i++) {
		kernel = all->sides[i].kernel;
		if (*kernel && first &&
		    (strcspn(kernel, " ") != strcspn(first, " ") ||
		     strncmp(kernel, first, strcspn(first, " "))))
			return true;
		first = *kernel ? kernel : first;
	}
	return false;
}

static int match_inlined(struct comparison *all)
{
	struct compare_row **left = arena_alloc(all->arena, (all->count + 1) * sizeof(*left));
	size_t count = 0, i, from, kept = 0;

	if (!left)
		return -ENOMEM;
	for (i = 0; i < all->count; i++)
		if (is_leftover(all, &all->rows[i]))
			left[count++] = &all->rows[i];
	qsort(left, count, sizeof(*left), by_outermost);
	for (from = 0, i = 1; i <= count; i++) {
		if (i < count && !by_outermost(&left[from], &left[i]))
			continue;
		join_alike(all, left + from, i - from);
		from = i;
	}
	for (i = 0; i < all->count; i++)
		if (all->rows[i].item)
			all->rows[kept++] = all->rows[i];
	all->count = kept;
	return 0;
}

/* ---- rows ---- */

/* The items of all sides, with their keys, into @items. */
static int make_keys(struct comparison *all, bool offsets, uint64_t depth,
		     struct compare_item **items)
{
	bool releases = !offsets && releases_differ(all);
	size_t count = 0, i;
	unsigned int s;

	for (s = 0; s < all->nr_sides; s++) {
		for (i = 0; i < all->sides[s].count; i++) {
			struct compare_item *item = &all->sides[s].items[i];

			item->side = s;
			item->key = make_key(all->arena, item, offsets, depth, releases);
			if (!item->key)
				return -ENOMEM;
			items[count++] = item;
		}
	}
	return 0;
}

int compare_match(struct comparison *all, bool offsets, uint64_t depth)
{
	struct compare_item **items;
	size_t count = 0, i;
	unsigned int s;
	int err;

	for (s = 0; s < all->nr_sides; s++)
		count += all->sides[s].count;
	items = arena_alloc(all->arena, (count + 1) * sizeof(*items));
	all->rows = arena_alloc(all->arena, (count + 1) * sizeof(*all->rows));
	if (!items || !all->rows)
		return -ENOMEM;
	if (any_counters(all))
		leave_out_early(all);
	err = make_keys(all, offsets, depth, items);
	if (!err)
		err = name_handles(all, items, count);
	if (!err)
		err = make_rows(all, items, count);
	if (!err && !offsets && !same_kernels(all))
		err = match_inlined(all);
	for (i = 0; !err && i < all->count; i++)
		all->rows[i].change = all->rows[i].pages[all->nr_sides - 1] - all->rows[i].pages[0];
	if (!err)
		qsort(all->rows, all->count, sizeof(*all->rows), by_change);
	return err;
}

double compare_hours(const struct comparison *all, unsigned int side)
{
	const struct compare_side *first = &all->sides[0], *other = &all->sides[side];

	if (first->when && other->when)
		return ((double)other->when - first->when) / 3600;
	/* Texts tell time since boot alone; a later boot shows as a step back. */
	if (!first->when && !other->when && first->now && other->now >= first->now)
		return (other->now - first->now) / 3600e9;
	return -1;
}
