// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The commands about all pages: account, suspects, oom and save.
 */
#include "base/screen.h"
#include "command/command.h"
#include "export/formats.h"
#include "export/rows.h"
#include "export/rules.h"
#include "export/saved.h"
#include "scan/source_saved.h"

int make_account(struct pageowner *po, const struct selection *selection, unsigned int keys,
		 bool owners, struct account *ret)
{
	return po->saved ? source_saved_account(po, selection, keys, ret)
			 : account_make(po, selection, keys, owners, ret);
}

/*
 * Makes an account with @keys in its cells besides those of --cull, and lets write() turn
 * it into text.
 */
static int count_all(struct pageowner *po, unsigned int keys,
		     int (*write)(struct pageowner *po, struct account *account,
				  struct strbuf *text))
{
	struct strbuf text = { .arena = &po->run };
	struct selection selection;
	struct account account;
	int err = selection_make(po, &po->run, &selection);

	if (!err)
		err = rules_load(po);
	if (!err)
		err = make_account(po, &selection, cell_keys(po, &selection) | keys, false,
				   &account);
	if (err && err != -EINTR)
		return status_of(po, NULL, err);
	err = write(po, &account, &text);
	if (!err)
		err = write_screen(po, &text);
	if (!err && po->ownerless)
		err = derive_page_owner_on(po);
	return status_of(po, &account.result, err);
}

/* ---- account ---- */

static int write_account(struct pageowner *po, struct account *account, struct strbuf *text)
{
	return po->options.format == FORMAT_EXPORT ? po->options.export->account(po, account)
						   : account_text(po, account, text);
}

static int write_meminfo(struct pageowner *po)
{
	struct strbuf text = { .arena = &po->run };
	struct meminfo_losses left_out = { 0 };
	int err = meminfo_text(po, &text, &left_out);

	if (!err && left_out.lines) {
		po->reader.message[0] = '\0'; /* of one hole among others */
		fail(&po->reader, 0,
		     "%llu lines%s of /proc/meminfo are left out: this dump does not have their "
		     "numbers",
		     (unsigned long long)left_out.lines, left_out.or_more ? " or more" : "");
	}
	if (!err)
		err = write_screen(po, &text);
	return err || !left_out.lines ? status_with_holes(po, err) : PAGEOWNER_PARTIAL;
}

int run_account(struct pageowner *po, int opened)
{
	(void)opened;
	return po->options.meminfo ? write_meminfo(po) : count_all(po, 0, write_account);
}

/* ---- suspects ---- */

static int write_suspects(struct pageowner *po, struct account *account, struct strbuf *text)
{
	int err;

	if (po->options.format == FORMAT_RECORDS)
		return json_suspects(po, account);
	account_kernel_text(po, text);
	strbuf_append(text, "\n", 1);
	err = suspects_text(po, account, false, text);
	strbuf_append(text, "\n", 1);
	account_missing_text(po, account, text);
	return err;
}

int run_suspects(struct pageowner *po, int opened)
{
	(void)opened;
	return count_all(po, SUSPECT_KEYS, write_suspects);
}

/* ---- oom ---- */

/* Called first, so that the log is printed even if everything else fails. */
static int write_oom_log(struct pageowner *po)
{
	struct strbuf text = { .arena = &po->run };
	int err = oom_log_text(po, &text);

	return err ? err : write_screen(po, &text);
}

/*
 * Without page_owner there is still a log: it is printed, and the message says why nothing
 * else follows.
 */
static int run_oom_log(struct pageowner *po, int opened)
{
	char message[sizeof(po->reader.message)];
	int err;

	memcpy(message, po->reader.message, sizeof(message));
	po->reader.message[0] = '\0';
	err = write_oom_log(po);
	if (!err)
		memcpy(po->reader.message, message, sizeof(message));
	return status_of(po, NULL, err ? err : opened);
}

static int write_oom(struct pageowner *po, struct account *account, struct strbuf *text)
{
	return po->options.format == FORMAT_RECORDS ? json_oom(po, account, NULL)
						    : oom_text(po, account, text);
}

/* One object: its log comes with what else there is. */
static int run_oom_json(struct pageowner *po, int opened)
{
	char message[sizeof(po->reader.message)];
	int err;

	if (!opened && (!po->target.text || po->saved))
		return count_all(po, SUSPECT_KEYS, write_oom);
	memcpy(message, po->reader.message, sizeof(message));
	po->reader.message[0] = '\0';
	err = json_oom(po, NULL, opened ? message : "a kernel log has no account");
	if (!err)
		memcpy(po->reader.message, message, sizeof(message));
	return status_of(po, NULL, err ? err : opened);
}

int run_oom(struct pageowner *po, int opened)
{
	int err;

	if (po->options.format == FORMAT_RECORDS)
		return run_oom_json(po, opened);
	if (opened)
		return run_oom_log(po, opened);
	err = write_oom_log(po);
	if (err || (po->target.text && !po->saved))
		return status_of(po, NULL, err);
	return count_all(po, SUSPECT_KEYS, write_oom);
}

/* ---- save ---- */

static int write_saved(struct pageowner *po, const struct result *result, struct account *account)
{
	return po->options.rows ? rows_write(po, result, account)
				: saved_write(po, result, account);
}

/* Saves everything that a later command may need; the account only if there can be one. */
int run_save(struct pageowner *po, int opened)
{
	struct selection selection;
	struct result *result = NULL;
	struct account account;
	int none = 0, err = make_selection(po, &selection);
	bool has_account = false;

	(void)opened;
	if (err)
		return status_of(po, NULL, err);
	result = new_result(po, &selection);
	err = scan_source(po, NULL, result);
	if (!err)
		err = keep_result(po);
	if (!err)
		holes_keep(po, result);
	if (!err && !po->machine.text) {
		none = make_account(po, &selection,
				    SAVED_KEYS & ~KEY_BIT(KEY_CALLER) & ~KEY_BIT(KEY_MODULE), false,
				    &account);
		has_account = !none || none == -EINTR;
		if (!has_account)
			po->reader.message[0] = '\0';
		else
			holes_keep(po, &account.result);
	}
	if (!err || err == -EINTR)
		err = write_saved(po, result, has_account ? &account : NULL);
	if (has_account && holes_any(po, &account.result))
		result = &account.result;
	return status_of(po, result, !err && none == -EINTR ? none : err);
}
