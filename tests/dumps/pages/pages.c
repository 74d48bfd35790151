// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usage: pages DUMP            every page of it, by direct.c and by libkdumpfile
 *        pages DUMP COUNT      COUNT pages of a copy whose descriptors or data are damaged
 *
 * Prints what it compared.  Status 1: they differ.  Where a descriptor leads out of the file, or
 * has more bytes than a page, libkdumpfile 0.5.1 is not asked: it reads zeros, or writes behind
 * its buffer.  Such a page has to be damaged.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <libkdumpfile/kdumpfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dump/direct.h"
#include "dump/files.h"
#include "dump/header.h"

#define MOST_PAGE (64 << 10)
#define SPARED 4096 /* descriptors at the end of the file */

struct both {
	struct files files;
	struct direct *direct;
	kdump_ctx_t *kdump;
	kdump_bmp_t *map;
	size_t page_size;
	struct both *original; /* before it was damaged, or NULL */
	uint64_t same, holes, left, damaged, outside, unharmed, differ;
};

/* An ELF file does not say it, and all that are bundled are of x86_64. */
static size_t page_size_of(const struct header *header)
{
	return header->format == FORMAT_KDUMP ? header->block_size : 4096;
}

static void open_both(struct both *both, const char *path)
{
	char message[MESSAGE_SIZE];
	kdump_attr_t map;

	memset(both, 0, sizeof(*both));
	if (files_open(&both->files, &path, 1, NULL, message))
		errx(2, "%s", message);
	both->page_size = page_size_of(&both->files.headers[0]);
	both->direct = direct_new(&both->files, both->page_size);
	both->kdump = kdump_new();
	if (!both->direct || !both->kdump)
		errx(2, "%s: not a dump for direct.c", path);
	if (kdump_set_number_attr(both->kdump, KDUMP_ATTR_FILE_MMAP_POLICY, KDUMP_MMAP_NEVER) !=
		    KDUMP_OK ||
	    kdump_open_fd(both->kdump, both->files.headers[0].fd) != KDUMP_OK ||
	    kdump_get_attr(both->kdump, KDUMP_ATTR_FILE_PAGEMAP, &map) != KDUMP_OK)
		errx(2, "%s: %s", path, kdump_get_err(both->kdump));
	both->map = map.val.bitmap;
}

static bool in_file(const struct both *both, uint64_t pfn)
{
	unsigned char bits;

	return kdump_bmp_get_bits(both->map, pfn, pfn, &bits) == KDUMP_OK && bits & 1;
}

/* 1, 0 for a hole, or -EBADMSG. */
static int by_kdump(struct both *both, uint64_t pfn, unsigned char *page)
{
	size_t len = both->page_size;
	kdump_status status;

	if (!in_file(both, pfn))
		return 0;
	status = kdump_read(both->kdump, KDUMP_MACHPHYSADDR, pfn * both->page_size, page, &len);
	if (status == KDUMP_OK)
		return 1;
	kdump_clear_err(both->kdump);
	return status == KDUMP_ERR_NODATA ? 0 : -EBADMSG;
}

/*
 * Are these the bytes from before the damage?  zlib refuses headers for reasons that do not
 * matter to libdeflate, and the checksum behind the data says that it is right.
 */
static bool is_unharmed(struct both *both, uint64_t pfn, const unsigned char *page)
{
	static unsigned char before[MOST_PAGE];

	return both->original && by_kdump(both->original, pfn, before) == 1 &&
	       !memcmp(page, before, both->page_size);
}

/* @outside: libkdumpfile can't be asked. */
static void compare(struct both *both, uint64_t pfn, bool outside)
{
	static unsigned char one[MOST_PAGE], two[MOST_PAGE], part[16];
	uint64_t addr = pfn * both->page_size;
	int ret = direct_read(both->direct, addr, one, both->page_size), want = -EBADMSG;

	if (ret == -ENOTSUP) {
		both->left++;
		return;
	}
	if (!outside)
		want = by_kdump(both, pfn, two);
	if (ret == 1 && want < 0 && is_unharmed(both, pfn, one)) {
		both->unharmed++;
		return;
	}
	if (ret != want || (ret == 1 && memcmp(one, two, both->page_size))) {
		if (both->differ++ < 5)
			printf("  page frame 0x%llx: %d, not %d\n", (unsigned long long)pfn, ret,
			       want);
		return;
	}
	/* A small read goes through the pages that are kept. */
	if (ret == 1 && (direct_read(both->direct, addr + pfn % 8 * 16, part, 16) != 1 ||
			 memcmp(part, two + pfn % 8 * 16, 16)))
		both->differ++;
	both->same += ret == 1;
	both->holes += !ret;
	both->damaged += ret < 0 && !outside;
	both->outside += outside;
}

static void compare_all(const char *path)
{
	struct both both;
	uint64_t pfn, end;

	open_both(&both, path);
	end = header_end(&both.files.headers[0]) / both.page_size;
	for (pfn = 0; pfn < end + 64; pfn++)
		compare(&both, pfn, false);
	printf("%llu pages, %llu holes, %llu left to libkdumpfile, %llu differ\n",
	       (unsigned long long)both.same, (unsigned long long)both.holes,
	       (unsigned long long)both.left, (unsigned long long)both.differ);
	exit(both.differ || both.damaged || both.same < 1000);
}

/* ---- damaged pages ---- */

static uint64_t state = 0x9e3779b97f4a7c15ull;

/* xorshift64, the same numbers in each run */
static uint64_t some(uint64_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % below;
}

/* A copy in memory, whose name goes into @path. */
static int copy_of(const char *name, char path[32])
{
	int from = open(name, O_RDONLY), fd = memfd_create("damaged", 0);
	static char buf[1 << 20];
	ssize_t got;

	if (from < 0 || fd < 0)
		err(2, "%s", name);
	while ((got = read(from, buf, sizeof(buf))) > 0)
		if (write(fd, buf, got) != got)
			err(2, "copying %s", name);
	close(from);
	snprintf(path, 32, "/proc/self/fd/%d", fd);
	return fd;
}

static void flip(int fd, uint64_t at, unsigned int bits)
{
	unsigned char byte;

	if (pread(fd, &byte, 1, at) != 1)
		return;
	byte ^= 1u << some(bits);
	if (pwrite(fd, &byte, 1, at) != 1)
		err(2, "damaging a page");
}

/* True: its descriptor can't be right any more. */
static bool damage(int fd, const struct header *h, uint64_t index)
{
	uint64_t at = h->descriptors_at + index * sizeof(struct descriptor), offset;
	struct descriptor d;

	if (pread(fd, &d, sizeof(d), at) != sizeof(d))
		err(2, "reading a descriptor");
	switch (some(4)) {
	case 0: /* the flags, among the codecs that exist */
		d.flags = (const uint32_t[]){ 0, 1, 2, 4, 0x20 }[some(5)];
		break;
	case 1:
		d.size = some(2) ? some(5000) : d.size ^ 1u << some(32);
		break;
	case 2:
		d.offset ^= 1ull << some(64);
		break;
	default:
		for (uint64_t i = 0; i <= some(4); i++)
			flip(fd, d.offset + some(d.size ? d.size : 1), 8);
	}
	if (pwrite(fd, &d, sizeof(d), at) != sizeof(d))
		err(2, "writing a descriptor");
	offset = d.offset;
	return offset > h->file_size || d.size > h->file_size - offset || d.size > h->block_size;
}

static void compare_damaged(const char *name, unsigned long count)
{
	char path[32];
	int fd = copy_of(name, path);
	uint64_t pfn, index = 0, most = 0;
	struct both both, whole, original;
	bool *outside;

	open_both(&whole, path);
	outside = calloc(whole.files.headers[0].end_pfn + 1, sizeof(*outside));
	if (!outside || whole.files.headers[0].format != FORMAT_KDUMP)
		errx(2, "%s: not kdump-compressed", name);
	for (pfn = 0; pfn < whole.files.headers[0].end_pfn; pfn++)
		most += in_file(&whole, pfn);
	/* The last ones tell whether the file is cut off, and then they would be no damage. */
	most = most > SPARED ? most - SPARED : 1;
	for (pfn = 0; index < most; pfn++) {
		if (in_file(&whole, pfn) && some(most) < count)
			outside[pfn] = damage(fd, &whole.files.headers[0], index);
		index += in_file(&whole, pfn);
	}
	open_both(&both, path);
	open_both(&original, name);
	both.original = &original;
	if (both.files.headers[0].incomplete)
		errx(2, "%s: %s", name, both.files.headers[0].incomplete);
	for (pfn = 0; pfn < both.files.headers[0].end_pfn; pfn++)
		compare(&both, pfn, outside[pfn]);
	printf("%llu pages, %llu damaged, %llu outside of the file, %llu unharmed, %llu differ\n",
	       (unsigned long long)both.same, (unsigned long long)both.damaged,
	       (unsigned long long)both.outside, (unsigned long long)both.unharmed,
	       (unsigned long long)both.differ);
	exit(both.differ || both.damaged < 10 || both.outside < 10);
}

int main(int argc, char *argv[])
{
	if (argc == 2)
		compare_all(argv[1]);
	if (argc == 3)
		compare_damaged(argv[1], strtoul(argv[2], NULL, 10));
	fprintf(stderr, "usage: pages DUMP [COUNT]\n");
	return 2;
}
