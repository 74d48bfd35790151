// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which allocations count.  Each option of selection is a criterion, and all of
 * them must fit; a new one is a row of the table and a case of fits().
 *
 * Most criteria look at the record and are judged while scanning.  Those that
 * look at names which repeat (stacks, modules, cgroups) are judged afterwards,
 * once for each distinct one.
 */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

#include "core.h"

#define MAX_PATTERN 500 /* letters of a regular expression, with all copies of them */
#define MAX_NESTING 9	/* of groups in it, and one */

enum value { WORDS, NUMBERS, MASK, DURATION, REGEX };

static const struct {
	const char *name;
	enum value value;
	bool page;	   /* looks at struct page */
	unsigned int late; /* KEY_BIT() of what it looks at afterwards */
} rows[NR_CRITERIA] = {
	[BY_PID] = { "pid", NUMBERS, false, 0 },
	[BY_TGID] = { "tgid", NUMBERS, false, 0 },
	[BY_COMM] = { "name", WORDS, false, 0 },
	[BY_MODULE] = { "module", WORDS, false, KEY_BIT(KEY_STACK) },
	[BY_ORDER] = { "order", NUMBERS, false, 0 },
	[BY_GFP] = { "gfp", MASK, false, 0 },
	[BY_MIGRATETYPE] = { "migratetype", WORDS, false, 0 },
	[BY_FLAGS] = { "flags", MASK, true, 0 },
	[BY_NODE] = { "node", NUMBERS, true, 0 },
	[BY_ZONE] = { "zone", WORDS, true, 0 },
	[BY_CGROUP] = { "cgroup", WORDS, true, KEY_BIT(KEY_CGROUP) },
	[BY_OLDER] = { "older", DURATION, false, 0 },
	[BY_NEWER] = { "newer", DURATION, false, 0 },
	[BY_PFN] = { "pfn", NUMBERS, false, 0 },
	[BY_FRAME] = { "frame", REGEX, false, KEY_BIT(KEY_STACK) },
	[BY_HANDLE] = { "handle", NUMBERS, false, 0 },
	[BY_CONTEXT] = { "context", WORDS, false, 0 },
};

/* ---- parsing ---- */

static int split_words(struct reader *rd, struct arena *arena, const char *separators,
		       struct criterion *criterion)
{
	char *copy = arena_strdup(arena, criterion->text), *save = NULL, *word;
	size_t room = strlen(criterion->text) + 1;

	criterion->words = arena_alloc(arena, room * sizeof(*criterion->words));
	criterion->ranges = arena_alloc(arena, room * sizeof(*criterion->ranges));
	if (!copy || !criterion->words || !criterion->ranges)
		return fail(rd, -ENOMEM, "command line");
	for (word = strtok_r(copy, separators, &save); word;
	     word = strtok_r(NULL, separators, &save))
		criterion->words[criterion->count++] = word;
	if (!criterion->count)
		return fail(rd, -EINVAL, "--%s needs a value", rows[criterion->kind].name);
	return 0;
}

/* strtoull() alone would take signs and blanks. */
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

/* "7", "0x10", "3-9"; both ends belong to a range. */
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
		return fail(rd, -EINVAL, "--%s: \"%s\" is no number and no range like 3-9",
			    rows[criterion->kind].name, word);
	return 0;
}

/* "90" and "90s", "10m", "3h", "2d", or several: "1h30m". */
static int parse_duration(struct reader *rd, const struct criterion *criterion, struct range *ret)
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
			return fail(rd, -EINVAL, "--%s: \"%s\" is no time like 90s, 10m, 3h, 2d",
				    rows[criterion->kind].name, criterion->text);
		ret->first += (uint64_t)(value * 1e9);
		text = end + (*end != '\0');
	} while (*text);
	return 0;
}

/* Behind a bracket expression: "[]a-z]" may begin with what ends it. */
static const char *skip_bracket(const char *c)
{
	c += c[1] == '^' ? 2 : 1;
	c += *c == ']';
	c += strcspn(c, "]");
	return c;
}

/* How often what stands before "{2,5}" may come; @c: at the brace. */
static uint64_t most_times(const char *c)
{
	char *end;
	uint64_t most = strtoul(c + 1, &end, 10) + 1;

	if (*end == ',' && end[1] >= '0' && end[1] <= '9')
		most = strtoul(end + 1, NULL, 10);
	return most && most <= MAX_PATTERN ? most : MAX_PATTERN + 1;
}

/*
 * regcomp() of glibc copies what is repeated as often as it may be, and with it the copies of
 * what is repeated inside, and works longer than anybody waits on "a****...".  POSIX leaves
 * open what a repetition of a repetition means, so there is none.
 */
static bool repeats_too_much(const char *c)
{
	struct {
		uint64_t all, last;
	} levels[MAX_NESTING] = { { 0, 0 } }, *level = levels;
	bool repeated = false;

	for (; *c; c++) {
		bool repeats = strchr("*?+{", *c);
		uint64_t times = *c == '+' ? 2 : *c == '{' ? most_times(c) : 1;

		if (repeats) {
			if (repeated)
				return true;
			level->all += (times - 1) * level->last + 1;
			level->last = times * level->last + 1;
			c += *c == '{' ? strcspn(c, "}") : 0;
		} else if (*c == '(') {
			if (++level == levels + MAX_NESTING)
				return true;
			level->all = level->last = 0;
		} else if (*c == ')' && level > levels) {
			level--;
			level->last = level[1].all + 1;
			level->all += level->last;
		} else {
			if (*c == '\\' && c[1])
				c++;
			else if (*c == '[')
				c = skip_bracket(c);
			level->last = 1;
			level->all++;
		}
		repeated = repeats;
		if (level->all > MAX_PATTERN || level->last > MAX_PATTERN)
			return true;
		if (!*c)
			break;
	}
	return false;
}

static int parse_regex(struct reader *rd, struct arena *arena, struct criterion *criterion)
{
	regex_t *regex = arena_alloc(arena, sizeof(*regex));
	char why[128];
	int err;

	if (!regex)
		return fail(rd, -ENOMEM, "command line");
	if (repeats_too_much(criterion->text))
		return fail(rd, -EINVAL, "--frame %s: too many repetitions", criterion->text);
	err = regcomp(regex, criterion->text, REG_EXTENDED | REG_NOSUB);
	if (err) {
		regerror(err, regex, why, sizeof(why));
		return fail(rd, -EINVAL, "--frame %s: %s", criterion->text, why);
	}
	criterion->regex = regex;
	return 0;
}

int criterion_parse(struct reader *rd, struct arena *arena, enum criterion_kind kind,
		    const char *text, struct criterion *ret)
{
	enum value value = rows[kind].value;
	size_t i;
	int err;

	memset(ret, 0, sizeof(*ret));
	ret->kind = kind;
	ret->negate = *text == '!';
	ret->text = arena_strdup(arena, text + ret->negate);
	if (!ret->text)
		return fail(rd, -ENOMEM, "command line");
	if (value == REGEX)
		return parse_regex(rd, arena, ret);
	err = split_words(rd, arena, value == MASK ? ",|" : ",", ret);
	if (!err && value == DURATION)
		err = parse_duration(rd, ret, &ret->ranges[0]);
	for (i = 0; !err && value == NUMBERS && i < ret->count; i++)
		err = parse_range(rd, ret, ret->words[i], &ret->ranges[i]);
	return err;
}

void criteria_free(struct options *options)
{
	unsigned int i;

	for (i = 0; i < options->nr_criteria; i++)
		if (options->criteria[i].regex)
			regfree(options->criteria[i].regex);
	options->nr_criteria = 0;
}

/* ---- what needs the kernel ---- */

static uint64_t mask_of(struct pageowner *po, bool gfp, const char *word)
{
	if (gfp && !po->target.read)
		return gfp_text_bits(po, word);
	return gfp ? page_gfp_mask(po, word, strlen(word))
		   : page_flags_mask(po, word, strlen(word));
}

static int resolve_mask(struct pageowner *po, struct criterion *criterion)
{
	bool gfp = criterion->kind == BY_GFP;
	size_t i;

	criterion->mask = 0;
	for (i = 0; i < criterion->count; i++) {
		const char *word = criterion->words[i];
		char *end;
		uint64_t bits = strtoull(word, &end, 16);

		if (strncmp(word, "0x", 2) || *end)
			bits = mask_of(po, gfp, word);
		if (!bits && po->target.read)
			return fail(&po->reader, -EINVAL, "--%s: this kernel has no flag \"%s\"",
				    rows[criterion->kind].name, word);
		/* What a text does not explain is looked for as it is written. */
		if (bits)
			criterion->words[i] = "";
		criterion->mask |= bits;
	}
	return 0;
}

static int resolve_migratetypes(struct pageowner *po, struct criterion *criterion)
{
	size_t i;

	criterion->mask = 0;
	for (i = 0; i < criterion->count; i++) {
		int type = page_migratetype(po, criterion->words[i], strlen(criterion->words[i]));

		if (type < 0)
			return fail(&po->reader, -EINVAL,
				    "--migratetype: this kernel has no \"%s\"",
				    criterion->words[i]);
		criterion->mask |= 1ull << type;
	}
	return 0;
}

/* By number, or by name where a kernel is there to tell it. */
static int resolve_zones(struct pageowner *po, struct criterion *criterion)
{
	size_t i;

	for (i = 0; i < criterion->count; i++) {
		const char *word = criterion->words[i];
		char *end;
		uint64_t zone = strtoull(word, &end, 10);

		for (; *end && zone < 16; zone++)
			if (!strcasecmp(machine_zone_name(po, zone), word))
				break;
		if (zone >= 16)
			return fail(&po->reader, -EINVAL, "--zone: there is no zone \"%s\"", word);
		criterion->ranges[i].first = criterion->ranges[i].last = zone;
	}
	return 0;
}

static int resolve_contexts(struct pageowner *po, struct criterion *criterion)
{
	size_t i;

	if (!po->machine.text && !has(po, F_OWNER_CONTEXT))
		return fail(&po->reader, -EINVAL,
			    "--context: this kernel does not record whether a "
			    "task or an interrupt took a page; --frame finds the latter by stack");
	criterion->mask = 0;
	for (i = 0; i < criterion->count; i++) {
		const char *word = criterion->words[i];
		enum recorded_context context = page_owner_context(word, strlen(word));

		if (context == RECORDED_NONE)
			return fail(&po->reader, -EINVAL,
				    "--context: \"%s\" is none of task, softirq, "
				    "hardirq, nmi",
				    word);
		criterion->mask |= 1ull << context;
	}
	return 0;
}

static int resolve(struct pageowner *po, struct selection *selection, struct criterion *criterion)
{
	switch (criterion->kind) {
	case BY_GFP:
	case BY_FLAGS:
		return resolve_mask(po, criterion);
	case BY_MIGRATETYPE:
		return resolve_migratetypes(po, criterion);
	case BY_ZONE:
		return resolve_zones(po, criterion);
	case BY_CONTEXT:
		return resolve_contexts(po, criterion);
	case BY_OLDER:
	case BY_NEWER:
		if (!selection->now && !po->target.text)
			selection->now = machine_now(po);
		if (!selection->now)
			return fail(&po->reader, -EINVAL,
				    "--%s: nothing here tells when the end was",
				    rows[criterion->kind].name);
		return 0;
	default:
		return 0;
	}
}

bool selection_needs_survey(const struct options *options)
{
	unsigned int i;

	for (i = 0; i < options->nr_criteria; i++)
		if (options->criteria[i].kind == BY_GFP || options->criteria[i].kind == BY_OLDER ||
		    options->criteria[i].kind == BY_NEWER)
			return true;
	return false;
}

int selection_make(struct pageowner *po, struct arena *arena, struct selection *ret)
{
	struct options *options = &po->options;
	struct strbuf text = { .arena = arena };
	unsigned int i;
	int err = 0;

	memset(ret, 0, sizeof(*ret));
	ret->now = po->target.text ? po->text_newest : 0;
	ret->allocated = options->all || !options->freed;
	ret->freed = options->all || options->freed;
	if (options->slab || options->no_slab) {
		ret->page = true;
		ret->late = KEY_BIT(KEY_SLAB);
	}
	ret->criteria = options->criteria;
	ret->count = options->nr_criteria;
	strbuf_printf(&text, "%d%d%d", ret->allocated, ret->freed, options->unreleased);
	for (i = 0; !err && i < options->nr_criteria; i++) {
		struct criterion *criterion = &options->criteria[i];

		ret->page |= rows[criterion->kind].page;
		ret->late |= rows[criterion->kind].late;
		if (!rows[criterion->kind].late)
			strbuf_printf(&text, " %s %d%s", rows[criterion->kind].name,
				      criterion->negate, criterion->text);
		err = resolve(po, ret, criterion);
	}
	ret->text = text.data;
	if (!err && text.failed)
		err = fail(&po->reader, -ENOMEM, "selection");
	return err;
}

/* ---- matching ---- */

static bool in_ranges(const struct criterion *criterion, uint64_t value)
{
	size_t i;

	for (i = 0; i < criterion->count; i++)
		if (value >= criterion->ranges[i].first && value <= criterion->ranges[i].last)
			return true;
	return false;
}

static bool in_words(const struct criterion *criterion, const char *name)
{
	size_t i;

	for (i = 0; i < criterion->count; i++)
		if (!strcmp(criterion->words[i], name))
			return true;
	return false;
}

/* Is @word one of the |-separated names behind @label in the record's text? */
static bool text_has_flag(const struct allocation *alloc, const char *label, const char *word)
{
	const char *end = alloc->raw + alloc->raw_len, *close;
	const char *at = memmem(alloc->raw, alloc->raw_len, label, strlen(label));
	size_t len = strlen(word);

	at = at ? memchr(at, '(', end - at) : NULL;
	close = at ? memchr(at, ')', end - at) : NULL;
	while (close && at < close) {
		size_t name = strcspn(++at, "|)");

		if (name == len && !strncmp(at, word, len))
			return true;
		at += name;
	}
	return false;
}

static bool has_flags(const struct criterion *criterion, const struct allocation *alloc)
{
	bool gfp = criterion->kind == BY_GFP;
	uint64_t bits = gfp ? alloc->gfp_mask : alloc->flags;
	size_t i;

	if ((bits & criterion->mask) != criterion->mask)
		return false;
	for (i = 0; alloc->raw && i < criterion->count; i++)
		if (*criterion->words[i] &&
		    !text_has_flag(alloc, gfp ? ", mask " : " Flags ", criterion->words[i]))
			return false;
	return true;
}

static bool fits(const struct selection *selection, const struct criterion *criterion,
		 const struct allocation *alloc)
{
	uint64_t age = alloc->ts_nsec < selection->now ? selection->now - alloc->ts_nsec : 0;

	switch (criterion->kind) {
	case BY_PID:
		return in_ranges(criterion, alloc->pid);
	case BY_TGID:
		return in_ranges(criterion, alloc->tgid);
	case BY_COMM:
		return in_words(criterion, alloc->comm);
	case BY_ORDER:
		return in_ranges(criterion, alloc->order);
	case BY_GFP:
	case BY_FLAGS:
		return has_flags(criterion, alloc);
	case BY_MIGRATETYPE:
		return alloc->migratetype >= 0 && criterion->mask >> alloc->migratetype & 1;
	case BY_NODE:
		return in_ranges(criterion, alloc->node);
	case BY_ZONE:
		return in_ranges(criterion, alloc->zone);
	case BY_OLDER:
		return age >= criterion->ranges[0].first;
	case BY_NEWER:
		return age <= criterion->ranges[0].first;
	case BY_PFN:
		return in_ranges(criterion, alloc->pfn);
	case BY_CONTEXT:
		return criterion->mask >> alloc->context & 1;
	case BY_HANDLE:
		return in_ranges(criterion, alloc->raw ? alloc->printed_handle : alloc->handle);
	default:
		return !criterion->negate; /* judged late */
	}
}

bool selection_match(const struct pageowner *po, const struct selection *selection,
		     const struct allocation *alloc)
{
	size_t i;

	if (alloc->allocated ? !selection->allocated : !selection->freed)
		return false;
	/* page_owner_sort -f */
	if (po->options.unreleased && alloc->free_ts_nsec && alloc->ts_nsec < alloc->free_ts_nsec)
		return false;
	for (i = 0; i < selection->count; i++) {
		const struct criterion *criterion = &selection->criteria[i];

		if (fits(selection, criterion, alloc) == criterion->negate)
			return false;
	}
	return true;
}

/* Each frame by itself, so that ^ and $ are its ends. */
static bool matches_frame(const regex_t *regex, const char *stack)
{
	char frame[1024];

	for (; *stack == ' '; stack += strcspn(stack, "\n") + 1) {
		snprintf(frame, sizeof(frame), "%.*s", (int)strcspn(stack + 1, "\n"), stack + 1);
		if (!regexec(regex, frame, 0, NULL, 0))
			return true;
		if (!stack[strcspn(stack, "\n")])
			break;
	}
	return false;
}

static bool fits_late(struct pageowner *po, const struct criterion *criterion, struct stack *stack,
		      uint32_t cgroup)
{
	const char *module = name_text(po, stack->module);

	switch (criterion->kind) {
	case BY_MODULE:
		return in_words(criterion, *module ? module : "vmlinux");
	case BY_CGROUP:
		return in_words(criterion, name_text(po, cgroup));
	default:
		return matches_frame(criterion->regex, stackdepot_text(po, stack));
	}
}

bool selection_touches(const struct selection *selection, uint64_t first, uint64_t last)
{
	size_t i, k;

	for (i = 0; i < selection->count; i++) {
		const struct criterion *criterion = &selection->criteria[i];

		if (criterion->kind != BY_PFN || criterion->negate)
			continue;
		for (k = 0; k < criterion->count; k++)
			if (criterion->ranges[k].first <= last &&
			    criterion->ranges[k].last >= first)
				break;
		if (k == criterion->count)
			return false;
	}
	return true;
}

bool selection_match_late(struct pageowner *po, const struct selection *selection,
			  struct stack *stack, uint32_t cgroup, bool slab)
{
	size_t i;

	slab |= stack->allocator & ALLOCATOR_SLAB;
	if ((po->options.slab && !slab) || (po->options.no_slab && slab))
		return false;
	for (i = 0; i < selection->count; i++) {
		const struct criterion *criterion = &selection->criteria[i];

		if (rows[criterion->kind].late &&
		    fits_late(po, criterion, stack, cgroup) == criterion->negate)
			return false;
	}
	return true;
}
