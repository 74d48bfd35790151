// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sorting more entries than memory should hold.  Each two bytes are an entry: its key, and how
 * long it is, up to 2 MiB, so that a few of them fill the memory and are written to a file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_ENTRIES 128

struct entry {
	uint64_t key, len, times;
};

static int compare(void *arg, const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	(void)arg;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->len < y->len ? -1 : x->len > y->len;
}

static void combine(void *into, const void *from)
{
	((struct entry *)into)->times += ((const struct entry *)from)->times;
}

static bool fill(struct spill *spill, const uint8_t *data, size_t size)
{
	static unsigned char buf[2 << 20];
	struct entry *entry = (struct entry *)buf;

	for (; size >= 2; data += 2, size -= 2) {
		*entry = (struct entry){ .key = data[0], .times = 1 };
		entry->len =
			sizeof(*entry) + (data[1] & 128 ? (size_t)(data[1] & 127) << 14 : data[1]);
		buf[entry->len - 1] = entry->len > sizeof(*entry) ? data[0] : buf[entry->len - 1];
		if (spill_add(spill, buf, entry->len))
			return false;
	}
	return true;
}

static void drain(struct spill *spill, bool combined, uint64_t want)
{
	uint64_t last = 0, times = 0;
	struct entry *entry;
	char *bytes;
	size_t len;

	while (!spill_next(spill, &bytes, &len) && bytes) {
		entry = (struct entry *)bytes;
		if (len != entry->len || entry->key < last || (!combined && entry->times != 1) ||
		    (len > sizeof(*entry) && (unsigned char)bytes[len - 1] != entry->key))
			abort();
		last = entry->key;
		times += entry->times;
		free(bytes);
	}
	if (times != want)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool combined = size && data[0] & 1;
	struct spill *spill;

	if (size < 3 || size > 2 * MAX_ENTRIES)
		return 0;
	spill = spill_new(compare, combined ? combine : NULL, NULL, tmpfile);
	if (spill && fill(spill, data + 1, size - 1) && !spill_sort(spill))
		drain(spill, combined, (size - 1) / 2);
	spill_free(spill);
	return 0;
}
