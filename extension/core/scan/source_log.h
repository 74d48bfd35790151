/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel log, whatever it is read from.
 */
#ifndef PAGEOWNER_SOURCE_LOG_H
#define PAGEOWNER_SOURCE_LOG_H

#include "machine/oom_log.h"

struct log_losses {
	struct printk_losses printk;
	uint64_t foreign; /* lines of other programs, which are left out */
};

/*
 * All lines from the oldest on, of the kernel's memory or of the host's text; uses the run's
 * memory.  -EINVAL: the text is no kernel log; else as printk_lines().
 */
int log_lines(struct pageowner *po, printk_line *line, void *arg, struct log_losses *losses);
/* What they say of memory, in the run's memory.  Errors as log_lines(), and -ENOMEM. */
int log_of_oom(struct pageowner *po, struct oom_log **ret, struct log_losses *losses);
/* Do these first bytes of a file look like one? */
bool log_begins(const char *text, size_t len);

#endif
