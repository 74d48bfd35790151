// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A host for the text of /sys/kernel/debug/page_owner, of page_owner_stacks, and for saved
 * files.  It only ever calls read(), because the offset of page_owner is a page frame number
 * (mm/page_owner.c, read_page_owner()), and pipes have none.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dump/text.h"

#define HEAD (64 * 1024)
/*
 * What each read() asks for.  With less room than a record has, page_owner fails (ENOMEM), and
 * until v5.8 the kernel takes a buffer as large from kmalloc().
 */
#define PIECE (32 * 1024)

struct text_file {
	int fd;
	bool once;
	uint64_t offset;	/* of the next byte that is handed out */
	struct text_file *more; /* what stands behind it, or NULL */
	uint64_t end;		/* where that begins, once it is known; otherwise UINT64_MAX */
	size_t head_len, piece_at, piece_len;
	unsigned char piece[PIECE]; /* read, and not handed out */
	unsigned char head[HEAD];
	char path[]; /* to open it again */
};

static ssize_t read_piece(struct text_file *file)
{
	ssize_t got;

	do
		got = read(file->fd, file->piece, sizeof(file->piece));
	while (got < 0 && errno == EINTR);
	file->piece_at = 0;
	file->piece_len = got > 0 ? got : 0;
	return got < 0 ? -errno : got;
}

static ssize_t read_on(struct text_file *file, void *buf, size_t len)
{
	size_t left = file->piece_len - file->piece_at;

	if (!left) {
		ssize_t got = read_piece(file);

		if (got <= 0)
			return got;
		left = got;
	}
	if (len > left)
		len = left;
	memcpy(buf, file->piece + file->piece_at, len);
	file->piece_at += len;
	file->offset += len;
	return len;
}

static int read_head(struct text_file *file)
{
	ssize_t got = 1;

	while (got > 0 && file->head_len < HEAD) {
		got = read_on(file, file->head + file->head_len, HEAD - file->head_len);
		file->head_len += got > 0 ? got : 0;
	}
	return got < 0 ? (int)got : 0;
}

static bool is_stdin(const char *path)
{
	return !strcmp(path, "-") || !strcmp(path, "/dev/stdin");
}

static int open_path(const char *path)
{
	/* What a shell connected may be a socket, which can't be opened by its name. */
	return is_stdin(path) ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
			      : open(path, O_RDONLY | O_CLOEXEC);
}

struct text_file *text_file_open(const char *path)
{
	size_t size = strlen(path) + 1;
	struct text_file *file = calloc(1, sizeof(*file) + size);
	struct stat st = { 0 };
	int err = 0;

	if (!file)
		return NULL;
	memcpy(file->path, path, size);
	file->end = UINT64_MAX;
	file->fd = open_path(path);
	if (file->fd < 0 || fstat(file->fd, &st))
		err = -errno;
	if (!err && S_ISDIR(st.st_mode))
		err = -EISDIR;
	/* Files of a running kernel have no size, and other contents at each pass. */
	file->once = !err && (!S_ISREG(st.st_mode) || !st.st_size);
	if (!err)
		err = read_head(file);
	if (!err)
		return file;
	text_file_close(file);
	errno = -err;
	return NULL;
}

const void *text_file_head(const struct text_file *file, size_t *len)
{
	*len = file->head_len;
	return file->head;
}

bool text_file_once(const struct text_file *file)
{
	return file->once || (file->more && file->more->once);
}

void text_file_append(struct text_file *file, struct text_file *more)
{
	file->more = more;
}

/* From its beginning, in an open file of its own, so that it takes no other's place along. */
static int open_again(struct text_file *file)
{
	int fd = open(is_stdin(file->path) ? "/proc/self/fd/0" : file->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	close(file->fd);
	file->fd = fd;
	file->offset = 0;
	file->piece_at = file->piece_len = 0;
	return 0;
}

static ssize_t read_one(struct text_file *file, uint64_t offset, void *buf, size_t len)
{
	int err;

	if (offset < file->head_len && file->offset == file->head_len) {
		if (len > file->head_len - offset)
			len = file->head_len - offset;
		memcpy(buf, file->head + offset, len);
		return len;
	}
	if (offset == 0 && file->offset && !file->once) {
		err = open_again(file);
		if (err)
			return err;
	}
	if (offset != file->offset)
		return -ESPIPE;
	return read_on(file, buf, len);
}

ssize_t text_file_read(struct text_file *file, uint64_t offset, void *buf, size_t len)
{
	static const char between[] = { '\n', '\n' };
	ssize_t got;

	if (!offset)
		file->end = UINT64_MAX;
	if (offset < file->end) {
		got = read_one(file, offset, buf, len);
		if (got || !file->more)
			return got;
		file->end = offset;
	}
	offset -= file->end;
	if (offset >= sizeof(between))
		return read_one(file->more, offset - sizeof(between), buf, len);
	if (len > sizeof(between) - offset)
		len = sizeof(between) - offset;
	memcpy(buf, between + offset, len);
	return len;
}

uint64_t text_file_time(const struct text_file *file)
{
	struct stat st;

	return fstat(file->fd, &st) || !S_ISREG(st.st_mode) || st.st_mtime < 0 ? 0 : st.st_mtime;
}

void text_file_close(struct text_file *file)
{
	if (!file)
		return;
	if (file->more && file->more->fd >= 0)
		close(file->more->fd);
	free(file->more);
	if (file->fd >= 0)
		close(file->fd);
	free(file);
}
