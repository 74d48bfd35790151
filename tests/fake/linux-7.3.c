// SPDX-License-Identifier: GPL-2.0-or-later
#include "linux-7.3.h"

#define FK_NAME linux_7_3
#include "build.h"
