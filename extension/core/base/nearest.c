// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Compares a word with the names that exist, by the number of letters to change; those that are
 * the same but for their case count as equal.
 */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/nearest.h"

#define MAX_LEN 24 /* longer words are no misspelt names */

static unsigned int min(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* The distance of Damerau and Levenshtein in which no letter is changed twice. */
static unsigned int distance(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned int d[MAX_LEN + 1][MAX_LEN + 1];
	size_t i, k;

	for (i = 0; i <= na; i++)
		d[i][0] = i;
	for (k = 0; k <= nb; k++)
		d[0][k] = k;
	for (i = 1; i <= na; i++) {
		for (k = 1; k <= nb; k++) {
			d[i][k] = min(min(d[i - 1][k], d[i][k - 1]) + 1,
				      d[i - 1][k - 1] + !same(a[i - 1], b[k - 1]));
			if (i > 1 && k > 1 && same(a[i - 1], b[k - 2]) && same(a[i - 2], b[k - 1]))
				d[i][k] = min(d[i][k], d[i - 2][k - 2] + 1);
		}
	}
	return d[na][nb];
}

void nearest_try(struct nearest *nearest, const char *name)
{
	size_t len = strlen(name);
	unsigned int found;

	if (nearest->len > MAX_LEN || len > MAX_LEN || nearest->len < 2)
		return;
	found = distance(nearest->word, nearest->len, name, len);
	if (found > (len + 1) / 3 || (nearest->name && found >= nearest->distance))
		return;
	nearest->name = name;
	nearest->distance = found;
}
