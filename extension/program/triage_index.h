/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_PROGRAM_TRIAGE_INDEX_H
#define PAGEOWNER_PROGRAM_TRIAGE_INDEX_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>
#include <time.h>

#define TRIAGE_REPORT "report.json"
#define TRIAGE_ACCOUNT "account.json"
#define TRIAGE_MESSAGES "messages.txt"
/* The name of a file until it is complete. */
#define TRIAGE_PART ".part"

struct triage_job {
	const char *dump;	  /* as the user named it */
	const char *const *names; /* absolute: the dump, its other parts, its vmlinux */
	unsigned int files;
	char folder[256]; /* in the output folder, which is the current folder */
	pid_t pid;
	struct timespec begun;
	int status; /* enum pageowner_status */
	int signal; /* the signal that ended the process; 0: none */
	bool finished;
	/* Of triage --jsonl: what its process writes, and whether it had nothing to do. */
	FILE *rows, *messages;
	bool unchanged;
};

/* The status in one or two words. */
const char *triage_status_name(const struct triage_job *job);
/* A file name or a message as JSON: bytes that are not text become '?'. */
json_t *triage_printable(const char *string);
/* Writes index.json and index.txt from the files in the folders; false with errno. */
bool triage_write_index(const struct triage_job *jobs, unsigned int n);
/* Removes an old index before the files that it describes are replaced. */
void triage_remove_index(void);

#endif
