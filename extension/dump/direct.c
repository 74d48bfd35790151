// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads pages straight out of kdump-compressed and ELF files.
 *
 * libkdumpfile maps the file, and its bitmap of pages takes memory by the size of the machine;
 * it reads zeros behind the end of the file, dies of SIGBUS across it, and makes a context of
 * zstd for each page.  Here all is read by windows that move along with the reader, and each
 * descriptor is held against the size of the file before its page is believed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dump/codec.h"
#include "dump/direct.h"
#include "dump/header.h"

#define DESCRIPTORS 512 /* that are read at once */
#define LEAST_WINDOW (8u << 10)
#define MOST_WINDOW (256u << 10)
#define KEPT_BLOCKS 8
#define KEPT_PAGES 64 /* for small reads: page tables, lists */

struct kept_page {
	uint64_t paddr; /* plus 1; 0: none */
	unsigned char *bytes;
};

/* Part of the bitmap, and how many of its pages come before each of its words. */
struct block {
	uint64_t number; /* plus 1; 0: none */
	uint64_t words[RANK_BYTES / 8];
	uint16_t before[RANK_BYTES / 8];
};

struct direct {
	const struct files *files;
	size_t page_size;
	struct codec *codec;
	const struct header *header; /* which file the windows are on */

	struct block blocks[KEPT_BLOCKS]; /* records, struct pages and page tables lie apart */
	struct descriptor descriptors[DESCRIPTORS];
	uint64_t first_descriptor;
	size_t nr_descriptors;
	uint64_t zero_at; /* of the page of zeros, which descriptors share; 0: not known */

	/* Part of the data. */
	unsigned char *window;
	uint64_t window_at;
	size_t window_len, window_next; /* next: bytes to read if reading goes on behind it */
	const struct segment *segment;	/* of ELF, the last one that was read */

	struct kept_page kept[KEPT_PAGES];
};

static bool knows(const struct files *files, size_t page_size)
{
	for (unsigned int i = 0; i < files->count; i++) {
		const struct header *h = &files->headers[i];

		if (h->live || (h->format != FORMAT_ELF && h->format != FORMAT_KDUMP) ||
		    (h->format == FORMAT_KDUMP && h->block_size != page_size))
			return false;
	}
	return files->count && page_size <= MOST_WINDOW;
}

struct direct *direct_new(const struct files *files, size_t page_size)
{
	struct direct *direct;

	if (!knows(files, page_size))
		return NULL;
	direct = calloc(1, sizeof(*direct));
	if (!direct)
		return NULL;
	direct->files = files;
	direct->page_size = page_size;
	direct->codec = codec_new();
	direct->window = malloc(MOST_WINDOW);
	if (direct->codec && direct->window)
		return direct;
	direct_free(direct);
	return NULL;
}

void direct_free(struct direct *direct)
{
	if (!direct)
		return;
	for (unsigned int i = 0; i < KEPT_PAGES; i++)
		free(direct->kept[i].bytes);
	codec_free(direct->codec);
	free(direct->window);
	free(direct);
}

/* As much of @len bytes as the file has. */
static size_t read_some(const struct header *h, void *buf, size_t len, uint64_t at)
{
	size_t done = 0;
	ssize_t got;

	while (done < len && at + done <= INT64_MAX) {
		got = pread(h->fd, (char *)buf + done, len - done, at + done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		done += got;
	}
	return done;
}

/*
 * @len bytes of the file at @at, or NULL.  Pages lie in the file in the order of memory, so the
 * window grows while reads follow each other.
 */
static const unsigned char *window(struct direct *direct, uint64_t at, size_t len)
{
	const struct header *h = direct->header;
	uint64_t end = direct->window_at + direct->window_len;

	if (at > h->file_size || len > h->file_size - at || len > MOST_WINDOW)
		return NULL;
	if (at >= direct->window_at && at <= end && len <= end - at)
		return direct->window + (at - direct->window_at);
	if (at >= direct->window_at && at <= end + direct->page_size &&
	    direct->window_next < MOST_WINDOW)
		direct->window_next *= 2;
	else if (at < direct->window_at || at > end + direct->page_size)
		direct->window_next = LEAST_WINDOW;
	if (direct->window_next < len)
		direct->window_next = len;
	direct->window_at = at;
	direct->window_len = read_some(h, direct->window, direct->window_next, at);
	return len <= direct->window_len ? direct->window : NULL;
}

static void use_header(struct direct *direct, const struct header *header)
{
	if (direct->header == header)
		return;
	direct->header = header;
	for (unsigned int i = 0; i < KEPT_BLOCKS; i++)
		direct->blocks[i].number = 0;
	direct->nr_descriptors = 0;
	direct->zero_at = 0;
	direct->window_len = 0;
	direct->window_at = 0;
	direct->window_next = LEAST_WINDOW;
}

/* ---- kdump-compressed ---- */

static void load_block(const struct header *h, uint64_t number, struct block *block)
{
	uint64_t left = h->bitmap_size - number * RANK_BYTES;
	size_t got = read_some(h, block->words, left < RANK_BYTES ? left : RANK_BYTES,
			       h->bitmap_at + number * RANK_BYTES);
	unsigned int count = 0;

	memset((char *)block->words + got, 0, RANK_BYTES - got);
	for (size_t i = 0; i < RANK_BYTES / 8; i++) {
		block->words[i] = le64toh(block->words[i]);
		block->before[i] = count;
		count += header_bits(block->words[i]);
	}
	block->number = number + 1;
}

/* Which descriptor of the file is that of @pfn, or false: the page is not in the file. */
static bool find_descriptor(struct direct *direct, uint64_t pfn, uint64_t *ret)
{
	uint64_t number = pfn / 8 / RANK_BYTES, word = pfn / 64 % (RANK_BYTES / 8);
	struct block *block = &direct->blocks[number % KEPT_BLOCKS];
	uint64_t bit = 1ull << pfn % 64;

	if (block->number != number + 1)
		load_block(direct->header, number, block);
	if (!(block->words[word] & bit))
		return false;
	*ret = direct->header->rank[number] - direct->header->first_rank + block->before[word] +
	       header_bits(block->words[word] & (bit - 1));
	return true;
}

static const struct descriptor *descriptor(struct direct *direct, uint64_t i)
{
	const struct header *h = direct->header;
	uint64_t offset = i - direct->first_descriptor;

	if (offset >= direct->nr_descriptors) {
		direct->first_descriptor = i;
		direct->nr_descriptors =
			read_some(h, direct->descriptors, sizeof(direct->descriptors),
				  h->descriptors_at + i * sizeof(direct->descriptors[0])) /
			sizeof(direct->descriptors[0]);
		offset = 0;
	}
	return offset < direct->nr_descriptors ? &direct->descriptors[offset] : NULL;
}

static bool is_zero(const unsigned char *page, size_t size)
{
	uint64_t first;

	memcpy(&first, page, sizeof(first));
	return !first && !memcmp(page, page + sizeof(first), size - sizeof(first));
}

/* The page of a descriptor.  -ENODATA: there is nothing where it leads. */
static int unpack(struct direct *direct, const struct descriptor *d, unsigned char *page)
{
	const struct header *h = direct->header;
	uint64_t offset = header_get64(h, &d->offset);
	uint32_t size = header_get32(h, &d->size);
	const unsigned char *packed;
	int err;

	if (offset && offset == direct->zero_at) {
		memset(page, 0, direct->page_size);
		return 0;
	}
	packed = offset && size && size <= direct->page_size ? window(direct, offset, size) : NULL;
	if (!packed)
		return -ENODATA;
	err = codec_unpack(direct->codec, header_get32(h, &d->flags), packed, size, page,
			   direct->page_size);
	if (!err && !direct->zero_at && is_zero(page, direct->page_size))
		direct->zero_at = offset;
	return err;
}

static int read_kdump(struct direct *direct, uint64_t pfn, unsigned char *page)
{
	const struct header *h = direct->header;
	const struct descriptor *d;
	uint64_t index;
	int err;

	if (pfn < h->first_pfn || pfn >= h->end_pfn || !find_descriptor(direct, pfn, &index))
		return 0;
	d = descriptor(direct, index);
	err = d ? unpack(direct, d, page) : -ENODATA;
	/* If makedumpfile was interrupted, it leaves descriptors whose data it never wrote. */
	if (err == -ENODATA)
		return h->incomplete ? 0 : -EBADMSG;
	return err ? err : 1;
}

/* ---- ELF ---- */

static bool holds(const struct segment *s, uint64_t paddr, size_t len)
{
	return paddr >= s->paddr && paddr - s->paddr <= s->held &&
	       len <= s->held - (paddr - s->paddr);
}

/* What no segment holds as a whole may be zeros or a hole: libkdumpfile decides. */
static int read_elf(struct direct *direct, uint64_t paddr, unsigned char *page)
{
	const struct header *h = direct->header;
	const struct segment *s = direct->segment;
	const unsigned char *bytes;

	if (!s || !holds(s, paddr, direct->page_size)) {
		for (s = h->segments; s < h->segments + h->nr_segments; s++)
			if (holds(s, paddr, direct->page_size))
				break;
		if (s == h->segments + h->nr_segments)
			return -ENOTSUP;
		direct->segment = s;
	}
	bytes = window(direct, s->offset + (paddr - s->paddr), direct->page_size);
	if (!bytes)
		return -ENOTSUP;
	memcpy(page, bytes, direct->page_size);
	return 1;
}

/* ---- any ---- */

static const struct header *header_of(const struct direct *direct, uint64_t pfn)
{
	const struct files *files = direct->files;

	for (unsigned int i = 0; i < files->count; i++)
		if (!files->headers[i].split ||
		    (pfn >= files->headers[i].first_pfn && pfn < files->headers[i].end_pfn))
			return &files->headers[i];
	return NULL;
}

static int read_page(struct direct *direct, uint64_t paddr, unsigned char *page)
{
	const struct header *header = header_of(direct, paddr / direct->page_size);

	if (!header)
		return 0;
	use_header(direct, header);
	return header->format == FORMAT_ELF ? read_elf(direct, paddr, page)
					    : read_kdump(direct, paddr / direct->page_size, page);
}

int direct_read(struct direct *direct, uint64_t paddr, void *buf, size_t len)
{
	size_t offset = paddr % direct->page_size;
	uint64_t start = paddr - offset;
	struct kept_page *kept = &direct->kept[start / direct->page_size % KEPT_PAGES];
	int ret;

	if (kept->paddr != start + 1) {
		if (len == direct->page_size)
			return read_page(direct, start, buf);
		kept->paddr = 0;
		if (!kept->bytes)
			kept->bytes = malloc(direct->page_size);
		if (!kept->bytes)
			return -ENOTSUP;
		ret = read_page(direct, start, kept->bytes);
		if (ret <= 0)
			return ret;
		kept->paddr = start + 1;
	}
	memcpy(buf, kept->bytes + offset, len);
	return 1;
}
