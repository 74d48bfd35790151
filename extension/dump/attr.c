// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads what libkdumpfile knows of a dump: its attributes, each with a type.
 */
#include "dump/attr.h"

/* kdump_get_typed_attr() has taken other arguments since libkdumpfile 0.5.5. */
bool get_attr(kdump_ctx_t *kdump, const char *key, kdump_attr_type_t type, kdump_attr_t *ret)
{
	bool found = kdump_get_attr(kdump, key, ret) == KDUMP_OK && ret->type == type;

	kdump_clear_err(kdump);
	return found;
}
