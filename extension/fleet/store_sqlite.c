// SPDX-License-Identifier: GPL-2.0-or-later
#include <sqlite3.h>
#include <stdio.h>

#include "fleet/store.h"

#define PATIENCE 60000 /* ms for which another loader may keep the file */

static bool complain(struct store *store)
{
	return store_complain("the store", sqlite3_errmsg(store->connection));
}

static bool execute(struct store *store, const char *sql)
{
	return !sqlite3_exec(store->connection, sql, NULL, NULL, NULL) || complain(store);
}

static bool open_file(struct store *store, const char *name)
{
	sqlite3 *db;
	int error = sqlite3_open(name, &db);

	store->connection = db;
	if (error)
		return store_complain(name, db ? sqlite3_errmsg(db) : sqlite3_errstr(error));
	sqlite3_busy_timeout(db, PATIENCE);
	return execute(store, "PRAGMA foreign_keys = on; PRAGMA journal_mode = wal;"
			      "PRAGMA synchronous = normal");
}

static void close_file(struct store *store)
{
	sqlite3_finalize(store->statement);
	sqlite3_close(store->connection);
}

static void bind(sqlite3_stmt *statement, const char *const *values, int n)
{
	char name[16];
	int i, at;

	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "$%d", i + 1);
		at = sqlite3_bind_parameter_index(statement, name);
		if (at)
			sqlite3_bind_text(statement, at, values[i], -1, SQLITE_STATIC);
	}
}

#define MOST_COLUMNS 32

static bool ask(struct store *store, const char *sql, const char *const *values, int n,
		store_row *row, void *arg)
{
	struct store_cell cells[MOST_COLUMNS];
	sqlite3_stmt *statement;
	int step = SQLITE_DONE, columns, i;

	if (sqlite3_prepare_v2(store->connection, sql, -1, &statement, NULL))
		return complain(store);
	bind(statement, values, n);
	columns = sqlite3_column_count(statement);
	columns = columns < MOST_COLUMNS ? columns : MOST_COLUMNS;
	for (i = 0; i < columns; i++)
		cells[i].name = sqlite3_column_name(statement, i);
	while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
		for (i = 0; i < columns; i++) {
			int type = sqlite3_column_type(statement, i);

			cells[i].number = type == SQLITE_INTEGER || type == SQLITE_FLOAT;
			cells[i].value = (const char *)sqlite3_column_text(statement, i);
		}
		if (row)
			row(arg, columns, cells);
	}
	sqlite3_finalize(statement);
	return step == SQLITE_DONE || complain(store);
}

static bool begin_lines(struct store *store)
{
	sqlite3_stmt *statement;

	if (!execute(store, "CREATE TEMPORARY TABLE IF NOT EXISTS incoming (line TEXT)"))
		return false;
	if (!store->statement) {
		if (sqlite3_prepare_v2(store->connection, "INSERT INTO incoming VALUES (?1)", -1,
				       &statement, NULL))
			return complain(store);
		store->statement = statement;
	}
	return true;
}

static bool line(struct store *store, const char *text, size_t len)
{
	sqlite3_bind_text(store->statement, 1, text, (int)len, SQLITE_STATIC);
	if (sqlite3_step(store->statement) != SQLITE_DONE)
		return complain(store);
	sqlite3_reset(store->statement);
	return true;
}

static bool end_lines(struct store *store)
{
	(void)store;
	return true;
}

const struct store_kind store_sqlite = {
	.folder = "sqlite",
	.is_fresh = "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = "
		    "'migration')",
	.begin = "BEGIN IMMEDIATE",
	.open = open_file,
	.close = close_file,
	.execute = execute,
	.ask = ask,
	.begin_lines = begin_lines,
	.line = line,
	.end_lines = end_lines,
};
