// SPDX-License-Identifier: GPL-2.0-or-later
/* Big-endian: the first bit field is the highest. */
#ifndef __clang__ /* which has no big-endian structs */
#pragma scalar_storage_order big - endian
#define FK_BIG_ENDIAN
#define FK_NAME linux_5_4_s390x
#define FK_RELEASE 504
#define FK_OSRELEASE "5.4.0-s390x-fake"
#include "history.h"
#include "build.h"
#endif
