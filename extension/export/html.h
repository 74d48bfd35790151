/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A page to look at: one HTML file with all that was found, its program and its style, that
 * asks no server for anything.  extension/export/html/ has the program.
 */
#ifndef PAGEOWNER_HTML_H
#define PAGEOWNER_HTML_H

#include "query/options.h"
#include "scan/totals.h"

struct view;
struct account;
struct comparison;
struct memory_map;

/* What cells of a scan tell apart for a page besides the stack, so that it can select by it. */
#define HTML_KEYS                                                                               \
	(KEY_BIT(KEY_TGID) | KEY_BIT(KEY_COMM) | KEY_BIT(KEY_CGROUP) | KEY_BIT(KEY_ORDER) |     \
	 KEY_BIT(KEY_MIGRATETYPE) | KEY_BIT(KEY_NODE) | KEY_BIT(KEY_ZONE) | KEY_BIT(KEY_SLAB) | \
	 KEY_BIT(KEY_AGE) | KEY_BIT(KEY_CONTEXT) | KEY_BIT(KEY_PID))

/* What a command found; what is NULL is not on the page. */
struct html_page {
	struct view *view; /* of a scan whose cells have HTML_KEYS; without groups */
	struct account *account;
	const struct memory_map *map;
	const char *log; /* lines of the kernel log about the last OOM kill and the panic */
	/* One line each: why there is no account, no map; NULL: there is, or there can't be. */
	const char *no_account, *no_map;
};

/* Both write all of it with write_text(). */
int html_page(struct pageowner *po, const struct html_page *page);
int html_diff(struct pageowner *po, const struct comparison *all);

#endif
