// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From the bytes of a record to one allocation, by the rules of read_page_owner() of
 * mm/page_owner.c.
 */
#include "core.h"

static const char *const context_names[NR_RECORDED_CONTEXTS] = {
	"", "task", "softirq", "hardirq", "nmi",
};

const char *page_owner_context_name(unsigned int context)
{
	return context < NR_RECORDED_CONTEXTS ? context_names[context] : "";
}

enum recorded_context page_owner_context(const char *name, size_t len)
{
	unsigned int i;

	for (i = RECORDED_TASK; i < NR_RECORDED_CONTEXTS; i++)
		if (strlen(context_names[i]) == len && !memcmp(context_names[i], name, len))
			return i;
	return RECORDED_NONE;
}

static void decode_comm(const struct pageowner *po, const unsigned char *record, char *ret)
{
	const struct layout *layout = &po->layout;
	const char *comm = member_at(po, F_OWNER_COMM, record + layout->ext_owner,
				     layout->ext_size - layout->ext_owner);

	memset(ret, 0, COMM_LEN + 1);
	if (comm && size_of(po, F_OWNER_COMM) <= COMM_LEN)
		strncpy(ret, comm, size_of(po, F_OWNER_COMM));
}

static void decode_fields(const struct pageowner *po, const unsigned char *record,
			  struct allocation *ret)
{
	const struct places *places = &po->layout.places;
	uint64_t context = place_get(&places->context, record), reason;

	ret->order = place_get(&places->order, record);
	/* Signed: 16 bits, or 8 beside the context of kernel-patch/RELEASE/2-who. */
	reason = place_get(&places->migrate_reason, record);
	if (size_of(po, F_OWNER_MIGRATE_REASON) == 1 && reason & 0x80)
		reason |= 0xff00;
	ret->last_migrate_reason = (int16_t)reason;
	ret->gfp_mask = place_get(&places->gfp_mask, record);
	ret->handle = place_get(&places->handle, record);
	ret->free_handle = place_get(&places->free_handle, record);
	ret->ts_nsec = place_get(&places->ts_nsec, record);
	ret->free_ts_nsec = place_get(&places->free_ts_nsec, record);
	ret->pid = (int32_t)place_get(&places->pid, record);
	ret->tgid = (int32_t)place_get(&places->tgid, record);
	ret->free_pid = (int32_t)place_get(&places->free_pid, record);
	ret->free_tgid = (int32_t)place_get(&places->free_tgid, record);
	ret->context = RECORDED_NONE;
	if (has(po, F_OWNER_CONTEXT) && context <= RECORDED_NMI - 1)
		ret->context = context + 1;
	ret->cgroup_id = place_get(&places->cgroup_id, record);
	decode_comm(po, record, ret->comm);
}

enum record_state page_owner_decode(const struct reader *rd, const struct pageowner *po,
				    const unsigned char *record, uint64_t pfn,
				    struct allocation *ret)
{
	const struct layout *layout = &po->layout;
	uint64_t flags;

	/* A dump that lost page_ext_size does not even tell where a record ends. */
	if (!layout->ext_size)
		return RECORD_NONE;
	flags = place_get(&layout->places.ext_flags, record);
	if (!(flags & layout->flag_owner))
		return RECORD_NONE;
	ret->pfn = pfn;
	ret->tag = 0;
	if (layout->tags == TAGS_IN_PAGE_EXT)
		ret->tag = get_uint(rd, record + layout->ext_tag, rd->host->word_size);
	/* CODETAG_EMPTY of include/linux/alloc_tag.h */
	if (ret->tag == 1)
		ret->tag = 0;
	ret->allocated = !layout->flag_allocated || flags & layout->flag_allocated;
	decode_fields(po, record, ret);
	if (!ret->handle)
		return RECORD_NONE;
	/* Gigantic pages have one record with their own order on v6.12 and later. */
	if (ret->order > MAX_RECORD_ORDER)
		return RECORD_BAD;
	if (!ret->allocated)
		return RECORD_FREE;
	return pfn & ((1ull << ret->order) - 1) ? RECORD_TAIL : RECORD_ALLOCATED;
}
