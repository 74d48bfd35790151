// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The program's host: opens a vmcore, text or saved file for the library.
 */
#include <stdio.h>
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

static int open_dump(struct host *host, const char *const *names, unsigned int n)
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

/* Is the second of them a text, too?  A dump with a vmlinux is no such pair. */
static bool are_texts(const char *const *names, unsigned int n)
{
	int first = n > 1 ? text_file_open(names[0], pageowner_is_log) : -1;

	if (first < 0)
		return false;
	close(first);
	fprintf(stderr,
		"pageowner: %s: a text, and this command reads one file alone; pageowner diff "
		"compares several\n",
		names[0]);
	return true;
}

/* Opens what was named. Without a dump the library itself knows whether it needs one. */
static int open_files(struct host *host, const char *const *names, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		if (is_directory(names[i]))
			return PAGEOWNER_ERROR;
	if (are_texts(names, n))
		return PAGEOWNER_USAGE;
	if (n == 1)
		host->text = text_file_open(names[0], pageowner_is_log);
	return n == 0 || host->text >= 0 ? PAGEOWNER_COMPLETE : open_dump(host, names, n);
}

/* If the dump file lost something, the result is partial at best. */
int host_judge(struct host *host, const char *path, int status)
{
	const char *why = dump_incomplete(host->dump);
	uint64_t damaged = dump_damaged(host->dump);

	if (dump_error(host->dump)[0])
		fprintf(stderr, "pageowner: %s: %s\n", path, dump_error(host->dump));
	if (dump_found_note(host->dump))
		fprintf(stderr, "pageowner: %s: %s; the kernel's own copy in its memory was used\n",
			path,
			dump_bad_note(host->dump) ? "the VMCOREINFO of the file leads nowhere"
						  : "the file has no VMCOREINFO");
	if (why)
		fprintf(stderr, "pageowner: %s: the dump is incomplete: %s\n", path, why);
	if (damaged)
		fprintf(stderr, "pageowner: %s: %llu damaged pages could not be read\n", path,
			(unsigned long long)damaged);
	if (status == PAGEOWNER_PARTIAL && dump_ambiguous(host->dump))
		fprintf(stderr,
			"pageowner: %s: makedumpfile -E omits pages of zeros as it omits filtered "
			"pages: some of the missing pages may have been zeros\n",
			path);
	return status == PAGEOWNER_COMPLETE && (why || damaged) ? PAGEOWNER_PARTIAL : status;
}

/* Without types the library misses a hundred things; they have one cause. */
void host_explain(const struct host *host, const struct pageowner *po, int status)
{
	if (status == PAGEOWNER_ERROR && host->refusal[0])
		terminal_complain(host->refusal);
	else if (status == PAGEOWNER_ERROR && host->write_error)
		output_complain(host, host->write_error);
	else if (pageowner_message(po)[0])
		terminal_complain(pageowner_message(po));
}

/* Opens the input of a handle that has parsed the command line. */
int host_open(struct host *host, struct pageowner *po, const char *const *names, unsigned int n)
{
	int status;

	host->output = host->written = pageowner_output(po);
	if (pageowner_binary(po) && !host->output && isatty(STDOUT_FILENO)) {
		terminal_complain(
			"this format is binary and is not written to a terminal: give -o FILE");
		return PAGEOWNER_USAGE;
	}
	host->wanted = pageowner_sources(po);
	host->path = n ? names[0] : NULL;
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
}

/* Counts the files of one input: a dump and its vmlinux, all parts of a split dump, or a text. */
unsigned int host_files(const char *const *names, unsigned int n)
{
	unsigned int files = 1;

	while (files < n && files_is_split(names[0]) && files_is_split(names[files]))
		files++;
	return files < n && vmlinux_is_one(names[files]) ? files + 1 : files;
}
