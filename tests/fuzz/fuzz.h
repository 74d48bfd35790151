/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer targets on the fake kernel: the image is built once, the input lies
 * over some of its bytes while the commands run.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdlib.h>
#include <string.h>

#include "../fake/fake.h"

static struct fake *fake;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline int ignore_output(void *priv, const char *text, size_t len)
{
	(void)priv;
	(void)text;
	(void)len;
	return 0;
}

static inline void fuzz_open(void)
{
	if (fake)
		return;
	fake = fake_new(fake_kernels[0], NULL);
	fake->target.write = ignore_output;
}

/* Each layout has its turn: @pick chooses one of the variants, FLATMEM among them. */
static inline void fuzz_open_variant(uint8_t pick)
{
	static struct fake *fakes[256];
	struct fake_options options = { .numa = true };
	size_t count = 0;

	while (fake_variants[count])
		count++;
	pick %= count;
	if (!fakes[pick]) {
		fakes[pick] = fake_new(fake_variants[pick], &options);
		fakes[pick]->target.write = ignore_output;
	}
	fake = fakes[pick];
}

/* report, list and, because it alone prints every fact, layout. */
static inline void fuzz_run(const struct pageowner_target *target)
{
	/* clang-format off */
	static char *const commands[][3] = {
		{ (char *)"pageowner", (char *)"report", (char *)"--all" },
		{ (char *)"pageowner", (char *)"list", (char *)"--all" },
		{ (char *)"pageowner", (char *)"layout", NULL },
	};
	/* clang-format on */
	struct pageowner *po = pageowner_new();
	size_t i;

	if (po && !pageowner_attach(po, target)) {
		for (i = 0; i < 3; i++) {
			pageowner_parse(po, commands[i][2] ? 3 : 2, commands[i]);
			pageowner_run(po);
		}
	}
	pageowner_free(po);
}

/* Swaps @len bytes of the image with those in @bytes. */
static inline void fuzz_swap(uint64_t addr, void *bytes, size_t len)
{
	unsigned char *old = malloc(len + 1);

	if (old && fake_read(fake, addr, old, len)) {
		fake_write(fake, addr, bytes, len);
		memcpy(bytes, old, len);
	}
	free(old);
}

#endif
