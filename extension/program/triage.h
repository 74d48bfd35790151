/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_TRIAGE_H
#define PAGEOWNER_TRIAGE_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "pageowner.h"

#define TRIAGE_REPORT "report.json"
#define TRIAGE_ACCOUNT "account.json"
#define TRIAGE_MESSAGES "messages.txt"
/* What is being written; then it gets its name. */
#define TRIAGE_PART ".part"

struct triage_job {
	const char *dump;	  /* as the user named it */
	const char *const *names; /* absolute: the dump, its other parts, its vmlinux */
	unsigned int files;
	char folder[256]; /* in the folder of all, which is the current one */
	pid_t pid;
	struct timespec begun;
	int status; /* enum pageowner_status */
	int signal; /* that ended it; 0: none */
};

/*
 * Of a command line that @po has parsed: a folder for each dump, and an index.  Returns the
 * worst enum pageowner_status of all.
 */
int triage(struct pageowner *po);

/* One word. */
const char *triage_status_name(const struct triage_job *job);
/* index.json and index.txt out of what is in the folders; false with errno. */
bool triage_write_index(const struct triage_job *jobs, unsigned int n);
/* Before anything else: a former index does not outlive what it is about. */
void triage_remove_index(void);

#endif
