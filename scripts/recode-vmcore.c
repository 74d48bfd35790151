// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usage: recode-vmcore DUMP CODEC OUT        CODEC: none, zlib, lzo, snappy, zstd, elf
 *
 * Writes a kdump-compressed dump of an x86_64 machine anew, its pages packed by CODEC or as an
 * ELF file.  Each page has data of its own, except that pages of zeros share one, as makedumpfile
 * does it.  Pages are read through libkdumpfile.
 */
#include <elf.h>
#include <err.h>
#include <fcntl.h>
#include <libkdumpfile/kdumpfile.h>
#include <lzo/lzo1x.h>
#include <snappy-c.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define PAGE 4096
#define ROOM (2 * PAGE)
/* makedumpfile: struct disk_dump_header, struct kdump_sub_header of a 64-bit machine */
#define STATUS 424
#define NOTE (PAGE + 48)

struct descriptor {
	uint64_t offset;
	uint32_t size, flags;
	uint64_t page_flags;
};

struct input {
	kdump_ctx_t *kdump;
	kdump_bmp_t *pages;
	int fd;
	uint64_t bitmap_at, descriptors_at, max_pfn;
};

static const struct codec {
	const char *name;
	uint32_t flags;
} codecs[] = {
	{ "none", 0 }, { "zlib", 1 }, { "lzo", 2 }, { "snappy", 4 }, { "zstd", 0x20 }, { "elf", 0 },
};

static void read_at(const struct input *in, void *buf, size_t len, uint64_t at)
{
	if (pread(in->fd, buf, len, at) != (ssize_t)len)
		err(1, "reading the headers");
}

static void open_input(struct input *in, const char *path)
{
	kdump_attr_t map;
	uint32_t numbers[5]; /* status, block_size, sub_hdr_size, bitmap_blocks, max_mapnr */

	in->fd = open(path, O_RDONLY);
	in->kdump = kdump_new();
	if (in->fd < 0 || !in->kdump)
		err(1, "%s", path);
	if (kdump_open_fd(in->kdump, in->fd) != KDUMP_OK)
		errx(1, "%s: %s", path, kdump_get_err(in->kdump));
	if (kdump_get_attr(in->kdump, KDUMP_ATTR_FILE_PAGEMAP, &map) != KDUMP_OK)
		errx(1, "%s: no map of its pages", path);
	in->pages = map.val.bitmap;
	read_at(in, numbers, sizeof(numbers), STATUS);
	read_at(in, &in->max_pfn, sizeof(in->max_pfn), PAGE + 96);
	if (numbers[1] != PAGE)
		errx(1, "%s: pages of %u bytes", path, numbers[1]);
	if (!in->max_pfn)
		in->max_pfn = numbers[4];
	in->bitmap_at = (1 + (uint64_t)numbers[2]) * PAGE;
	in->descriptors_at = in->bitmap_at + (uint64_t)numbers[3] * PAGE;
}

/* The next page frame from *pfn on that is in the dump. */
static bool next_page(const struct input *in, uint64_t *pfn)
{
	kdump_addr_t found = *pfn;

	if (kdump_bmp_find_set(in->pages, &found) != KDUMP_OK || found >= in->max_pfn)
		return false;
	*pfn = found;
	return true;
}

static void read_page(const struct input *in, uint64_t pfn, unsigned char *page)
{
	size_t len = PAGE;

	if (kdump_read(in->kdump, KDUMP_MACHPHYSADDR, pfn * PAGE, page, &len) != KDUMP_OK)
		errx(1, "page frame %llu: %s", (unsigned long long)pfn, kdump_get_err(in->kdump));
}

static void put(FILE *out, const void *bytes, size_t len)
{
	if (fwrite(bytes, 1, len, out) != len)
		err(1, "writing");
}

static bool is_zero(const unsigned char *page)
{
	return !page[0] && !memcmp(page, page + 1, PAGE - 1);
}

/* ---- kdump-compressed ---- */

/* How many bytes at @packed; PAGE or more: it is not worth it. */
static size_t pack(uint32_t flags, const unsigned char *page, unsigned char *packed)
{
	static _Alignas(16) unsigned char work[LZO1X_1_MEM_COMPRESS];
	static ZSTD_CCtx *zstd;
	uLongf deflated = ROOM;
	size_t len = ROOM;
	lzo_uint lzo = ROOM;

	switch (flags) {
	case 1:
		return compress2(packed, &deflated, page, PAGE, 1) == Z_OK ? deflated : PAGE;
	case 2:
		return lzo1x_1_compress(page, PAGE, packed, &lzo, work) == LZO_E_OK ? lzo : PAGE;
	case 4:
		return snappy_compress((const char *)page, PAGE, (char *)packed, &len) == SNAPPY_OK
			       ? len
			       : PAGE;
	case 0x20:
		zstd = zstd ? zstd : ZSTD_createCCtx();
		len = ZSTD_compressCCtx(zstd, packed, ROOM, page, PAGE, 1);
		return ZSTD_isError(len) ? PAGE : len;
	default:
		return PAGE;
	}
}

static void copy_headers(const struct input *in, uint32_t flags, FILE *out)
{
	unsigned char *headers = malloc(in->descriptors_at);

	if (!headers)
		err(1, "headers");
	read_at(in, headers, in->descriptors_at, 0);
	memcpy(headers + STATUS, &flags, sizeof(flags));
	put(out, headers, in->descriptors_at);
	free(headers);
}

static void write_kdump(const struct input *in, uint32_t flags, FILE *out)
{
	struct descriptor *descriptors = NULL, *zero = NULL;
	unsigned char page[PAGE], packed[ROOM];
	uint64_t count = 0, i = 0, at, pfn;
	size_t zero_at = 0;

	for (pfn = 0; next_page(in, &pfn); pfn++)
		count++;
	descriptors = calloc(count + 1, sizeof(*descriptors));
	if (!descriptors)
		err(1, "descriptors");
	copy_headers(in, flags, out);
	at = in->descriptors_at + count * sizeof(*descriptors);
	if (fseeko(out, at, SEEK_SET))
		err(1, "seeking");
	for (pfn = 0; i < count && next_page(in, &pfn); pfn++, i++) {
		size_t len;

		read_page(in, pfn, page);
		if (zero && is_zero(page)) {
			descriptors[i] = descriptors[zero_at];
			continue;
		}
		len = pack(flags, page, packed);
		descriptors[i] = (struct descriptor){ at, len < PAGE ? len : PAGE,
						      len < PAGE ? flags : 0, 0 };
		put(out, len < PAGE ? packed : page, descriptors[i].size);
		at += descriptors[i].size;
		if (is_zero(page)) {
			zero_at = i;
			zero = &descriptors[i];
		}
	}
	if (fseeko(out, in->descriptors_at, SEEK_SET))
		err(1, "seeking");
	put(out, descriptors, count * sizeof(*descriptors));
	free(descriptors);
}

/* ---- ELF ---- */

/* Calls @run, if given, for each run of page frames that follow each other; how many there are. */
static uint64_t runs(const struct input *in, FILE *out, uint64_t at,
		     void (*run)(FILE *out, uint64_t first, uint64_t end, uint64_t at))
{
	uint64_t pfn = 0, first, len, count = 0;

	while (next_page(in, &pfn)) {
		first = pfn;
		for (len = 0; next_page(in, &pfn) && pfn == first + len; pfn++)
			len++;
		if (run)
			run(out, first, first + len, at);
		at += len * PAGE;
		pfn = first + len;
		count++;
	}
	return count;
}

static void put_load(FILE *out, uint64_t first, uint64_t end, uint64_t at)
{
	const Elf64_Phdr load = { .p_type = PT_LOAD,
				  .p_flags = PF_R | PF_W | PF_X,
				  .p_offset = at,
				  .p_paddr = first * PAGE,
				  .p_filesz = (end - first) * PAGE,
				  .p_memsz = (end - first) * PAGE };

	put(out, &load, sizeof(load));
}

static void put_note(const struct input *in, FILE *out, uint64_t at, uint64_t size)
{
	char *note = malloc(size);

	if (!note)
		err(1, "notes");
	read_at(in, note, size, at);
	put(out, note, size);
	free(note);
}

static void write_elf(const struct input *in, FILE *out)
{
	uint64_t count = runs(in, NULL, 0, NULL), note[2], at, pfn;
	bool many = count + 1 >= PN_XNUM;
	Elf64_Ehdr head = { .e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
			    .e_type = ET_CORE,
			    .e_machine = EM_X86_64,
			    .e_version = EV_CURRENT,
			    .e_phoff = sizeof(head) + sizeof(Elf64_Shdr),
			    .e_shoff = sizeof(head),
			    .e_ehsize = sizeof(head),
			    .e_phentsize = sizeof(Elf64_Phdr),
			    .e_phnum = many ? PN_XNUM : count + 1,
			    .e_shentsize = sizeof(Elf64_Shdr),
			    .e_shnum = 1 };
	const Elf64_Shdr section = { .sh_info = many ? count + 1 : 0 };
	Elf64_Phdr notes = { .p_type = PT_NOTE };
	unsigned char page[PAGE];

	read_at(in, note, sizeof(note), NOTE);
	notes.p_offset = head.e_phoff + (count + 1) * sizeof(notes);
	notes.p_filesz = notes.p_memsz = note[1];
	at = (notes.p_offset + note[1] + PAGE - 1) / PAGE * PAGE;
	put(out, &head, sizeof(head));
	put(out, &section, sizeof(section));
	put(out, &notes, sizeof(notes));
	runs(in, out, at, put_load);
	put_note(in, out, note[0], note[1]);
	if (fseeko(out, at, SEEK_SET))
		err(1, "seeking");
	for (pfn = 0; next_page(in, &pfn); pfn++) {
		read_page(in, pfn, page);
		put(out, page, PAGE);
	}
}

int main(int argc, char *argv[])
{
	const struct codec *codec = codecs, *end = codecs + sizeof(codecs) / sizeof(codecs[0]);
	struct input in = { 0 };
	FILE *out;

	while (argc == 4 && codec < end && strcmp(codec->name, argv[2]))
		codec++;
	if (argc != 4 || codec == end) {
		fprintf(stderr, "usage: recode-vmcore DUMP none|zlib|lzo|snappy|zstd|elf OUT\n");
		return 2;
	}
	open_input(&in, argv[1]);
	out = fopen(argv[3], "w");
	if (!out || lzo_init() != LZO_E_OK)
		err(1, "%s", argv[3]);
	if (!strcmp(codec->name, "elf"))
		write_elf(&in, out);
	else
		write_kdump(&in, codec->flags, out);
	if (fclose(out))
		err(1, "%s", argv[3]);
	return 0;
}
