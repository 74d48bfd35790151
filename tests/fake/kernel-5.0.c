// SPDX-License-Identifier: GPL-2.0-or-later
/* PAGE_EXT_OWNER is bit 1. */
#define FK_NAME linux_5_0
#define FK_RELEASE 500
#define FK_OSRELEASE "5.0.0-fake"

#include "history.h"
#include "build.h"
