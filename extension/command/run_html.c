// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * --format html: whatever command it is given to, the page has all that this input can tell.
 */
#include "command/command.h"
#include "export/html.h"
#include "report/view.h"
#include "scan/memory_map.h"

/* What was found, as long as the run. */
struct found {
	struct pageowner *po;
	struct view view;
	struct account account;
	struct memory_map map;
	struct html_page page;
	struct result *result; /* of the scan; NULL: there is none */
	bool interrupted;
};

/* A part that can't be had is no error: the page says why, and has the others. */
static const char *take_message(struct pageowner *po)
{
	const char *ret = arena_strdup(&po->run, po->reader.message);

	po->reader.message[0] = '\0';
	return ret;
}

static int find_owners(struct found *found, const struct selection *selection)
{
	struct pageowner *po = found->po;
	int err = 0;

	found->result = find_result(po, selection);
	if (!found->result) {
		found->result = new_result(po, selection);
		err = scan_source(po, NULL, found->result);
		if (!err)
			err = keep_result(po);
	}
	if (err && err != -EINTR)
		return err;
	found->interrupted |= err == -EINTR;
	holes_keep(po, found->result);
	err = report_view(po, found->result, selection, &found->view);
	found->page.view = &found->view;
	return err;
}

/* A text has no account; some saved files have none. */
static void find_account(struct found *found, const struct selection *selection)
{
	struct pageowner *po = found->po;
	int err;

	if (po->machine.text)
		return;
	holes_begin(po);
	err = make_account(po, selection, cell_keys(po, selection) | SUSPECT_KEYS, true,
			   &found->account);
	found->interrupted |= err == -EINTR;
	if (err && err != -EINTR) {
		found->page.no_account = take_message(po);
		return;
	}
	holes_keep(po, &found->account.result);
	found->page.account = &found->account;
}

/* Of memory itself: a text or a saved file has no places of pages. */
static void find_map(struct found *found)
{
	struct pageowner *po = found->po;
	int err;

	if (!po->machine.memory)
		return;
	holes_begin(po);
	err = memory_map_make(po, &found->map);
	found->interrupted |= err == -EINTR;
	if (err && err != -EINTR) {
		found->page.no_map = take_message(po);
		return;
	}
	found->page.map = &found->map;
}

static void find_log(struct found *found)
{
	struct pageowner *po = found->po;
	struct strbuf text = { .arena = &po->run };

	if (po->machine.text)
		return;
	if (oom_log_lines(po, &text) || text.failed)
		take_message(po);
	else
		found->page.log = text.len ? text.data : NULL;
}

static int status_of_page(const struct found *found, int err)
{
	const struct result *result = found->result;

	if (found->page.account && holes_any(found->po, &found->account.result))
		result = &found->account.result;
	return status_of(found->po, result, !err && found->interrupted ? -EINTR : err);
}

/* @opened: of a command that runs without records, which leave the account and the log. */
int run_html(struct pageowner *po, int opened)
{
	struct found found = { .po = po };
	struct selection selection;
	char message[sizeof(po->reader.message)];
	int err = 0;

	memcpy(message, po->reader.message, sizeof(message));
	po->reader.message[0] = '\0';
	if (!opened)
		err = make_selection(po, &selection);
	if (!err && !opened && !po->ownerless)
		err = find_owners(&found, &selection);
	if (err)
		return status_of(po, found.result, err);
	if (!opened)
		find_account(&found, &selection);
	if (found.page.view)
		find_map(&found);
	find_log(&found);
	err = html_page(po, &found.page);
	if (!err && (opened || po->ownerless))
		err = opened ? opened : derive_page_owner_on(po);
	if (opened)
		memcpy(po->reader.message, message, sizeof(message));
	return status_of_page(&found, err);
}
