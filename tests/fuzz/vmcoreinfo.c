// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The VMCOREINFO note.  The kernel's own text comes behind the input, so that
 * single keys can be overruled and the rest still works.
 */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pageowner_target target;
	char *text;

	fuzz_open();
	text = malloc(size + fake->note_len + 2);
	memcpy(text, data, size);
	text[size] = '\n';
	memcpy(text + size + 1, fake->note, fake->note_len + 1);
	target = fake->target;
	target.vmcoreinfo = text;
	fuzz_run(&target);
	free(text);
	return 0;
}
