// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sorts more entries than memory should hold.  They are collected up to LIMIT and sorted,
 * equal entries are combined, and the run is written to a temporary file; at the end all
 * runs are merged.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core.h"

#define LIMIT (32 * 1024 * 1024)
#define MAX_RUNS 256 /* more runs are merged into one, to limit the number of files */

struct run {
	FILE *file;
	char *entry; /* the next entry; NULL at the end */
	uint32_t len, room;
};

struct spill {
	spill_compare *compare;
	spill_combine *combine;
	void *arg;
	spill_temporary *temporary;
	char *data; /* entries, each after its length */
	size_t used;
	char **entries;
	size_t count, room;
	struct run *runs;
	size_t nr_runs;
	size_t at; /* where to read next, if everything is in memory */
};

#define ALIGNED(len) (((size_t)(len) + 7) & ~(size_t)7)

struct spill *spill_new(spill_compare *compare, spill_combine *combine, void *arg,
			spill_temporary *temporary)
{
	struct spill *spill = calloc(1, sizeof(*spill));

	if (!spill)
		return NULL;
	spill->compare = compare;
	spill->combine = combine;
	spill->arg = arg;
	spill->temporary = temporary;
	spill->data = malloc(LIMIT);
	spill->runs = calloc(MAX_RUNS + 1, sizeof(*spill->runs));
	if (spill->data && spill->runs)
		return spill;
	spill_free(spill);
	return NULL;
}

void spill_free(struct spill *spill)
{
	size_t i;

	if (!spill)
		return;
	for (i = 0; spill->runs && i < spill->nr_runs; i++) {
		if (spill->runs[i].file)
			fclose(spill->runs[i].file);
		free(spill->runs[i].entry);
	}
	free(spill->runs);
	free(spill->entries);
	free(spill->data);
	free(spill);
}

static uint32_t entry_len(const char *entry)
{
	uint32_t len;

	memcpy(&len, entry - 8, sizeof(len));
	return len;
}

static int compare_entries(const void *a, const void *b, void *arg)
{
	const struct spill *spill = arg;

	return spill->compare(spill->arg, *(char *const *)a, *(char *const *)b);
}

/* Combines equal entries into the first of them in memory. */
static void sort_entries(struct spill *spill)
{
	size_t kept = 0, i;

	if (!spill->count)
		return;
	qsort_r(spill->entries, spill->count, sizeof(*spill->entries), compare_entries, spill);
	for (i = 1; i < spill->count; i++) {
		char *last = spill->entries[kept], *entry = spill->entries[i];

		if (spill->combine && !spill->compare(spill->arg, last, entry))
			spill->combine(last, entry);
		else
			spill->entries[++kept] = entry;
	}
	spill->count = kept + 1;
}

static int put_entry(FILE *file, const char *entry, uint32_t len)
{
	return fwrite(&len, sizeof(len), 1, file) == 1 && fwrite(entry, len, 1, file) == 1 ? 0
											   : -EIO;
}

static int start_run(const struct spill *spill, struct run *run)
{
	memset(run, 0, sizeof(*run));
	run->file = spill->temporary();
	return run->file ? 0 : -errno;
}

static int advance(struct run *run)
{
	uint32_t len;

	if (fread(&len, sizeof(len), 1, run->file) != 1) {
		free(run->entry);
		run->entry = NULL;
		return ferror(run->file) ? -EIO : 0;
	}
	if (len > run->room) {
		char *grown = realloc(run->entry, len);

		if (!grown)
			return -ENOMEM;
		run->entry = grown;
		run->room = len;
	}
	run->len = len;
	return fread(run->entry, len, 1, run->file) == 1 ? 0 : -EIO;
}

static struct run *smallest(struct spill *spill)
{
	struct run *best = NULL;
	size_t i;

	for (i = 0; i < spill->nr_runs; i++) {
		struct run *run = &spill->runs[i];

		if (run->entry &&
		    (!best || spill->compare(spill->arg, run->entry, best->entry) < 0))
			best = run;
	}
	return best;
}

static int start_merge(struct spill *spill)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < spill->nr_runs; i++) {
		rewind(spill->runs[i].file);
		err = advance(&spill->runs[i]);
	}
	return err;
}

/* The next entry of all runs as a malloc()ed *copy that the caller frees; NULL at the end. */
static int merge_next(struct spill *spill, char **copy, uint32_t *len)
{
	struct run *run = smallest(spill);
	int err;

	*copy = NULL;
	if (!run)
		return 0;
	*copy = malloc(run->len);
	if (!*copy)
		return -ENOMEM;
	memcpy(*copy, run->entry, run->len);
	*len = run->len;
	err = advance(run);
	while (!err && spill->combine && (run = smallest(spill)) &&
	       !spill->compare(spill->arg, *copy, run->entry)) {
		spill->combine(*copy, run->entry);
		err = advance(run);
	}
	return err;
}

static int merge_runs(struct spill *spill)
{
	struct run merged;
	char *entry = NULL;
	uint32_t len;
	size_t i;
	int err = start_run(spill, &merged);

	if (!err)
		err = start_merge(spill);
	do {
		free(entry);
		entry = NULL;
		if (!err)
			err = merge_next(spill, &entry, &len);
		if (!err && entry)
			err = put_entry(merged.file, entry, len);
	} while (!err && entry);
	free(entry);
	for (i = 0; i < spill->nr_runs; i++) {
		fclose(spill->runs[i].file);
		free(spill->runs[i].entry);
	}
	spill->runs[0] = merged;
	spill->nr_runs = merged.file != NULL;
	return err;
}

static int flush_run(struct spill *spill)
{
	struct run *run = &spill->runs[spill->nr_runs];
	size_t i;
	int err;

	sort_entries(spill);
	err = start_run(spill, run);
	if (err)
		return err;
	spill->nr_runs++;
	for (i = 0; !err && i < spill->count; i++)
		err = put_entry(run->file, spill->entries[i], entry_len(spill->entries[i]));
	spill->used = spill->count = 0;
	if (!err && spill->nr_runs == MAX_RUNS)
		err = merge_runs(spill);
	return err;
}

int spill_add(struct spill *spill, const void *entry, size_t len)
{
	size_t need = 8 + ALIGNED(len);
	uint32_t stored = len;
	int err;

	if (need > LIMIT)
		return -EINVAL;
	if (spill->used + need > LIMIT) {
		err = flush_run(spill);
		if (err)
			return err;
	}
	if (spill->count == spill->room) {
		size_t room = spill->room ? spill->room * 2 : 4096;
		char **grown = realloc(spill->entries, room * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		spill->entries = grown;
		spill->room = room;
	}
	memcpy(spill->data + spill->used, &stored, sizeof(stored));
	spill->entries[spill->count] = spill->data + spill->used + 8;
	memcpy(spill->entries[spill->count++], entry, len);
	spill->used += need;
	return 0;
}

int spill_sort(struct spill *spill)
{
	int err;

	if (!spill->nr_runs) {
		sort_entries(spill);
		return 0;
	}
	err = spill->count ? flush_run(spill) : 0;
	return err ? err : start_merge(spill);
}

int spill_next(struct spill *spill, char **entry, size_t *len)
{
	uint32_t merged_len = 0;
	int err = 0;

	if (spill->nr_runs) {
		err = merge_next(spill, entry, &merged_len);
		*len = merged_len;
		return err;
	}
	*entry = NULL;
	if (spill->at == spill->count)
		return 0;
	*len = entry_len(spill->entries[spill->at]);
	*entry = malloc(*len);
	if (!*entry)
		return -ENOMEM;
	memcpy(*entry, spill->entries[spill->at++], *len);
	return 0;
}
