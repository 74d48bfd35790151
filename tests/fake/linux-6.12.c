// SPDX-License-Identifier: GPL-2.0-or-later
#include "linux-6.12.h"

#define FK_NAME linux_6_12
#include "build.h"
