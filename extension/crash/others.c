// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Opens the texts and saved files that a debugger's dump is compared with.  All open
 * resources are in struct others, because a debugger may leave a command in the middle.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump/text.h"
#include "crash/others.h"

static ssize_t read_text(void *priv, uint64_t offset, void *buf, size_t len)
{
	return text_file_read(priv, offset, buf, len);
}

static const char *open_one(struct others *others, int argc, char *const argv[], const char *name)
{
	struct pageowner_target target = { .size = sizeof(target), .text = read_text };
	unsigned int i = others->n;
	char why[256];
	const void *head;
	size_t len;

	others->names[i] = strdup(name);
	others->handles[i] = pageowner_new();
	others->files[i] = text_file_open(name);
	others->n++;
	if (!others->names[i] || !others->handles[i])
		return "out of memory";
	if (!others->files[i]) {
		snprintf(others->message, sizeof(others->message), "%s: %s", name, strerror(errno));
		return others->message;
	}
	head = text_file_head(others->files[i], &len);
	if (!pageowner_is_text(head, len)) {
		if (!pageowner_explain_file(head, len, why, sizeof(why)))
			snprintf(why, sizeof(why),
				 "it is neither text of page_owner or "
				 "page_owner_stacks nor a saved file; of a dump, "
				 "`pageowner save DUMP -o FILE` in a shell makes one");
		snprintf(others->message, sizeof(others->message), "%s: %s", name, why);
		return others->message;
	}
	target.priv = others->files[i];
	target.text_time = text_file_time(others->files[i]);
	target.text_once = text_file_once(others->files[i]);
	pageowner_parse(others->handles[i], argc, argv);
	pageowner_attach(others->handles[i], &target);
	return NULL;
}

const char *others_open(struct others *others, int argc, char *const argv[],
			const char *const *names, unsigned int n)
{
	const char *wrong = NULL;
	unsigned int i;

	if (!n)
		return "diff compares this dump with older texts or saved files: name at least one";
	others->handles = calloc(n + 1, sizeof(*others->handles));
	others->names = calloc(n + 1, sizeof(*others->names));
	others->files = calloc(n + 1, sizeof(*others->files));
	if (!others->handles || !others->names || !others->files)
		return "out of memory";
	for (i = 0; !wrong && i < n; i++)
		wrong = open_one(others, argc, argv, names[i]);
	return wrong;
}

int others_diff(struct others *others, struct pageowner *po)
{
	others->handles[others->n] = po;
	others->names[others->n] = (char *)"this dump";
	return pageowner_diff(others->handles, (const char *const *)others->names, others->n + 1);
}

void others_close(struct others *others)
{
	unsigned int i;

	for (i = 0; i < others->n; i++) {
		pageowner_free(others->handles[i]);
		free(others->names[i]);
		text_file_close(others->files[i]);
	}
	free(others->handles);
	free(others->names);
	free(others->files);
	memset(others, 0, sizeof(*others));
}
