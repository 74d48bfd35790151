// SPDX-License-Identifier: GPL-2.0-or-later
/* pool_index_plus_1, the pools still an array. */
#define FK_NAME linux_6_9
#define FK_RELEASE 609
#define FK_OSRELEASE "6.9.0-fake"

#include "history.h"
#include "build.h"
