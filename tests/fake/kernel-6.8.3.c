// SPDX-License-Identifier: GPL-2.0-or-later
/* pool_index counts from one and is called as before. */
#define FK_NAME linux_6_8_3
#define FK_RELEASE 608
#define FK_HANDLE_INDEX_BASE 1
#define FK_OSRELEASE "6.8.3-fake"

#include "history.h"
#include "build.h"
