/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_ELF_H
#define PAGEOWNER_DUMP_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct header;

/* Does the work of header_read() for FORMAT_ELF.  0 or a negative errno. */
int header_read_elf(struct header *header);
/* Are these bytes in the file?  They must lie in one page. */
bool header_elf_holds(const struct header *header, uint64_t paddr, size_t len);
/*
 * Reads physical memory from @fd, a descriptor of the same file, without a cache.  True if
 * all of it could be read.
 */
bool header_elf_read(const struct header *header, int fd, uint64_t paddr, void *buf, size_t len);
/* Moves *paddr on to where its segment stores something, or to the end of the segment. */
void header_elf_skip(const struct header *header, uint64_t *paddr);
/* Moves *paddr up to the first byte that is in the file; false: there is none. */
bool header_elf_next(const struct header *header, uint64_t *paddr);
/* The name of e_machine, which goes to @ret, or NULL. */
const char *elf_machine_name(const struct header *header, unsigned int *ret);

#endif
