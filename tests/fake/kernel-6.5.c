// SPDX-License-Identifier: GPL-2.0-or-later
/* Slabs of the depot are called pools. */
#define FK_NAME linux_6_5
#define FK_RELEASE 605
#define FK_OSRELEASE "6.5.0-fake"

#include "history.h"
#include "build.h"
