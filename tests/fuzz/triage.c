// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The index of a triage, out of the files that it finds in the folder of a dump: the input is
 * their contents, behind three bytes that say where each ends and how the dump ended.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "files.h"
#include "pageowner.h"
#include "program/triage_index.h"

#define FOLDER "a dump"

static void enter(void)
{
	static char folder[] = "/tmp/pageowner-fuzz.XXXXXX";

	if (folder[sizeof(folder) - 2] != 'X')
		return;
	if (!mkdtemp(folder) || chdir(folder) || mkdir(FOLDER, 0700))
		abort();
}

static void put(const char *name, const uint8_t *data, size_t size)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), FOLDER "/%s", name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size || close(fd))
		abort();
}

/* Nothing but lines of text reaches a terminal. */
static void judge(void)
{
	FILE *file = fopen("index.txt", "r");
	int c;

	if (!file)
		abort();
	while ((c = fgetc(file)) != EOF)
		if ((c < ' ' && c != '\n') || c == 0x7f)
			abort();
	fclose(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct triage_job job = { .dump = "vmcore \x1b[1m", .folder = FOLDER };
	size_t first, second;

	if (size < 3)
		return 0;
	enter();
	first = (size - 3) * data[0] / 256;
	second = (size - 3 - first) * data[1] / 256;
	put(TRIAGE_REPORT, data + 3, first);
	put(TRIAGE_ACCOUNT, data + 3 + first, second);
	put(TRIAGE_MESSAGES, data + 3 + first + second, size - 3 - first - second);
	job.status = data[2] % 6;
	job.signal = data[2] & 128 ? 11 : 0;
	if (!triage_write_index(&job, 1))
		abort();
	judge();
	return 0;
}
