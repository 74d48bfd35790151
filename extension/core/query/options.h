/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The user's request: the command, its options and its operands.  The defaults of the command
 * are filled in, so that no stage has to ask which command it is.
 */
#ifndef PAGEOWNER_OPTIONS_H
#define PAGEOWNER_OPTIONS_H

#include "query/criteria.h"

/* ---- output for programs instead of people ---- */

struct view;
struct account;
struct comparison;

/* A format.  export/ has the table of formats; core only calls these functions. */
struct export_format {
	const char *name;
	bool binary; /* not text, so it is not written to a terminal */
	/* One for each kind of output. */
	int (*report)(struct view *view);
	int (*account)(struct pageowner *po, struct account *account);
	int (*diff)(struct pageowner *po, const struct comparison *comparison);
	const char *help; /* its purpose */
};

/* ---- argv -> struct: command/parse.c fills it, nothing changes it afterwards ---- */

struct command; /* command/command.h */

enum format {
	FORMAT_TEXT,
	FORMAT_SORT,
	FORMAT_PROC,
	FORMAT_HTML,
	FORMAT_RECORDS,
	FORMAT_LINES,
	FORMAT_EXPORT
};

#define FORMAT_BIT(format) (1u << (format))

enum unit {
	UNIT_MIB, /* on a screen UNIT_FIT */
	UNIT_PAGES,
	UNIT_BYTES,
	UNIT_FIT, /* KiB to TiB, whichever fits */
	UNIT_SI,  /* kB to TB */
};
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

struct options {
	const struct command *command;
	const char *name;	     /* of the command */
	bool command_given;	     /* false: a report, because no command was named */
	const struct command *topic; /* of help; NULL: all commands */
	bool inputs;		     /* of help: show what can be read */
	bool version;		     /* of help: show the version instead */
	enum format format;
	const struct export_format *export; /* of FORMAT_EXPORT */
	enum unit unit;
	struct sort_key sort[MAX_SORT_KEYS];
	unsigned int nr_sort;
	unsigned int keys; /* KEY_BIT()s by which to group; 0 with KEY_TEXT: each record */
	bool cull_given;
	bool as_recorded;  /* sort: even a freed record of a text counts all pages of its order */
	bool first_module; /* sort: --module looks at the first one of a stack only */
	bool full;	   /* stacks with all their frames */
	bool lines;	   /* with source lines */
	bool tree, reverse, quick;
	bool min_share_given;
	double min_share;    /* of a branch of a tree, in percent */
	bool offsets;	     /* diff: frames are equal only if their offsets are */
	bool anonymize;	     /* save: no names of processes and cgroups */
	bool rows;	     /* triage, save: a line of JSON for each row of a store */
	bool open;	     /* the program shows the page */
	const char *colours; /* "auto", "always", "never"; NULL: auto */
	bool no_pager;	     /* the program writes to the terminal itself */
	bool exit_code;	     /* diff: the status says whether something grew */
	bool freed, all, unreleased;
	bool slab, no_slab;
	bool by_node, by_zone; /* account: a part for each node or zone */
	bool meminfo;
	enum address_kind address;
	int32_t address_pid; /* for ADDRESS_USER */
	uint64_t *arguments; /* addresses, PFNs or handles on the command line */
	unsigned int nr_arguments;
	uint64_t depth; /* the number of frames of a stack that count; 0: all */
	uint64_t top;	/* groups to show */
	struct criterion criteria[MAX_CRITERIA];
	unsigned int nr_criteria;
	struct caller_rules rules;
	const char **operands;
	unsigned int nr_operands;
	/* The options as they were given, with their values, without those of the output. */
	const char **words;
	unsigned int nr_words;
	const char *output; /* the file of -o, the second operand of sort */
	const char *root;   /* of doctor: the folder with the files of the machine; NULL: / */
	struct pageowner_sources sources;
};

#endif
