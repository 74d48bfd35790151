/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_TEXT_WRAP_H
#define PAGEOWNER_TEXT_WRAP_H

#include "scan/text_lines.h"

/* Is a line of this kind long enough to be wrapped? */
bool text_may_wrap(enum line_kind kind);
/*
 * What to put between two lines that were one before something wrapped it: " " or "".
 * NULL: they are two.
 */
const char *text_wrapped(enum line_kind first_kind, struct span first, enum line_kind second_kind,
			 struct span second);

#endif
