// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usage: bench-scan-floor DUMP FIRST COUNT STRIDE TIMES
 *
 * Reads COUNT pages from page frame FIRST on, and again from STRIDE page frames further on, TIMES
 * in all, through libkdumpfile with the settings of pageowner, on all processors: the cost that
 * no reader of these bytes can avoid.
 */
#include <fcntl.h>
#include <libkdumpfile/kdumpfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int read_pages(const char *path, const unsigned long numbers[4], unsigned long me,
		      unsigned long of)
{
	kdump_ctx_t *kdump = kdump_new();
	int fd = open(path, O_RDONLY);
	unsigned long i, n;
	char page[4096];

	if (!kdump || fd < 0 || kdump_set_number_attr(kdump, "cache.size", 32) != KDUMP_OK ||
	    kdump_open_fd(kdump, fd) != KDUMP_OK)
		return 1;
	for (i = me; i < numbers[3]; i += of) {
		for (n = 0; n < numbers[1]; n++) {
			size_t len = sizeof(page);

			kdump_read(kdump, KDUMP_MACHPHYSADDR,
				   (numbers[0] + i * numbers[2] + n) * sizeof(page), page, &len);
		}
	}
	return 0;
}

int main(int argc, char *argv[])
{
	unsigned long cpus = sysconf(_SC_NPROCESSORS_ONLN), i, numbers[4];
	int status, failed = 0;

	if (argc != 6)
		return 2;
	for (i = 0; i < 4; i++)
		numbers[i] = strtoul(argv[2 + i], NULL, 0);
	for (i = 0; i < cpus; i++)
		if (!fork())
			_exit(read_pages(argv[1], numbers, i, cpus));
	while (wait(&status) > 0)
		failed |= status;
	if (failed)
		fprintf(stderr, "bench-scan-floor: cannot read %s\n", argv[1]);
	return !!failed;
}
