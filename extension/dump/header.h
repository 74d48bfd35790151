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
	uint64_t *rank;	     /* pages in the file before each RANK_BYTES of the bitmap */
	uint64_t first_rank; /* those below first_pfn, whose descriptors are in other files */
};

#define RANK_BYTES 4096

/* How many bits of @word are set; without a processor that is known to count them by itself. */
static inline unsigned int header_bits(uint64_t word)
{
	word -= word >> 1 & 0x5555555555555555;
	word = (word & 0x3333333333333333) + (word >> 2 & 0x3333333333333333);
	word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0f;
	return word * 0x0101010101010101 >> 56;
}

/* makedumpfile: struct page_desc, in the byte order of the file */
struct descriptor {
	uint64_t offset;
	uint32_t size;
	uint32_t flags;
	uint64_t page_flags;
};

/*
 * Reads the headers of a file and takes over its descriptor @fd.  0, or a negative errno
 * with a message.  Call header_free() after an error, too.
 */
int header_read(struct header *header, int fd, const struct progress *progress,
		char message[MESSAGE_SIZE]);
void header_free(struct header *header);
/* Decode a number of a kdump-compressed file. */
uint32_t header_get32(const struct header *header, const void *at);
uint64_t header_get64(const struct header *header, const void *at);
/* The physical address at which the memory in the file ends at the latest. */
uint64_t header_end(const struct header *header);

#endif
