// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the headers of an ELF dump: which memory is in the file, and whether all of it is
 * still there.
 */
#include <errno.h>
#include <gelf.h>
#include <stdlib.h>
#include <unistd.h>

#include "dump/elf.h"
#include "dump/header.h"
#include "dump/hole.h"

/* No machine has more ranges of memory; libkdumpfile reads notes whole. */
#define MOST_SEGMENTS 65536
#define MOST_NOTE_BYTES (64u << 20)

static int read_segments(struct header *h, Elf *elf, size_t n)
{
	GElf_Phdr phdr;
	struct segment *s;

	if (n > MOST_SEGMENTS)
		return -EFBIG;

	h->segments = calloc(n + 1, sizeof(*h->segments));
	if (!h->segments)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		if (!gelf_getphdr(elf, i, &phdr))
			return -ENODATA;
		if (phdr.p_type == PT_NOTE && phdr.p_filesz > MOST_NOTE_BYTES)
			return -EFBIG;
		if (phdr.p_type != PT_LOAD)
			continue;
		s = &h->segments[h->nr_segments++];
		s->paddr = phdr.p_paddr;
		s->offset = phdr.p_offset;
		s->size = phdr.p_filesz;
		s->held = phdr.p_filesz;
		if (phdr.p_memsz > phdr.p_filesz)
			h->left_out = true;
		if (phdr.p_offset > h->file_size)
			s->held = 0;
		else if (s->held > h->file_size - phdr.p_offset)
			s->held = h->file_size - phdr.p_offset;
		if (s->held < s->size)
			h->incomplete = CUT_OFF;
	}
	return 0;
}

int header_read_elf(struct header *h)
{
	GElf_Ehdr ehdr;
	size_t n;
	Elf *elf;
	int ret = -EINVAL;

	elf_version(EV_CURRENT);
	elf = elf_begin(h->fd, ELF_C_READ, NULL);
	if (elf && gelf_getehdr(elf, &ehdr) && !elf_getphdrnum(elf, &n))
		ret = ehdr.e_type == ET_CORE ? read_segments(h, elf, n) : -ENOEXEC;
	elf_end(elf);
	return ret;
}

/*
 * The kernel's text is in two segments, and libkdumpfile may read either of them, so both
 * have to be in the file.
 */
bool header_elf_holds(const struct header *h, uint64_t paddr, size_t len)
{
	bool found = false;

	for (size_t i = 0; i < h->nr_segments; i++) {
		const struct segment *s = &h->segments[i];
		uint64_t offset = paddr - s->paddr;

		if (paddr < s->paddr || offset >= s->size)
			continue;
		if (offset > s->held || len > s->held - offset)
			return false;
		found = true;
	}
	return found;
}

/* fs/proc/kcore.c gives physical addresses only for memory and the kernel's text. */
bool header_elf_read(const struct header *h, int fd, uint64_t paddr, void *buf, size_t len)
{
	for (size_t i = 0; i < h->nr_segments; i++) {
		const struct segment *s = &h->segments[i];
		uint64_t offset = paddr - s->paddr;

		if (paddr >= s->paddr && offset < s->size && len <= s->size - offset)
			return pread(fd, buf, len, s->offset + offset) == (ssize_t)len;
	}
	return false;
}

bool header_elf_next(const struct header *h, uint64_t *paddr)
{
	uint64_t best = UINT64_MAX;

	for (size_t i = 0; i < h->nr_segments; i++) {
		const struct segment *s = &h->segments[i];

		if (*paddr >= s->paddr && *paddr - s->paddr < s->held)
			return true;
		if (s->held && s->paddr > *paddr && s->paddr < best)
			best = s->paddr;
	}
	*paddr = best;
	return best != UINT64_MAX;
}

void header_elf_skip(const struct header *h, uint64_t *paddr)
{
	for (size_t i = 0; i < h->nr_segments; i++) {
		const struct segment *s = &h->segments[i];
		uint64_t offset = *paddr - s->paddr, hole;

		if (*paddr < s->paddr || offset >= s->held)
			continue;
		hole = hole_at(h->fd, h->file_size, s->offset + offset);
		*paddr += hole < s->held - offset ? hole : s->held - offset;
		return;
	}
}

const char *elf_machine_name(const struct header *header, unsigned int *ret)
{
	/* clang-format off */
	static const struct {
		unsigned int number;
		const char *name;
	} names[] = {
		{ EM_386, "i386" }, { EM_MIPS, "MIPS" }, { EM_PARISC, "PA-RISC" },
		{ EM_SPARCV9, "SPARC" }, { EM_PPC, "PowerPC, 32 bits" }, { EM_PPC64, "ppc64" },
		{ EM_S390, "s390x" }, { EM_ARM, "arm" }, { EM_SH, "SuperH" },
		{ EM_IA_64, "Itanium" }, { EM_X86_64, "x86_64" }, { EM_68K, "m68k" },
		{ EM_AARCH64, "arm64" }, { EM_RISCV, "RISC-V" }, { 258, "LoongArch" },
		{ EM_ALPHA, "Alpha" },
	};
	/* clang-format on */
	const unsigned char *start = (const unsigned char *)header->start;

	*ret = start[EI_DATA] == ELFDATA2MSB ? start[18] << 8 | start[19]
					     : start[19] << 8 | start[18];
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].number == *ret)
			return names[i].name;
	return NULL;
}
