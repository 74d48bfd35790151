// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/screen.h"
#include "report/columns.h"
#include "unit.h"

/* A table with a heading, a row, a line that is none, and a row with a long end. */
#define TABLE                                                                        \
	HEADING "     PAGES " CELL "ORDERS  " WORD_CELL "     AGE " CELL "WHO\n"     \
		"         1 " CELL "0       " WORD_CELL "    1.0s " CELL "init(1)\n" \
		"            frame+0x1\n"                                            \
		"     12345 " CELL "0,1     " WORD_CELL "   10.0s " CELL             \
		"kworker(7) 50%, modprobe(9) 50%\n"

static void fits(const char *text, unsigned int width, bool colours, const char *want)
{
	struct arena arena = { NULL };
	struct strbuf from = { .arena = &arena }, ret = { .arena = &arena };

	strbuf_text(&from, text);
	screen_fit(&ret, &from, width, colours);
	assert_false(ret.failed);
	assert_string_equal(ret.data, want);
	arena_free(&arena);
}

static void columns_are_as_wide_as_what_is_in_them(void **state)
{
	(void)state;
	fits(TABLE, 80, false,
	     "PAGES ORDERS   AGE  WHO\n"
	     "    1 0       1.0s  init(1)\n"
	     "            frame+0x1\n"
	     "12345 0,1    10.0s  kworker(7) 50%, modprobe(9) 50%\n");
}

static void an_end_that_does_not_fit_has_a_line_of_its_own(void **state)
{
	(void)state;
	fits(TABLE, 40, false,
	     "PAGES ORDERS   AGE  WHO\n"
	     "    1 0       1.0s  init(1)\n"
	     "            frame+0x1\n"
	     "12345 0,1    10.0s\n"
	     "            kworker(7) 50%, modprobe(9)\n"
	     "            50%\n");
}

static void an_empty_line_ends_a_table(void **state)
{
	(void)state;
	fits("  12345 " CELL "a\n\n  1 " CELL "b\n", 80, false, "12345  a\n\n1  b\n");
}

static void long_lines_go_on_below_their_text(void **state)
{
	(void)state;
	fits("Name   " HANG "one two three four five six seven eight nine\n", 40, false,
	     "Name   one two three four five six seven\n"
	     "       eight nine\n");
	fits("  a_word_of_more_than_forty_letters_that_no_line_can_have b\n", 40, false,
	     "  a_word_of_more_than_forty_letters_that\n"
	     "  _no_line_can_have b\n");
}

#define LETTER "\xe4\xb8\xad"
#define SEVEN LETTER LETTER LETTER LETTER LETTER LETTER LETTER

/* Two columns for a letter that may need them; a letter is never cut. */
static void letters_of_many_bytes_count_by_columns(void **state)
{
	(void)state;
	fits(SEVEN SEVEN SEVEN "\n", 40, false,
	     SEVEN SEVEN LETTER LETTER LETTER LETTER LETTER LETTER "\n" LETTER "\n");
}

static void what_a_terminal_obeys_is_shown(void **state)
{
	(void)state;
	fits("a\033[2Jb\n", 80, false, "a\\x1b[2Jb\n");
}

static void colours_change_no_column(void **state)
{
	(void)state;
	fits(WARNING "Warning: " HANG "it\n" HEADING "  A " CELL "B\n"
		     "1 " CELL "c\n",
	     80, true,
	     "\033[1;33mWarning: it\033[m\n"
	     "\033[1mA  B\033[m\n"
	     "1  c\n");
	fits(WARNING "Warning: " HANG "it\n" HEADING "  A " CELL "B\n", 0, true,
	     "\033[1;33mWarning: it\033[m\n"
	     "\033[1m  A B\033[m\n");
}

static void without_a_screen_marks_are_left_out(void **state)
{
	struct arena arena = { NULL };
	struct strbuf text = { .arena = &arena };

	(void)state;
	strbuf_text(&text, TABLE);
	screen_strip(&text);
	assert_string_equal(text.data,
			    "     PAGES ORDERS       AGE WHO\n"
			    "         1 0           1.0s init(1)\n"
			    "            frame+0x1\n"
			    "     12345 0,1        10.0s kworker(7) 50%, modprobe(9) 50%\n");
	arena_free(&arena);
}

/* Sizes as texts and tables have them. */
static const struct {
	struct columns columns;
	int64_t pages;
	const char *size, *headings, *cells;
} size_cases[] = {
	{ { UNIT_MIB, 4096, false },
	  640,
	  "640 pages, 2.5 MiB",
	  "     PAGES        MiB ",
	  "       640        2.5 " },
	{ { UNIT_PAGES, 4096, false }, 640, "640 pages", "     PAGES ", "       640 " },
	{ { UNIT_BYTES, 65536, false },
	  3,
	  "3 pages, 196608 bytes",
	  "     PAGES          BYTES ",
	  "         3         196608 " },
	{ { UNIT_MIB, 4096, true },
	  -128,
	  "-128 pages, -0.5 MiB",
	  "     PAGES        MiB ",
	  "      -128       -0.5 " },
	{ { UNIT_PAGES, 4096, true }, 640, "+640 pages", "     PAGES ", "      +640 " },
	{ { UNIT_BYTES, 4096, true },
	  2,
	  "+2 pages, +8192 bytes",
	  "     PAGES           BYTES ",
	  "        +2           +8192 " },
	{ { UNIT_FIT, 4096, false },
	  262143,
	  "262143 pages, 1.0 GiB",
	  "     PAGES       SIZE ",
	  "    262143    1.0 GiB " },
	{ { UNIT_FIT, 4096, true, true },
	  -16384000,
	  "-16,384,000 pages, -62.5 GiB",
	  "     PAGES        SIZE ",
	  "-16,384,000   -62.5 GiB " },
	{ { UNIT_SI, 4096, false },
	  0,
	  "0 pages, 0 B",
	  "     PAGES       SIZE ",
	  "         0        0 B " },
	{ { UNIT_BYTES, 4096, true },
	  -2,
	  "-2 pages, -8192 bytes",
	  "     PAGES           BYTES ",
	  "        -2           -8192 " },
};

static void sizes_in_columns(void **state)
{
	struct test *test = unit_opened(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(size_cases); i++) {
		struct strbuf *text = unit_text(test);

		columns_size(text, size_cases[i].columns, size_cases[i].pages);
		assert_string_equal(text->data, size_cases[i].size);
		text->len = 0;
		columns_headings(text, size_cases[i].columns, "PAGES");
		screen_strip(text);
		assert_string_equal(text->data, size_cases[i].headings);
		text->len = 0;
		columns_cells(text, size_cases[i].columns, size_cases[i].pages);
		screen_strip(text);
		assert_string_equal(text->data, size_cases[i].cells);
	}
	unit_free(test);
}

TESTS(screen, cmocka_unit_test(columns_are_as_wide_as_what_is_in_them),
      cmocka_unit_test(an_end_that_does_not_fit_has_a_line_of_its_own),
      cmocka_unit_test(an_empty_line_ends_a_table),
      cmocka_unit_test(long_lines_go_on_below_their_text),
      cmocka_unit_test(letters_of_many_bytes_count_by_columns),
      cmocka_unit_test(what_a_terminal_obeys_is_shown), cmocka_unit_test(colours_change_no_column),
      cmocka_unit_test(without_a_screen_marks_are_left_out), cmocka_unit_test(sizes_in_columns));
