/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_PROGRAM_DOCTOR_H
#define PAGEOWNER_PROGRAM_DOCTOR_H

/*
 * Says whether the machine whose files are below @root will leave a dump that can be analysed,
 * and what to change.  Returns an enum pageowner_status: PAGEOWNER_NO_DATA if page_owner is off,
 * PAGEOWNER_PARTIAL if something else is not ready.
 */
int doctor(const char *root);

#endif
