/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_LINES_H
#define PAGEOWNER_DUMP_LINES_H

#include <elfutils/libdw.h>
#include <stdint.h>

#include "pageowner.h"

struct lines;

/* NULL: out of memory. */
struct lines *lines_new(Dwarf *dwarf);
void lines_free(struct lines *lines);
/* The folder of the kernel's source, with a slash at the end; "": not known. */
const char *lines_root(const struct lines *lines);
/*
 * Like pageowner_target.frames, for an address as in the debug info, without the offset of
 * KASLR.  Paths inside @root become relative to it.
 */
int lines_find(const struct lines *lines, uint64_t addr, const char *root,
	       void (*sink)(void *arg, const struct pageowner_line *line), void *arg);

#endif
