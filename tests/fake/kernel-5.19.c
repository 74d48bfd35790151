// SPDX-License-Identifier: GPL-2.0-or-later
/* comm and tgid, handles without bits for others. */
#define FK_NAME linux_5_19
#define FK_RELEASE 519
#define FK_OSRELEASE "5.19.0-fake"

#include "history.h"
#include "build.h"
