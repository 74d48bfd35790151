// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lays a text out for a screen.  A table is the rows with the same number of cells up to the
 * next empty line; lines between them that have no cells, as those of stacks, do not end it.
 */
#include "base/screen.h"
#include "core.h"

#define MAX_CELLS 16
#define LEAST_LAST 32 /* columns for the last cell; else it has a line of its own */
#define INDENT 12     /* of that line */
#define MARKS CELL WORD_CELL HANG HEADING WARNING

/* ---- pieces of a line ---- */

struct piece {
	const char *at;
	size_t len;
};

struct row {
	struct piece cells[MAX_CELLS]; /* and the rest of the line */
	bool words[MAX_CELLS];
	unsigned int count; /* of cells in front of the rest; 0: it is no row */
	struct piece rest;
};

struct layout_screen {
	struct strbuf *ret;
	unsigned int width;
	bool colours;
	unsigned int columns[MAX_CELLS], count; /* of the table that is written */
	bool words[MAX_CELLS];
};

static bool is_mark(char c)
{
	return c && strchr(MARKS, c);
}

/* Columns on the screen; of a character that may be two columns wide it counts two. */
static unsigned int columns_wide(struct piece piece)
{
	unsigned int ret = 0;
	size_t i;

	for (i = 0; i < piece.len; i++) {
		unsigned char c = piece.at[i];

		if ((c & 0xc0) != 0x80 && !is_mark(c))
			ret += c >= 0xe1 ? 2 : 1;
	}
	return ret;
}

static struct piece trim(struct piece piece)
{
	while (piece.len && *piece.at == ' ') {
		piece.at++;
		piece.len--;
	}
	while (piece.len && piece.at[piece.len - 1] == ' ')
		piece.len--;
	return piece;
}

static void read_row(const char *line, size_t len, struct row *ret)
{
	const char *end = line + len, *at;

	line += len && (*line == *HEADING || *line == *WARNING);
	at = line;
	ret->count = 0;
	for (; line < end && ret->count < MAX_CELLS; line++) {
		if (*line != *CELL && *line != *WORD_CELL)
			continue;
		ret->words[ret->count] = *line == *WORD_CELL;
		ret->cells[ret->count++] = trim((struct piece){ at, line - at });
		at = line + 1;
	}
	ret->rest = (struct piece){ at, end - at };
}

/* ---- lines that are too long ---- */

static void blanks(struct layout_screen *screen, unsigned int count)
{
	strbuf_printf(screen->ret, "%*s", (int)count, "");
}

/* The bytes of @piece that are at most @width columns wide, of whole characters. */
static size_t cut(struct piece piece, unsigned int width)
{
	size_t len = 0, next;

	while (len < piece.len) {
		for (next = len + 1; next < piece.len && (piece.at[next] & 0xc0) == 0x80; next++)
			;
		if (len && columns_wide((struct piece){ piece.at, next }) > width)
			break;
		len = next;
	}
	return len;
}

static void put(struct layout_screen *screen, struct piece piece)
{
	size_t i, from = 0;

	for (i = 0; i <= piece.len; i++) {
		if (i < piece.len && !is_mark(piece.at[i]))
			continue;
		strbuf_line(screen->ret, piece.at + from, i - from);
		from = i + 1;
	}
}

/* Nothing but blanks at its end is left out. */
static void end_line(struct layout_screen *screen)
{
	while (screen->ret->len && screen->ret->data[screen->ret->len - 1] == ' ')
		screen->ret->len--;
}

static void next_line(struct layout_screen *screen, unsigned int indent)
{
	end_line(screen);
	strbuf_append(screen->ret, "\n", 1);
	blanks(screen, indent);
}

/* A word that does not fit into a line by itself. */
static unsigned int put_long(struct layout_screen *screen, struct piece word, unsigned int indent)
{
	unsigned int room = screen->width - indent;

	while (columns_wide(word) > room) {
		size_t len = cut(word, room);

		put(screen, (struct piece){ word.at, len });
		word.at += len;
		word.len -= len;
		next_line(screen, indent);
	}
	put(screen, word);
	return indent + columns_wide(word);
}

/*
 * Appends @text, with @used columns of the line taken; further lines begin at @indent.  It
 * breaks at blanks, and inside a word only if that is longer than a line.
 */
static void wrap(struct layout_screen *screen, struct piece text, unsigned int used,
		 unsigned int indent)
{
	const char *at = text.at, *end = text.at + text.len;

	while (at < end) {
		struct piece gap = { at, 0 }, word;

		while (at < end && *at == ' ')
			at++;
		gap.len = at - gap.at;
		word.at = at;
		while (at < end && *at != ' ')
			at++;
		word.len = at - word.at;
		if (used + gap.len + columns_wide(word) <= screen->width) {
			put(screen, gap);
			put(screen, word);
			used += gap.len + columns_wide(word);
			continue;
		}
		if (used > indent)
			next_line(screen, indent);
		else
			blanks(screen, indent - used);
		used = put_long(screen, word, indent);
	}
}

/* Where further lines of @line begin: below its text, which a mark or its blanks show. */
static unsigned int hanging(const struct layout_screen *screen, struct piece line)
{
	const char *mark = memchr(line.at, *HANG, line.len);
	size_t len = 0;

	if (mark)
		len = columns_wide((struct piece){ line.at, mark - line.at });
	else
		while (len < line.len && line.at[len] == ' ')
			len++;
	return len * 2 > screen->width ? screen->width / 2 : len;
}

/* ---- styles ---- */

/* The sequence that begins the style of the line, "" if it has none. */
static const char *style(const struct layout_screen *screen, struct piece line)
{
	if (!screen->colours || !line.len)
		return "";
	return *line.at == *HEADING ? "\033[1m" : *line.at == *WARNING ? "\033[1;33m" : "";
}

/* Not laid out anew. */
static void same_line(struct layout_screen *screen, struct piece line)
{
	const char *begin = style(screen, line);

	strbuf_text(screen->ret, begin);
	put(screen, line);
	strbuf_text(screen->ret, *begin ? "\033[m\n" : "\n");
}

/* The name in front of a text is bold. */
static void plain_line(struct layout_screen *screen, struct piece line)
{
	const char *mark = memchr(line.at, *HANG, line.len), *begin = style(screen, line);
	struct piece name = { line.at, mark ? mark - line.at : 0 };
	unsigned int indent = hanging(screen, line);

	if (screen->colours && name.len && !*begin)
		begin = "\033[1m";
	strbuf_text(screen->ret, begin);
	if (mark && *line.at != *WARNING) {
		put(screen, name);
		strbuf_text(screen->ret, *begin ? "\033[m" : "");
		begin = "";
		line.at += name.len;
		line.len -= name.len;
		wrap(screen, line, columns_wide(name), indent);
	} else {
		wrap(screen, line, 0, indent);
	}
	strbuf_text(screen->ret, *begin ? "\033[m\n" : "\n");
}

/* ---- tables ---- */

/* Adds the row to the widths of the table that begins with it; false: it is of another one. */
static bool measure(struct layout_screen *screen, const struct row *row, bool first)
{
	unsigned int i;

	if (first) {
		memset(screen->columns, 0, sizeof(screen->columns));
		screen->count = row->count;
		memcpy(screen->words, row->words, sizeof(screen->words));
	}
	if (row->count != screen->count)
		return false;
	for (i = 0; i < row->count; i++)
		if (columns_wide(row->cells[i]) > screen->columns[i])
			screen->columns[i] = columns_wide(row->cells[i]);
	return true;
}

static unsigned int table_width(const struct layout_screen *screen)
{
	unsigned int ret = 1, i;

	for (i = 0; i < screen->count; i++)
		ret += screen->columns[i] + 1;
	return ret;
}

/* The cells do not fit into one line. */
static void loose_row(struct layout_screen *screen, const struct row *row)
{
	unsigned int used = 0, i;

	for (i = 0; i < row->count; i++) {
		unsigned int more = columns_wide(row->cells[i]);

		if (used && used + 1 + more > screen->width) {
			next_line(screen, INDENT);
			used = INDENT;
		} else if (used) {
			blanks(screen, 1);
			used++;
		}
		wrap(screen, row->cells[i], used, INDENT);
		used += more;
	}
	if (!trim(row->rest).len)
		return;
	if (used + 1 >= screen->width) {
		next_line(screen, INDENT);
		used = INDENT;
	} else {
		blanks(screen, 1);
		used++;
	}
	wrap(screen, trim(row->rest), used, INDENT);
}

static void tight_row(struct layout_screen *screen, const struct row *row)
{
	unsigned int width = table_width(screen), i, indent;
	struct piece rest = row->rest;

	for (i = 0; i < row->count; i++) {
		unsigned int gap = screen->columns[i] - columns_wide(row->cells[i]);

		blanks(screen, screen->words[i] ? 0 : gap);
		put(screen, row->cells[i]);
		if (i + 1 < row->count || trim(rest).len)
			blanks(screen, (screen->words[i] ? gap : 0) + 1);
	}
	if (!trim(rest).len)
		return;
	indent = width + hanging(screen, rest);
	if (width + LEAST_LAST > screen->width && width + columns_wide(rest) > screen->width) {
		next_line(screen, INDENT);
		wrap(screen, trim(rest), INDENT, INDENT);
		return;
	}
	if (indent + LEAST_LAST > screen->width)
		indent = screen->width - LEAST_LAST;
	blanks(screen, 1);
	wrap(screen, rest, width, indent < width ? width : indent);
}

static void row_line(struct layout_screen *screen, const struct row *row, struct piece line)
{
	const char *begin = style(screen, line);

	strbuf_text(screen->ret, begin);
	if (table_width(screen) > screen->width + 1)
		loose_row(screen, row);
	else
		tight_row(screen, row);
	end_line(screen);
	strbuf_text(screen->ret, *begin ? "\033[m\n" : "\n");
}

/* The line at @at without its newline. */
static struct piece line_at(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', end - at);

	return (struct piece){ at, (newline ? newline : end) - at };
}

/* The end of the table that begins at @at. */
static const char *measure_table(struct layout_screen *screen, const char *at, const char *end)
{
	bool first = true;
	struct row row;

	for (; at < end; at += line_at(at, end).len + 1) {
		struct piece line = line_at(at, end);

		read_row(line.at, line.len, &row);
		if (!line.len || (row.count && !measure(screen, &row, first)))
			break;
		first = false;
	}
	return at;
}

/* ---- all of it ---- */

void screen_strip(struct strbuf *text)
{
	size_t i, len = 0;

	for (i = 0; i < text->len; i++)
		if (!is_mark(text->data[i]))
			text->data[len++] = text->data[i];
	text->len = len;
	if (text->data)
		text->data[len] = '\0';
}

void screen_fit(struct strbuf *ret, const struct strbuf *text, unsigned int width, bool colours)
{
	struct layout_screen screen = { .ret = ret, .width = width, .colours = colours };
	const char *at = text->data, *end = text->data + text->len, *table = at;
	struct row row;

	while (at < end) {
		struct piece line = line_at(at, end);

		read_row(line.at, line.len, &row);
		if (row.count && width && at >= table)
			table = measure_table(&screen, at, end);
		if (!width)
			same_line(&screen, line);
		else if (row.count)
			row_line(&screen, &row, line);
		else
			plain_line(&screen, line);
		at += line.len + 1;
	}
}

int write_screen(struct pageowner *po, struct strbuf *text)
{
	struct arena arena = { NULL };
	struct strbuf fit = { .arena = &arena };
	int err;

	if (text->failed)
		return fail(&po->reader, -ENOMEM, "output");
	if (!po->target.columns && !po->target.colours) {
		screen_strip(text);
		return write_text(po, text);
	}
	screen_fit(&fit, text, po->target.columns, po->target.colours);
	text->len = 0;
	err = fit.failed ? -ENOMEM : po->target.write(po->target.priv, fit.data, fit.len);
	arena_free(&arena);
	return err && err != -EPIPE
		       ? fail(&po->reader, err, "writing the output (%s)", strerror(-err))
		       : err;
}
