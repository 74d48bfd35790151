// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes the index of a triage: a line for each dump, from the files in its folder.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pageowner.h"
#include "program/triage_index.h"
#include "program/triage_page.h"

#define SCHEMA_VERSION 2

/* ---- one dump ---- */

const char *triage_status_name(const struct triage_job *job)
{
	switch (job->status) {
	case PAGEOWNER_COMPLETE:
		return "complete";
	case PAGEOWNER_PARTIAL:
		return "partial";
	case PAGEOWNER_NO_DATA:
		return "no data";
	case PAGEOWNER_INTERRUPTED:
		return "interrupted";
	default:
		return job->signal ? "crashed" : "error";
	}
}

static json_t *load(const struct triage_job *job, const char *file)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", job->folder, file);
	return json_load_file(path, 0, NULL);
}

json_t *triage_printable(const char *string)
{
	char text[4096], *c;
	json_t *value;

	snprintf(text, sizeof(text), "%s", string);
	for (c = text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	value = json_string(text);
	for (c = text; !value && *c; c++)
		if ((unsigned char)*c > 0x7f)
			*c = '?';
	return value ? value : json_string(text);
}

static json_t *first_message(const struct triage_job *job)
{
	static const char prefix[] = "pageowner: ";
	char path[512], line[2048] = "";
	size_t skip;
	FILE *file;

	if (job->signal) {
		snprintf(line, sizeof(line), "ended by signal %d", job->signal);
		return json_string(line);
	}
	snprintf(path, sizeof(path), "%s/%s", job->folder, TRIAGE_MESSAGES);
	file = fopen(path, "r");
	if (file && fgets(line, sizeof(line), file))
		line[strcspn(line, "\n")] = '\0';
	if (file)
		fclose(file);
	skip = strncmp(line, prefix, strlen(prefix)) ? 0 : strlen(prefix);
	return *line ? triage_printable(line + skip) : json_null();
}

/* The value at "a.b" of @value, or null. */
static json_t *copy(const json_t *value, const char *name, const char *inner)
{
	json_t *found = json_object_get(value, name);

	if (inner)
		found = json_object_get(found, inner);
	return found ? json_incref(found) : json_null();
}

/* All unaccounted memory, with or without a record, and its largest owner. */
static void add_unaccounted(json_t *entry, const json_t *account)
{
	json_t *part = json_array_get(json_object_get(account, "parts"), 0), *row, *owner;
	json_t *first = json_array_get(json_object_get(part, "unaccounted"), 0);
	json_int_t bytes = 0;
	size_t i;

	json_array_foreach(json_object_get(part, "rows"), i, row)
	{
		const char *id = json_string_value(json_object_get(row, "id"));

		if (id && (!strcmp(id, "unaccounted") || !strcmp(id, "no_record")))
			bytes += json_integer_value(json_object_get(row, "bytes"));
	}
	owner = first ? json_object() : json_null();
	json_object_set_new(owner, "caller", copy(json_object_get(first, "keys"), "caller", NULL));
	json_object_set_new(owner, "bytes", copy(first, "bytes", NULL));
	json_object_set_new(entry, "unaccounted_bytes", part ? json_integer(bytes) : json_null());
	json_object_set_new(entry, "unaccounted_owner", owner);
}

static json_t *index_entry(const struct triage_job *job)
{
	json_t *report = load(job, TRIAGE_REPORT), *account = load(job, TRIAGE_ACCOUNT);
	json_t *entry = json_object(), *machine = report ? report : account;

	json_object_set_new(entry, "dump", triage_printable(job->dump));
	json_object_set_new(entry, "folder", json_string(job->folder));
	json_object_set_new(entry, "status", json_string(triage_status_name(job)));
	json_object_set_new(entry, "exit_status", json_integer(job->status));
	json_object_set_new(entry, "message", first_message(job));
	json_object_set_new(entry, "kernel", copy(machine, "kernel", "release"));
	json_object_set_new(entry, "crash_time", copy(machine, "crash_time", NULL));
	json_object_set_new(entry, "managed_bytes",
			    report ? copy(report, "managed", "bytes")
				   : copy(json_array_get(json_object_get(account, "parts"), 0),
					  "managed", "bytes"));
	json_object_set_new(entry, "owned_bytes", copy(report, "owned", "bytes"));
	add_unaccounted(entry, account);
	json_object_set_new(entry, "warnings",
			    account ? copy(account, "warnings", NULL) : json_array());
	json_decref(report);
	json_decref(account);
	return entry;
}

/* ---- for people ---- */

static const char *word_of(const json_t *value, const char *name)
{
	const char *word = json_string_value(json_object_get(value, name));

	return word ? word : "-";
}

static void index_line(FILE *file, const json_t *entry)
{
	static const char *const sizes[] = { "managed_bytes", "owned_bytes", "unaccounted_bytes" };
	const json_t *owner = json_object_get(entry, "unaccounted_owner");
	size_t i;

	fprintf(file, "%-11s", word_of(entry, "status"));
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		const json_t *bytes = json_object_get(entry, sizes[i]);

		if (json_is_integer(bytes))
			fprintf(file, " %11.1f", json_integer_value(bytes) / 1048576.0);
		else
			fprintf(file, " %11s", "-");
	}
	fprintf(file, "  %-20s %s/", word_of(entry, "kernel"), word_of(entry, "folder"));
	if (json_is_object(owner))
		fprintf(file, "  %s %.1f", word_of(owner, "caller"),
			json_integer_value(json_object_get(owner, "bytes")) / 1048576.0);
	fprintf(file, "\n");
	if (json_is_string(json_object_get(entry, "message")))
		fprintf(file, "            %s\n", word_of(entry, "message"));
}

static void write_text(FILE *file, const json_t *entries)
{
	json_t *entry;
	size_t i;

	fprintf(file, "%-11s %11s %11s %11s  %-20s %s\n", "STATUS", "RAM MiB", "OWNED MiB",
		"UNACCOUNTED", "KERNEL", "FOLDER, LARGEST OWNER OF UNACCOUNTED MEMORY AND ITS MiB");
	json_array_foreach(entries, i, entry) index_line(file, entry);
}

/* ---- the files ---- */

static const char *const files[] = { "index.json", "index.txt", "index.html" };

void triage_remove_index(void)
{
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(*files); i++)
		unlink(files[i]);
}

static bool write_file(const char *name, const json_t *root)
{
	int fd = unlink(TRIAGE_PART) && errno != ENOENT
			 ? -1
			 : open(TRIAGE_PART, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
	bool good;

	if (!file && fd >= 0)
		close(fd);
	if (!file)
		return false;
	if (name == files[0])
		json_dumpf(root, file, JSON_INDENT(1));
	else if (name == files[1])
		write_text(file, json_object_get(root, "dumps"));
	else
		triage_page(file, json_object_get(root, "dumps"));
	good = !ferror(file);
	if (!fclose(file) && good && !rename(TRIAGE_PART, name))
		return true;
	unlink(TRIAGE_PART);
	return false;
}

bool triage_write_index(const struct triage_job *jobs, unsigned int n)
{
	json_t *root = json_object(), *entries = json_array();
	unsigned int i;
	bool good;

	for (i = 0; i < n; i++)
		json_array_append_new(entries, index_entry(&jobs[i]));
	json_object_set_new(root, "schema", json_string("pageowner triage"));
	json_object_set_new(root, "schema_version", json_integer(SCHEMA_VERSION));
	json_object_set_new(root, "pageowner", json_string(pageowner_version()));
	json_object_set_new(root, "dumps", entries);
	good = write_file(files[0], root) && write_file(files[1], root) &&
	       write_file(files[2], root);
	json_decref(root);
	return good;
}
