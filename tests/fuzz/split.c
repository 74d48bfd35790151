// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The parts of a split dump.  Of each file four bytes of the input say what page frames it has,
 * whether it is one of them, and what changes in it; the rest of the input is their bitmap, their
 * descriptors and pages.
 */
#include "dump/direct.h"
#include "dump/files.h"
#include "dump/header.h"
#include "files.h"

#define PAGE 4096
#define PFNS 64
#define MAX_PARTS 4
#define HEADERS (4 * PAGE)

/* makedumpfile: struct disk_dump_header and kdump_sub_header of x86_64 */
static void put_headers(unsigned char *head, const uint8_t part[4])
{
	memset(head, 0, HEADERS);
	memcpy(head, "KDUMP   ", 8);
	put32(head + 8, 6);
	memcpy(head + 12 + 4 * 65, "x86_64", 7);
	put32(head + 428, PAGE);
	put32(head + 432, 1);
	put32(head + 436, 2);
	put32(head + 440, PFNS);
	put32(head + PAGE + 12, part[2] & 15 ? 1 : 0);
	put64(head + PAGE + 80, part[0] % (PFNS + 8));
	put64(head + PAGE + 88, part[1] % (PFNS + 8));
	put64(head + PAGE + 96, part[2] & 16 ? PFNS : PFNS + (part[2] >> 5));
	if (part[3])
		head[12 + part[3]] ^= 1;
}

static void ask(struct files *files)
{
	struct direct *direct;
	char page[16];
	uint64_t pfn;

	for (pfn = 0; pfn < PFNS + 2; pfn++)
		files_hold(files, pfn * PAGE, 8);
	if (files->headers[0].format != FORMAT_KDUMP)
		return;
	direct = direct_new(files, PAGE);
	for (pfn = 0; direct && pfn < PFNS + 2; pfn++)
		direct_read(direct, pfn * PAGE, page, sizeof(page));
	direct_free(direct);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned char image[HEADERS + 65536];
	struct memory_file parts[MAX_PARTS];
	const char *paths[MAX_PARTS];
	char message[MESSAGE_SIZE] = "";
	struct files files = { 0 };
	unsigned int count, i;
	size_t rest;

	if (size < 1 + 4 * MAX_PARTS || size > 65536)
		return 0;
	count = 1 + data[0] % MAX_PARTS;
	rest = size - 1 - 4 * MAX_PARTS;
	for (i = 0; i < count; i++) {
		put_headers(image, data + 1 + 4 * i);
		memcpy(image + HEADERS, data + size - rest, rest);
		memcpy(image + 2 * PAGE, image + HEADERS, rest < PFNS / 8 ? rest : PFNS / 8);
		memcpy(image + 3 * PAGE, image + 2 * PAGE, PFNS / 8);
		memory_file_open(&parts[i], image, HEADERS + rest);
		paths[i] = parts[i].path;
		files_is_split(paths[i]);
	}
	if (!files_open(&files, paths, count, NULL, message))
		ask(&files);
	else if (!message[0])
		abort();
	files_close(&files);
	for (i = 0; i < count; i++)
		close(parts[i].fd);
	return 0;
}
