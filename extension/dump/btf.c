// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Answers for sizes, members and enumerators from the BTF that a kernel carries for
 * its own use (CONFIG_DEBUG_INFO_BTF, since v5.2), by libbpf.
 *
 * It gives the same answers as types.c does from DWARF.  libbpf finds a name by a search
 * through all types, and does not find enumerators at all, so this file hashes the names.
 */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dump/btf.h"
#include "dump/btf_check.h"
#include "dump/dump.h"
#include "dump/index.h"
#include "dump/progress.h"

#define MAX_DEPTH 32	 /* typedefs of typedefs, anonymous members in members */
#define MAX_STEPS 20000	 /* members looked at for one question */
#define MAX_CHAIN 1000	 /* names of the same hash */
#define HASHED_BYTES 128 /* a name can be as long as the whole BTF */

/* The kind of a name; as in C, each kind is a namespace of its own. */
enum space { STRUCT, UNION, ENUM, TYPEDEF, BASE, ENUMERATOR, NR_SPACES };

struct name {
	uint32_t text; /* offset of the string; 0: no name */
	uint32_t type; /* id */
	uint32_t next; /* the next name with the same hash, plus 1; 0: none */
	uint16_t space;
	uint16_t index; /* of an enumerator in its enum */
};

struct btf_types {
	struct btf *btf;
	struct name *names; /* in the order of the types */
	size_t nr_names;
	uint32_t *buckets; /* the first name of each hash, plus 1; 0: none */
	size_t nr_buckets; /* a power of two */
	bool marks_signed;
};

/* ---- names ---- */

static const char *text_of(const struct btf_types *types, uint32_t offset)
{
	const char *text = btf__name_by_offset(types->btf, offset);

	return text ? text : "";
}

static uint32_t hash_of(enum space space, const char *text)
{
	uint32_t hash = 2166136261u ^ space;

	for (int i = 0; i < HASHED_BYTES && text[i]; i++)
		hash = (hash ^ (unsigned char)text[i]) * 16777619u;
	return hash ^ hash >> 15;
}

static enum space space_of(const struct btf_type *type)
{
	switch (btf_kind(type)) {
	case BTF_KIND_STRUCT:
		return STRUCT;
	case BTF_KIND_UNION:
		return UNION;
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		/* An enum without enumerators is only declared. */
		return btf_vlen(type) ? ENUM : NR_SPACES;
	case BTF_KIND_TYPEDEF:
		return TYPEDEF;
	case BTF_KIND_INT:
	case BTF_KIND_FLOAT:
		return BASE;
	default:
		return NR_SPACES;
	}
}

static uint32_t enumerator_name(const struct btf_type *type, unsigned int i)
{
	return btf_is_enum(type) ? btf_enum(type)[i].name_off : btf_enum64(type)[i].name_off;
}

/* Counts the names that @id defines, and stores them once the table is allocated. */
static void add_type(struct btf_types *types, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(types->btf, id);
	enum space space = space_of(type);
	struct name *name = types->names ? types->names + types->nr_names : NULL;
	unsigned int n = space == ENUM ? btf_vlen(type) : 0;

	if (space == NR_SPACES)
		return;
	if (name)
		*name++ = (struct name){ .text = type->name_off, .type = id, .space = space };
	for (unsigned int i = 0; name && i < n; i++)
		*name++ = (struct name){
			.text = enumerator_name(type, i),
			.type = id,
			.space = ENUMERATOR,
			.index = i,
		};
	types->nr_names += 1 + n;
	types->marks_signed |= n && (btf_kflag(type) || !btf_is_enum(type));
}

static void add_types(struct btf_types *types)
{
	uint32_t n = btf__type_cnt(types->btf);

	types->nr_names = 0;
	for (uint32_t id = 1; id < n; id++)
		add_type(types, id);
}

static bool hash_names(struct btf_types *types)
{
	add_types(types);
	for (types->nr_buckets = 1; types->nr_buckets < types->nr_names; types->nr_buckets *= 2)
		;
	types->buckets = calloc(types->nr_buckets, sizeof(*types->buckets));
	types->names = calloc(types->nr_names + 1, sizeof(*types->names));
	if (!types->buckets || !types->names)
		return false;
	add_types(types);
	/* From the end, so that each chain is in the order of the types. */
	for (size_t i = types->nr_names; i--;) {
		struct name *name = &types->names[i];
		uint32_t *bucket =
			&types->buckets[hash_of(name->space, text_of(types, name->text)) &
					(types->nr_buckets - 1)];

		if (!name->text)
			continue;
		name->next = *bucket;
		*bucket = i + 1;
	}
	return true;
}

static const struct name *find_name(const struct btf_types *types, enum space space,
				    const char *text)
{
	uint32_t i = types->buckets[hash_of(space, text) & (types->nr_buckets - 1)];

	for (int links = 0; i && links < MAX_CHAIN; links++) {
		const struct name *name = &types->names[i - 1];

		if (name->space == space && !strcmp(text_of(types, name->text), text))
			return name;
		i = name->next;
	}
	return NULL;
}

/* "struct page", "union handle_parts", "enum pageblock_bits", "gfp_t" */
static int find_type(const struct btf_types *types, const char *type, uint32_t *ret)
{
	static const char *const keywords[] = {
		[STRUCT] = "struct ",
		[UNION] = "union ",
		[ENUM] = "enum ",
	};
	const struct name *name = NULL;
	enum space space;

	for (space = STRUCT; space < TYPEDEF; space++) {
		size_t len = strlen(keywords[space]);

		if (!strncmp(type, keywords[space], len)) {
			name = find_name(types, space, type + len);
			break;
		}
	}
	if (space == TYPEDEF)
		name = find_name(types, TYPEDEF, type);
	if (space == TYPEDEF && !name)
		name = find_name(types, BASE, type);
	if (!name)
		return -ENOENT;
	*ret = name->type;
	return 0;
}

/* ---- members ---- */

/* Removes typedefs and qualifiers; a type that is only declared is looked up by its name. */
static const struct btf_type *peel(const struct btf_types *types, uint32_t id)
{
	const struct name *name;

	for (int depth = 0; depth < MAX_DEPTH; depth++) {
		const struct btf_type *type = btf__type_by_id(types->btf, id);

		if (!type)
			return NULL;
		switch (btf_kind(type)) {
		case BTF_KIND_TYPEDEF:
		case BTF_KIND_CONST:
		case BTF_KIND_VOLATILE:
		case BTF_KIND_RESTRICT:
		case BTF_KIND_TYPE_TAG:
			id = type->type;
			break;
		case BTF_KIND_FWD:
			/* A placeholder that btf_normalise() made, such as for a function. */
			if (!type->name_off)
				return type;
			name = find_name(types, btf_kflag(type) ? UNION : STRUCT,
					 text_of(types, type->name_off));
			if (!name)
				return NULL;
			id = name->type;
			break;
		default:
			return type;
		}
	}
	return NULL;
}

struct search {
	const struct btf_types *types;
	unsigned int steps; /* left */
	uint64_t offset;    /* of the member that was found, in bits */
	uint64_t size;	    /* of that member, in bits */
	uint32_t type;
};

/*
 * Before kind_flag (v4.21) a bit field had an integer type of its own, with fewer bits
 * than its storage, which may begin at any bit of it.
 */
static uint64_t size_in_bits(struct search *s, const struct btf_type *parent, unsigned int i)
{
	const struct btf_type *type = peel(s->types, s->type);
	int64_t size = btf_member_bitfield_size(parent, i);

	if (size)
		return size;
	if (type && !btf_kflag(parent) && btf_is_int(type) && btf_int_bits(type) < type->size * 8) {
		s->offset += btf_int_offset(type);
		return btf_int_bits(type);
	}
	size = btf__resolve_size(s->types->btf, s->type);
	/* A flexible array has no size, even if its type is hidden by a typedef. */
	return size < 0 ? 0 : size * 8;
}

/* Finds the member called by the first @len bytes of @name. */
static int find_member(struct search *s, const struct btf_type *parent, const char *name,
		       size_t len, unsigned int depth)
{
	const struct btf_member *member = btf_members(parent);

	if (depth == MAX_DEPTH || !btf_is_composite(parent))
		return -ENOENT;
	for (unsigned int i = 0; i < btf_vlen(parent); i++, member++) {
		const char *own = text_of(s->types, member->name_off);
		uint64_t offset = btf_member_bit_offset(parent, i);
		const struct btf_type *type;

		if (!s->steps)
			return -ELOOP;
		s->steps--;
		if (len && !strncmp(own, name, len) && !own[len]) {
			s->type = member->type;
			s->offset += offset;
			s->size = size_in_bits(s, parent, i);
			return 0;
		}
		type = own[0] ? NULL : peel(s->types, member->type);
		if (!type || find_member(s, type, name, len, depth + 1))
			continue;
		s->offset += offset;
		return 0;
	}
	return -ENOENT;
}

/* ---- the questions ---- */

int btf_types_size(const struct btf_types *types, const char *type, uint64_t *ret)
{
	uint32_t id;
	int64_t size;
	int err = find_type(types, type, &id);

	if (err)
		return err;
	size = btf__resolve_size(types->btf, id);
	if (size < 0)
		return -EINVAL;
	*ret = size;
	return 0;
}

int btf_types_member(const struct btf_types *types, const char *type, const char *name,
		     uint64_t *bit_offset, uint64_t *bit_size)
{
	struct search s = { .types = types, .steps = MAX_STEPS };
	int err = find_type(types, type, &s.type);

	while (!err) {
		const struct btf_type *parent = peel(types, s.type);
		size_t len = strcspn(name, ".");

		if (!parent)
			return -EINVAL;
		err = find_member(&s, parent, name, len, 0);
		if (err)
			break;
		if (!name[len]) {
			*bit_offset = s.offset;
			*bit_size = s.size;
			return 0;
		}
		name += len + 1;
	}
	return err;
}

int btf_types_constant(const struct btf_types *types, const char *name, int64_t *ret)
{
	const struct name *found = find_name(types, ENUMERATOR, name);
	const struct btf_type *type;
	uint32_t value;

	if (!found)
		return -ENOENT;
	type = btf__type_by_id(types->btf, found->type);
	if (!btf_is_enum(type)) {
		*ret = btf_enum64_value(btf_enum64(type) + found->index);
		return 0;
	}
	value = btf_enum(type)[found->index].val;
	/* pahole before 1.24 marks no enum as signed, though some are. */
	*ret = btf_kflag(type) || !types->marks_signed ? (int64_t)(int32_t)value : value;
	return 0;
}

/* ---- opening ---- */

struct btf_types *btf_types_new(const void *bytes, size_t len, unsigned int word_size,
				const char **wrong)
{
	struct btf_types *types = calloc(1, sizeof(*types));
	void *normal = NULL;
	size_t normal_len;

	*wrong = "out of memory";
	if (types)
		normal = btf_normalise(bytes, len, &normal_len, wrong);
	if (normal) {
		/* Keeps libbpf from printing its own messages on stderr. */
		libbpf_set_print(NULL);
		types->btf = btf__new(normal, normal_len);
		*wrong = "refused by libbpf";
	}
	free(normal);
	if (types && types->btf) {
		btf__set_pointer_size(types->btf, word_size);
		if (hash_names(types))
			return types;
		*wrong = "out of memory";
	}
	btf_types_free(types);
	return NULL;
}

struct btf_types *btf_types_read(struct dump *dump, uint64_t start, uint64_t stop,
				 const char **wrong)
{
	struct btf_types *types = NULL;
	uint64_t len = stop - start;
	void *bytes;

	*wrong = "empty, or longer than 32 MiB";
	if (stop <= start || len > MAX_BTF_SIZE)
		return NULL;
	bytes = malloc(len);
	*wrong = bytes ? "not completely in this dump" : "out of memory";
	if (bytes && dump_read(dump, start, bytes, len) == (ssize_t)len)
		types = btf_types_new(bytes, len, dump_word_size(dump), wrong);
	free(bytes);
	return types;
}

/* The BTF section of an ELF file, or all of any other file; the caller frees *@owned. */
static const void *file_contents(int fd, Elf *elf, size_t *len, void **owned)
{
	Elf_Data *data = elf_kind(elf) == ELF_K_ELF ? section_data(elf, ".BTF") : NULL;
	ssize_t got;

	*owned = NULL;
	if (elf_kind(elf) == ELF_K_ELF) {
		*len = data ? data->d_size : 0;
		return data ? data->d_buf : NULL;
	}
	*owned = malloc(MAX_BTF_SIZE + 1);
	got = *owned ? pread(fd, *owned, MAX_BTF_SIZE + 1, 0) : -1;
	*len = got < 0 ? 0 : got;
	return got < 0 ? NULL : *owned;
}

struct btf_types *btf_types_open(const char *path, unsigned int word_size,
				 char message[MESSAGE_SIZE])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct btf_types *types = NULL;
	const char *wrong;
	const void *bytes;
	void *owned;
	size_t len;
	Elf *elf;

	if (fd < 0) {
		snprintf(message, MESSAGE_SIZE, "%s: %s", path, strerror(errno));
		return NULL;
	}
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	bytes = file_contents(fd, elf, &len, &owned);
	wrong = "missing";
	if (bytes && len <= MAX_BTF_SIZE)
		types = btf_types_new(bytes, len, word_size, &wrong);
	if (!types)
		snprintf(message, MESSAGE_SIZE, "%s: the BTF in it is %s", path, wrong);
	free(owned);
	elf_end(elf);
	close(fd);
	return types;
}

void btf_types_free(struct btf_types *types)
{
	if (!types)
		return;
	btf__free(types->btf);
	free(types->names);
	free(types->buckets);
	free(types);
}
