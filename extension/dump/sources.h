/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_SOURCES_H
#define PAGEOWNER_DUMP_SOURCES_H

#include "pageowner.h"

struct vmlinux;

struct sources;

/*
 * Source lines of @vmlinux and of modules.  The file of a module is looked for when one of
 * its addresses is first asked for.  NULL: out of memory.
 */
struct sources *sources_new(struct vmlinux *vmlinux, const char *dump_path, const char *vmcoreinfo);
void sources_free(struct sources *sources);
/* pageowner_target.frames */
int sources_find(struct sources *sources, const struct pageowner_pc *pc,
		 void (*sink)(void *arg, const struct pageowner_line *line), void *arg);

#endif
