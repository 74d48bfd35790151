// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The program's host: a vmcore, text or saved file to answer what the library asks.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dump/btf.h"
#include "dump/dump.h"
#include "dump/files.h"
#include "dump/sources.h"
#include "dump/symbols.h"
#include "dump/text.h"
#include "dump/vmlinux.h"
#include "program/answers.h"
#include "program/choose.h"
#include "program/host.h"
#include "program/output.h"
#include "program/pager.h"

/* @explained: what the file seems to be if it is none; or "". */
static int open_dump(struct host *host, const char *const *names, unsigned int n,
		     const char *explained)
{
	struct progress progress = { .report = terminal_progress, .arg = &host->terminal };
	char message[MESSAGE_SIZE] = "too many files: name one dump and one vmlinux; see --help";
	unsigned int files = 1;

	while (files < n && files_is_part(names[files]))
		files++;
	if (n - files > 1) {
		terminal_complain(message);
		return PAGEOWNER_USAGE;
	}
	host->dump = dump_open(names, files, host->wanted->vmcoreinfo, &progress, message);
	terminal_erase(&host->terminal);
	if (host->dump && choose_named(host, n > files ? names[files] : NULL, message))
		return PAGEOWNER_COMPLETE;
	if (terminal_interrupted)
		return PAGEOWNER_INTERRUPTED;
	if (!host->dump && explained[0])
		terminal_complain_of(names[0], explained);
	else
		terminal_complain(message);
	return PAGEOWNER_ERROR;
}

static bool is_directory(const char *name)
{
	struct stat st;

	if (stat(name, &st) || !S_ISDIR(st.st_mode))
		return false;
	fprintf(stderr, "pageowner: %s: a directory; name the dump in it\n", name);
	return true;
}

static bool has(const char *head, size_t len, const char *words)
{
	return memmem(head, len, words, strlen(words));
}

/* show_stacks_handles of page_owner_stacks (v6.19): stacks and handles, but no pages. */
static bool has_only_stacks(const struct text_file *file)
{
	size_t len;
	const char *head = text_file_head(file, &len);

	return has(head, len, "handle: ") && !has(head, len, "nr_base_pages: ") &&
	       !has(head, len, "allocated via order ");
}

static bool is_text(const struct text_file *file)
{
	size_t len = 0;
	const void *head = file ? text_file_head(file, &len) : NULL;

	return len && pageowner_is_text(head, len);
}

/*
 * Two texts, where a dump and its vmlinux would be fine.  Only the stacks of handles belong
 * to another text.
 */
static int open_texts(struct host *host, const char *const *names, unsigned int n)
{
	struct text_file *first = n < 2 ? NULL : text_file_open(names[0]);
	struct text_file *second = is_text(first) ? text_file_open(names[1]) : NULL;
	bool texts = is_text(second);

	if (texts && n == 2 && has_only_stacks(first) != has_only_stacks(second)) {
		bool swap = has_only_stacks(second);

		host->path = names[!swap];
		host->text = swap ? second : first;
		text_file_append(host->text, swap ? first : second);
		return PAGEOWNER_COMPLETE;
	}
	text_file_close(first);
	text_file_close(second);
	if (!texts)
		return PAGEOWNER_COMPLETE;
	terminal_complain_of(names[0], "a text, and this command reads one file alone; "
				       "pageowner diff compares several");
	return PAGEOWNER_USAGE;
}

/* A text, or a dump that may turn out to be something else. */
static int open_one(struct host *host, const char *name, char explained[MESSAGE_SIZE])
{
	struct text_file *file = text_file_open(name);
	const void *head;
	size_t len;

	if (!file) {
		snprintf(explained, MESSAGE_SIZE, "%s: %s", name, strerror(errno));
		return PAGEOWNER_ERROR;
	}
	head = text_file_head(file, &len);
	if (len && pageowner_is_text(head, len)) {
		host->text = file;
		return PAGEOWNER_COMPLETE;
	}
	if (!pageowner_explain_file(head, len, explained, MESSAGE_SIZE))
		explained[0] = '\0';
	text_file_close(file);
	return PAGEOWNER_COMPLETE;
}

/* Opens what was named.  With no dump the library itself knows whether it needs one. */
static int open_files(struct host *host, const char *const *names, unsigned int n)
{
	char explained[MESSAGE_SIZE] = "";

	for (unsigned int i = 0; i < n; i++)
		if (is_directory(names[i]))
			return PAGEOWNER_ERROR;
	if (open_texts(host, names, n) != PAGEOWNER_COMPLETE)
		return PAGEOWNER_USAGE;
	if (n == 1 && open_one(host, names[0], explained) != PAGEOWNER_COMPLETE) {
		terminal_complain(explained);
		return PAGEOWNER_ERROR;
	}
	return n == 0 || host->text ? PAGEOWNER_COMPLETE : open_dump(host, names, n, explained);
}

/* What the dump file lost makes the best result a partial one. */
int host_judge(struct host *host, const char *path, int status)
{
	const char *why = dump_incomplete(host->dump);
	uint64_t damaged = dump_damaged(host->dump);

	if (dump_error(host->dump)[0])
		terminal_complain_of(path, dump_error(host->dump));
	if (dump_found_note(host->dump))
		fprintf(stderr, "pageowner: %s: %s; the kernel's own copy in its memory was used\n",
			path,
			dump_bad_note(host->dump) ? "the VMCOREINFO of the file leads nowhere"
						  : "the file has no VMCOREINFO");
	if (why)
		fprintf(stderr, "pageowner: %s: the dump is incomplete: %s\n", path, why);
	if (damaged)
		fprintf(stderr, "pageowner: %s: damaged pages, left out: %llu\n", path,
			(unsigned long long)damaged);
	if (status == PAGEOWNER_PARTIAL && dump_ambiguous(host->dump))
		fprintf(stderr,
			"pageowner: %s: makedumpfile -E leaves out pages of zeros like filtered "
			"ones: some of what is missing may have been zeros\n",
			path);
	return status == PAGEOWNER_COMPLETE && (why || damaged) ? PAGEOWNER_PARTIAL : status;
}

/* Without types the library misses a hundred things; the cause is one. */
void host_explain(const struct host *host, const struct pageowner *po, int status)
{
	if (status == PAGEOWNER_ERROR && host->refusal[0])
		terminal_complain(host->refusal);
	else if (status == PAGEOWNER_ERROR && host->write_error)
		output_complain(host, host->write_error);
	else if (status == PAGEOWNER_ERROR && host->text)
		terminal_complain_of(host->path, pageowner_message(po));
	else if (pageowner_message(po)[0])
		terminal_complain(pageowner_message(po));
}

static bool same_file(const struct stat *a, const char *name)
{
	struct stat b;

	return name && !stat(name, &b) && a->st_dev == b.st_dev && a->st_ino == b.st_ino;
}

/*
 * Only sort may write to the file that it reads, because page_owner_sort is called so: what
 * another command writes is no longer what it has read.
 */
static bool output_is_free(struct host *host, const struct pageowner *po)
{
	const char *const *names;
	unsigned int n = pageowner_operands(po, &names), i;
	const struct pageowner_sources *sources = pageowner_sources(po);
	bool input = false;
	struct stat st;

	if (!host->output || stat(host->output, &st) || !S_ISREG(st.st_mode))
		return true;
	for (i = 0; i < n; i++)
		input |= same_file(&st, names[i]);
	host->replaces_input = input;
	if ((!input || pageowner_replaces(po)) && !same_file(&st, sources->btf) &&
	    !same_file(&st, sources->map))
		return true;
	terminal_complain_of(host->output,
			     "-o names an input, which would be lost; name another file");
	return false;
}

/* What was read may be nothing for everybody: a vmcore is often its owner's alone. */
static void take_mode(struct host *host, const char *const *names, unsigned int n)
{
	struct stat st;
	unsigned int i;

	for (i = 0; i < n; i++)
		if (!stat(names[i], &st) && S_ISREG(st.st_mode))
			host->input_mode = (host->input_mode ? host->input_mode : 0777) &
					   st.st_mode;
}

/* A handle that has parsed the command line gets the files to read. */
int host_open(struct host *host, struct pageowner *po, const char *const *names, unsigned int n)
{
	int status;

	host->output = host->written = pageowner_output(po);
	host->opens = pageowner_opens(po);
	if (pageowner_binary(po) && !host->output && !host->opens && isatty(STDOUT_FILENO)) {
		terminal_complain("this format is not for a terminal: give -o FILE");
		return PAGEOWNER_USAGE;
	}
	host->pages = !host->output && !pageowner_binary(po) && pageowner_pager(po) &&
		      pager_there();
	host->wanted = pageowner_sources(po);
	host->path = n ? names[0] : NULL;
	if (!output_is_free(host, po))
		return PAGEOWNER_USAGE;
	take_mode(host, names, n);
	terminal_init(&host->terminal);
	if (n && access(names[0], F_OK) && pageowner_misspelt(po)) {
		terminal_complain(pageowner_message(po));
		return PAGEOWNER_USAGE;
	}
	status = open_files(host, names, n);
	if (status != PAGEOWNER_COMPLETE)
		return status;
	answers_attach(po, host);
	choose_types(host, po, host->path);
	if (host->scrambled) {
		terminal_complain(host->refusal);
		return PAGEOWNER_ERROR;
	}
	return PAGEOWNER_COMPLETE;
}

void host_close(struct host *host)
{
	btf_types_free(host->btf);
	symbols_free(host->map);
	sources_free(host->sources);
	vmlinux_close(host->lines_from);
	vmlinux_close(host->vmlinux);
	dump_close(host->dump);
	text_file_close(host->text);
}

/* The files of one input: a dump and its vmlinux, all parts of a split dump, or a text. */
unsigned int host_files(const char *const *names, unsigned int n)
{
	unsigned int files = 1;

	while (files < n && files_is_split(names[0]) && files_is_split(names[files]))
		files++;
	return files < n && vmlinux_is_one(names[files]) ? files + 1 : files;
}
