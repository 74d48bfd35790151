/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_TEXT_H
#define PAGEOWNER_DUMP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * A descriptor of the file if it is text of page_owner or page_owner_stacks, a saved file, or
 * of what @accepts takes its beginning for, which may be NULL; else -1.
 */
int text_file_open(const char *path, bool (*accepts)(const char *text, size_t len));
/* pageowner_target.text */
ssize_t text_file_read(int fd, uint64_t offset, void *buf, size_t len);
/* pageowner_target.text_time */
uint64_t text_file_time(int fd);

#endif
