// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a line of a text is.  The words are those of print_page_owner() and stack_print() of
 * mm/page_owner.c in all releases, and of tools/mm/page_owner_sort.c.
 */
#include <ctype.h>

#include "scan/text_lines.h"

static const struct {
	const char *words;
	enum line_kind kind;
} begins[] = {
	{ "Page allocated via", LINE_RECORD },
	/* __dump_page_owner() into the log, v5.4 and before */
	{ "page last allocated via", LINE_RECORD },
	{ "page allocated via", LINE_RECORD },
	{ "page_owner tracks the page as ", LINE_TRACKED },
	{ "page last free", LINE_NOTE },
	{ "Page has been migrated", LINE_NOTE },
	{ "Page has been freed", LINE_NOTE },
	{ "Slab cache page", LINE_NOTE },
	{ "Charged ", LINE_NOTE },
	{ "handle: ", LINE_HANDLE },
	{ "nr_base_pages: ", LINE_COUNT },
};

/*
 * Of Android: lp page_owner (OpenLinuxAnalysisKit) has "PFN:0x40000 PAGE:0x... ORDER:0", and
 * page_tracking.txt (linux-ramdump-parser-v2, pagetracking.py) "PFN : 0x40000-0x40000 Page : ...".
 */
static bool is_vendor_record(struct span line)
{
	return (span_starts(line, "PFN:0x") && span_find(line, " ORDER:")) ||
	       (span_starts(line, "PFN : 0x") && span_find(line, " Order : "));
}

/* print_page_owner() of https://github.com/k-hagio/crash-pageowner */
static bool is_listed_page(struct span line)
{
	return span_starts(line, "PFN ") && span_find(line, "(0x") && span_find(line, ") paddr ");
}

/* What is in brackets is the state that the page is in. */
static bool is_state(struct span line)
{
	static const char *const states[] = { "[alloc]", "alloc", "[free]", "free" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(states); i++)
		if (span_len(line) == strlen(states[i]) && span_starts(line, states[i]))
			return true;
	return false;
}

bool text_line_has_order(struct span record)
{
	if (is_vendor_record(record))
		return true;
	return span_skip_to(&record, " via order ") && record.at < record.end &&
	       isdigit((unsigned char)*record.at);
}

/* "PFN 4128 type Unmovable Block 8", "PFN 520 Block 1 type 2", and what is left of such a line. */
static bool is_pfn(struct span line)
{
	return span_starts(line, "PFN") && (span_len(line) == 3 || line.at[3] == ' ');
}

/* __dump_page() of mm/debug.c, "page: refcount:1 ... pfn:0x41280", and with its address before. */
static bool is_dumped_page(struct span line)
{
	return span_starts(line, "page:") && span_find(line, " pfn:0x") &&
	       (span_find(line, "refcount:") || span_find(line, "count:"));
}

/* "5 times:", "5 times, 10 pages" and more: the number of a tool that counts. */
static bool is_times(struct span line)
{
	const char *at = line.at;

	while (line.at < line.end && isdigit((unsigned char)*line.at))
		line.at++;
	return line.at > at && (span_starts(line, " times:") || span_starts(line, " times,"));
}

/* ---- frames ---- */

static bool is_symbol(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_.$<>:@*&+-~,;{}|", c)) || c & 0x80;
}

static struct span hex_digits(struct span text)
{
	struct span ret = { text.at, text.at };

	while (ret.end < text.end && isxdigit((unsigned char)*ret.end))
		ret.end++;
	return ret;
}

void text_line_skip_address(struct span *line)
{
	struct span rest = *line, digits;

	span_skip_blanks(&rest);
	if (span_starts(rest, "[<")) {
		rest.at += 2;
		digits = hex_digits(rest);
		rest.at = digits.end;
		if (span_len(digits) && span_starts(rest, ">]")) {
			rest.at += 2;
			span_skip_blanks(&rest);
			*line = rest;
		}
	}
	span_skip_blanks(line);
	if (span_starts(*line, "? "))
		line->at += 2;
}

/* "+0x1a/0x20" */
static bool has_offset(struct span *line)
{
	while (span_skip_to(line, "+0x")) {
		struct span rest = *line;

		rest.at = hex_digits(rest).end;
		if (rest.at == line->at || !span_starts(rest, "/0x"))
			continue;
		rest.at += 3;
		line->at = hex_digits(rest).end;
		return line->at > rest.at;
	}
	return false;
}

bool text_line_is_whole(struct span frame)
{
	struct span rest = frame;

	if (!has_offset(&rest))
		return false;
	return rest.at == rest.end || span_ends(rest, "]");
}

/* The end of a name of a source file: "page_alloc.c". */
static bool is_source_name(struct span name)
{
	static const char *const ends[] = { ".c", ".h", ".S", ".s", ".rs", ".cpp", ".cc" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ends); i++)
		if (span_ends(name, ends[i]))
			return true;
	return false;
}

/* "name (file.c:12) module", "name file.c:12 [inline]", as decode_stacktrace.sh has them. */
static bool has_source(struct span line)
{
	struct span rest = line;
	const char *colon;

	while ((colon = memchr(rest.at, ':', span_len(rest)))) {
		rest.at = colon + 1;
		if (rest.at < line.end && isdigit((unsigned char)*rest.at) &&
		    is_source_name((struct span){ line.at, colon }))
			return true;
	}
	return span_find(line, "(?:?)") != NULL || span_find(line, "(??:?)") != NULL;
}

/* What may be a name at the begin; "--", which grep has between records, is none. */
static struct span symbol_name(struct span line)
{
	struct span name = { line.at, line.at };
	bool words = false;

	for (; name.end < line.end && is_symbol(*name.end); name.end++)
		words |= isalnum((unsigned char)*name.end) || *name.end == '_';
	return words ? name : (struct span){ line.at, line.at };
}

static bool is_frame(struct span line)
{
	bool indented = line.at < line.end && (*line.at == ' ' || *line.at == '\t');
	struct span name, rest;

	text_line_skip_address(&line);
	name = symbol_name(line);
	if (!span_len(name))
		return false;
	rest = (struct span){ name.at, line.end };
	if (span_find(name, "+0x") && has_offset(&rest))
		return true;
	if (span_starts(name, "0x") && name.end == line.end)
		return hex_digits((struct span){ name.at + 2, name.end }).end == name.end;
	rest = (struct span){ name.end, line.end };
	span_skip_blanks(&rest);
	if (span_ends(line, "[inline]") || (rest.at < rest.end && has_source(rest)))
		return true;
	/* Without an offset only what stands where the kernel prints frames is one. */
	return indented && (rest.at == rest.end || (*rest.at == '[' && span_ends(rest, "]")));
}

enum line_kind text_line_kind(struct span line)
{
	size_t i;

	if (line.at == line.end)
		return LINE_BLANK;
	for (i = 0; i < ARRAY_SIZE(begins); i++)
		if (span_starts(line, begins[i].words))
			return begins[i].kind;
	if (is_vendor_record(line))
		return LINE_RECORD;
	if (is_listed_page(line))
		return LINE_LISTED;
	if (is_state(line))
		return LINE_STATE;
	if (is_pfn(line))
		return LINE_PFN;
	if (is_dumped_page(line))
		return LINE_DUMPED;
	if (is_times(line))
		return LINE_TIMES;
	return is_frame(line) ? LINE_FRAME : LINE_OTHER;
}

/* ---- with something in front ---- */

/* " times" with its number, not in the middle of a word. */
static const char *find_times(struct span line)
{
	struct span rest = line;
	const char *digits;

	while (span_skip_to(&rest, " times")) {
		digits = rest.at - strlen(" times");
		if (rest.at == rest.end || (*rest.at != ':' && *rest.at != ',') ||
		    span_starts(rest, ", total memory"))
			continue;
		while (digits > line.at && isdigit((unsigned char)digits[-1]))
			digits--;
		if (isdigit((unsigned char)*digits) &&
		    (digits == line.at || !isalnum((unsigned char)digits[-1])))
			return digits;
	}
	return NULL;
}

/* Also where the line was broken behind it, or behind its number. */
static const char *find_pfn(struct span line)
{
	struct span rest = line, number;

	if (span_ends(line, " PFN"))
		return line.end - strlen("PFN");
	if (!span_skip_to(&rest, "PFN "))
		return NULL;
	number = rest;
	span_number(&number, 0);
	if (number.at == rest.at || !(span_starts(number, " type") ||
				      span_starts(number, " Block") || number.at == number.end))
		return NULL;
	return rest.at - strlen("PFN ");
}

const char *text_line_anchor(struct span line)
{
	const char *found;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(begins); i++) {
		found = span_find(line, begins[i].words);
		if (found && (begins[i].kind != LINE_NOTE || found == line.at))
			return found;
	}
	found = find_pfn(line);
	return found ? found : find_times(line);
}

const char *text_line_frame(struct span line)
{
	struct span rest = line;
	const char *at;

	if (!has_offset(&rest))
		return NULL;
	at = span_find(line, "+0x");
	while (at > line.at && is_symbol(at[-1]))
		at--;
	/* The address in front of it belongs to it, and so does one blank. */
	if (at - line.at >= 2 && !memcmp(at - 2, "] ", 2)) {
		const char *open = at - 2;

		while (open > line.at &&
		       (isxdigit((unsigned char)open[-1]) || strchr("<>", open[-1])))
			open--;
		if (open > line.at && open[-1] == '[' && *open == '<')
			at = open - 1;
	}
	return at > line.at && at[-1] == ' ' ? at - 1 : at;
}
