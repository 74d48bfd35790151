// SPDX-License-Identifier: GPL-2.0-or-later
/* mem_section.usage, and the last that clears PAGE_EXT_OWNER. */
#define FK_NAME linux_5_3
#define FK_RELEASE 503
#define FK_OSRELEASE "5.3.0-fake"

#include "history.h"
#include "build.h"
