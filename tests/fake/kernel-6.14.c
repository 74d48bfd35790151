// SPDX-License-Identifier: GPL-2.0-or-later
/* The shadow of the timekeeper is in tk_core. */
#define FK_NAME linux_6_14
#define FK_RELEASE 614
#define FK_OSRELEASE "6.14.0-fake"

#include "history.h"
#include "build.h"
