// SPDX-License-Identifier: GPL-2.0-or-later
#include "linux-6.1.h"

#define FK_NAME linux_6_1
#include "build.h"
