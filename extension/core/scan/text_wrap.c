// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lines that were wrapped: by a mail program, which drops the blank where it breaks a line,
 * or by a terminal, which breaks it anywhere.
 */
#include <ctype.h>

#include "scan/text_wrap.h"

static const char *const keywords[] = { "via",	      "order",	   "mask",    "pid",
					"tgid",	      "ts",	   "ns",      "free_ts",
					"free_pid",   "free_tgid", "type",    "Block",
					"Flags",      "PFN",	   "context", "gfp_mask",
					"migratetype" };

static bool is_keyword(const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keywords); i++)
		if (strlen(keywords[i]) == len && !memcmp(word, keywords[i], len))
			return true;
	return false;
}

static size_t first_word(struct span text)
{
	size_t len = 0;

	while (text.at + len < text.end && !strchr(" ,(", text.at[len]))
		len++;
	return len;
}

static size_t last_word(struct span text)
{
	size_t len = 0;

	while (text.end - len > text.at && !strchr(" ,)", text.end[-1 - (ptrdiff_t)len]))
		len++;
	return len;
}

static bool balanced(struct span text)
{
	int open = 0;

	for (; text.at < text.end; text.at++)
		open += *text.at == '(' ? 1 : *text.at == ')' ? -1 : 0;
	return open <= 0;
}

/* A record ends with a time; until v5.10 with the mask, of which v3.19 prints no names. */
static bool is_whole_record(struct span line)
{
	struct span rest = line;

	/* That of dump_page() has no unit behind its time. */
	if (span_starts(line, "page "))
		return isdigit((unsigned char)line.end[-1]) || span_ends(line, ")");
	if (span_skip_to(&rest, ", pid "))
		return span_ends(line, " ns");
	return span_skip_to(&rest, ", mask 0x") && balanced(line) &&
	       (span_ends(line, ")") || !memchr(rest.at, '(', span_len(rest))) &&
	       !memchr(rest.at, ',', span_len(rest));
}

/* Nothing of the line is missing. */
static bool is_whole(enum line_kind kind, struct span line)
{
	struct span rest = line;

	if (kind == LINE_RECORD)
		return is_whole_record(line);
	if (kind == LINE_PFN)
		return span_skip_to(&rest, " Flags ") &&
		       (span_ends(line, ")") || !span_starts(rest, "0x")) && balanced(rest);
	return kind != LINE_TIMES || span_ends(line, ":") || !span_ends(line, ",");
}

/* "tgid 1" in front of "(init)". */
static bool names_process(struct span first)
{
	while (first.end > first.at && isdigit((unsigned char)first.end[-1]))
		first.end--;
	return span_ends(first, "pid ") || span_ends(first, "tgid ");
}

static const char *between(struct span first, struct span second)
{
	size_t last = last_word(first);

	if (span_ends(first, ",") || is_keyword(second.at, first_word(second)) ||
	    is_keyword(first.end - last, last))
		return " ";
	return *second.at == '(' && names_process(first) ? " " : "";
}

static bool is_module(struct span line)
{
	return span_len(line) > 2 && *line.at == '[' && span_ends(line, "]") &&
	       !span_starts(line, "[<") && !memchr(line.at, ' ', span_len(line));
}

/* The name of its module, or the place in its source, is broken off. */
static bool is_open(struct span frame)
{
	struct span rest = frame;
	int depth = 0;

	if (!span_skip_to(&rest, "+0x"))
		return false;
	for (; rest.at < rest.end; rest.at++)
		depth += strchr("[(", *rest.at) ? 1 : strchr("])", *rest.at) ? -1 : 0;
	return depth > 0;
}

/* "a0/0x1b0" or "0 [ext4]" of "+0x1a0/0x1b0 [ext4]" */
static bool is_rest_of_offset(struct span rest)
{
	const char *begin = rest.at;

	while (rest.at < rest.end && strchr("0123456789abcdefx/", *rest.at))
		rest.at++;
	if (rest.at == begin)
		return false;
	span_skip_blanks(&rest);
	return rest.at == rest.end || is_module(rest);
}

/* A terminal may break a frame in the middle of its name or its numbers. */
static bool is_split_frame(struct span first, struct span second, bool indented)
{
	char both[256];
	struct span name = first;
	size_t a, b = span_len(second);

	text_line_skip_address(&name);
	a = span_len(name);
	if (name.at == first.at || indented || a + b > sizeof(both) || memchr(name.at, ' ', a) ||
	    span_ends(name, "]"))
		return false;
	memcpy(both, name.at, a);
	memcpy(both + a, second.at, b);
	return text_line_frame((struct span){ both, both + a + b }) == both;
}

/* "[<ffffffff8116147e>]" without its frame */
static bool is_address(struct span line)
{
	text_line_skip_address(&line);
	return line.at == line.end;
}

/* What is between the parts of a frame, or NULL: the second line is no part of it. */
static const char *frame_goes_on(struct span first, enum line_kind second_kind, struct span second,
				 bool indented)
{
	bool whole = span_find(first, "/0x");

	if (is_open(first))
		return second_kind == LINE_OTHER ? "" : NULL;
	if (is_module(second) && !span_ends(first, "]"))
		return " ";
	if (whole &&
	    (second_kind != LINE_OTHER || span_ends(first, "]") || !is_rest_of_offset(second)))
		return NULL;
	return is_split_frame(first, second, indented) ? "" : NULL;
}

/* Broken in front of ", pid 1" or in its mask a line is as whole as one of another release. */
static bool is_rest_of_record(struct span rest)
{
	if (*rest.at == ',')
		return true;
	while (rest.at < rest.end && isxdigit((unsigned char)*rest.at))
		rest.at++;
	return span_starts(rest, "(");
}

bool text_may_wrap(enum line_kind kind)
{
	return kind == LINE_RECORD || kind == LINE_PFN || kind == LINE_TIMES ||
	       kind == LINE_FRAME || kind == LINE_NOTE || kind == LINE_OTHER;
}

/* What is between the parts of a line that is no frame, or NULL. */
static const char *line_goes_on(enum line_kind first_kind, struct span first, struct span rest)
{
	if (first_kind == LINE_NOTE)
		return span_ends(first, " memcg") || span_ends(first, " reason:") ? " " : NULL;
	if (!is_whole(first_kind, first))
		return between(first, rest);
	return first_kind == LINE_RECORD && is_rest_of_record(rest) ? "" : NULL;
}

const char *text_wrapped(enum line_kind first_kind, struct span first, enum line_kind second_kind,
			 struct span second)
{
	struct span rest = second;
	bool whole = second_kind == LINE_FRAME &&
		     (text_line_frame(second) || span_find(second, "0x"));

	span_skip_blanks(&rest);
	if (!span_len(first) || !span_len(rest))
		return NULL;
	if (is_address(first))
		return second_kind == LINE_FRAME ? " " : NULL;
	if (first_kind == LINE_FRAME)
		return frame_goes_on(first, second_kind, rest, rest.at > second.at);
	if (first_kind == LINE_OTHER)
		return !text_line_frame(second) && is_split_frame(first, rest, false) ? "" : NULL;
	if (second_kind != LINE_OTHER && (second_kind != LINE_FRAME || whole))
		return NULL;
	return line_goes_on(first_kind, first, rest);
}
