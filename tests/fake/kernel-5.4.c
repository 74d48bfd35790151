// SPDX-License-Identifier: GPL-2.0-or-later
/* Records of freed pages stay. */
#define FK_NAME linux_5_4
#define FK_RELEASE 504
#define FK_OSRELEASE "5.4.0-fake"

#include "history.h"
#include "build.h"
