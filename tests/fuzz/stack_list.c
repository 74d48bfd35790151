// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report --quick: the nodes of page_owner's list of stacks, and a pool of the depot
 * that its records lie in.  The input is a node each 16 bytes, half of them made to
 * point to nodes and records, then bytes of the pool.
 */
#include "fuzz.h"

#define NODES 32

static uint64_t nodes, counted;

static void open_6_12(void)
{
	if (fake)
		return;
	fake = fake_new(&linux_6_12, NULL);
	fake->target.write = ignore_output;
	fake_member(fake, "struct stack", "stack_record", 0, 64);
	fake_member(fake, "struct stack", "next", 64, 64);
	nodes = fake_alloc(fake, AREA_HEAP, 16 * NODES, 16);
	counted = fake_alloc(fake, AREA_HEAP, 16, 16);
	fake_zero(fake, nodes, 16 * NODES);
	fake_write_ulong(fake, counted, nodes);
	fake_write_ulong(fake, counted + 8, 4);
	fake_symbol(fake, "stack_list", 'b', counted);
	fake_symbol(fake, "pools_num", 'b', counted + 8);
}

/* Pointers of the input are small: mostly they lead somewhere. */
static uint64_t pointer(uint64_t word, uint64_t base, uint64_t size)
{
	return word & 1 ? word : base + (word >> 1) % size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char *const command[] = { (char *)"pageowner", (char *)"--quick" };
	uint8_t pool[4 * FAKE_PAGE_SIZE];
	struct pageowner *po;
	size_t i, rest;

	if (size < 16 * NODES || size > 16 * NODES + sizeof(pool))
		return 0;
	open_6_12();
	for (i = 0; i < NODES; i++) {
		uint64_t words[2];

		memcpy(words, data + 16 * i, 16);
		fake_write_ulong(fake, nodes + 16 * i,
				 pointer(words[0], fake->pools[0], sizeof(pool)));
		fake_write_ulong(fake, nodes + 16 * i + 8, pointer(words[1], nodes, 16 * NODES));
	}
	rest = size - 16 * NODES;
	memcpy(pool, data + 16 * NODES, rest);
	fuzz_swap(fake->pools[0], pool, rest);
	po = pageowner_new();
	if (po && !pageowner_attach(po, &fake->target)) {
		pageowner_parse(po, 2, command);
		pageowner_run(po);
	}
	pageowner_free(po);
	fuzz_swap(fake->pools[0], pool, rest);
	return 0;
}
