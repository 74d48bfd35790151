/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_RULES_H
#define PAGEOWNER_RULES_H

#include "core.h"

/* Makes po->known_issues of the known issues that were compiled in.  0 or an error. */
int rules_load(struct pageowner *po);

#endif
