// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel log.  The input is a list of changes to the ring's own struct, its
 * descriptors, infos and texts: where (2 bytes), and 8 bytes to put there.  One
 * handle stays open, because opening the kernel takes longer than reading its log.
 */
#include "fuzz.h"

#define CHANGE 10

static struct fake_log log_;
static struct pageowner *po;

static uint64_t place(size_t at)
{
	const size_t sizes[] = { log_.ring_size, 16 * 24, 16 * 88 };
	const uint64_t starts[] = { log_.ring, log_.descs, log_.infos };
	size_t i;

	for (i = 0; i < 3; at -= sizes[i++])
		if (at < sizes[i])
			return starts[i] + at;
	return log_.data + at % 504;
}

static void open_log(void)
{
	static char *argv[] = { (char *)"pageowner", (char *)"dmesg" };
	size_t i;

	fuzz_open();
	fake_log_ring(fake, &log_);
	for (i = 0; i < 20; i++)
		fake_log_add(fake, &log_, i, "abcdefghij\nklmnopqrst", 1 + i);
	po = pageowner_new();
	pageowner_attach(po, &fake->target);
	pageowner_parse(po, 2, argv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *bytes = malloc(size + 1);
	size_t count = size / CHANGE, i;

	if (!po)
		open_log();
	memcpy(bytes, data, size);
	for (i = 0; i < count; i++)
		fuzz_swap(place(data[CHANGE * i] | data[CHANGE * i + 1] << 8) & ~7ull,
			  bytes + CHANGE * i + 2, 8);
	pageowner_run(po);
	while (i--)
		fuzz_swap(place(data[CHANGE * i] | data[CHANGE * i + 1] << 8) & ~7ull,
			  bytes + CHANGE * i + 2, 8);
	free(bytes);
	return 0;
}
