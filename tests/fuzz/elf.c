// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The segments of an ELF dump, and VMCOREINFO in the memory that they hold.  Behind a header that
 * is in order come program headers out of the input, 32 bytes each, then the rest of it.
 */
#include <elf.h>
#include <libkdumpfile/kdumpfile.h>

#include "dump/direct.h"
#include "dump/elf.h"
#include "dump/header.h"
#include "dump/note.h"
#include "files.h"

#define MAX_SEGMENTS 16
#define PAGE 4096
#define MAX_STEPS 300

static size_t put_headers(unsigned char *at, const uint8_t *data, unsigned int count)
{
	Elf64_Ehdr head = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
			     EV_CURRENT },
		.e_type = ET_CORE,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof(head),
		.e_ehsize = sizeof(head),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = count,
	};
	uint64_t words[4];
	unsigned int i;

	memcpy(at, &head, sizeof(head));
	for (i = 0; i < count; i++) {
		Elf64_Phdr segment = { .p_type = PT_LOAD };

		memcpy(words, data + i * sizeof(words), sizeof(words));
		segment.p_offset = words[0];
		segment.p_paddr = words[1];
		segment.p_filesz = words[2];
		segment.p_memsz = words[3];
		if (words[3] % 8 == 7)
			segment.p_type = PT_NOTE;
		memcpy(at + sizeof(head) + i * sizeof(segment), &segment, sizeof(segment));
	}
	return sizeof(head) + count * sizeof(Elf64_Phdr);
}

/* Memory that is there can be read, and both readers read it alike. */
static void read_segments(struct header *header)
{
	struct files files = { .headers = header, .count = 1 };
	struct direct *direct = direct_new(&files, PAGE);
	unsigned char one[16], other[16];
	uint64_t paddr = 0;
	int i;

	for (i = 0; i < MAX_STEPS && header_elf_next(header, &paddr); i++, paddr += PAGE / 2) {
		bool held = header_elf_holds(header, paddr, 1);
		int got = direct ? direct_read(direct, paddr, one, 1) : 0;

		/* Where segments overlap, what one of them has may not be held by another. */
		if (held && !header_elf_read(header, header->fd, paddr, other, 1))
			abort();
		if (got == 1 && held && header->nr_segments == 1 && one[0] != other[0])
			abort();
	}
	direct_free(direct);
}

static void search(struct header *header)
{
	struct files files = { .headers = header, .count = 1 };
	kdump_ctx_t *kdump = kdump_new();
	char *text;

	if (!kdump)
		abort();
	if (header_end(header) < 1 << 24) {
		text = note_search(kdump, &files, NULL);
		if (text && strncmp(text, "OSRELEASE=", 10))
			abort();
		free(text);
	}
	kdump_free(kdump);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned char image[sizeof(Elf64_Ehdr) + MAX_SEGMENTS * sizeof(Elf64_Phdr) + 65536];
	char message[MESSAGE_SIZE] = "";
	struct header header;
	struct memory_file file;
	unsigned int count;
	size_t len;

	if (size < 1)
		return 0;
	count = 1 + data[0] % MAX_SEGMENTS;
	if (size < 1 + 32 * count || size > 65536)
		return 0;
	len = put_headers(image, data + 1, count);
	memcpy(image + len, data + 1 + 32 * count, size - 1 - 32 * count);
	len += size - 1 - 32 * count;
	/* what is read of the start of each file */
	if (len < HEADER_BYTES)
		len = HEADER_BYTES;
	memory_file_open(&file, image, len);
	if (!header_read(&header, file.fd, NULL, message)) {
		read_segments(&header);
		search(&header);
	} else if (!message[0]) {
		abort();
	}
	header_free(&header);
	return 0;
}
