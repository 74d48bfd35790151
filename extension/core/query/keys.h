/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The keys by which allocations are grouped and sorted (keys.c).
 */
#ifndef PAGEOWNER_KEYS_H
#define PAGEOWNER_KEYS_H

#include "machine/machine.h"

/* Each key is a bit in masks of keys; the table in keys.c has their names. */
/* clang-format off */
enum key {
	KEY_STACK, KEY_CALLER, KEY_MODULE, KEY_ALLOCATOR, KEY_PID, KEY_TGID, KEY_COMM,
	KEY_CGROUP, KEY_ORDER, KEY_GFP, KEY_MIGRATETYPE, KEY_NODE, KEY_ZONE, KEY_FREE, KEY_SLAB,
	KEY_TAG, KEY_AGE, KEY_CONTEXT, KEY_BLOCK,
	NR_GROUP_KEYS,
	/* These are only for sorting. */
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
	/* Prints it in the line of a group in a report; NULL: it has a column of its own. */
	void (*print)(struct pageowner *po, struct strbuf *text, const struct group *group);
	const char *help; /* one line about it */
};

extern const struct key_row key_rows[NR_KEYS];

/* Does one of @keys need the struct page? */
bool keys_need_page(unsigned int keys);
/* The key with this name or alias, or -ENOENT. */
int key_find(const char *name, size_t len);

struct sort_key {
	uint8_t key; /* enum key */
	int8_t sign; /* -1: descending */
};

#endif
