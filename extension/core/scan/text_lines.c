// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Takes off the lines of a text what they got on their way: colours, carriage returns, blanks
 * at the end, what a log or a mail puts in front, and breaks where a mail program or a terminal
 * wrapped them.
 *
 * What stands in front is learned where a line is recognised behind it, and has then the same
 * shape on the lines that follow: "[   12.5][  T7] " is as "[  123.45][ T1234] ".
 */
#include <ctype.h>

#include "core.h"
#include "scan/characters.h"
#include "scan/input.h"
#include "scan/text_bytes.h"
#include "scan/text_lines.h"
#include "scan/text_wrap.h"

#define MOST_LINE TEXT_RECORD_SIZE /* bytes; a longer line is none of the kernel's */
#define MOST_PREFIX 256

/* A line that may still go on with the next one. */
struct held {
	enum line_kind kind;
	bool cut;
	size_t len;
	char text[MOST_LINE + 1];
};

struct text_lines {
	struct pageowner *po;
	struct text_bytes *from;
	char bytes[TEXT_PIECE];
	size_t at, len;
	bool over; /* the end of the input was met */
	size_t prefix_len;
	char prefix[MOST_PREFIX];
	struct held held[2];
	struct held *now, *next; /* of these; the line that is given out, and the one behind */
	bool has_next;
};

/* ---- bytes ---- */

struct text_lines *text_lines_begin(struct pageowner *po, bool again)
{
	struct text_bytes *bytes = text_bytes_begin(po, again);
	struct text_lines *lines = bytes ? arena_alloc(&po->run, sizeof(*lines)) : NULL;

	if (bytes && !lines)
		fail(&po->reader, -ENOMEM, "text");
	if (!lines)
		return NULL;
	lines->po = po;
	lines->from = bytes;
	lines->now = &lines->held[0];
	lines->next = &lines->held[1];
	return lines;
}

bool text_lines_prefixed(const struct text_lines *lines)
{
	return lines->prefix_len;
}

/* Reads on.  1; 0 at the end; a negative errno. */
static int refill(struct text_lines *lines)
{
	ssize_t got = text_bytes_read(lines->from, lines->bytes);

	if (got < 0)
		return (int)got;
	lines->at = 0;
	lines->len = got;
	lines->over = !got;
	if (!got || lines->po->target.progress == NULL)
		return got > 0;
	return lines->po->target.progress(lines->po->target.priv, input_offset(lines->po), 0)
		       ? -EINTR
		       : 1;
}

/* ---- what stands in front ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/*
 * Blanks are as any number of blanks; behind the last ones of the prefix a frame may begin
 * with a blank of its own.
 */
static const char *skip_blanks_of(const char *p, const char *end, struct span *line)
{
	size_t most = 0;

	for (; p < end && is_blank(*p); p++)
		most++;
	if (p < end)
		most = SIZE_MAX;
	for (; most && line->at < line->end && is_blank(*line->at); most--)
		line->at++;
	return p;
}

/* A word is as any other, a number as any number; blanks may pad it.  NULL: there is none. */
static const char *skip_word_of(const char *p, const char *end, struct span *line)
{
	span_skip_blanks(line);
	if (line->at == line->end || !is_word(*line->at) ||
	    (isdigit((unsigned char)*p) && !isdigit((unsigned char)*line->at)))
		return NULL;
	while (p < end && is_word(*p))
		p++;
	while (line->at < line->end && is_word(*line->at))
		line->at++;
	return p;
}

/*
 * Behind the bracket that closes what opens here, in the prefix and in the line; NULL if that is
 * not so.  "[12:init]" is as "[0:swapper/0]": vendors have the name of the task there.
 */
static const char *skip_bracket_of(const char *p, const char *end, struct span *line)
{
	static const char pairs[] = "[](){}<>";
	const char *pair = strchr(pairs, *p), *close;

	if (!pair || (pair - pairs) % 2)
		return NULL;
	close = memchr(line->at, pair[1], span_len(*line));
	p = memchr(p, pair[1], end - p);
	if (!p || !close)
		return NULL;
	line->at = close + 1;
	return p + 1;
}

/* Past what is as the prefix, or NULL; with @brackets whatever stands in these. */
static const char *skip_prefix(const struct text_lines *lines, struct span line, bool brackets)
{
	const char *p = lines->prefix, *end = p + lines->prefix_len;

	while (p && p < end) {
		if (is_blank(*p)) {
			p = skip_blanks_of(p, end, &line);
		} else if (is_word(*p)) {
			p = skip_word_of(p, end, &line);
		} else if (line.at == line.end || *line.at != *p) {
			return NULL;
		} else {
			const char *behind = brackets ? skip_bracket_of(p, end, &line) : NULL;

			line.at += !behind;
			p = behind ? behind : p + 1;
		}
	}
	return p ? line.at : NULL;
}

/* Past the marks of a quote that are in the prefix: a line that a mail broke has only these. */
static const char *skip_quote(const struct text_lines *lines, struct span line)
{
	static const char marks[] = "> |:#*+\t";
	const char *p = lines->prefix, *end = p + lines->prefix_len;

	while (p < end && line.at < line.end && *p && strchr(marks, *p) && *p == *line.at) {
		p++;
		line.at++;
	}
	return line.at;
}

static void learn_prefix(struct text_lines *lines, const char *prefix, size_t len)
{
	/* Nobody writes that much in front; a sentence that quotes a line is no prefix. */
	if (len > sizeof(lines->prefix))
		return;
	memcpy(lines->prefix, prefix, len);
	lines->prefix_len = len;
}

/* Where the line begins that the kernel printed. */
static struct span strip_front(struct text_lines *lines, struct span line, enum line_kind *kind)
{
	const char *behind = skip_prefix(lines, line, false), *found;
	struct span rest = line;

	/* With other words in brackets "[ext4]", broken off a frame, would be as "[   12.5]". */
	if (!behind && memchr(line.at, ']', span_len(line)) != line.end - 1)
		behind = skip_prefix(lines, line, true);
	if (behind)
		rest.at = behind;
	*kind = text_line_kind(rest);
	if (*kind != LINE_OTHER)
		return rest;
	found = text_line_anchor(line);
	if (found) {
		learn_prefix(lines, line.at, found - line.at);
		rest.at = found;
		*kind = text_line_kind(rest);
		return rest;
	}
	found = text_line_frame(line);
	if (found) {
		rest.at = found;
		*kind = LINE_FRAME;
	} else if (!behind) {
		rest.at = skip_quote(lines, line);
	}
	return rest;
}

/* ---- lines ---- */

/* Up to the end of the line into @to; 0 with *ended, or 0 at the end of the text. */
static int read_line(struct text_lines *lines, struct held *to, bool *some)
{
	int more = 1;

	to->len = 0;
	to->cut = true;
	*some = false;
	while (to->cut) {
		const char *at, *newline;
		size_t len, room = MOST_LINE - to->len;

		if (lines->at == lines->len)
			more = lines->over ? 0 : refill(lines);
		if (more <= 0)
			return more;
		at = lines->bytes + lines->at;
		newline = memchr(at, '\n', lines->len - lines->at);
		len = (newline ? newline : lines->bytes + lines->len) - at;
		*some |= len || newline;
		memcpy(to->text + to->len, at, len < room ? len : room);
		to->len += len < room ? len : room;
		to->cut = !newline;
		lines->at += len + !!newline;
	}
	return 0;
}

static int read_next(struct text_lines *lines, struct held *to)
{
	struct span line;
	bool some;
	int err = read_line(lines, to, &some);
	bool large = to->len == MOST_LINE;

	if (err)
		return err;
	if (!some) {
		to->kind = LINE_END;
		return 0;
	}
	to->len = characters_clean(to->text, to->len);
	line = (struct span){ to->text, to->text + to->len };
	line = strip_front(lines, line, &to->kind);
	if (large)
		to->kind = LINE_OTHER;
	to->len = span_len(line);
	memmove(to->text, line.at, to->len);
	to->text[to->len] = '\0';
	return 0;
}

/* Joins the next line to the one before, if it was broken off there. */
static bool join(struct held *held, const struct held *next)
{
	struct span first = { held->text, held->text + held->len };
	struct span second = { next->text, next->text + next->len };
	const char *between = text_wrapped(held->kind, first, next->kind, second);
	size_t len;

	if (!between)
		return false;
	span_skip_blanks(&second);
	len = strlen(between);
	if (held->len + len + span_len(second) > MOST_LINE)
		return false;
	memcpy(held->text + held->len, between, len);
	memcpy(held->text + held->len + len, second.at, span_len(second));
	held->len += len + span_len(second);
	held->text[held->len] = '\0';
	held->cut = next->cut;
	held->kind = text_line_kind((struct span){ held->text, held->text + held->len });
	return true;
}

int text_lines_next(struct text_lines *lines, struct text_line *ret)
{
	struct held *now = lines->next;
	int err = 0;

	/* What was read ahead is given out now, and its place is free. */
	lines->next = lines->now;
	lines->now = now;
	if (!lines->has_next)
		err = read_next(lines, now);
	lines->has_next = false;
	while (!err && !lines->has_next && text_may_wrap(now->kind)) {
		err = read_next(lines, lines->next);
		lines->has_next = !err && !join(now, lines->next);
	}
	ret->kind = now->kind;
	ret->text = (struct span){ now->text, now->text + now->len };
	if (ret->kind == LINE_RECORD && !text_line_has_order(ret->text))
		ret->kind = LINE_OTHER;
	ret->cut = now->cut;
	return err;
}
