/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_PROGRAM_HOST_H
#define PAGEOWNER_PROGRAM_HOST_H

#include <stdbool.h>
#include <sys/types.h>

#include "dump/progress.h"
#include "pageowner.h"
#include "program/terminal.h"

/*
 * One input of the program, and its output.  The input is a dump, or text (a saved file
 * included), or nothing where a command needs neither.
 */
struct host {
	struct dump *dump;
	struct text_file *text; /* NULL: there is none */
	const char *output;	/* the file of -o, until it is opened; NULL: stdout */
	const char *written;	/* the file of -o, or NULL; for messages */
	const char *path;	/* of the dump */
	char *target, *beside;	/* the file that is written, and the one beside it; or NULL */
	mode_t input_mode;	/* of the inputs that are files, what all of them allow; or 0 */
	bool replaces_input;	/* output is one of them */
	const struct pageowner_sources *wanted;

	/* Types come from btf if there is any, else from vmlinux. */
	struct btf_types *btf;
	struct vmlinux *vmlinux;
	struct symbols *map;		/* of --map */
	char refusal[2 * MESSAGE_SIZE]; /* why there are no types, and what to do; or "" */
	bool scrambled; /* the memory is not that of the kernel that VMCOREINFO describes */

	/* Source lines are looked for when the first one is asked for. */
	bool searched_lines;
	struct vmlinux *lines_from; /* a vmlinux for them alone */
	struct sources *sources;

	struct terminal terminal;
	char page[300];	 /* of --open: the file that it is in, "" until it is opened */
	bool opens;	 /* --open */
	bool pages;	 /* the output goes through a pager */
	pid_t pager;	 /* once it runs */
	size_t held;	 /* bytes that wait for it */
	int write_error; /* errno of the first failed write */
};

/* How many of @names from the first on belong to one input: a dump in parts, its vmlinux. */
unsigned int host_files(const char *const *names, unsigned int n);
/*
 * Opens the files for a handle that has parsed the command line.  @host has only zeros.
 * Returns an enum pageowner_status, after a complaint.
 */
int host_open(struct host *host, struct pageowner *po, const char *const *names, unsigned int n);
void host_close(struct host *host);
/* After a run that ended with @status: complains about why it failed. */
void host_explain(const struct host *host, const struct pageowner *po, int status);
/*
 * After a run on a dump: complains about what the file at @path lost.  Returns the status,
 * PAGEOWNER_PARTIAL instead of PAGEOWNER_COMPLETE if it lost something.
 */
int host_judge(struct host *host, const char *path, int status);

#endif
