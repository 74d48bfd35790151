// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Makes BTF from a dump safe for libbpf, which trusted it before libbpf 1.3.
 *
 * Newer kernels write forms that older libraries can't read: a header of 32 bytes, an
 * info word with 24 bits of vlen instead of 16 and 7 bits of kind instead of 5, and new
 * kinds.  The older parts are still written as before, so the bytes are copied into the
 * first form of the format, in the byte order of this machine.  A type that nobody asks
 * for becomes a placeholder and keeps its id.
 */
#include <byteswap.h>
#include <linux/btf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dump/btf_check.h"

#define WORD sizeof(uint32_t)
#define TYPE_WORDS 3 /* struct btf_type */
#define HEADER_WORDS 6
#define LAYOUT_HEADER_WORDS 8 /* since v7.1 it says where the sizes of kinds are */

#define MAX_MEMBERS 0xffff /* BTF_MAX_VLEN, until v7.2 widened it */

#define KIND_OF(info) ((info) >> 24 & 0x7f)
#define VLEN_OF(info) ((info)&0xffffff)
#define FLAG_OF(info) ((info)&1u << 31)

struct section {
	const unsigned char *bytes;
	size_t len;
};

struct raw {
	bool swap;
	struct section types, strings, layout;
};

/* All of BTF consists of words, except its strings and the start of its header. */
struct copy {
	uint32_t *types;
	size_t words;
	uint32_t nr_types;
	size_t strings_len;
};

/* Kinds that lead to a size, a member or an enumerator. */
/* clang-format off */
static const struct kind {
	bool useful;
	uint8_t fixed;		/* words after struct btf_type that do not depend on vlen */
	uint8_t each;		/* words for each of its vlen members */
} kinds[] = {
	[BTF_KIND_INT] = { true, 1, 0 },
	[BTF_KIND_PTR] = { true, 0, 0 },
	[BTF_KIND_ARRAY] = { true, 3, 0 },
	[BTF_KIND_STRUCT] = { true, 0, 3 },
	[BTF_KIND_UNION] = { true, 0, 3 },
	[BTF_KIND_ENUM] = { true, 0, 2 },
	[BTF_KIND_FWD] = { true, 0, 0 },
	[BTF_KIND_TYPEDEF] = { true, 0, 0 },
	[BTF_KIND_VOLATILE] = { true, 0, 0 },
	[BTF_KIND_CONST] = { true, 0, 0 },
	[BTF_KIND_RESTRICT] = { true, 0, 0 },
	[BTF_KIND_FUNC] = { false, 0, 0 },
	[BTF_KIND_FUNC_PROTO] = { false, 0, 2 },
	[BTF_KIND_VAR] = { false, 1, 0 },
	[BTF_KIND_DATASEC] = { false, 0, 3 },
	[BTF_KIND_FLOAT] = { true, 0, 0 },
	[BTF_KIND_DECL_TAG] = { false, 1, 0 },
	[BTF_KIND_TYPE_TAG] = { true, 0, 0 },
	[BTF_KIND_ENUM64] = { true, 0, 3 },
};
/* clang-format on */

static uint32_t get(const struct raw *raw, const unsigned char *at)
{
	uint32_t word;

	memcpy(&word, at, WORD);
	return raw->swap ? bswap_32(word) : word;
}

/* ---- the header ---- */

static bool cut(const struct raw *raw, const unsigned char *bytes, size_t len, unsigned int word,
		struct section *ret)
{
	uint64_t header = get(raw, bytes + WORD);
	uint64_t offset = header + get(raw, bytes + word * WORD);
	uint64_t size = get(raw, bytes + (word + 1) * WORD);

	if (offset > len || size > len - offset)
		return false;
	ret->bytes = bytes + offset;
	ret->len = size;
	return true;
}

static const char *read_header(const unsigned char *bytes, size_t len, struct raw *ret)
{
	uint16_t magic;
	uint32_t header;

	if (len < HEADER_WORDS * WORD)
		return "too short";
	memcpy(&magic, bytes, sizeof(magic));
	ret->swap = magic == bswap_16(BTF_MAGIC);
	if (!ret->swap && magic != BTF_MAGIC)
		return "damaged: it does not begin with the magic number of BTF";
	if (bytes[2] != BTF_VERSION)
		return "of a version that this program does not know";
	header = get(ret, bytes + WORD);
	if (header < HEADER_WORDS * WORD || header > len || !cut(ret, bytes, len, 2, &ret->types) ||
	    !cut(ret, bytes, len, 4, &ret->strings) ||
	    (header >= LAYOUT_HEADER_WORDS * WORD && !cut(ret, bytes, len, 6, &ret->layout)))
		return "damaged: the lengths in its header are wrong";
	if (!ret->strings.len || ret->strings.bytes[0] || ret->strings.bytes[ret->strings.len - 1])
		return "without a table of strings";
	return NULL;
}

/* ---- types ---- */

/* Since v7.1 a struct btf_layout for each kind gives the length of unknown kinds. */
static bool layout_of(const struct raw *raw, uint32_t kind, struct kind *ret)
{
	const unsigned char *layout;

	if ((kind + 1) * WORD > raw->layout.len)
		return false;
	layout = raw->layout.bytes + kind * WORD;
	if (layout[0] % WORD || layout[1] % WORD)
		return false;
	*ret = (struct kind){ false, layout[0] / WORD, layout[1] / WORD };
	return true;
}

static bool kind_of(const struct raw *raw, uint32_t info, struct kind *ret)
{
	uint32_t kind = KIND_OF(info);

	if (!kind || kind >= sizeof(kinds) / sizeof(kinds[0]))
		return kind && layout_of(raw, kind, ret);
	*ret = kinds[kind];
	return true;
}

static void copy_type(const struct raw *raw, const struct kind *kind, const unsigned char *in,
		      size_t words, struct copy *copy)
{
	uint32_t *out = copy->types + copy->words;
	uint32_t info = get(raw, in + WORD);

	copy->nr_types++;
	if (!kind->useful) {
		memset(out, 0, TYPE_WORDS * WORD);
		out[1] = (uint32_t)BTF_KIND_FWD << 24;
		copy->words += TYPE_WORDS;
		return;
	}
	for (size_t i = 0; i < words; i++)
		out[i] = get(raw, in + i * WORD);
	out[1] = FLAG_OF(info) | KIND_OF(info) << 24 | (kind->each ? VLEN_OF(info) : 0);
	copy->words += words;
}

static const char *copy_types(const struct raw *raw, struct copy *copy)
{
	const unsigned char *in = raw->types.bytes;
	size_t left = raw->types.len / WORD, words;
	struct kind kind;
	uint32_t info;

	while (left) {
		if (left < TYPE_WORDS)
			return "cut off within a type";
		info = get(raw, in + WORD);
		if (!kind_of(raw, info, &kind))
			return "damaged, or of a form newer than this program";
		words = TYPE_WORDS + kind.fixed + (size_t)kind.each * VLEN_OF(info);
		if (words > left)
			return "cut off within a type";
		if (kind.useful && kind.each && VLEN_OF(info) > MAX_MEMBERS)
			return "of a newer form: a type in it has more than 65535 members";
		copy_type(raw, &kind, in, words, copy);
		in += words * WORD;
		left -= words;
	}
	return NULL;
}

/* ---- references ---- */

static bool is_type(const struct copy *copy, uint32_t id)
{
	return id <= copy->nr_types;
}

static bool is_name(const struct copy *copy, uint32_t offset)
{
	return offset < copy->strings_len;
}

/* The first word of a member is its name; in a struct the second word is its type. */
static bool check_members(const struct copy *copy, const uint32_t *type, const struct kind *kind)
{
	bool typed = KIND_OF(type[1]) == BTF_KIND_STRUCT || KIND_OF(type[1]) == BTF_KIND_UNION;
	const uint32_t *member = type + TYPE_WORDS;

	for (uint32_t n = kind->each ? VLEN_OF(type[1]) : 0; n; n--, member += kind->each)
		if (!is_name(copy, member[0]) || (typed && !is_type(copy, member[1])))
			return false;
	return true;
}

static bool check_type(const struct copy *copy, const uint32_t *type)
{
	switch (KIND_OF(type[1])) {
	case BTF_KIND_PTR:
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		return is_type(copy, type[2]);
	case BTF_KIND_ARRAY:
		return is_type(copy, type[3]) && is_type(copy, type[4]);
	default:
		return true;
	}
}

static bool check_references(const struct copy *copy)
{
	for (size_t at = 0; at < copy->words;) {
		const uint32_t *type = copy->types + at;
		const struct kind *kind = &kinds[KIND_OF(type[1])];

		if (!is_name(copy, type[0]) || !check_type(copy, type) ||
		    !check_members(copy, type, kind))
			return false;
		at += TYPE_WORDS + kind->fixed + (size_t)kind->each * VLEN_OF(type[1]);
	}
	return true;
}

/* ---- all of it ---- */

static void write_header(uint32_t *header, const struct copy *copy)
{
	const struct btf_header fields = {
		.magic = BTF_MAGIC,
		.version = BTF_VERSION,
		.hdr_len = HEADER_WORDS * WORD,
		.type_len = copy->words * WORD,
		.str_off = copy->words * WORD,
		.str_len = copy->strings_len,
	};

	memcpy(header, &fields, HEADER_WORDS * WORD);
}

void *btf_normalise(const void *bytes, size_t len, size_t *ret_len, const char **wrong)
{
	struct raw raw = { .swap = false };
	struct copy copy = { .nr_types = 0 };
	uint32_t *all = NULL;

	*wrong = len > MAX_BTF_SIZE ? "too long" : read_header(bytes, len, &raw);
	if (*wrong)
		return NULL;
	*wrong = "out of memory";
	all = malloc(HEADER_WORDS * WORD + raw.types.len + raw.strings.len);
	if (!all)
		return NULL;
	copy.types = all + HEADER_WORDS;
	copy.strings_len = raw.strings.len;
	*wrong = copy_types(&raw, &copy);
	if (!*wrong && !check_references(&copy))
		*wrong = "damaged: a type refers to a type or a name that does not exist";
	if (*wrong) {
		free(all);
		return NULL;
	}
	write_header(all, &copy);
	memcpy(copy.types + copy.words, raw.strings.bytes, copy.strings_len);
	*ret_len = (HEADER_WORDS + copy.words) * WORD + copy.strings_len;
	return all;
}
