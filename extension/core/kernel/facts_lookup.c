// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Finds where this kernel keeps each fact of the tables in facts_table.c and facts_memory.c: in
 * the dump's own description, then by asking the host, then from known releases.
 */
#include <stdio.h>

#include "kernel/facts_table.h"

/* ---- the dump's own description ---- */

/* VMCOREINFO has the names of types without "struct": SIZE(page), OFFSET(page.flags). */
static const char *untagged(const char *type)
{
	const char *space = strchr(type, ' ');

	return space ? space + 1 : type;
}

int fact_key(const struct row *row, char *key, size_t size)
{
	switch (row->kind) {
	case NOTE_NUMBER:
		/* Some architectures write "0x" in front. */
		snprintf(key, size, "%s", row->name);
		return 0;
	case NOTE_SYMBOL:
	case SYMBOL:
		snprintf(key, size, "SYMBOL(%s)", row->name);
		return 16;
	case SIZE:
		snprintf(key, size, "SIZE(%s)", untagged(row->type));
		return 10;
	case MEMBER:
		snprintf(key, size, "OFFSET(%s.%s)", untagged(row->type), row->name);
		return 10;
	default:
		snprintf(key, size, "NUMBER(%s)", row->name);
		return 10;
	}
}

static int vmcoreinfo_lookup(const struct pageowner *po, const struct row *row,
			     struct fact_value *ret)
{
	char key[128];
	int base = fact_key(row, key, sizeof(key));
	int err;

	/* The value of this variable, not its address: NOTE_SYMBOL asks for it. */
	if (row->kind == SYMBOL && row->fact == F_MEM_SECTION)
		return -ENOENT;
	err = vmcoreinfo_number(po, key, base, &ret->value);
	if (err || row->kind != MEMBER)
		return err;
	if (ret->value < 0 || ret->value > INT32_MAX)
		return -ENOENT;
	ret->value *= 8;
	ret->bits = 8 * (row->bytes ? row->bytes : po->target.word_size);
	return 0;
}

/* The note has the size of a member, too. */
static int note_lookup(const struct pageowner *po, const struct row *row, struct fact_value *ret)
{
	char key[128];
	int base;

	if (row->kind == MEMBER) {
		snprintf(key, sizeof(key), "%s.%s", untagged(row->type), row->name);
		return vmcore_facts_member(po, key, ret);
	}
	base = fact_key(row, key, sizeof(key));
	return note_number(po->layout.vmcore_facts, key, base, &ret->value);
}

/* ---- then the host ---- */

static int host_member(const struct pageowner *po, const struct row *row, struct fact_value *ret)
{
	const struct pageowner_target *host = &po->target;
	uint64_t offset, bits;
	int err;

	if (!host->member)
		return -ENOENT;
	err = host->member(host->priv, row->type, row->name, &offset, &bits);
	if (!err) {
		ret->value = offset;
		ret->bits = bits > UINT16_MAX ? UINT16_MAX : bits;
	}
	return err;
}

static int host_lookup(const struct pageowner *po, const struct row *row, struct fact_value *ret)
{
	const struct pageowner_target *host = &po->target;
	uint64_t value = 0;
	int err = -ENOENT;

	switch (row->kind) {
	case SYMBOL:
		if (host->symbol)
			err = host->symbol(host->priv, row->name, 0, &value);
		break;
	case SIZE:
		if (host->type_size)
			err = host->type_size(host->priv, row->type, &value);
		break;
	case MEMBER:
		return host_member(po, row, ret);
	case CONSTANT:
		return host->constant ? host->constant(host->priv, row->name, &ret->value) : err;
	}
	if (!err)
		ret->value = value;
	return err;
}

static int lookup(struct pageowner *po, const struct row *row)
{
	struct fact_value value = { .row = row };
	uint64_t addr;
	int err = vmcoreinfo_lookup(po, row, &value);

	value.source = SOURCE_VMCOREINFO;
	if (err == -ENOENT) {
		err = note_lookup(po, row, &value);
		value.source = SOURCE_NOTE;
	}
	if (err == -ENOENT && row->kind == SYMBOL && po->kallsyms) {
		err = kallsyms_symbol(po, row->name, 0, &addr);
		value.value = addr;
		value.source = SOURCE_KALLSYMS;
	}
	if (err == -ENOENT) {
		err = host_lookup(po, row, &value);
		value.source = SOURCE_HOST;
	}
	if (err == -ENOENT)
		return 0;
	if (err)
		return fail(&po->reader, err, "asking for %s%s%s", row->type ? row->type : "",
			    row->type && row->name ? "." : "", row->name ? row->name : "");
	value.known = true;
	po->layout.facts[row->fact] = value;
	return 0;
}

static int lookup_rows(struct pageowner *po, const struct row *rows, size_t count,
		       bool kallsyms_only)
{
	size_t i;
	int err;

	for (i = 0; i < count; i++) {
		const struct row *row = &rows[i];
		bool early = row->kind == NOTE_NUMBER || row->kind == NOTE_SYMBOL ||
			     row->required == EARLY;

		if (po->layout.facts[row->fact].known || (kallsyms_only && !early))
			continue;
		err = lookup(po, row);
		if (err)
			return err;
	}
	return 0;
}

static bool required(const struct pageowner *po, const struct row *row)
{
	return row->required == REQUIRED || row->required == RECORDS ||
	       (row->required == SPARSEMEM && !has(po, F_NODE_PAGE_EXT));
}

static int check_required(struct pageowner *po)
{
	const char *advice = "give the vmlinux of exactly this kernel";
	char names[256] = "";
	size_t i, len = 0;

	for (i = 0; i < nr_layout_rows; i++) {
		const struct row *row = &layout_rows[i];

		/* Without page_owner no facts of its records are required. */
		if (po->ownerless && row->required == RECORDS)
			continue;
		if (!required(po, row) || po->layout.facts[row->fact].known ||
		    (i && layout_rows[i - 1].fact == row->fact))
			continue;
		len += snprintf(names + len, sizeof(names) - len, "%s%s%s%s", len ? ", " : "",
				row->type ? row->type : "", row->type && row->name ? "." : "",
				row->name ? row->name : "");
		if (len >= sizeof(names))
			break;
	}
	if (!len)
		return 0;
	/* The types are known, but none has this name: pageowner does not know its new name yet. */
	if (has(po, F_SIZEOF_PAGE) && has(po, F_PAGE_EXT_FLAGS))
		advice = "this kernel may be newer than this pageowner; "
			 "'pageowner layout' shows what it "
			 "looked for";
	return fail(&po->reader, -EINVAL, "neither this dump nor its debug info knows %s: %s",
		    names, advice);
}

/* ---- opening ---- */

int facts_open(struct pageowner *po)
{
	struct layout *layout = &po->layout;
	uint64_t size;
	int err = vmcoreinfo_open(po);

	if (!err)
		err = lookup_rows(po, layout_rows, nr_layout_rows, true);
	if (err)
		return err;
	size = has(po, F_PAGE_SIZE) ? fact(po, F_PAGE_SIZE) : 0;
	if (size < 4096 || size > 1024 * 1024 || size & (size - 1))
		return fail(&po->reader, -EINVAL,
			    "VMCOREINFO has no valid PAGESIZE: the dump may be damaged");
	layout->page_shift = __builtin_ctzll(size);
	po->reader.page_size = size;
	/* Only arm64 has this register. */
	po->reader.tags = has(po, F_TCR_T1SZ);
	derive_page_tables(po);
	return vmcore_facts_open(po);
}

static void move_back(struct pageowner *po, const struct row *rows, size_t count)
{
	int64_t start = fact(po, F_PERCPU_START), end = fact(po, F_PERCPU_END);
	size_t i;

	for (i = 0; i < count; i++) {
		struct fact_value *value = &po->layout.facts[rows[i].fact];

		if (rows[i].kind == SYMBOL && rows[i].fact != F_PERCPU_START &&
		    rows[i].fact != F_PERCPU_END && value->source == SOURCE_HOST &&
		    value->value >= start && value->value < end)
			value->value -= start;
	}
}

/*
 * On x86_64 before v6.15 the addresses of per-CPU variables start at 0
 * (arch/x86/kernel/vmlinux.lds.S), even with KASLR.  A debugger that moves all symbols of a
 * vmlinux by the KASLR offset moves these, too.
 */
static void place_percpu(struct pageowner *po)
{
	struct fact_value *start = &po->layout.facts[F_PERCPU_START];
	struct fact_value *end = &po->layout.facts[F_PERCPU_END];

	if (!start->known || !end->known || start->source != SOURCE_HOST || start->value <= 0 ||
	    end->value < start->value || !has(po, F_STEXT) || fact(po, F_STEXT) > 0)
		return;
	move_back(po, layout_rows, nr_layout_rows);
	move_back(po, memory_rows, nr_memory_rows);
	end->value -= start->value;
	start->value = 0;
}

int facts_resolve(struct pageowner *po, bool needs_records)
{
	int err = lookup_rows(po, layout_rows, nr_layout_rows, false);

	if (!err && !has(po, F_OWNER_ORDER))
		err = releases_layout(po);
	if (!err)
		err = lookup_rows(po, memory_rows, nr_memory_rows, false);
	if (!err)
		place_percpu(po);
	if (!err)
		err = derive_page_owner_on(po);
	if (err == -ENOMEDIUM && !needs_records) {
		po->ownerless = true;
		po->reader.message[0] = '\0';
		err = 0;
	}
	if (!err)
		err = check_required(po);
	if (!err)
		err = derive_all(po);
	return err;
}

/* ---- the layout command ---- */

static void row_text(const struct pageowner *po, struct strbuf *text, const struct row *row,
		     const struct fact_value *value)
{
	static const char *const sources[] = {
		[SOURCE_NONE] = "-",	      [SOURCE_VMCOREINFO] = "vmcoreinfo",
		[SOURCE_NOTE] = "note",	      [SOURCE_KALLSYMS] = "kallsyms",
		[SOURCE_HOST] = "debug info", [SOURCE_KNOWN] = "known",
	};
	bool mine = value->known && value->row == row;

	strbuf_printf(text, "%-10s  ", mine ? sources[value->source] : "-");
	if (!mine)
		strbuf_printf(text, "%-20s", required(po, row) && !value->known ? "required" : "");
	else if (row->kind == SYMBOL || row->kind == NOTE_SYMBOL)
		strbuf_printf(text, "0x%016llx  ", (unsigned long long)value->value);
	else if (row->kind == MEMBER)
		strbuf_printf(text, "bit %5lld  of %5u", (long long)value->value, value->bits);
	else
		strbuf_printf(text, "%-20lld", (long long)value->value);
	strbuf_printf(text, "  %s%s%s\n", row->type ? row->type : "",
		      row->type && row->name ? "." : "", row->name ? row->name : "");
}

void facts_text(struct pageowner *po, struct strbuf *text)
{
	size_t i;

	for (i = 0; i < nr_layout_rows; i++)
		row_text(po, text, &layout_rows[i], &po->layout.facts[layout_rows[i].fact]);
	for (i = 0; i < nr_memory_rows; i++)
		row_text(po, text, &memory_rows[i], &po->layout.facts[memory_rows[i].fact]);
}
