// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Files of rows go into the store dump by dump.  Anybody may have made such a file: a line is
 * parsed before it goes on, and what the tables do not know is left out by load.sql.
 */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fleet/load.h"

#define MOST_ROWS 100000000

struct lines {
	char **text;
	size_t *len;
	size_t count, room;
};

static bool no_memory(char *text)
{
	free(text);
	return store_complain("loading", strerror(ENOMEM));
}

/* Takes @text over. */
static bool add_line(struct lines *lines, char *text, size_t len)
{
	if (lines->count == lines->room) {
		size_t room = lines->room * 2 + 64;
		char **texts = reallocarray(lines->text, room, sizeof(*texts));
		size_t *lens;

		if (!texts)
			return no_memory(text);
		lines->text = texts;
		lens = reallocarray(lines->len, room, sizeof(*lens));
		if (!lens)
			return no_memory(text);
		lines->len = lens;
		lines->room = room;
	}
	lines->text[lines->count] = text;
	lines->len[lines->count++] = len;
	return true;
}

static void clear(struct lines *lines)
{
	while (lines->count)
		free(lines->text[--lines->count]);
}

/* ---- the row of the dump ---- */

/* GiB, rounded up to a power of two: dumps of one class are compared. */
static json_int_t ram_class(const json_t *dump)
{
	double bytes = (double)json_integer_value(json_object_get(dump, "managed_pages")) *
		       (double)json_integer_value(json_object_get(dump, "page_size"));
	json_int_t class = 1;

	while ((double)class * 1073741824.0 < bytes && class < 1 << 30)
		class *= 2;
	return class;
}

/* Without a digest, which the rows of save do not have, a dump could not be told from another. */
static bool complete_dump(const struct load *load, json_t *dump, struct lines *lines)
{
	const json_t *uri = json_object_get(dump, "uri");
	char *text, *line = NULL;
	int len;

	if (!json_is_string(uri))
		return store_complain("the row of a dump", "has no uri: triage --jsonl makes it");
	json_object_set_new(dump, "customer", json_string(load->customer ? load->customer : ""));
	if (load->case_no)
		json_object_set_new(dump, "case_no", json_string(load->case_no));
	json_object_set_new(dump, "ram_class", json_integer(ram_class(dump)));
	text = json_dumps(dump, JSON_COMPACT);
	len = text ? asprintf(&line, "%s\n", text) : -1;
	free(text);
	return len < 0 ? no_memory(NULL) : add_line(lines, line, len);
}

/* ---- the file ---- */

/* The rows behind the row of a dump; whole ones, that are objects. */
static bool read_rows(FILE *file, json_int_t left, struct lines *lines)
{
	char *text = NULL;
	size_t room = 0;
	ssize_t len;

	while (left > 0 && (len = getline(&text, &room, file)) > 0 && text[len - 1] == '\n') {
		json_t *row = json_loadb(text, len, 0, NULL);

		if (!json_is_object(row)) {
			free(text);
			return store_complain("a row", "is no object of JSON");
		}
		json_decref(row);
		if (!add_line(lines, text, len))
			return false;
		text = NULL;
		room = 0;
		left--;
	}
	free(text);
	return !left || store_complain("the last dump", "was cut off: run triage again");
}

static bool load_dump(struct load *load, FILE *file, json_t *dump, struct lines *lines)
{
	json_int_t rows = json_integer_value(json_object_get(dump, "rows"));
	const char *digest = json_string_value(json_object_get(dump, "sha256"));
	const char *version = json_string_value(json_object_get(dump, "pageowner"));
	struct store_dump loaded = {
		.digest = digest ? digest : json_string_value(json_object_get(dump, "uri")),
		.version = version ? version : "",
	};
	bool there;

	if (rows < 0 || rows > MOST_ROWS)
		return store_complain("the row of a dump", "counts its rows wrongly");
	clear(lines);
	if (!complete_dump(load, dump, lines) || !read_rows(file, rows, lines))
		return false;
	loaded.lines = (const char *const *)lines->text;
	loaded.lens = lines->len;
	loaded.n = lines->count;
	if (!store_load(load->store, &loaded, &there))
		return false;
	load->unchanged += there;
	load->loaded += !there;
	return true;
}

bool load_file(struct load *load, const char *path)
{
	FILE *file = fopen(path, "re");
	struct lines lines = { .count = 0 };
	char *text = NULL;
	size_t room = 0;
	ssize_t len;
	bool good = true;

	if (!file)
		return store_complain(path, strerror(errno));
	while (good && (len = getline(&text, &room, file)) > 0) {
		json_t *dump = json_loadb(text, len, 0, NULL);
		const char *kind = json_string_value(json_object_get(dump, "row"));

		good = kind && !strcmp(kind, "dump")
			       ? load_dump(load, file, dump, &lines)
			       : store_complain(path, "is no file of triage --jsonl");
		json_decref(dump);
	}
	clear(&lines);
	free(lines.text);
	free(lines.len);
	free(text);
	fclose(file);
	return good;
}
