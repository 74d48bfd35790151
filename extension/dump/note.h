/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_NOTE_H
#define PAGEOWNER_DUMP_NOTE_H

#include <libkdumpfile/kdumpfile.h>
#include <stdbool.h>
#include <stddef.h>

struct files;
struct progress;

#define NOTE_TEXT 24 /* offset of the text, after an ELF note's header and the name VMCOREINFO */
#define NOTE_START_BYTES 40

/* The length of the text of a note with this start; 0: it is not a note of VMCOREINFO. */
size_t note_begins(const unsigned char start[NOTE_START_BYTES], bool big_endian);
/*
 * Searches the physical memory of a dump for the note.  Returns its text, which the caller
 * frees, or NULL.
 */
char *note_search(kdump_ctx_t *kdump, const struct files *files, const struct progress *progress);
/* Is the kernel's release where the note says?  True, too, if the note does not say where. */
bool note_leads(kdump_ctx_t *kdump, const struct files *files, const char *text);

#endif
