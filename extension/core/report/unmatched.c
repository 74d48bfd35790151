// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names on the command line that no record has: said, with the names that are near.
 */
#include "core.h"

#define MAX_NAME 64 /* letters that are compared to find what is near */
#define MAX_NEAR 3

struct near {
	const char *name;
	unsigned int distance;
};

struct looking {
	struct pageowner *po;
	const struct result *result;
	struct map seen; /* numbers of names that were looked at, and above them handles */
	struct near near[MAX_NEAR];
	unsigned int count;
};

static unsigned int least(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int ab = a < b ? a : b;

	return ab < c ? ab : c;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* How many letters have to be changed, added or left out; upper and lower case are one. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[MAX_NAME + 1], before, above;
	size_t len = strnlen(b, MAX_NAME), i, k;

	for (k = 0; k <= len; k++)
		row[k] = k;
	for (i = 0; i < MAX_NAME && a[i]; i++) {
		before = row[0];
		row[0] = i + 1;
		for (k = 1; k <= len; k++) {
			above = row[k];
			row[k] = least(before + (lower(a[i]) != lower(b[k - 1])), above + 1,
				       row[k - 1] + 1);
			before = above;
		}
	}
	return row[len];
}

/* A third of the letters may be wrong; a name that contains the word is near as well. */
static bool is_near(const char *name, const char *word, unsigned int *ret)
{
	size_t len = strlen(word);

	*ret = distance(name, word);
	return *ret * 3 <= len || (len >= 3 && strcasestr(name, word));
}

static bool is_nearer(const char *name, unsigned int distance, const struct near *than)
{
	return distance < than->distance ||
	       (distance == than->distance && strcmp(name, than->name) < 0);
}

static void remember(struct looking *looking, const char *name, unsigned int distance)
{
	unsigned int i = looking->count < MAX_NEAR ? looking->count++ : MAX_NEAR;

	for (; i > 0 && is_nearer(name, distance, &looking->near[i - 1]); i--)
		if (i < MAX_NEAR)
			looking->near[i] = looking->near[i - 1];
	if (i < MAX_NEAR)
		looking->near[i] = (struct near){ name, distance };
}

/* Does the name with this number fit?  If not, it is remembered when it is near. */
static bool name_is(struct looking *looking, uint32_t id, const char *word)
{
	const char *name = name_text(looking->po, id);
	unsigned int off;

	if (!id || map_find(&looking->seen, id))
		return false;
	if (name_fits(name, word))
		return true;
	/* Without memory a name is looked at again, and may be named twice. */
	map_add(&looking->po->run, &looking->seen, id, looking);
	if (is_near(name, word, &off))
		remember(looking, name, off);
	return false;
}

/* As selection_match_late() has it: the module of each frame, or what stands for none. */
static bool any_module_is(struct looking *looking, const struct cell *cell, const char *word)
{
	struct pageowner *po = looking->po;
	const struct stack *stack = stack_find(po, cell->key.handle);
	uint64_t seen = 1ull << 32 | cell->key.handle;
	unsigned int i;

	if (!stack || map_find(&looking->seen, seen))
		return false;
	map_add(&po->run, &looking->seen, seen, looking);
	for (i = 0; i < stack->count; i++) {
		const char *module = stack->frames[i]->module;

		if (module && name_is(looking, name_id(po, module, strlen(module)), word))
			return true;
	}
	return name_is(looking, stack->module ? stack->module : name_id(po, "vmlinux", 7), word);
}

static bool cell_fits(struct looking *looking, enum criterion_kind kind, const struct cell *cell,
		      const char *word)
{
	struct pageowner *po = looking->po;
	char comm[COMM_LEN + 1] = "";

	if (kind == BY_MODULE)
		return any_module_is(looking, cell, word);
	if (kind == BY_CGROUP)
		return name_is(looking, cgroup_ref_name(po, cell->key.cgroup), word);
	memcpy(comm, cell->key.comm, COMM_LEN);
	return name_is(looking, name_id(po, comm, strlen(comm)), word);
}

/* Cells with the names; NULL: nothing kept them. */
static const struct cells *cells_of(const struct result *result, enum criterion_kind kind)
{
	if (kind == BY_COMM || kind == BY_MODULE)
		return result_everything(result);
	/* A list has no cells. */
	return kind == BY_CGROUP && result->cells.count && result->cells.keys & KEY_BIT(KEY_CGROUP)
		       ? &result->cells
		       : NULL;
}

static bool is_selected(const struct result *result, const struct cell *cell)
{
	return cell->key.freed ? result->selection.freed : result->selection.allocated;
}

/* Does a record have a name that fits @word?  If not, the near ones are remembered. */
static bool any_fits(struct looking *looking, enum criterion_kind kind, const struct cells *cells,
		     const char *word)
{
	size_t i;

	memset(&looking->seen, 0, sizeof(looking->seen));
	looking->count = 0;
	for (i = 0; i < cells->size; i++) {
		const struct cell *cell = cells->table[i];

		if (cell && is_selected(looking->result, cell) &&
		    cell_fits(looking, kind, cell, word))
			return true;
	}
	return false;
}

static void tell_word(struct looking *looking, const struct criterion *criterion, const char *word,
		      struct strbuf *text)
{
	unsigned int i;

	strbuf_printf(text, "%s--%s ", text->len ? "; " : "", criterion->name);
	strbuf_name(text, word);
	/* Cgroups are known of what the other selections leave. */
	strbuf_printf(text, ": no %srecord has this name",
		      criterion->kind == BY_CGROUP && looking->result->selection.early.count
			      ? "selected "
			      : "");
	for (i = 0; i < looking->count; i++) {
		strbuf_printf(text, "%s", i ? ", " : "; near it: ");
		strbuf_name(text, looking->near[i].name);
	}
	if (!looking->count)
		strbuf_printf(text, "; --cull %s lists those that there are", criterion->name);
}

static void tell_words(struct looking *looking, const struct criterion *criterion,
		       struct strbuf *text)
{
	const struct cells *cells = cells_of(looking->result, criterion->kind);
	size_t i;

	for (i = 0; cells && !criterion->negate && i < criterion->count; i++)
		if (!any_fits(looking, criterion->kind, cells, criterion->words[i]))
			tell_word(looking, criterion, criterion->words[i], text);
}

/* Each criterion by itself may have something. */
static void tell_all(const struct options *options, const char *what, struct strbuf *text)
{
	unsigned int i;

	strbuf_printf(text, "nothing is selected: no %s fits", what);
	for (i = 0; i < options->nr_criteria; i++) {
		const struct criterion *criterion = &options->criteria[i];

		strbuf_printf(text, "%s --%s %s", i ? " and" : "", criterion->name,
			      criterion->negate ? "!" : "");
		strbuf_name(text, criterion->text);
	}
}

int report_unmatched(struct pageowner *po, const struct result *result, bool nothing)
{
	const struct options *options = &po->options;
	struct looking looking = { .po = po, .result = result };
	struct strbuf text = { .arena = &po->run };
	unsigned int i;

	po->unmatched = false;
	for (i = 0; i < options->nr_criteria; i++)
		tell_words(&looking, &options->criteria[i], &text);
	if (!text.len && nothing && options->nr_criteria)
		tell_all(options, "record", &text);
	if (text.failed)
		return fail(&po->reader, -ENOMEM, "names");
	if (text.len) {
		po->unmatched = true;
		fail(&po->reader, 0, "%s", text.data);
	}
	return 0;
}

int report_nothing(struct pageowner *po, const char *what)
{
	struct strbuf text = { .arena = &po->run };

	if (!po->options.nr_criteria)
		return 0;
	tell_all(&po->options, what, &text);
	return text.failed ? fail(&po->reader, -ENOMEM, "names")
			   : fail(&po->reader, 0, "%s", text.data);
}
