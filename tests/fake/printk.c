// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel log of a fake kernel, written as prb_reserve() and prb_final_commit()
 * of kernel/printk/printk_ringbuffer.c do it, or as log_store() of v5.9.
 */
#include <stddef.h>
#include <string.h>

#include "fake.h"

#define NR_DESCS (1ul << FAKE_LOG_COUNT_BITS)
#define DATA_SIZE (1ul << FAKE_LOG_SIZE_BITS)
#define ID_MASK (~0ul >> 2)
#define STATE(id, state) ((id) | (unsigned long)(state) << 62)

struct lpos {
	unsigned long begin, next;
};
struct desc {
	unsigned long state_var;
	struct lpos text;
};
struct info {
	uint64_t seq, ts_nsec;
	uint16_t text_len;
	uint8_t facility, flags_level;
	uint32_t caller_id;
	char dev_info[64];
};
struct desc_ring {
	unsigned int count_bits;
	uint64_t descs, infos;
	unsigned long head_id, tail_id;
};
struct data_ring {
	unsigned int size_bits;
	uint64_t data;
	unsigned long head_lpos, tail_lpos;
};
struct ringbuffer {
	struct desc_ring desc_ring;
	struct data_ring text_data_ring;
};

#define MEMBER(s, c_type, c_member, name)                                    \
	fake_member(fake, "struct " s, name, 8 * offsetof(c_type, c_member), \
		    8 * sizeof(((c_type *)NULL)->c_member))

static void describe(struct fake *fake)
{
	MEMBER("printk_ringbuffer", struct ringbuffer, desc_ring, "desc_ring");
	MEMBER("printk_ringbuffer", struct ringbuffer, text_data_ring, "text_data_ring");
	MEMBER("prb_desc_ring", struct desc_ring, count_bits, "count_bits");
	MEMBER("prb_desc_ring", struct desc_ring, descs, "descs");
	MEMBER("prb_desc_ring", struct desc_ring, infos, "infos");
	MEMBER("prb_desc_ring", struct desc_ring, head_id, "head_id");
	MEMBER("prb_desc_ring", struct desc_ring, tail_id, "tail_id");
	fake_type(fake, "struct prb_desc", sizeof(struct desc));
	MEMBER("prb_desc", struct desc, state_var, "state_var");
	MEMBER("prb_desc", struct desc, text, "text_blk_lpos");
	MEMBER("prb_data_blk_lpos", struct lpos, begin, "begin");
	MEMBER("prb_data_blk_lpos", struct lpos, next, "next");
	fake_type(fake, "struct printk_info", sizeof(struct info));
	MEMBER("printk_info", struct info, ts_nsec, "ts_nsec");
	MEMBER("printk_info", struct info, text_len, "text_len");
	MEMBER("prb_data_ring", struct data_ring, size_bits, "size_bits");
	MEMBER("prb_data_ring", struct data_ring, data, "data");
}

void fake_log_ring(struct fake *fake, struct fake_log *log)
{
	/* As DEFINE_PRINTKRB starts: both count up to 0 in the first round. */
	struct ringbuffer ring = {
		{ FAKE_LOG_COUNT_BITS, 0, 0, -(NR_DESCS + 1) & ID_MASK, -(NR_DESCS + 1) & ID_MASK },
		{ FAKE_LOG_SIZE_BITS, 0, -DATA_SIZE, -DATA_SIZE },
	};

	describe(fake);
	log->descs = fake_variable(fake, NULL, 0, AREA_HEAP, NULL, NR_DESCS * sizeof(struct desc));
	fake_alloc(fake, AREA_HEAP, 0, FAKE_PAGE_SIZE);
	log->infos = fake_variable(fake, NULL, 0, AREA_HEAP, NULL, NR_DESCS * sizeof(struct info));
	fake_alloc(fake, AREA_HEAP, 0, FAKE_PAGE_SIZE);
	log->data = fake_variable(fake, NULL, 0, AREA_HEAP, NULL, DATA_SIZE);
	ring.desc_ring.descs = log->descs;
	ring.desc_ring.infos = log->infos;
	ring.text_data_ring.data = log->data;
	log->ring = fake_variable(fake, NULL, 0, AREA_DATA, &ring, sizeof(ring));
	log->ring_size = sizeof(ring);
	fake_variable(fake, "prb", 'd', AREA_DATA, &log->ring, 8);
	/* The first descriptor is one that stands for "nothing yet". */
	ring.desc_ring.head_id = STATE(ring.desc_ring.head_id, 3);
	fake_write(fake, log->descs + (NR_DESCS - 1) * sizeof(struct desc), &ring.desc_ring.head_id,
		   8);
}

/* The oldest records make room: desc_push_tail(), data_push_tail(). */
static void reuse(struct fake *fake, const struct fake_log *log, struct ringbuffer *ring)
{
	uint64_t at = log->descs + ring->desc_ring.tail_id % NR_DESCS * sizeof(struct desc);
	struct desc desc;

	fake_read(fake, at, &desc, sizeof(desc));
	if (!(desc.text.begin & 1))
		ring->text_data_ring.tail_lpos = desc.text.next;
	desc.state_var = STATE(ring->desc_ring.tail_id, 3);
	fake_write(fake, at, &desc, sizeof(desc));
	ring->desc_ring.tail_id = (ring->desc_ring.tail_id + 1) & ID_MASK;
}

static struct lpos put_data(struct fake *fake, const struct fake_log *log, struct ringbuffer *ring,
			    unsigned long id, const char *text, size_t len)
{
	struct lpos lpos = { 3, 3 };
	unsigned long begin = ring->text_data_ring.head_lpos, next, size;
	uint64_t at = log->data + begin % DATA_SIZE;

	if (!len)
		return lpos;
	size = (8 + len + 7) & ~7ul;
	next = begin + size;
	/* v6.19 lets a text end where the ring does; before, that counted as not fitting. */
	if (begin / DATA_SIZE != (next - log->exact_fit) / DATA_SIZE) {
		next = next / DATA_SIZE * DATA_SIZE + size;
		fake_write(fake, at, &id, 8);
		at = log->data;
	}
	while (next - ring->text_data_ring.tail_lpos > DATA_SIZE)
		reuse(fake, log, ring);
	ring->text_data_ring.head_lpos = next;
	fake_write(fake, at, &id, 8);
	fake_write(fake, at + 8, text, len);
	return (struct lpos){ begin, next };
}

void fake_log_add(struct fake *fake, const struct fake_log *log, uint64_t ts, const char *text,
		  size_t len)
{
	struct ringbuffer ring;
	struct info info = { .ts_nsec = ts, .text_len = len };
	struct desc desc;
	unsigned long id;

	fake_read(fake, log->ring, &ring, sizeof(ring));
	id = ring.desc_ring.head_id = (ring.desc_ring.head_id + 1) & ID_MASK;
	if (((id - ring.desc_ring.tail_id) & ID_MASK) == NR_DESCS)
		reuse(fake, log, &ring);
	desc.text = put_data(fake, log, &ring, id, text, len);
	desc.state_var = STATE(id, 2);
	fake_write(fake, log->descs + id % NR_DESCS * sizeof(desc), &desc, sizeof(desc));
	fake_write(fake, log->infos + id % NR_DESCS * sizeof(info), &info, sizeof(info));
	fake_write(fake, log->ring, &ring, sizeof(ring));
}

/* ---- v5.9 ---- */

struct printk_log {
	uint64_t ts_nsec;
	uint16_t len, text_len, dict_len;
	uint8_t facility, flags_level;
};

void fake_log_buf(struct fake *fake, struct fake_log *log)
{
	uint32_t size = FAKE_LOG_BUF_LEN;

	fake_type(fake, "struct printk_log", sizeof(struct printk_log));
	MEMBER("printk_log", struct printk_log, ts_nsec, "ts_nsec");
	MEMBER("printk_log", struct printk_log, len, "len");
	MEMBER("printk_log", struct printk_log, text_len, "text_len");
	log->data = fake_variable(fake, NULL, 0, AREA_HEAP, NULL, FAKE_LOG_BUF_LEN);
	fake_variable(fake, "log_buf", 'd', AREA_DATA, &log->data, 8);
	fake_variable(fake, "log_buf_len", 'd', AREA_DATA, &size, 4);
	fake_variable(fake, "log_first_idx", 'b', AREA_BSS, NULL, 4);
	fake_variable(fake, "log_next_idx", 'b', AREA_BSS, NULL, 4);
}

/* log_store(), without making room: the test sets log_first_idx. */
void fake_log_buf_add(struct fake *fake, const struct fake_log *log, uint64_t ts, const char *text,
		      size_t len)
{
	struct printk_log record = {
		.ts_nsec = ts,
		.len = (sizeof(record) + len + 3) & ~3ul,
		.text_len = len,
	};
	uint64_t variable = fake_address(fake, "log_next_idx");
	uint32_t next;

	fake_read(fake, variable, &next, 4);
	/* An empty header behind the last record says that the rest is at the start. */
	if (next + record.len + sizeof(record) > FAKE_LOG_BUF_LEN) {
		fake_zero(fake, log->data + next, sizeof(record));
		next = 0;
	}
	fake_write(fake, log->data + next, &record, sizeof(record));
	fake_write(fake, log->data + next + sizeof(record), text, len);
	next += record.len;
	fake_write(fake, variable, &next, 4);
}
