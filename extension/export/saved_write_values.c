// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes values that several parts of a saved file share.
 */
#include "export/saved_write.h"

json_t *save_printed(struct json *json, const char *name)
{
	struct strbuf text = { .arena = &json->po->piece };

	strbuf_name(&text, name);
	return json_of_text(json, &text);
}

json_t *save_holes(struct json *json, const struct pageowner *po, const struct result *result)
{
	json_t *value = json_object();
	size_t i;

	for (i = 0; i < NR_HOLES; i++)
		json_set(json, value, saved_holes[i], json_number(holes_count(po, result, i)));
	return value;
}
