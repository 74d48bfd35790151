// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>

#include "fleet/store.h"

bool store_complain(const char *what, const char *why)
{
	fprintf(stderr, "pageowner fleet: %s: %.*s\n", what, (int)strcspn(why, "\n"), why);
	return false;
}
