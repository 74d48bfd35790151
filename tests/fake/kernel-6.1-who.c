// SPDX-License-Identifier: GPL-2.0-or-later
/* kernel-patch/6.1/2-who: context and cgroup of an allocation, the pid that freed as well. */
#define FK_NAME linux_6_1_who
#define FK_RELEASE 601
#define FK_WHO
#define FK_OSRELEASE "6.1.0-fake-who"

#include "history.h"
#include "build.h"
