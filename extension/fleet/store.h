/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A store of the rows of many dumps: a file of SQLite, or a database of PostgreSQL.  What is in
 * it and how is told by the files of extension/fleet/sql, one folder for each kind.
 */
#ifndef PAGEOWNER_FLEET_STORE_H
#define PAGEOWNER_FLEET_STORE_H

#include <stdbool.h>
#include <stddef.h>

struct store;

/* One value of an answer. */
struct store_cell {
	const char *name;  /* of its column */
	const char *value; /* as text; NULL for null */
	bool number;
};

typedef void store_row(void *arg, int columns, const struct store_cell *cells);

/* A kind of store.  All return false after a complaint. */
struct store_kind {
	const char *folder;   /* of its SQL */
	const char *is_fresh; /* asks whether it is empty: a row with 1 */
	bool (*open)(struct store *store, const char *name);
	void (*close)(struct store *store);
	/* Begins to change the dump with the digest $1; others that do wait until the end. */
	const char *begin, *lock;
	/* Several statements without parameters. */
	bool (*execute)(struct store *store, const char *sql);
	/* One statement with @n parameters $1, $2...; @row is called for each row. */
	bool (*ask)(struct store *store, const char *sql, const char *const *values, int n,
		    store_row *row, void *arg);
	/* Lines into the table incoming, which lasts for the transaction. */
	bool (*begin_lines)(struct store *store);
	bool (*line)(struct store *store, const char *line, size_t len);
	bool (*end_lines)(struct store *store);
};

extern const struct store_kind store_sqlite, store_postgresql;

struct store {
	const struct store_kind *kind;
	void *connection, *statement;
	char *folder; /* of the SQL of its kind */
	char *load;   /* load.sql, when it was read */
};

/*
 * @name: a file, or a URL postgresql://...  A new store gets its tables, an older one is brought
 * up to date.
 */
bool store_open(struct store *store, const char *name);
void store_close(struct store *store);
/* The rows of a dump: lines, each with its newline, the dump itself first. */
struct store_dump {
	const char *digest, *version; /* of pageowner */
	const char *const *lines;
	const size_t *lens;
	size_t n;
};

/*
 * Adds a dump in one transaction, instead of one with that digest by another version.  @there: it
 * is in the store already, by the same version.
 */
bool store_load(struct store *store, const struct store_dump *dump, bool *there);
/* Says what went wrong on stderr; false. */
bool store_complain(const char *what, const char *why);

#endif
