/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shared by the formats.  An export gets the result of a report or an account and writes it with
 * write_text(), as text is written.  It asks the dump only for names.  No object of a library is
 * kept across a write, because a host may leave the library there by longjmp().
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
	uint64_t offset, size; /* of the return address in the symbol; of the symbol */
	uint64_t address;      /* 0: the frame comes from a text, which has no addresses */
};

/*
 * The frames of @stack, innermost first, with printable names, in the memory of this piece of
 * output: those that --depth counts.  Without --depth and @whole they begin at the caller of the
 * allocator.  The only frame of a lost stack is a sentence.  Returns their number; 0 also if out
 * of memory, which makes the next write fail.
 */
size_t export_frames(struct pageowner *po, const struct stack *stack, bool whole,
		     struct export_frame **ret);

/* ---- stack_key.c: one stack in all boots ---- */

#define STACK_KEY_LEN 33

/*
 * The key of @stack in hexadecimal digits: the first half of the SHA-256 of the lines below.  It
 * is the same for exactly the stacks that a diff pairs because their frames are equal, so it does
 * not depend on the boot, on addresses and on offsets in a function.  false with "": nothing is
 * known of the stack but its handle, or out of memory.
 */
bool export_stack_key(struct pageowner *po, const struct stack *stack, char ret[STACK_KEY_LEN]);
/*
 * The frames that the key is made of, from the caller outwards, as "function [module]" with a
 * newline behind each, in the memory of this piece of output.  NULL as above.
 */
const char *export_stack_lines(struct pageowner *po, const struct stack *stack);

/* ---- export.c ---- */

/* The groups that --top lets through. */
size_t export_shown(const struct pageowner *po, const struct groups *groups);

/* The value of a key: true with a number in *@number, otherwise words in @text, "" for none. */
bool export_key(struct pageowner *po, enum key key, const struct group *group, int64_t *number,
		struct strbuf *text);

/* Writes the text, then frees the memory of this piece of output. */
int export_write(struct pageowner *po, struct strbuf *text);
/* Reports what could not be read, beside an output that has no place for it. */
void export_explain(struct pageowner *po, const struct result *result);
/* Writes @text and the text that @add appends for each part of the account, in one piece. */
int export_account(struct pageowner *po, struct account *account, struct strbuf *text,
		   int (*add)(struct account_part *part, struct strbuf *text));

/*
 * The same for a group of a comparison, in the memory of this piece of output: 0 if the groups
 * have no stacks.
 */
size_t export_lines(struct pageowner *po, const struct compare_item *item, bool whole,
		    struct export_frame **ret);
/* "vfs_write [module]"; with @offset "vfs_write+0x1/0x2 [module]". */
void export_frame_text(struct strbuf *text, const struct export_frame *frame, bool offset);
/* Did that row change, and does --top let it through? */
bool export_changed(const struct pageowner *po, const struct comparison *all, size_t row);

#endif
