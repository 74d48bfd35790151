// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A comparison as JSON: docs/diff.schema.json describes each member.
 */
#include "export/formats.h"
#include "export/json.h"

#define SCHEMA_VERSION 1

static json_t *input_value(struct json *json, const struct comparison *all, unsigned int i)
{
	const struct compare_side *side = &all->sides[i];
	struct strbuf name = { .arena = &json->po->piece };
	double hours = compare_hours(all, i);
	json_t *value = json_object();

	strbuf_name(&name, side->name);
	json_set(json, value, "name", json_of_text(json, &name));
	json_set(json, value, "kernel", json_name(side->kernel));
	json_set(json, value, "time", json_number_if(side->when, side->when));
	json_set(json, value, "uptime_ns", json_number_if(side->now, side->now));
	json_set(json, value, "hours", hours >= 0 ? json_real(hours) : json_null());
	json_set(json, value, "pages", json_number(side->pages));
	json_set(json, value, "early_left_out", json_number(side->early));
	json_set(json, value, "not_read", json_name(side->missing));
	return value;
}

static json_t *change_value(struct json *json, const struct comparison *all)
{
	struct change change;
	json_t *value = json_object();

	compare_sum_up(all, &change);
	json_set(json, value, "pages", json_integer((int64_t)(change.grown - change.shrunk)));
	json_set(json, value, "grown_pages", json_number(change.grown));
	json_set(json, value, "shrunk_pages", json_number(change.shrunk));
	json_set(json, value, "grown", json_number(change.nr_grown));
	json_set(json, value, "new", json_number(change.nr_new));
	json_set(json, value, "shrunk", json_number(change.nr_shrunk));
	json_set(json, value, "gone", json_number(change.nr_gone));
	json_set(json, value, "same", json_number(change.nr_same));
	json_set(json, value, "likely_pairs", json_number(all->likely));
	return value;
}

static json_t *frames_value(struct json *json, const struct compare_item *item)
{
	json_t *array = json_array();
	struct export_frame *frames;
	size_t count = export_lines(json->po, item, true, &frames), i;

	for (i = 0; i < count; i++) {
		struct strbuf text = { .arena = &json->po->piece };

		export_frame_text(&text, &frames[i], true);
		json_push(json, array, json_of_text(json, &text));
	}
	return array;
}

static json_t *row_value(struct json *json, const struct comparison *all,
			 const struct compare_row *row)
{
	json_t *value = json_object(), *pages = json_array();
	double slope;
	unsigned int i;

	for (i = 0; i < all->nr_sides; i++)
		json_push(json, pages, json_number(row->pages[i]));
	json_set(json, value, "what", json_string(compare_what(all, row)));
	json_set(json, value, "change_pages", json_integer(row->change));
	json_set(json, value, "change_bytes", json_integer(row->change * compare_page_size(all)));
	json_set(json, value, "pages", pages);
	json_set(json, value, "bytes_per_hour",
		 compare_slope(all, row, &slope) ? json_real(slope * compare_page_size(all))
						 : json_null());
	json_set(json, value, "group", json_name(row->item->label));
	json_set(json, value, "likely", json_boolean(row->likely));
	json_set(json, value, "allocator_frames",
		 json_integer(json->po->options.depth ? 0 : row->item->hidden));
	json_set(json, value, "frames", frames_value(json, row->item));
	return value;
}

int json_diff(struct pageowner *po, const struct comparison *all)
{
	struct json json;
	size_t i;
	int err = 0;

	json_begin(&json, po, "pageowner diff", SCHEMA_VERSION);
	json_member(&json, "page_size", json_integer(compare_page_size(all)));
	json_keys(&json, po->options.keys);
	json_member(&json, "offsets", json_boolean(po->options.offsets));
	json_array_begin(&json, "inputs");
	for (i = 0; !err && i < all->nr_sides; i++)
		err = json_element(&json, input_value(&json, all, i));
	if (err)
		return err;
	json_array_end(&json);
	json_member(&json, "change", change_value(&json, all));
	json_array_begin(&json, "groups");
	for (i = 0; !err && i < all->count; i++)
		if (export_changed(po, all, i))
			err = json_element(&json, row_value(&json, all, &all->rows[i]));
	if (err)
		return err;
	json_array_end(&json);
	return json_end(&json);
}
