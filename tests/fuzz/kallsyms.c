// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Symbols and modules from hostile bytes.  A small kernel that decodes is laid
 * out in memory, so that the fuzzer starts behind all checks; its input then
 * chooses the variant and overwrites bytes or takes whole pages away.
 *
 * Input: one byte of variant, then patches of 4 bytes: offset (2, little
 * endian), value, how: bit 0 of it set takes the page away instead.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core.h"

#define BASE 0xff000000ull /* also an address of 32-bit machines */
#define HIGH 0xffffffff00000000ull
#define PAGE 256
#define SIZE (64 * PAGE)

/* Where the parts of the kernel lie, in bytes from BASE. */
enum {
	AT_NUM_SYMS = 0x08,
	AT_RELATIVE_BASE = 0x10,
	AT_NAMES = 0x20,
	AT_OFFSETS = 0x100,
	AT_ADDRESSES = 0x180,
	AT_TOKEN_INDEX = 0x300,
	AT_TOKEN_TABLE = 0x500,
	AT_MODULES = 0x900,
	AT_MODULE = 0xa00, /* two of them, MODULE_SIZE apart */
	AT_SYMTAB = 0x1000,
	AT_STRTAB = 0x1800,
	AT_TEXT = 0x2000, /* of the image; of the modules behind it */
	MODULE_SIZE = 0x200,
	MODULE_TEXT = 0x3000,
};

static const char *const names[] = {
	"Tstext",      "T_stext",     "tfoo",  "tfoo", "tbar.llvm.123", "T_etext",
	"T_sinittext", "T_einittext", "Ddata", "Bbss", "B_end",
};

struct memory {
	struct pageowner_target target;
	uint64_t high;
	unsigned char bytes[SIZE];
	bool missing[SIZE / PAGE];
};

static ssize_t memory_read(void *priv, uint64_t addr, void *buf, size_t len)
{
	struct memory *m = priv;
	size_t done = 0;

	addr -= m->high + BASE;
	for (; done < len && addr < SIZE && !m->missing[addr / PAGE]; done++, addr++)
		((unsigned char *)buf)[done] = m->bytes[addr];
	return done;
}

static void put(struct memory *m, size_t at, uint64_t value, unsigned int size)
{
	unsigned int i;

	for (i = 0; i < size; i++, value >>= 8)
		m->bytes[at + (m->target.big_endian ? size - 1 - i : i)] = value;
}

static void put_word(struct memory *m, size_t at, uint64_t value)
{
	put(m, at, value, m->target.word_size);
}

static uint64_t at(const struct memory *m, size_t offset)
{
	return m->high + BASE + offset;
}

/* Tokens are the characters themselves, as scripts/kallsyms starts out with. */
static void build_names(struct memory *m, bool two_bytes)
{
	size_t pos = AT_NAMES, i, len;

	for (i = 0; i < 256; i++) {
		m->bytes[AT_TOKEN_TABLE + 2 * i] = i;
		put(m, AT_TOKEN_INDEX + 2 * i, 2 * i, 2);
	}
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		len = strlen(names[i]);
		m->bytes[pos++] = two_bytes ? len | 0x80 : len;
		if (two_bytes)
			pos++;
		memcpy(m->bytes + pos, names[i], len);
		pos += len;
	}
	put(m, AT_NUM_SYMS, ARRAY_SIZE(names), 4);
}

static uint64_t encode(unsigned int encoding, uint64_t addr, uint64_t base, uint64_t place)
{
	switch (encoding) {
	case 0:
		return addr - place;
	case 1:
		return addr - base;
	case 2:
		return base - 1 - addr;
	default:
		return addr;
	}
}

static void build_addresses(struct memory *m, unsigned int encoding)
{
	uint64_t base = at(m, AT_TEXT);
	size_t i;

	put_word(m, AT_RELATIVE_BASE, base);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		uint64_t addr = base + 0x80 * i, place = at(m, AT_OFFSETS + 4 * i);

		put(m, AT_OFFSETS + 4 * i, encode(encoding, addr, base, place), 4);
		put_word(m, AT_ADDRESSES + 8 * i / (8 / m->target.word_size), addr);
	}
}

/* struct module, as the facts below have it: next, prev, name, state, kallsyms, memory. */
static void build_module(struct memory *m, unsigned int i)
{
	static const char strings[] = "\0init_one\0exit_one\0$d\0last";
	static const unsigned int name[] = { 0, 1, 10, 19, 22, 1 };
	size_t mod = AT_MODULE + i * MODULE_SIZE, text = MODULE_TEXT + i * 0x400;
	unsigned int wide = m->target.word_size == 8, entry = wide ? 24 : 16;
	size_t symtab = AT_SYMTAB + i * 0x200, symbol, j;

	put_word(m, mod, at(m, i ? AT_MODULES : mod + MODULE_SIZE));
	put_word(m, mod + m->target.word_size, at(m, i ? mod - MODULE_SIZE : AT_MODULES));
	snprintf((char *)m->bytes + mod + 16, 16, "module%u", i);
	put_word(m, mod + 40, at(m, mod + 48));
	put_word(m, mod + 48, at(m, symtab));
	put(m, mod + 56, ARRAY_SIZE(name), 4);
	put_word(m, mod + 64, at(m, AT_STRTAB));
	for (j = 0; j < 2; j++) {
		put_word(m, mod + 128 + 16 * j, at(m, text + 0x100 * j));
		put(m, mod + 136 + 16 * j, 0x100, 4);
		put(m, mod + 140 + 16 * j, 0x80, 4);
	}
	for (j = 1; j < ARRAY_SIZE(name); j++) {
		symbol = symtab + j * entry;
		put(m, symbol, name[j], 4);
		put(m, symbol + (wide ? 6 : 14), 1, 2);
		put_word(m, symbol + (wide ? 8 : 4), at(m, text + 0x20 * j));
	}
	memcpy(m->bytes + AT_STRTAB, strings, sizeof(strings));
}

static void set(struct pageowner *po, enum fact fact, int64_t value, unsigned int bits)
{
	po->layout.facts[fact] = (struct fact_value){ .known = true, .value = value, .bits = bits };
}

static void set_image_facts(struct pageowner *po, const struct memory *m, unsigned int encoding)
{
	set(po, F_KALLSYMS_NAMES, at(m, AT_NAMES), 0);
	set(po, F_KALLSYMS_NUM_SYMS, at(m, AT_NUM_SYMS), 0);
	set(po, F_KALLSYMS_TOKEN_TABLE, at(m, AT_TOKEN_TABLE), 0);
	set(po, F_KALLSYMS_TOKEN_INDEX, at(m, AT_TOKEN_INDEX), 0);
	set(po, F_STEXT, at(m, AT_TEXT + 0x80), 0);
	set(po, F_END, at(m, AT_TEXT + 0x600), 0);
	if (encoding == 4) {
		set(po, F_KALLSYMS_ADDRESSES, at(m, AT_ADDRESSES), 0);
		return;
	}
	set(po, F_KALLSYMS_OFFSETS, at(m, AT_OFFSETS), 0);
	if (encoding == 1 || encoding == 2)
		set(po, F_KALLSYMS_RELATIVE_BASE, at(m, AT_RELATIVE_BASE), 0);
}

static void set_module_facts(struct pageowner *po, const struct memory *m, bool memory)
{
	static const struct {
		enum fact base, size, text_size;
	} layouts[] = {
		{ F_MODULE_CORE_BASE, F_MODULE_CORE_SIZE, F_MODULE_CORE_TEXT_SIZE },
		{ F_MODULE_INIT_BASE, F_MODULE_INIT_SIZE, F_MODULE_INIT_TEXT_SIZE },
	};
	unsigned int word = 8 * m->target.word_size, i;

	set(po, F_MODULES, at(m, AT_MODULES), 0);
	set(po, F_MODULE_LIST, 0, 0);
	set(po, F_MODULE_NAME, 16 * 8, 16 * 8);
	set(po, F_MODULE_STATE, 32 * 8, 32);
	set(po, F_MODULE_UNFORMED, 3, 0);
	set(po, F_MODULE_KALLSYMS, 40 * 8, word);
	set(po, F_MODULE_CORE_KALLSYMS, 48 * 8, 24 * 8);
	set(po, F_KALLSYMS_SYMTAB, 0, word);
	set(po, F_KALLSYMS_NUM_SYMTAB, 8 * 8, 32);
	set(po, F_KALLSYMS_STRTAB, 16 * 8, word);
	for (i = 0; i < 2 && !memory; i++) {
		set(po, layouts[i].base, (128 + 16 * i) * 8, word);
		set(po, layouts[i].size, (136 + 16 * i) * 8, 32);
		set(po, layouts[i].text_size, (140 + 16 * i) * 8, 32);
	}
	if (!memory)
		return;
	set(po, F_MODULE_MEM, 128 * 8, 2 * 16 * 8);
	set(po, F_SIZEOF_MODULE_MEMORY, 16, 0);
	set(po, F_MEMORY_BASE, 0, word);
	set(po, F_MEMORY_SIZE, 8 * 8, 32);
	set(po, F_MOD_MEM_NUM_TYPES, 2, 0);
}

static void check_frame(struct pageowner *po, uint64_t pc)
{
	const struct frame *frame = frame_at(po, pc);
	size_t i;

	if (!frame || !frame->len || frame->len != strlen(frame->text))
		abort();
	for (i = 0; i < frame->len; i++)
		if (frame->text[i] < ' ' || frame->text[i] > '~')
			abort();
	if (frame->symbol && strncmp(frame->text, frame->symbol, strlen(frame->symbol)))
		abort();
}

static void look_up(struct pageowner *po, const struct memory *m)
{
	uint64_t addr, offset;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		kallsyms_symbol(po, "foo", i, &addr);
		kallsyms_symbol(po, "bar", i, &addr);
	}
	kallsyms_symbol(po, "", 0, &addr);
	for (offset = AT_TEXT - 8; offset < MODULE_TEXT + 0x800; offset += 40)
		check_frame(po, at(m, offset));
	check_frame(po, 0);
	check_frame(po, UINT64_MAX);
}

static void build(struct memory *m, uint8_t variant)
{
	unsigned int encoding = variant >> 2 & 7;

	m->target.size = sizeof(m->target);
	m->target.priv = m;
	m->target.read = memory_read;
	m->target.big_endian = variant & 1;
	m->target.word_size = variant & 2 ? 4 : 8;
	m->high = variant & 2 ? 0 : HIGH;
	build_names(m, variant & 0x20);
	build_addresses(m, encoding > 4 ? 3 : encoding);
	put_word(m, AT_MODULES, at(m, AT_MODULE));
	put_word(m, AT_MODULES + m->target.word_size, at(m, AT_MODULE + MODULE_SIZE));
	build_module(m, 0);
	build_module(m, 1);
}

/* What nobody patched must decode, or all else here tests nothing. */
static void check_unpatched(struct pageowner *po, const struct memory *m, unsigned int encoding)
{
	if (strcmp(frame_at(po, at(m, AT_TEXT + 0x104))->text, "foo+0x4/0x80") && encoding < 5 &&
	    (encoding != 3 || m->target.word_size == 4))
		abort();
	if (strcmp(frame_at(po, at(m, MODULE_TEXT + 0x424))->text, "init_one+0x4/0x20 [module1]"))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct memory m;
	struct pageowner *po = pageowner_new();
	uint8_t variant = size ? data[0] : 0;
	size_t i;

	memset(&m, 0, sizeof(m));
	build(&m, variant);
	for (i = 1; i + 4 <= size; i += 4) {
		size_t offset = (data[i] | data[i + 1] << 8) % SIZE;

		if (data[i + 3] & 1)
			m.missing[offset / PAGE] = true;
		else
			m.bytes[offset] = data[i + 2];
	}
	if (!po || pageowner_attach(po, &m.target))
		abort();
	po->reader.page_size = PAGE;
	set_image_facts(po, &m, variant >> 2 & 7);
	set_module_facts(po, &m, variant & 0x40);
	kallsyms_load(po);
	if (!kallsyms_load_modules(po))
		look_up(po, &m);
	if (size < 5)
		check_unpatched(po, &m, variant >> 2 & 7);
	pageowner_free(po);
	return 0;
}
