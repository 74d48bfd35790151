// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A vmcore's memory, by libkdumpfile.
 *
 * A libkdumpfile context has one page cache behind one lock, which clones
 * share, so each thread opens the dump for itself.  Addresses are translated
 * here, page by page, and only physical pages are read: libkdumpfile's own way
 * takes the virtual addresses in an ELF dump's headers first, and those QEMU
 * writes are the ones of whatever process ran.
 */
#include <errno.h>
#include <fcntl.h>
#include <libkdumpfile/addrxlat.h>
#include <libkdumpfile/kdumpfile.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dump/attr.h"
#include "dump/dump.h"
#include "dump/elf.h"
#include "dump/files.h"
#include "dump/header.h"
#include "dump/note.h"
#include "dump/progress.h"

#define MAX_THREADS 16

/*
 * The cache is a linked list that is searched for every page.  Page tables and
 * the page being read are all that is read twice: more room only costs time.
 */
#define CACHE_PAGES 32

/* Where libkdumpfile has it among its attributes */
#define VMCOREINFO "linux.vmcoreinfo"

struct context {
	struct dump *dump;
	int fd;		    /* of a live machine, the context's own */
	kdump_ctx_t *kdump; /* NULL: not opened yet */
	addrxlat_ctx_t *xlat;
	addrxlat_sys_t *xlat_sys;
	kdump_bmp_t *pages;    /* which the files have; NULL: not known */
	uint64_t damaged_page; /* the last one counted, plus 1 */
};

struct dump {
	struct files files;
	char *vmcoreinfo;
	bool found_note;		 /* in memory, not in the file */
	const struct progress *progress; /* while it is being opened, or NULL */
	uint64_t page_size;
	unsigned int word_size;
	bool big_endian;
	_Atomic uint64_t damaged;
	pthread_mutex_t lock; /* of error */
	char error[MESSAGE_SIZE];
	struct context contexts[MAX_THREADS]; /* the first is the caller's */
};

/* The context of a worker thread; elsewhere NULL. */
static _Thread_local struct context *worker;

static struct context *context_of(struct dump *dump)
{
	return worker && worker->dump == dump ? worker : &dump->contexts[0];
}

/* ---- opening ---- */

static const char *canonical_arch(const char *machine)
{
	/* clang-format off */
	static const struct {
		const char *machine, *arch;
	} names[] = {
		{ "x86_64", KDUMP_ARCH_X86_64 },
		{ "aarch64", KDUMP_ARCH_AARCH64 },
		{ "ppc64", KDUMP_ARCH_PPC64 },
		{ "s390x", KDUMP_ARCH_S390X },
		{ "arm", KDUMP_ARCH_ARM },
#ifdef KDUMP_ARCH_RISCV64
		{ "riscv64", KDUMP_ARCH_RISCV64 },
#endif
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strncmp(machine, names[i].machine, strlen(names[i].machine)))
			return names[i].arch;
	if (machine[0] == 'i' && !strcmp(machine + 2, "86"))
		return KDUMP_ARCH_IA32;
	return NULL;
}

/* QEMU fills nothing but the machine into a kdump header: libkdumpfile distrusts it. */
static kdump_status set_arch(struct context *c)
{
	const char *arch;

	if (kdump_get_string_attr(c->kdump, KDUMP_ATTR_ARCH_NAME, &arch) == KDUMP_OK)
		return KDUMP_OK;
	arch = canonical_arch(c->dump->files.headers[0].machine);
	if (!arch)
		return KDUMP_OK;
	return kdump_set_string_attr(c->kdump, KDUMP_ATTR_ARCH_NAME, arch);
}

/*
 * libkdumpfile up to 0.5.4 starts from the cr3 of a CPU.  With page table
 * isolation a CPU in user mode has one that maps hardly any of the kernel, so
 * name the kernel's own.  (Its functions know of VMCOREINFO only later.)
 */
static kdump_status set_page_table(struct context *c)
{
	kdump_attr_t pgt, phys_base;
	kdump_status status;

	if (!get_attr(c->kdump, VMCOREINFO ".SYMBOL.init_top_pgt", KDUMP_ADDRESS, &pgt) ||
	    !get_attr(c->kdump, VMCOREINFO ".lines.NUMBER(phys_base)", KDUMP_STRING, &phys_base))
		return KDUMP_OK;
	/* arch/x86: __pa_symbol(), with __START_KERNEL_map */
	pgt.val.address += strtoll(phys_base.val.string, NULL, 10) - 0xffffffff80000000;
	status = kdump_set_number_attr(c->kdump, KDUMP_ATTR_XLAT_FORCE ".rootpgt.as",
				       ADDRXLAT_MACHPHYSADDR);
	if (status == KDUMP_OK)
		status = kdump_set_address_attr(c->kdump, KDUMP_ATTR_XLAT_FORCE ".rootpgt.addr",
						pgt.val.address);
	return status;
}

/*
 * fs/proc/kcore.c copies through one buffer for each file that was opened, so two
 * threads that read the same one get each other's bytes.
 */
static bool open_live(struct context *c)
{
	char path[64];

	if (!c->dump->files.headers[0].live)
		return true;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", c->dump->files.headers[0].fd);
	c->fd = open(path, O_RDONLY | O_CLOEXEC);
	return c->fd >= 0;
}

static kdump_status open_files(struct context *c)
{
	const struct files *files = &c->dump->files;
	int *fds = calloc(files->count, sizeof(*fds));
	kdump_status status;

	if (!fds)
		return KDUMP_ERR_SYSTEM;
	for (unsigned int i = 0; i < files->count; i++)
		fds[i] = files->headers[i].live ? c->fd : files->headers[i].fd;
	status = kdump_open_fdset(c->kdump, files->count, fds);
	free(fds);
	return status;
}

static void set_pages(struct context *c)
{
	kdump_attr_t map;

	if (get_attr(c->kdump, KDUMP_ATTR_FILE_PAGEMAP, KDUMP_BITMAP, &map))
		c->pages = map.val.bitmap; /* the context's, which keeps it */
}

static bool has_vmcoreinfo(kdump_ctx_t *kdump)
{
	kdump_attr_t text;

	return get_attr(kdump, VMCOREINFO ".raw", KDUMP_BLOB, &text);
}

/* What the file does not say, the kernel's memory does. */
static kdump_status set_vmcoreinfo(struct context *c)
{
	struct dump *dump = c->dump;
	kdump_attr_t attr = { .type = KDUMP_BLOB };
	kdump_status status;

	if (dump->files.headers[0].live || has_vmcoreinfo(c->kdump))
		return KDUMP_OK;
	/* Once for all contexts. */
	if (!dump->vmcoreinfo)
		dump->vmcoreinfo = note_search(c->kdump, &dump->files, dump->progress);
	if (!dump->vmcoreinfo)
		return KDUMP_OK;
	dump->found_note = true;
	attr.val.blob = kdump_blob_new_dup(dump->vmcoreinfo, strlen(dump->vmcoreinfo));
	if (!attr.val.blob)
		return KDUMP_ERR_SYSTEM;
	status = kdump_set_attr(c->kdump, VMCOREINFO ".raw", &attr);
	kdump_blob_decref(attr.val.blob);
	return status;
}

static kdump_status context_set_up(struct context *c)
{
	kdump_status status;

	status = kdump_set_number_attr(c->kdump, "cache.size", CACHE_PAGES);
	/* A page across the end of a mapped file is a SIGBUS. */
	if (status == KDUMP_OK && c->dump->files.incomplete[0])
		status = kdump_set_number_attr(c->kdump, KDUMP_ATTR_FILE_MMAP_POLICY,
					       KDUMP_MMAP_NEVER);
	if (status == KDUMP_OK)
		status = open_files(c);
	if (status == KDUMP_OK)
		status = set_arch(c);
	if (status == KDUMP_OK)
		status = set_vmcoreinfo(c);
	if (status == KDUMP_OK)
		status = set_page_table(c);
	if (status == KDUMP_OK)
		status = kdump_set_string_attr(c->kdump, KDUMP_ATTR_OSTYPE, "linux");
	if (status == KDUMP_OK)
		status = kdump_get_addrxlat(c->kdump, &c->xlat, &c->xlat_sys);
	if (status == KDUMP_OK)
		set_pages(c);
	return status;
}

#if KDUMPFILE_VERSION < KDUMPFILE_MKVER(0, 5, 2)
/*
 * kdump_free() of 0.5.1 writes to memory that it has freed.  So contexts stay
 * until the program ends, in a list that keeps leak checkers content.
 */
static _Thread_local struct kept {
	struct kept *next;
	kdump_ctx_t *kdump;
} * kept;

static void release(kdump_ctx_t *kdump)
{
	struct kept *k = malloc(sizeof(*k));

	if (k) {
		k->kdump = kdump;
		k->next = kept;
		kept = k;
	}
}
#else
static void release(kdump_ctx_t *kdump)
{
	kdump_free(kdump);
}
#endif

static void context_close(struct context *c)
{
	if (c->xlat)
		addrxlat_ctx_decref(c->xlat);
	if (c->xlat_sys)
		addrxlat_sys_decref(c->xlat_sys);
	if (c->kdump)
		release(c->kdump);
	if (c->fd > 0)
		close(c->fd);
	memset(c, 0, sizeof(*c));
}

/* Opening is setting an attribute there, and the first words say so. */
static const char *cause_of(kdump_ctx_t *kdump)
{
	static const char prefix[] = "Cannot set file.set.0.fd: ";
	const char *cause = kdump_get_err(kdump);

	return strncmp(cause, prefix, strlen(prefix)) ? cause : cause + strlen(prefix);
}

static int context_open(struct context *c, struct dump *dump, char message[MESSAGE_SIZE])
{
	const char *what = "cannot open the dump";
	kdump_status status;

	c->dump = dump;
	if (!open_live(c)) {
		snprintf(message, MESSAGE_SIZE, "cannot open it again: %s", strerror(errno));
		return -EIO;
	}
	c->kdump = kdump_new();
	if (!c->kdump) {
		context_close(c);
		snprintf(message, MESSAGE_SIZE, "out of memory");
		return -ENOMEM;
	}
	status = context_set_up(c);
	if (status == KDUMP_OK)
		return 0;
	if (dump->files.incomplete[0])
		what = dump->files.incomplete;
	else if (status == KDUMP_ERR_NOTIMPL)
		what = "not a dump that libkdumpfile knows";
	snprintf(message, MESSAGE_SIZE, "%.150s: %.150s", what, cause_of(c->kdump));
	if (status != KDUMP_ERR_NOTIMPL && !has_vmcoreinfo(c->kdump))
		snprintf(message, MESSAGE_SIZE,
			 "%.150s: it has no VMCOREINFO, which tells where the "
			 "kernel is (CONFIG_CRASH_DUMP makes it, QEMU needs -device vmcoreinfo)",
			 what);
	context_close(c);
	return -EIO;
}

static int read_facts(struct dump *dump, char message[MESSAGE_SIZE])
{
	kdump_ctx_t *kdump = dump->contexts[0].kdump;
	kdump_num_t page_size, ptr_size, byte_order;

	if (kdump_get_number_attr(kdump, KDUMP_ATTR_PAGE_SIZE, &page_size) != KDUMP_OK ||
	    kdump_get_number_attr(kdump, KDUMP_ATTR_PTR_SIZE, &ptr_size) != KDUMP_OK ||
	    kdump_get_number_attr(kdump, KDUMP_ATTR_BYTE_ORDER, &byte_order) != KDUMP_OK) {
		snprintf(message, MESSAGE_SIZE, "the dump does not say of what machine it is");
		return -EINVAL;
	}
	dump->page_size = page_size;
	dump->word_size = ptr_size;
	dump->big_endian = byte_order == KDUMP_BIG_ENDIAN;
	if (!dump->found_note && kdump_vmcoreinfo_raw(kdump, &dump->vmcoreinfo) != KDUMP_OK)
		dump->vmcoreinfo = NULL;
	return 0;
}

struct dump *dump_open(const char *const *paths, unsigned int n, const struct progress *progress,
		       char message[MESSAGE_SIZE])
{
	struct dump *dump = calloc(1, sizeof(*dump));
	char cause[MESSAGE_SIZE];

	if (!dump) {
		snprintf(message, MESSAGE_SIZE, "out of memory");
		return NULL;
	}
	pthread_mutex_init(&dump->lock, NULL);
	dump->progress = progress;
	if (!files_open(&dump->files, paths, n, progress, message)) {
		if (!context_open(&dump->contexts[0], dump, cause) && !read_facts(dump, cause)) {
			dump->progress = NULL;
			return dump;
		}
		snprintf(message, MESSAGE_SIZE, "%.200s: %.300s", paths[0], cause);
	}
	dump_close(dump);
	return NULL;
}

void dump_close(struct dump *dump)
{
	if (!dump)
		return;
	for (unsigned int i = 0; i < MAX_THREADS; i++)
		context_close(&dump->contexts[i]);
	files_close(&dump->files);
	pthread_mutex_destroy(&dump->lock);
	free(dump->vmcoreinfo);
	free(dump);
}

unsigned int dump_word_size(const struct dump *dump)
{
	return dump->word_size;
}

bool dump_big_endian(const struct dump *dump)
{
	return dump->big_endian;
}

bool dump_is_live(const struct dump *dump)
{
	return dump->files.headers[0].live;
}

const char *dump_vmcoreinfo(const struct dump *dump)
{
	return dump->vmcoreinfo;
}

const char *dump_incomplete(const struct dump *dump)
{
	return dump->files.incomplete[0] ? dump->files.incomplete : NULL;
}

bool dump_found_note(const struct dump *dump)
{
	return dump->found_note;
}

bool dump_ambiguous(const struct dump *dump)
{
	return dump->files.headers[0].left_out;
}

int dump_level(const struct dump *dump)
{
	return dump->files.headers[0].dump_level;
}

uint64_t dump_damaged(const struct dump *dump)
{
	return dump->damaged;
}

const char *dump_error(struct dump *dump)
{
	return dump->error;
}

/* ---- reading ---- */

/*
 * What a failure on one page means: 0, the page is a hole, or -EIO, and then
 * dump_error() tells why.
 */
static int judge(struct context *c, kdump_status status, uint64_t addr, const char *text)
{
	struct dump *dump = c->dump;
	uint64_t page = addr / dump->page_size + 1;

	switch (status) {
	case KDUMP_ERR_NODATA:
	case KDUMP_ERR_EOF:
	case KDUMP_ERR_ADDRXLAT:
		return 0;
	case KDUMP_ERR_CORRUPT:
		if (c->damaged_page != page)
			dump->damaged++;
		c->damaged_page = page;
		return 0;
	default:
		pthread_mutex_lock(&dump->lock);
		if (!dump->error[0])
			snprintf(dump->error, sizeof(dump->error), "%s", text);
		pthread_mutex_unlock(&dump->lock);
		return -EIO;
	}
}

/* 1 and the physical address, 0 when there is none, or -EIO. */
static int translate(struct context *c, uint64_t addr, uint64_t *ret)
{
	addrxlat_fulladdr_t full = { .addr = addr, .as = ADDRXLAT_KVADDR };
	addrxlat_status status;
	int err;

	status = addrxlat_fulladdr_conv(&full, ADDRXLAT_MACHPHYSADDR, c->xlat, c->xlat_sys);
	*ret = full.addr;
	if (status == ADDRXLAT_OK)
		return 1;
	/* Negative: libkdumpfile failed to read a page table. */
	err = judge(c, status < 0 ? (kdump_status)-status : KDUMP_ERR_ADDRXLAT, addr,
		    addrxlat_ctx_get_err(c->xlat));
	addrxlat_ctx_clear_err(c->xlat);
	return err;
}

int dump_translate(struct dump *dump, uint64_t addr, uint64_t *ret)
{
	int found = translate(context_of(dump), addr, ret);

	return found > 0 ? 0 : found ? found : -EFAULT;
}

/*
 * libkdumpfile 0.5.1 writes through a NULL pointer after some number of reads of
 * pages that are not there, so it is not asked for them.
 */
static bool in_files(struct context *c, uint64_t paddr)
{
	uint64_t pfn = paddr / c->dump->page_size;
	unsigned char bit;

	return !c->pages || kdump_bmp_get_bits(c->pages, pfn, pfn, &bit) != KDUMP_OK || bit & 1;
}

/* Up to the end of a page: 1, 0 for a hole, or -EIO. */
static int read_page(struct context *c, uint64_t paddr, void *buf, size_t len)
{
	const struct files *files = &c->dump->files;
	kdump_status status;

	if (files->headers[0].live)
		return header_elf_read(&files->headers[0], c->fd, paddr, buf, len);
	if (files->incomplete[0] && !files_hold(files, paddr, len))
		return 0;
	if (!in_files(c, paddr))
		return 0;
	status = kdump_read(c->kdump, KDUMP_MACHPHYSADDR, paddr, buf, &len);
	if (status == KDUMP_OK)
		return 1;
	return judge(c, status, paddr, kdump_get_err(c->kdump));
}

static ssize_t read_pages(struct dump *dump, bool virtual, uint64_t addr, void *buf, size_t len)
{
	struct context *c = context_of(dump);
	uint64_t paddr;
	size_t done = 0, part;
	int ret = 1;

	while (done < len) {
		part = dump->page_size - (addr + done) % dump->page_size;
		if (part > len - done)
			part = len - done;
		paddr = addr + done;
		if (virtual)
			ret = translate(c, addr + done, &paddr);
		if (ret > 0)
			ret = read_page(c, paddr, (char *)buf + done, part);
		if (ret <= 0)
			break;
		done += part;
	}
	return ret < 0 ? ret : (ssize_t)done;
}

ssize_t dump_read(struct dump *dump, uint64_t addr, void *buf, size_t len)
{
	return read_pages(dump, true, addr, buf, len);
}

ssize_t dump_read_phys(struct dump *dump, uint64_t paddr, void *buf, size_t len)
{
	return read_pages(dump, false, paddr, buf, len);
}

/* ---- threads ---- */

struct work {
	struct dump *dump;
	void (*fn)(void *arg, unsigned int i);
	void *arg;
	unsigned int n;
	_Atomic unsigned int next;
	_Atomic unsigned int next_context;
};

static void do_jobs(struct work *work)
{
	unsigned int i;

	while ((i = work->next++) < work->n)
		work->fn(work->arg, i);
}

/*
 * A thread opens its context on first use.  One that can't leaves its jobs to
 * the others; the caller's own thread always works.
 */
static void *work_thread(void *arg)
{
	struct work *work = arg;
	struct context *c = &work->dump->contexts[++work->next_context];
	char message[MESSAGE_SIZE];

	if (c->kdump || !context_open(c, work->dump, message)) {
		worker = c;
		do_jobs(work);
		worker = NULL;
	}
	return NULL;
}

static unsigned int nr_threads(unsigned int jobs)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned int n = cpus < 1 ? 1 : cpus > MAX_THREADS ? MAX_THREADS : cpus;

	return jobs < n ? jobs : n;
}

int dump_parallel(struct dump *dump, void (*fn)(void *arg, unsigned int i), void *arg,
		  unsigned int n)
{
	struct work work = { .dump = dump, .fn = fn, .arg = arg, .n = n };
	unsigned int started = 0, wanted = nr_threads(n);
	pthread_t threads[MAX_THREADS];
	sigset_t all, old;

	/* Signals are for the main thread; threads inherit the mask. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	while (started + 1 < wanted && !pthread_create(&threads[started], NULL, work_thread, &work))
		started++;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	do_jobs(&work);
	while (started)
		pthread_join(threads[--started], NULL);
	return 0;
}
