// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel's own symbol table, read from the dump (kernel/kallsyms.c, scripts/kallsyms.c).
 * With it, frames get the names and sizes that the kernel itself prints.  No debugger's symbol
 * table gives the same: aliases, padding and modules differ.
 *
 * The table does not say how it is encoded, and distributions backport, so every encoding is
 * tried and proved: all names decode, addresses ascend, and _stext has the address that
 * VMCOREINFO gives.
 */
#include "kernel/kallsyms.h"

#define MAX_SYMBOLS (4u * 1024 * 1024)

/* ---- names ---- */

/* Token 255 starts at most 64 KiB after the first; only its NUL ends the table. */
static int read_tokens(struct pageowner *po, struct kallsyms *ks)
{
	struct reader *rd = &po->reader;
	uint64_t table = fact(po, F_KALLSYMS_TOKEN_TABLE);
	unsigned char index[256][2];
	size_t last = 0, i, j;
	char *text;
	int err = target_read(rd, fact(po, F_KALLSYMS_TOKEN_INDEX), index, sizeof(index));

	for (i = 0; !err && i < 256; i++)
		if (get_uint(rd, index[i], 2) > last)
			last = get_uint(rd, index[i], 2);
	text = arena_alloc(&po->known, last + KSYM_NAME_LEN);
	if (!text)
		return fail(rd, -ENOMEM, "kallsyms_token_table");
	if (!err)
		err = target_read(rd, table, text, last);
	if (!err)
		err = target_string(rd, table + last, text + last, KSYM_NAME_LEN);
	for (i = 0; !err && i < 256; i++) {
		ks->tokens[i].text = text + get_uint(rd, index[i], 2);
		for (j = 0; ks->tokens[i].text[j] > ' ' && ks->tokens[i].text[j] < 0x7f; j++)
			;
		ks->tokens[i].len = ks->tokens[i].text[j] ? 0 : j;
	}
	return err;
}

/* Returns the number of bytes of the length field at the start of a record. */
static size_t record_head(const struct kallsyms *ks, const unsigned char *record, size_t *len)
{
	*len = record[0];
	if (!ks->two_bytes || !(*len & 0x80))
		return 1;
	*len = (*len & 0x7f) | (size_t)record[1] << 7;
	return 2;
}

/* The expanded name begins with the type letter that nm prints. */
size_t kallsyms_expand(const struct kallsyms *ks, const unsigned char *record, char *type,
		       char name[KSYM_NAME_LEN])
{
	size_t tokens, len = 0;

	*type = '\0';
	for (record += record_head(ks, record, &tokens); tokens; tokens--, record++) {
		const char *text = ks->tokens[*record].text;
		size_t more = ks->tokens[*record].len;

		if (!more || len + more > KSYM_NAME_LEN - (*type != 0))
			return 0;
		if (!*type) {
			*type = *text++;
			more--;
		}
		memcpy(name + len, text, more);
		len += more;
	}
	name[len] = '\0';
	return strchr("ABbCcDdGgIiNnpRrSsTtUuVvWw-?", *type) ? len : 0;
}

size_t kallsyms_plain_length(const char *name, size_t len)
{
	const char *suffix = memmem(name, len, ".llvm.", 6);

	return suffix ? (size_t)(suffix - name) : len;
}

static uint32_t hash_name(const char *name, size_t len)
{
	uint32_t hash = 2166136261u;

	while (len--)
		hash = (hash ^ (unsigned char)*name++) * 16777619u;
	return hash ^ hash >> 15;
}

/* The part of kallsyms_names that has been read: only decoding tells where it ends. */
struct stream {
	struct pageowner *po;
	unsigned char *bytes;
	size_t len;
	size_t room;
};

static int stream_need(struct stream *stream, size_t need)
{
	struct pageowner *po = stream->po;
	uint64_t start = fact(po, F_KALLSYMS_NAMES);

	while (stream->len < need) {
		uint64_t addr = start + stream->len;
		size_t part = po->reader.page_size - (addr & (po->reader.page_size - 1));
		int err;

		stream->bytes =
			arena_grow(&po->run, stream->bytes, &stream->room, stream->len + part, 1);
		if (!stream->bytes)
			return fail(&po->reader, -ENOMEM, "kallsyms_names");
		err = target_read(&po->reader, addr, stream->bytes + stream->len, part);
		if (err)
			return err;
		stream->len += part;
	}
	return 0;
}

/* Decodes all names once; -EINVAL if one of them is not a name. */
static int decode_names(struct kallsyms *ks, struct stream *stream, uint32_t *hashes, size_t *end)
{
	char name[KSYM_NAME_LEN], type;
	size_t pos = 0, tokens, len;
	uint32_t i;

	ks->all = false;
	for (i = 0; i < ks->count; i++) {
		int err = stream_need(stream, pos + 2);
		size_t head;

		if (err)
			return err;
		head = record_head(ks, stream->bytes + pos, &tokens);
		if (!tokens || tokens > KSYM_NAME_LEN)
			return -EINVAL;
		err = stream_need(stream, pos + head + tokens);
		if (err)
			return err;
		len = kallsyms_expand(ks, stream->bytes + pos, &type, name);
		if (!len)
			return -EINVAL;
		ks->positions[i] = pos;
		hashes[i] = hash_name(name, kallsyms_plain_length(name, len));
		/* Without KALLSYMS_ALL scripts/kallsyms keeps only symbols of text sections. */
		ks->all |= strchr("BbDd", type) != NULL;
		pos += head + tokens;
	}
	*end = pos;
	return 0;
}

/*
 * Since Linux commit 73bbb94466fd ("kallsyms: support "big" kernel symbols") in v6.1, lengths
 * from 128 on have a second byte.  Nothing marks this encoding.  Names before it were too short
 * to set bit 7, so the newer encoding is tried first.
 */
static int read_names(struct pageowner *po, struct kallsyms *ks, uint32_t *hashes)
{
	struct stream stream = { .po = po };
	unsigned char *records;
	size_t end = 0;
	int err;

	ks->two_bytes = true;
	err = decode_names(ks, &stream, hashes, &end);
	if (err == -EINVAL) {
		ks->two_bytes = false;
		err = decode_names(ks, &stream, hashes, &end);
	}
	if (err == -EINVAL)
		return fail(&po->reader, err, "kallsyms_names is not a list of %u names",
			    ks->count);
	if (err)
		return err;
	records = arena_alloc(&po->known, end);
	if (!records)
		return fail(&po->reader, -ENOMEM, "kallsyms_names");
	ks->records = memcpy(records, stream.bytes, end);
	return 0;
}

static int hash_names(struct pageowner *po, struct kallsyms *ks, const uint32_t *hashes)
{
	uint32_t i, size = 16;

	while (size < ks->count)
		size *= 2;
	ks->mask = size - 1;
	ks->buckets = arena_alloc(&po->known, size * sizeof(*ks->buckets));
	ks->chain = arena_alloc(&po->known, ks->count * sizeof(*ks->chain));
	if (!ks->buckets || !ks->chain)
		return fail(&po->reader, -ENOMEM, "%u symbols", ks->count);
	for (i = ks->count; i-- > 0;) {
		ks->chain[i] = ks->buckets[hashes[i] & ks->mask];
		ks->buckets[hashes[i] & ks->mask] = i + 1;
	}
	return 0;
}

/* Index + 1 of the first symbol called @name, from @next on in its chain. */
static uint32_t find_name(const struct kallsyms *ks, uint32_t next, const char *name)
{
	size_t want = strlen(name), len;
	char text[KSYM_NAME_LEN], type;

	for (; next; next = ks->chain[next - 1]) {
		len = kallsyms_expand(ks, ks->records + ks->positions[next - 1], &type, text);
		if (kallsyms_plain_length(text, len) == want && !memcmp(text, name, want))
			return next;
	}
	return 0;
}

static uint32_t first_named(const struct kallsyms *ks, const char *name)
{
	return find_name(ks, ks->buckets[hash_name(name, strlen(name)) & ks->mask], name);
}

/* ---- addresses ---- */

/* How the address of symbol i is encoded, newest first. */
enum encoding {
	/* Linux commit a081b5789255 in v7.0: an offset is relative to its own address. */
	PLACE_RELATIVE,
	/* The same on 32-bit kernels that are not relocatable: the value is the address. */
	PLAIN_VALUE,
	/* Linux commit 2213e9a66bb8 ("kallsyms: add support for relative offsets ...") in v4.6 */
	BASE_RELATIVE,
	/*
	 * Also since v4.6, on x86_64 SMP: per-CPU symbols are absolute, the others are negative.
	 * Linux commit 01157ddc58dc in v6.15 removed this encoding.
	 */
	ABSOLUTE_PERCPU,
	/* kallsyms_addresses, removed in v6.11: whole addresses */
	ABSOLUTE,
	NR_ENCODINGS,
};

struct address_table {
	uint64_t addr;
	unsigned char *entries;
	unsigned int size; /* of an entry, in bytes */
	uint64_t base;	   /* kallsyms_relative_base */
};

static uint64_t decode_address(const struct reader *rd, const struct address_table *table,
			       enum encoding encoding, uint32_t i)
{
	uint64_t raw = get_uint(rd, table->entries + (size_t)i * table->size, table->size);
	int64_t offset = (int32_t)raw;
	uint64_t value = raw;

	if (encoding == PLACE_RELATIVE)
		value = table->addr + (uint64_t)i * table->size + offset;
	else if (encoding == BASE_RELATIVE)
		value = table->base + raw;
	else if (encoding == ABSOLUTE_PERCPU && offset < 0)
		value = table->base - 1 - offset;
	return rd->host->word_size == 4 ? (uint32_t)value : value;
}

/* Is the address of _stext right, and do addresses ascend, as the kernel's binary search needs? */
static bool try_encoding(const struct pageowner *po, const struct kallsyms *ks,
			 const struct address_table *table, enum encoding encoding, uint32_t stext)
{
	const struct reader *rd = &po->reader;
	uint64_t last = 0;
	uint32_t i;

	if (decode_address(rd, table, encoding, stext) != (uint64_t)fact(po, F_STEXT))
		return false;
	for (i = 0; i < ks->count; i++) {
		ks->addresses[i] = decode_address(rd, table, encoding, i);
		if (ks->addresses[i] < last)
			return false;
		last = ks->addresses[i];
	}
	return true;
}

static bool encoding_possible(const struct pageowner *po, enum encoding encoding)
{
	if (encoding == ABSOLUTE)
		return !has(po, F_KALLSYMS_OFFSETS);
	if (encoding == BASE_RELATIVE || encoding == ABSOLUTE_PERCPU)
		return has(po, F_KALLSYMS_OFFSETS) && has(po, F_KALLSYMS_RELATIVE_BASE);
	return has(po, F_KALLSYMS_OFFSETS) &&
	       (encoding == PLACE_RELATIVE || po->target.word_size == 4);
}

static int read_address_table(struct pageowner *po, const struct kallsyms *ks,
			      struct address_table *ret)
{
	struct reader *rd = &po->reader;
	bool offsets = has(po, F_KALLSYMS_OFFSETS);
	int err = 0;

	ret->addr = fact(po, offsets ? F_KALLSYMS_OFFSETS : F_KALLSYMS_ADDRESSES);
	ret->size = offsets ? 4 : po->target.word_size;
	if (offsets && has(po, F_KALLSYMS_RELATIVE_BASE))
		err = target_ulong(rd, fact(po, F_KALLSYMS_RELATIVE_BASE), &ret->base);
	ret->entries = arena_alloc(&po->run, (size_t)ks->count * ret->size);
	if (!ret->entries)
		return fail(rd, -ENOMEM, "the addresses of %u symbols", ks->count);
	return err ? err : target_read(rd, ret->addr, ret->entries, (size_t)ks->count * ret->size);
}

static int read_addresses(struct pageowner *po, struct kallsyms *ks)
{
	struct address_table table = { 0 };
	uint32_t stext = first_named(ks, "_stext");
	int err = read_address_table(po, ks, &table);
	enum encoding encoding;

	if (err)
		return err;
	if (!stext)
		return fail(&po->reader, -EINVAL, "there is no _stext among its %u names",
			    ks->count);
	for (encoding = 0; encoding < NR_ENCODINGS; encoding++)
		if (encoding_possible(po, encoding) &&
		    try_encoding(po, ks, &table, encoding, stext - 1))
			return 0;
	return fail(&po->reader, -EINVAL,
		    "no known encoding of its addresses puts _stext at 0x%llx",
		    (unsigned long long)fact(po, F_STEXT));
}

/* ---- loading ---- */

/* 4 bytes since v4.20; before, 8 bytes with the number in the low half. */
static int read_count(struct pageowner *po, uint32_t *ret)
{
	struct reader *rd = &po->reader;
	uint64_t addr = fact(po, F_KALLSYMS_NUM_SYMS), count = 0;
	int err = target_uint(rd, addr, 4, &count);

	if (!err && !count && po->target.big_endian)
		err = target_uint(rd, addr + 4, 4, &count);
	if (!err && (!count || count > MAX_SYMBOLS))
		return fail(rd, -EINVAL, "kallsyms_num_syms is %llu, which is not possible",
			    (unsigned long long)count);
	*ret = count;
	return err;
}

static int load_image(struct pageowner *po, struct kallsyms *ks)
{
	uint32_t *hashes = NULL;
	int err = read_count(po, &ks->count);

	if (!err)
		err = read_tokens(po, ks);
	if (err)
		return err;
	ks->positions = arena_alloc(&po->known, ks->count * sizeof(*ks->positions));
	ks->addresses = arena_alloc(&po->known, ks->count * sizeof(*ks->addresses));
	hashes = arena_alloc(&po->run, ks->count * sizeof(*hashes));
	if (!ks->positions || !ks->addresses || !hashes)
		return fail(&po->reader, -ENOMEM, "%u symbols", ks->count);
	err = read_names(po, ks, hashes);
	if (!err)
		err = hash_names(po, ks, hashes);
	if (!err)
		err = read_addresses(po, ks);
	return err;
}

static bool addresses_known(const struct pageowner *po)
{
	return has(po, F_STEXT) && has(po, F_KALLSYMS_NAMES) && has(po, F_KALLSYMS_NUM_SYMS) &&
	       has(po, F_KALLSYMS_TOKEN_TABLE) && has(po, F_KALLSYMS_TOKEN_INDEX) &&
	       (has(po, F_KALLSYMS_OFFSETS) || has(po, F_KALLSYMS_ADDRESSES));
}

int kallsyms_load(struct pageowner *po)
{
	struct kallsyms *ks;
	int err;

	if (po->kallsyms)
		return 0;
	if (!addresses_known(po))
		return -ENOENT;
	po->reader.hole = HOLE_OTHER;
	ks = arena_alloc(&po->known, sizeof(*ks));
	if (!ks)
		return fail(&po->reader, -ENOMEM, "kallsyms");
	err = load_image(po, ks);
	/*
	 * A page of the table is not in the dump: the hole is counted, and the host's names are
	 * used.
	 */
	if (err == -ENODATA)
		return -ENOENT;
	if (err)
		return fail(&po->reader, err, "the kernel's own symbol table");
	po->kallsyms = ks;
	kallsyms_symbol(po, "__init_begin", 0, &ks->init_begin);
	kallsyms_symbol(po, "__init_end", 0, &ks->init_end);
	/*
	 * Linux commit 8b8e6b5d3b01 ("kallsyms: strip ThinLTO hashes from static functions") in
	 * v5.13 began to print names without the hash.  Linux commit fb6a421fb615 ("kallsyms:
	 * Match symbols exactly with CONFIG_LTO_CLANG") in v6.11 removed the function that did
	 * so.
	 */
	ks->cuts_llvm = first_named(ks, "cleanup_symbol_name");
	return 0;
}

/* ---- answers ---- */

int kallsyms_symbol(const struct pageowner *po, const char *name, unsigned int index, uint64_t *ret)
{
	const struct kallsyms *ks = po->kallsyms;
	uint32_t found;

	if (!ks || !ks->count)
		return -ENOENT;
	for (found = first_named(ks, name); found && index; index--)
		found = find_name(ks, ks->chain[found - 1], name);
	if (!found)
		return -ENOENT;
	*ret = ks->addresses[found - 1];
	return 0;
}
