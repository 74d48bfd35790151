// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Record bytes -> one allocation, judged as read_page_owner() of
 * mm/page_owner.c judges it.
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

static void decode_fields(const struct reader *rd, const struct pageowner *po,
			  const unsigned char *owner, size_t len, struct allocation *ret)
{
	const char *comm;

	ret->order = member_uint(rd, po, F_OWNER_ORDER, owner, len);
	ret->last_migrate_reason = (int16_t)member_uint(rd, po, F_OWNER_MIGRATE_REASON, owner, len);
	ret->gfp_mask = member_uint(rd, po, F_OWNER_GFP_MASK, owner, len);
	ret->handle = member_uint(rd, po, F_OWNER_HANDLE, owner, len);
	ret->free_handle = member_uint(rd, po, F_OWNER_FREE_HANDLE, owner, len);
	ret->ts_nsec = member_uint(rd, po, F_OWNER_TS, owner, len);
	ret->free_ts_nsec = member_uint(rd, po, F_OWNER_FREE_TS, owner, len);
	ret->pid = (int32_t)member_uint(rd, po, F_OWNER_PID, owner, len);
	ret->tgid = (int32_t)member_uint(rd, po, F_OWNER_TGID, owner, len);
	ret->free_pid = (int32_t)member_uint(rd, po, F_OWNER_FREE_PID, owner, len);
	ret->free_tgid = (int32_t)member_uint(rd, po, F_OWNER_FREE_TGID, owner, len);
	ret->context = RECORDED_NONE;
	if (has(po, F_OWNER_CONTEXT) &&
	    member_uint(rd, po, F_OWNER_CONTEXT, owner, len) <= RECORDED_NMI - 1)
		ret->context = member_uint(rd, po, F_OWNER_CONTEXT, owner, len) + 1;
	ret->cgroup_id = member_uint(rd, po, F_OWNER_CGROUP_ID, owner, len);
	memset(ret->comm, 0, sizeof(ret->comm));
	comm = member_at(po, F_OWNER_COMM, owner, len);
	if (comm && size_of(po, F_OWNER_COMM) <= COMM_LEN)
		strncpy(ret->comm, comm, size_of(po, F_OWNER_COMM));
}

enum record_state page_owner_decode(const struct reader *rd, const struct pageowner *po,
				    const unsigned char *record, uint64_t pfn,
				    struct allocation *ret)
{
	const struct layout *layout = &po->layout;
	uint64_t flags = member_uint(rd, po, F_PAGE_EXT_FLAGS, record, layout->ext_size);

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
	decode_fields(rd, po, record + layout->ext_owner, layout->ext_size - layout->ext_owner,
		      ret);
	if (!ret->handle)
		return RECORD_NONE;
	/* Gigantic pages are one record of their own order on v6.12 and later. */
	if (ret->order > MAX_RECORD_ORDER)
		return RECORD_BAD;
	if (!ret->allocated)
		return RECORD_FREE;
	return pfn & ((1ull << ret->order) - 1) ? RECORD_TAIL : RECORD_ALLOCATED;
}
