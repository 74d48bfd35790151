// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes messages and a line of progress to the user's terminal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "program/terminal.h"

#define FIRST_PROGRESS_MS 500
#define NEXT_PROGRESS_MS 100

volatile sig_atomic_t terminal_interrupted;

/* Names of files, and what a message quotes, may hold what a terminal obeys. */
static void put(const char *text)
{
	struct arena arena = { NULL };
	struct strbuf clean = { .arena = &arena };

	strbuf_name(&clean, text);
	if (clean.len && !clean.failed)
		fputs(clean.data, stderr);
	arena_free(&arena);
}

void terminal_complain(const char *message)
{
	fputs("pageowner: ", stderr);
	put(message);
	fputs("\n", stderr);
}

void terminal_complain_of(const char *path, const char *message)
{
	fputs("pageowner: ", stderr);
	put(path);
	fputs(": ", stderr);
	put(message);
	fputs("\n", stderr);
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void terminal_init(struct terminal *terminal)
{
	const char *term = getenv("TERM");

	terminal->show = isatty(STDERR_FILENO) && term && strcmp(term, "dumb");
	terminal->next = now_ms() + FIRST_PROGRESS_MS;
}

void terminal_erase(struct terminal *terminal)
{
	if (terminal->shown)
		fputs("\r\033[K", stderr);
	terminal->shown = false;
}

int terminal_progress(void *priv, const char *what, uint64_t done, uint64_t total)
{
	struct terminal *terminal = priv;

	if (terminal->show && total && now_ms() >= terminal->next) {
		fprintf(stderr, "\r\033[K%s: %u %%", what,
			(unsigned int)(done / (double)total * 100));
		terminal->shown = true;
		terminal->next = now_ms() + NEXT_PROGRESS_MS;
	}
	return terminal_interrupted;
}
