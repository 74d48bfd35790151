/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_JSON_LIST_H
#define PAGEOWNER_JSON_LIST_H

#include "core.h"

/* --format json and jsonl of list: each appends to po->output, which then fails without memory. */
void json_list_begin(struct pageowner *po);
void json_list_record(struct pageowner *po, const struct allocation *alloc, struct stack *stack);
void json_list_end(struct pageowner *po, const struct result *result);

#endif
