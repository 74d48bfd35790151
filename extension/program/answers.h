/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_PROGRAM_ANSWERS_H
#define PAGEOWNER_PROGRAM_ANSWERS_H

struct host;
struct pageowner;

/* Attaches the handle to what the host has open: a dump, a text, or nothing. */
void answers_attach(struct pageowner *po, struct host *host);

#endif
