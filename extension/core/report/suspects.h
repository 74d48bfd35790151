/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_SUSPECTS_H
#define PAGEOWNER_SUSPECTS_H

#include "core.h"

/*
 * Calls @each for all suspects of an account whose cells have SUSPECT_KEYS, most pages first;
 * @reasons: a line each, as long as the run.
 */
int suspects_each(struct pageowner *po, const struct account *account,
		  void (*each)(void *arg, const struct group *group, const char *reasons),
		  void *arg);

#endif
