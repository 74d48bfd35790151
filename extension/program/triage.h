/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_PROGRAM_TRIAGE_H
#define PAGEOWNER_PROGRAM_TRIAGE_H

struct pageowner;

/*
 * Runs the triage of a command line that @po has parsed: a folder for each dump, and an index.
 * Returns the worst enum pageowner_status of all dumps.
 */
int triage(struct pageowner *po);

#endif
