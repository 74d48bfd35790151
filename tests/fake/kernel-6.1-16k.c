// SPDX-License-Identifier: GPL-2.0-or-later
/* arm64 with pages of 16 KiB. */
#define FK_NAME linux_6_1_16k
#define FK_RELEASE 601
#define FK_PAGE_SHIFT 14
#define FK_PAGEBLOCK_ORDER 10
#define FK_OSRELEASE "6.1.0-16k-fake"

#include "history.h"
#include "build.h"
