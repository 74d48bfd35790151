/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Types, members and enumerators, asked of the gdb inside crash: callbacks of
 * struct pageowner_target, see pageowner.h.
 */
#ifndef CRASH_TYPES_H
#define CRASH_TYPES_H

#include <stdint.h>

int crash_type_size(void *priv, const char *type, uint64_t *ret);
int crash_member(void *priv, const char *type, const char *name, uint64_t *bit_offset,
		 uint64_t *bit_size);
int crash_constant(void *priv, const char *name, int64_t *ret);

void crash_types_close(void);

#endif
