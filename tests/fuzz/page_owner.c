// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Behind a byte that chooses the kernel: page_ext entries with their owner records, the struct
 * pages of the same page frames, and the bits of their pageblocks.
 */
#include "fuzz.h"

#define FIRST_PFN 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t entry, page, count;
	uint8_t *bytes;

	if (!size)
		return 0;
	fuzz_open_variant(data[0]);
	data++;
	size--;
	entry = fake->kernel->ext_size;
	page = fake->kernel->sizeof_page;
	count = size / (entry + page);
	if (!count || count > 1024)
		return 0;
	bytes = malloc(size);
	memcpy(bytes, data, size);
	fuzz_swap(fake_entry(fake, FIRST_PFN), bytes, count * entry);
	fuzz_swap(fake_page_addr(fake, FIRST_PFN), bytes + count * entry, count * page);
	fuzz_run(&fake->target);
	fuzz_swap(fake_entry(fake, FIRST_PFN), bytes, count * entry);
	fuzz_swap(fake_page_addr(fake, FIRST_PFN), bytes + count * entry, count * page);
	free(bytes);
	return 0;
}
