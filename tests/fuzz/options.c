// SPDX-License-Identifier: GPL-2.0-or-later
/* The command line, a word a line. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pageowner *po = pageowner_new();
	char *text = malloc(size + 1), *argv[64], *word;
	const char *const *files;
	int argc = 0;

	memcpy(text, data, size);
	text[size] = '\0';
	for (word = strtok(text, "\n"); word && argc < 63; word = strtok(NULL, "\n"))
		argv[argc++] = word;
	argv[argc] = NULL;
	pageowner_parse(po, argc, argv);
	pageowner_operands(po, &files);
	pageowner_free(po);
	free(text);
	return 0;
}
