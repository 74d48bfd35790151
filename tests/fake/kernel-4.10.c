// SPDX-License-Identifier: GPL-2.0-or-later
/* Handles and orders of 32 bits, an array of roots, no page_ext_size. */
#define FK_NAME linux_4_10
#define FK_RELEASE 410
#define FK_OSRELEASE "4.10.0-fake"

#include "history.h"
#include "build.h"
