// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Answers the library's questions about a vmcore, a text or a saved file.
 */
#include <errno.h>
#include <stdio.h>

#include "dump/btf.h"
#include "dump/dump.h"
#include "dump/sources.h"
#include "dump/symbols.h"
#include "dump/text.h"
#include "dump/threads.h"
#include "dump/types.h"
#include "dump/vmlinux.h"
#include "pageowner.h"
#include "program/answers.h"
#include "program/choose.h"
#include "program/host.h"
#include "program/output.h"

static int answer_progress(void *priv, uint64_t done, uint64_t total)
{
	/* What is written by now is there while the rest takes its time. */
	if (!done)
		output_show(priv);
	((struct host *)priv)->terminal.unit = "pages";
	return terminal_progress(&((struct host *)priv)->terminal, "reading page_owner", done,
				 total);
}

static ssize_t answer_read(void *priv, uint64_t addr, void *buf, size_t len)
{
	return dump_read(((struct host *)priv)->dump, addr, buf, len);
}

static ssize_t answer_read_phys(void *priv, uint64_t paddr, void *buf, size_t len)
{
	return dump_read_phys(((struct host *)priv)->dump, paddr, buf, len);
}

static int answer_translate(void *priv, uint64_t addr, uint64_t *ret)
{
	return dump_translate(((struct host *)priv)->dump, addr, ret);
}

static int answer_dump_level(void *priv)
{
	return dump_level(((struct host *)priv)->dump);
}

static ssize_t answer_text(void *priv, uint64_t offset, void *buf, size_t len)
{
	return text_file_read(((struct host *)priv)->text, offset, buf, len);
}

static int answer_symbol(void *priv, const char *name, unsigned int index, uint64_t *ret)
{
	struct host *host = priv;

	if (host->map && !symbols_find(host->map, name, index, ret))
		return 0;
	return host->vmlinux ? symbols_find(vmlinux_symbols(host->vmlinux), name, index, ret)
			     : -ENOENT;
}

static int answer_symbol_at(void *priv, struct pageowner_pc *ret)
{
	struct host *host = priv;

	if (host->map && !symbols_at(host->map, ret))
		return 0;
	return host->vmlinux ? symbols_at(vmlinux_symbols(host->vmlinux), ret) : -ENOENT;
}

static int answer_type_size(void *priv, const char *type, uint64_t *ret)
{
	struct host *host = priv;

	int err = host->btf ? btf_types_size(host->btf, type, ret) : -ENOENT;

	return err == -ENOENT && host->vmlinux ? type_size(vmlinux_types(host->vmlinux), type, ret)
					       : err;
}

static int answer_member(void *priv, const char *type, const char *name, uint64_t *bit_offset,
			 uint64_t *bit_size)
{
	struct host *host = priv;

	int err = host->btf ? btf_types_member(host->btf, type, name, bit_offset, bit_size)
			    : -ENOENT;

	return err == -ENOENT && host->vmlinux
		       ? type_member(vmlinux_types(host->vmlinux), type, name, bit_offset, bit_size)
		       : err;
}

static int answer_constant(void *priv, const char *name, int64_t *ret)
{
	struct host *host = priv;

	int err = host->btf ? btf_types_constant(host->btf, name, ret) : -ENOENT;

	return err == -ENOENT && host->vmlinux
		       ? type_constant(vmlinux_types(host->vmlinux), name, ret)
		       : err;
}

static int answer_parallel(void *priv, void (*fn)(void *arg, unsigned int i), void *arg,
			   unsigned int n)
{
	return dump_parallel(((struct host *)priv)->dump, fn, arg, n);
}

static int answer_frames(void *priv, const struct pageowner_pc *pc,
			 void (*sink)(void *arg, const struct pageowner_line *line), void *arg)
{
	struct host *host = priv;

	if (!host->searched_lines)
		choose_lines(host);
	return host->sources ? sources_find(host->sources, pc, sink, arg) : -ENOENT;
}

void answers_attach(struct pageowner *po, struct host *host)
{
	struct pageowner_target target = {
		.size = sizeof(target),
		.priv = host,
		.write = output_write,
		.terminal = output_is_terminal(host),
		.columns = host->output ? 0 : terminal_columns(),
		.colours = !host->output && terminal_colours(pageowner_colours(po)),
	};

	if (host->dump) {
		target.word_size = dump_word_size(host->dump);
		target.big_endian = dump_big_endian(host->dump);
		target.live = dump_is_live(host->dump);
		target.vmcoreinfo = dump_vmcoreinfo(host->dump);
		target.read = answer_read;
		target.read_phys = answer_read_phys;
		target.translate = answer_translate;
		target.symbol = answer_symbol;
		target.symbol_at = answer_symbol_at;
		target.type_size = answer_type_size;
		target.member = answer_member;
		target.constant = answer_constant;
		target.dump_level = answer_dump_level;
		target.frames = answer_frames;
		target.progress = answer_progress;
		target.parallel = answer_parallel;
	}
	if (host->text) {
		target.text = answer_text;
		target.text_once = text_file_once(host->text);
		target.text_time = text_file_time(host->text);
		target.progress = answer_progress;
	}
	pageowner_attach(po, &target);
}
