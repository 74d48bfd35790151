/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Types, members and enumerators, answered by the gdb inside crash.
 */
#ifndef PAGEOWNER_CRASH_TYPES_H
#define PAGEOWNER_CRASH_TYPES_H

#include <stdint.h>

/* pageowner_target.type_size, member and constant */
int crash_type_size(void *priv, const char *type, uint64_t *ret);
int crash_member(void *priv, const char *type, const char *name, uint64_t *bit_offset,
		 uint64_t *bit_size);
int crash_constant(void *priv, const char *name, int64_t *ret);

/* Closes the file for gdb's output; the next question opens it again. */
void crash_types_close(void);

#endif
