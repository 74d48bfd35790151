/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_HEADER_H
#define PAGEOWNER_DUMP_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dump/progress.h"

enum dump_format {
	FORMAT_OTHER, /* left to libkdumpfile */
	FORMAT_ELF,
	FORMAT_KDUMP, /* diskdump or kdump-compressed */
};

struct segment {
	uint64_t paddr;
	uint64_t offset; /* in the file */
	uint64_t size;
	uint64_t held; /* less than size where the file is cut off */
};

#define HEADER_BYTES 512
#define CUT_OFF "the file is cut off"

struct header {
	int fd; /* of the dump itself where the file was a flattened one */
	uint64_t file_size;
	enum dump_format format;
	bool live;		/* it is /proc/kcore */
	char machine[66];	/* uname -m; empty: not known */
	const char *incomplete; /* why, see dump_incomplete() */
	unsigned char start[HEADER_BYTES];

	/* FORMAT_ELF */
	struct segment *segments;
	size_t nr_segments;
	bool left_out; /* memory is named that is not in the file: filtered, or zero */

	/* FORMAT_KDUMP */
	bool big_endian;
	size_t common_bytes; /* of start, the same in all parts of a split dump */
	uint64_t block_size;
	int dump_level; /* what makedumpfile was to leave out; -1: not known */
	bool split;
	uint64_t max_pfn;   /* of the machine */
	uint64_t first_pfn; /* whose descriptor comes first in a part of a split dump */
	uint64_t end_pfn;
	uint64_t bitmap_at;
	uint64_t bitmap_size;
	uint64_t descriptors_at;
	unsigned char *bitmap; /* kept only for an incomplete dump */
	uint64_t *rank;	       /* pages in the file before each RANK_BYTES of the bitmap */
};

/* Takes over @fd.  After an error, too, header_free() is due. */
int header_read(struct header *header, int fd, const struct progress *progress,
		char message[MESSAGE_SIZE]);
void header_free(struct header *header);
/* Of an incomplete dump: are these bytes, within one page, in the file? */
bool header_holds(const struct header *header, uint64_t paddr, size_t len);
/* Where memory ends that may be in it. */
uint64_t header_end(const struct header *header);

#endif
