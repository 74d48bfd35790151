/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_VMCOREINFO_H
#define PAGEOWNER_DUMP_VMCOREINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The value of a line KEY=VALUE of @vmcoreinfo; bytes that are not ASCII are replaced. */
bool vmcoreinfo_value(const char *vmcoreinfo, const char *key, char *ret, size_t size);
/*
 * The physical address of the kernel's utsname, which has its release; false: this note does
 * not say it (it does on x86_64 and arm64).
 */
bool vmcoreinfo_utsname(const char *vmcoreinfo, uint64_t *ret);

#endif
