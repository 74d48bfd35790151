/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_TEXT_H
#define PAGEOWNER_DUMP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A file that is read in one pass from its beginning. */
struct text_file;

/* "-" is the standard input.  NULL with errno, EISDIR for a folder. */
struct text_file *text_file_open(const char *path);
/* Its first bytes, 64 KiB or all that there are. */
const void *text_file_head(const struct text_file *file, size_t *len);
/* Can't it be read again, because it is a pipe, or not the same? */
bool text_file_once(const struct text_file *file);
/* From now on what @more has stands behind @file, after an empty line; it is closed with it. */
void text_file_append(struct text_file *file, struct text_file *more);
/* As pageowner_target.text. */
ssize_t text_file_read(struct text_file *file, uint64_t offset, void *buf, size_t len);
/* pageowner_target.text_time */
uint64_t text_file_time(const struct text_file *file);
/* NULL is fine. */
void text_file_close(struct text_file *file);

#endif
