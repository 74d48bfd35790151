// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The entry points: handles, hosts and runs.  run_command() does the rest.  The facts of the
 * kernel and finished scans stay with the handle for the next command.
 */
#include <stdio.h>
#include <stdlib.h>

#include "command/command.h"
#include "export/unpack.h"

/* For the parser; everybody else sees the options as const. */
static struct options *options_of(struct pageowner *po)
{
	return (struct options *)&po->options;
}

struct pageowner *pageowner_new(void)
{
	struct pageowner *po = calloc(1, sizeof(*po));

	if (!po)
		return NULL;
	options_default(options_of(po));
	po->temporary = tmpfile;
	po->unpackers = unpackers;
	return po;
}

static void free_result(struct result *result)
{
	if (result)
		arena_free(&result->arena);
	free(result);
}

void pageowner_abandon(struct pageowner *po)
{
	size_t i;

	for (i = 0; i < SCAN_WINDOW; i++) {
		arena_free(&po->jobs[i]);
		arena_free(&po->rooms[i].room.records.arena);
		arena_free(&po->rooms[i].room.pages.arena);
		memset(&po->rooms[i], 0, sizeof(po->rooms[i]));
	}
	arena_free(&po->piece);
	arena_free(&po->run);
	free_result(po->unfinished);
	po->unfinished = NULL;
	sort_text_close(po);
	input_end(po);
	memset(&po->machine, 0, sizeof(po->machine));
	memset(&po->window, 0, sizeof(po->window));
	memset(&po->memcg_lines, 0, sizeof(po->memcg_lines));
	po->report_begun = false;
	memset(&po->output, 0, sizeof(po->output));
}

static void forget_host(struct pageowner *po)
{
	struct result *result, *next;

	pageowner_abandon(po);
	for (result = po->results; result; result = next) {
		next = result->next;
		free_result(result);
	}
	po->results = NULL;
	arena_free(&po->known);
	memset(&po->layout, 0, sizeof(po->layout));
	memset(&po->text_format, 0, sizeof(po->text_format));
	memset(&po->sections, 0, sizeof(po->sections));
	po->ownerless = false;
	po->has_run = false;
	memset(&po->zones, 0, sizeof(po->zones));
	memset(&po->reader.mapping, 0, sizeof(po->reader.mapping));
	po->saved = NULL;
	po->kallsyms = NULL;
	po->unnamed = NULL;
	po->names_own = po->names_given = 0;
	po->names = NULL;
	po->strings = NULL;
	po->cgroups = NULL;
	po->cgroup_ids = NULL;
	po->gfp_texts = NULL;
	po->depot = NULL;
	po->stacks = NULL;
	po->frames = NULL;
}

static void free_patterns(const struct caller_patterns *patterns)
{
	unsigned int i;

	for (i = 0; i < patterns->count; i++)
		pattern_free(patterns->list[i]);
}

/* What the options hold besides the memory of the invocation. */
static void forget_options(struct pageowner *po)
{
	criteria_free(po->options.criteria, po->options.nr_criteria);
	free_patterns(&po->options.rules.skip);
	free_patterns(&po->options.rules.callers);
	arena_free(&po->invocation);
}

void pageowner_free(struct pageowner *po)
{
	if (!po)
		return;
	forget_host(po);
	arena_free(&po->compared);
	forget_options(po);
	free(po);
}

int pageowner_parse(struct pageowner *po, int argc, char *const argv[])
{
	po->reader.message[0] = '\0';
	po->side = NULL;
	forget_options(po);
	if (options_parse(&po->reader, &po->invocation, argc, argv, options_of(po)))
		return PAGEOWNER_USAGE;
	return PAGEOWNER_COMPLETE;
}

unsigned int pageowner_operands(const struct pageowner *po, const char *const **ret)
{
	*ret = po->options.operands;
	return po->options.nr_operands;
}

bool pageowner_misspelt(struct pageowner *po)
{
	if (!po->options.nr_operands || po->options.command_given ||
	    !command_is_misspelt(po->options.operands[0]))
		return false;
	command_unknown(&po->reader, po->options.operands[0]);
	return true;
}

int pageowner_attach(struct pageowner *po, const struct pageowner_target *target)
{
	forget_host(po);
	memset(&po->target, 0, sizeof(po->target));
	po->reader.message[0] = '\0';
	if (target->size != sizeof(*target)) {
		fail(&po->reader, -EINVAL,
		     "this program and libpageowner have different versions: install both anew");
		return PAGEOWNER_ERROR;
	}
	po->target = *target;
	po->reader.host = &po->target;
	po->reader.tables = NULL;
	po->reader.arena = &po->run;
	po->reader.page_size = 4096;
	return PAGEOWNER_COMPLETE;
}

bool pageowner_compares(const struct pageowner *po)
{
	return po->options.command->compares;
}

bool pageowner_triages_rows(const struct pageowner *po)
{
	return po->options.command->triages && po->options.rows;
}

bool pageowner_triages(const struct pageowner *po)
{
	return po->options.command->triages;
}

const char *pageowner_doctor(const struct pageowner *po)
{
	const char *root = po->options.root ? po->options.root : "/";

	return po->options.command->run == run_doctor ? root : NULL;
}

const char *pageowner_output(const struct pageowner *po)
{
	return po->options.output;
}

bool pageowner_replaces(const struct pageowner *po)
{
	return po->options.command->replaces;
}

bool pageowner_binary(const struct pageowner *po)
{
	return po->options.command->binary || po->options.format == FORMAT_HTML ||
	       (po->options.format == FORMAT_EXPORT && po->options.export->binary);
}

const char *pageowner_colours(const struct pageowner *po)
{
	return po->options.colours ? po->options.colours : "auto";
}

bool pageowner_pager(const struct pageowner *po)
{
	return !po->options.no_pager;
}

bool pageowner_opens(const struct pageowner *po)
{
	return po->options.open;
}

const struct pageowner_sources *pageowner_sources(const struct pageowner *po)
{
	return &po->options.sources;
}

void pageowner_to_terminal(struct pageowner *po, bool terminal)
{
	po->target.terminal = terminal;
}

const char *pageowner_message(const struct pageowner *po)
{
	return po->reader.message;
}

const char *pageowner_version(void)
{
	return PAGEOWNER_VERSION;
}

int pageowner_run(struct pageowner *po)
{
	int status;

	po->reader.message[0] = '\0';
	po->reader.broken = 0;
	/* Data that an earlier command read from a live machine is out of date. */
	if (po->target.live && po->has_run)
		forget_host(po);
	po->has_run = true;
	holes_begin(po);
	pageowner_abandon(po);
	po->asked_lines = po->has_lines = false;
	status = run_command(po);
	if (status == PAGEOWNER_COMPLETE || status == PAGEOWNER_PARTIAL)
		lines_explain(po);
	pageowner_abandon(po);
	return status;
}

static int run_with(struct pageowner *po, struct objects objects)
{
	int status;

	po->objects = objects;
	status = pageowner_run(po);
	memset(&po->objects, 0, sizeof(po->objects));
	return status;
}

int pageowner_pages(struct pageowner *po, int (*each)(void *arg, const struct pageowner_page *page),
		    void *arg)
{
	return run_with(po, (struct objects){ .page = each, .arg = arg });
}

int pageowner_groups(struct pageowner *po,
		     int (*each)(void *arg, const struct pageowner_group *group), void *arg)
{
	return run_with(po, (struct objects){ .group = each, .arg = arg });
}

int pageowner_rows(struct pageowner *po, int (*each)(void *arg, const struct pageowner_row *row),
		   void *arg)
{
	return run_with(po, (struct objects){ .row = each, .arg = arg });
}
