/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of formats: output for programs instead of people.  A new format needs a file in this
 * folder, its functions declared below, and a row in formats.c.
 */
#ifndef PAGEOWNER_FORMATS_H
#define PAGEOWNER_FORMATS_H

#include "query/options.h"

/* All formats; a row without a name is the end. */
extern const struct export_format export_formats[];

/* json_report.c, json_account.c, json_diff.c, csv.c, folded.c, pprof.c */
int json_report(struct view *view);
int json_account(struct pageowner *po, struct account *account);
int json_diff(struct pageowner *po, const struct comparison *all);
int csv_report(struct view *view);
int csv_account(struct pageowner *po, struct account *account);
int csv_diff(struct pageowner *po, const struct comparison *all);
int folded_report(struct view *view);
int folded_account(struct pageowner *po, struct account *account);
int folded_diff(struct pageowner *po, const struct comparison *all);
int pprof_report(struct view *view);
int pprof_account(struct pageowner *po, struct account *account);
int pprof_diff(struct pageowner *po, const struct comparison *all);

/* --format json of commands that have no other format for programs. */
int json_suspects(struct pageowner *po, struct account *account);
/* @account: NULL if there is none, for the reason @why. */
int json_oom(struct pageowner *po, struct account *account, const char *why);

#endif
