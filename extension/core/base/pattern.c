// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Regular expressions and names with wildcards, as the user writes them.
 */
#include <fnmatch.h>
#include <regex.h>
#include <stdlib.h>

#include "base.h"

#define MAX_PATTERN 500	 /* letters of a regular expression, with all copies of them */
#define MAX_NESTING 9	 /* one more than the depth of its groups */
#define MAX_MATCHED 1024 /* of a line: what is longer the kernel did not print */

struct pattern {
	regex_t regex;
};

/* Moves after a bracket expression; in "[]a-z]" the first "]" does not end it. */
static const char *skip_bracket(const char *c)
{
	c += c[1] == '^' ? 2 : 1;
	c += *c == ']';
	c += strcspn(c, "]");
	return c;
}

/* The maximum of a repetition such as "{2,5}"; @c is at the brace. */
static uint64_t most_times(const char *c)
{
	char *end;
	uint64_t most = strtoul(c + 1, &end, 10) + 1;

	if (*end == ',' && end[1] >= '0' && end[1] <= '9')
		most = strtoul(end + 1, NULL, 10);
	return most && most <= MAX_PATTERN ? most : MAX_PATTERN + 1;
}

/* The number of letters of a pattern with all its copies, and of its last piece. */
struct level {
	uint64_t all, last;
};

/* Counts a repeated piece; @c is at the repetition, and its end is returned. */
static const char *repeat(struct level *level, const char *c)
{
	uint64_t times = *c == '+' ? 2 : *c == '{' ? most_times(c) : 1;

	level->all += (times - 1) * level->last + 1;
	level->last = times * level->last + 1;
	return *c == '{' ? c + strcspn(c, "}") : c;
}

/* Counts a letter, with its backslash, or a bracket expression; returns its end. */
static const char *single(struct level *level, const char *c)
{
	level->last = 1;
	level->all++;
	if (*c == '\\' && c[1])
		return c + 1;
	return *c == '[' ? skip_bracket(c) : c;
}

/*
 * regcomp() of glibc copies a piece as often as it may be repeated, and with it the copies of
 * the pieces inside, and it takes practically forever on "a****...".  POSIX does not define a
 * repetition of a repetition, so it is refused.
 */
static bool repeats_too_much(const char *c)
{
	struct level levels[MAX_NESTING] = { { 0, 0 } }, *level = levels;
	bool repeated = false;

	for (; *c; c++) {
		bool repeats = strchr("*?+{", *c);

		if (repeats && repeated)
			return true;
		repeated = repeats;
		if (repeats) {
			c = repeat(level, c);
		} else if (*c == '(') {
			if (++level == levels + MAX_NESTING)
				return true;
			level->all = level->last = 0;
		} else if (*c == ')' && level > levels) {
			level--;
			level->last = level[1].all + 1;
			level->all += level->last;
		} else {
			c = single(level, c);
		}
		if (level->all > MAX_PATTERN || level->last > MAX_PATTERN)
			return true;
		if (!*c)
			break;
	}
	return false;
}

int pattern_parse(struct reader *rd, struct arena *arena, const char *name, const char *text,
		  const struct pattern **ret)
{
	struct pattern *pattern = arena_alloc(arena, sizeof(*pattern));
	char why[128];
	int err;

	if (!pattern)
		return fail(rd, -ENOMEM, "command line");
	if (repeats_too_much(text))
		return fail(rd, -EINVAL, "--%s %s: too many repetitions", name, text);
	err = regcomp(&pattern->regex, text, REG_EXTENDED | REG_NOSUB);
	if (err) {
		regerror(err, &pattern->regex, why, sizeof(why));
		return fail(rd, -EINVAL, "--%s %s: %s", name, text, why);
	}
	*ret = pattern;
	return 0;
}

void pattern_free(const struct pattern *pattern)
{
	if (pattern)
		regfree((regex_t *)&pattern->regex);
}

bool pattern_matches(const struct pattern *pattern, const char *line)
{
	char cut[MAX_MATCHED];

	snprintf(cut, sizeof(cut), "%s", line);
	return !regexec(&pattern->regex, cut, 0, NULL, 0);
}

bool name_fits_any_case(const char *name, const char *word)
{
	return !strcasecmp(name, word) ||
	       (strpbrk(word, "*?[") && !fnmatch(word, name, FNM_NOESCAPE | FNM_CASEFOLD));
}

/* A backslash is one: systemd puts them into the names of cgroups. */
bool name_fits(const char *name, const char *word)
{
	return !strcmp(name, word) || (strpbrk(word, "*?[") && !fnmatch(word, name, FNM_NOESCAPE));
}
