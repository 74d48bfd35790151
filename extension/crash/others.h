/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a debugger's dump is compared with: texts of page_owner and page_owner_stacks.
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
 * Opens @n files for a command line that the debugger's own handle has parsed, too.  NULL,
 * or why not, which lasts as long as @others; close it either way.
 */
const char *others_open(struct others *others, int argc, char *const argv[],
			const char *const *names, unsigned int n);
/* Compares them, oldest first, with what @po has.  As pageowner_diff(). */
int others_diff(struct others *others, struct pageowner *po);
void others_close(struct others *others);

#endif
