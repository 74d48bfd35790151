// SPDX-License-Identifier: GPL-2.0-or-later
/* RHEL 9.0 to 9.2: the time of the free as well. */
#define FK_NAME linux_5_14_el9_2
#define FK_RELEASE 514
#define FK_OSRELEASE "5.14.0-el9.2-fake"

#include "history.h"
#include "build.h"
