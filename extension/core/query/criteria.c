// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Options of selection.  Parsing makes a criterion from the text; nothing changes it later.
 * With what only the kernel knows, it becomes a condition, which lives as long as a run.  A
 * new one is a row of the table, and a case where selections are matched (select.c).
 */
#include <stdlib.h>

#include "base/nearest.h"
#include "core.h"

#define MAX_ZONES 16

enum value { WORDS, NUMBERS, MASK, DURATION, REGEX };

/* How the value is read, and what the criterion needs for a match. */
static const struct {
	enum value value;
	bool page;	   /* struct page */
	unsigned int late; /* KEY_BIT() of the key that is known only after the scan */
} rows[NR_CRITERIA] = {
	[BY_PID] = { NUMBERS, false, 0 },
	[BY_TGID] = { NUMBERS, false, 0 },
	[BY_COMM] = { WORDS, false, 0 },
	[BY_MODULE] = { WORDS, false, KEY_BIT(KEY_STACK) },
	[BY_ORDER] = { NUMBERS, false, 0 },
	[BY_GFP] = { MASK, false, 0 },
	[BY_MIGRATETYPE] = { WORDS, false, 0 },
	[BY_FLAGS] = { MASK, true, 0 },
	[BY_NODE] = { NUMBERS, true, 0 },
	[BY_ZONE] = { WORDS, true, 0 },
	[BY_CGROUP] = { WORDS, true, KEY_BIT(KEY_CGROUP) },
	[BY_OLDER] = { DURATION, false, 0 },
	[BY_NEWER] = { DURATION, false, 0 },
	[BY_PFN] = { NUMBERS, false, 0 },
	[BY_FRAME] = { REGEX, false, KEY_BIT(KEY_STACK) },
	[BY_HANDLE] = { NUMBERS, false, 0 },
	[BY_CONTEXT] = { WORDS, false, 0 },
	[BY_BLOCK] = { WORDS, true, 0 },
};

/* ---- parsing ---- */

static int split_words(struct reader *rd, struct arena *arena, const char *separators,
		       struct criterion *criterion)
{
	char *copy = arena_strdup(arena, criterion->text), *save = NULL, *word;
	const char **words = arena_alloc(arena, (strlen(criterion->text) + 1) * sizeof(*words));

	if (!copy || !words)
		return fail(rd, -ENOMEM, "command line");
	for (word = strtok_r(copy, separators, &save); word;
	     word = strtok_r(NULL, separators, &save))
		words[criterion->count++] = word;
	criterion->words = words;
	if (!criterion->count)
		return fail(rd, -EINVAL, "--%s needs a value", criterion->name);
	return 0;
}

/* strtoull() by itself would accept signs and blanks. */
static int parse_end(const char **at, uint64_t *ret)
{
	char *end;

	if (**at < '0' || **at > '9')
		return -EINVAL;
	errno = 0;
	*ret = strtoull(*at, &end, 0);
	*at = end;
	return -errno;
}

/* "7", "0x10" or "3-9"; a range includes both ends. */
static int parse_range(struct reader *rd, const struct criterion *criterion, const char *word,
		       struct range *ret)
{
	const char *end = word;
	int err = parse_end(&end, &ret->first);

	ret->last = ret->first;
	if (!err && *end == '-') {
		end++;
		err = parse_end(&end, &ret->last);
	}
	if (err || *end || ret->last < ret->first)
		return fail(rd, -EINVAL, "--%s: \"%s\" is not a number or a range like 3-9",
			    criterion->name, word);
	return 0;
}

static int parse_ranges(struct reader *rd, struct arena *arena, struct criterion *criterion)
{
	struct range *ranges = arena_alloc(arena, criterion->count * sizeof(*ranges));
	size_t i;
	int err = 0;

	if (!ranges)
		return fail(rd, -ENOMEM, "command line");
	for (i = 0; !err && i < criterion->count; i++)
		err = parse_range(rd, criterion, criterion->words[i], &ranges[i]);
	criterion->ranges = ranges;
	return err;
}

/* "90" and "90s", "10m", "3h", "2d", or several: "1h30m". */
static int parse_duration(struct reader *rd, struct criterion *criterion)
{
	static const char units[] = "smhd";
	static const uint64_t seconds[] = { 1, 60, 3600, 86400 };
	const char *text = criterion->text;

	do {
		char *end;
		double value = strtod(text, &end);
		const char *unit = *end ? strchr(units, *end) : units;

		if (end != text && unit)
			value *= seconds[unit - units];
		if (end == text || !unit || !(value >= 0 && value < 1e9))
			return fail(rd, -EINVAL, "--%s: \"%s\" is not a time like 90s, 10m, 3h, 2d",
				    criterion->name, criterion->text);
		criterion->duration += (uint64_t)(value * 1e9);
		text = end + (*end != '\0');
	} while (*text);
	return 0;
}

int criterion_parse(struct reader *rd, struct arena *arena, enum criterion_kind kind,
		    const char *name, const char *text, struct criterion *ret)
{
	enum value value = rows[kind].value;
	int err;

	memset(ret, 0, sizeof(*ret));
	ret->kind = kind;
	ret->name = name;
	ret->negate = *text == '!';
	ret->text = arena_strdup(arena, text + ret->negate);
	if (!ret->text)
		return fail(rd, -ENOMEM, "command line");
	if (value == REGEX)
		return pattern_parse(rd, arena, name, ret->text, &ret->regex);
	err = split_words(rd, arena, value == MASK ? ",|" : ",", ret);
	if (!err && value == DURATION)
		err = parse_duration(rd, ret);
	if (!err && value == NUMBERS)
		err = parse_ranges(rd, arena, ret);
	return err;
}

void criteria_free(const struct criterion *criteria, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		pattern_free(criteria[i].regex);
}

/* ---- criterion -> condition, with what only the kernel knows ---- */

struct settling {
	struct pageowner *po;
	struct arena *arena;
	uint64_t now; /* ns since boot; set when an age first needs it */
};

static uint64_t mask_of(struct pageowner *po, bool gfp, const char *word)
{
	if (gfp && !po->target.read)
		return gfp_text_bits(po, word);
	return gfp ? page_gfp_mask(po, word, strlen(word))
		   : page_flags_mask(po, word, strlen(word));
}

/* The name number @i of what @kind selects by, or NULL behind the last one. */
static const char *known_name(struct pageowner *po, enum criterion_kind kind, size_t i)
{
	const char *name;

	if (kind == BY_GFP || kind == BY_FLAGS)
		return page_flag_name(po, kind == BY_GFP, i);
	if (kind == BY_ZONE)
		return i < machine_zone_names(po) ? machine_zone_name(po, i) : NULL;
	name = page_migratetype_name(po, i);
	return strcmp(name, "?") != 0 ? name : NULL;
}

/* Names those that there are, and the nearest one. */
static int no_such_name(struct settling *settling, const struct criterion *criterion,
			const char *word)
{
	struct strbuf names = { .arena = settling->arena };
	struct nearest nearest = { .word = word, .len = strlen(word) };
	const char *name;
	size_t i;

	for (i = 0; (name = known_name(settling->po, criterion->kind, i)); i++) {
		if (!*name)
			continue;
		nearest_try(&nearest, name);
		strbuf_printf(&names, "%s%s", names.len ? ", " : "", name);
	}
	return fail(&settling->po->reader, -EINVAL,
		    "--%s: this kernel has no \"%s\"%s%s%s it has %s", criterion->name, word,
		    nearest.name ? "; did you mean " : "", nearest.name ? nearest.name : "",
		    nearest.name ? "?" : ";", names.len && !names.failed ? names.data : "none");
}

/* A flag that a text does not explain stays a word, which is looked for in the records. */
static int settle_mask(struct settling *settling, const struct criterion *criterion,
		       struct condition *ret)
{
	struct pageowner *po = settling->po;
	const char **words = arena_alloc(settling->arena, criterion->count * sizeof(*words));
	size_t i;

	if (!words)
		return fail(&po->reader, -ENOMEM, "selection");
	ret->words = words;
	for (i = 0; i < criterion->count; i++) {
		const char *word = criterion->words[i];
		char *end;
		uint64_t bits = strtoull(word, &end, 16);

		if (strncmp(word, "0x", 2) || *end)
			bits = mask_of(po, criterion->kind == BY_GFP, word);
		if (!bits && po->target.read)
			return no_such_name(settling, criterion, word);
		if (!bits)
			words[ret->nr_words++] = word;
		ret->mask |= bits;
	}
	return 0;
}

/* A text names its types only as they come: those of include/linux/mmzone.h may. */
static uint64_t migratetypes_that_fit(struct pageowner *po, const char *word)
{
	static const char *const known[] = { "Unmovable",  "Movable", "Reclaimable",
					     "HighAtomic", "CMA",     "Isolate" };
	uint64_t mask = 0;
	size_t i;

	for (i = 0; !po->target.read && i < ARRAY_SIZE(known); i++)
		if (name_fits_any_case(known[i], word))
			page_migratetype(po, known[i], strlen(known[i]));
	for (i = 0; i < page_nr_migratetypes(po); i++)
		if (name_fits_any_case(page_migratetype_name(po, i), word))
			mask |= 1ull << i;
	return mask;
}

static int settle_migratetypes(struct settling *settling, const struct criterion *criterion,
			       struct condition *ret)
{
	size_t i;

	for (i = 0; i < criterion->count; i++) {
		const char *word = criterion->words[i];
		uint64_t mask = migratetypes_that_fit(settling->po, word);
		int type = -1;

		if (!mask && !strpbrk(word, "*?["))
			type = page_migratetype(settling->po, word, strlen(word));
		if (!mask && type < 0)
			return no_such_name(settling, criterion, word);
		ret->mask |= type < 0 ? mask : 1ull << type;
	}
	return 0;
}

/* Adds the zones that @word names to @ranges; returns how many. */
static size_t zones_that_fit(struct pageowner *po, const char *word, struct range *ranges)
{
	bool several = strpbrk(word, "*?[");
	size_t count = 0;
	char *end;
	uint64_t zone = strtoull(word, &end, 10), zones = several ? machine_zone_names(po) : 0;
	const char *name;

	if (!*end) {
		ranges->first = ranges->last = zone;
		return zone < MAX_ZONES;
	}
	/* A zone that is not there has no name that could be read. */
	if (!zones || zones > MAX_ZONES)
		zones = MAX_ZONES;
	for (zone = 0; zone < zones && (several || !count); zone++) {
		name = machine_zone_name(po, zone);
		if (!*name || !name_fits_any_case(name, word))
			continue;
		ranges[count].first = ranges[count].last = zone;
		count++;
	}
	return count;
}

/* By number, or by name if there is a kernel that names its zones. */
static int settle_zones(struct settling *settling, const struct criterion *criterion,
			struct condition *ret)
{
	struct reader *rd = &settling->po->reader;
	size_t room = criterion->count * MAX_ZONES, i;
	struct range *ranges = arena_alloc(settling->arena, room * sizeof(*ranges));

	if (!ranges)
		return fail(rd, -ENOMEM, "selection");
	for (i = 0; i < criterion->count; i++) {
		const char *word = criterion->words[i];
		size_t count = zones_that_fit(settling->po, word, ranges + ret->nr_ranges);

		if (!count)
			return no_such_name(settling, criterion, word);
		ret->nr_ranges += count;
	}
	ret->ranges = ranges;
	return 0;
}

static int settle_contexts(struct settling *settling, const struct criterion *criterion,
			   struct condition *ret)
{
	struct pageowner *po = settling->po;
	size_t i;

	if (!po->machine.text && !has(po, F_OWNER_CONTEXT))
		return fail(&po->reader, -EINVAL,
			    "--%s: this kernel does not record whether a "
			    "task or an interrupt took a page; --frame finds the latter by stack",
			    criterion->name);
	for (i = 0; i < criterion->count; i++) {
		const char *word = criterion->words[i];
		enum recorded_context context = page_owner_context(word, strlen(word));

		if (context == RECORDED_NONE)
			return fail(&po->reader, -EINVAL,
				    "--%s: \"%s\" is none of task, softirq, "
				    "hardirq, nmi",
				    criterion->name, word);
		ret->mask |= 1ull << context;
	}
	return 0;
}

/* An age becomes a time since boot: the last, or the first; ages end at the uptime. */
static int settle_age(struct settling *settling, const struct criterion *criterion,
		      struct condition *ret)
{
	struct range *times = arena_alloc(settling->arena, sizeof(*times));
	uint64_t age = criterion->duration;

	if (!settling->now && !settling->po->target.text)
		settling->now = machine_now(settling->po);
	if (!settling->now)
		return fail(&settling->po->reader, -EINVAL,
			    "--%s: the time of the crash is not known, so there are no ages",
			    criterion->name);
	if (!times)
		return fail(&settling->po->reader, -ENOMEM, "selection");
	times->last = UINT64_MAX;
	if (criterion->kind == BY_NEWER)
		times->first = age < settling->now ? settling->now - age : 0;
	else if (age)
		times->last = settling->now - age;
	ret->ranges = times;
	ret->nr_ranges = criterion->kind == BY_NEWER || age <= settling->now;
	return 0;
}

/* Takes numbers and words unchanged. */
static int settle_values(const struct criterion *criterion, struct condition *ret)
{
	ret->regex = criterion->regex;
	if (rows[criterion->kind].value == NUMBERS) {
		ret->ranges = criterion->ranges;
		ret->nr_ranges = criterion->count;
	} else {
		ret->words = criterion->words;
		ret->nr_words = criterion->count;
	}
	return 0;
}

static int settle(struct settling *settling, const struct criterion *criterion,
		  struct condition *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->kind = criterion->kind;
	ret->negate = criterion->negate;
	switch (criterion->kind) {
	case BY_GFP:
	case BY_FLAGS:
		return settle_mask(settling, criterion, ret);
	case BY_MIGRATETYPE:
	case BY_BLOCK:
		return settle_migratetypes(settling, criterion, ret);
	case BY_ZONE:
		return settle_zones(settling, criterion, ret);
	case BY_CONTEXT:
		return settle_contexts(settling, criterion, ret);
	case BY_OLDER:
	case BY_NEWER:
		return settle_age(settling, criterion, ret);
	default:
		return settle_values(criterion, ret);
	}
}

bool criteria_need_survey(const struct options *options)
{
	unsigned int i;

	for (i = 0; i < options->nr_criteria; i++)
		if (options->criteria[i].kind == BY_GFP || options->criteria[i].kind == BY_OLDER ||
		    options->criteria[i].kind == BY_NEWER)
			return true;
	return false;
}

bool criteria_need_stacks(const struct options *options)
{
	unsigned int i;

	for (i = 0; i < options->nr_criteria; i++)
		if (options->criteria[i].kind == BY_FRAME || options->criteria[i].kind == BY_MODULE)
			return true;
	return false;
}

static int settle_all(struct settling *settling, const struct options *options,
		      struct selection *ret)
{
	size_t room = (options->nr_criteria + 1) * sizeof(*ret->early.list);
	unsigned int i;
	int err = 0;

	ret->early.list = arena_alloc(settling->arena, room);
	ret->late.list = arena_alloc(settling->arena, room);
	if (!ret->early.list || !ret->late.list)
		return fail(&settling->po->reader, -ENOMEM, "selection");
	for (i = 0; !err && i < options->nr_criteria; i++) {
		const struct criterion *criterion = &options->criteria[i];
		unsigned int late = rows[criterion->kind].late;
		struct conditions *list = late ? &ret->late : &ret->early;

		ret->page |= rows[criterion->kind].page;
		ret->late_keys |= late;
		err = settle(settling, criterion, &list->list[list->count++]);
	}
	return err;
}

int selection_make(struct pageowner *po, struct arena *arena, struct selection *ret)
{
	const struct options *options = &po->options;
	struct settling settling = {
		.po = po,
		.arena = arena,
		.now = po->target.text ? po->text_newest : 0,
	};

	memset(ret, 0, sizeof(*ret));
	ret->allocated = options->all || !options->freed;
	ret->freed = options->all || options->freed;
	ret->unreleased = options->unreleased;
	ret->slab = options->slab;
	ret->no_slab = options->no_slab;
	if (options->slab || options->no_slab) {
		ret->page = true;
		ret->late_keys = KEY_BIT(KEY_SLAB);
	}
	return settle_all(&settling, options, ret);
}
