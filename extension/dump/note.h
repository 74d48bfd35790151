/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_NOTE_H
#define PAGEOWNER_DUMP_NOTE_H

#include <libkdumpfile/kdumpfile.h>
#include <stdbool.h>
#include <stddef.h>

struct files;
struct progress;

#define NOTE_TEXT 24 /* behind an ELF note's header and the name VMCOREINFO */
#define NOTE_START_BYTES 40

/* How many bytes of text the note has that starts like this; 0: it is none. */
size_t note_begins(const unsigned char start[NOTE_START_BYTES], bool big_endian);
/*
 * The text of the first one in a dump that is open as far as physical memory goes,
 * the caller's to free, or NULL.
 */
char *note_search(kdump_ctx_t *kdump, const struct files *files, const struct progress *progress);

#endif
