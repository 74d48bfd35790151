// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The ten questions; the views of the store answer them.
 */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fleet/query.h"

#define LIMIT " LIMIT CAST($1 AS INTEGER)"

/* clang-format off */
const struct query query_rows[] = {
	{ "seen",
	  "SELECT * FROM seen WHERE key = $2" LIMIT,
	  "KEY|FUNCTION", NULL,
	  "have we seen this owner before: cases, hosts, how much, known issue", true },
	{ "first-last",
	  "SELECT * FROM first_last WHERE key = $2 ORDER BY first_time, release" LIMIT,
	  "KEY|FUNCTION", NULL, "the releases that have it, the first one first", true },
	{ "host",
	  "SELECT * FROM host WHERE host = $2 ORDER BY pages DESC, key, crash_time" LIMIT,
	  "HOST", NULL, "what one host had over time, and the growth per hour", false },
	{ "grew",
	  "SELECT n.key, n.caller, o.pages_each AS pages_before, n.pages_each AS pages_now,"
	  " n.pages_each - o.pages_each AS growth, n.dumps FROM grew n JOIN grew o ON o.key = n.key"
	  " WHERE n.month = CAST($2 AS INTEGER) AND o.month = CAST($2 AS INTEGER) - 1"
	  " ORDER BY growth DESC, n.key" LIMIT,
	  "MONTH", "(SELECT max(month) FROM stack_month)",
	  "what grew in the fleet since the month before, in pages for each dump", false },
	{ "customers",
	  "SELECT * FROM customers WHERE module = $2 ORDER BY percent DESC, customer, host,"
	  " crash_time, pages" LIMIT,
	  "MODULE", NULL, "customers by the share of a module in the memory", false },
	{ "unexplained",
	  "SELECT * FROM unexplained ORDER BY percent DESC, uri" LIMIT,
	  NULL, NULL,
	  "dumps with much unaccounted memory and no known issue: the work to do", false },
	{ "normal",
	  "SELECT *, 100 * not_more / alike AS percentile FROM normal WHERE uri = $2"
	  " ORDER BY pages DESC, key" LIMIT,
	  "URI", NULL,
	  "is this much normal: the percentile among dumps of the same release and size", false },
	{ "same-leak",
	  "SELECT * FROM same_leak ORDER BY dumps DESC, most_pages DESC, key" LIMIT,
	  NULL, NULL, "suspects by the number of dumps that have them", false },
	{ "unreadable",
	  "SELECT * FROM unreadable ORDER BY dumps DESC, message" LIMIT,
	  NULL, NULL, "why dumps could not be read", false },
	{ "rules",
	  "SELECT * FROM rules ORDER BY pages DESC, id" LIMIT,
	  NULL, NULL, "known issues by the pages that they explain", false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};
/* clang-format on */

const struct query *query_find(const char *name)
{
	const struct query *query;

	for (query = query_rows; query->name; query++)
		if (!strcmp(query->name, name))
			return query;
	return NULL;
}

/* ---- the answer ---- */

struct answer {
	struct store_cell *cells; /* of all rows; values are copies */
	size_t count, room;
	int columns;
	bool failed;
};

static void take(struct answer *answer, const struct store_cell *cell)
{
	if (answer->count == answer->room) {
		size_t room = answer->room * 2 + 256;
		struct store_cell *grown = reallocarray(answer->cells, room, sizeof(*grown));

		answer->failed |= !grown;
		if (!grown)
			return;
		answer->cells = grown;
		answer->room = room;
	}
	answer->cells[answer->count++] =
		(struct store_cell){ .value = cell->value ? strdup(cell->value) : NULL,
				     .number = cell->number };
}

/* The first row of an answer has the names of its columns. */
static void take_row(void *arg, int columns, const struct store_cell *cells)
{
	struct answer *answer = arg;
	int i;

	if (!answer->columns)
		for (i = 0; i < columns; i++)
			take(answer, &(struct store_cell){ .value = cells[i].name });
	answer->columns = columns;
	for (i = 0; i < columns; i++)
		take(answer, &cells[i]);
}

/* ---- as text ---- */

static int *measure(const struct answer *answer)
{
	int *widths = calloc(answer->columns + 1, sizeof(*widths));
	size_t i;

	for (i = 0; widths && i < answer->count; i++) {
		const char *value = answer->cells[i].value;
		int len = value ? (int)strlen(value) : 1, *width = &widths[i % answer->columns];

		*width = len > *width ? len : *width;
	}
	return widths;
}

/* Names of columns stand above what is below them: numbers to the right. */
static void print_text(const struct answer *answer)
{
	int *widths = measure(answer), column;
	size_t i;

	for (i = 0; widths && i < answer->count; i++) {
		const struct store_cell *cell = &answer->cells[i];
		bool head = i < (size_t)answer->columns;
		bool right = head ? answer->cells[i + answer->columns].number : cell->number;

		column = i % answer->columns;
		if (column + 1 == answer->columns)
			printf("%s\n", cell->value ? cell->value : "-");
		else
			printf("%*s  ", right ? widths[column] : -widths[column],
			       cell->value ? cell->value : "-");
	}
	if (!answer->count)
		printf("nothing\n");
	free(widths);
}

/* ---- as JSON ---- */

static json_t *json_of(const struct store_cell *cell)
{
	if (!cell->value)
		return json_null();
	if (!cell->number)
		return json_string(cell->value);
	return strpbrk(cell->value, ".e") ? json_real(atof(cell->value))
					  : json_integer(atoll(cell->value));
}

static void print_json(const struct answer *answer)
{
	json_t *array = json_array();
	size_t i;

	for (i = answer->columns; i < answer->count; i++) {
		if (i % answer->columns == 0)
			json_array_append_new(array, json_object());
		json_object_set_new(json_array_get(array, i / answer->columns - 1),
				    answer->cells[i % answer->columns].value,
				    json_of(&answer->cells[i]));
	}
	json_dumpf(array, stdout, JSON_INDENT(1));
	printf("\n");
	json_decref(array);
}

/* ---- as HTML ---- */

static void print_escaped(const char *text)
{
	for (; *text; text++)
		if (strchr("<>&\"'", *text))
			printf("&#%d;", *text);
		else
			putchar(*text);
}

static void print_html(const struct answer *answer, const char *title)
{
	size_t i;

	printf("<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<title>%s</title>\n<table>\n", title);
	for (i = 0; i < answer->count; i++) {
		const char *tag = i < (size_t)answer->columns ? "th" : "td";

		printf("%s<%s>", i % answer->columns ? "" : "<tr>", tag);
		print_escaped(answer->cells[i].value ? answer->cells[i].value : "");
		printf("</%s>%s", tag, (i + 1) % answer->columns ? "" : "\n");
	}
	printf("</table>\n");
}

/* ---- asking ---- */

/* The statement, with what stands for an argument that was left out. */
static char *complete_sql(const struct query *query, const char *argument)
{
	const char *sql = query->sql, *place;
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		return NULL;
	while (!argument && (place = strstr(sql, "$2"))) {
		fprintf(file, "%.*s%s", (int)(place - sql), sql, query->otherwise);
		sql = place + 2;
	}
	fputs(sql, file);
	if (fclose(file)) {
		free(text);
		return NULL;
	}
	return text;
}

/* Stacks are found first: both kinds of store look only at these when they are asked for one. */
static bool find_keys(struct store *store, const char *argument, struct answer *ret)
{
	return store->kind->ask(store,
				"SELECT key FROM stack WHERE key = $1 OR caller = $1 ORDER BY key",
				&argument, 1, take_row, ret);
}

static void forget(struct answer *answer)
{
	while (answer->count)
		free((char *)answer->cells[--answer->count].value);
	free(answer->cells);
}

static bool ask(struct store *store, const struct query *query, const char *argument,
		const char *top, struct answer *ret)
{
	const char *values[] = { top, argument };
	char *sql = complete_sql(query, argument);
	struct answer keys = { .count = 0 };
	bool good = sql && (!query->of_stack || find_keys(store, argument, &keys));
	size_t i;

	if (good && !query->of_stack)
		good = store->kind->ask(store, sql, values, argument ? 2 : 1, take_row, ret);
	for (i = 1; good && i < keys.count; i++) {
		values[1] = keys.cells[i].value;
		good = store->kind->ask(store, sql, values, 2, take_row, ret);
	}
	if (!sql || ret->failed || keys.failed)
		good = store_complain(query->name, strerror(ENOMEM));
	forget(&keys);
	free(sql);
	return good;
}

bool query_print(struct store *store, const struct query *query, const char *argument,
		 const char *top, enum query_format format)
{
	struct answer answer = { .count = 0 };
	bool good = ask(store, query, argument, top, &answer);

	if (good && format == QUERY_JSON)
		print_json(&answer);
	else if (good && format == QUERY_HTML)
		print_html(&answer, query->name);
	else if (good)
		print_text(&answer);
	forget(&answer);
	return good;
}
