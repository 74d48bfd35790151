// SPDX-License-Identifier: GPL-2.0-or-later
/* pid and time. */
#define FK_NAME linux_5_11
#define FK_RELEASE 511
#define FK_OSRELEASE "5.11.0-fake"

#include "history.h"
#include "build.h"
