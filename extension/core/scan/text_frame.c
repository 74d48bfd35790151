// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A frame of a text, as %pS prints it: without the address that kernels up to v4.10 have in
 * front, and without what decode_stacktrace.sh of the kernel and others add
 * behind.
 */
#include <ctype.h>

#include "core.h"
#include "scan/text_lines.h"
#include "scan/text_record.h"

struct parts {
	struct span name, offset, module;
	bool source; /* there is a file and a line */
	bool odd;    /* and something that is none of these */
};

static bool is_line_number(struct span word)
{
	const char *at = word.end;

	while (at > word.at && isdigit((unsigned char)at[-1]))
		at--;
	return at < word.end && at > word.at + 1 && at[-1] == ':';
}

/* "(file.c:12 (discriminator 2))" is one, and so is "[module build-id]". */
static struct span take_word(struct span *rest)
{
	struct span word;
	int depth = 0;

	span_skip_blanks(rest);
	for (word.at = rest->at; rest->at < rest->end; rest->at++) {
		if (*rest->at == '(' || *rest->at == '[')
			depth++;
		if (*rest->at == ')' || *rest->at == ']')
			depth--;
		if (depth <= 0 && (*rest->at == ' ' || *rest->at == '\t'))
			break;
	}
	word.end = rest->at;
	return word;
}

/* Of "[module]"; with CONFIG_STACKTRACE_BUILD_ID a build-id follows (kernel/kallsyms.c). */
static struct span module_name(struct span word)
{
	struct span name = { word.at + 1, word.end - 1 };
	const char *blank = memchr(name.at, ' ', span_len(name));

	if (blank)
		name.end = blank;
	return name;
}

static void take_behind(struct span rest, struct parts *ret)
{
	struct span word = take_word(&rest);

	for (; span_len(word); word = take_word(&rest)) {
		if (span_starts(word, "(") || is_line_number(word) ||
		    (span_len(word) == 8 && span_starts(word, "[inline]")))
			ret->source = true;
		else if (span_starts(word, "[") && span_ends(word, "]") && span_len(word) > 2)
			ret->module = module_name(word);
		else if (ret->source && !ret->module.at)
			ret->module = word;
		else
			ret->odd = true;
	}
}

/* Where "+0x1a/0x20" is, from the end, because a name may have anything. */
static bool find_offset(struct span line, struct span *ret)
{
	const char *at;

	for (at = line.end; at > line.at; at--) {
		struct span rest = { at, line.end };

		if (!span_starts(rest, "+0x"))
			continue;
		rest.at += 3;
		while (rest.at < rest.end &&
		       (isxdigit((unsigned char)*rest.at) || *rest.at == '/' || *rest.at == 'x'))
			rest.at++;
		*ret = (struct span){ at, rest.at };
		return true;
	}
	return false;
}

static struct parts take_apart(struct span line)
{
	struct parts ret = { .source = false };
	struct span behind = line;

	if (find_offset(line, &ret.offset)) {
		ret.name = (struct span){ line.at, ret.offset.at };
		behind.at = ret.offset.end;
	} else {
		ret.name = take_word(&behind);
	}
	take_behind(behind, &ret);
	return ret;
}

/* LLVM makes names of static functions unique by a hash that no other build has. */
static struct span without_hash(struct span name)
{
	struct span rest = name;

	if (span_skip_to(&rest, ".llvm.") && rest.at < rest.end) {
		const char *begin = rest.at - strlen(".llvm.");

		while (rest.at < rest.end && isdigit((unsigned char)*rest.at))
			rest.at++;
		if (rest.at == rest.end)
			name.end = begin;
	}
	return name;
}

size_t text_take_frame(struct span line, char *ret, size_t size)
{
	struct parts parts;
	int len;

	text_line_skip_address(&line);
	parts = take_apart(line);
	if (parts.odd || !span_len(parts.name)) {
		len = snprintf(ret, size, " %.*s\n", (int)span_len(line), line.at);
	} else {
		parts.name = without_hash(parts.name);
		len = snprintf(ret, size, " %.*s%.*s%s%.*s%s\n", (int)span_len(parts.name),
			       parts.name.at, (int)span_len(parts.offset),
			       parts.offset.at ? parts.offset.at : "", parts.module.at ? " [" : "",
			       (int)span_len(parts.module), parts.module.at ? parts.module.at : "",
			       parts.module.at ? "]" : "");
	}
	return (size_t)len < size ? (size_t)len : 0;
}
