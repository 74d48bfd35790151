// SPDX-License-Identifier: GPL-2.0-or-later
/* stack_pools is a pointer. */
#define FK_NAME linux_6_17
#define FK_RELEASE 617
#define FK_OSRELEASE "6.17.0-fake"

#include "history.h"
#include "build.h"
