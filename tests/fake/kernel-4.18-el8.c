// SPDX-License-Identifier: GPL-2.0-or-later
/* RHEL 8: page_owner with pid and time, the depot as it was. */
#define FK_NAME linux_4_18_el8
#define FK_RELEASE 418
#define FK_OWNER 511
#define FK_SECTION 504
#define FK_OSRELEASE "4.18.0-el8-fake"

#include "history.h"
#include "build.h"
