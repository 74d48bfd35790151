// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frames: a program counter with its symbol, or a line of a text, split into its parts.  Each is
 * made once.  The text that %pS prints for an address is made by __sprint_symbol() of
 * kernel/kallsyms.c.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core.h"

#define MAX_FRAME_TEXT 600 /* KSYM_SYMBOL_LEN: the longest name plus offsets and module */
#define MAX_SHOWN_TEXT 2048

struct frames {
	struct map at;	  /* by program counter */
	struct map lines; /* by the number of the line's text */
	struct name_table *names;
};

/* ---- roles of functions ---- */

static bool is_entry(const char *symbol)
{
	/* arch/x86/entry, arch/arm64/kernel/entry.S, arch/riscv/kernel/entry.S */
	static const char *const entries[] = {
		"asm_exc_", "asm_sysvec_", "asm_common_interrupt", "asm_spurious_interrupt",
		"el1h_64_", "el1t_64_",	   "handle_exception",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(entries); i++)
		if (!strncmp(symbol, entries[i], strlen(entries[i])))
			return true;
	return false;
}

/* tools/mm/page_owner_sort.c searches for some words anywhere in the line. */
static bool has_word(const struct frame *frame, const char *word)
{
	return (frame->symbol && strstr(frame->symbol, word)) ||
	       (frame->module && strstr(frame->module, word));
}

static uint8_t roles_of(const struct frame *frame)
{
	const char *symbol = frame->symbol ? frame->symbol : "";
	uint8_t roles = allocator_roles(symbol);

	if (is_entry(symbol))
		roles |= FRAME_ENTRY;
	if (has_word(frame, "__vmalloc_node_range"))
		roles |= FRAME_VMALLOC;
	if (has_word(frame, "alloc_pages"))
		roles |= FRAME_ALLOC_PAGES;
	return roles;
}

/* ---- making a frame that is kept ---- */

/* Sets *@ret to the number of @name, after copying it.  False: out of memory. */
static bool keep_text(struct pageowner *po, const char *name, size_t len, uint32_t *ret)
{
	*ret = names_id(&po->known, &po->frames->names, name, len);
	return *ret || !len;
}

static const char *keep_name(struct pageowner *po, const char *name, size_t len)
{
	uint32_t id;

	return keep_text(po, name, len, &id) ? names_text(po->frames->names, id) : NULL;
}

static const char *short_name(struct pageowner *po, const struct frame *frame)
{
	bool rust = frame->function != frame->symbol;
	const char *function = frame->symbol ? frame->function : frame->text;
	size_t len = rust ? strlen(function) : strcspn(function, "+ ");
	char name[MAX_SHOWN_TEXT];

	if (frame->module)
		len = snprintf(name, sizeof(name), "%.*s [%s]", (int)len, function, frame->module);
	else
		len = snprintf(name, sizeof(name), "%.*s", (int)len, function);
	return keep_name(po, name, len < sizeof(name) ? len : sizeof(name) - 1);
}

/* The text of a frame begins with its symbol. */
static bool show_function(struct pageowner *po, struct frame *ret)
{
	char name[MAX_SHOWN_TEXT], line[MAX_SHOWN_TEXT];
	struct strbuf function = { .arena = &po->run, .data = name, .room = sizeof(name) };
	struct strbuf shown = { .arena = &po->run, .data = line, .room = sizeof(line) };

	ret->function = ret->symbol;
	ret->shown = ret->text;
	if (!ret->symbol || !rust_name(ret->symbol, &function))
		return true;
	strbuf_append(&shown, function.data, function.len);
	strbuf_name(&shown, ret->text + strlen(ret->symbol));
	if (function.failed || shown.failed)
		return false;
	ret->function = keep_name(po, function.data, function.len);
	ret->shown = keep_name(po, shown.data, shown.len);
	return ret->function && ret->shown;
}

/* @made has all members except those that follow from the others. */
static const struct frame *keep_frame(struct pageowner *po, struct map *map, uint64_t key,
				      struct frame *made)
{
	struct frame *frame = arena_alloc(&po->known, sizeof(*frame));

	if (!frame || !show_function(po, made))
		return NULL;
	made->name = short_name(po, made);
	made->roles |= roles_of(made);
	if (!made->name)
		return NULL;
	*frame = *made;
	return map_add(&po->known, map, key, frame) ? frame : NULL;
}

static struct frames *frames_of(struct pageowner *po)
{
	if (!po->frames)
		po->frames = arena_alloc(&po->known, sizeof(*po->frames));
	return po->frames;
}

void frame_print(struct strbuf *text, const struct frame *frame, bool offset)
{
	if (!frame->symbol)
		strbuf_printf(text, "0x%llx", (unsigned long long)frame->address);
	else
		strbuf_append(text, frame->symbol, strlen(frame->symbol));
	if (frame->symbol && offset)
		strbuf_printf(text, "+0x%llx/0x%llx", (unsigned long long)frame->offset,
			      (unsigned long long)frame->size);
	if (frame->module)
		strbuf_printf(text, " [%s]", frame->module);
}

/* ---- frames of a dump ---- */

/* Names come from the dump unchecked and may contain any bytes. */
static const char *keep_symbol(struct pageowner *po, const char *name)
{
	char clean[MAX_FRAME_TEXT] = "";
	size_t len = 0;

	for (; *name && len + 4 < sizeof(clean); name++) {
		if (*name > ' ' && *name < 0x7f)
			clean[len++] = *name;
		else
			len += snprintf(clean + len, sizeof(clean) - len, "\\x%02x",
					(unsigned char)*name);
	}
	return keep_name(po, clean, len);
}

/*
 * Frames of a module that was unloaded, or whose symbols are not in the dump, stay bare
 * addresses, as the kernel prints them if it finds no symbol.  So do trampolines of BPF and
 * ftrace, which are not in these tables.
 */
static bool find_symbol(struct pageowner *po, struct frame *ret)
{
	struct ksym sym;

	if (!kallsyms_find(po, ret->address, &sym))
		return true;
	po->names_given += sym.given;
	po->names_own += !sym.given;
	ret->offset = sym.offset;
	ret->size = sym.size;
	ret->symbol = keep_symbol(po, sym.name);
	ret->module = sym.module ? keep_symbol(po, sym.module) : NULL;
	return ret->symbol && (ret->module || !sym.module);
}

const struct frame *frame_at(struct pageowner *po, uint64_t pc)
{
	struct frames *frames = frames_of(po);
	const struct frame *known = frames ? map_find(&frames->at, pc) : NULL;
	struct frame frame = { .address = pc };
	char buf[2 * MAX_FRAME_TEXT];
	struct strbuf text = { .arena = &po->run, .data = buf, .room = sizeof(buf) };

	if (known || !frames)
		return known;
	if (!find_symbol(po, &frame))
		return NULL;
	frame_print(&text, &frame, true);
	frame.len = text.len < MAX_FRAME_TEXT ? text.len : MAX_FRAME_TEXT - 1;
	if (text.failed || !keep_text(po, text.data, frame.len, &frame.id))
		return NULL;
	frame.text = names_text(frames->names, frame.id);
	return keep_frame(po, &frames->at, pc, &frame);
}

/* ---- frames of a text ---- */

/* The last occurrence of @word in @line, or NULL. */
static const char *last(const char *line, size_t len, const char *word)
{
	size_t size = strlen(word);

	for (; len >= size; len--)
		if (!memcmp(line + len - size, word, size))
			return line + len - size;
	return NULL;
}

/* Removes " [module]" from the end of the @len bytes of @line. */
static bool take_module(struct pageowner *po, const char *line, size_t *len, struct frame *ret)
{
	const char *open = last(line, *len, " [");

	if (!open || line[*len - 1] != ']')
		return true;
	ret->module = keep_name(po, open + 2, line + *len - 1 - (open + 2));
	*len = open - line;
	return ret->module;
}

/* An edited text may have a blank or a remark after the module. */
static bool find_module(struct pageowner *po, const char *rest, struct frame *ret)
{
	const char *open = strchr(rest, '['), *close = open ? strchr(open, ']') : NULL;

	if (!close)
		return true;
	ret->module = keep_name(po, open + 1, close - open - 1);
	return ret->module;
}

/* The line is parsed from its end, because a name may contain any characters. */
static bool take_apart(struct pageowner *po, struct frame *ret)
{
	unsigned long long offset, size;
	const char *line = ret->text, *plus;
	size_t len = ret->len;
	int behind;

	if (!take_module(po, line, &len, ret))
		return false;
	plus = last(line, len, "+0x");
	if (plus && sscanf(plus, "+%llx/%llx%n", &offset, &size, &behind) == 2) {
		ret->offset = offset;
		ret->size = size;
		len = plus - line;
		if (!ret->module && !find_module(po, plus + behind, ret))
			return false;
	} else if (plus && sscanf(plus, "+%llx%n", &offset, &behind) == 1 &&
		   plus + behind == line + len) {
		/* crash, and tools for Android, print no size. */
		ret->offset = offset;
		len = plus - line;
	}
	if (len >= 2 && !memcmp(line, "0x", 2)) {
		ret->address = strtoull(line, NULL, 16);
		return true;
	}
	ret->symbol = keep_name(po, line, len);
	return ret->symbol;
}

const struct frame *frame_parse(struct pageowner *po, const char *line, size_t len)
{
	static const char handle[] = "handle: ";
	struct frames *frames = frames_of(po);
	struct frame frame = { .len = len };
	const struct frame *known;

	if (!frames || !keep_text(po, line, len, &frame.id))
		return NULL;
	known = map_find(&frames->lines, frame.id);
	if (known)
		return known;
	frame.text = names_text(frames->names, frame.id);
	if (!strncmp(frame.text, handle, sizeof(handle) - 1))
		frame.roles = FRAME_HANDLE;
	return take_apart(po, &frame) ? keep_frame(po, &frames->lines, frame.id, &frame) : NULL;
}
