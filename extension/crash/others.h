/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The texts that a debugger's dump is compared with, of page_owner and page_owner_stacks, and
 * saved files.
 */
#ifndef PAGEOWNER_OTHERS_H
#define PAGEOWNER_OTHERS_H

#include "pageowner.h"

struct others {
	struct pageowner **handles; /* the last place is for the debugger's own */
	char **names;
	int *files;
	unsigned int n;
	char message[512];
};

/*
 * Opens @n files for a command line that the debugger's own handle has parsed, too.  NULL, or
 * a message that lasts as long as @others.  Call others_close() either way.
 */
const char *others_open(struct others *others, int argc, char *const argv[],
			const char *const *names, unsigned int n);
/* Compares the files, oldest first, and then what @po has.  Returns as pageowner_diff(). */
int others_diff(struct others *others, struct pageowner *po);
void others_close(struct others *others);

#endif
