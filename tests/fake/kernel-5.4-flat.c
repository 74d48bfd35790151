// SPDX-License-Identifier: GPL-2.0-or-later
/* FLATMEM, or with node_data DISCONTIGMEM: no sections. */
#define FK_NAME linux_5_4_flat
#define FK_RELEASE 504
#define FK_FLATMEM
#define FK_OSRELEASE "5.4.0-flat-fake"

#include "history.h"
#include "build.h"
