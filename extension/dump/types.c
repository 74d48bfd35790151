// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Answers for sizes, members and enumerators from the DWARF of a vmlinux.
 *
 * The file may be damaged or forged, so every walk along references from entry to entry
 * has a limit.
 */
#include <dwarf.h>
#include <errno.h>
#include <string.h>

#include "dump/index.h"
#include "dump/types.h"

#define MAX_DEPTH 32	 /* typedefs of typedefs, anonymous members in members */
#define MAX_STEPS 100000 /* entries looked at for one member */

/* "struct page", "union handle_parts", "enum pageblock_bits", "gfp_t" */
static int find_type(struct index *index, const char *type, Dwarf_Die *ret)
{
	/* clang-format off */
	static const struct {
		const char *keyword;
		int tag;
	} kinds[] = {
		{ "struct ", DW_TAG_structure_type },
		{ "union ", DW_TAG_union_type },
		{ "enum ", DW_TAG_enumeration_type },
	};
	/* clang-format on */
	int err;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t len = strlen(kinds[i].keyword);

		if (!strncmp(type, kinds[i].keyword, len))
			return index_find(index, kinds[i].tag, type + len, ret);
	}
	err = index_find(index, DW_TAG_typedef, type, ret);
	return err == -ENOENT ? index_find(index, DW_TAG_base_type, type, ret) : err;
}

/* ---- reading entries ---- */

static bool type_of(Dwarf_Die *die, Dwarf_Die *ret)
{
	Dwarf_Attribute attr;

	return dwarf_formref_die(dwarf_attr_integrate(die, DW_AT_type, &attr), ret);
}

static bool number_of(Dwarf_Die *die, unsigned int name, uint64_t *ret)
{
	Dwarf_Attribute attr;
	Dwarf_Word value;

	if (dwarf_formudata(dwarf_attr_integrate(die, name, &attr), &value))
		return false;
	*ret = value;
	return true;
}

/* Removes typedefs and qualifiers; a type that is only declared is looked up by its name. */
static bool peel(struct index *index, Dwarf_Die *die)
{
	const char *name;
	Dwarf_Die next;

	for (int depth = 0; depth < MAX_DEPTH; depth++) {
		switch (dwarf_tag(die)) {
		case DW_TAG_typedef:
		case DW_TAG_const_type:
		case DW_TAG_volatile_type:
		case DW_TAG_restrict_type:
		case DW_TAG_atomic_type:
			if (!type_of(die, &next))
				return false;
			*die = next;
			continue;
		}
		name = dwarf_diename(die);
		if (!dwarf_hasattr(die, DW_AT_declaration))
			return true;
		return name && !index_find(index, dwarf_tag(die), name, die);
	}
	return false;
}

/* The number of elements; a flexible array has none. */
static uint64_t array_length(Dwarf_Die *array)
{
	uint64_t length = 1, n;
	Dwarf_Die die;

	if (dwarf_child(array, &die))
		return 0;
	do {
		if (dwarf_tag(&die) != DW_TAG_subrange_type)
			continue;
		if (!number_of(&die, DW_AT_count, &n)) {
			if (!number_of(&die, DW_AT_upper_bound, &n))
				return 0;
			n++;
		}
		if (__builtin_mul_overflow(length, n, &length))
			return 0;
	} while (next_die(&die));
	return length;
}

static bool size_of(struct index *index, Dwarf_Die die, uint64_t *ret)
{
	uint64_t n = 1;

	for (int depth = 0; depth < MAX_DEPTH; depth++) {
		Dwarf_Die element;

		if (!peel(index, &die))
			return false;
		if (number_of(&die, DW_AT_byte_size, ret))
			return !__builtin_mul_overflow(*ret, n, ret);
		if (dwarf_tag(&die) != DW_TAG_array_type || !type_of(&die, &element) ||
		    __builtin_mul_overflow(n, array_length(&die), &n))
			return false;
		die = element;
	}
	return false;
}

/* ---- members ---- */

struct search {
	struct index *index;
	unsigned int steps; /* left */
};

static bool is_big_endian(Dwarf_Die *die)
{
	const char *ident = elf_getident(dwarf_getelf(dwarf_cu_getdwarf(die->cu)), NULL);

	return ident && ident[EI_DATA] == ELFDATA2MSB;
}

/* Where a member starts, in bytes; members of a union have no location and start at 0. */
static uint64_t member_location(Dwarf_Die *die)
{
	Dwarf_Attribute attr;
	uint64_t offset = 0;
	Dwarf_Op *ops;
	size_t n;

	if (number_of(die, DW_AT_data_member_location, &offset))
		return offset;
	/* DWARF 2 */
	if (!dwarf_getlocation(dwarf_attr(die, DW_AT_data_member_location, &attr), &ops, &n) &&
	    n == 1 && ops[0].atom == DW_OP_plus_uconst)
		return ops[0].number;
	return 0;
}

/*
 * A bit field is placed by its distance from the start of the struct or, up to DWARF 4, by
 * its distance from the most significant bit of its storage unit.
 */
static bool place_of(struct index *index, Dwarf_Die *die, uint64_t *offset, uint64_t *size)
{
	uint64_t storage, from_msb;
	Dwarf_Die type;

	if (!type_of(die, &type))
		return false;
	*offset = member_location(die) * 8;
	if (!number_of(die, DW_AT_bit_size, size)) {
		/* A flexible array has no size, even if its type is hidden by a typedef. */
		if (!size_of(index, type, size))
			*size = 0;
		*size *= 8;
		return true;
	}
	if (number_of(die, DW_AT_data_bit_offset, offset) ||
	    !number_of(die, DW_AT_bit_offset, &from_msb))
		return true;
	if (is_big_endian(die)) {
		*offset += from_msb;
		return true;
	}
	if (!number_of(die, DW_AT_byte_size, &storage) && !size_of(index, type, &storage))
		return false;
	*offset += storage * 8 - from_msb - *size;
	return true;
}

/* Finds the member called by the first @len bytes of @name. */
static int find_member(struct search *s, Dwarf_Die *parent, const char *name, size_t len,
		       unsigned int depth, Dwarf_Die *ret, uint64_t *base)
{
	uint64_t offset, size;
	const char *own;
	Dwarf_Die die, type;

	if (depth == MAX_DEPTH || dwarf_child(parent, &die))
		return -ENOENT;
	do {
		if (!s->steps)
			return -ELOOP;
		s->steps--;
		if (dwarf_tag(&die) != DW_TAG_member)
			continue;
		own = dwarf_diename(&die);
		if (own && strlen(own) == len && !memcmp(own, name, len)) {
			*ret = die;
			return 0;
		}
		if (own || !type_of(&die, &type) || !peel(s->index, &type) ||
		    find_member(s, &type, name, len, depth + 1, ret, base))
			continue;
		if (!place_of(s->index, &die, &offset, &size))
			return -EINVAL;
		*base += offset;
		return 0;
	} while (next_die(&die));
	return -ENOENT;
}

int type_member(struct index *index, const char *type, const char *name, uint64_t *bit_offset,
		uint64_t *bit_size)
{
	struct search s = { .index = index, .steps = MAX_STEPS };
	uint64_t base = 0, offset;
	Dwarf_Die die, member;
	size_t len;
	int err;

	err = find_type(index, type, &die);
	while (!err) {
		if (!peel(index, &die))
			return -EINVAL;
		len = strcspn(name, ".");
		err = find_member(&s, &die, name, len, 0, &member, &base);
		if (err)
			break;
		if (!place_of(index, &member, &offset, bit_size))
			return -EINVAL;
		base += offset;
		if (!name[len]) {
			*bit_offset = base;
			return 0;
		}
		name += len + 1;
		if (!type_of(&member, &die))
			return -EINVAL;
	}
	return err;
}

int type_size(struct index *index, const char *type, uint64_t *ret)
{
	Dwarf_Die die;
	int err;

	err = find_type(index, type, &die);
	if (err)
		return err;
	return size_of(index, die, ret) ? 0 : -EINVAL;
}

int type_constant(struct index *index, const char *name, int64_t *ret)
{
	uint64_t value;
	Dwarf_Die die;
	int err;

	err = index_find(index, DW_TAG_enumerator, name, &die);
	if (err)
		return err;
	/* Negative values are encoded as signed numbers; number_of() extends the sign. */
	if (!number_of(&die, DW_AT_const_value, &value))
		return -EINVAL;
	*ret = value;
	return 0;
}
