/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_HOLE_H
#define PAGEOWNER_DUMP_HOLE_H

#include <stdint.h>

/* How many bytes from @at on a file of @size does not store, and which read as zeros; 0: none. */
uint64_t hole_at(int fd, uint64_t size, uint64_t at);

#endif
