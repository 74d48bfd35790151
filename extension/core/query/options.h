/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line: what allocations are grouped and sorted by, and which of them count.
 */
#ifndef PAGEOWNER_OPTIONS_H
#define PAGEOWNER_OPTIONS_H

#include "machine/machine.h"

/* ---- keys.c: what allocations are grouped and sorted by ---- */

/* A bit each in masks of keys; the table in keys.c says what each is called. */
/* clang-format off */
enum key {
	KEY_STACK, KEY_CALLER, KEY_MODULE, KEY_ALLOCATOR, KEY_PID, KEY_TGID, KEY_COMM,
	KEY_CGROUP, KEY_ORDER, KEY_GFP, KEY_MIGRATETYPE, KEY_NODE, KEY_ZONE, KEY_FREE, KEY_SLAB,
	KEY_TAG, KEY_AGE, KEY_CONTEXT,
	NR_GROUP_KEYS,
	/* These only sort. */
	KEY_PAGES = NR_GROUP_KEYS, KEY_TIMES, KEY_ALLOC_TS, KEY_FREE_TS, KEY_TEXT,
	NR_KEYS,
};
/* clang-format on */

#define KEY_BIT(key) (1u << (key))

struct group;

struct key_row {
	const char *name, *alias;
	bool page;	     /* needs the struct page */
	size_t offset, size; /* in struct group_key; size 0: this key only sorts */
	int (*compare)(struct pageowner *po, const struct group *a, const struct group *b);
	/* For a report's line about a group; NULL: it has a column of its own. */
	void (*print)(struct pageowner *po, struct strbuf *text, const struct group *group);
};

extern const struct key_row key_rows[NR_KEYS];

/* Does one of @keys need the struct page? */
bool keys_need_page(unsigned int keys);
/* The key of that name or alias, or -ENOENT. */
int key_find(const char *name, size_t len);

/* ---- export/: output for programs instead of people ---- */

struct view;
struct account;
struct comparison;
struct saved;

/* A format; a file of extension/export has the functions of each. */
struct export_format {
	const char *name;
	bool binary; /* no text: nothing for a terminal */
	/* One for each kind of output, NULL where it makes no sense. */
	int (*report)(struct view *view);
	int (*account)(struct pageowner *po, struct account *account);
	int (*diff)(struct pageowner *po, const struct comparison *comparison);
};

/* All of them; a row without a name is the end (export/formats.c). */
extern const struct export_format export_formats[];
/* "normal", "early", ... as those say it. */
const char *stack_kind_name(enum stack_kind kind);

/* ---- options.c, options_check.c: argv -> struct; one grammar ---- */

#define NO_TOP UINT64_MAX /* --top was not given */

/* clang-format off */
enum command {
	COMMAND_REPORT, COMMAND_LIST, COMMAND_DIFF, COMMAND_SORT, COMMAND_SAVE,
	COMMAND_TRIAGE,
	/* These look into a dump, a text does not do. */
	COMMAND_PAGE, COMMAND_STACK, COMMAND_ACCOUNT, COMMAND_SUSPECTS, COMMAND_OOM,
	COMMAND_FRAGMENTS, COMMAND_ALLOCINFO, COMMAND_DMESG, COMMAND_CHECK,
	COMMAND_LAYOUT,
	COMMAND_HELP, COMMAND_VERSION,
};
/* clang-format on */

enum format { FORMAT_TEXT, FORMAT_SORT, FORMAT_PROC, FORMAT_EXPORT };
enum unit { UNIT_MIB, UNIT_PAGES, UNIT_BYTES };
enum address_kind {
	ADDRESS_ANY,
	ADDRESS_PFN,
	ADDRESS_PHYS,
	ADDRESS_PAGE,
	ADDRESS_VIRT,
	ADDRESS_USER,
};

#define MAX_SORT_KEYS 16
#define MAX_CRITERIA 32

struct sort_key {
	uint8_t key; /* enum key */
	int8_t sign; /* -1: descending */
};

/* What a criterion looks at; the table in select.c says what each is called. */
enum criterion_kind {
	BY_PID,
	BY_TGID,
	BY_COMM,
	BY_MODULE,
	BY_ORDER,
	BY_GFP,
	BY_MIGRATETYPE,
	BY_FLAGS,
	BY_NODE,
	BY_ZONE,
	BY_CGROUP,
	BY_OLDER,
	BY_NEWER,
	BY_PFN,
	BY_FRAME,
	BY_HANDLE,
	BY_CONTEXT,
	NR_CRITERIA,
};

struct range {
	uint64_t first, last;
};

/* One option of selection: one of its values has to fit, or with negate none. */
struct criterion {
	uint8_t kind; /* enum criterion_kind */
	bool negate;
	const char *text; /* as the user wrote it, without the ! */
	const char **words;
	struct range *ranges; /* of numbers, one for each word */
	size_t count;
	uint64_t mask; /* of BY_GFP and BY_FLAGS: all of these bits */
	void *regex;   /* of BY_FRAME */
};

struct options {
	enum command command;
	enum format format;
	const struct export_format *export; /* of FORMAT_EXPORT */
	enum unit unit;
	struct sort_key sort[MAX_SORT_KEYS];
	unsigned int nr_sort;
	unsigned int keys; /* KEY_BIT()s: what makes a group; 0 with KEY_TEXT: each record */
	bool cull_given;
	bool full;  /* stacks with all their frames */
	bool lines; /* with source lines */
	bool tree, reverse, quick;
	bool offsets;	/* diff: frames are equal only with these */
	bool anonymize; /* save: no names of processes and cgroups */
	bool exit_code; /* diff: the status says whether something grew */
	bool freed, all, unreleased;
	bool slab, no_slab;
	bool by_node, by_zone; /* account: a part for each */
	bool meminfo;
	enum address_kind address;
	int32_t address_pid; /* of ADDRESS_USER */
	uint64_t *arguments; /* addresses, PFNs or handles on the command line */
	unsigned int nr_arguments;
	uint64_t depth; /* frames of a stack that count, 0: all */
	uint64_t top;	/* groups to show */
	struct criterion criteria[MAX_CRITERIA];
	unsigned int nr_criteria;
	const char **operands;
	unsigned int nr_operands;
	const char *output; /* the file of -o, sort's second one */
	struct pageowner_sources sources;
};

/* Into @arena.  0, or -EINVAL with a message. */
int options_parse(struct reader *rd, struct arena *arena, int argc, char *const argv[],
		  struct options *ret);
/* What options_parse() ends with: defaults, and what does not go together.  The same errors. */
int options_complete(struct reader *rd, struct options *ret);

/* ---- select.c: which allocations count ---- */

struct selection {
	bool allocated, freed;
	bool page; /* needs the struct page */
	const struct criterion *criteria;
	size_t count;
	unsigned int late; /* KEY_BIT()s that late criteria look at */
	uint64_t now;	   /* for ages, ns since boot */
	char *text;	   /* equal texts select the same */
};

/* Parses the words of an option of selection into @arena. */
int criterion_parse(struct reader *rd, struct arena *arena, enum criterion_kind kind,
		    const char *text, struct criterion *ret);
void criteria_free(struct options *options);
/* Does a criterion need what text_survey() finds out? */
bool selection_needs_survey(const struct options *options);
/* Settles what needs the kernel: names of flags, the time of the crash. */
int selection_make(struct pageowner *po, struct arena *arena, struct selection *ret);
/* What can be told while scanning, on any thread. */
bool selection_match(const struct pageowner *po, const struct selection *selection,
		     const struct allocation *alloc);
/* Can a page frame from @first to @last, inclusive, be selected? */
bool selection_touches(const struct selection *selection, uint64_t first, uint64_t last);
/* The rest, which needs stacks and names: on the main thread. */
bool selection_match_late(struct pageowner *po, const struct selection *selection,
			  struct stack *stack, uint32_t cgroup, bool slab);

#endif
