// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frames with source lines and inlined functions, as far as the host has debug
 * info.  The frame itself stays what the kernel prints.
 */
#include "core.h"

struct writer {
	struct pageowner *po;
	struct strbuf text;
	const char *frame; /* as the kernel prints it, @len bytes */
	size_t len;
	bool done; /* the frame has been written */
};

static void write_place(struct writer *writer, const struct pageowner_line *line)
{
	struct strbuf *text = &writer->text;

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

	if (writer->done)
		return;
	if (line->inlined)
		strbuf_name(&writer->text, line->function ? line->function : "?");
	else
		strbuf_append(&writer->text, writer->frame, writer->len);
	if (line->file)
		write_place(writer, line);
	else if (line->inlined)
		strbuf_printf(&writer->text, " (inlined)");
	strbuf_append(&writer->text, "\n", 1);
	writer->done = !line->inlined;
}

/*
 * What stands in a stack is where a function will return to, which can be another
 * line than the call, or behind the function's end.  The first frame behind an
 * interrupt has the interrupted instruction.
 */
static uint64_t place_of(const struct pageowner *po, const struct stack *stack, unsigned int i)
{
	struct ksym above;

	if (i && kallsyms_find(po, stack->pcs[i - 1], &above) && frame_is_entry(above.name))
		return stack->pcs[i];
	return stack->pcs[i] - 1;
}

/* The frame and what was inlined there, a line each; "" when nothing is known. */
static const char *find_lines(struct pageowner *po, const struct stack *stack, unsigned int i,
			      const char *frame, size_t len)
{
	struct writer writer = {
		.po = po,
		.text = { .arena = &po->known },
		.frame = frame,
		.len = len,
	};
	struct pageowner_pc pc = { .pc = place_of(po, stack, i) };
	struct ksym sym;

	if (kallsyms_find(po, pc.pc, &sym)) {
		pc.symbol = sym.name;
		pc.offset = sym.offset;
		pc.size = sym.size;
		pc.module = sym.module;
	}
	po->target.frames(po->target.priv, &pc, write_line, &writer);
	return writer.done && !writer.text.failed ? writer.text.data : "";
}

static const char *lines_of(struct pageowner *po, struct stack *stack, unsigned int i,
			    const char *frame, size_t len)
{
	if (!po->options.lines)
		return "";
	po->asked_lines = true;
	if (!po->target.frames || !stack->pcs)
		return "";
	if (!stack->lines)
		stack->lines = arena_alloc(&po->known, stack->count * sizeof(*stack->lines));
	if (!stack->lines)
		return "";
	if (!stack->lines[i])
		stack->lines[i] = find_lines(po, stack, i, frame, len);
	po->has_lines |= stack->lines[i][0] != '\0';
	return stack->lines[i];
}

static void append_line(struct strbuf *text, const char *indent, const char *line, size_t len)
{
	strbuf_printf(text, "%s", indent);
	strbuf_line(text, line, len);
	strbuf_append(text, "\n", 1);
}

void lines_frame(struct pageowner *po, struct strbuf *text, struct stack *stack, unsigned int i,
		 const char *indent, const char *frame, size_t len)
{
	const char *line = lines_of(po, stack, i, frame, len);

	if (!*line)
		append_line(text, indent, frame, len);
	for (; *line; line += strcspn(line, "\n") + 1)
		append_line(text, indent, line, strcspn(line, "\n"));
}

void lines_stack(struct pageowner *po, struct strbuf *text, struct stack *stack)
{
	const char *line = stack_text(po, stack);
	unsigned int i;

	for (i = 0; *line == ' '; i++) {
		size_t len = strcspn(line + 1, "\n");

		lines_frame(po, text, stack, i, " ", line + 1, len);
		line += 1 + len + (line[1 + len] == '\n');
	}
}

void lines_explain(struct pageowner *po)
{
	if (!po->asked_lines || po->has_lines || po->reader.message[0])
		return;
	if (po->target.text)
		fail(&po->reader, 0, "--lines: a text has no addresses to look up");
	else if (!po->target.frames)
		fail(&po->reader, 0,
		     "--lines: no source lines here; "
		     "`pageowner --lines DUMP VMLINUX` outside of this debugger has them");
	else
		fail(&po->reader, 0,
		     "--lines: no debug info of this kernel with source lines was "
		     "found; name its vmlinux after the dump");
}
