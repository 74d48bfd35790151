/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_DUMP_INDEX_H
#define PAGEOWNER_DUMP_INDEX_H

#include <elfutils/libdw.h>
#include <libelf.h>
#include <stdbool.h>

struct index;

/* The DWARF of @elf, or NULL if it has none. */
struct index *index_new(Elf *elf);
void index_free(struct index *index);
/* The definition of a type, or an enumerator, by its tag and name.  0, -ENOENT or -ENOMEM. */
int index_find(struct index *index, int tag, const char *name, Dwarf_Die *ret);
/* Moves to the next sibling; false: there is none. */
bool next_die(Dwarf_Die *die);
Dwarf *index_dwarf(struct index *index);
/* The contents of the section called @wanted, or NULL. */
Elf_Data *section_data(Elf *elf, const char *wanted);

#endif
