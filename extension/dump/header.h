/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_HEADER_H
#define PAGEOWNER_DUMP_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dump/progress.h"

enum dump_format {
	FORMAT_OTHER, /* libkdumpfile decides */
	FORMAT_ELF,
	FORMAT_KDUMP, /* diskdump or kdump-compressed */
};

struct segment {
	uint64_t paddr;
	uint64_t offset; /* in the file */
	uint64_t size;
	uint64_t held; /* in the file; less than size if the file is cut off */
};

#define HEADER_BYTES 512
#define CUT_OFF "the file is cut off"

struct header {
	int fd; /* of the dump, or of the file that a flattened dump was unpacked to */
	uint64_t file_size;
	enum dump_format format;
	bool live;		/* the file is /proc/kcore */
	char machine[66];	/* uname -m; empty: not known */
	const char *incomplete; /* the reason, or NULL; see dump_incomplete() */
	unsigned char start[HEADER_BYTES];

	/* FORMAT_ELF */
	struct segment *segments;
	size_t nr_segments;
	bool left_out; /* some memory is not in the file, because it was filtered out or zero */

	/* FORMAT_KDUMP */
	bool big_endian;
	size_t common_bytes; /* of start, the same in all parts of a split dump */
	uint64_t block_size;
	int dump_level; /* makedumpfile's -d; -1: not known */
	bool split;
	uint64_t max_pfn;   /* of the machine */
	uint64_t first_pfn; /* the first one in this part of a split dump */
	uint64_t end_pfn;   /* the first one after this part */
	uint64_t bitmap_at; /* in the file */
	uint64_t bitmap_size;
	uint64_t descriptors_at;
	unsigned char *bitmap; /* kept only for an incomplete dump */
	uint64_t *rank;	       /* pages in the file before each RANK_BYTES of the bitmap */
};

/*
 * Reads the headers of a file and takes over its descriptor @fd.  0, or a negative errno
 * with a message.  Call header_free() after an error, too.
 */
int header_read(struct header *header, int fd, const struct progress *progress,
		char message[MESSAGE_SIZE]);
void header_free(struct header *header);
/* Are these bytes in the file?  They must lie in one page.  Only for an incomplete dump. */
bool header_holds(const struct header *header, uint64_t paddr, size_t len);
/* The physical address at which the memory in the file ends at the latest. */
uint64_t header_end(const struct header *header);

#endif
