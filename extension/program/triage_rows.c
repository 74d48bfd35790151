// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each dump has a process that writes rows to one temporary file and messages to another.  The
 * parent adds what only the program knows of the dump, and copies them in the order of the
 * command line.  Whether a dump is done tell its SHA-256 and the version of this program.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "program/host.h"
#include "program/output.h"
#include "program/triage_rows.h"

#define SHA256_HEX (2 * SHA256_DIGEST_SIZE + 1)
#define BUFFER (1 << 20)
#define ROWS_VERSION 1

struct done_dump {
	char sha256[SHA256_HEX];
};

/* ---- the file of an earlier run ---- */

/* Of those that were interrupted or crashed another run may have more. */
static bool is_final(const json_t *row)
{
	const json_t *status = json_object_get(row, "exit_status");

	return json_is_integer(status) && json_integer_value(status) != PAGEOWNER_INTERRUPTED &&
	       json_is_null(json_object_get(row, "signal"));
}

static bool remember(struct triage_rows *rows, const json_t *row)
{
	const char *sha256 = json_string_value(json_object_get(row, "sha256"));
	const char *version = json_string_value(json_object_get(row, "pageowner"));
	struct done_dump *grown;

	if (!sha256 || strlen(sha256) != SHA256_HEX - 1 || !version ||
	    strcmp(version, pageowner_version()) || !is_final(row))
		return true;
	if (rows->nr_done == rows->room) {
		grown = reallocarray(rows->done, rows->room * 2 + 64, sizeof(*grown));
		if (!grown)
			return false;
		rows->done = grown;
		rows->room = rows->room * 2 + 64;
	}
	memcpy(rows->done[rows->nr_done++].sha256, sha256, SHA256_HEX);
	return true;
}

static bool is_done(const struct triage_rows *rows, const char *sha256)
{
	size_t i;

	for (i = 0; i < rows->nr_done; i++)
		if (!strcmp(rows->done[i].sha256, sha256))
			return true;
	return false;
}

/* A whole line that begins a dump; NULL: something else. */
static json_t *dump_of_line(const char *line, ssize_t len)
{
	json_t *row = len > 0 && line[len - 1] == '\n' ? json_loads(line, 0, NULL) : NULL;
	const char *kind = json_string_value(json_object_get(row, "row"));

	if (kind && !strcmp(kind, "dump") && json_is_integer(json_object_get(row, "rows")))
		return row;
	json_decref(row);
	return NULL;
}

/*
 * Where the last complete dump of the file ends; -1 with errno: the file is none of ours, or out
 * of memory.
 */
static off_t read_done(struct triage_rows *rows)
{
	char *line = NULL;
	size_t room = 0;
	off_t end = 0;
	ssize_t len;

	errno = 0;
	while ((len = getline(&line, &room, rows->file)) > 0) {
		json_t *row = dump_of_line(line, len);
		json_int_t left = json_integer_value(json_object_get(row, "rows"));

		if (!row && (!end || line[len - 1] == '\n')) {
			errno = EINVAL;
			end = -1;
			break;
		}
		while (row && left > 0 && (len = getline(&line, &room, rows->file)) > 0 &&
		       line[len - 1] == '\n')
			left--;
		if (!row || left) {
			json_decref(row);
			break;
		}
		end = remember(rows, row) ? ftello(rows->file) : -1;
		json_decref(row);
		if (end < 0)
			break;
	}
	free(line);
	return end;
}

bool triage_rows_open(struct triage_rows *rows, const char *name)
{
	off_t end;

	if (!name) {
		rows->file = stdout;
		return true;
	}
	rows->file = fopen(name, "a+e");
	if (!rows->file || flock(fileno(rows->file), LOCK_EX | LOCK_NB)) {
		terminal_complain_of(name, errno == EWOULDBLOCK ? "another triage writes to it"
								: strerror(errno));
		return false;
	}
	rewind(rows->file);
	end = read_done(rows);
	if (end < 0) {
		terminal_complain_of(name, errno == EINVAL ? "this is no file of triage --jsonl; "
							     "name another one"
							   : strerror(errno));
		return false;
	}
	if (fseeko(rows->file, end, SEEK_SET) || ftruncate(fileno(rows->file), end)) {
		terminal_complain_of(name, strerror(errno));
		return false;
	}
	return true;
}

/* ---- one dump, in its process ---- */

bool triage_rows_prepare(struct triage_job *job)
{
	job->rows = tmpfile();
	job->messages = tmpfile();
	return job->rows && job->messages;
}

/* The SHA-256 of all files of the dump, one behind the other, as of sha256sum; "": unreadable. */
static void hash_files(const struct triage_job *job, char ret[SHA256_HEX])
{
	static uint8_t buffer[BUFFER];
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;
	ssize_t got = 0;
	unsigned int i;

	sha256_init(&sha);
	*ret = '\0';
	for (i = 0; i < job->files; i++) {
		int fd = open(job->names[i], O_RDONLY | O_CLOEXEC);

		while (fd >= 0 && (got = read(fd, buffer, sizeof(buffer))) > 0)
			sha256_update(&sha, got, buffer);
		if (fd < 0 || got < 0)
			return;
		close(fd);
	}
	sha256_digest(&sha, sizeof(digest), digest);
	for (i = 0; i < sizeof(digest); i++)
		snprintf(ret + 2 * i, 3, "%02x", digest[i]);
}

static int run_dump(const struct triage_rows *rows, const struct triage_job *job)
{
	const char *line[6] = { "pageowner", "save", "--jsonl" };
	struct pageowner *po = pageowner_new();
	struct host host = { .text = NULL };
	int words = 3, status;

	if (!po)
		return PAGEOWNER_ERROR;
	if (rows->sources->force)
		line[words++] = "--force";
	if (rows->sources->debuginfod)
		line[words++] = "--debuginfod";
	status = pageowner_parse(po, words, (char *const *)line);
	if (status == PAGEOWNER_COMPLETE)
		status = host_open(&host, po, job->names, job->files);
	if (status == PAGEOWNER_COMPLETE) {
		status = output_finish(&host, pageowner_run(po));
		host_explain(&host, po, status);
	}
	if (host.dump)
		status = host_judge(&host, job->dump, status);
	pageowner_free(po);
	host_close(&host);
	return status;
}

int triage_rows_run(const struct triage_rows *rows, const struct triage_job *job)
{
	char sha256[SHA256_HEX];
	int status;

	/* The lock on the file is the parent's, and ends with it. */
	if (rows->file != stdout)
		close(fileno(rows->file));
	hash_files(job, sha256);
	if (*sha256 && is_done(rows, sha256))
		return TRIAGE_UNCHANGED;
	if (dup2(fileno(job->rows), STDOUT_FILENO) < 0 ||
	    dup2(fileno(job->messages), STDERR_FILENO) < 0)
		return PAGEOWNER_ERROR;
	printf("%s\n", sha256);
	status = run_dump(rows, job);
	fflush(NULL);
	return status;
}

/* ---- what it left, in the parent ---- */

/* The lines behind the first two. */
static json_int_t count_rows(FILE *file)
{
	json_int_t count = 0;
	off_t begin = ftello(file);
	int c;

	while ((c = getc_unlocked(file)) != EOF)
		count += c == '\n';
	fseeko(file, begin, SEEK_SET);
	return count;
}

static json_t *first_message(const struct triage_job *job)
{
	static const char prefix[] = "pageowner: ";
	char line[2048] = "";
	size_t skip;

	rewind(job->messages);
	if (!fgets(line, sizeof(line), job->messages))
		return json_null();
	line[strcspn(line, "\n")] = '\0';
	skip = strncmp(line, prefix, strlen(prefix)) ? 0 : strlen(prefix);
	return triage_printable(line + skip);
}

/* The row of the dump as its process began it, or an empty one; rows that count follow. */
static json_t *begun_row(const struct triage_job *job, char sha256[SHA256_HEX])
{
	bool result = job->status != PAGEOWNER_ERROR && job->status != PAGEOWNER_USAGE;
	char *line = NULL;
	size_t room = 0;
	json_t *row = NULL;

	rewind(job->rows);
	*sha256 = '\0';
	if (getline(&line, &room, job->rows) == SHA256_HEX)
		snprintf(sha256, SHA256_HEX, "%s", line);
	if (result && getline(&line, &room, job->rows) > 0)
		row = json_loads(line, 0, NULL);
	free(line);
	if (row)
		return row;
	fseeko(job->rows, 0, SEEK_END);
	row = json_pack("{s:s, s:i, s:s}", "row", "dump", "schema_version", ROWS_VERSION,
			"pageowner", pageowner_version());
	return row;
}

static void write_job(struct triage_rows *rows, const struct triage_job *job)
{
	char sha256[SHA256_HEX], *buffer = malloc(BUFFER);
	json_t *row = begun_row(job, sha256);
	size_t got;

	json_object_set_new(row, "sha256", *sha256 ? json_string(sha256) : json_null());
	json_object_set_new(row, "uri", triage_printable(job->names[0]));
	json_object_set_new(row, "status", json_string(triage_status_name(job)));
	json_object_set_new(row, "exit_status", json_integer(job->status));
	json_object_set_new(row, "signal", job->signal ? json_integer(job->signal) : json_null());
	json_object_set_new(row, "message", first_message(job));
	json_object_set_new(row, "rows", json_integer(count_rows(job->rows)));
	if (!buffer || json_dumpf(row, rows->file, JSON_COMPACT))
		rows->error = errno ? errno : ENOMEM;
	putc('\n', rows->file);
	while (buffer && (got = fread(buffer, 1, BUFFER, job->rows)) > 0)
		fwrite(buffer, 1, got, rows->file);
	if (fflush(rows->file))
		rows->error = errno;
	json_decref(row);
	free(buffer);
}

void triage_rows_write(struct triage_rows *rows, struct triage_job *jobs, unsigned int n)
{
	for (; rows->written < n && jobs[rows->written].finished; rows->written++) {
		struct triage_job *job = &jobs[rows->written];

		if (!job->unchanged && job->rows && job->messages)
			write_job(rows, job);
		if (job->rows)
			fclose(job->rows);
		if (job->messages)
			fclose(job->messages);
	}
}

int triage_rows_close(struct triage_rows *rows)
{
	int error = rows->error;

	if (rows->file != stdout && fclose(rows->file) && !error)
		error = errno;
	free(rows->done);
	return error;
}
