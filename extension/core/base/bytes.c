// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads numbers in the form in which the dumped machine stores them.
 */
#include "core.h"

static bool is_native(const struct reader *rd)
{
	return rd->host->big_endian == (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
}

uint64_t get_uint(const struct reader *rd, const void *bytes, unsigned int size)
{
	const unsigned char *p = bytes;
	uint64_t value = 0;
	uint32_t half;
	unsigned int i;

	/* Nearly all members of nearly all dumps have one of these sizes and this byte order. */
	if (size == 8 && is_native(rd)) {
		memcpy(&value, bytes, 8);
		return value;
	}
	if (size == 4 && is_native(rd)) {
		memcpy(&half, bytes, 4);
		return half;
	}
	for (i = 0; i < size; i++)
		value = value << 8 | p[rd->host->big_endian ? i : size - 1 - i];
	return value;
}
