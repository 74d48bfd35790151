// SPDX-License-Identifier: GPL-2.0-or-later
/* powerpc64 with pages of 64 KiB: huge pages vary, so pageblock_order is a variable. */
#define FK_NAME linux_6_12_64k
#define FK_RELEASE 612
#define FK_PAGE_SHIFT 16
#define FK_PAGEBLOCK_ORDER 9
#define FK_PAGEBLOCK_VARIABLE
#define FK_OSRELEASE "6.12.0-64k-fake"

#include "history.h"
#include "build.h"
