// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A kernel without types, and the data that gives its layouts away: the first module,
 * page_owner_ops, the first section's usage.
 */
#include "fuzz.h"

#define MODULE_BYTES 1024

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct fake_options options = { .no_types = true };
	uint64_t module, ops, head;
	uint8_t *bytes;

	if (size <= 16 || size > 16 + MODULE_BYTES)
		return 0;
	if (!fake) {
		fake = fake_new(fake_kernels[0], &options);
		fake->target.write = ignore_output;
	}
	head = fake_address(fake, "modules");
	module = fake_read_ulong(fake, head) - 8;
	ops = fake_address(fake, "page_owner_ops");
	bytes = malloc(size);
	memcpy(bytes, data, size);
	/* Half of the inputs leave the size as it is, or nothing behind it is reached. */
	if (data[0] & 1)
		fuzz_swap(ops, bytes, 16);
	fuzz_swap(module, bytes + 16, size - 16);
	fuzz_run(&fake->target);
	fuzz_swap(module, bytes + 16, size - 16);
	if (data[0] & 1)
		fuzz_swap(ops, bytes, 16);
	free(bytes);
	return 0;
}
