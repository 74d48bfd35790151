// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * BTF from hostile bytes: the check, libbpf behind it, and every question that the
 * answers lead to.
 *
 * Input: BTF.  A good start is that of a kernel (objcopy -O binary
 * --only-section=.BTF --set-section-flags .BTF=alloc vmlinux), or of any program
 * that Clang compiled with -target bpf -g.
 */
#include <bpf/btf.h>
#include <stdio.h>
#include <stdlib.h>

#include "dump/btf.h"
#include "dump/btf_check.h"

#define MAX_QUESTIONS 300 /* the core asks half as many */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *keyword_of(const struct btf_type *type)
{
	if (btf_is_struct(type))
		return "struct ";
	if (btf_is_union(type))
		return "union ";
	return btf_is_any_enum(type) ? "enum " : "";
}

static void ask_members(const struct btf_types *types, const struct btf *btf, const char *name,
			const struct btf_type *type, unsigned int *left)
{
	unsigned int i, j, vlen = btf_vlen(type);
	uint64_t offset, bits;
	const char *member, *deeper;
	char path[512];

	for (i = 0; i < vlen && *left; i++, --*left) {
		member = btf__name_by_offset(btf, btf_members(type)[i].name_off);
		btf_types_member(types, name, member, &offset, &bits);
		for (j = 0; j < vlen && j < 8 && *left > 1; j++, --*left) {
			deeper = btf__name_by_offset(btf, btf_members(type)[j].name_off);
			snprintf(path, sizeof(path), "%.200s.%.200s", member, deeper);
			btf_types_member(types, name, path, &offset, &bits);
		}
	}
}

static void ask_enumerators(const struct btf_types *types, const struct btf *btf,
			    const struct btf_type *type, unsigned int *left)
{
	unsigned int i, offset;
	int64_t value;

	for (i = 0; i < btf_vlen(type) && *left; i++, --*left) {
		offset = btf_is_enum(type) ? btf_enum(type)[i].name_off
					   : btf_enum64(type)[i].name_off;
		btf_types_constant(types, btf__name_by_offset(btf, offset), &value);
	}
}

static void ask(const struct btf_types *types, const struct btf *btf)
{
	unsigned int left = MAX_QUESTIONS, id;
	uint64_t size, bits;
	char name[512];

	for (id = 1; id < btf__type_cnt(btf) && left; id++, left--) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		snprintf(name, sizeof(name), "%s%.400s", keyword_of(type),
			 btf__name_by_offset(btf, type->name_off));
		btf_types_size(types, name, &size);
		btf_types_member(types, name, "no such member", &size, &bits);
		if (btf_is_composite(type))
			ask_members(types, btf, name, type, &left);
		if (btf_is_any_enum(type))
			ask_enumerators(types, btf, type, &left);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *wrong;
	struct btf_types *types = btf_types_new(data, size, 8, &wrong);
	size_t normal_len;
	void *normal;
	struct btf *btf;

	if (!types) {
		if (!wrong)
			abort();
		return 0;
	}
	/* Again, for the names to ask for. */
	normal = btf_normalise(data, size, &normal_len, &wrong);
	btf = normal ? btf__new(normal, normal_len) : NULL;
	if (!btf)
		abort();
	ask(types, btf);
	btf__free(btf);
	free(normal);
	btf_types_free(types);
	return 0;
}
