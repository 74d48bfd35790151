// SPDX-License-Identifier: GPL-2.0-or-later
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "fleet/store.h"

static bool complain(struct store *store)
{
	return store_complain("the store", PQerrorMessage(store->connection));
}

static void ignore(void *arg, const PGresult *result)
{
	(void)arg;
	(void)result;
}

static bool open_server(struct store *store, const char *name)
{
	store->connection = PQconnectdb(name);
	if (PQstatus(store->connection) != CONNECTION_OK)
		return complain(store);
	PQsetNoticeReceiver(store->connection, ignore, NULL);
	return true;
}

static void close_server(struct store *store)
{
	PQfinish(store->connection);
}

static bool ends_with(struct store *store, PGresult *result, ExecStatusType wanted)
{
	ExecStatusType status = PQresultStatus(result);

	PQclear(result);
	return status == wanted || status == PGRES_COMMAND_OK || complain(store);
}

static bool execute(struct store *store, const char *sql)
{
	return ends_with(store, PQexec(store->connection, sql), PGRES_TUPLES_OK);
}

/* pg_type.dat: int8, int2, int4, float4, float8, numeric */
static bool is_number(Oid type)
{
	return type == 20 || type == 21 || type == 23 || type == 700 || type == 701 || type == 1700;
}

static void hand_out(const PGresult *result, store_row *row, void *arg)
{
	int columns = PQnfields(result), i, k;
	struct store_cell *cells = calloc(columns + 1, sizeof(*cells));

	for (k = 0; cells && k < PQntuples(result); k++) {
		for (i = 0; i < columns; i++) {
			cells[i].name = PQfname(result, i);
			cells[i].number = is_number(PQftype(result, i));
			cells[i].value = PQgetisnull(result, k, i) ? NULL
								   : PQgetvalue(result, k, i);
		}
		row(arg, columns, cells);
	}
	free(cells);
}

static bool ask(struct store *store, const char *sql, const char *const *values, int n,
		store_row *row, void *arg)
{
	PGresult *result = PQexecParams(store->connection, sql, n, NULL, values, NULL, NULL, 0);
	bool good = PQresultStatus(result) == PGRES_TUPLES_OK ||
		    PQresultStatus(result) == PGRES_COMMAND_OK;

	if (!good)
		complain(store);
	else if (row)
		hand_out(result, row, arg);
	PQclear(result);
	return good;
}

static bool begin_lines(struct store *store)
{
	return execute(store, "CREATE TEMPORARY TABLE incoming (line JSONB) ON COMMIT DROP") &&
	       ends_with(store, PQexec(store->connection, "COPY incoming (line) FROM STDIN"),
			 PGRES_COPY_IN);
}

/* The text format of COPY: a backslash stands before a backslash. */
static bool line(struct store *store, const char *text, size_t len)
{
	const char *part = text, *end = text + len, *slash;

	while ((slash = memchr(part, '\\', end - part))) {
		if (PQputCopyData(store->connection, part, (int)(slash + 1 - part)) != 1 ||
		    PQputCopyData(store->connection, "\\", 1) != 1)
			return complain(store);
		part = slash + 1;
	}
	return PQputCopyData(store->connection, part, (int)(end - part)) == 1 || complain(store);
}

static bool end_lines(struct store *store)
{
	PGresult *result;
	bool good = PQputCopyEnd(store->connection, NULL) == 1;

	while (good && (result = PQgetResult(store->connection)))
		good = ends_with(store, result, PGRES_COMMAND_OK);
	return good;
}

const struct store_kind store_postgresql = {
	.folder = "postgresql",
	.is_fresh = "SELECT 1 WHERE to_regclass('migration') IS NULL",
	.begin = "BEGIN",
	.lock = "SELECT pg_advisory_xact_lock(hashtext($1))",
	.open = open_server,
	.close = close_server,
	.execute = execute,
	.ask = ask,
	.begin_lines = begin_lines,
	.line = line,
	.end_lines = end_lines,
};
