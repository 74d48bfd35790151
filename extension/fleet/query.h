/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_FLEET_QUERY_H
#define PAGEOWNER_FLEET_QUERY_H

#include "fleet/store.h"

enum query_format { QUERY_TEXT, QUERY_JSON, QUERY_HTML };

struct query {
	const char *name;
	const char *sql;       /* $1: the number of rows, $2: the argument */
	const char *argument;  /* what it is; NULL: it has none */
	const char *otherwise; /* where it is left out; NULL: it has to be given */
	const char *help;
	bool of_stack; /* the argument is a key or a caller; $2 becomes each of its keys */
};

/* The last one has no name. */
extern const struct query query_rows[];

const struct query *query_find(const char *name);
/* Asks and prints.  false after a complaint. */
bool query_print(struct store *store, const struct query *query, const char *argument,
		 const char *top, enum query_format format);

#endif
