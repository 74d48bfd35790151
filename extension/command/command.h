/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands and options, a row each.  A new command is a row of command_rows[] and the function
 * that runs it; a new option is a row of option_rows[] and the function that takes its value.
 * Parsing, help, refusals and the choice of what runs follow from the rows.
 */
#ifndef PAGEOWNER_COMMAND_H
#define PAGEOWNER_COMMAND_H

#include "core.h"

/* What a command can read; none of these: it needs no input. */
enum {
	FROM_DUMP = 1 << 0,
	FROM_TEXT = 1 << 1,  /* of page_owner, or what list wrote */
	FROM_SAVED = 1 << 2, /* what save wrote */
};

/* What becomes of a command on a dump whose kernel kept no records, or that can't be read. */
enum need {
	NEEDS_RECORDS,	     /* it ends with the reason */
	OPENS_WITHOUT,	     /* without records all else is opened */
	RUNS_WITHOUT,	     /* without records it runs, and is told -ENOMEDIUM */
	RUNS_WHATEVER_OPENS, /* it runs in any case, and is told the errno */
};

/*
 * Options that belong together: a section of the help each.  A command takes whole sets;
 * what else it takes or not is said by the row of the option.
 */
enum {
	GROUPING = 1 << 0,
	SORTING = 1 << 1,
	SELECTION = 1 << 2,
	RELEASED = 1 << 3,
	SHOWING = 1 << 4,
	FORMATS = 1 << 5,
	COMPARING = 1 << 6,
	ADDRESSES = 1 << 7,
	INPUT = 1 << 8,
	EVERY_COMMAND = 1 << 9,
};

struct example {
	const char *line, *what;
};

#define MAX_EXAMPLES 4

struct command {
	const char *name;
	/* Returns an enum pageowner_status; @opened is as enum need says.  NULL: the help. */
	int (*run)(struct pageowner *po, int opened);
	unsigned int reads; /* FROM_... */
	enum need need;
	unsigned int takes;   /* sets of options */
	unsigned int formats; /* FORMAT_BIT()s besides text */
	unsigned int keys;    /* what makes a group without --cull; 0: the stack */
	uint64_t top;	      /* groups that are shown without --top; 0: 20 */
	struct sort_key sort; /* without --sort; sign 0: an order of its own */
	/* What is left to check and to take for granted, after all values; or NULL. */
	int (*complete)(struct reader *rd, struct options *ret);
	const char *numbers; /* what its arguments are, addresses or handles; NULL: it has none */
	bool compares;	     /* several inputs: pageowner_diff() */
	bool triages;	     /* several inputs: the program does it */
	bool binary;	     /* writes no text */
	/* For the help; a blank line parts paragraphs. */
	const char *usage;   /* what follows its name */
	const char *summary; /* one line */
	const char *text;    /* or NULL */
	struct example examples[MAX_EXAMPLES];
};

/* ---- commands.c ---- */

extern const struct command command_rows[]; /* without a name: the end */

/* NULL: there is none of that name. */
const struct command *command_find(const char *name);

/* "report, list and save": those for which is(command, arg) says yes. */
typedef bool command_is(const struct command *command, const void *arg);
const char *command_names(char *buf, size_t size, command_is *is, const void *arg);

/* ---- options.c ---- */

struct parsing {
	struct reader *rd;
	struct arena *arena;
	struct options *ret;
};

struct option_row {
	const char *name;     /* after --; NULL: it has only a letter */
	char letter;	      /* after -; 0: it has only a name */
	const char *argument; /* what the help calls its value; NULL: it has none */
	/*
	 * Takes the value, NULL without @argument.  0, or -EINVAL with a message.  NULL: it asks
	 * for the help instead of the command, with @value 1 for the version.
	 */
	int (*apply)(struct parsing *parsing, const struct option_row *row, const char *value);
	size_t offset;	      /* in struct options: what it sets */
	int value;	      /* for apply() */
	int sign;	      /* likewise */
	unsigned int set;     /* the one that it belongs to */
	const char *only;     /* the commands that take it, whatever their sets; or NULL */
	const char *also;     /* those that take it besides the commands of its set; or NULL */
	const char *excludes; /* options that do not go with it; or NULL */
	bool text;	      /* it goes with no --format but text */
	const char *help;
};

extern const struct option_row option_rows[];
extern const size_t nr_option_rows;

/* Headings of the help, in its order; the last has no set. */
struct option_section {
	unsigned int set;
	const char *heading; /* NULL: it goes on with the one before */
	const char *text;    /* what is to say of all of them; or NULL */
};

extern const struct option_section option_sections[];

bool option_goes_with(const struct option_row *row, const struct command *command);
bool option_excludes(const struct option_row *row, const struct option_row *other);
/* "--output", "-c": as a message names it. */
const char *option_name(const struct option_row *row, char *buf, size_t size);

/* ---- values.c: what option_rows[] call ---- */

typedef int option_apply(struct parsing *parsing, const struct option_row *row, const char *value);

option_apply set_flag, set_number, set_word; /* a bool, a uint64_t, a const char * at the offset */
option_apply set_tree, set_unit, set_address, add_pfn, set_address_pid;
option_apply cull_by_keys, cull_by_stack, sort_by_keys, sort_by_one, set_format, add_criterion;

/* Formats besides those of export/formats.c. */
struct format_row {
	const char *name;
	enum format format;
	const char *help;
};

extern const struct format_row format_rows[]; /* without a name: the end */

/* ---- complete.c: what command_rows[] call ---- */

int complete_report(struct reader *rd, struct options *ret);
int complete_sort(struct reader *rd, struct options *ret);
int complete_account(struct reader *rd, struct options *ret);
int complete_allocinfo(struct reader *rd, struct options *ret);
int complete_triage(struct reader *rd, struct options *ret);

/* ---- parse.c: argv -> struct, one grammar for every front end ---- */

/* What is known before anything was parsed: a report. */
void options_default(struct options *ret);
/* Into @arena.  0, or -EINVAL with a message. */
int options_parse(struct reader *rd, struct arena *arena, int argc, char *const argv[],
		  struct options *ret);

/* ---- help.c ---- */

/* All commands, or with @command its options and examples. */
void help_text(struct strbuf *text, const struct command *command);

/* ---- results.c: scans, kept for later commands ---- */

/* What cells of this command have to tell apart. */
unsigned int cell_keys(const struct pageowner *po, const struct selection *selection);
/* What the options select; ages and names of flags in a text come out of all of it. */
int make_selection(struct pageowner *po, struct selection *ret);
/* A new one, which dies with the run unless it is kept; NULL: no memory. */
struct result *new_result(struct pageowner *po, const struct selection *selection);
/* A finished scan that holds the answer already, or NULL. */
struct result *find_result(struct pageowner *po, const struct selection *selection);
/* Keeps the new one, which is complete, for later commands. */
int keep_result(struct pageowner *po);
/* scan() of whatever the host has. */
int scan_source(struct pageowner *po, const struct scan_sink *sink, struct result *result);
/* The enum pageowner_status of a run that ended with @err and, if any, has @result. */
int status_of(struct pageowner *po, const struct result *result, int err);
/* The same of commands that look at little: did they run into a hole there? */
int status_with_holes(struct pageowner *po, int err);
/* For commands that count on their own, and keep nothing. */
int run_once(struct pageowner *po, int (*run)(struct pageowner *po, struct result *result));

/* ---- run_*.c: what command_rows[] run ---- */

typedef int command_run(struct pageowner *po, int opened);

command_run run_report, run_list, run_sort, run_diff, run_fragments, run_allocinfo;
command_run run_account, run_suspects, run_oom, run_save, run_triage;
command_run run_page, run_stack, run_check, run_layout, run_dmesg;

/* An account with @keys in its cells; -EINTR: stopped, @ret holds what was read until then. */
int make_account(struct pageowner *po, const struct selection *selection, unsigned int keys,
		 struct account *ret);

#endif
