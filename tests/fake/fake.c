// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The host: a sparse map of bytes, symbols, types, and the callbacks that
 * answer from them.  It counts what it is asked.
 */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"

#define NR_BUCKETS 8192
#define MAX_NAMES 4096

struct frame {
	struct frame *next;
	uint64_t page;
	unsigned char bytes[FAKE_PAGE_SIZE];
};

struct fake_memory {
	struct frame *buckets[NR_BUCKETS];
	size_t frames;
};

struct symbol {
	char *name;
	char type;
	uint64_t addr;
	size_t order;
};
struct name {
	char *type, *name;
	uint64_t offset, size;
};

struct fake_tables {
	struct symbol symbols[MAX_NAMES];
	size_t nr_symbols;
	struct name names[MAX_NAMES]; /* no name: a type; no type: a constant */
	size_t nr_names;
	uint64_t next[NR_FAKE_AREAS];
	pthread_mutex_t lock;
};

#ifdef __clang__
#define BIG_ENDIAN_VARIANTS(X)
#else
#define BIG_ENDIAN_VARIANTS(X) X(linux_5_4_s390x) X(linux_6_12_s390x)
#endif
#define KERNELS(X) X(linux_6_1) X(linux_6_12) X(linux_7_3)
/* clang-format off */
#define VARIANTS(X) \
	X(linux_4_10) X(linux_4_18) X(linux_4_18_el8) X(linux_5_0) X(linux_5_3) X(linux_5_4) \
	X(linux_5_4_flat) X(linux_5_11) X(linux_5_14_el9_2) X(linux_5_14_el9_4) \
	X(linux_5_14_el9_6) X(linux_5_19) X(linux_6_5) X(linux_6_8_0) X(linux_6_8_3) \
	X(linux_6_9) X(linux_6_14) X(linux_6_17) X(linux_6_1_16k) X(linux_6_12_64k) \
	X(linux_6_1_who) X(linux_6_12_who) BIG_ENDIAN_VARIANTS(X)
/* clang-format on */

#define DECLARE(name) extern const struct fake_kernel name;
#define POINTER(name) &(name),
VARIANTS(DECLARE)

const struct fake_kernel *const fake_kernels[] = { KERNELS(POINTER) NULL };
const struct fake_kernel *const fake_variants[] = { VARIANTS(POINTER) NULL };

uint64_t fake_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* ---- memory ---- */

static struct frame **find_frame(struct fake *fake, uint64_t addr)
{
	uint64_t page = addr / FAKE_PAGE_SIZE;
	struct frame **at = &fake->memory->buckets[(page ^ page >> 13) % NR_BUCKETS];

	while (*at && (*at)->page != page)
		at = &(*at)->next;
	return at;
}

static unsigned char *frame_bytes(struct fake *fake, uint64_t addr)
{
	struct frame **at = find_frame(fake, addr);

	if (!*at) {
		*at = calloc(1, sizeof(**at));
		assert(*at);
		(*at)->page = addr / FAKE_PAGE_SIZE;
		fake->memory->frames++;
	}
	return (*at)->bytes + addr % FAKE_PAGE_SIZE;
}

static size_t to_page_end(uint64_t addr, size_t len)
{
	size_t room = FAKE_PAGE_SIZE - addr % FAKE_PAGE_SIZE;

	return len < room ? len : room;
}

void fake_write(struct fake *fake, uint64_t addr, const void *bytes, size_t len)
{
	const char *from = bytes;

	while (len) {
		size_t part = to_page_end(addr, len);

		memcpy(frame_bytes(fake, addr), from, part);
		addr += part;
		from += part;
		len -= part;
	}
}

void fake_zero(struct fake *fake, uint64_t addr, size_t len)
{
	while (len) {
		size_t part = to_page_end(addr, len);

		memset(frame_bytes(fake, addr), 0, part);
		addr += part;
		len -= part;
	}
}

/* How many bytes from the start are there. */
static size_t copy_out(struct fake *fake, uint64_t addr, void *bytes, size_t len)
{
	size_t done = 0;

	while (done < len) {
		size_t part = to_page_end(addr + done, len - done);
		struct frame *frame = *find_frame(fake, addr + done);

		if (!frame)
			break;
		memcpy((char *)bytes + done, frame->bytes + (addr + done) % FAKE_PAGE_SIZE, part);
		done += part;
	}
	return done;
}

bool fake_read(struct fake *fake, uint64_t addr, void *bytes, size_t len)
{
	return copy_out(fake, addr, bytes, len) == len;
}

void fake_hole(struct fake *fake, uint64_t addr, size_t len)
{
	uint64_t page;

	for (page = addr / FAKE_PAGE_SIZE; page <= (addr + len - 1) / FAKE_PAGE_SIZE; page++) {
		struct frame **at = find_frame(fake, page * FAKE_PAGE_SIZE);
		struct frame *gone = *at;

		if (!gone)
			continue;
		*at = gone->next;
		free(gone);
		fake->memory->frames--;
	}
}

void fake_flip(struct fake *fake, uint64_t random)
{
	size_t nth = random % fake->memory->frames, i;
	uint64_t bit = random >> 32;

	for (i = 0; i < NR_BUCKETS; i++) {
		struct frame *frame;

		for (frame = fake->memory->buckets[i]; frame; frame = frame->next) {
			if (nth--)
				continue;
			frame->bytes[bit / 8 % FAKE_PAGE_SIZE] ^= 1 << bit % 8;
			return;
		}
	}
}

static unsigned int ulong_size(const struct fake *fake)
{
	return fake->target.word_size;
}

static void put_uint(const struct fake *fake, unsigned char *to, uint64_t value, unsigned int size)
{
	unsigned int i;

	for (i = 0; i < size; i++)
		to[fake->target.big_endian ? size - 1 - i : i] = value >> 8 * i;
}

void fake_write_ulong(struct fake *fake, uint64_t addr, uint64_t value)
{
	unsigned char bytes[8];

	put_uint(fake, bytes, value, ulong_size(fake));
	fake_write(fake, addr, bytes, ulong_size(fake));
}

void fake_write_u32(struct fake *fake, uint64_t addr, uint32_t value)
{
	unsigned char bytes[4];

	put_uint(fake, bytes, value, 4);
	fake_write(fake, addr, bytes, 4);
}

uint64_t fake_read_ulong(struct fake *fake, uint64_t addr)
{
	unsigned char bytes[8];
	unsigned int size = ulong_size(fake), i;
	uint64_t value = 0;

	assert(fake_read(fake, addr, bytes, size));
	for (i = 0; i < size; i++)
		value |= (uint64_t)bytes[fake->target.big_endian ? size - 1 - i : i] << 8 * i;
	return value;
}

/* ---- places and names ---- */

static const uint64_t area_start[NR_FAKE_AREAS] = {
	[AREA_RODATA] = FAKE_TEXT + 0x200000, [AREA_DATA] = FAKE_TEXT + 0x400000,
	[AREA_BSS] = FAKE_TEXT + 0x700000,    [AREA_HEAP] = FAKE_DIRECT_MAP + 0x40000000,
	[AREA_PERCPU] = FAKE_TEXT + 0x680000, [AREA_MODULE] = FAKE_MODULE + 0x10000,
};

uint64_t fake_alloc(struct fake *fake, enum fake_area area, size_t size, size_t align)
{
	uint64_t *next = &fake->tables->next[area];
	uint64_t addr = (*next + align - 1) / align * align;

	*next = addr + size;
	return addr;
}

uint64_t fake_variable(struct fake *fake, const char *name, char type, enum fake_area area,
		       const void *bytes, size_t size)
{
	uint64_t addr = fake_alloc(fake, area, size, 16);

	if (bytes)
		fake_write(fake, addr, bytes, size);
	else
		fake_zero(fake, addr, size);
	if (name)
		fake_symbol(fake, name, type, addr);
	return addr;
}

uint64_t fake_string(struct fake *fake, const char *text)
{
	uint64_t addr = fake_alloc(fake, AREA_RODATA, strlen(text) + 1, 1);

	fake_write(fake, addr, text, strlen(text) + 1);
	return addr;
}

static char *copy(const char *text)
{
	char *ret = text ? strdup(text) : NULL;

	assert(ret || !text);
	return ret;
}

static bool is_without(const char *names, const char *name)
{
	size_t len = strlen(name);

	for (; names && *names; names += strcspn(names, " "), names += strspn(names, " "))
		if (strcspn(names, " ") == len && !memcmp(names, name, len))
			return true;
	return false;
}

void fake_symbol(struct fake *fake, const char *name, char type, uint64_t addr)
{
	struct fake_tables *tables = fake->tables;

	assert(tables->nr_symbols < MAX_NAMES);
	if (is_without(fake->options.without, name))
		return;
	tables->symbols[tables->nr_symbols] =
		(struct symbol){ copy(name), type, addr, tables->nr_symbols };
	tables->nr_symbols++;
}

static void add_name(struct fake *fake, const char *type, const char *name, uint64_t offset,
		     uint64_t size)
{
	struct fake_tables *tables = fake->tables;

	assert(tables->nr_names < MAX_NAMES);
	tables->names[tables->nr_names++] = (struct name){ copy(type), copy(name), offset, size };
}

void fake_type(struct fake *fake, const char *name, uint64_t size)
{
	add_name(fake, name, NULL, 0, size);
}

void fake_member(struct fake *fake, const char *type, const char *name, uint64_t bit_offset,
		 uint64_t bit_size)
{
	add_name(fake, type, name, bit_offset, bit_size);
}

/* @probe is the zeroed type with nothing but the bits of the member set. */
void fake_bits(struct fake *fake, const char *type, const char *name, const void *probe,
	       size_t size)
{
	const unsigned char *bytes = probe;
	uint64_t first = 0, count = 0, i;

	for (i = 0; i < size * 8; i++) {
		bool set = fake->target.big_endian ? bytes[i / 8] >> (7 - i % 8) & 1
						   : bytes[i / 8] >> i % 8 & 1;

		if (set && !count++)
			first = i;
	}
	add_name(fake, type, name, first, count);
}

void fake_constant(struct fake *fake, const char *name, int64_t value)
{
	add_name(fake, NULL, name, (uint64_t)value, 0);
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && *a == *b && !strcmp(a, b));
}

/* A member, with @type NULL a constant or symbol, with @name NULL a type. */
void fake_forget(struct fake *fake, const char *type, const char *name)
{
	struct fake_tables *tables = fake->tables;
	size_t i;

	for (i = 0; i < tables->nr_names; i++) {
		if (same(tables->names[i].type, type) && same(tables->names[i].name, name))
			*(name ? tables->names[i].name : tables->names[i].type) = '\0';
	}
	for (i = 0; !type && i < tables->nr_symbols; i++) {
		if (same(tables->symbols[i].name, name))
			tables->symbols[i].name[0] = '\0';
	}
}

uint64_t fake_address(struct fake *fake, const char *name)
{
	size_t i;

	for (i = 0; i < fake->tables->nr_symbols; i++) {
		if (same(fake->tables->symbols[i].name, name))
			return fake->tables->symbols[i].addr;
	}
	fprintf(stderr, "the fake kernel has no %s\n", name);
	abort();
}

bool fake_has_section(const struct fake *fake, uint64_t section)
{
	if (fake->kernel->flat && !fake->options.numa)
		return section <= 1;
	return section <= 1 || section == 3 || section == FAKE_MAX_SECTION ||
	       (fake->options.many && section / 32 == 1) ||
	       (fake->options.offline && section == FAKE_OFFLINE_SECTION);
}

uint64_t fake_entry(const struct fake *fake, uint64_t pfn)
{
	return fake->page_ext[pfn / FAKE_SECTION_PFNS] +
	       pfn % FAKE_SECTION_PFNS * fake->kernel->ext_size;
}

uint64_t fake_page_addr(const struct fake *fake, uint64_t pfn)
{
	return FAKE_VMEMMAP + pfn * fake->kernel->sizeof_page;
}

/* ---- VMCOREINFO ---- */

void fake_note(struct fake *fake, const char *format, ...)
{
	va_list args;
	char line[256];
	size_t len;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	len = strlen(line);
	fake->note = realloc(fake->note, fake->note_len + len + 2);
	assert(fake->note);
	memcpy(fake->note + fake->note_len, line, len);
	fake->note[fake->note_len + len] = '\n';
	fake->note[fake->note_len + len + 1] = '\0';
	fake->note_len += len + 1;
}

void fake_note_replace(struct fake *fake, const char *key, const char *line)
{
	char *old = fake->note, *at;

	fake->note = NULL;
	fake->note_len = 0;
	for (at = strtok(old, "\n"); at; at = strtok(NULL, "\n")) {
		if (key && !strncmp(at, key, strlen(key))) {
			if (line)
				fake_note(fake, "%s", line);
			key = NULL;
			continue;
		}
		fake_note(fake, "%s", at);
	}
	free(old);
	assert(!key);
	fake->target.vmcoreinfo = fake->options.note_in_memory ? NULL : fake->note;
}

/*
 * update_vmcoreinfo_note() of kernel/crash_core.c: an ELF note of the text.  The
 * other copy, vmcoreinfo_data, lies in the crash kernel's memory after a panic
 * (crash_save_vmcoreinfo()), which is in no dump.
 */
void fake_put_note(struct fake *fake)
{
	uint64_t note = fake_alloc(fake, AREA_HEAP, 2 * FAKE_PAGE_SIZE, FAKE_PAGE_SIZE);
	unsigned char header[24] = { 0 };

	assert(fake->note_len < FAKE_PAGE_SIZE);
	put_uint(fake, header, sizeof("VMCOREINFO"), 4);
	put_uint(fake, header + 4, fake->note_len, 4);
	memcpy(header + 12, "VMCOREINFO", sizeof("VMCOREINFO"));
	fake_zero(fake, note, 2 * FAKE_PAGE_SIZE);
	fake_write(fake, note, header, sizeof(header));
	fake_write(fake, note + sizeof(header), fake->note, fake->note_len);
	fake_write_ulong(fake, fake_address(fake, "vmcoreinfo_note"), note);
	fake_write_ulong(fake, fake_address(fake, "vmcoreinfo_data"), note + (1 << 20));
	fake_write_ulong(fake, fake_address(fake, "vmcoreinfo_size"), fake->note_len);
}

/* ---- kallsyms: names as strings of tokens (scripts/kallsyms.c) ---- */

static const char *const long_tokens[] = {
	"page_", "alloc", "free", "stack", "owner", "register_", "__", "e_", "names", "tx",
};

static size_t put_tokens(struct fake *fake, uint64_t table, uint64_t index)
{
	size_t used = 0, i;
	unsigned char at[2];

	for (i = 0; i < 256; i++) {
		size_t nth = i >= 0x80 ? i - 0x80 : SIZE_MAX;
		char letter[2] = { i < 0x80 ? (char)i : '\0', '\0' };
		const char *text = nth < sizeof(long_tokens) / sizeof(*long_tokens)
					   ? long_tokens[nth]
					   : letter;

		put_uint(fake, at, used, 2);
		fake_write(fake, index + 2 * i, at, 2);
		fake_write(fake, table + used, text, strlen(text) + 1);
		used += strlen(text) + 1;
	}
	return used;
}

/* @text is the type letter and the name; the letter may share a token with it ("tx"). */
static size_t compress(const char *text, unsigned char *to)
{
	size_t len = 0, i;

	while (*text) {
		for (i = 0; i < sizeof(long_tokens) / sizeof(*long_tokens); i++) {
			if (!strncmp(text, long_tokens[i], strlen(long_tokens[i])))
				break;
		}
		if (i < sizeof(long_tokens) / sizeof(*long_tokens)) {
			to[len++] = 0x80 + i;
			text += strlen(long_tokens[i]);
		} else {
			to[len++] = *text++;
		}
	}
	return len;
}

static size_t put_name(struct fake *fake, uint64_t at, const struct symbol *symbol)
{
	unsigned char bytes[600], length[2];
	char text[600];
	size_t len, size = 1;

	snprintf(text, sizeof(text), "%c%s", symbol->type, symbol->name);
	len = compress(text, bytes);
	length[0] = len;
	if (len >= 0x80 && fake->kernel->two_byte_lengths) {
		length[0] = (len & 0x7f) | 0x80;
		length[1] = len >> 7;
		size = 2;
	}
	fake_write(fake, at, length, size);
	fake_write(fake, at + size, bytes, len);
	return size + len;
}

static int by_address(const void *a, const void *b)
{
	const struct symbol *left = a, *right = b;

	if (left->addr != right->addr)
		return left->addr < right->addr ? -1 : 1;
	return left->order < right->order ? -1 : 1; /* as the plan lists equal ones */
}

static enum fake_kallsyms encoding(const struct fake *fake)
{
	return fake->options.kallsyms ? fake->options.kallsyms : fake->kernel->kallsyms;
}

static void put_address(struct fake *fake, uint64_t table, size_t i, uint64_t addr)
{
	unsigned char bytes[8];
	int64_t value = 0;

	switch (encoding(fake)) {
	case KALLSYMS_ABSOLUTE:
		fake_write_ulong(fake, table + i * ulong_size(fake), addr);
		return;
	case KALLSYMS_ABSOLUTE_PERCPU:
		value = addr < FAKE_TEXT ? (int64_t)addr : (int64_t)(FAKE_TEXT - 1 - addr);
		break;
	case KALLSYMS_PLACE_RELATIVE:
		value = addr - (table + 4 * i);
		break;
	default:
		value = addr - FAKE_TEXT;
		break;
	}
	assert(value == (int32_t)value);
	put_uint(fake, bytes, value, 4);
	fake_write(fake, table + 4 * i, bytes, 4);
}

void fake_put_kallsyms(struct fake *fake)
{
	struct fake_tables *tables = fake->tables;
	bool absolute = encoding(fake) == KALLSYMS_ABSOLUTE;
	size_t i, used = 0;
	unsigned char count[4];
	uint64_t names, addresses;

	if (encoding(fake) == KALLSYMS_NONE)
		return;
	names = fake_variable(fake, "kallsyms_names", 'R', AREA_RODATA, NULL, 0x10000);
	addresses = fake_variable(fake, absolute ? "kallsyms_addresses" : "kallsyms_offsets", 'R',
				  AREA_RODATA, NULL, MAX_NAMES * 8);
	fake_variable(fake, "kallsyms_num_syms", 'R', AREA_RODATA, NULL, 4);
	fake_variable(fake, "kallsyms_token_table", 'R', AREA_RODATA, NULL, 0x800);
	fake_variable(fake, "kallsyms_token_index", 'R', AREA_RODATA, NULL, 512);
	if (!absolute && encoding(fake) != KALLSYMS_PLACE_RELATIVE)
		fake_write_ulong(fake,
				 fake_variable(fake, "kallsyms_relative_base", 'R', AREA_RODATA,
					       NULL, 8),
				 FAKE_TEXT);
	qsort(tables->symbols, tables->nr_symbols, sizeof(*tables->symbols), by_address);
	for (i = 0; i < tables->nr_symbols; i++) {
		used += put_name(fake, names + used, &tables->symbols[i]);
		put_address(fake, addresses, i, tables->symbols[i].addr);
	}
	assert(used < 0x10000);
	put_uint(fake, count, tables->nr_symbols, 4);
	fake_write(fake, fake_address(fake, "kallsyms_num_syms"), count, 4);
	put_tokens(fake, fake_address(fake, "kallsyms_token_table"),
		   fake_address(fake, "kallsyms_token_index"));
}

/* ---- the callbacks ---- */

static void garbage(struct fake *fake, void *buf, size_t len)
{
	unsigned char *to = buf;
	size_t i;

	for (i = 0; i < len; i++)
		to[i] = fake_random(&fake->seed);
}

static ssize_t host_read(void *priv, uint64_t addr, void *buf, size_t len)
{
	struct fake *fake = priv;
	size_t got, i;

	__atomic_add_fetch(&fake->reads, 1, __ATOMIC_RELAXED);
	for (i = 0; i <= FAKE_MAX_SECTION; i++) {
		if (fake->page_ext[i] && addr >= fake->page_ext[i] &&
		    addr < fake->page_ext[i] + FAKE_SECTION_PFNS * fake->kernel->ext_size)
			__atomic_add_fetch(&fake->page_ext_reads, 1, __ATOMIC_RELAXED);
	}
	if (fake->error_page && addr / FAKE_PAGE_SIZE <= fake->error_page / FAKE_PAGE_SIZE &&
	    (addr + len - 1) / FAKE_PAGE_SIZE >= fake->error_page / FAKE_PAGE_SIZE)
		return -EIO;
	got = copy_out(fake, addr, buf, len);
	if (fake->garbage && !fake->in_parallel && !(fake_random(&fake->seed) % fake->garbage)) {
		got = fake_random(&fake->seed) % 4 ? len : fake_random(&fake->seed) % (len + 1);
		garbage(fake, buf, got);
	}
	return got;
}

static ssize_t host_read_phys(void *priv, uint64_t paddr, void *buf, size_t len)
{
	return host_read(priv, FAKE_DIRECT_MAP + paddr, buf, len);
}

static int host_symbol(void *priv, const char *name, unsigned int index, uint64_t *ret)
{
	struct fake *fake = priv;
	struct fake_tables *tables = fake->tables;
	size_t i;

	fake->lookups++;
	for (i = 0; !fake->options.no_symbols && i < tables->nr_symbols; i++) {
		if (!same(tables->symbols[i].name, name) || index--)
			continue;
		*ret = tables->symbols[i].addr;
		return 0;
	}
	return -ENOENT;
}

static const struct name *find_name(struct fake *fake, const char *type, const char *name)
{
	struct fake_tables *tables = fake->tables;
	size_t i;

	fake->lookups++;
	for (i = 0; !fake->options.no_types && i < tables->nr_names; i++) {
		if (same(tables->names[i].type, type) && same(tables->names[i].name, name))
			return &tables->names[i];
	}
	return NULL;
}

static int host_type_size(void *priv, const char *type, uint64_t *ret)
{
	const struct name *found = find_name(priv, type, NULL);

	if (!found)
		return -ENOENT;
	*ret = found->size;
	return 0;
}

static int host_member(void *priv, const char *type, const char *name, uint64_t *bit_offset,
		       uint64_t *bit_size)
{
	const struct name *found = find_name(priv, type, name);

	if (!found)
		return -ENOENT;
	*bit_offset = found->offset;
	*bit_size = found->size;
	return 0;
}

static int host_constant(void *priv, const char *name, int64_t *ret)
{
	const struct name *found = find_name(priv, NULL, name);

	if (!found)
		return -ENOENT;
	*ret = (int64_t)found->offset;
	return 0;
}

static int host_write(void *priv, const char *text, size_t len)
{
	struct fake *fake = priv;

	fake->writes++;
	if (fake->write_error)
		return fake->write_error;
	fake->out = realloc(fake->out, fake->out_len + len + 1);
	assert(fake->out);
	memcpy(fake->out + fake->out_len, text, len);
	fake->out_len += len;
	fake->out[fake->out_len] = '\0';
	return 0;
}

static int host_progress(void *priv, uint64_t done, uint64_t total)
{
	struct fake *fake = priv;

	fake->progress_calls++;
	fake->last_done = done;
	fake->last_total = total;
	if (fake->in_parallel)
		fake->progress_in_parallel = true;
	if (fake->on_progress)
		fake->on_progress(fake);
	return fake->stop_after && fake->progress_calls >= fake->stop_after;
}

struct jobs {
	struct fake *fake;
	void (*fn)(void *arg, unsigned int i);
	void *arg;
	unsigned int *order, count, next;
};

static void *work(void *priv)
{
	struct jobs *jobs = priv;
	unsigned int i;

	while ((i = __atomic_fetch_add(&jobs->next, 1, __ATOMIC_RELAXED)) < jobs->count)
		jobs->fn(jobs->arg, jobs->order[i]);
	return NULL;
}

static int host_parallel(void *priv, void (*fn)(void *arg, unsigned int i), void *arg,
			 unsigned int n)
{
	struct jobs jobs = { priv, fn, arg, calloc(n + 1, sizeof(*jobs.order)), n, 0 };
	pthread_t threads[3];
	size_t i;

	assert(jobs.order);
	for (i = 0; i < n; i++)
		jobs.order[i] = i;
	for (i = n; i > 1; i--) {
		size_t other = fake_random(&jobs.fake->seed) % i;
		unsigned int swap = jobs.order[i - 1];

		jobs.order[i - 1] = jobs.order[other];
		jobs.order[other] = swap;
	}
	jobs.fake->in_parallel = true;
	if (jobs.fake->options.parallel == PARALLEL_THREADS) {
		for (i = 0; i < 3; i++)
			assert(!pthread_create(&threads[i], NULL, work, &jobs));
		for (i = 0; i < 3; i++)
			pthread_join(threads[i], NULL);
	} else {
		work(&jobs);
	}
	jobs.fake->in_parallel = false;
	free(jobs.order);
	return 0;
}

struct fake *fake_new(const struct fake_kernel *kernel, const struct fake_options *options)
{
	struct fake *fake = calloc(1, sizeof(*fake));

	assert(fake);
	fake->kernel = kernel;
	if (options)
		fake->options = *options;
	fake->seed = 88172645463325252ull;
	fake->memory = calloc(1, sizeof(*fake->memory));
	fake->tables = calloc(1, sizeof(*fake->tables));
	assert(fake->memory && fake->tables);
	memcpy(fake->tables->next, area_start, sizeof(area_start));
	fake->target = (struct pageowner_target){
		.size = sizeof(fake->target),
		.priv = fake,
		.word_size = 8,
		.read = host_read,
		.read_phys = host_read_phys,
		.symbol = host_symbol,
		.type_size = host_type_size,
		.member = host_member,
		.constant = host_constant,
		.write = host_write,
		.progress = host_progress,
		.parallel = fake->options.parallel ? host_parallel : NULL,
	};
	kernel->build(fake);
	fake->target.vmcoreinfo = fake->options.note_in_memory ? NULL : fake->note;
	return fake;
}

void fake_free(struct fake *fake)
{
	size_t i;

	for (i = 0; i < NR_BUCKETS; i++) {
		struct frame *frame = fake->memory->buckets[i];

		while (frame) {
			struct frame *next = frame->next;

			free(frame);
			frame = next;
		}
	}
	for (i = 0; i < fake->tables->nr_symbols; i++)
		free(fake->tables->symbols[i].name);
	for (i = 0; i < fake->tables->nr_names; i++) {
		free(fake->tables->names[i].type);
		free(fake->tables->names[i].name);
	}
	free(fake->memory);
	free(fake->tables);
	free(fake->note);
	free(fake->out);
	free(fake);
}
