/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texts of page_owner and page_owner_stacks, and saved files, that a debugger's dump is
 * compared with.
 */
#ifndef PAGEOWNER_OTHERS_H
#define PAGEOWNER_OTHERS_H

#include "pageowner.h"

struct others {
	struct pageowner **handles; /* the last one is the debugger's own */
	char **names;
	struct text_file **files;
	unsigned int n;
	char message[512];
};

/*
 * Opens @n files for a command line that the debugger's own handle has also parsed.  Returns
 * NULL, or a message that is valid as long as @others.  Call others_close() in both cases.
 */
const char *others_open(struct others *others, int argc, char *const argv[],
			const char *const *names, unsigned int n);
/* Compares the files, oldest first, and then the memory of @po.  Returns like pageowner_diff(). */
int others_diff(struct others *others, struct pageowner *po);
void others_close(struct others *others);

#endif
