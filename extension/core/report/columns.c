// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>

#include "report/columns.h"
#include "base/screen.h"
#include "core.h"

#define PAGES_WIDTH 10

/* What stands beside the pages. */
static const struct {
	const char *name, *heading; /* name: "", the number has its unit beside it */
	int width, signed_width;
} units[] = {
	[UNIT_MIB] = { "MiB", "MiB", 10, 10 },	     [UNIT_PAGES] = { NULL, NULL, 0, 0 },
	[UNIT_BYTES] = { "bytes", "BYTES", 14, 15 }, [UNIT_FIT] = { "", "SIZE", 10, 11 },
	[UNIT_SI] = { "", "SIZE", 10, 11 },
};

/* A screen has no room for digits that nobody reads. */
struct columns columns_of(const struct pageowner *po)
{
	bool screen = po->target.columns;
	enum unit unit = po->options.unit;

	return (struct columns){
		.unit = screen && unit == UNIT_MIB ? UNIT_FIT : unit,
		.page_size = po->reader.page_size,
		.groups = screen,
	};
}

double columns_mib(double bytes)
{
	return bytes / (1024 * 1024);
}

/* "1,234" from the digits of a number. */
static void separate(char *ret, const char *digits)
{
	size_t left = strlen(digits);

	for (; left; left--) {
		*ret++ = *digits++;
		if (left % 3 == 1 && left > 1)
			*ret++ = ',';
	}
	*ret = '\0';
}

void columns_number(struct strbuf *text, struct columns columns, int width, int64_t value)
{
	char digits[24], number[40];
	bool minus = value < 0;
	int len;

	snprintf(digits, sizeof(digits), "%llu",
		 (unsigned long long)(minus ? -(uint64_t)value : (uint64_t)value));
	len = snprintf(number, sizeof(number), "%s", minus ? "-" : columns.sign ? "+" : "");
	if (columns.groups)
		separate(number + len, digits);
	else
		snprintf(number + len, sizeof(number) - len, "%s", digits);
	strbuf_printf(text, "%*s", width, number);
}

/* Three digits at least: 1023.9 KiB, then 1.0 MiB. */
static void fitting(struct strbuf *text, struct columns columns, int width, double bytes)
{
	static const char *const names[][7] = {
		{ "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" },
		{ "B", "kB", "MB", "GB", "TB", "PB", "EB" },
	};
	bool si = columns.unit == UNIT_SI, minus = bytes < 0;
	double step = si ? 1000 : 1024, size = minus ? -bytes : bytes;
	char number[40];
	size_t i = 0;

	/* What would be rounded to 1024.0 is 1.0 of the next one. */
	for (; size >= step - 0.05 && i + 1 < ARRAY_SIZE(names[0]); i++)
		size /= step;
	snprintf(number, sizeof(number), "%s%.*f %s",
		 minus		? "-"
		 : columns.sign ? "+"
				: "",
		 i ? 1 : 0, size, names[si][i]);
	strbuf_printf(text, "%*s", width, number);
}

static void in_unit(struct strbuf *text, struct columns columns, int width, int64_t pages)
{
	double bytes = (double)pages * columns.page_size;

	if (columns.unit == UNIT_FIT || columns.unit == UNIT_SI)
		fitting(text, columns, width, bytes);
	else if (columns.unit == UNIT_MIB)
		strbuf_printf(text, columns.sign ? "%+*.1f" : "%*.1f", width, columns_mib(bytes));
	else
		columns_number(text, columns, width, (uint64_t)pages * columns.page_size);
}

static int unit_width(struct columns columns)
{
	return columns.sign ? units[columns.unit].signed_width : units[columns.unit].width;
}

void columns_size(struct strbuf *text, struct columns columns, int64_t pages)
{
	columns_number(text, columns, 0, pages);
	strbuf_printf(text, " pages");
	if (!units[columns.unit].name)
		return;
	strbuf_printf(text, ", ");
	in_unit(text, columns, 0, pages);
	strbuf_printf(text, "%s%s", *units[columns.unit].name ? " " : "", units[columns.unit].name);
}

void columns_cells(struct strbuf *text, struct columns columns, int64_t pages)
{
	columns_number(text, columns, PAGES_WIDTH, pages);
	strbuf_printf(text, " " CELL);
	if (!units[columns.unit].heading)
		return;
	in_unit(text, columns, unit_width(columns), pages);
	strbuf_printf(text, " " CELL);
}

void columns_headings(struct strbuf *text, struct columns columns, const char *pages)
{
	strbuf_printf(text, HEADING "%*s " CELL, PAGES_WIDTH, pages);
	if (units[columns.unit].heading)
		strbuf_printf(text, "%*s " CELL, unit_width(columns), units[columns.unit].heading);
}
