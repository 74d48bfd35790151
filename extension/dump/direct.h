/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DIRECT_H
#define PAGEOWNER_DIRECT_H

#include <stddef.h>
#include <stdint.h>

#include "dump/files.h"

/* What one thread reads the pages of kdump-compressed and ELF files with. */
struct direct;

/*
 * For the pages of @page_size bytes in @files, which have to outlive it.  NULL: libkdumpfile
 * has to read these files, or there is no memory.
 */
struct direct *direct_new(const struct files *files, size_t page_size);
void direct_free(struct direct *direct);
/*
 * @len bytes at the physical address @paddr, all of them in one page.  1; 0: they are not in the
 * files; -EBADMSG: what is in the files is damaged; -ENOTSUP: libkdumpfile may know.
 */
int direct_read(struct direct *direct, uint64_t paddr, void *buf, size_t len);

#endif
