/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_TYPES_H
#define PAGEOWNER_DUMP_TYPES_H

#include <stdint.h>

struct index;

/* pageowner_target.type_size, member and constant, answered from DWARF */
int type_size(struct index *index, const char *type, uint64_t *ret);
int type_member(struct index *index, const char *type, const char *name, uint64_t *bit_offset,
		uint64_t *bit_size);
int type_constant(struct index *index, const char *name, int64_t *ret);

#endif
