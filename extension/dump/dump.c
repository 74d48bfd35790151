// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the memory of a vmcore: files of the usual formats by direct.c, all others by
 * libkdumpfile.
 *
 * A libkdumpfile context has one page cache with one lock, which clones share, so each
 * thread opens the dump for itself.  Addresses are translated here, page by page, and
 * only physical pages are read: libkdumpfile itself tries the virtual addresses in the
 * headers of an ELF dump first, and QEMU writes those of whatever process was running.
 */
#include <errno.h>
#include <libkdumpfile/addrxlat.h>
#include <libkdumpfile/kdumpfile.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump/context.h"
#include "dump/dump.h"
#include "dump/elf.h"
#include "dump/files.h"
#include "dump/header.h"
#include "dump/threads.h"
#include "dump/vmcoreinfo.h"

#define MAX_NOTE (64 * 1024)

/* ---- opening ---- */

/* libkdumpfile has no name for it; an ELF file and a kdump header do. */
static void machine_message(const struct dump *dump, char message[MESSAGE_SIZE])
{
	const struct header *header = &dump->files.headers[0];
	const char *machine = header->machine;
	unsigned int number = 0;

	if (header->format == FORMAT_ELF)
		machine = elf_machine_name(header, &number);
	if (machine && machine[0])
		snprintf(
			message, MESSAGE_SIZE,
			"a dump of a machine of type %.60s, which the libkdumpfile of this program "
			"does not know; a newer libkdumpfile may",
			machine);
	else if (number)
		snprintf(message, MESSAGE_SIZE,
			 "a dump of an unknown machine: e_machine of its ELF header is %u", number);
	else
		snprintf(message, MESSAGE_SIZE,
			 "the dump does not name the architecture of its machine");
}

static int read_facts(struct dump *dump, char message[MESSAGE_SIZE])
{
	kdump_ctx_t *kdump = dump->contexts[0].kdump;
	kdump_num_t page_size, ptr_size, byte_order;

	if (kdump_get_number_attr(kdump, KDUMP_ATTR_PAGE_SIZE, &page_size) != KDUMP_OK ||
	    kdump_get_number_attr(kdump, KDUMP_ATTR_PTR_SIZE, &ptr_size) != KDUMP_OK ||
	    kdump_get_number_attr(kdump, KDUMP_ATTR_BYTE_ORDER, &byte_order) != KDUMP_OK) {
		machine_message(dump, message);
		return -EINVAL;
	}
	dump->page_size = page_size;
	dump->word_size = ptr_size;
	dump->big_endian = byte_order == KDUMP_BIG_ENDIAN;
	if (!dump->found_note && kdump_vmcoreinfo_raw(kdump, &dump->vmcoreinfo) != KDUMP_OK)
		dump->vmcoreinfo = NULL;
	return 0;
}

/* A file with the text of VMCOREINFO, as /sys/kernel/vmcoreinfo points to and notes hold it. */
static bool give_note(struct dump *dump, const char *path, char message[MESSAGE_SIZE])
{
	FILE *file = fopen(path, "re");
	char release[64];
	size_t len = 0;

	dump->vmcoreinfo = calloc(1, MAX_NOTE + 1);
	if (file && dump->vmcoreinfo)
		len = fread(dump->vmcoreinfo, 1, MAX_NOTE, file);
	dump->given_note =
		len && vmcoreinfo_value(dump->vmcoreinfo, "OSRELEASE", release, sizeof(release));
	if (!dump->given_note)
		snprintf(message, MESSAGE_SIZE, "%.300s: %s", path,
			 !file ? strerror(errno) : "no text of VMCOREINFO: it has no OSRELEASE=");
	if (file)
		fclose(file);
	return dump->given_note;
}

struct dump *dump_open(const char *const *paths, unsigned int n, const char *vmcoreinfo,
		       const struct progress *progress, char message[MESSAGE_SIZE])
{
	struct dump *dump = calloc(1, sizeof(*dump));
	char cause[MESSAGE_SIZE];

	if (!dump) {
		snprintf(message, MESSAGE_SIZE, "out of memory");
		return NULL;
	}
	pthread_mutex_init(&dump->lock, NULL);
	dump->progress = progress;
	if ((!vmcoreinfo || give_note(dump, vmcoreinfo, message)) &&
	    !files_open(&dump->files, paths, n, progress, message)) {
		if (!context_open(&dump->contexts[0], dump, cause) && !read_facts(dump, cause) &&
		    !context_start(&dump->contexts[0], dump, cause)) {
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
	return dump->found_note && !dump->given_note;
}

bool dump_bad_note(const struct dump *dump)
{
	return dump->bad_note;
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

static int set_error(struct dump *dump, const char *text)
{
	pthread_mutex_lock(&dump->lock);
	if (!dump->error[0])
		snprintf(dump->error, sizeof(dump->error), "%s", text);
	pthread_mutex_unlock(&dump->lock);
	return -EIO;
}

static void count_damaged(struct dump *dump, uint64_t addr)
{
	uint64_t page = addr / dump->page_size, i;

	pthread_mutex_lock(&dump->lock);
	for (i = 0; i < dump->damaged && i < MOST_DAMAGED; i++)
		if (dump->damaged_pages[i] == page)
			break;
	if (i == MOST_DAMAGED) {
		dump->damaged++;
	} else if (i == dump->damaged) {
		dump->damaged_pages[i] = page;
		dump->damaged++;
	}
	pthread_mutex_unlock(&dump->lock);
}

/*
 * The meaning of a failure on one page: 0 if the page is a hole, else -EIO, and
 * dump_error() has the cause.
 */
static int judge(struct context *c, kdump_status status, uint64_t addr, const char *text)
{
	switch (status) {
	case KDUMP_ERR_NODATA:
	case KDUMP_ERR_EOF:
	case KDUMP_ERR_ADDRXLAT:
		return 0;
	case KDUMP_ERR_CORRUPT:
		count_damaged(c->dump, addr);
		return 0;
	default:
		return set_error(c->dump, text);
	}
}

/* Makes sure that libkdumpfile has opened the dump for this thread. */
static int need_kdump(struct context *c)
{
	char message[MESSAGE_SIZE];

	if (c->kdump || !context_open(c, c->dump, message))
		return 0;
	return set_error(c->dump, message);
}

/* Returns 1 with the physical address, 0 if there is none, or -EIO. */
static int translate(struct context *c, uint64_t addr, uint64_t *ret)
{
	addrxlat_fulladdr_t full = { .addr = addr, .as = ADDRXLAT_KVADDR };
	addrxlat_status status;
	int err = c->direct ? tables_find(&c->tables, c->direct, addr, ret) : 0;

	if (err > 0)
		return 1;
	/* libkdumpfile 0.5.1 writes behind its buffer when it reads such a table. */
	if (err < 0) {
		count_damaged(c->dump, addr);
		return 0;
	}
	err = need_kdump(c);
	if (err)
		return err;
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
 * libkdumpfile 0.5.1 writes through a NULL pointer after a number of reads of missing
 * pages, so it is asked only for pages that the files have.
 */
static bool in_files(struct context *c, uint64_t paddr)
{
	uint64_t pfn = paddr / c->dump->page_size;
	unsigned char bit;

	return !c->pages || kdump_bmp_get_bits(c->pages, pfn, pfn, &bit) != KDUMP_OK || bit & 1;
}

/* Reads up to the end of a page: 1, 0 for a hole, or -EIO. */
static int read_page(struct context *c, uint64_t paddr, void *buf, size_t len)
{
	const struct files *files = &c->dump->files;
	kdump_status status;
	int ret = -ENOTSUP;

	if (files->headers[0].live)
		return header_elf_read(&files->headers[0], c->fd, paddr, buf, len);
	if (c->direct)
		ret = direct_read(c->direct, paddr, buf, len);
	if (ret == -EBADMSG)
		count_damaged(c->dump, paddr);
	if (ret != -ENOTSUP)
		return ret > 0;
	if (files->incomplete[0] && !files_hold(files, paddr, len))
		return 0;
	ret = need_kdump(c);
	if (ret || !in_files(c, paddr))
		return ret;
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
