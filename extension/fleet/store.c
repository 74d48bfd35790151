// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What both kinds of store have in common: migrations and loading.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fleet/store.h"

#ifndef FLEET_SQL
#define FLEET_SQL "/usr/share/pageowner/sql"
#endif

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;

	if (!file)
		return NULL;
	if (getdelim(&text, &room, '\0', file) < 0) {
		free(text);
		text = NULL;
	}
	fclose(file);
	return text;
}

/* ---- migrations ---- */

/* The file of migration @n, "002-views.sql"; NULL: there is none. */
static char *migration_file(const struct store *store, int n)
{
	static const char *const names[] = { "tables", "views", "months", NULL };
	char *path = NULL;

	if (names[n - 1] && asprintf(&path, "%s/%03d-%s.sql", store->folder, n, names[n - 1]) < 0)
		path = NULL;
	return path;
}

static void take_number(void *arg, int columns, const struct store_cell *cells)
{
	if (columns && cells[0].value)
		*(int *)arg = atoi(cells[0].value);
}

static bool migrate_one(struct store *store, int n, const char *path)
{
	char *sql = read_file(path), mark[80];
	bool good = sql || store_complain(path, strerror(errno));

	snprintf(mark, sizeof(mark), "INSERT INTO migration (number) VALUES (%d)", n);
	good = good && store->kind->execute(store, store->kind->begin) &&
	       store->kind->execute(store, sql) && store->kind->execute(store, mark) &&
	       store->kind->execute(store, "COMMIT");
	free(sql);
	return good;
}

/* A role that may only read finds the store as it is. */
static bool migrate(struct store *store)
{
	int fresh = 0, done = 0, n;
	char *path;

	if (!store->kind->ask(store, store->kind->is_fresh, NULL, 0, take_number, &fresh) ||
	    (fresh && !store->kind->execute(
			      store, "CREATE TABLE migration (number INTEGER NOT NULL UNIQUE)")))
		return false;
	if (!store->kind->ask(store, "SELECT max(number) FROM migration", NULL, 0, take_number,
			      &done))
		return false;
	for (n = 1; (path = migration_file(store, n)); n++) {
		bool good = n <= done || migrate_one(store, n, path);

		free(path);
		if (!good)
			return false;
	}
	if (done >= n)
		return store_complain("the store", "a newer pageowner made it; use that one");
	return true;
}

bool store_open(struct store *store, const char *name)
{
	const char *sql = getenv("PAGEOWNER_FLEET_SQL");
	bool server = !strncmp(name, "postgresql://", 13) || !strncmp(name, "postgres://", 11);

	memset(store, 0, sizeof(*store));
	store->kind = server ? &store_postgresql : &store_sqlite;
	if (asprintf(&store->folder, "%s/%s", sql ? sql : FLEET_SQL, store->kind->folder) < 0) {
		store->folder = NULL;
		return store_complain(name, strerror(ENOMEM));
	}
	return store->kind->open(store, name) && migrate(store);
}

void store_close(struct store *store)
{
	if (store->connection)
		store->kind->close(store);
	free(store->folder);
	free(store->load);
}

/* ---- loading ---- */

static bool load_lines(struct store *store, const struct store_dump *dump)
{
	size_t i;

	if (!store->kind->begin_lines(store))
		return false;
	for (i = 0; i < dump->n; i++)
		if (!store->kind->line(store, dump->lines[i], dump->lens[i]))
			return false;
	return store->kind->end_lines(store) && store->kind->execute(store, store->load);
}

static bool replace(struct store *store, const struct store_dump *dump, bool *there)
{
	const char *values[] = { dump->digest, dump->version };
	int found = 0;

	if (store->kind->lock && !store->kind->ask(store, store->kind->lock, values, 1, NULL, NULL))
		return false;
	if (!store->kind->ask(store, "SELECT 1 FROM dump WHERE digest = $1 AND pageowner = $2",
			      values, 2, take_number, &found))
		return false;
	*there = found;
	return found || (store->kind->ask(store, "DELETE FROM dump WHERE digest = $1", values, 1,
					  NULL, NULL) &&
			 load_lines(store, dump));
}

static bool read_load(struct store *store)
{
	char *path;

	if (store->load)
		return true;
	if (asprintf(&path, "%s/load.sql", store->folder) < 0)
		return store_complain("loading", strerror(ENOMEM));
	store->load = read_file(path);
	if (!store->load)
		store_complain(path, strerror(errno));
	free(path);
	return store->load;
}

bool store_load(struct store *store, const struct store_dump *dump, bool *there)
{
	*there = false;
	if (!read_load(store) || !store->kind->execute(store, store->kind->begin))
		return false;
	if (replace(store, dump, there))
		return store->kind->execute(store, "COMMIT");
	store->kind->execute(store, "ROLLBACK");
	return false;
}
