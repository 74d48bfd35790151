// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <unistd.h>

#include "dump/hole.h"

uint64_t hole_at(int fd, uint64_t size, uint64_t at)
{
	off_t data = at <= INT64_MAX ? lseek(fd, at, SEEK_DATA) : -1;

	if (data < 0)
		return errno == ENXIO && at < size ? size - at : 0;
	return (uint64_t)data > at ? data - at : 0;
}
