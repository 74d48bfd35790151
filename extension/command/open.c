// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Opens a kernel: its facts, symbols, modules and memory, in an order in which each step
 * finds what it needs.
 */
#include "core.h"

/* If kallsyms is missing or cannot be decoded, the host names symbols and frames stay numbers. */
static int open_symbols(struct pageowner *po)
{
	int err = facts_open(po);

	if (err)
		return err;
	err = kallsyms_load(po);
	po->named = !err;
	if (err == -EINVAL)
		po->unnamed = arena_strdup(&po->known, po->reader.message);
	if (err == -ENOENT || po->unnamed) {
		po->reader.message[0] = '\0';
		err = 0;
	}
	return err;
}

int pageowner_symbol(struct pageowner *po, const char *name, uint64_t *ret)
{
	int err = 0;

	po->reader.message[0] = '\0';
	if (!po->kallsyms)
		err = open_symbols(po);
	if (!err && !vmcore_facts_symbol(po, name, ret))
		return 0;
	if (!err && po->unnamed)
		return fail(&po->reader, -EINVAL, "%s", po->unnamed);
	return err ? err : kallsyms_symbol(po, name, 0, ret);
}

static int read_pfn(struct pageowner *po, enum fact variable, uint64_t *ret)
{
	int err = target_ulong(&po->reader, fact(po, variable), ret);

	if (!err && *ret > 1ull << 52)
		err = -EINVAL;
	return err ? fail(&po->reader, err, "the limits of memory") : 0;
}

static int open_sections(struct pageowner *po)
{
	int err = page_ext_sections(po, &po->sections);

	return err ? err : machine_check_sections(po);
}

int open_kernel(struct pageowner *po, bool needs_records)
{
	int err;

	machine_of_kernel(po);
	if (po->depot)
		return 0;
	if (po->ownerless)
		return needs_records ? derive_page_owner_on(po) : 0;
	po->reader.hole = HOLE_OTHER;
	err = open_symbols(po);
	if (!err)
		err = facts_resolve(po, needs_records);
	if (!err)
		err = kallsyms_load_modules(po);
	if (!err)
		err = read_pfn(po, F_MIN_LOW_PFN, &po->min_low_pfn);
	if (!err)
		err = read_pfn(po, F_MAX_PFN, &po->max_pfn);
	if (!err && (has(po, F_NODE_PAGE_EXT) || !has(po, F_FLAG_FIELDS)))
		err = zones_load(po, &po->known, &po->zones);
	if (!err)
		err = open_sections(po);
	if (!err)
		err = page_names_load(po);
	if (!err && !po->ownerless)
		err = stackdepot_open(po);
	po->open_holes = po->reader.holes[HOLE_OTHER];
	return err;
}
