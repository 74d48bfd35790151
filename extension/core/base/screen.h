/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Marks in a text that say how it may be laid out anew on a screen (screen.c).  Without a screen
 * they are left out, and the bytes around them are what is written.
 */
#ifndef PAGEOWNER_SCREEN_H
#define PAGEOWNER_SCREEN_H

#include "base/base.h"

/* Behind a cell of a table: a number, and a word.  What follows the last one is a cell, too. */
#define CELL "\x1f"
#define WORD_CELL "\x1e"
/* Further lines of this one begin where the mark is. */
#define HANG "\x1d"
/* At the start of a line that is a heading, and of one that warns. */
#define HEADING "\x1c"
#define WARNING "\x0e"

/* The marks are left out of @text. */
void screen_strip(struct strbuf *text);
/*
 * Appends @text to @ret, @width columns wide: tables with columns as wide as what is in them,
 * and lines that are too long wrapped.  @width 0: as it is, without the marks.
 */
void screen_fit(struct strbuf *ret, const struct strbuf *text, unsigned int width, bool colours);
/* As write_text(), of a text with marks, in the form that the host's screen needs. */
int write_screen(struct pageowner *po, struct strbuf *text);

#endif
