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
	       !memchr(line.at, ' ', span_len(line));
}

/* A terminal may break a frame in the middle of its name or its numbers. */
static bool is_split_frame(struct span first, struct span second)
{
	char both[256];
	size_t a = span_len(first), b = span_len(second);

	if (*first.at != ' ' || a + b > sizeof(both) || memchr(first.at + 1, ' ', a - 1))
		return false;
	memcpy(both, first.at, a);
	memcpy(both + a, second.at, b);
	return text_line_frame((struct span){ both, both + a + b }) == both;
}

bool text_may_wrap(enum line_kind kind)
{
	return kind == LINE_RECORD || kind == LINE_PFN || kind == LINE_TIMES ||
	       kind == LINE_FRAME || kind == LINE_OTHER;
}

const char *text_wrapped(enum line_kind first_kind, struct span first, enum line_kind second_kind,
			 struct span second)
{
	struct span rest = second;

	span_skip_blanks(&rest);
	if (!span_len(first) || !span_len(rest))
		return NULL;
	if (first_kind == LINE_FRAME)
		return is_module(rest) && !span_ends(first, "]") ? " " : NULL;
	if (second_kind != LINE_OTHER &&
	    (second_kind != LINE_FRAME || text_line_frame(second) || span_find(second, "0x")))
		return NULL;
	if (first_kind == LINE_OTHER)
		return is_split_frame(first, rest) ? "" : NULL;
	return is_whole(first_kind, first) ? NULL : between(first, rest);
}
