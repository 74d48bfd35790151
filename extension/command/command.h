/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands and options, a row each.  A new command is a row of command_rows[] and the function
 * that runs it; a new option is a row of option_rows[] and the function that takes its value.
 * Parsing, help, refusals and the choice of the function to run all follow from the rows.
 */
#ifndef PAGEOWNER_COMMAND_H
#define PAGEOWNER_COMMAND_H

#include "core.h"

/* The inputs that a command can read; none of these: it needs no input. */
enum {
	FROM_DUMP = 1 << 0,
	FROM_TEXT = 1 << 1,  /* text of page_owner, or the output of list */
	FROM_SAVED = 1 << 2, /* the output of save */
	FROM_LOG = 1 << 3,   /* a kernel log */
};

/* What a command does if the kernel kept no records, or if the dump cannot be opened. */
enum need {
	NEEDS_RECORDS,	     /* it ends with a message */
	OPENS_WITHOUT,	     /* without records it opens everything else */
	RUNS_WITHOUT,	     /* without records it runs, with -ENOMEDIUM */
	RUNS_WHATEVER_OPENS, /* it always runs, with the errno */
};

/*
 * Options that belong together: each set is a section of the help.  A command takes whole
 * sets; the row of an option names the exceptions.
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
	MACHINE = 1 << 10,
};

struct example {
	const char *line, *what;
};

#define MAX_EXAMPLES 4

struct command {
	const char *name;
	/* Returns an enum pageowner_status.  @opened: see enum need.  NULL: this is the help. */
	int (*run)(struct pageowner *po, int opened);
	unsigned int reads; /* FROM_... */
	enum need need;
	unsigned int takes;   /* sets of options */
	unsigned int formats; /* FORMAT_BIT()s besides text */
	unsigned int keys;    /* the keys without --cull; 0: the stack */
	uint64_t top;	      /* the number of groups that are shown without --top; 0: 20 */
	struct sort_key sort; /* the order without --sort; sign 0: the command's own */
	/* Checks the options after all values are known, and sets defaults; or NULL. */
	int (*complete)(struct reader *rd, struct options *ret);
	const char *numbers; /* the name of its arguments, such as handles; NULL: it has none */
	bool compares;	     /* it has several inputs, for pageowner_diff() */
	bool triages;	     /* it has several inputs, and only the program runs it */
	bool binary;	     /* its output is binary */
	bool streams;	     /* single allocations, all of them unless --top says less */
	bool replaces;	     /* its output may take the place of its input */
	/* For the help; a blank line separates paragraphs. */
	const char *usage;   /* the text after the name */
	const char *summary; /* one line */
	const char *text;    /* or NULL */
	struct example examples[MAX_EXAMPLES];
};

/* ---- commands.c ---- */

extern const struct command command_rows[]; /* a row without a name is the end */

/* NULL: there is no such command. */
const struct command *command_find(const char *name);

/* -EINVAL with a message that says so of @word, and what may have been meant. */
int command_unknown(struct reader *rd, const char *word);
/* Could @word, which names no command, be one with a few wrong letters? */
bool command_is_misspelt(const char *word);

/* The names of all commands for which is(command, arg) is true: "report, list and save". */
typedef bool command_is(const struct command *command, const void *arg);
const char *command_names(char *buf, size_t size, command_is *is, const void *arg);

/* ---- options.c ---- */

struct parsing {
	struct reader *rd;
	struct arena *arena;
	struct options *ret;
};

struct option_row {
	const char *name;     /* the name after --; NULL: it has only a letter */
	char letter;	      /* the letter after -; 0: it has only a name */
	const char *argument; /* the name of its value in the help; NULL: it has none */
	/*
	 * Takes the value, NULL if there is no @argument.  0, or -EINVAL with a message.  If
	 * apply is NULL, the option shows the help instead (@value 1: the version).
	 */
	int (*apply)(struct parsing *parsing, const struct option_row *row, const char *value);
	size_t offset;	      /* of the member of struct options that it sets */
	int value;	      /* for apply() */
	int sign;	      /* for apply() */
	unsigned int set;     /* the set that it belongs to */
	const char *only;     /* only these commands take it, whatever their sets; or NULL */
	const char *also;     /* these commands take it besides those of its set; or NULL */
	const char *excludes; /* options that cannot be combined with it; or NULL */
	bool text;	      /* it can be combined only with --format text */
	const char *help;
};

extern const struct option_row option_rows[];
extern const size_t nr_option_rows;

/* The headings of the help, in its order; the last one has no set. */
struct option_section {
	unsigned int set;
	const char *heading; /* NULL: it continues the section before */
	const char *text;    /* text about all of its options; or NULL */
};

extern const struct option_section option_sections[];

bool option_goes_with(const struct option_row *row, const struct command *command);
bool option_excludes(const struct option_row *row, const struct option_row *other);
/* "--output" or "-c", as messages name it. */
const char *option_name(const struct option_row *row, char *buf, size_t size);

/* ---- values.c: functions for option_rows[] ---- */

typedef int option_apply(struct parsing *parsing, const struct option_row *row, const char *value);

option_apply set_flag, set_number, set_word; /* they set a bool, a uint64_t, a const char * */
option_apply set_tree, set_unit, set_address, add_pfn, set_address_pid;
option_apply set_colours, set_min_share;
option_apply set_open; /* the flag, and the format that it is for */
option_apply cull_by_keys, cull_by_stack, sort_by_keys, sort_by_one, set_format, set_json;
option_apply add_criterion;
option_apply add_caller_pattern; /* to the struct caller_patterns at the offset */

/* The formats besides those of export/formats.c. */
struct format_row {
	const char *name;
	enum format format;
	const char *help;
};

extern const struct format_row format_rows[]; /* a row without a name is the end */

/* ---- complete.c: functions for command_rows[] ---- */

int complete_report(struct reader *rd, struct options *ret);
int complete_sort(struct reader *rd, struct options *ret);
int complete_account(struct reader *rd, struct options *ret);
int complete_allocinfo(struct reader *rd, struct options *ret);
int complete_triage(struct reader *rd, struct options *ret);

/* ---- parse.c: argv -> struct, one grammar for every front end ---- */

/* The options before anything is parsed: those of report. */
void options_default(struct options *ret);
/* Parses into @ret, with memory of @arena.  0, or -EINVAL with a message. */
int options_parse(struct reader *rd, struct arena *arena, int argc, char *const argv[],
		  struct options *ret);

/* ---- help.c ---- */

/* The help for all commands, or with @command its options and examples. */
void help_text(struct strbuf *text, const struct command *command);
#define HELP_INPUTS "inputs"
/* What can be read, and what makes one of other files that can be. */
void help_inputs(struct strbuf *text);

/* ---- results.c: scans, which are kept for later commands ---- */

/* The keys by which the cells of this command must differ. */
unsigned int cell_keys(const struct pageowner *po, const struct selection *selection);
/* Makes the selection of the options.  Ages and flag names in a text need a pass over all of it. */
int make_selection(struct pageowner *po, struct selection *ret);
/* A new result, which is freed after the run unless keep_result() keeps it; NULL: no memory. */
struct result *new_result(struct pageowner *po, const struct selection *selection);
/* Sums of all records besides, where the cells will not have them. */
void result_keep_everything(struct result *result);
/* A finished scan that already holds the answer, or NULL. */
struct result *find_result(struct pageowner *po, const struct selection *selection);
/* Keeps the new result, which must be complete, for later commands. */
int keep_result(struct pageowner *po);
/* scan() of the input of the host. */
int scan_source(struct pageowner *po, const struct scan_sink *sink, struct result *result);
/* The enum pageowner_status of a run that ended with @err; @result may be NULL. */
int status_of(struct pageowner *po, const struct result *result, int err);
/* The same for commands that read little: it is partial if they ran into a hole. */
int status_with_holes(struct pageowner *po, int err);
/* For commands that count by themselves and keep nothing. */
int run_once(struct pageowner *po, int (*run)(struct pageowner *po, struct result *result));

/* ---- run_*.c: functions for command_rows[] ---- */

typedef int command_run(struct pageowner *po, int opened);

command_run run_report, run_list, run_sort, run_diff, run_fragments, run_allocinfo;
command_run run_account, run_suspects, run_oom, run_save, run_triage;
command_run run_doctor;
command_run run_page, run_stack, run_check, run_layout, run_dmesg;
/* --format html of any of them that looks at one dump. */
command_run run_html;

/*
 * An account with @keys in its cells.  -EINTR: it was stopped; @ret has the result so far.
 * @owners: as of account_make(); a saved file has only those of unaccounted pages.
 */
int make_account(struct pageowner *po, const struct selection *selection, unsigned int keys,
		 bool owners, struct account *ret);

#endif
