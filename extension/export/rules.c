// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the known issues: rules.json is part of the program, a byte for a byte.
 */
#include <jansson.h>

#include "export/rules.h"
#include "report/known.h"

/* The assembler finds the file from the folder that make runs in. */
__asm__(".section .rodata\n"
	".hidden rules_asset\n"
	".global rules_asset\n"
	"rules_asset:\n"
	".incbin \"extension/export/rules.json\"\n"
	".byte 0\n"
	".previous\n");

extern const char rules_asset[];

static const char *copy(struct pageowner *po, const json_t *rule, const char *name)
{
	const char *value = json_string_value(json_object_get(rule, name));

	return value ? arena_strdup(&po->known, value) : NULL;
}

static bool read_rule(struct pageowner *po, const json_t *rule, struct known_issue *ret)
{
	const json_t *match = json_object_get(rule, "match"), *frame;
	const json_t *order = json_object_get(match, "order");
	size_t i;

	*ret = (struct known_issue){
		.id = copy(po, rule, "id"),
		.title = copy(po, rule, "title"),
		.link = copy(po, rule, "link"),
		.since = copy(po, rule, "since"),
		.fixed_in = copy(po, rule, "fixed_in"),
		.module = copy(po, match, "module"),
		.order = json_is_integer(order) ? (int)json_integer_value(order) : -1,
		.thousandths = json_integer_value(json_object_get(match, "thousandths")),
		.version = (int)json_integer_value(json_object_get(rule, "version")),
	};
	json_array_foreach(json_object_get(match, "frames"), i, frame)
	{
		if (i == KNOWN_FRAMES || !json_is_string(frame))
			return false;
		ret->frames[i] = arena_strdup(&po->known, json_string_value(frame));
	}
	return ret->id && ret->title && ret->link && ret->version &&
	       (ret->module || ret->frames[0]);
}

int rules_load(struct pageowner *po)
{
	json_t *rules = po->known_issues ? NULL : json_loads(rules_asset, 0, NULL), *rule;
	size_t i, count = json_array_size(rules);
	struct known_issue *issues;
	bool good = count;

	if (po->known_issues)
		return 0;
	issues = arena_alloc(&po->known, (count + 1) * sizeof(*issues));
	json_array_foreach(rules, i, rule) good = good && issues && read_rule(po, rule, &issues[i]);
	json_decref(rules);
	if (!good)
		return fail(&po->reader, -EINVAL, "the known issues of this program are damaged");
	po->known_issues = issues;
	po->nr_known_issues = count;
	return 0;
}
