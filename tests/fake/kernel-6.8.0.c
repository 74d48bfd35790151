// SPDX-License-Identifier: GPL-2.0-or-later
/* The first record of the depot has the handle 0. */
#define FK_NAME linux_6_8_0
#define FK_RELEASE 608
#define FK_OSRELEASE "6.8.0-fake"

#include "history.h"
#include "build.h"
