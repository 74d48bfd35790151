/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_VMCOREINFO_H
#define PAGEOWNER_DUMP_VMCOREINFO_H

#include <stdbool.h>
#include <stddef.h>

/* The value of a line KEY=VALUE of @vmcoreinfo; bytes that are not ASCII are replaced. */
bool vmcoreinfo_value(const char *vmcoreinfo, const char *key, char *ret, size_t size);

#endif
