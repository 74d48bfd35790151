/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_PROGRAM_TRIAGE_PAGE_H
#define PAGEOWNER_PROGRAM_TRIAGE_PAGE_H

#include <jansson.h>
#include <stdio.h>

#define TRIAGE_PAGE "page.html"

/* The index of a triage as a page that leads to those of its dumps. */
void triage_page(FILE *file, const json_t *entries);

#endif
