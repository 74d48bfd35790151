/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_ELF_H
#define PAGEOWNER_DUMP_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct header;

int header_read_elf(struct header *header);
bool header_elf_holds(const struct header *header, uint64_t paddr, size_t len);
/* From @fd, the same file, past all caches: true when all of it could be read. */
bool header_elf_read(const struct header *header, int fd, uint64_t paddr, void *buf, size_t len);

/* The first byte of memory from *paddr on that is in the file; false: there is none. */
bool header_elf_next(const struct header *header, uint64_t *paddr);

#endif
