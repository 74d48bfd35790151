/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_UNPACK_H
#define PAGEOWNER_UNPACK_H

#include "core.h"
#include "scan/input.h"

extern const struct unpacker unpackers[];

#endif
