/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * triage --jsonl: the rows of each dump, one dump behind the other.  The first line of a dump
 * says how many lines follow, so that one that was cut off is recognised.
 */
#ifndef PAGEOWNER_PROGRAM_TRIAGE_ROWS_H
#define PAGEOWNER_PROGRAM_TRIAGE_ROWS_H

#include "pageowner.h"
#include "program/triage_index.h"

struct done_dump;

struct triage_rows {
	FILE *file;
	const struct pageowner_sources *sources;
	struct done_dump *done; /* what the file had already */
	size_t nr_done, room;
	unsigned int written; /* jobs, in their order */
	int error;	      /* errno of the first failed write */
};

/*
 * Opens the file @name, NULL: stdout.  An incomplete dump at its end is cut off.  false after a
 * complaint.
 */
bool triage_rows_open(struct triage_rows *rows, const char *name);
/* Gives @job the files that its process writes into; false with errno. */
bool triage_rows_prepare(struct triage_job *job);
/* In the process of @job.  Returns the status, or TRIAGE_UNCHANGED. */
int triage_rows_run(const struct triage_rows *rows, const struct triage_job *job);
/* Writes what is ready, as long as all jobs before it are written. */
void triage_rows_write(struct triage_rows *rows, struct triage_job *jobs, unsigned int n);
/* 0 or errno: could all of it be written? */
int triage_rows_close(struct triage_rows *rows);

/* A status of a process: the file has this dump, and nothing changed since. */
#define TRIAGE_UNCHANGED 64

#endif
