// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a page has, member by member.
 */
#include "export/html_data.h"
#include "query/criteria.h"
#include "report/view.h"

void html_command(struct html_data *data)
{
	const struct options *options = &data->po->options;
	json_t *words = json_array(), *inputs = json_array();
	unsigned int i;

	for (i = 0; i < options->nr_words; i++)
		json_push(&data->json, words, html_printable(data, options->words[i]));
	for (i = 0; i < options->nr_operands; i++)
		json_push(&data->json, inputs, html_printable(data, options->operands[i]));
	json_member(&data->json, "command", json_string(options->name));
	json_member(&data->json, "words", words);
	json_member(&data->json, "inputs", inputs);
	json_member(&data->json, "cull", json_boolean(options->cull_given));
}

static void why_not(struct html_data *data, const struct html_page *page)
{
	json_member(&data->json, "no_account", json_name(page->no_account));
	json_member(&data->json, "no_map", json_name(page->no_map));
}

int html_page(struct pageowner *po, const struct html_page *page)
{
	struct html_data data;
	int err = 0;

	html_begin(&data, po, "page");
	json_machine(&data.json);
	html_command(&data);
	why_not(&data, page);
	json_member(&data.json, "log", json_number(html_lines(&data, page->log ? page->log : "")));
	if (page->view)
		err = html_owners(&data, page);
	if (!err && page->account)
		err = html_account(&data, page);
	if (!err && page->map)
		html_map(&data, page->map);
	return err ? err : html_end(&data);
}
