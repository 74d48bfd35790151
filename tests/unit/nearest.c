// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Words that are misspelt, and what was meant.
 */
#include "base/nearest.h"
#include "unit.h"

static const char *nearest_of(const char *word)
{
	static const char *const names[] = { "report", "account", "suspects", "oom",
					     "diff",   "save",	  "list",     "sort",
					     "page",   "stack",	  "DMA32" };
	struct nearest nearest = { .word = word, .len = strlen(word) };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		nearest_try(&nearest, names[i]);
	return nearest.name;
}

/* Each as people type it: swapped, missing, doubled and wrong letters. */
static void misspelt_words_find_their_name(void **state)
{
	static const char *const words[][2] = {
		{ "reprot", "report" },	   { "acount", "account" }, { "accountt", "account" },
		{ "suspect", "suspects" }, { "omo", "oom" },	    { "dfif", "diff" },
		{ "stakc", "stack" },	   { "lsit", "list" },	    { "sotr", "sort" },
		{ "paeg", "page" },	   { "REPORT", "report" },  { "Acount", "account" },
		{ "dma23", "DMA32" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(words); i++)
		assert_string_equal(nearest_of(words[i][0]), words[i][1]);
}

static void other_words_find_none(void **state)
{
	static const char *const words[] = {
		"vmcore",   "x",	 "",
		"dump.elf", "owners.gz", "a-word-of-more-than-twenty-four-letters"
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(words); i++)
		assert_null(nearest_of(words[i]));
}

TESTS(nearest, cmocka_unit_test(misspelt_words_find_their_name),
      cmocka_unit_test(other_words_find_none));
