/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_FLEET_LOAD_H
#define PAGEOWNER_FLEET_LOAD_H

#include "fleet/store.h"

struct load {
	struct store *store;
	const char *customer, *case_no; /* of all dumps; NULL: not known */
	unsigned int loaded, unchanged;
};

/*
 * Loads a file of triage --jsonl.  A dump that is in the store, by the same version of pageowner,
 * is left as it is.  false after a complaint.
 */
bool load_file(struct load *load, const char *path);

#endif
