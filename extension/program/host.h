/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_HOST_H
#define PAGEOWNER_HOST_H

#include <signal.h>

#include "pageowner.h"
#include "dump/dump.h"

struct host {
	struct dump *dump;
	int text;	    /* or a descriptor of page_owner text, else -1 */
	const char *output; /* where it goes if not to stdout; not opened yet */
	const char *path;   /* of the dump */
	const struct pageowner_sources *wanted;
	struct symbols *map;		/* of --map */
	struct vmlinux *vmlinux;	/* or */
	struct btf_types *btf;		/* or neither, and */
	char refusal[2 * MESSAGE_SIZE]; /* says why, and what would help */
	struct vmlinux *lines_from;	/* for source lines, where types need none */
	struct sources *sources;
	bool searched_lines;
	int write_error; /* errno of the first failed write */

	bool show_progress;
	bool progress_shown;   /* a line of it is on the screen */
	int64_t next_progress; /* in ms */
};

/* Set by a signal: the scan ends with what it has. */
extern volatile sig_atomic_t host_interrupted;

/* A line on stderr. */
void host_complain(const char *message);
/* How many of @names from the first on belong to one input: a dump in parts, its vmlinux. */
unsigned int host_files(const char *const *names, unsigned int n);
/*
 * Gives a handle that has parsed the command line the files to read.  @host has text -1 and
 * zeros.  Returns an enum pageowner_status, after a complaint.
 */
int host_open(struct host *host, struct pageowner *po, const char *const *names, unsigned int n);
void host_close(struct host *host);
/* After a run: the last of the output, why it failed, what the dump file lost.  The status. */
int host_finish(struct host *host, int status);
void host_explain(const struct host *host, const struct pageowner *po, int status);
int host_judge(struct host *host, const char *path, int status);

#endif
