// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A stack as a number that is the same in every boot: SHA-256 of what a comparison takes for it.
 */
#include <nettle/sha2.h>
#include <stdio.h>

#include "export/export.h"

/* The first line of a key is the label of a group, which a stack alone does not have. */
const char *export_stack_lines(struct pageowner *po, const struct stack *stack)
{
	const struct compare_key *key;

	if (stack->kind == STACK_MISSING || !stack->count || stack->frames[0]->roles & FRAME_HANDLE)
		return NULL;
	key = compare_key_of_stack(&po->piece, stack);
	return key ? key->text + key->end[0] : NULL;
}

bool export_stack_key(struct pageowner *po, const struct stack *stack, char ret[STACK_KEY_LEN])
{
	const char *lines = export_stack_lines(po, stack);
	uint8_t digest[(STACK_KEY_LEN - 1) / 2];
	struct sha256_ctx sha;
	size_t i;

	*ret = '\0';
	if (!lines)
		return false;
	sha256_init(&sha);
	sha256_update(&sha, strlen(lines), (const uint8_t *)lines);
	sha256_digest(&sha, sizeof(digest), digest);
	for (i = 0; i < sizeof(digest); i++)
		snprintf(ret + 2 * i, 3, "%02x", digest[i]);
	return true;
}
