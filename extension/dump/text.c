// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A host for texts: /sys/kernel/debug/page_owner, page_owner_stacks, and saved files.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "dump/text.h"

#define GZIP_WINDOW (15 + 16) /* the largest window, and a gzip header */

/*
 * The first lines of a saved file, compressed or not, say that it is one.  crash has a
 * zlib of its own, and calls of gzopen() and the like may end in either of the two, so
 * they are not used here.
 */
static bool is_saved(char *begin, size_t len)
{
	char out[256] = "";
	z_stream stream = {
		.next_in = (unsigned char *)begin,
		.avail_in = len,
		.next_out = (unsigned char *)out,
		.avail_out = sizeof(out) - 1,
	};

	if (*begin == '{')
		return strstr(begin, "\"pageowner saved\"");
	if (len < 2 || memcmp(begin, "\x1f\x8b", 2) || inflateInit2(&stream, GZIP_WINDOW))
		return false;
	inflate(&stream, Z_SYNC_FLUSH);
	inflateEnd(&stream);
	return strstr(out, "\"pageowner saved\"");
}

int text_file_open(const char *path, bool (*accepts)(const char *text, size_t len))
{
	char buf[64 * 1024 + 1] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : pread(fd, buf, sizeof(buf) - 1, 0);

	if (got > 0 && is_saved(buf, got))
		return fd;
	/* Other text may come first, but no bytes that are not text. */
	if (got > 0 && (strstr(buf, "Page allocated via order ") ||
			strstr(buf, "nr_base_pages: ") || strstr(buf, "\nhandle: ")))
		return fd;
	if (got > 0 && accepts && accepts(buf, got))
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

ssize_t text_file_read(int fd, uint64_t offset, void *buf, size_t len)
{
	ssize_t got;

	do
		got = pread(fd, buf, len, offset);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

uint64_t text_file_time(int fd)
{
	struct stat st;

	return fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_mtime < 0 ? 0 : st.st_mtime;
}
