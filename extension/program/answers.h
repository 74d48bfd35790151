/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_PROGRAM_ANSWERS_H
#define PAGEOWNER_PROGRAM_ANSWERS_H

struct host;
struct pageowner;

/* Attaches the handle to the input of the host: a dump, a text, or nothing. */
void answers_attach(struct pageowner *po, struct host *host);

#endif
