/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The members of an open dump, for dump.c, context.c and threads.c only.
 */
#ifndef PAGEOWNER_DUMP_CONTEXT_H
#define PAGEOWNER_DUMP_CONTEXT_H

#include <libkdumpfile/addrxlat.h>
#include <libkdumpfile/kdumpfile.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "dump/direct.h"
#include "dump/files.h"
#include "dump/progress.h"
#include "dump/tables.h"

#define MAX_THREADS 16

/* One thread's access to the dump. */
struct context {
	struct dump *dump;
	int fd;		       /* of a live machine: the context's own descriptor; else 0 */
	struct direct *direct; /* NULL: libkdumpfile reads all pages */
	struct tables tables;  /* of the kernel, for what direct reads */
	kdump_ctx_t *kdump;    /* NULL: not opened yet */
	addrxlat_ctx_t *xlat;
	addrxlat_sys_t *xlat_sys;
	kdump_bmp_t *pages; /* the page frames that the files have; NULL: not known */
};

/* Damaged pages that are told apart, so that each counts once; more of them count each time. */
#define MOST_DAMAGED 4096

struct dump {
	struct files files;
	char *vmcoreinfo;
	bool found_note; /* VMCOREINFO is from memory, not from the file */
	bool searched_note;
	bool given_note;		 /* it is of --vmcoreinfo */
	bool bad_note;			 /* the file has one that leads to no kernel */
	const struct progress *progress; /* while it is being opened, or NULL */
	uint64_t page_size;
	unsigned int word_size;
	bool big_endian;
	pthread_mutex_t lock; /* protects error and what is damaged */
	uint64_t damaged;
	uint64_t damaged_pages[MOST_DAMAGED]; /* their numbers */
	char error[MESSAGE_SIZE];
	struct context contexts[MAX_THREADS]; /* the first is the caller's */
};

/*
 * Opens @dump in @c, where it is not open yet, with libkdumpfile.  0, or -EIO or -ENOMEM with a
 * message.
 */
int context_open(struct context *c, struct dump *dump, char message[MESSAGE_SIZE]);
/*
 * Opens an open dump for one more thread, without libkdumpfile as long as that is not needed.
 * Errors as above.
 */
int context_start(struct context *c, struct dump *dump, char message[MESSAGE_SIZE]);
/* Closes @c and zeroes it. */
void context_close(struct context *c);

#endif
