// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Compares what several machines owned.  Each input is scanned and grouped as for a report,
 * which hands its groups to compare_take().
 */
#include "base/screen.h"
#include "export/html.h"
#include "report/compare.h"

static int take_sides(struct comparison *all, struct pageowner *const *inputs)
{
	struct pageowner *last = inputs[all->nr_sides - 1];
	int status = PAGEOWNER_COMPLETE;
	unsigned int i;

	for (i = 0; i < all->nr_sides; i++) {
		struct compare_side *side = &all->sides[i];
		int one;

		side->kernel = "";
		inputs[i]->side = side;
		one = pageowner_run(inputs[i]);
		inputs[i]->side = NULL;
		if (one == PAGEOWNER_PARTIAL)
			status = one;
		if (one == PAGEOWNER_COMPLETE || one == PAGEOWNER_PARTIAL)
			continue;
		if (inputs[i] != last)
			memcpy(last->reader.message, inputs[i]->reader.message,
			       sizeof(last->reader.message));
		fail(&last->reader, 0, "%s", side->name);
		return one;
	}
	return status;
}

static int check_pages(struct comparison *all, struct reader *rd)
{
	unsigned int i, k;

	for (i = 0; i < all->nr_sides; i++)
		for (k = i + 1; k < all->nr_sides; k++)
			if (all->sides[i].page_size && all->sides[k].page_size &&
			    all->sides[i].page_size != all->sides[k].page_size)
				return fail(rd, -EINVAL,
					    "%s has pages of %u bytes, %s of %u: they cannot "
					    "be compared",
					    all->sides[i].name, all->sides[i].page_size,
					    all->sides[k].name, all->sides[k].page_size);
	return 0;
}

static int compare(struct comparison *all, struct pageowner *po)
{
	struct strbuf text = { .arena = all->arena };
	int err = check_pages(all, &po->reader);

	if (err)
		return err;
	compare_set_maps_aside(all);
	if (all->nr_sides < 2)
		return fail(&po->reader, -EINVAL,
			    "diff takes two or more samples besides the stacks of their handles");
	if (compare_match(all, po->options.full || po->options.format != FORMAT_TEXT,
			  po->options.offsets, po->options.depth))
		return fail(&po->reader, -ENOMEM, "comparison");
	if (po->options.format == FORMAT_EXPORT)
		return po->options.export->diff(po, all);
	if (po->options.format == FORMAT_HTML)
		return html_diff(po, all);
	err = compare_text(po, all, &text);
	return err ? err : write_screen(po, &text);
}

/* A host that left by longjmp() did not free its comparison. */
static int prepare(struct pageowner *po, const char *const *names, struct comparison *all)
{
	unsigned int i;

	arena_free(&po->compared);
	po->reader.message[0] = '\0';
	all->arena = &po->compared;
	all->sides = arena_alloc(all->arena, all->nr_sides * sizeof(*all->sides));
	if (!all->sides)
		return fail(&po->reader, -ENOMEM, "comparison");
	for (i = 0; i < all->nr_sides; i++) {
		all->sides[i].name = names[i];
		all->sides[i].arena = all->arena;
	}
	return 0;
}

/* A name that only some of them have is a change. */
static bool unmatched_everywhere(struct pageowner *const *inputs, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n && inputs[i]->unmatched; i++)
		;
	return i == n;
}

int pageowner_diff(struct pageowner *const *inputs, const char *const *names, unsigned int n)
{
	struct pageowner *po = inputs[n - 1];
	struct comparison all = { .nr_sides = n };
	int status = PAGEOWNER_ERROR, err;

	if (!prepare(po, names, &all))
		status = take_sides(&all, inputs);
	if (status == PAGEOWNER_COMPLETE || status == PAGEOWNER_PARTIAL) {
		if (!unmatched_everywhere(inputs, n))
			po->reader.message[0] = '\0';
		err = compare(&all, po);
		if (err && err != -EPIPE)
			status = PAGEOWNER_ERROR;
		else if (po->options.exit_code && all.count && all.rows[0].change > 0)
			status = PAGEOWNER_GREW;
	}
	arena_free(&po->compared);
	return status;
}
