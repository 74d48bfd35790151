/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The handle, and all stages of the analyser in pipeline order, from a byte of the dump
 * to a line of a report: base.h, facts.h, records.h, machine.h, options.h, totals.h,
 * outputs.h, each of which includes the one before.  A stage may call those above it,
 * never those below; command/ calls them in order.
 *
 * Functions return 0 or a negative errno.  -ENOENT: this kernel has no such
 * name (facts_lookup.c alone acts on it).  -ENODATA: the page is not in the dump;
 * target.c has counted the hole, the caller leaves the value out and goes on.
 * -ENOMEDIUM: this kernel kept no page_owner records.  -EINTR: the host asked to
 * stop.  Anything else ends the command, and every level puts what it was doing
 * in front of the message (see fail()).  Any stage may call write_text().
 */
#ifndef PAGEOWNER_CORE_H
#define PAGEOWNER_CORE_H

#include <stdatomic.h>

#include "report/outputs.h"

#define PAGEOWNER_VERSION "0.1.0"

/* ---- pageowner.c: the handle ---- */

#define SCAN_WINDOW 16 /* sections that are read before the first of them is merged */

struct pageowner {
	struct pageowner_target target;
	struct arena known;		/* of the kernel: dies with the host */
	struct arena invocation;	/* dies with the next parse */
	struct arena run;		/* dies with the run */
	struct arena jobs[SCAN_WINDOW]; /* likewise */
	struct {
		atomic_flag taken;
		struct job_room room;
	} rooms[SCAN_WINDOW]; /* of running jobs; likewise */
	struct arena piece;   /* of an export: dies with each of its pieces */
	struct reader reader;
	const struct options options; /* what was parsed; only pageowner_parse() writes it */

	struct layout layout;
	struct text_format text_format;
	const struct known_issue *known_issues; /* see report/known.h; NULL: not loaded */
	size_t nr_known_issues;
	struct saved *saved;	/* instead of a kernel's memory: what a file holds */
	struct machine machine; /* of the run, and out of either */
	struct kallsyms *kallsyms;
	bool ownerless;			 /* page_owner was off: only an account is left */
	bool named;			 /* the kernel's own symbols are there */
	const char *unnamed;		 /* why those can't be decoded; NULL: there are none */
	uint64_t names_own, names_given; /* of addresses: out of the dump, of a file beside it */
	struct page_names *names;
	struct name_table *strings;
	struct cgroup_names *cgroups;
	struct cgroup_table *cgroup_ids;
	struct gfp_texts *gfp_texts;
	struct depot *depot; /* of a dump */
	struct stacks *stacks;
	struct frames *frames;
	struct section_list sections;
	struct zone_list zones; /* loaded only where pages do not tell theirs */
	uint64_t min_low_pfn, max_pfn;
	uint64_t text_newest;	     /* of a text: its newest time stamp, once surveyed */
	uint64_t open_holes;	     /* HOLE_OTHER met while the kernel was opened */
	bool has_run;		     /* since the host was attached */
	bool asked_lines, has_lines; /* --lines looked for some in this run, and had some */

	struct objects objects;		  /* instead of text */
	struct compare_side *side;	  /* likewise */
	struct arena compared;		  /* of pageowner_diff(); dies with the next one */
	bool unmatched;			  /* a name on the command line selected nothing */
	bool report_begun;		  /* its first lines are written */
	struct map memcg_lines;		  /* of the command that lists; in run */
	struct page_window window;	  /* of the command that streams; in run */
	struct strbuf output;		  /* likewise */
	uint64_t listed;		  /* records of list that were written, for --top */
	struct spill *records, *sorted;	  /* of sort without --cull */
	struct sort_entry *sort_entry;	  /* the one that is being made; in run */
	spill_temporary *temporary;	  /* for these; command/ gives it, core/ opens no file */
	struct input *input;		  /* the host's text, in the run */
	const struct unpacker *unpackers; /* what can be unpacked; command/ gives it, too */

	struct result *results; /* finished scans */
	struct result *unfinished;
};

#define OUTPUT_SIZE (64 * 1024) /* text that streams is handed on from this length on */

/* ---- open.c ---- */

/*
 * Learns what kernel this is, once for each host.  -ENOMEDIUM: one without records;
 * without @needs_records that is no error, and po->ownerless says so.
 */
int open_kernel(struct pageowner *po, bool needs_records);

/* ---- run.c ---- */

/* Runs what was parsed.  Returns an enum pageowner_status. */
int run_command(struct pageowner *po);

#endif
