/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A piece of a text, which is not terminated.
 */
#ifndef PAGEOWNER_SPAN_H
#define PAGEOWNER_SPAN_H

#include "base/base.h"

struct span {
	const char *at, *end;
};

static inline size_t span_len(struct span span)
{
	return span.end - span.at;
}

static inline bool span_starts(struct span span, const char *word)
{
	size_t len = strlen(word);

	return span_len(span) >= len && !memcmp(span.at, word, len);
}

static inline bool span_ends(struct span span, const char *word)
{
	size_t len = strlen(word);

	return span_len(span) >= len && !memcmp(span.end - len, word, len);
}

/* Where @word is in it, or NULL. */
static inline const char *span_find(struct span span, const char *word)
{
	size_t len = strlen(word);
	const char *at = span.at;

	/* Lines are short: for them memmem() takes longer to prepare than to search. */
	while ((size_t)(span.end - at) >= len) {
		at = memchr(at, *word, span.end - at - len + 1);
		if (!at || !memcmp(at, word, len))
			return at;
		at++;
	}
	return NULL;
}

/* Moves to the end of @word if the span has it. */
static inline bool span_skip_to(struct span *span, const char *word)
{
	const char *found = span_find(*span, word);

	if (!found)
		return false;
	span->at = found + strlen(word);
	return true;
}

static inline void span_skip_blanks(struct span *span)
{
	while (span->at < span->end && (*span->at == ' ' || *span->at == '\t'))
		span->at++;
}

/*
 * A number at the begin of the span, which ends at its last byte or before; UINT64_MAX where
 * it is larger.  @base 0: hexadecimal with 0x in front, else decimal.
 */
static inline uint64_t span_number(struct span *span, int base)
{
	uint64_t value = 0;

	if (base == 0) {
		base = span_starts(*span, "0x") ? 16 : 10;
		span->at += base == 16 ? 2 : 0;
	}
	for (; span->at < span->end; span->at++) {
		char c = *span->at;
		int digit = c >= '0' && c <= '9'		 ? c - '0'
			    : base == 16 && c >= 'a' && c <= 'f' ? c - 'a' + 10
								 : -1;

		if (digit < 0)
			break;
		if (__builtin_mul_overflow(value, base, &value) ||
		    __builtin_add_overflow(value, digit, &value))
			value = UINT64_MAX;
	}
	return value;
}

/* The number behind @word, or 0. */
static inline uint64_t span_number_behind(struct span span, const char *word, int base)
{
	return span_skip_to(&span, word) ? span_number(&span, base) : 0;
}

#endif
