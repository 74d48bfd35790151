/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_ROWS_H
#define PAGEOWNER_ROWS_H

#include "core.h"

#define ROWS_VERSION 1

/*
 * Writes a result and, if there is one, its account as rows of a database, each a line of JSON by
 * docs/rows.schema.json: first the dump, then its stacks, owners, account, suspects and OOM
 * events.  What only the host knows of the dump, it adds to the first line.
 */
int rows_write(struct pageowner *po, const struct result *result, struct account *account);

#endif
