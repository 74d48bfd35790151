/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the formats have in common.  An export gets what a report or an account has
 * found and writes it with write_text(), as text is written; of the dump it asks
 * nothing but names, and nothing of a library is held across a write, because a host
 * may leave there for good.
 */
#ifndef PAGEOWNER_EXPORT_H
#define PAGEOWNER_EXPORT_H

#include <stdio.h>

#include "report/compare.h"
#include "core.h"

struct account_part;

struct export_frame {
	const char *symbol;    /* NULL: a bare address */
	const char *module;    /* NULL: the kernel image */
	uint64_t offset, size; /* of the return address in the symbol; the symbol's own */
	uint64_t address;      /* 0: out of a text, which has none */
};

/*
 * The frames of @stack from the innermost on, names fit for print, in the memory of
 * this piece of output: those that --depth lets count, else without @whole those from
 * the caller of the allocator on.  Of a stack that is lost a sentence is the only one.
 * Returns how many; 0 also when there is no memory, which fails the next write.
 */
size_t export_frames(struct pageowner *po, const struct stack *stack, bool whole,
		     struct export_frame **ret);

/* The groups that --top lets through. */
size_t export_shown(const struct pageowner *po, const struct groups *groups);

/* The value of a key: true with a number in *@number, else as words in @text, "" for none. */
bool export_key(struct pageowner *po, enum key key, const struct group *group, int64_t *number,
		struct strbuf *text);

/* The text, then what it was made of is forgotten. */
int export_write(struct pageowner *po, struct strbuf *text);
/* Said beside an output that has no place for it: what could not be read. */
void export_explain(struct pageowner *po, const struct result *result);
/* What @text has so far and what @add puts there of each part of the account, in one piece. */
int export_account(struct pageowner *po, struct account *account, struct strbuf *text,
		   int (*add)(struct account_part *part, struct strbuf *text));

/*
 * The same of a comparison's group, in the memory of this piece of output: 0 when the groups
 * have no stacks.
 */
size_t export_lines(struct pageowner *po, const struct compare_item *item, bool whole,
		    struct export_frame **ret);
/* "vfs_write [module]", with @offset "vfs_write+0x1/0x2 [module]". */
void export_frame_text(struct strbuf *text, const struct export_frame *frame, bool offset);
/* Did that row change, and does --top let it through? */
bool export_changed(const struct pageowner *po, const struct comparison *all, size_t row);

#endif
