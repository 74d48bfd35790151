// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes messages and a line of progress to the user's terminal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "program/terminal.h"

#define FIRST_PROGRESS_MS 500
#define NEXT_PROGRESS_MS 100
#define USUAL_COLUMNS 80
#define LEAST_COLUMNS 40
#define MOST_COLUMNS 1000

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

/* COLUMNS is that of the user, or of a shell that exports it. */
unsigned int terminal_columns(void)
{
	const char *given = getenv("COLUMNS");
	unsigned long columns = given ? strtoul(given, NULL, 10) : 0;
	struct winsize size;

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (!columns && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		columns = size.ws_col;
	if (!columns)
		columns = USUAL_COLUMNS;
	return columns < LEAST_COLUMNS	? LEAST_COLUMNS
	       : columns > MOST_COLUMNS ? MOST_COLUMNS
					: columns;
}

bool terminal_colours(const char *when)
{
	const char *term = getenv("TERM"), *none = getenv("NO_COLOR");

	if (when && strcmp(when, "auto") != 0)
		return !strcmp(when, "always");
	return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0 && !(none && *none);
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

/* ", 1.2 M pages/s, 8 s left" once that can be told. */
static void rate_text(const struct terminal *terminal, uint64_t done, uint64_t total)
{
	double seconds = (now_ms() - terminal->begun) / 1000.0;
	double rate = seconds > 0.4 ? done / seconds : 0;

	if (rate <= 0 || done >= total)
		return;
	if (terminal->unit)
		fprintf(stderr, ", %.1f M %s/s", rate / 1e6, terminal->unit);
	fprintf(stderr, ", %.0f s left", (total - done) / rate);
}

int terminal_progress(void *priv, const char *what, uint64_t done, uint64_t total)
{
	struct terminal *terminal = priv;

	if (terminal->what != what) {
		terminal->what = what;
		terminal->begun = now_ms();
	}
	if (terminal->show && total && now_ms() >= terminal->next) {
		fprintf(stderr, "\r\033[K%s: %u %%", what,
			(unsigned int)(done / (double)total * 100));
		rate_text(terminal, done, total);
		terminal->shown = true;
		terminal->next = now_ms() + NEXT_PROGRESS_MS;
	}
	return terminal_interrupted;
}
