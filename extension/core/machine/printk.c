// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel log: the ring of descriptors and the ring of texts behind them
 * (kernel/printk/printk_ringbuffer.c, v5.10), or the records one behind the other
 * in log_buf that earlier kernels have (kernel/printk/printk.c, struct printk_log).
 */
#include "core.h"

/* struct prb_desc: two bits of state above the descriptor's id */
enum { DESC_COMMITTED = 1, DESC_FINALIZED = 2 };

/* Both positions of a record without text; of one that found no room, 1. */
#define EMPTY_LINE_LPOS 3

#define MAX_COUNT_BITS 26 /* log_buf_len_update(): a descriptor for 32 bytes of text */
#define MAX_SIZE_BITS 31  /* LOG_BUF_LEN_MAX */
#define MAX_TEXT UINT16_MAX

struct walk {
	struct pageowner *po;
	printk_line *line;
	void *arg;
	struct printk_losses *losses;
	char text[MAX_TEXT + 1];
	struct strbuf cleaned;
};

/* ---- a record's lines ---- */

/* What is neither printable nor a tab becomes \xNN, as dmesg does it. */
static void clean(struct strbuf *text, char *line, size_t len)
{
	char *end = line + len, behind = *end;

	text->len = 0;
	strbuf_append(text, "", 0);
	*end = '\0';
	for (; line < end; line++) {
		char *stop = line + strcspn(line, "\t"), was = *stop;

		*stop = '\0';
		strbuf_name(text, line);
		*stop = was;
		line = stop;
		if (line < end)
			strbuf_append(text, was ? "\t" : "\\x00", was ? 1 : 4);
	}
	*end = behind;
}

/* record_print_text(): each line of a record for itself. */
static int record_lines(struct walk *walk, uint64_t ts, size_t len)
{
	char *at = walk->text, *end = at + len, *next;
	int err = 0;

	do {
		next = memchr(at, '\n', end - at);
		clean(&walk->cleaned, at, (next ? next : end) - at);
		if (walk->cleaned.failed)
			return fail(&walk->po->reader, -ENOMEM, "the kernel log");
		err = walk->line(walk->arg, &(struct log_record){ .has_ts = true,
								  .ts = ts,
								  .clock = "",
								  .text = walk->cleaned.data });
		at = next ? next + 1 : end;
	} while (!err && next);
	return err;
}

/* ---- v5.10: printk_ringbuffer ---- */

struct ring {
	uint64_t descs, infos, data;
	uint64_t count_bits, size_bits;
	uint64_t head, tail; /* ids of the newest and the oldest descriptor */
	uint64_t id_mask;
};

static int open_ring(struct pageowner *po, struct ring *ret)
{
	struct reader *rd = &po->reader;
	uint64_t prb, descs, texts;
	int err = target_ulong(rd, fact(po, F_PRB), &prb);

	if (err)
		return err;
	descs = prb + offset_of(po, F_PRB_DESC_RING);
	texts = prb + offset_of(po, F_PRB_TEXT_RING);
	err = read_member(rd, po, F_DESC_RING_COUNT_BITS, descs, &ret->count_bits);
	if (!err)
		err = read_member(rd, po, F_DESC_RING_DESCS, descs, &ret->descs);
	if (!err)
		err = read_member(rd, po, F_DESC_RING_INFOS, descs, &ret->infos);
	if (!err)
		err = read_member(rd, po, F_DESC_RING_HEAD, descs, &ret->head);
	if (!err)
		err = read_member(rd, po, F_DESC_RING_TAIL, descs, &ret->tail);
	if (!err)
		err = read_member(rd, po, F_DATA_RING_SIZE_BITS, texts, &ret->size_bits);
	if (!err)
		err = read_member(rd, po, F_DATA_RING_DATA, texts, &ret->data);
	ret->id_mask = (1ull << (8 * po->target.word_size - 2)) - 1;
	if (!err && (fact(po, F_SIZEOF_PRB_DESC) < po->target.word_size ||
		     ret->count_bits > MAX_COUNT_BITS || ret->size_bits > MAX_SIZE_BITS ||
		     ((ret->head - ret->tail) & ret->id_mask) >= 1ull << ret->count_bits))
		err = fail(rd, -EINVAL,
			   "its ring has an impossible size: 2^%llu descriptors and 2^%llu bytes",
			   (unsigned long long)ret->count_bits, (unsigned long long)ret->size_bits);
	return err;
}

/*
 * get_data(): a text that would run over the end of the ring lies at its start
 * instead.  Each begins with the id of its descriptor.
 */
static int read_block(struct walk *walk, const struct ring *ring, uint64_t id, uint64_t begin,
		      uint64_t next, size_t *len)
{
	struct reader *rd = &walk->po->reader;
	unsigned int word = walk->po->target.word_size;
	uint64_t size = 1ull << ring->size_bits, mask = size - 1, at = begin & mask, found;
	int err;

	if (begin == EMPTY_LINE_LPOS && next == EMPTY_LINE_LPOS) {
		*len = 0;
		return 0;
	}
	if ((begin | next) & (word - 1))
		return -ENODATA;
	if (begin >> ring->size_bits == (next - 1) >> ring->size_bits) {
		size = next - begin;
	} else {
		size = next & mask;
		at = 0;
	}
	if (size < word || size > mask + 1 - at)
		return -ENODATA;
	err = target_ulong(rd, ring->data + at, &found);
	if (err || found != id)
		return err ? err : -ENODATA;
	if (*len > size - word)
		*len = size - word;
	return target_read(rd, ring->data + at + word, walk->text, *len);
}

static int ring_record(struct walk *walk, const struct ring *ring, uint64_t id, uint64_t desc)
{
	struct pageowner *po = walk->po;
	struct reader *rd = &po->reader;
	uint64_t index = id & ((1ull << ring->count_bits) - 1);
	uint64_t info = ring->infos + index * fact(po, F_SIZEOF_PRINTK_INFO);
	uint64_t blk = desc + offset_of(po, F_DESC_BLK), begin, next, ts, text_len;
	size_t len;
	int err = read_member(rd, po, F_BLK_BEGIN, blk, &begin);

	if (!err)
		err = read_member(rd, po, F_BLK_NEXT, blk, &next);
	if (!err)
		err = read_member(rd, po, F_INFO_TS, info, &ts);
	if (!err)
		err = read_member(rd, po, F_INFO_TEXT_LEN, info, &text_len);
	if (err)
		return err;
	len = text_len < MAX_TEXT ? text_len : MAX_TEXT;
	err = read_block(walk, ring, id, begin, next, &len);
	return err ? err : record_lines(walk, ts, len);
}

/* -ENODATA: the descriptor itself is in a hole. */
static int ring_desc(struct walk *walk, const struct ring *ring, uint64_t id)
{
	struct pageowner *po = walk->po;
	uint64_t index = id & ((1ull << ring->count_bits) - 1);
	uint64_t desc = ring->descs + index * fact(po, F_SIZEOF_PRB_DESC), state;
	int err = read_member(&po->reader, po, F_DESC_STATE, desc, &state);

	if (err)
		return err;
	/* Else it is being written, or already given to a younger record. */
	if ((state & ring->id_mask) == id && (state / (ring->id_mask + 1) == DESC_COMMITTED ||
					      state / (ring->id_mask + 1) == DESC_FINALIZED))
		err = ring_record(walk, ring, id, desc);
	if (err != -ENODATA)
		return err;
	walk->losses->records++;
	return 0;
}

/* How many descriptors from this one on begin in its page, which is a hole. */
static uint64_t descs_in_hole(const struct pageowner *po, const struct ring *ring, uint64_t id)
{
	uint64_t count = 1ull << ring->count_bits, index = id & (count - 1);
	uint64_t size = fact(po, F_SIZEOF_PRB_DESC), desc = ring->descs + index * size;
	uint64_t left = po->reader.page_size - (desc & (po->reader.page_size - 1));
	uint64_t fit = (left + size - 1) / size;

	return fit < count - index ? fit : count - index;
}

static int walk_ring(struct walk *walk)
{
	struct pageowner *po = walk->po;
	struct ring ring;
	uint64_t id, count, step;
	int err = open_ring(po, &ring);

	if (err)
		return err;
	count = ((ring.head - ring.tail) & ring.id_mask) + 1;
	for (id = ring.tail; !err && count; count -= step, id = (id + step) & ring.id_mask) {
		step = 1;
		err = ring_desc(walk, &ring, id);
		if (err != -ENODATA)
			continue;
		err = 0;
		step = descs_in_hole(po, &ring, id);
		if (step > count)
			step = count;
		walk->losses->records += step;
	}
	return err;
}

/* ---- before v5.10: log_buf ---- */

struct log_buf {
	uint64_t data, size, first, next;
};

static int open_log_buf(struct pageowner *po, struct log_buf *ret)
{
	struct reader *rd = &po->reader;
	int err = target_ulong(rd, fact(po, F_LOG_BUF), &ret->data);

	if (!err)
		err = target_uint(rd, fact(po, F_LOG_BUF_LEN), 4, &ret->size);
	if (!err)
		err = target_uint(rd, fact(po, F_LOG_FIRST_IDX), 4, &ret->first);
	if (!err)
		err = target_uint(rd, fact(po, F_LOG_NEXT_IDX), 4, &ret->next);
	if (!err &&
	    (ret->size > 1ull << MAX_SIZE_BITS || ret->first >= ret->size || ret->next > ret->size))
		err = fail(rd, -EINVAL, "its buffer has an impossible size: %llu bytes",
			   (unsigned long long)ret->size);
	return err;
}

/* A record of length 0 sends the reader back to the start (log_next()). */
static int walk_log_buf(struct walk *walk)
{
	struct pageowner *po = walk->po;
	struct reader *rd = &po->reader;
	uint64_t header = fact(po, F_SIZEOF_PRINTK_LOG), at, done, len, text_len, ts;
	struct log_buf log;
	int err = open_log_buf(po, &log);

	for (at = log.first, done = 0; !err && at != log.next && done < log.size; at += len) {
		uint64_t record = log.data + at;

		err = read_member(rd, po, F_LOG_LEN, record, &len);
		if (!err && !len && at) {
			done += log.size - at;
			at = 0;
			continue;
		}
		if (!err && (len < header || len > log.size - at))
			return fail(rd, -EINVAL, "a record has an impossible size: %llu bytes",
				    (unsigned long long)len);
		done += len;
		if (!err)
			err = read_member(rd, po, F_LOG_TEXT_LEN, record, &text_len);
		if (!err)
			err = read_member(rd, po, F_LOG_TS, record, &ts);
		if (!err && text_len > len - header)
			text_len = len - header;
		if (!err)
			err = target_read(rd, record + header, walk->text, text_len);
		if (!err)
			err = record_lines(walk, ts, text_len);
	}
	if (err != -ENODATA)
		return err;
	walk->losses->records++; /* and all behind it: where they begin is not known */
	return 0;
}

/* ---- the log ---- */

static bool has_ring(const struct pageowner *po)
{
	/* clang-format off */
	static const uint16_t needed[] = {
		F_PRB, F_PRB_DESC_RING, F_PRB_TEXT_RING, F_DESC_RING_COUNT_BITS, F_DESC_RING_DESCS,
		F_DESC_RING_INFOS, F_DESC_RING_HEAD, F_DESC_RING_TAIL, F_DATA_RING_SIZE_BITS,
		F_DATA_RING_DATA, F_SIZEOF_PRB_DESC, F_DESC_STATE, F_DESC_BLK, F_BLK_BEGIN,
		F_BLK_NEXT, F_SIZEOF_PRINTK_INFO, F_INFO_TS, F_INFO_TEXT_LEN,
	};
	/* clang-format on */

	return has_all(po, needed, ARRAY_SIZE(needed));
}

static bool has_log_buf(const struct pageowner *po)
{
	return has(po, F_LOG_BUF) && has(po, F_LOG_BUF_LEN) && has(po, F_LOG_FIRST_IDX) &&
	       has(po, F_LOG_NEXT_IDX) && has(po, F_SIZEOF_PRINTK_LOG) && has(po, F_LOG_LEN) &&
	       has(po, F_LOG_TEXT_LEN) && has(po, F_LOG_TS);
}

int printk_lines(struct pageowner *po, printk_line *line, void *arg, struct printk_losses *losses)
{
	struct walk *walk = arena_alloc(&po->run, sizeof(*walk));
	int err;

	memset(losses, 0, sizeof(*losses));
	if (!walk)
		return fail(&po->reader, -ENOMEM, "the kernel log");
	walk->po = po;
	walk->line = line;
	walk->arg = arg;
	walk->losses = losses;
	walk->cleaned.arena = &po->run;
	po->reader.hole = HOLE_OTHER;
	if (has_ring(po))
		err = walk_ring(walk);
	else if (has_log_buf(po))
		err = walk_log_buf(walk);
	else
		return fail(&po->reader, -ENOENT,
			    "neither this dump nor its debug info knows "
			    "where the kernel log is");
	return err ? fail(&po->reader, err, "the kernel log") : 0;
}
