// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usage: floor direct|libkdumpfile DUMP FIRST COUNT STRIDE TIMES
 *
 * Reads COUNT pages from page frame FIRST on, and again STRIDE further, TIMES
 * in all, by the program's own reader or through libkdumpfile, in one thread:
 * what any reader of these bytes has to pay for.
 */
#include <err.h>
#include <fcntl.h>
#include <libkdumpfile/kdumpfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump/direct.h"
#include "dump/files.h"

#define PAGE 4096

static struct files files;
static struct direct *direct;
static kdump_ctx_t *kdump;

static void open_direct(const char *path)
{
	char message[MESSAGE_SIZE];

	if (files_open(&files, &path, 1, NULL, message))
		errx(1, "%s", message);
	direct = direct_new(&files, PAGE);
	if (!direct)
		errx(1, "%s: not a dump for direct.c", path);
}

static void open_kdump(const char *path)
{
	kdump = kdump_new();
	if (!kdump || kdump_set_number_attr(kdump, "cache.size", 32) != KDUMP_OK ||
	    kdump_open_fd(kdump, open(path, O_RDONLY)) != KDUMP_OK)
		errx(1, "%s: libkdumpfile can't open it", path);
}

int main(int argc, char *argv[])
{
	unsigned long numbers[4], i, n;
	char page[PAGE];

	if (argc != 7)
		return 2;
	for (i = 0; i < 4; i++)
		numbers[i] = strtoul(argv[3 + i], NULL, 0);
	if (strcmp(argv[1], "direct"))
		open_kdump(argv[2]);
	else
		open_direct(argv[2]);
	for (i = 0; i < numbers[3]; i++) {
		for (n = 0; n < numbers[1]; n++) {
			uint64_t paddr = (numbers[0] + i * numbers[2] + n) * PAGE;
			size_t len = PAGE;

			if (direct)
				direct_read(direct, paddr, page, len);
			else
				kdump_read(kdump, KDUMP_MACHPHYSADDR, paddr, page, &len);
		}
	}
	return 0;
}
