// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An account on a page: its rows as in the JSON of an account, the same of each zone as
 * columns, suspects with their reasons, warnings.
 */
#include "export/html_data.h"
#include "report/suspects.h"
#include "scan/account.h"

static void rows_member(struct html_data *data, struct account *account)
{
	struct account_part part = { .po = data->po, .account = account };
	json_t *rows = json_array();
	int row;

	if (account_part_next(&part))
		for (row = 1; row < NR_ACCOUNT_ROWS; row++)
			json_push(&data->json, rows, json_account_row(&data->json, &part, row));
	json_member(&data->json, "account_managed", json_size(&data->json, part.sums.managed));
	json_member(&data->json, "account", rows);
}

/* For each selected zone its node, number, managed pages, and the pages of each row. */
static void put_zones(struct html_data *data, const struct account *account)
{
	size_t i;
	int row;

	for (i = 0; i < account->zones.count; i++) {
		const struct mem_zone *zone = &account->zones.zones[i];

		if (!account->selected[i])
			continue;
		html_put_into(data, "zone.node", zone->node);
		html_put_into(data, "zone.number", zone->number);
		html_put_into(data, "zone.managed", account->of_zones[i].managed);
		for (row = 1; row < NR_ACCOUNT_ROWS; row++)
			html_put_into(data, "zone.rows", account->of_zones[i].pages[row]);
	}
}

static void add_suspect(void *arg, const struct suspect_found *found)
{
	const struct group *group = found->group;
	struct html_data *data = arg;

	html_put_into(data, "suspect.stack", html_stack(data, group->stack));
	html_put_into(data, "suspect.pages", group->sums.pages);
	html_put_into(data, "suspect.times", group->sums.count);
	html_put_into(data, "suspect.reasons", html_lines(data, found->text));
	arena_free(&data->po->piece);
}

int html_account(struct html_data *data, const struct html_page *page)
{
	struct account *account = page->account;
	int err = 0;

	rows_member(data, account);
	put_zones(data, account);
	json_member(&data->json, "warnings", json_account_warnings(&data->json, account));
	json_member(&data->json, "offline_pages", json_number(account->offline));
	if (!data->po->ownerless)
		err = suspects_each(data->po, account, add_suspect, data, NULL);
	if (!err && account->owners)
		err = html_row_owners(data, account);
	return err;
}
