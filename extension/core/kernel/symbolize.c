// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Finds the symbol of an address: kallsyms_lookup() of kernel/kallsyms.c on the tables that
 * kallsyms.c and modules.c have read.  The kernel image is searched first, then the modules.
 */
#include "kernel/kallsyms.h"

/* ---- the kernel image ---- */

static bool within(uint64_t addr, uint64_t start, uint64_t end)
{
	return addr >= start && addr < end;
}

static bool in_inittext(const struct pageowner *po, uint64_t addr)
{
	return within(addr, fact(po, F_SINITTEXT), fact(po, F_EINITTEXT));
}

static uint64_t image_end(const struct pageowner *po)
{
	const struct kallsyms *ks = po->kallsyms;

	return has(po, F_END) ? (uint64_t)fact(po, F_END) : ks->addresses[ks->count - 1];
}

/* is_ksym_addr() of include/linux/kallsyms.h; the init sections may be outside of the others. */
static bool in_image(const struct pageowner *po, uint64_t addr)
{
	const struct kallsyms *ks = po->kallsyms;

	if (!ks->count)
		return false;
	if (ks->all)
		return within(addr, fact(po, F_STEXT), image_end(po)) ||
		       within(addr, ks->init_begin, ks->init_end);
	return within(addr, fact(po, F_STEXT), fact(po, F_ETEXT)) || in_inittext(po, addr);
}

/* How many symbols have addresses up to and including @addr. */
static uint32_t image_symbols_up_to(const struct kallsyms *ks, uint64_t addr)
{
	uint32_t low = 0, high = ks->count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (ks->addresses[mid] <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/*
 * get_symbol_pos() of kernel/kallsyms.c: of several names of one address the first in the table
 * is used, and the next higher address is its end.
 */
static bool image_symbol(const struct pageowner *po, uint64_t addr, struct ksym *ret)
{
	const struct kallsyms *ks = po->kallsyms;
	uint32_t next = image_symbols_up_to(ks, addr), pos;
	uint64_t start, end;
	char type;

	if (!next)
		return false;
	start = ks->addresses[next - 1];
	pos = start ? image_symbols_up_to(ks, start - 1) : 0;
	if (next < ks->count)
		end = ks->addresses[next];
	else if (in_inittext(po, addr))
		end = fact(po, F_EINITTEXT);
	else
		end = ks->all ? image_end(po) : (uint64_t)fact(po, F_ETEXT);
	kallsyms_expand(ks, ks->records + ks->positions[pos], &type, ret->name);
	if (ks->cuts_llvm)
		ret->name[kallsyms_plain_length(ret->name, strlen(ret->name))] = '\0';
	ret->offset = addr - start;
	ret->size = end - start;
	ret->module = NULL;
	ret->given = false;
	return true;
}

/* The dump's own table is not there, or not all of it: a file beside the dump may have it. */
static bool given_symbol(const struct pageowner *po, uint64_t addr, struct ksym *ret)
{
	const struct pageowner_target *host = &po->target;
	struct pageowner_pc pc = { .pc = addr };

	if (!host->symbol_at || host->symbol_at(host->priv, &pc))
		return false;
	strncpy(ret->name, pc.symbol, KSYM_NAME_LEN - 1);
	ret->name[KSYM_NAME_LEN - 1] = '\0';
	ret->offset = pc.offset;
	ret->size = pc.size;
	ret->module = NULL;
	ret->given = true;
	return true;
}

/* ---- modules ---- */

static const struct region *find_region(const struct modules *modules, uint64_t pc)
{
	size_t low = 0, high = modules->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (modules->regions[mid].base <= pc)
			low = mid + 1;
		else
			high = mid;
	}
	if (!low || pc - modules->regions[low - 1].base >= modules->regions[low - 1].size)
		return NULL;
	return &modules->regions[low - 1];
}

/* How many symbols have addresses up to and including @pc. */
static size_t module_symbols_up_to(const struct module *module, uint64_t pc)
{
	size_t low = 0, high = module->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (module->symbols[mid].value <= pc)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* module_address_lookup() of kernel/module/kallsyms.c. */
static bool module_symbol(const struct modules *modules, uint64_t pc, struct ksym *ret)
{
	const struct region *region = modules ? find_region(modules, pc) : NULL;
	const struct module_symbol *best;
	uint64_t end;
	size_t next;

	if (!region)
		return false;
	next = module_symbols_up_to(region->module, pc);
	if (!next)
		return false;
	best = &region->module->symbols[next - 1];
	if (best->value < region->symbols_from || best->name == LOST_NAME)
		return false;
	end = region->symbols_end;
	if (next < region->module->count && best[1].value < end)
		end = best[1].value;
	strncpy(ret->name, region->module->strings + best->name, KSYM_NAME_LEN - 1);
	ret->name[KSYM_NAME_LEN - 1] = '\0';
	ret->offset = pc - best->value;
	ret->size = end - best->value;
	ret->module = region->module->name;
	ret->given = false;
	return true;
}

/* ---- both ---- */

bool kallsyms_find(const struct pageowner *po, uint64_t pc, struct ksym *ret)
{
	const struct kallsyms *ks = po->kallsyms;

	if (ks && in_image(po, pc) ? image_symbol(po, pc, ret)
				   : ks && module_symbol(ks->modules, pc, ret))
		return true;
	return !po->named && given_symbol(po, pc, ret);
}
