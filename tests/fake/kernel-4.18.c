// SPDX-License-Identifier: GPL-2.0-or-later
/* Records of 12 bytes: strides that no power of two divides. */
#define FK_NAME linux_4_18
#define FK_RELEASE 418
#define FK_OSRELEASE "4.18.0-fake"

#include "history.h"
#include "build.h"
