// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The facts of facts_table.c for the later stages.
 */
#include "kernel/facts_table.h"

bool has(const struct pageowner *po, enum fact fact)
{
	return po->layout.facts[fact].known;
}

int64_t fact(const struct pageowner *po, enum fact fact)
{
	return po->layout.facts[fact].value;
}

size_t offset_of(const struct pageowner *po, enum fact fact)
{
	return po->layout.facts[fact].value / 8;
}

unsigned int size_of(const struct pageowner *po, enum fact fact)
{
	return po->layout.facts[fact].bits / 8;
}

/* A bit field is cut out of the bytes that it touches. */
uint64_t member_uint(const struct reader *rd, const struct pageowner *po, enum fact fact,
		     const void *record)
{
	const struct fact_value *value = &po->layout.facts[fact];
	unsigned int skip = value->value % 8;
	unsigned int bytes = (skip + value->bits + 7) / 8;
	uint64_t word;

	if (!value->known || !value->bits || bytes > 8)
		return 0;
	word = get_uint(rd, (const char *)record + value->value / 8, bytes);
	word >>= rd->host->big_endian ? 8 * bytes - skip - value->bits : skip;
	return value->bits < 64 ? word & ((1ull << value->bits) - 1) : word;
}

int read_member(struct reader *rd, const struct pageowner *po, enum fact fact, uint64_t addr,
		uint64_t *ret)
{
	return target_uint(rd, addr + offset_of(po, fact), size_of(po, fact), ret);
}

bool read_variable(struct pageowner *po, enum fact variable, unsigned int bytes, uint64_t *ret)
{
	po->reader.hole = HOLE_OTHER;
	return has(po, variable) && !target_uint(&po->reader, fact(po, variable),
						 bytes ? bytes : po->target.word_size, ret);
}

void layout_know(struct pageowner *po, enum fact fact, int64_t value, unsigned int bits)
{
	size_t i = 0;

	while (i + 1 < nr_layout_rows && layout_rows[i].fact != fact)
		i++;
	po->layout.facts[fact] = (struct fact_value){
		.known = true,
		.source = SOURCE_KNOWN,
		.bits = bits,
		.value = value,
		.name = layout_rows[i].name ? layout_rows[i].name : layout_rows[i].type,
	};
}

void layout_know_bytes(struct pageowner *po, enum fact fact, unsigned int offset,
		       unsigned int bytes)
{
	layout_know(po, fact, 8 * offset, 8 * bytes);
}
