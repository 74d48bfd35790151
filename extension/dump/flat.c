// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads a flattened dump, which makedumpfile -F and QEMU write to a pipe: pieces of the
 * real file, each after its offset and its size.
 *
 * The real file is put together in a file without a name before anything reads it.
 * libkdumpfile can read the pieces since 0.5.3, but it walks a list of all of them for
 * every page.
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "dump/flat.h"
#include "dump/progress.h"

/* makedumpfile: common.h and makedumpfile.h */
#define FLAT_SIGNATURE "makedumpfile"
#define FLAT_HEADER_BYTES 4096
#define FLAT_END (-1)

#define COPY_BYTES (1 << 20)

struct piece {
	int64_t offset;
	int64_t size;
};

bool flat_is(const void *start, ssize_t len)
{
	/* The NUL is compared, too, because text may start with the word. */
	return len >= (ssize_t)sizeof(FLAT_SIGNATURE) &&
	       !memcmp(start, FLAT_SIGNATURE, sizeof(FLAT_SIGNATURE));
}

static ssize_t read_some(int fd, void *buf, size_t len, uint64_t at)
{
	size_t done = 0;
	ssize_t got;

	while (done < len) {
		got = pread(fd, (char *)buf + done, len - done, at + done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (!got)
			break;
		done += got;
	}
	return done;
}

static int write_all(int fd, const char *buf, size_t len, uint64_t at)
{
	ssize_t put;

	while (len) {
		put = pwrite(fd, buf, len, at);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -errno;
		buf += put;
		at += put;
		len -= put;
	}
	return 0;
}

static int copy_piece(struct flat *flat, const struct piece *piece, char *buf)
{
	uint64_t done = 0, size = piece->size;
	int err = 0;

	while (!err && done < size) {
		size_t part = size - done < COPY_BYTES ? size - done : COPY_BYTES;
		ssize_t got = read_some(flat->source, buf, part, flat->at);

		if (got < 0)
			return got;
		err = write_all(flat->fd, buf, got, piece->offset + done);
		flat->at += got;
		done += got;
		flat->cut_off = (size_t)got < part;
		if (flat->cut_off)
			break;
	}
	return err;
}

static int copy_pieces(struct flat *flat, char *buf)
{
	struct piece piece;
	ssize_t got;
	int err = 0;

	flat->at = FLAT_HEADER_BYTES;
	while (!err && !flat->cut_off) {
		got = read_some(flat->source, &piece, sizeof(piece), flat->at);
		if (got < 0)
			return got;
		flat->cut_off = got < (ssize_t)sizeof(piece);
		if (flat->cut_off)
			break;
		piece.offset = be64toh(piece.offset);
		piece.size = be64toh(piece.size);
		if (piece.offset == FLAT_END)
			break;
		if (piece.offset < 0 || piece.size <= 0 || piece.size > INT64_MAX - piece.offset)
			return -EINVAL;
		flat->at += sizeof(piece);
		err = copy_piece(flat, &piece, buf);
		if (!err && flat->progress &&
		    flat->progress->report(flat->progress->arg, "unpacking the flattened dump",
					   flat->at, flat->size))
			err = -EINTR;
	}
	return err;
}

/* /tmp may be in memory, and the file is as large as a dump. */
static const char *folder(void)
{
	const char *path = getenv("TMPDIR");

	return path && *path ? path : "/var/tmp";
}

static int open_unnamed(void)
{
	char name[4096];
	int fd = open(folder(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	/* Not every file system has O_TMPFILE. */
	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT))
		return fd < 0 ? -errno : fd;
	snprintf(name, sizeof(name), "%s/pageowner.XXXXXX", folder());
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	unlink(name);
	return fd;
}

static bool has_room(uint64_t size)
{
	struct statvfs fs;

	return statvfs(folder(), &fs) || (uint64_t)fs.f_bavail * fs.f_frsize >= size;
}

static void explain(const struct flat *flat, int err, char message[MESSAGE_SIZE])
{
	switch (err) {
	case -EINVAL:
		snprintf(message, MESSAGE_SIZE, "this flattened dump is damaged at byte %" PRIu64,
			 flat->at);
		break;
	case -EINTR:
		snprintf(message, MESSAGE_SIZE, "interrupted");
		break;
	default:
		snprintf(message, MESSAGE_SIZE,
			 "a flattened dump has to be put together, which "
			 "takes %" PRIu64
			 " MiB in %s (%s); name another folder with TMPDIR, or use "
			 "makedumpfile -R NEW < OLD",
			 (flat->size >> 20) + 1, folder(), strerror(-err));
	}
}

int flat_unpack(struct flat *flat, char message[MESSAGE_SIZE])
{
	char *buf = malloc(COPY_BYTES);
	int err = buf ? 0 : -ENOMEM;

	flat->fd = -1;
	flat->cut_off = false;
	if (!err && !has_room(flat->size))
		err = -ENOSPC;
	if (!err)
		flat->fd = open_unnamed();
	if (flat->fd < 0 && !err)
		err = flat->fd;
	if (!err)
		err = copy_pieces(flat, buf);
	free(buf);
	if (!err)
		return 0;
	explain(flat, err, message);
	if (flat->fd >= 0)
		close(flat->fd);
	flat->fd = -1;
	return err;
}
