// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the headers of a dump file.
 *
 * libkdumpfile ignores the flag with which makedumpfile marks a dump that it could not
 * finish, reads zeros where the file is cut off, and may die of SIGBUS if a page lies
 * across the end of a file that it has mapped.  So the few numbers that show this are
 * read here, before libkdumpfile opens the file.
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dump/elf.h"
#include "dump/flat.h"
#include "dump/header.h"
#include "dump/hole.h"
#include "dump/progress.h"

/* makedumpfile: diskdump_mod.h, set when the disk was full */
#define DUMP_DH_COMPRESSED_INCOMPLETE 0x8

/* struct new_utsname is at 12; later offsets depend on the size of a long */
#define UTSNAME_MACHINE (12 + 4 * 65)
/* struct kdump_sub_header has this size since header version 6 */
#define SUB_HEADER_BYTES 104

/* libkdumpfile reads notes whole, and the bitmap: of 8 TiB of memory, or more if it is there. */
#define MOST_NOTE_BYTES (64u << 20)
#define MOST_BITMAP_BYTES (256u << 20)

static bool read_at(const struct header *h, void *buf, size_t len, uint64_t at)
{
	ssize_t got;

	while (len) {
		got = pread(h->fd, buf, len, at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		buf = (char *)buf + got;
		len -= got;
		at += got;
	}
	return true;
}

uint32_t header_get32(const struct header *h, const void *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return h->big_endian ? be32toh(value) : le32toh(value);
}

uint64_t header_get64(const struct header *h, const void *at)
{
	uint64_t value;

	memcpy(&value, at, sizeof(value));
	return h->big_endian ? be64toh(value) : le64toh(value);
}

static bool is_page_size(uint32_t size)
{
	return size >= 1024 && size <= 1 << 20 && !(size & (size - 1));
}

/* These machines have 8-byte longs; all others have 4-byte longs. */
static bool is_64bit(const char *machine)
{
	static const char *const names[] = {
		"x86_64", "aarch64", "ppc64",  "s390x",	      "riscv64",
		"ia64",	  "alpha",   "mips64", "loongarch64",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strncmp(machine, names[i], strlen(names[i])))
			return true;
	return false;
}

/* ---- kdump-compressed ---- */

/* VMCOREINFO, the notes of CPUs, and what makedumpfile erased: version and place of each size. */
static bool notes_are_possible(const struct header *h, const unsigned char *sub, uint32_t version,
			       bool wide)
{
	static const struct {
		uint32_t version;
		unsigned int wide, narrow;
	} sizes[] = { { 3, 40, 28 }, { 4, 56, 40 }, { 5, 72, 52 } };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		if (version < sizes[i].version)
			break;
		if ((wide ? header_get64(h, sub + sizes[i].wide)
			  : header_get32(h, sub + sizes[i].narrow)) > MOST_NOTE_BYTES)
			return false;
	}
	return true;
}

/* The descriptors of a page of a split dump are in the file whose range has the page. */
static int read_sub_header(struct header *h, uint32_t version, bool wide)
{
	unsigned char sub[SUB_HEADER_BYTES];

	h->first_pfn = 0;
	h->end_pfn = h->max_pfn;
	if (h->format != FORMAT_KDUMP || version < 1)
		return 0;
	if (!read_at(h, sub, sizeof(sub), h->block_size))
		return -ENODATA;
	if (!notes_are_possible(h, sub, version, wide))
		return -EINVAL;
	/* struct kdump_sub_header: dump_level, split, start_pfn_64, end_pfn_64, max_mapnr_64 */
	h->dump_level = header_get32(h, sub + (wide ? 8 : 4));
	if (version < 6)
		return 0;
	h->max_pfn = header_get64(h, sub + (wide ? 96 : 72));
	h->end_pfn = h->max_pfn;
	h->split = header_get32(h, sub + (wide ? 12 : 8));
	if (h->split) {
		h->first_pfn = header_get64(h, sub + (wide ? 80 : 56));
		h->end_pfn = header_get64(h, sub + (wide ? 88 : 64));
	}
	if (h->end_pfn > h->max_pfn)
		h->end_pfn = h->max_pfn;
	return 0;
}

/* A file with holes may promise what no file has: its bitmap then has more bytes than the file. */
static bool bitmap_is_possible(const struct header *h)
{
	struct stat st;

	return h->bitmap_size <= MOST_BITMAP_BYTES ||
	       (!fstat(h->fd, &st) && h->bitmap_size <= (uint64_t)st.st_blocks * 512);
}

/* struct disk_dump_header from its member "status" on */
static int read_disk_dump_header(struct header *h)
{
	bool wide = is_64bit(h->machine);
	const unsigned char *p = h->start + (wide ? 424 : 412);
	uint64_t blocks, max_mapnr;
	int err;

	h->common_bytes = p - h->start;
	h->big_endian = false;
	if (!is_page_size(header_get32(h, p + 4)))
		h->big_endian = true;
	h->block_size = header_get32(h, p + 4);
	if (!is_page_size(h->block_size))
		return -EINVAL;
	if (header_get32(h, p) & DUMP_DH_COMPRESSED_INCOMPLETE)
		h->incomplete = "its header says that not all pages could be saved";

	max_mapnr = header_get32(h, p + 16);
	h->max_pfn = max_mapnr;
	err = read_sub_header(h, header_get32(h, h->start + 8), wide);
	if (err)
		return err;
	blocks = header_get32(h, p + 12);
	h->bitmap_at = (1 + (uint64_t)header_get32(h, p + 8)) * h->block_size;
	h->bitmap_size = blocks * h->block_size;
	h->descriptors_at = h->bitmap_at + h->bitmap_size;
	/* Two bitmaps: the pages that exist, and those that are in the file. */
	if (max_mapnr <= h->bitmap_size * 4) {
		h->bitmap_size /= 2;
		h->bitmap_at += h->bitmap_size;
	}
	if (h->end_pfn > h->bitmap_size * 8)
		h->end_pfn = h->bitmap_size * 8;
	if (h->descriptors_at > h->file_size)
		return -ENODATA;
	return bitmap_is_possible(h) ? 0 : -EFBIG;
}

static uint64_t count_bits(const unsigned char *bytes, size_t n)
{
	uint64_t count = 0, word;
	size_t i;

	for (i = 0; i + sizeof(word) <= n; i += sizeof(word)) {
		memcpy(&word, bytes + i, sizeof(word));
		count += header_bits(word);
	}
	for (; i < n; i++)
		count += header_bits(bytes[i]);
	return count;
}

/* Counts the pages of the file: each part of the bitmap gets the number of those before it. */
static int rank_pages(struct header *h)
{
	uint64_t blocks = h->end_pfn / 8 / RANK_BYTES + 1, rank = 0, i, at, n;
	unsigned char buf[RANK_BYTES];

	h->rank = calloc(blocks, sizeof(*h->rank));
	if (!h->rank)
		return -ENOMEM;
	for (i = 0; i < blocks; i++) {
		h->rank[i] = rank;
		at = i * RANK_BYTES;
		if (at >= h->bitmap_size ||
		    hole_at(h->fd, h->file_size, h->bitmap_at + at) >= RANK_BYTES)
			continue;
		n = h->bitmap_size - at < RANK_BYTES ? h->bitmap_size - at : RANK_BYTES;
		if (!read_at(h, buf, n, h->bitmap_at + at))
			return -ENODATA;
		rank += count_bits(buf, n);
	}
	return 0;
}

/* Counts the pages below @pfn that are in the file. */
static bool count_pages(const struct header *h, uint64_t pfn, uint64_t *ret)
{
	uint64_t block = pfn / 8 / RANK_BYTES, n = pfn / 8 % RANK_BYTES;
	unsigned int bits = pfn % 8;
	unsigned char buf[RANK_BYTES];

	if (!read_at(h, buf, bits ? n + 1 : n, h->bitmap_at + block * RANK_BYTES))
		return false;
	*ret = h->rank[block] + count_bits(buf, n);
	if (bits)
		*ret += header_bits(buf[n] & ((1u << bits) - 1));
	return true;
}

/* The end of the data of these descriptors; @same: all of them point to the same page. */
static uint64_t data_end(const struct header *h, const struct descriptor *d, size_t n, bool *same)
{
	uint64_t end = 0;

	*same = true;
	for (size_t i = 0; i < n; i++) {
		uint64_t offset = header_get64(h, &d[i].offset),
			 stop = offset + header_get32(h, &d[i].size);

		if (d[i].offset != d[0].offset)
			*same = false;
		if (stop > end)
			end = stop;
	}
	return end;
}

/*
 * Data is written in the order of page frames, except the one page of zeros that comes
 * first and that many descriptors share.  So the last descriptor that does not point to
 * the page of zeros shows where the file has to end.
 */
static bool is_truncated(const struct header *h, uint64_t pages)
{
	struct descriptor d[4096];
	bool same = true;
	size_t n;

	if (pages > (h->file_size - h->descriptors_at) / sizeof(d[0]))
		return true;
	while (pages && same) {
		n = pages < 4096 ? pages : 4096;
		pages -= n;
		if (!read_at(h, d, n * sizeof(d[0]), h->descriptors_at + pages * sizeof(d[0])))
			return true;
		if (data_end(h, d, n, &same) > h->file_size)
			return true;
	}
	return false;
}

static int read_kdump(struct header *h)
{
	uint64_t pages;
	int ret;

	memcpy(h->machine, h->start + UTSNAME_MACHINE, sizeof(h->machine) - 1);
	ret = read_disk_dump_header(h);
	if (ret)
		return ret;
	if (h->first_pfn > h->end_pfn)
		return -EINVAL;
	ret = rank_pages(h);
	if (ret)
		return ret;
	if (!count_pages(h, h->first_pfn, &h->first_rank) || !count_pages(h, h->end_pfn, &pages))
		return -ENODATA;
	if (is_truncated(h, pages - h->first_rank))
		h->incomplete = CUT_OFF;
	return 0;
}

/* ---- any format ---- */

static const char *why(int err)
{
	switch (err) {
	case -ENODATA:
		return "the file is cut off before the first page, so nothing in it can be read";
	case -EFBIG:
		return "the header promises more memory than this file can have: it is damaged";
	case -ENOEXEC:
		return "an ELF file, but not a dump; name the dump first, then the vmlinux";
	case -ENOMEM:
		return "out of memory";
	default:
		return "the header of the dump is damaged";
	}
}

/* Replaces a flattened file by the file that it describes. */
static int unpack(struct header *h, const struct progress *progress, char message[MESSAGE_SIZE])
{
	struct flat flat = { .source = h->fd, .size = h->file_size, .progress = progress };
	struct stat st;
	int err = flat_unpack(&flat, message);

	if (err)
		return err;
	close(h->fd);
	h->fd = flat.fd;
	h->file_size = fstat(h->fd, &st) ? 0 : st.st_size;
	if (flat.cut_off)
		h->incomplete = CUT_OFF;
	return 0;
}

static int read_format(struct header *h)
{
	ssize_t got = pread(h->fd, h->start, sizeof(h->start), 0);

	if (!memcmp(h->start, "KDUMP   ", 8) || !memcmp(h->start, "DISKDUMP", 8))
		h->format = FORMAT_KDUMP;
	else if (!memcmp(h->start, ELFMAG, SELFMAG))
		h->format = FORMAT_ELF;
	else
		return h->incomplete ? -ENODATA : 0;
	if (got < (ssize_t)sizeof(h->start))
		return -ENODATA;
	return h->format == FORMAT_KDUMP ? read_kdump(h) : header_read_elf(h);
}

int header_read(struct header *h, int fd, const struct progress *progress,
		char message[MESSAGE_SIZE])
{
	char start[16] = "";
	struct stat st, kcore;
	int ret = 0;

	memset(h, 0, sizeof(*h));
	h->fd = fd;
	h->dump_level = -1;
	/* /proc/vmcore and /proc/kcore have no reliable size. */
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || !st.st_size)
		return 0;
	h->file_size = st.st_size;
	h->live = !stat("/proc/kcore", &kcore) && kcore.st_dev == st.st_dev &&
		  kcore.st_ino == st.st_ino;
	if (flat_is(start, pread(fd, start, sizeof(start), 0)))
		ret = unpack(h, progress, message);
	if (ret)
		return ret;
	ret = read_format(h);
	if (ret)
		snprintf(message, MESSAGE_SIZE, "%s", why(ret));
	return ret;
}

void header_free(struct header *h)
{
	if (h->fd >= 0)
		close(h->fd);
	free(h->segments);
	free(h->rank);
	memset(h, 0, sizeof(*h));
	h->fd = -1;
}

uint64_t header_end(const struct header *h)
{
	uint64_t end = h->max_pfn * h->block_size;

	for (size_t i = 0; i < h->nr_segments; i++)
		if (h->segments[i].paddr + h->segments[i].held > end)
			end = h->segments[i].paddr + h->segments[i].held;
	return end;
}
