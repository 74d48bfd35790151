// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The program's host: a vmcore, text or saved file to answer what the library asks.
 *
 * A vmlinux that the user named answers for types and symbols.  Else the BTF in
 * the dump does, because it can't be that of another kernel; and a vmlinux is
 * looked for when there is none.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "dump/btf.h"
#include "dump/debuginfod.h"
#include "dump/dump.h"
#include "dump/files.h"
#include "dump/progress.h"
#include "dump/sources.h"
#include "dump/symbols.h"
#include "dump/text.h"
#include "dump/threads.h"
#include "dump/types.h"
#include "dump/vmcoreinfo.h"
#include "dump/vmlinux.h"
#include "program/host.h"

#define FIRST_PROGRESS_MS 500
#define NEXT_PROGRESS_MS 100

volatile sig_atomic_t host_interrupted;

void host_complain(const char *message)
{
	fprintf(stderr, "pageowner: %s\n", message);
}

/* ---- progress ---- */

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void init_progress(struct host *host)
{
	const char *term = getenv("TERM");

	host->show_progress = isatty(STDERR_FILENO) && term && strcmp(term, "dumb");
	host->next_progress = now_ms() + FIRST_PROGRESS_MS;
}

static void erase_progress(struct host *host)
{
	if (host->progress_shown)
		fputs("\r\033[K", stderr);
	host->progress_shown = false;
}

static int report_progress(void *priv, const char *what, uint64_t done, uint64_t total)
{
	struct host *host = priv;

	if (host->show_progress && total && now_ms() >= host->next_progress) {
		fprintf(stderr, "\r\033[K%s: %u %%", what,
			(unsigned int)(done / (double)total * 100));
		host->progress_shown = true;
		host->next_progress = now_ms() + NEXT_PROGRESS_MS;
	}
	return host_interrupted;
}

static int host_progress(void *priv, uint64_t done, uint64_t total)
{
	return report_progress(priv, "reading page_owner", done, total);
}

/* ---- the other questions of the library ---- */

/*
 * The output file comes into being when there is something to write: it may be
 * the input, and by then that has been read.
 */
static void open_output(struct host *host)
{
	if (host->output && !freopen(host->output, "w", stdout))
		host->write_error = errno;
	host->output = NULL;
}

static int host_write(void *priv, const char *text, size_t len)
{
	struct host *host = priv;

	open_output(host);
	/* Two writers on one screen: what the user asked for goes first. */
	if (isatty(STDOUT_FILENO)) {
		erase_progress(host);
		host->show_progress = false;
	}
	if (!host->write_error && fwrite(text, 1, len, stdout) != len)
		host->write_error = errno;
	return -host->write_error;
}

static ssize_t host_read(void *priv, uint64_t addr, void *buf, size_t len)
{
	return dump_read(((struct host *)priv)->dump, addr, buf, len);
}

static ssize_t host_read_phys(void *priv, uint64_t paddr, void *buf, size_t len)
{
	return dump_read_phys(((struct host *)priv)->dump, paddr, buf, len);
}

static int host_translate(void *priv, uint64_t addr, uint64_t *ret)
{
	return dump_translate(((struct host *)priv)->dump, addr, ret);
}

static int host_dump_level(void *priv)
{
	return dump_level(((struct host *)priv)->dump);
}

static ssize_t host_text(void *priv, uint64_t offset, void *buf, size_t len)
{
	return text_file_read(((struct host *)priv)->text, offset, buf, len);
}

static int host_symbol(void *priv, const char *name, unsigned int index, uint64_t *ret)
{
	struct host *host = priv;

	if (host->map)
		return symbols_find(host->map, name, index, ret);
	return host->vmlinux ? symbols_find(vmlinux_symbols(host->vmlinux), name, index, ret)
			     : -ENOENT;
}

static int host_type_size(void *priv, const char *type, uint64_t *ret)
{
	struct host *host = priv;

	if (host->vmlinux && !host->btf)
		return type_size(vmlinux_types(host->vmlinux), type, ret);
	return host->btf ? btf_types_size(host->btf, type, ret) : -ENOENT;
}

static int host_member(void *priv, const char *type, const char *name, uint64_t *bit_offset,
		       uint64_t *bit_size)
{
	struct host *host = priv;

	if (host->vmlinux && !host->btf)
		return type_member(vmlinux_types(host->vmlinux), type, name, bit_offset, bit_size);
	return host->btf ? btf_types_member(host->btf, type, name, bit_offset, bit_size) : -ENOENT;
}

static int host_constant(void *priv, const char *name, int64_t *ret)
{
	struct host *host = priv;

	if (host->vmlinux && !host->btf)
		return type_constant(vmlinux_types(host->vmlinux), name, ret);
	return host->btf ? btf_types_constant(host->btf, name, ret) : -ENOENT;
}

static int host_parallel(void *priv, void (*fn)(void *arg, unsigned int i), void *arg,
			 unsigned int n)
{
	return dump_parallel(((struct host *)priv)->dump, fn, arg, n);
}

/* Where it usually lies, or with --debuginfod on a server; says what was wrong with one. */
static struct vmlinux *find_vmlinux(struct host *host)
{
	struct progress progress = { .report = report_progress, .arg = host };
	const char *vmcoreinfo = dump_vmcoreinfo(host->dump);
	char message[MESSAGE_SIZE];
	struct vmlinux *v = vmlinux_search(host->path, vmcoreinfo, message);

	if (!v && host->wanted->debuginfod) {
		if (message[0])
			host_complain(message);
		v = debuginfod_vmlinux(vmcoreinfo, &progress, message);
		erase_progress(host);
	}
	if (!v && message[0])
		host_complain(message);
	return v;
}

/* The vmlinux that types come from, or else whichever is found. */
static void open_sources(struct host *host)
{
	host->searched_lines = true;
	if (!host->vmlinux)
		host->lines_from = find_vmlinux(host);
	if (host->vmlinux || host->lines_from)
		host->sources = sources_new(host->vmlinux ? host->vmlinux : host->lines_from,
					    host->path, dump_vmcoreinfo(host->dump));
}

static int host_frames(void *priv, const struct pageowner_pc *pc,
		       void (*sink)(void *arg, const struct pageowner_line *line), void *arg)
{
	struct host *host = priv;

	if (!host->searched_lines)
		open_sources(host);
	return host->sources ? sources_find(host->sources, pc, sink, arg) : -ENOENT;
}

/* ---- who knows the kernel ---- */

#define HELP_MAP "its System.map with --map"
#define HELP_BTF "its types with --btf"

/* Why kallsyms does not tell where BTF is, and what helps if there is no vmlinux. */
static const char *why_no_symbol(struct pageowner *po, const char *vmcoreinfo, const char **help)
{
	char value[32];
	uint64_t addr;

	*help = HELP_MAP;
	if (!vmcoreinfo_value(vmcoreinfo, "SYMBOL(kallsyms_names)", value, sizeof(value)))
		return "the dump does not say where its symbols are (dumps do since Linux 6.0)";
	/* Text is always in it, data only with KALLSYMS_ALL. */
	if (pageowner_symbol(po, "_stext", &addr))
		return "the kernel's symbol table is not all in this dump";
	if (pageowner_symbol(po, "init_task", &addr))
		return "this kernel was built without CONFIG_KALLSYMS_ALL";
	*help = NULL;
	return "this kernel was built without CONFIG_DEBUG_INFO_BTF";
}

/* Of the dump's own table, or else of --map. */
static int find_symbol(struct host *host, struct pageowner *po, const char *name, uint64_t *ret)
{
	int err = pageowner_symbol(po, name, ret);

	return err && host->map ? symbols_find(host->map, name, 0, ret) : err;
}

/* True with host->btf; else says why not, and what helps. */
static bool open_btf(struct host *host, struct pageowner *po, char why[MESSAGE_SIZE],
		     const char **help)
{
	uint64_t start, stop;
	const char *wrong;
	int err = find_symbol(host, po, "__start_BTF", &start);

	*help = HELP_BTF;
	if (!err)
		err = find_symbol(host, po, "__stop_BTF", &stop);
	if (err && err != -ENOENT) {
		snprintf(why, MESSAGE_SIZE, "%s", pageowner_message(po));
	} else if (err) {
		snprintf(why, MESSAGE_SIZE, "%s",
			 why_no_symbol(po, dump_vmcoreinfo(host->dump), help));
	} else {
		host->btf = btf_types_read(host->dump, start, stop, &wrong);
		if (!host->btf)
			snprintf(why, MESSAGE_SIZE, "the BTF in this dump is %s", wrong);
	}
	return host->btf;
}

static void refuse(struct host *host, const char *path, const char *why, const char *help)
{
	const char *vmcoreinfo = dump_vmcoreinfo(host->dump);
	char release[128], id[128];
	bool has_release = vmcoreinfo_value(vmcoreinfo, "OSRELEASE", release, sizeof(release));
	bool has_id = vmcoreinfo_value(vmcoreinfo, "BUILD-ID", id, sizeof(id));

	snprintf(host->refusal, sizeof(host->refusal),
		 "%s: %s; give, after the dump, the vmlinux "
		 "with debug info of exactly this kernel%s%s%s%s%s%s",
		 path, why, has_release ? ": " : "", has_release ? release : "",
		 has_id ? ", build-id " : "", has_id ? id : "", help ? "; or " : "",
		 help ? help : "");
}

/* What the library asks goes nowhere until this is done. */
static void find_types(struct host *host, struct pageowner *po, const char *path)
{
	char why[MESSAGE_SIZE];
	const char *help;

	if (!host->dump || host->vmlinux || host->btf || open_btf(host, po, why, &help))
		return;
	host->vmlinux = find_vmlinux(host);
	if (!host->vmlinux)
		refuse(host, path, why, help);
}

/* ---- files ---- */

/* What names and types are to come from, as far as the command line says so. */
static bool open_named(struct host *host, const char *vmlinux, char message[MESSAGE_SIZE])
{
	const struct pageowner_sources *wanted = host->wanted;
	const char *vmcoreinfo = dump_vmcoreinfo(host->dump);

	if (vmlinux)
		host->vmlinux = vmlinux_open(vmlinux, vmcoreinfo, wanted->force, message);
	if (vmlinux && !host->vmlinux)
		return false;
	if (wanted->map)
		host->map = symbols_read_map(wanted->map, vmcoreinfo, wanted->force, message);
	if (wanted->map && !host->map)
		return false;
	if (wanted->btf)
		host->btf = btf_types_open(wanted->btf, dump_word_size(host->dump), message);
	return !wanted->btf || host->btf;
}

static int open_dump(struct host *host, const char *const *names, unsigned int n)
{
	struct progress progress = { .report = report_progress, .arg = host };
	char message[MESSAGE_SIZE] = "more than a dump and a vmlinux were named; see --help";
	unsigned int files = 1;

	while (files < n && files_is_part(names[files]))
		files++;
	if (n - files > 1) {
		host_complain(message);
		return PAGEOWNER_USAGE;
	}
	host->dump = dump_open(names, files, &progress, message);
	erase_progress(host);
	if (host->dump && open_named(host, n > files ? names[files] : NULL, message))
		return PAGEOWNER_COMPLETE;
	if (host_interrupted)
		return PAGEOWNER_INTERRUPTED;
	host_complain(message);
	return PAGEOWNER_ERROR;
}

/* Opens what was named.  With no dump the library itself knows whether it needs one. */
static int open_files(struct host *host, const char *const *names, unsigned int n)
{
	if (n == 1)
		host->text = text_file_open(names[0]);
	return n == 0 || host->text >= 0 ? PAGEOWNER_COMPLETE : open_dump(host, names, n);
}

static void attach(struct pageowner *po, struct host *host)
{
	struct pageowner_target target = {
		.size = sizeof(target),
		.priv = host,
		.write = host_write,
	};

	if (host->dump) {
		target.word_size = dump_word_size(host->dump);
		target.big_endian = dump_big_endian(host->dump);
		target.live = dump_is_live(host->dump);
		target.vmcoreinfo = dump_vmcoreinfo(host->dump);
		target.read = host_read;
		target.read_phys = host_read_phys;
		target.translate = host_translate;
		target.symbol = host_symbol;
		target.type_size = host_type_size;
		target.member = host_member;
		target.constant = host_constant;
		target.dump_level = host_dump_level;
		target.frames = host_frames;
		target.progress = host_progress;
		target.parallel = host_parallel;
	}
	if (host->text >= 0) {
		target.text = host_text;
		target.progress = host_progress;
	}
	pageowner_attach(po, &target);
}

/* What the dump file lost makes the best result a partial one. */
int host_judge(struct host *host, const char *path, int status)
{
	const char *why = dump_incomplete(host->dump);
	uint64_t damaged = dump_damaged(host->dump);

	if (dump_error(host->dump)[0])
		fprintf(stderr, "pageowner: %s: %s\n", path, dump_error(host->dump));
	if (dump_found_note(host->dump))
		fprintf(stderr,
			"pageowner: %s: the file has no VMCOREINFO; the kernel's own copy in its "
			"memory was used\n",
			path);
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

/* What the library wrote before it knows of; only the last of it may still fail here. */
int host_finish(struct host *host, int status)
{
	erase_progress(host);
	if (status == PAGEOWNER_COMPLETE)
		open_output(host);
	if (!fflush(stdout) || host->write_error || errno == EPIPE)
		return status;
	fprintf(stderr, "pageowner: cannot write the output: %s\n", strerror(errno));
	return PAGEOWNER_ERROR;
}

/* Without types the library misses a hundred things; the cause is one. */
void host_explain(const struct host *host, const struct pageowner *po, int status)
{
	if (status == PAGEOWNER_ERROR && host->refusal[0])
		host_complain(host->refusal);
	else if (pageowner_message(po)[0])
		host_complain(pageowner_message(po));
}

/* A handle that has parsed the command line gets the files to read. */
int host_open(struct host *host, struct pageowner *po, const char *const *names, unsigned int n)
{
	int status;

	host->output = pageowner_output(po);
	if (pageowner_binary(po) && !host->output && isatty(STDOUT_FILENO)) {
		host_complain("this format is binary, nothing for a terminal: give -o FILE");
		return PAGEOWNER_USAGE;
	}
	host->wanted = pageowner_sources(po);
	host->path = n ? names[0] : NULL;
	init_progress(host);
	status = open_files(host, names, n);
	if (status != PAGEOWNER_COMPLETE)
		return status;
	attach(po, host);
	find_types(host, po, host->path);
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

/* The files of one input: a dump and its vmlinux, all parts of a split dump, or a text. */
unsigned int host_files(const char *const *names, unsigned int n)
{
	unsigned int files = 1;

	while (files < n && files_is_split(names[0]) && files_is_split(names[files]))
		files++;
	return files < n && vmlinux_is_one(names[files]) ? files + 1 : files;
}
