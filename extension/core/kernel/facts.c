// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Access to the facts of facts_table.c for the later stages.
 */
#include "kernel/facts_table.h"

bool has(const struct pageowner *po, enum fact fact)
{
	return po->layout.facts[fact].known;
}

bool has_all(const struct pageowner *po, const uint16_t *facts, size_t count)
{
	for (; count; count--, facts++)
		if (!has(po, *facts))
			return false;
	return true;
}

int64_t fact(const struct pageowner *po, enum fact fact)
{
	return po->layout.facts[fact].value;
}

const char *fact_name(const struct pageowner *po, enum fact fact)
{
	const struct row *row = po->layout.facts[fact].row;

	return row && row->name ? row->name : "";
}

size_t offset_of(const struct pageowner *po, enum fact fact)
{
	return po->layout.facts[fact].value / 8;
}

unsigned int size_of(const struct pageowner *po, enum fact fact)
{
	return po->layout.facts[fact].bits / 8;
}

const struct row *fact_row(size_t i)
{
	if (i < nr_layout_rows)
		return &layout_rows[i];
	return i - nr_layout_rows < nr_memory_rows ? &memory_rows[i - nr_layout_rows] : NULL;
}

/* As an unsigned number, a negative offset is larger than every length. */
bool member_fits(const struct pageowner *po, enum fact fact, size_t len)
{
	const struct fact_value *value = &po->layout.facts[fact];
	uint64_t start = value->value, end = 8 * (uint64_t)len;

	return value->known && start <= end && value->bits <= end - start;
}

bool members_fit(const struct pageowner *po, const char *type, uint64_t size)
{
	const struct row *row;
	size_t i;

	for (i = 0; (row = fact_row(i)); i++) {
		if (has(po, row->fact) && po->layout.facts[row->fact].row == row &&
		    row->kind == MEMBER && !strcmp(row->type, type) &&
		    !member_fits(po, row->fact, size))
			return false;
	}
	return true;
}

const void *member_at(const struct pageowner *po, enum fact fact, const void *record, size_t len)
{
	return member_fits(po, fact, len) ? (const char *)record + offset_of(po, fact) : NULL;
}

/* A bit-field is extracted from the bytes that it touches. */
uint64_t member_uint(const struct reader *rd, const struct pageowner *po, enum fact fact,
		     const void *record, size_t len)
{
	const struct fact_value *value = &po->layout.facts[fact];
	unsigned int skip = value->value & 7;
	unsigned int bytes = (skip + value->bits + 7) / 8;
	uint64_t word;

	if (!value->bits || bytes > 8 || !member_fits(po, fact, len))
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

void facts_set(struct pageowner *po, enum fact fact, int64_t value, unsigned int bits)
{
	const struct row *row = fact_row(0);
	size_t i;

	for (i = 1; row && row->fact != fact; i++)
		row = fact_row(i);
	po->layout.facts[fact] = (struct fact_value){
		.known = true,
		.source = SOURCE_KNOWN,
		.bits = bits,
		.value = value,
		.row = row,
	};
}

void facts_set_bytes(struct pageowner *po, enum fact fact, unsigned int offset, unsigned int bytes)
{
	facts_set(po, fact, 8 * offset, 8 * bytes);
}
