/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_BTF_CHECK_H
#define PAGEOWNER_DUMP_BTF_CHECK_H

#include <stddef.h>

#define MAX_BTF_SIZE (32u << 20) /* kernels of distributions have about 6 MiB */

/*
 * A copy of BTF that every libbpf can read, with every reference checked; the caller frees
 * it.  NULL: *wrong completes the sentence "the BTF is ...".
 */
void *btf_normalise(const void *bytes, size_t len, size_t *ret_len, const char **wrong);

#endif
