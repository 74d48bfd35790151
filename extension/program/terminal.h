/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_PROGRAM_TERMINAL_H
#define PAGEOWNER_PROGRAM_TERMINAL_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/* A line of progress on stderr. */
struct terminal {
	bool show;	  /* stderr is a terminal that can erase a line */
	bool shown;	  /* the line is on the screen */
	int64_t next;	  /* when it may be written again, in ms */
	const char *what; /* the work that it is about */
	int64_t begun;	  /* when that began, in ms */
	const char *unit; /* what its numbers count; NULL: nothing that has a rate */
};

/* The columns of the terminal that stdout is, at least 40; 0: it is none. */
unsigned int terminal_columns(void);
/* Does the user want colours?  @when: "always", "never", else only on a terminal. */
bool terminal_colours(const char *when);

/* Set by a signal: the scan ends with the result so far. */
extern volatile sig_atomic_t terminal_interrupted;

/* Writes a line to stderr. */
void terminal_complain(const char *message);
/* The same about a file. */
void terminal_complain_of(const char *path, const char *message);

/* Call it when a long piece of work begins. */
void terminal_init(struct terminal *terminal);
void terminal_erase(struct terminal *terminal);
/* progress.report, for a struct terminal.  Not 0 after an interrupt. */
int terminal_progress(void *priv, const char *what, uint64_t done, uint64_t total);

#endif
