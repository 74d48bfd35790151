// SPDX-License-Identifier: GPL-2.0-or-later
/* Big-endian, handles of v6.9 and later. */
#ifndef __clang__ /* which has no big-endian structs */
#pragma scalar_storage_order big - endian
#define FK_BIG_ENDIAN
#define FK_NAME linux_6_12_s390x
#define FK_RELEASE 612
#define FK_OSRELEASE "6.12.0-s390x-fake"
#include "history.h"
#include "build.h"
#endif
