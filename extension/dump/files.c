// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Opens the files of one dump.  makedumpfile --split writes several, each with a range of
 * page frames, so that several disks or hosts can save at the same time.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dump/elf.h"
#include "dump/files.h"
#include "dump/flat.h"
#include "dump/header.h"
#include "dump/progress.h"

bool files_is_part(const char *path)
{
	char start[16] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0)
		return false;
	got = pread(fd, start, sizeof(start), 0);
	close(fd);
	return flat_is(start, got) || !memcmp(start, "KDUMP   ", 8);
}

bool files_is_split(const char *path)
{
	char message[MESSAGE_SIZE];
	struct header header;
	bool split;
	int fd;

	if (!files_is_part(path))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	split = !header_read(&header, fd, NULL, message) && header.split;
	header_free(&header);
	return split;
}

static int open_file(struct header *header, const char *path, const struct progress *progress,
		     char message[MESSAGE_SIZE])
{
	char cause[MESSAGE_SIZE];
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;

	header->fd = -1;
	if (fd < 0) {
		err = -errno;
		snprintf(message, MESSAGE_SIZE, "%s: %s", path, strerror(errno));
		return err;
	}
	err = header_read(header, fd, progress, cause);
	if (err)
		snprintf(message, MESSAGE_SIZE, "%.200s: %.300s", path, cause);
	return err;
}

static int by_first_pfn(const void *a, const void *b)
{
	const struct header *x = a, *y = b;

	return x->first_pfn < y->first_pfn ? -1 : x->first_pfn > y->first_pfn;
}

/* Several files must be different parts of the same dump. */
static int check_parts(struct files *files, const char *const *paths, char message[MESSAGE_SIZE])
{
	const struct header *first = &files->headers[0], *h;

	for (unsigned int i = 0; files->count > 1 && i < files->count; i++) {
		h = &files->headers[i];
		if (!h->split) {
			snprintf(message, MESSAGE_SIZE,
				 "%s: several dumps were named, but this is "
				 "not part of a split one",
				 paths[i]);
			return -EINVAL;
		}
		if (h->common_bytes != first->common_bytes || h->max_pfn != first->max_pfn ||
		    memcmp(h->start, first->start, h->common_bytes)) {
			snprintf(message, MESSAGE_SIZE, "%s: not part of the same dump as %s",
				 paths[i], paths[0]);
			return -EINVAL;
		}
	}
	return 0;
}

/*
 * makedumpfile --split makes parts without a page frame when there are few pages.  Nothing is
 * read from them, and libkdumpfile 0.5.1 dies of them.
 */
static int drop_empty(struct files *files, char message[MESSAGE_SIZE])
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < files->count; i++) {
		struct header *h = &files->headers[i];

		if (h->split && h->first_pfn >= h->end_pfn)
			header_free(h);
		else
			files->headers[kept++] = *h;
	}
	files->count = kept;
	if (kept)
		return 0;
	snprintf(message, MESSAGE_SIZE,
		 "this part of a split dump has no pages: name all parts of it");
	return -ENODATA;
}

/* Sorts the files by the page frames that they hold, and finds missing parts. */
static int find_gaps(struct files *files, char message[MESSAGE_SIZE])
{
	uint64_t pfn = 0, from = 0, to = 0;

	qsort(files->headers, files->count, sizeof(*files->headers), by_first_pfn);
	for (unsigned int i = 0; i <= files->count; i++) {
		const struct header *h = &files->headers[i];
		uint64_t first = i < files->count ? h->first_pfn : h[-1].max_pfn;

		if (first < pfn) {
			snprintf(message, MESSAGE_SIZE,
				 "the same part of a split dump was named "
				 "twice");
			return -EINVAL;
		}
		if (first > pfn && !to) {
			from = pfn;
			to = first;
		}
		if (i < files->count)
			pfn = h->end_pfn;
	}
	if (to)
		snprintf(files->incomplete, sizeof(files->incomplete),
			 "parts of a split dump are "
			 "missing, the first of them with the page frames %" PRIu64 " to %" PRIu64
			 "; name all parts",
			 from, to - 1);
	return 0;
}

int files_open(struct files *files, const char *const *paths, unsigned int n,
	       const struct progress *progress, char message[MESSAGE_SIZE])
{
	int err = 0;

	files->headers = calloc(n, sizeof(*files->headers));
	if (!files->headers) {
		snprintf(message, MESSAGE_SIZE, "out of memory");
		return -ENOMEM;
	}
	for (unsigned int i = 0; !err && i < n; i++) {
		struct header *header = &files->headers[i];

		files->count++;
		err = open_file(header, paths[i], progress, message);
		if (!err && header->incomplete && !files->incomplete[0])
			snprintf(files->incomplete, sizeof(files->incomplete), "%s%s%s",
				 n > 1 ? paths[i] : "", n > 1 ? ": " : "", header->incomplete);
	}
	if (!err)
		err = check_parts(files, paths, message);
	if (!err)
		err = drop_empty(files, message);
	if (!err && files->headers[0].split)
		err = find_gaps(files, message);
	return err;
}

void files_close(struct files *files)
{
	for (unsigned int i = 0; i < files->count; i++)
		header_free(&files->headers[i]);
	free(files->headers);
	memset(files, 0, sizeof(*files));
}

bool files_hold(const struct files *files, uint64_t paddr, size_t len)
{
	const struct header *h = files->headers;

	for (unsigned int i = 0; i < files->count; i++, h++) {
		if (h->split &&
		    (paddr / h->block_size < h->first_pfn || paddr / h->block_size >= h->end_pfn))
			continue;
		if (!h->incomplete || h->format == FORMAT_OTHER)
			return true;
		return h->format == FORMAT_ELF && header_elf_holds(h, paddr, len);
	}
	return false;
}
