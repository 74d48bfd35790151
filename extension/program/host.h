/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_PROGRAM_HOST_H
#define PAGEOWNER_PROGRAM_HOST_H

#include <stdbool.h>

#include "dump/progress.h"
#include "pageowner.h"
#include "program/terminal.h"

/*
 * One input of the program, and its output.  The input is a dump, a text, a saved file, or
 * nothing if a command needs none.
 */
struct host {
	struct dump *dump;
	int text;	     /* descriptor of the text or saved file; -1: there is none */
	const char *output;  /* the file of -o, until it is opened; NULL: opened, or stdout */
	const char *written; /* the file of -o, or NULL; for messages */
	const char *path;    /* of the dump */
	const struct pageowner_sources *wanted;

	/* Types come from btf if there is any, else from vmlinux. */
	struct btf_types *btf;
	struct vmlinux *vmlinux;
	struct symbols *map;		/* of --map */
	char refusal[2 * MESSAGE_SIZE]; /* why there are no types, and what to do; or "" */
	bool scrambled; /* the memory is not that of the kernel that VMCOREINFO describes */

	/* Debug info for source lines is looked for on the first question. */
	bool searched_lines;
	struct vmlinux *lines_from; /* a vmlinux that is used only for them */
	struct sources *sources;

	struct terminal terminal;
	int write_error; /* errno of the first failed write */
};

/* How many of @names belong to the first input: a dump, its other parts, its vmlinux. */
unsigned int host_files(const char *const *names, unsigned int n);
/*
 * Opens the files for a handle that has parsed the command line.  The caller sets text of
 * @host to -1 and the rest to zero.  Returns an enum pageowner_status, after a complaint.
 */
int host_open(struct host *host, struct pageowner *po, const char *const *names, unsigned int n);
void host_close(struct host *host);
/* After a run that ended with @status: prints why it failed. */
void host_explain(const struct host *host, const struct pageowner *po, int status);
/*
 * After a run on a dump: prints what the file at @path lost.  Returns the status,
 * PAGEOWNER_PARTIAL instead of PAGEOWNER_COMPLETE if it lost something.
 */
int host_judge(struct host *host, const char *path, int status);

#endif
