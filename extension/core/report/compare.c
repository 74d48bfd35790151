// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From what several machines owned to what grew.  Each input is scanned and grouped as for a
 * report.  Here its groups become texts, because handles and addresses differ between two
 * boots; groups with equal texts become a row.
 */
#include <stdlib.h>

#include "report/compare.h"

#define MAX_ALIKE 256 /* unmatched rows with one outermost frame that are compared in pairs */

/* ---- equal texts ---- */

static int by_key(const void *a, const void *b)
{
	const struct compare_item *const *one = a, *const *two = b;
	int order = strcmp((*one)->key->text, (*two)->key->text);

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

	return order ? order : strcmp(one->item->key->text, two->item->key->text);
}

/* An item with only a handle gets key and frames of the item of the same boot with that handle. */
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
		item->nr_frames = (*found)->nr_frames;
		item->hidden = (*found)->hidden;
		item->handle_alone = false;
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

/* page_owner_stacks counts no early pages: beside such an input they would look like growth. */
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

/* To show for both: the newest, of one input the one with the most pages. */
static bool is_better(const struct compare_item *item, const struct compare_item *than)
{
	if (item->side != than->side)
		return item->side > than->side;
	return item->pages > than->pages ||
	       (item->pages == than->pages && item->handle < than->handle);
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
	if (row->item && item->side != row->item->side)
		row->variants = 0;
	row->variants++;
	if (!row->item || is_better(item, row->item))
		row->item = item;
	row->pages[item->side] += item->pages;
	row->times[item->side] += item->times;
	return 0;
}

static int make_rows(struct comparison *all, struct compare_item **items, size_t count)
{
	const struct compare_item *last = NULL;
	size_t i;
	int err = 0;

	qsort(items, count, sizeof(*items), by_key);
	for (i = 0; !err && i < count; i++) {
		/* The stack of a handle, of which no input has pages. */
		if (!items[i]->pages && !items[i]->times && !items[i]->early)
			continue;
		if (!last || strcmp(items[i]->key->text, last->key->text))
			all->count++;
		last = items[i];
		err = add_to_row(all, &all->rows[all->count - 1], items[i]);
	}
	return err;
}

/* ---- stacks that differ only in inlined functions ---- */

/* Line @i of @key, terminated by its newline. */
static const char *line_of(const struct compare_key *key, size_t i)
{
	return key->text + (i ? key->end[i - 1] : 0);
}

static const char *last_line(const struct compare_key *key)
{
	return line_of(key, key->count - 1);
}

static bool same_line(const struct compare_key *a, size_t i, const struct compare_key *b, size_t k)
{
	const char *one = line_of(a, i), *two = line_of(b, k);
	size_t len = a->text + a->end[i] - one;

	return b->text + b->end[k] - two == (ptrdiff_t)len && !memcmp(one, two, len);
}

/*
 * How many lines more @many has than @few, if it has all lines of @few in the same order, and
 * their first (the label) and last lines are equal; else 0.
 */
static size_t lines_inlined(const struct compare_key *few, const struct compare_key *many)
{
	size_t more = many->count, i, found = 0;

	/* A third of the frames may have gone, never all of them. */
	if (few->count < 4 || few->count >= more || (more - few->count) * 3 > more ||
	    strcmp(last_line(few), last_line(many)) || !same_line(few, 0, many, 0))
		return 0;
	for (i = 0; i < more && found < few->count; i++)
		found += same_line(few, found, many, i);
	return found == few->count ? more - few->count : 0;
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

/* The row that is most similar to a row, and how many rows are as similar. */
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

/* Joins pairs of @rows of which each is the only one that is most similar to the other. */
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

/* Do two inputs with a known kernel have different releases? */
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
static int make_keys(struct comparison *all, bool full, bool offsets, uint64_t depth,
		     struct compare_item **items)
{
	bool whole = offsets || (full && !releases_differ(all));
	size_t count = 0, i;
	unsigned int s;

	for (s = 0; s < all->nr_sides + all->nr_maps; s++) {
		for (i = 0; i < all->sides[s].count; i++) {
			struct compare_item *item = &all->sides[s].items[i];

			item->side = s;
			item->key = compare_key_make(all->arena, item, whole, offsets, depth);
			if (!item->key)
				return -ENOMEM;
			items[count++] = item;
		}
	}
	return 0;
}

void compare_set_maps_aside(struct comparison *all)
{
	unsigned int i = 0;

	while (i < all->nr_sides) {
		struct compare_side side = all->sides[i];

		if (!side.map) {
			i++;
			continue;
		}
		memmove(&all->sides[i], &all->sides[i + 1],
			(all->nr_sides + all->nr_maps - i - 1) * sizeof(side));
		all->sides[all->nr_sides + all->nr_maps - 1] = side;
		all->nr_sides--;
		all->nr_maps++;
	}
}

int compare_match(struct comparison *all, bool full, bool offsets, uint64_t depth)
{
	struct compare_item **items;
	size_t count = 0, i;
	unsigned int s;
	int err;

	for (s = 0; s < all->nr_sides + all->nr_maps; s++)
		count += all->sides[s].count;
	items = arena_alloc(all->arena, (count + 1) * sizeof(*items));
	all->rows = arena_alloc(all->arena, (count + 1) * sizeof(*all->rows));
	if (!items || !all->rows)
		return -ENOMEM;
	if (any_counters(all))
		leave_out_early(all);
	err = make_keys(all, full, offsets, depth, items);
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
	/* A text has only times since boot; if they go back, it is of a later boot. */
	if (!first->when && !other->when && first->now && other->now >= first->now)
		return (other->now - first->now) / 3600e9;
	return -1;
}
