// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Behind a byte that chooses the kernel: the first bytes of a pool of the stack depot, the handle
 * of one record, and a few pointers of the array of pools.
 */
#include "fuzz.h"

#define FIELDS (4 + 2 * 8) /* a handle, two pointers */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t handle, pools;
	uint8_t *bytes;

	if (size < FIELDS + 1 || size > FIELDS + 1 + 4 * FAKE_PAGE_SIZE)
		return 0;
	fuzz_open_variant(data[0]);
	data++;
	size--;
	handle = fake_entry(fake, 32) + fake->kernel->ext_size - fake->kernel->sizeof_owner + 8;
	pools = fake_address(fake, fake->kernel->pools) + 8 * 3;
	bytes = malloc(size);
	memcpy(bytes, data, size);
	fuzz_swap(handle, bytes, 4);
	fuzz_swap(pools, bytes + 4, 16);
	fuzz_swap(fake->pools[0], bytes + FIELDS, size - FIELDS);
	fuzz_run(&fake->target);
	fuzz_swap(handle, bytes, 4);
	fuzz_swap(pools, bytes + 4, 16);
	fuzz_swap(fake->pools[0], bytes + FIELDS, size - FIELDS);
	free(bytes);
	return 0;
}
