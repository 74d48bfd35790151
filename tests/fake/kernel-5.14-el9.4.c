// SPDX-License-Identifier: GPL-2.0-or-later
/* RHEL 9.3 to 9.5: handles of v6.1. */
#define FK_NAME linux_5_14_el9_4
#define FK_RELEASE 514
#define FK_OWNER 518
#define FK_DEPOT 601
#define FK_OSRELEASE "5.14.0-el9.4-fake"

#include "history.h"
#include "build.h"
