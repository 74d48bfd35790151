// SPDX-License-Identifier: GPL-2.0-or-later
/* RHEL 9.6: handles of v6.8.3. */
#define FK_NAME linux_5_14_el9_6
#define FK_RELEASE 514
#define FK_OWNER 608
#define FK_DEPOT 608
#define FK_SECTION 608
#define FK_HANDLE_INDEX_BASE 1
#define FK_OSRELEASE "5.14.0-el9.6-fake"

#include "history.h"
#include "build.h"
