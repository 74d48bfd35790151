/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_BTF_H
#define PAGEOWNER_DUMP_BTF_H

#include <stddef.h>
#include <stdint.h>

#include "dump/progress.h"

struct dump;

struct btf_types;

/*
 * Types from a file that is BTF, like /sys/kernel/btf/vmlinux, or from an ELF file with a
 * BTF section.  NULL with a message.
 */
struct btf_types *btf_types_open(const char *path, unsigned int word_size,
				 char message[MESSAGE_SIZE]);
/*
 * Types from BTF in the dump's memory, between two addresses.  NULL: *wrong completes the sentence
 * "the BTF is ...".
 */
struct btf_types *btf_types_read(struct dump *dump, uint64_t start, uint64_t stop,
				 const char **wrong);
struct btf_types *btf_types_new(const void *bytes, size_t len, unsigned int word_size,
				const char **wrong);
void btf_types_free(struct btf_types *types);

/* pageowner_target.type_size, member and constant */
int btf_types_size(const struct btf_types *types, const char *type, uint64_t *ret);
int btf_types_member(const struct btf_types *types, const char *type, const char *name,
		     uint64_t *bit_offset, uint64_t *bit_size);
int btf_types_constant(const struct btf_types *types, const char *name, int64_t *ret);

#endif
