/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Saved files, for the commands; core/scan/source_saved.c makes reports of files that were read.
 */
#ifndef PAGEOWNER_SAVED_H
#define PAGEOWNER_SAVED_H

#include "core.h"

/* ---- saved_read.c ---- */

/* Does the host's text begin like a saved file? */
bool saved_read_begins(const struct pageowner *po);
/*
 * Reads the file into po->saved, once for each host, and sets po->machine.  -EINVAL with a
 * message if it is not a saved file.
 */
int saved_read(struct pageowner *po);

/* ---- saved_write.c ---- */

/* Writes a result and, if there is one, the account. */
int saved_write(struct pageowner *po, const struct result *result, struct account *account);

#endif
