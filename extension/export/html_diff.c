// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A comparison on a page: a row for each group with its pages in each input.
 */
#include "export/html_data.h"
#include "report/compare.h"

static void side_value(struct html_data *data, const struct comparison *all, unsigned int i,
		       json_t *sides)
{
	const struct compare_side *side = &all->sides[i];
	struct json *json = &data->json;
	double hours = compare_hours(all, i);
	json_t *value = json_object();

	json_set(json, value, "name", html_printable(data, side->name));
	json_set(json, value, "kernel", html_printable(data, side->kernel));
	json_set(json, value, "time", json_number_if(side->when, side->when));
	json_set(json, value, "uptime_ns", json_number_if(side->now, side->now));
	json_set(json, value, "hours", hours >= 0 ? json_real(hours) : json_null());
	json_set(json, value, "pages", json_number(side->pages));
	json_set(json, value, "early_left_out", json_number(side->early));
	json_set(json, value, "not_read", json_name(side->missing));
	json_push(json, sides, value);
}

static void change_member(struct html_data *data, const struct comparison *all)
{
	struct change change;
	json_t *value = json_object();

	compare_sum_up(all, &change);
	json_set(&data->json, value, "grown_pages", json_number(change.grown));
	json_set(&data->json, value, "shrunk_pages", json_number(change.shrunk));
	json_set(&data->json, value, "likely_pairs", json_number(all->likely));
	json_member(&data->json, "change", value);
}

static void put_row(struct html_data *data, const struct comparison *all,
		    const struct compare_row *row)
{
	double slope;
	unsigned int i;

	html_put_into(data, "diff.stack", html_item(data, row->item));
	html_put_into(data, "diff.what", html_string(data, compare_what(all, row)));
	html_put_into(data, "diff.group", html_string(data, row->item->label));
	html_put_into(data, "diff.likely", row->likely);
	html_put_into(data, "diff.change", row->change);
	if (compare_slope(all, row, &slope))
		html_put_into(data, "diff.per_hour", (int64_t)(slope * compare_page_size(all)));
	for (i = 0; i < all->nr_sides; i++)
		html_put_into(data, "diff.pages", row->pages[i]);
}

int html_diff(struct pageowner *po, const struct comparison *all)
{
	struct html_data data;
	json_t *sides = json_array();
	size_t i;

	html_begin(&data, po, "diff");
	html_command(&data);
	for (i = 0; i < all->nr_sides; i++)
		side_value(&data, all, i, sides);
	json_member(&data.json, "page_size", json_integer(compare_page_size(all)));
	json_member(&data.json, "sides", sides);
	json_keys(&data.json, po->options.keys);
	change_member(&data, all);
	for (i = 0; i < all->count; i++) {
		put_row(&data, all, &all->rows[i]);
		arena_free(&po->piece);
	}
	return html_end(&data);
}
