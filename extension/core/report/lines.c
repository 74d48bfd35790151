// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frames with source lines and inlined functions, where the host has debug info.  The frame
 * itself is printed as the kernel prints it.
 */
#include "core.h"

struct source_line {
	struct source_line *next;
	const char *text;
};

/* Of a frame whose place in the source is not known. */
static const struct source_line none;

struct writer {
	struct pageowner *po;
	const struct frame *frame;
	struct source_line *first, **last;
	bool done; /* the frame has been written */
	bool failed;
};

static void write_place(struct strbuf *text, const struct pageowner_line *line)
{
	strbuf_append(text, " (", 2);
	strbuf_name(text, line->file);
	if (line->line)
		strbuf_printf(text, ":%u", line->line);
	if (line->line && line->column)
		strbuf_printf(text, ":%u", line->column);
	strbuf_printf(text, "%s)", line->inlined ? ", inlined" : "");
}

static void write_line(void *arg, const struct pageowner_line *line)
{
	struct writer *writer = arg;
	struct arena *arena = &writer->po->known;
	struct source_line *written = arena_alloc(arena, sizeof(*written));
	struct strbuf text = { .arena = arena };

	if (writer->done)
		return;
	if (line->inlined)
		strbuf_name(&text, line->function ? line->function : "?");
	else
		strbuf_text(&text, writer->frame->shown);
	if (line->file)
		write_place(&text, line);
	else if (line->inlined)
		strbuf_printf(&text, " (inlined)");
	writer->done = !line->inlined;
	if (!written || text.failed) {
		writer->failed = true;
		return;
	}
	written->text = text.data;
	*writer->last = written;
	writer->last = &written->next;
}

/*
 * What stands in a stack is where a function will return to, which can be another
 * line than the call, or behind the function's end: so many bytes in front of it are
 * looked up.  The first frame behind an interrupt has the interrupted instruction.
 */
static unsigned int bytes_back(const struct stack *stack, unsigned int i)
{
	return i && stack->frames[i - 1]->roles & FRAME_ENTRY ? 0 : 1;
}

/* The frame and what was inlined there, a line each; none when nothing is known. */
static const struct source_line *find_lines(struct pageowner *po, const struct stack *stack,
					    unsigned int i)
{
	const struct frame *frame = stack->frames[i];
	unsigned int back = bytes_back(stack, i);
	struct writer writer = { .po = po, .frame = frame, .last = &writer.first };
	struct pageowner_pc pc = { .pc = frame->address - back };
	struct ksym sym;

	if (frame->symbol && frame->offset >= back) {
		pc.symbol = frame->symbol;
		pc.offset = frame->offset - back;
		pc.size = frame->size;
		pc.module = frame->module;
	} else if (kallsyms_find(po, pc.pc, &sym)) {
		/* The call is the last instruction of the symbol in front. */
		pc.symbol = sym.name;
		pc.offset = sym.offset;
		pc.size = sym.size;
		pc.module = sym.module;
	}
	po->target.frames(po->target.priv, &pc, write_line, &writer);
	return writer.done && !writer.failed ? writer.first : &none;
}

static const struct source_line *lines_of(struct pageowner *po, struct stack *stack, unsigned int i)
{
	if (!po->options.lines)
		return &none;
	po->asked_lines = true;
	if (!po->target.frames || !stack->pcs)
		return &none;
	if (!stack->lines)
		stack->lines = arena_alloc(&po->known, stack->count * sizeof(*stack->lines));
	if (!stack->lines)
		return &none;
	if (!stack->lines[i])
		stack->lines[i] = find_lines(po, stack, i);
	po->has_lines |= stack->lines[i] != &none;
	return stack->lines[i];
}

static void append_line(struct strbuf *text, const char *indent, const char *line)
{
	strbuf_append(text, indent, strlen(indent));
	strbuf_name(text, line);
	strbuf_append(text, "\n", 1);
}

void lines_frame(struct pageowner *po, struct strbuf *text, struct stack *stack, unsigned int i,
		 const char *indent)
{
	const struct source_line *line = lines_of(po, stack, i);

	if (line == &none)
		append_line(text, indent, stack->frames[i]->shown);
	for (; line && line != &none; line = line->next)
		append_line(text, indent, line->text);
}

void lines_stack(struct pageowner *po, struct strbuf *text, struct stack *stack)
{
	unsigned int i;

	/* A list shows the same stacks again and again; names of a dump are fit for print. */
	if (!po->options.lines && stack->pcs) {
		const char *plain = stack_text(po, stack);

		strbuf_append(text, plain, stack->text_len);
		return;
	}
	for (i = 0; !po->options.lines && i < stack->count; i++)
		append_line(text, " ", stack->frames[i]->text);
	for (i = 0; po->options.lines && i < stack->count; i++)
		lines_frame(po, text, stack, i, " ");
}

void lines_explain(struct pageowner *po)
{
	if (!po->asked_lines || po->has_lines || po->reader.message[0])
		return;
	if (po->target.text)
		fail(&po->reader, 0, "--lines: a text has no addresses to look up");
	else if (!po->target.frames)
		fail(&po->reader, 0,
		     "--lines: this debugger has no source lines; run "
		     "`pageowner --lines DUMP VMLINUX` in a shell");
	else
		fail(&po->reader, 0,
		     "--lines: found no debug info of this kernel with source lines; "
		     "name its vmlinux after the dump");
}
