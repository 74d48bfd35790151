/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON as it is written: one object, with a line for each member and for each element of the
 * arrays that grow with the dump.  Each line is built with jansson, so only one line is in
 * memory.
 */
#ifndef PAGEOWNER_JSON_H
#define PAGEOWNER_JSON_H

#include <jansson.h>

#include "export/export.h"

struct json {
	struct pageowner *po;
	struct strbuf text;
	bool more;   /* another member or element was written before the next one */
	bool failed; /* out of memory */
};

void json_begin(struct json *json, struct pageowner *po, const char *schema, int version);
/* "name": value; takes the reference. */
void json_member(struct json *json, const char *name, json_t *value);
/* "name": [, elements, ]; 0 or the error of a write. */
void json_array_begin(struct json *json, const char *name);
int json_element(struct json *json, json_t *value);
/* The same without writing. */
void json_value(struct json *json, json_t *value);
/* A value in a line of its own, outside of any document. */
void json_line(struct json *json, json_t *value);
void json_array_end(struct json *json);
int json_end(struct json *json);
/* The same, but the whole document is left in json->text. */
int json_finish(struct json *json);

/* Puts a value into an object; takes the reference. */
void json_set(struct json *json, json_t *object, const char *name, json_t *value);
void json_push(struct json *json, json_t *array, json_t *value);

/* null for a number that no signed number can hold: no value of a sane kernel is as large. */
json_t *json_number(uint64_t value);
/* null unless @known. */
json_t *json_number_if(bool known, uint64_t value);
/* null for "". */
json_t *json_name(const char *name);
json_t *json_hex(uint64_t value);
/* null if the text is empty. */
json_t *json_of_text(struct json *json, const struct strbuf *text);
/* {"pages", "bytes"} */
json_t *json_size(struct json *json, uint64_t pages);

/* Members with which reports and accounts begin and end. */
void json_machine(struct json *json);
/* The name of the machine; null in a text. */
json_t *json_host(struct json *json);
json_t *json_stack(struct json *json, struct stack *stack);
json_t *json_group(struct json *json, struct view *view, const struct group *group,
		   unsigned int keys);
/* How much is owned, and how much of that is selected: the sum of the view's groups. */
void json_report_totals(struct json *json, const struct view *view);
/* A row of an account, without its owners; its warnings. */
json_t *json_account_row(struct json *json, const struct account_part *part, int row);
json_t *json_account_warnings(struct json *json, struct account *account);
/* The member "parts" of an account; "suspects" and how many there are. */
int json_account_parts(struct json *json, struct account *account);
int json_suspects_members(struct json *json, struct account *account);
void json_keys(struct json *json, unsigned int keys);
void json_sorting(struct json *json, unsigned int keys);
void json_not_read(struct json *json, const struct result *result);

#endif
