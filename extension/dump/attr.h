/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_ATTR_H
#define PAGEOWNER_ATTR_H

#include <libkdumpfile/kdumpfile.h>
#include <stdbool.h>

/* Reads an attribute of an open dump; the value is valid until the attribute changes. */
bool get_attr(kdump_ctx_t *kdump, const char *key, kdump_attr_type_t type, kdump_attr_t *ret);

#endif
