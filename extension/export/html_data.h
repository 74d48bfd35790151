/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The data of a page: one JSON object, then columns of numbers.
 *
 *	uint32_t length of the JSON, padded with blanks to a multiple of 8
 *	the JSON: its member "columns" says where each column begins, behind the JSON
 *	columns of uint32_t, or of double where a value has no place in that
 *
 * All of it is little endian, deflated and in base64.  A name is the number of a string of
 * the JSON's member "strings"; 0 is "".
 */
#ifndef PAGEOWNER_HTML_DATA_H
#define PAGEOWNER_HTML_DATA_H

#include "export/html.h"
#include "export/json.h"

#define HTML_COLUMNS 96

struct html_column {
	const char *name;
	int64_t *values;
	size_t count, room;
	bool wide; /* a value is no uint32_t */
};

struct html_data {
	struct pageowner *po;
	struct json json;
	struct name_table *strings, *processes;
	uint32_t nr_strings, nr_processes;
	struct map stacks, frames; /* their numbers, by address and by id */
	size_t nr_stacks, nr_frames;
	struct html_column columns[HTML_COLUMNS];
	size_t nr_columns;
};

/* ---- html_data.c ---- */

/* "page" or "diff". */
void html_begin(struct html_data *data, struct pageowner *po, const char *kind);
/* The page with its data, to the host. */
int html_end(struct html_data *data);
/* The same as JSON; null for "". */
json_t *html_printable(struct html_data *data, const char *text);
/* A column by its name, which lasts; a new one is empty. */
struct html_column *html_column(struct html_data *data, const char *name);
void html_put(struct html_data *data, struct html_column *column, int64_t value);
/* html_put(data, html_column(data, @name), @value) */
void html_put_into(struct html_data *data, const char *name, int64_t value);
/* The number of a string; what is no text in it becomes \xNN. */
uint32_t html_string(struct html_data *data, const char *text);
/* The same of several lines of ours. */
uint32_t html_lines(struct html_data *data, const char *text);

/* ---- html_owners.c ---- */

/* The number of a stack, or of the frames of a comparison's item: columns stack.* and frame.*. */
uint32_t html_stack(struct html_data *data, struct stack *stack);
struct compare_item;
uint32_t html_item(struct html_data *data, const struct compare_item *item);
/* What a report says of all, and cells by HTML_KEYS as cells.*. */
int html_owners(struct html_data *data, const struct html_page *page);
/* The cells of each row of an account, as rows.*. */
int html_row_owners(struct html_data *data, const struct account *account);

/* ---- html.c ---- */

/* What was asked for, so that the page can say which command prints the same. */
void html_command(struct html_data *data);

/* ---- html_account.c ---- */

/* The rows, zones, suspects and warnings. */
int html_account(struct html_data *data, const struct html_page *page);

/* ---- html_map.c ---- */

/* As columns map.*, a row for each cell. */
void html_map(struct html_data *data, const struct memory_map *map);

/* ---- html_asset.c ---- */

/* The page without data, NUL terminated; @DATA@ is the place for it. */
extern const char html_asset[];

#endif
