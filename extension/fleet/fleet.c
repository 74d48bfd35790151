// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pageowner fleet: what many dumps have in common.  A program of its own, so that pageowner
 * itself needs no database.
 */
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fleet/load.h"
#include "fleet/query.h"

#define USAGE 2
#define CACHE "fleet.jsonl"

struct request {
	const char *store, *customer, *case_no, *top;
	enum query_format format;
};

/* ---- help ---- */

static int help(void)
{
	const struct query *query;

	printf("usage: pageowner fleet load [OPTION]... DIR|DUMP|FILE.jsonl...\n"
	       "       pageowner fleet QUERY [OPTION]... [ARGUMENT]\n"
	       "       pageowner fleet forget [--store STORE] CUSTOMER\n\n"
	       "load adds dumps, or rows of pageowner triage --jsonl, to a store; forget removes\n"
	       "all that is of a customer. The queries:\n\n");
	for (query = query_rows; query->name; query++)
		printf("  %-12s %-13s %s\n", query->name, query->argument ? query->argument : "",
		       query->help);
	printf("\n  --store STORE     a file (default: fleet.db), or postgresql://...\n"
	       "  --customer NAME   load: whose dumps these are\n"
	       "  --case NUMBER     load: the case that they belong to\n"
	       "  --format FORMAT   text, json or html\n"
	       "  --top N           at most N rows (default: 20)\n");
	return 0;
}

/* ---- load ---- */

static bool ends_in(const char *name, const char *end)
{
	size_t len = strlen(name), more = strlen(end);

	return len >= more && !strcmp(name + len - more, end);
}

struct files {
	char **names;
	int count, room;
};

static bool add_file(struct files *files, const char *name)
{
	if (files->count + 1 >= files->room) {
		int room = files->room * 2 + 16;
		char **grown = reallocarray(files->names, room, sizeof(*grown));

		if (!grown)
			return store_complain(name, strerror(ENOMEM));
		files->names = grown;
		files->room = room;
	}
	files->names[files->count] = strdup(name);
	files->names[files->count + 1] = NULL;
	return files->names[files->count++] || store_complain(name, strerror(ENOMEM));
}

/* Files that crash dumps come with. */
static bool is_beside(const char *name)
{
	return *name == '.' || ends_in(name, ".txt") || ends_in(name, ".log") ||
	       !strncmp(name, "vmlinux", 7) || ends_in(name, ".db") || ends_in(name, ".db-wal") ||
	       ends_in(name, ".db-shm") || !strcmp(name, CACHE);
}

static bool collect(const char *name, int depth, struct files *rows, struct files *dumps)
{
	struct dirent **entries;
	struct stat st;
	char *path;
	bool good = true;
	int n, i;

	if (stat(name, &st))
		return store_complain(name, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return add_file(ends_in(name, ".jsonl") ? rows : dumps, name);
	n = depth ? scandir(name, &entries, NULL, alphasort) : 0;
	if (n < 0)
		return store_complain(name, strerror(errno));
	for (i = 0; i < n; i++) {
		if (good && !is_beside(entries[i]->d_name) &&
		    asprintf(&path, "%s/%s", name, entries[i]->d_name) >= 0) {
			good = collect(path, depth - 1, rows, dumps);
			free(path);
		}
		free(entries[i]);
	}
	if (n > 0)
		free(entries);
	return good;
}

/* Runs pageowner triage --jsonl on the dumps; its rows are added to a file. */
static bool triage(const struct files *dumps)
{
	const char *program = getenv("PAGEOWNER_PROGRAM");
	const char **line = calloc(dumps->count + 6, sizeof(*line));
	int n = 0, i, state;
	pid_t pid;

	if (!line)
		return store_complain("triage", strerror(ENOMEM));
	line[n++] = program ? program : "pageowner";
	line[n++] = "triage";
	line[n++] = "--jsonl";
	for (i = 0; i < dumps->count; i++)
		line[n++] = dumps->names[i];
	line[n++] = "-o";
	line[n++] = CACHE;
	fflush(NULL);
	pid = fork();
	if (!pid) {
		execvp(line[0], (char *const *)line);
		store_complain(line[0], strerror(errno));
		_exit(127);
	}
	free(line);
	if (pid < 0 || waitpid(pid, &state, 0) < 0)
		return store_complain("triage", strerror(errno));
	/* A dump that can't be read is a row, too. */
	return WIFEXITED(state) &&
	       (WEXITSTATUS(state) <= 1 || WEXITSTATUS(state) == 3 || WEXITSTATUS(state) == 4);
}

static int run_load(struct store *store, const struct request *request, char *const *names, int n)
{
	struct load load = { .store = store,
			     .customer = request->customer,
			     .case_no = request->case_no };
	struct files rows = { .count = 0 }, dumps = { .count = 0 };
	bool good = true;
	int i;

	for (i = 0; good && i < n; i++)
		good = collect(names[i], 8, &rows, &dumps);
	if (good && dumps.count)
		good = triage(&dumps) && add_file(&rows, CACHE);
	for (i = 0; good && i < rows.count; i++)
		good = load_file(&load, rows.names[i]);
	printf("%u dumps loaded, %u were there\n", load.loaded, load.unchanged);
	for (i = 0; i < rows.count; i++)
		free(rows.names[i]);
	for (i = 0; i < dumps.count; i++)
		free(dumps.names[i]);
	free(rows.names);
	free(dumps.names);
	return good ? 0 : 1;
}

/* ---- the command line ---- */

static int run(struct store *store, const struct request *request, char *const *words, int n)
{
	const struct query *query = query_find(words[0]);
	const char *values[] = { words[1] };

	if (!strcmp(words[0], "load") && n > 1)
		return run_load(store, request, words + 1, n - 1);
	if (!strcmp(words[0], "forget") && n == 2)
		return !store->kind->ask(store, "DELETE FROM dump WHERE customer = $1", values, 1,
					 NULL, NULL);
	if (!query || n > 2 || (n == 1 && query->argument && !query->otherwise)) {
		fprintf(stderr, "pageowner fleet: %s: %s\n", words[0],
			query ? "what it asks about is missing" : "no such query");
		return USAGE;
	}
	return !query_print(store, query, n == 2 ? words[1] : NULL, request->top, request->format);
}

static bool set_format(struct request *request, const char *name)
{
	static const char *const names[] = { "text", "json", "html" };
	int i;

	for (i = 0; i < 3; i++) {
		if (!strcmp(name, names[i])) {
			request->format = i;
			return true;
		}
	}
	fprintf(stderr, "pageowner fleet: --format is text, json or html\n");
	return false;
}

static bool parse(int argc, char **argv, struct request *request)
{
	static const struct option options[] = {
		{ "store", required_argument, NULL, 's' },
		{ "customer", required_argument, NULL, 'c' },
		{ "case", required_argument, NULL, 'n' },
		{ "format", required_argument, NULL, 'f' },
		{ "top", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 's')
			request->store = optarg;
		else if (option == 'c')
			request->customer = optarg;
		else if (option == 'n')
			request->case_no = optarg;
		else if (option == 't')
			request->top = optarg;
		else if (option == 'h')
			exit(help());
		else if (option != 'f' || !set_format(request, optarg))
			return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct request request = { .store = "fleet.db", .top = "20" };
	struct store store;
	int status = 1;

	if (!parse(argc, argv, &request))
		return USAGE;
	if (optind == argc)
		return help();
	if (store_open(&store, request.store))
		status = run(&store, &request, argv + optind, argc - optind);
	store_close(&store);
	return status;
}
