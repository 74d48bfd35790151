// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pageowner [COMMAND] DUMP [VMLINUX]: the library, with a vmcore and its
 * vmlinux to answer what it asks.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/pageowner.h"
#include "dump/dump.h"

#define OUTPUT_BUFFER (1 << 18)
#define FIRST_PROGRESS_MS 500
#define NEXT_PROGRESS_MS 100

struct host {
	struct dump *dump;
	struct vmlinux *vmlinux;
	int write_error;	/* errno of the first failed write */

	bool show_progress;
	bool progress_shown;	/* a line of it is on the screen */
	int64_t next_progress;	/* in ms */
};

static volatile sig_atomic_t interrupted;

static void complain(const char *message)
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

static int host_progress(void *priv, uint64_t done, uint64_t total)
{
	struct host *host = priv;

	if (host->show_progress && total && now_ms() >= host->next_progress) {
		fprintf(stderr, "\r\033[Kreading page_owner: %u %%",
			(unsigned int)(done / (double)total * 100));
		host->progress_shown = true;
		host->next_progress = now_ms() + NEXT_PROGRESS_MS;
	}
	return interrupted;
}

/* ---- the other questions of the library ---- */

static int host_write(void *priv, const char *text, size_t len)
{
	struct host *host = priv;

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

static int host_symbol(void *priv, const char *name, unsigned int index, uint64_t *ret)
{
	return vmlinux_symbol(((struct host *)priv)->vmlinux, name, index, ret);
}

static int host_type_size(void *priv, const char *type, uint64_t *ret)
{
	return type_size(vmlinux_types(((struct host *)priv)->vmlinux), type, ret);
}

static int host_member(void *priv, const char *type, const char *name,
		       uint64_t *bit_offset, uint64_t *bit_size)
{
	return type_member(vmlinux_types(((struct host *)priv)->vmlinux), type, name,
			   bit_offset, bit_size);
}

static int host_constant(void *priv, const char *name, int64_t *ret)
{
	return type_constant(vmlinux_types(((struct host *)priv)->vmlinux), name, ret);
}

static int host_parallel(void *priv, void (*fn)(void *arg, unsigned int i), void *arg,
			 unsigned int n)
{
	return dump_parallel(((struct host *)priv)->dump, fn, arg, n);
}

/* ---- main ---- */

/* Opens what was named.  With no dump the library itself knows whether it needs one. */
static bool open_files(struct host *host, const char *const *names, unsigned int n)
{
	char message[MESSAGE_SIZE] = "more than a dump and a vmlinux were named; see --help";
	char *path = NULL;

	if (n == 0)
		return true;
	if (n <= 2) {
		host->dump = dump_open(names[0], message);
		if (host->dump)
			path = vmlinux_find(names[0], n == 2 ? names[1] : NULL, message);
		if (path)
			host->vmlinux = vmlinux_open(path, dump_vmcoreinfo(host->dump), message);
		free(path);
	}
	if (!host->vmlinux)
		complain(message);
	return host->vmlinux;
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
		target.vmcoreinfo = dump_vmcoreinfo(host->dump);
		target.read = host_read;
		target.read_phys = host_read_phys;
		target.symbol = host_symbol;
		target.type_size = host_type_size;
		target.member = host_member;
		target.constant = host_constant;
		target.progress = host_progress;
		target.parallel = host_parallel;
	}
	pageowner_attach(po, &target);
}

/* What the dump file lost makes the best result a partial one. */
static int judge_dump(struct host *host, const char *path, int status)
{
	const char *why = dump_incomplete(host->dump);
	uint64_t damaged = dump_damaged(host->dump);

	if (dump_error(host->dump)[0])
		fprintf(stderr, "pageowner: %s: %s\n", path, dump_error(host->dump));
	if (why)
		fprintf(stderr, "pageowner: %s: the dump is incomplete: %s\n", path, why);
	if (damaged)
		fprintf(stderr, "pageowner: %s: damaged pages, left out: %llu\n", path,
			(unsigned long long)damaged);
	return status == PAGEOWNER_COMPLETE && (why || damaged) ? PAGEOWNER_PARTIAL : status;
}

/* What the library wrote before it knows of; only the last of it may still fail here. */
static int finish_output(struct host *host, int status)
{
	erase_progress(host);
	if (!fflush(stdout) || host->write_error || errno == EPIPE)
		return status;
	fprintf(stderr, "pageowner: cannot write the output: %s\n", strerror(errno));
	return PAGEOWNER_ERROR;
}

static int run(struct pageowner *po, struct host *host, int argc, char *argv[])
{
	const char *const *names;
	unsigned int n;
	int status;

	status = pageowner_parse(po, argc, argv);
	if (status == PAGEOWNER_COMPLETE) {
		n = pageowner_operands(po, &names);
		if (!open_files(host, names, n))
			return n > 2 ? PAGEOWNER_USAGE : PAGEOWNER_ERROR;
		init_progress(host);
		attach(po, host);
		status = finish_output(host, pageowner_run(po));
	}
	if (pageowner_message(po)[0])
		complain(pageowner_message(po));
	return host->dump ? judge_dump(host, names[0], status) : status;
}

static void on_interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

/* The first Ctrl-C ends the scan with what is there, the second the program. */
static void catch_signals(void)
{
	struct sigaction interrupt = {
		.sa_handler = on_interrupt,
		.sa_flags = SA_RESTART | SA_RESETHAND,
	};

	sigaction(SIGINT, &interrupt, NULL);
	signal(SIGPIPE, SIG_IGN);
}

int main(int argc, char *argv[])
{
	struct pageowner *po = pageowner_new();
	struct host host = { .dump = NULL };
	int status;

	if (!po) {
		complain("out of memory");
		return PAGEOWNER_ERROR;
	}
	setvbuf(stdout, NULL, _IOFBF, OUTPUT_BUFFER);
	catch_signals();
	status = run(po, &host, argc, argv);
	pageowner_free(po);
	vmlinux_close(host.vmlinux);
	dump_close(host.dump);
	return status;
}
