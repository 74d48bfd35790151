// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Finds VMCOREINFO in the memory of a machine if the dump file has no note with it.  Dumps
 * of QEMU have none without -device vmcoreinfo.
 *
 * The kernel keeps that note in the form that it has in an ELF file, in pages of its own
 * (kernel/crash_core.c, later kernel/vmcore_info.c).
 */
#include <endian.h>
#include <libkdumpfile/kdumpfile.h>
#include <stdlib.h>
#include <string.h>

#include "dump/attr.h"
#include "dump/direct.h"
#include "dump/elf.h"
#include "dump/files.h"
#include "dump/header.h"
#include "dump/note.h"
#include "dump/progress.h"
#include "dump/vmcoreinfo.h"

#define STEP 4096 /* no kernel has smaller pages */
#define REPORT_EVERY (64ull << 20)
#define MAX_TEXT (64u << 10) /* VMCOREINFO_BYTES is a page, and pages have up to 64 KiB */

static uint32_t get32(const unsigned char *at, bool big_endian)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return big_endian ? be32toh(value) : le32toh(value);
}

size_t note_begins(const unsigned char start[NOTE_START_BYTES], bool big_endian)
{
	static const char name[] = "VMCOREINFO", key[] = "OSRELEASE=";
	uint32_t size = get32(start + 4, big_endian);

	if (get32(start, big_endian) != sizeof(name) || memcmp(start + 12, name, sizeof(name)) ||
	    memcmp(start + NOTE_TEXT, key, strlen(key)))
		return 0;
	return size >= strlen(key) && size <= MAX_TEXT ? size : 0;
}

/* The memory to search. */
struct source {
	kdump_ctx_t *kdump;
	const struct files *files;
	const struct header *header;
	struct direct *direct; /* NULL: libkdumpfile reads */
	kdump_bmp_t *pages;    /* the page frames that the files have; NULL: not known */
};

/* The first page from *paddr on that is in the dump; false: there is none. */
static bool next_page(const struct source *source, uint64_t *paddr)
{
	uint64_t block = source->header->block_size;
	kdump_addr_t pfn;

	if (source->header->format == FORMAT_ELF)
		return header_elf_next(source->header, paddr);
	if (!source->pages || !block)
		return false;
	pfn = *paddr / block;
	if (kdump_bmp_find_set(source->pages, &pfn) != KDUMP_OK)
		return false;
	if (pfn > *paddr / block)
		*paddr = pfn * block;
	return true;
}

static bool read_direct(const struct source *source, uint64_t paddr, void *buf, size_t len)
{
	uint64_t block = source->header->block_size;
	size_t done, part;

	for (done = 0; done < len; done += part) {
		part = block - (paddr + done) % block;
		if (part > len - done)
			part = len - done;
		if (direct_read(source->direct, paddr + done, (char *)buf + done, part) <= 0)
			return false;
	}
	return true;
}

/* Reads an ELF file without libkdumpfile, which may not know the size of a page yet. */
static bool read_memory(const struct source *source, uint64_t paddr, void *buf, size_t len)
{
	bool good;

	if (source->header->format == FORMAT_ELF)
		return header_elf_read(source->header, source->header->fd, paddr, buf, len);
	if (source->direct)
		return read_direct(source, paddr, buf, len);
	if (source->files->incomplete[0] && !files_hold(source->files, paddr, len))
		return false;
	good = kdump_read(source->kdump, KDUMP_MACHPHYSADDR, paddr, buf, &len) == KDUMP_OK;
	kdump_clear_err(source->kdump);
	return good;
}

static char *read_text(const struct source *source, uint64_t paddr, size_t size)
{
	char *text = calloc(1, size + 1);

	if (text && read_memory(source, paddr, text, size))
		return text;
	free(text);
	return NULL;
}

static bool is_big_endian(kdump_ctx_t *kdump)
{
	kdump_num_t order = KDUMP_LITTLE_ENDIAN;

	kdump_get_number_attr(kdump, KDUMP_ATTR_BYTE_ORDER, &order);
	kdump_clear_err(kdump);
	return order == KDUMP_BIG_ENDIAN;
}

static struct source open_source(kdump_ctx_t *kdump, const struct files *files)
{
	struct source source = { .kdump = kdump, .files = files, .header = &files->headers[0] };
	kdump_attr_t map;

	if (get_attr(kdump, KDUMP_ATTR_FILE_PAGEMAP, KDUMP_BITMAP, &map))
		source.pages = map.val.bitmap;
	if (source.header->format == FORMAT_KDUMP)
		source.direct = direct_new(files, source.header->block_size);
	return source;
}

bool note_leads(kdump_ctx_t *kdump, const struct files *files, const char *text)
{
	/* A struct new_utsname; the release is the third of its names. */
	char release[128], bytes[512];
	struct source source;
	uint64_t paddr;
	bool there;

	if (!vmcoreinfo_value(text, "OSRELEASE", release, sizeof(release)) ||
	    !vmcoreinfo_utsname(text, &paddr))
		return true;
	source = open_source(kdump, files);
	there = read_memory(&source, paddr, bytes, sizeof(bytes)) &&
		memmem(bytes, sizeof(bytes), release, strlen(release));
	direct_free(source.direct);
	return there;
}

char *note_search(kdump_ctx_t *kdump, const struct files *files, const struct progress *progress)
{
	struct source source = open_source(kdump, files);
	unsigned char start[NOTE_START_BYTES];
	bool big_endian = is_big_endian(kdump);
	uint64_t paddr, reported = 0;
	char *text = NULL;
	size_t size;

	for (paddr = 0; !text && next_page(&source, &paddr); paddr += STEP) {
		if (source.header->format == FORMAT_ELF) {
			header_elf_skip(source.header, &paddr);
			paddr -= paddr % STEP;
		}
		if (paddr > UINT64_MAX - MAX_TEXT)
			break;
		if (progress && paddr - reported >= REPORT_EVERY) {
			reported = paddr;
			if (progress->report(progress->arg, "looking for VMCOREINFO in memory",
					     paddr, header_end(source.header)))
				break;
		}
		if (!read_memory(&source, paddr, start, sizeof(start)))
			continue;
		size = note_begins(start, big_endian);
		if (size)
			text = read_text(&source, paddr + NOTE_TEXT, size);
	}
	direct_free(source.direct);
	return text;
}
