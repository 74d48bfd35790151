// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pageowner triage DUMP... -o DIR: the command for automation.  Each dump has a process of
 * its own, so that a dump which crashes that process does not stop the others.  A dump is
 * scanned once for the owners, and three times for the account: for the saved file, the page
 * and the summary.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "program/folder.h"
#include "program/host.h"
#include "program/output.h"
#include "program/terminal.h"
#include "program/triage.h"
#include "program/triage_index.h"
#include "program/triage_page.h"
#include "program/triage_rows.h"

#define MAX_WORDS 12
#define MOST_AT_ONCE 8 /* each process has its threads, and memory for its stacks */

struct output {
	const char *file;
	const char *words[4];
};

#define SAVED "saved.json.gz"

/* They all come from one scan. */
static const struct output reports[] = {
	{ SAVED, { "save" } },
	{ "report.txt", { "report", "--top=50", "--full" } },
	{ TRIAGE_REPORT, { "report", "--format=json" } },
	{ "owners.pb.gz", { "report", "--format=pprof" } },
	{ "stacks.folded", { "report", "--format=folded" } },
	{ TRIAGE_PAGE, { "report", "--format=html" } },
	{ NULL, { NULL } },
};

/* A text has no log; a dump has one even if page_owner was off. */
static const struct output summary[] = {
	{ "summary.txt", { "oom" } },
	{ NULL, { NULL } },
};

/* Made from the saved file, or from a dump that has no owners to save. */
static const struct output accounts[] = {
	{ "account.txt", { "account" } },
	{ TRIAGE_ACCOUNT, { "account", "--format=json" } },
	{ NULL, { NULL } },
};

/* The page of a dump without owners. */
static const struct output pages[] = {
	{ TRIAGE_PAGE, { "oom", "--format=html" } },
	{ NULL, { NULL } },
};

struct triage {
	const char *dir;
	const struct pageowner_sources *sources;
	struct triage_rows *rows; /* --jsonl, else NULL */
	struct triage_job *jobs;
	unsigned int count, started, done, running;
	sigset_t mask; /* of signals, as the program was started with */
};

static int rank(int status)
{
	switch (status) {
	case PAGEOWNER_COMPLETE:
		return 0;
	case PAGEOWNER_PARTIAL:
		return 1;
	case PAGEOWNER_NO_DATA:
		return 2;
	case PAGEOWNER_INTERRUPTED:
		return 4;
	default:
		return 3;
	}
}

static int worse(int a, int b)
{
	return rank(a) >= rank(b) ? a : b;
}

/* ---- one dump, in its own process and folder ---- */

static int make_file(struct host *host, struct pageowner *po, const struct output *output)
{
	const char *line[MAX_WORDS] = { "pageowner" };
	int n = 1, status;

	while (output->words[n - 1]) {
		line[n] = output->words[n - 1];
		n++;
	}
	line[n++] = "-o";
	line[n++] = TRIAGE_PART;
	status = pageowner_parse(po, n, (char *const *)line);
	/* Of an earlier triage that was killed; output goes through a link. */
	unlink(TRIAGE_PART);
	if (status == PAGEOWNER_COMPLETE) {
		host->output = pageowner_output(po);
		host->write_error = 0;
		status = output_finish(host, pageowner_run(po));
	}
	if (rank(status) == rank(PAGEOWNER_ERROR)) {
		unlink(TRIAGE_PART);
	} else if (rename(TRIAGE_PART, output->file) && errno != ENOENT) {
		fprintf(stderr, "pageowner: %s: %s\n", output->file, strerror(errno));
		status = PAGEOWNER_ERROR;
	}
	return status;
}

/*
 * Messages that several outputs share are printed once.  Returns the worst status, @worst
 * included.  After a Ctrl-C no further output is begun; the saved file has what was read
 * until then.
 */
static int make_files(struct host *host, struct pageowner *po, const struct output *outputs,
		      int worst)
{
	for (; outputs->file && worst != PAGEOWNER_INTERRUPTED; outputs++) {
		int status = make_file(host, po, outputs);

		if (status == PAGEOWNER_COMPLETE || rank(status) > rank(worst))
			host_explain(host, po, status);
		worst = worse(worst, status);
	}
	return worst;
}

/* The caller frees the handle even after an error. */
static int open_one(struct host *host, const struct triage *triage, struct pageowner *po,
		    const char *const *names, unsigned int n)
{
	/* With -o, so that a binary format is not refused for a terminal. */
	const char *line[MAX_WORDS] = { "pageowner", "save", "-o", TRIAGE_PART };
	int words = 4, status;

	if (!po)
		return PAGEOWNER_ERROR;
	if (triage->sources->force)
		line[words++] = "--force";
	if (triage->sources->debuginfod)
		line[words++] = "--debuginfod";
	status = pageowner_parse(po, words, (char *const *)line);
	return status == PAGEOWNER_COMPLETE ? host_open(host, po, names, n) : status;
}

static int account_of_saved(const struct triage *triage, int worst)
{
	static const char *const names[] = { SAVED };
	struct pageowner *po = pageowner_new();
	struct host host = { .text = NULL };
	int status = open_one(&host, triage, po, names, 1);

	if (status == PAGEOWNER_COMPLETE)
		status = make_files(&host, po, accounts, worst);
	pageowner_free(po);
	host_close(&host);
	return worse(worst, status);
}

/* A text has no account and no log, but a saved file may have both, so they are tried. */
static void try_files(struct host *host, struct pageowner *po, const struct output *outputs)
{
	for (; outputs->file; outputs++)
		make_file(host, po, outputs);
}

static int run_dump(const struct triage *triage, const struct triage_job *job)
{
	struct pageowner *po = pageowner_new();
	struct host host = { .text = NULL };
	int status = open_one(&host, triage, po, job->names, job->files);

	if (status == PAGEOWNER_COMPLETE) {
		status = make_files(&host, po, reports, status);
		if (!host.dump) {
			try_files(&host, po, accounts);
			try_files(&host, po, summary);
		} else if (status == PAGEOWNER_NO_DATA) {
			status = make_files(&host, po, accounts, status);
			status = make_files(&host, po, pages, status);
		} else if (!access(SAVED, F_OK)) {
			status = account_of_saved(triage, status);
		}
	}
	if (host.dump) {
		status = make_files(&host, po, summary, status);
		status = host_judge(&host, job->dump, status);
	}
	pageowner_free(po);
	host_close(&host);
	return status;
}

/* The terminal and the parent may both pass on a Ctrl-C: only the first one counts. */
static int run_job(const struct triage *triage, const struct triage_job *job)
{
	struct sigaction interrupt;
	int fd, status;

	sigaction(SIGINT, NULL, &interrupt);
	interrupt.sa_flags &= ~SA_RESETHAND;
	sigaction(SIGINT, &interrupt, NULL);
	sigprocmask(SIG_SETMASK, &triage->mask, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (triage->rows)
		return triage_rows_run(triage->rows, job);
	if (!chdir(job->folder)) {
		fd = open(TRIAGE_MESSAGES, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
			  0666);
		if (fd >= 0 && dup2(fd, STDERR_FILENO) >= 0) {
			status = run_dump(triage, job);
			fflush(NULL);
			return status;
		}
	}
	fprintf(stderr, "pageowner: %s/%s: %s\n", triage->dir, job->folder, strerror(errno));
	return PAGEOWNER_ERROR;
}

/* ---- all dumps ---- */

/* Does an earlier job have the same folder? */
static bool folder_taken(const struct triage *triage, const struct triage_job *job)
{
	const struct triage_job *other;

	for (other = triage->jobs; other < job; other++)
		if (!strcmp(other->folder, job->folder))
			return true;
	return false;
}

/* "127.0.0.1-2026-11-23/vmcore" -> "127.0.0.1-2026-11-23-vmcore": dumps share one file name. */
static void name_folder(const struct triage *triage, struct triage_job *job)
{
	const char *name = strrchr(job->dump, '/');
	unsigned int again = 1;
	char base[200], *c;

	while (name && name > job->dump && name[-1] != '/')
		name--;
	name = name ? name : job->dump;
	snprintf(base, sizeof(base), "%s", name + strspn(name, "./"));
	for (c = base; *c; c++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-",
			    *c))
			*c = '-';
	if (!*base || !strncmp(base, "index.", 6))
		strcpy(base, "dump");
	strcpy(job->folder, base);
	while (folder_taken(triage, job))
		snprintf(job->folder, sizeof(job->folder), "%s-%u", base, ++again);
}

/* Files of an earlier triage in the folder are out of date or about another dump. */
static void remove_old(const char *folder)
{
	static const struct output *const lists[] = { reports, summary, accounts };
	const struct output *output;
	char path[512];
	size_t i;

	for (i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		for (output = lists[i]; output->file; output++) {
			snprintf(path, sizeof(path), "%s/%s", folder, output->file);
			unlink(path);
		}
	snprintf(path, sizeof(path), "%s/%s", folder, TRIAGE_MESSAGES);
	unlink(path);
}

/* --jsonl makes none, but they are what is said of progress. */
static bool name_folders(struct triage *triage)
{
	unsigned int i;

	for (i = 0; i < triage->count; i++)
		name_folder(triage, &triage->jobs[i]);
	return true;
}

/* Creates the folders, and changes to the output folder. */
static bool make_folders(struct triage *triage)
{
	unsigned int i;

	if (!folder_make(NULL, triage->dir))
		return false;
	triage_remove_index();
	for (i = 0; i < triage->count; i++) {
		struct triage_job *job = &triage->jobs[i];

		name_folder(triage, job);
		if (!folder_make(triage->dir, job->folder))
			return false;
		remove_old(job->folder);
	}
	return true;
}

static void start_one(struct triage *triage)
{
	struct triage_job *job = &triage->jobs[triage->started++];

	clock_gettime(CLOCK_MONOTONIC, &job->begun);
	fflush(NULL);
	job->pid = triage->rows && !triage_rows_prepare(job) ? -1 : fork();
	if (!job->pid)
		_exit(run_job(triage, job));
	if (job->pid > 0) {
		triage->running++;
		return;
	}
	fprintf(stderr, "%u/%u %s: %s\n", ++triage->done, triage->count, job->folder,
		strerror(errno));
	job->status = PAGEOWNER_ERROR;
	job->finished = true;
}

static void finish_one(struct triage *triage, struct triage_job *job, int state)
{
	struct timespec now;
	char part[512];

	triage->running--;
	job->pid = 0;
	job->status = WIFEXITED(state) ? WEXITSTATUS(state) : PAGEOWNER_ERROR;
	job->signal = WIFSIGNALED(state) ? WTERMSIG(state) : 0;
	job->finished = true;
	job->unchanged = triage->rows && job->status == TRIAGE_UNCHANGED;
	if (job->unchanged)
		job->status = PAGEOWNER_COMPLETE;
	snprintf(part, sizeof(part), "%s/%s", job->folder, TRIAGE_PART);
	unlink(part);
	clock_gettime(CLOCK_MONOTONIC, &now);
	fprintf(stderr, "%u/%u %s: %s, %.1f s\n", ++triage->done, triage->count, job->folder,
		job->unchanged ? "unchanged" : triage_status_name(job),
		now.tv_sec - job->begun.tv_sec + (now.tv_nsec - job->begun.tv_nsec) / 1e9);
}

static void finish(struct triage *triage)
{
	unsigned int i;
	int state;
	pid_t pid;

	while ((pid = waitpid(-1, &state, WNOHANG)) > 0)
		for (i = 0; i < triage->started; i++)
			if (triage->jobs[i].pid == pid)
				finish_one(triage, &triage->jobs[i], state);
	if (triage->rows)
		triage_rows_write(triage->rows, triage->jobs, triage->started);
}

/* Running jobs end with their result so far, and no other begins; the next Ctrl-C kills. */
static void interrupt(struct triage *triage)
{
	sigset_t one;
	unsigned int i;

	terminal_interrupted = 1;
	for (i = 0; i < triage->started; i++)
		if (triage->jobs[i].pid > 0)
			kill(triage->jobs[i].pid, SIGINT);
	signal(SIGINT, SIG_DFL);
	sigemptyset(&one);
	sigaddset(&one, SIGINT);
	sigprocmask(SIG_UNBLOCK, &one, NULL);
}

static void run_all(struct triage *triage)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned int most = processors < 1		? 1
			    : processors < MOST_AT_ONCE ? processors
							: MOST_AT_ONCE;
	sigset_t wanted;

	sigemptyset(&wanted);
	sigaddset(&wanted, SIGINT);
	sigaddset(&wanted, SIGCHLD);
	signal(SIGCHLD, SIG_DFL);
	sigprocmask(SIG_BLOCK, &wanted, &triage->mask);
	for (;;) {
		while (!terminal_interrupted && triage->started < triage->count &&
		       triage->running < most)
			start_one(triage);
		if (!triage->running)
			break;
		if (sigwaitinfo(&wanted, NULL) == SIGINT)
			interrupt(triage);
		finish(triage);
	}
	sigprocmask(SIG_SETMASK, &triage->mask, NULL);
	while (triage->started < triage->count)
		triage->jobs[triage->started++].status = PAGEOWNER_INTERRUPTED;
}

static int write_rows(struct triage *triage)
{
	int error;

	if (!triage_rows_open(triage->rows, triage->dir))
		return PAGEOWNER_ERROR;
	run_all(triage);
	error = triage_rows_close(triage->rows);
	if (!error)
		return PAGEOWNER_COMPLETE;
	fprintf(stderr, "pageowner: cannot write the rows: %s\n", strerror(error));
	return PAGEOWNER_ERROR;
}

static int run_and_judge(struct triage *triage)
{
	int worst = PAGEOWNER_COMPLETE;
	unsigned int i;

	if (triage->rows)
		worst = write_rows(triage);
	else
		run_all(triage);
	if (!triage->rows && !triage_write_index(triage->jobs, triage->count)) {
		fprintf(stderr, "pageowner: %s: cannot write the index: %s\n", triage->dir,
			strerror(errno));
		return PAGEOWNER_ERROR;
	}
	for (i = 0; i < triage->count; i++)
		worst = worse(worst, triage->jobs[i].status);
	return worst;
}

/* Names that stay valid after a change of folder. */
static bool make_absolute(const char *const *names, unsigned int n, char **ret)
{
	char *here = getcwd(NULL, 0);
	unsigned int i;

	for (i = 0; here && i < n; i++)
		if (asprintf(&ret[i], "%s%s%s", *names[i] == '/' ? "" : here,
			     *names[i] == '/' ? "" : "/", names[i]) < 0)
			break;
	free(here);
	return i == n;
}

int triage(struct pageowner *po)
{
	const char *const *names;
	unsigned int n = pageowner_operands(po, &names), i, files;
	struct triage triage = {
		.dir = pageowner_output(po),
		.sources = pageowner_sources(po),
		.jobs = calloc(n, sizeof(*triage.jobs)),
	};
	struct triage_rows rows = { .sources = triage.sources };
	char **paths = calloc(n, sizeof(*paths));
	int status = PAGEOWNER_ERROR;

	if (!triage.jobs || !paths || !make_absolute(names, n, paths)) {
		terminal_complain(strerror(errno));
		return status;
	}
	for (i = 0; i < n; i += files) {
		struct triage_job *job = &triage.jobs[triage.count++];

		files = host_files(names + i, n - i);
		job->dump = names[i];
		job->names = (const char *const *)paths + i;
		job->files = files;
	}
	triage.rows = pageowner_triages_rows(po) ? &rows : NULL;
	folder_private((const char *const *)paths, n);
	if (triage.rows ? name_folders(&triage) : make_folders(&triage))
		status = run_and_judge(&triage);
	for (i = 0; i < n; i++)
		free(paths[i]);
	free(paths);
	free(triage.jobs);
	return status;
}
