// SPDX-License-Identifier: GPL-2.0-or-later
/* kernel-patch/6.12/2-who: context and cgroup of an allocation. */
#define FK_NAME linux_6_12_who
#define FK_RELEASE 612
#define FK_WHO
#define FK_OSRELEASE "6.12.0-fake-who"

#include "history.h"
#include "build.h"
