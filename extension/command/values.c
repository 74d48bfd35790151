// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Puts values of options into struct options.  Rows of option_rows[] name these functions.
 */
#include <stdlib.h>

#include "base/nearest.h"
#include "command/command.h"
#include "export/formats.h"

static void *member(struct parsing *parsing, const struct option_row *row)
{
	return (char *)parsing->ret + row->offset;
}

int set_flag(struct parsing *parsing, const struct option_row *row, const char *value)
{
	(void)value;
	*(bool *)member(parsing, row) = true;
	return 0;
}

static int parse_number(struct parsing *parsing, const struct option_row *row, const char *value,
			uint64_t *ret)
{
	char *end;

	errno = 0;
	*ret = strtoull(value, &end, 0);
	if (errno || end == value || *end || *value == '-')
		return fail(parsing->rd, -EINVAL, "--%s %s: not a number", row->name, value);
	return 0;
}

int set_number(struct parsing *parsing, const struct option_row *row, const char *value)
{
	return parse_number(parsing, row, value, member(parsing, row));
}

int set_word(struct parsing *parsing, const struct option_row *row, const char *value)
{
	*(const char **)member(parsing, row) = value;
	return 0;
}

int set_tree(struct parsing *parsing, const struct option_row *row, const char *value)
{
	(void)value;
	parsing->ret->tree = true;
	parsing->ret->reverse |= row->value;
	return 0;
}

int set_min_share(struct parsing *parsing, const struct option_row *row, const char *value)
{
	struct options *ret = parsing->ret;
	char *end;

	ret->min_share_given = true;
	ret->min_share = strtod(value, &end);
	if (end == value || *end || !(ret->min_share >= 0 && ret->min_share <= 100))
		return fail(parsing->rd, -EINVAL, "--%s %s: not a number from 0 to 100", row->name,
			    value);
	return 0;
}

int set_unit(struct parsing *parsing, const struct option_row *row, const char *value)
{
	(void)value;
	parsing->ret->unit = row->value;
	return 0;
}

/* ---- kinds of addresses ---- */

int set_address(struct parsing *parsing, const struct option_row *row, const char *value)
{
	(void)value;
	parsing->ret->address = row->value;
	return 0;
}

int add_pfn(struct parsing *parsing, const struct option_row *row, const char *value)
{
	struct options *ret = parsing->ret;

	ret->address = ADDRESS_PFN;
	return parse_number(parsing, row, value, &ret->arguments[ret->nr_arguments++]);
}

int set_address_pid(struct parsing *parsing, const struct option_row *row, const char *value)
{
	uint64_t pid;
	int err = parse_number(parsing, row, value, &pid);

	parsing->ret->address = ADDRESS_USER;
	parsing->ret->address_pid = pid;
	return err;
}

/* ---- keys ---- */

/* @limit: the keys before it can be given. */
static int no_such_key(struct parsing *parsing, const struct option_row *row, const char *word,
		       size_t len, int limit)
{
	struct strbuf names = { .arena = parsing->arena };
	struct nearest nearest = { .word = word, .len = len };
	int i;

	for (i = 0; i < limit; i++) {
		nearest_try(&nearest, key_rows[i].name);
		strbuf_printf(&names, "%s%s", i ? ", " : "", key_rows[i].name);
	}
	return fail(parsing->rd, -EINVAL, "--%s: no key is named \"%.*s\"%s%s%s the keys are %s",
		    row->name, (int)len, word, nearest.name ? "; did you mean " : "",
		    nearest.name ? nearest.name : "", nearest.name ? "?" : ";",
		    names.failed ? "" : names.data);
}

static int parse_key(struct parsing *parsing, const struct option_row *row, const char *word,
		     size_t len, int limit)
{
	int key = key_find(word, len);

	if (key < 0 || key >= limit)
		return no_such_key(parsing, row, word, len, limit);
	return key;
}

int cull_by_keys(struct parsing *parsing, const struct option_row *row, const char *value)
{
	struct options *ret = parsing->ret;

	ret->keys = 0;
	ret->cull_given = true;
	for (;;) {
		size_t len = strcspn(value, ",");
		int key = parse_key(parsing, row, value, len, NR_GROUP_KEYS);

		if (key < 0)
			return key;
		ret->keys |= KEY_BIT(key);
		if (!value[len])
			return 0;
		value += len + 1;
	}
}

int cull_by_stack(struct parsing *parsing, const struct option_row *row, const char *value)
{
	(void)row;
	(void)value;
	parsing->ret->keys = KEY_BIT(KEY_STACK);
	parsing->ret->cull_given = true;
	return 0;
}

int sort_by_keys(struct parsing *parsing, const struct option_row *row, const char *value)
{
	struct options *ret = parsing->ret;

	for (ret->nr_sort = 0; ret->nr_sort < MAX_SORT_KEYS; ret->nr_sort++) {
		bool sign = *value == '-' || *value == '+';
		size_t len = strcspn(value, ",");
		int key = parse_key(parsing, row, value + sign, len - sign, NR_KEYS);

		if (key < 0)
			return key;
		ret->sort[ret->nr_sort].key = key;
		ret->sort[ret->nr_sort].sign = *value == '-' ? -1 : 1;
		if (!value[len]) {
			ret->nr_sort++;
			return 0;
		}
		value += len + 1;
	}
	return fail(parsing->rd, -EINVAL, "--%s: more than %d keys", row->name, MAX_SORT_KEYS);
}

int sort_by_one(struct parsing *parsing, const struct option_row *row, const char *value)
{
	(void)value;
	parsing->ret->sort[0] = (struct sort_key){ .key = row->value, .sign = row->sign };
	parsing->ret->nr_sort = 1;
	return 0;
}

/* ---- selection and format ---- */

const struct format_row format_rows[] = {
	{ "text", FORMAT_TEXT, "what is printed without --format" },
	{ "sort", FORMAT_SORT, "as page_owner_sort prints it" },
	{ "proc", FORMAT_PROC, "the file /proc/allocinfo, as the kernel prints it" },
	{ "json", FORMAT_RECORDS, "one object; docs/*.schema.json describe it" },
	{ "jsonl", FORMAT_LINES, "an object in a line for each record" },
	{ "html", FORMAT_HTML,
	  "a page to look at, in one file that needs no network: the account, owners, suspects, "
	  "ages and the map of memory" },
	{ NULL, FORMAT_TEXT, NULL },
};

int add_criterion(struct parsing *parsing, const struct option_row *row, const char *value)
{
	struct options *ret = parsing->ret;
	int err;

	if (ret->nr_criteria == MAX_CRITERIA)
		return fail(parsing->rd, -EINVAL, "more than %d selections", MAX_CRITERIA);
	err = criterion_parse(parsing->rd, parsing->arena, row->value, row->name, value,
			      &ret->criteria[ret->nr_criteria]);
	ret->nr_criteria += !err;
	return err;
}

int add_caller_pattern(struct parsing *parsing, const struct option_row *row, const char *value)
{
	struct caller_rules *rules = &parsing->ret->rules;
	struct caller_patterns *patterns = member(parsing, row);
	struct strbuf text = { .arena = parsing->arena };
	int err;

	if (patterns->count == MAX_CALLER_PATTERNS)
		return fail(parsing->rd, -EINVAL, "--%s: more than %d of them", row->name,
			    MAX_CALLER_PATTERNS);
	err = pattern_parse(parsing->rd, parsing->arena, row->name, value,
			    &patterns->list[patterns->count]);
	if (err)
		return err;
	patterns->count++;
	strbuf_printf(&text, "%s--%s\n%s\n", rules->text ? rules->text : "", row->name, value);
	rules->text = text.data;
	return text.failed ? fail(parsing->rd, -ENOMEM, "command line") : 0;
}

int set_colours(struct parsing *parsing, const struct option_row *row, const char *value)
{
	static const char *const known[] = { "auto", "always", "never" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(value, known[i]))
			parsing->ret->colours = known[i];
	return parsing->ret->colours
		       ? 0
		       : fail(parsing->rd, -EINVAL, "--%s %s: not one of auto, always, never",
			      row->name, value);
}

int set_open(struct parsing *parsing, const struct option_row *row, const char *value)
{
	parsing->ret->format = FORMAT_HTML;
	return set_flag(parsing, row, value);
}

static int no_such_format(struct parsing *parsing, const char *value)
{
	struct strbuf names = { .arena = parsing->arena };
	const struct export_format *known;
	const struct format_row *row;

	for (row = format_rows; row->name; row++)
		if (row->format != FORMAT_RECORDS)
			strbuf_printf(&names, "%s%s", row == format_rows ? "" : ", ", row->name);
	for (known = export_formats; known->name; known++)
		strbuf_printf(&names, ", %s", known->name);
	return fail(parsing->rd, -EINVAL, "--format %s: not one of %s", value,
		    names.failed ? "" : names.data);
}

int set_format(struct parsing *parsing, const struct option_row *row, const char *value)
{
	struct options *ret = parsing->ret;
	const struct export_format *known;
	const struct format_row *format;

	(void)row;
	for (format = format_rows; format->name; format++) {
		/* That of other commands is one of the table below. */
		if (strcmp(value, format->name) ||
		    (format->format == FORMAT_RECORDS &&
		     !(ret->command->formats & FORMAT_BIT(FORMAT_RECORDS))))
			continue;
		ret->format = format->format;
		return 0;
	}
	for (known = export_formats; known->name; known++) {
		if (strcmp(value, known->name))
			continue;
		ret->format = FORMAT_EXPORT;
		ret->export = known;
		return 0;
	}
	return no_such_format(parsing, value);
}

int set_json(struct parsing *parsing, const struct option_row *row, const char *value)
{
	(void)value;
	return set_format(parsing, row, row->name);
}
