/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_PROGRAM_PAGER_H
#define PAGEOWNER_PROGRAM_PAGER_H

#include <stdbool.h>
#include <sys/types.h>

/* Is there a pager, and a terminal for it? */
bool pager_there(void);
/* Starts it; from then on stdout goes to it.  0: it did not start, and stdout is as it was. */
pid_t pager_start(void);
/* Ends stdout, and waits for the user to leave the pager. */
void pager_finish(pid_t pager);

#endif
