// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Pages of a kdump-compressed file: behind headers that are in order come a bitmap, descriptors
 * and data out of the input.
 */
#include <endian.h>
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dump/direct.h"
#include "dump/header.h"
#include "dump/tables.h"
#include "fuzz.h"

#define PAGE 4096
#define PFNS 256
#define DESCRIPTORS_AT (4 * PAGE) /* two headers, two bitmaps of a page each */

static void put32(unsigned char *at, uint32_t value)
{
	value = htole32(value);
	memcpy(at, &value, sizeof(value));
}

static void put64(unsigned char *at, uint64_t value)
{
	value = htole64(value);
	memcpy(at, &value, sizeof(value));
}

/* makedumpfile: struct disk_dump_header and kdump_sub_header of x86_64 */
static void put_headers(unsigned char *head, const unsigned char bits[PFNS / 8])
{
	memcpy(head, "KDUMP   ", 8);
	put32(head + 8, 6);
	memcpy(head + 12 + 4 * 65, "x86_64", 7);
	put32(head + 428, PAGE);
	put32(head + 432, 1);
	put32(head + 436, 2);
	put32(head + 440, PFNS);
	put64(head + PAGE + 96, PFNS);
	memcpy(head + 2 * PAGE, bits, PFNS / 8);
	memcpy(head + 3 * PAGE, bits, PFNS / 8);
}

static void read_pages(const struct files *files)
{
	static const char vmcoreinfo[] = "SYMBOL(init_top_pgt)=ffffffff80003000\n"
					 "NUMBER(phys_base)=0\n";
	struct direct *direct = direct_new(files, PAGE);
	unsigned char page[PAGE];
	struct tables tables;
	uint64_t pfn, paddr;

	if (!direct)
		abort();
	tables_init(&tables, "x86_64", vmcoreinfo);
	for (pfn = 0; pfn < PFNS + 2; pfn++) {
		int whole = direct_read(direct, pfn * PAGE, page, PAGE);
		unsigned char part[8];

		if (direct_read(direct, pfn * PAGE + 16, part, 8) != whole ||
		    (whole == 1 && memcmp(page + 16, part, 8)))
			abort();
		tables_find(&tables, direct, 0xffff888000000000 + (pfn << 21) + (pfn << 12),
			    &paddr);
	}
	direct_free(direct);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned char head[DESCRIPTORS_AT];
	char message[MESSAGE_SIZE] = "";
	struct header header;
	struct files files = { .headers = &header, .count = 1 };
	int fd;

	if (size < PFNS / 8)
		return 0;
	put_headers(head, data);
	fd = memfd_create("dump", 0);
	if (fd < 0 || write(fd, head, sizeof(head)) != sizeof(head) ||
	    write(fd, data + PFNS / 8, size - PFNS / 8) != (ssize_t)(size - PFNS / 8))
		abort();
	if (!header_read(&header, fd, NULL, message))
		read_pages(&files);
	header_free(&header);
	return 0;
}
