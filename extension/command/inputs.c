// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tables of what can be read, and of what can't, with what makes something readable of it.
 */
#include <ctype.h>

#include "command/inputs.h"
#include "export/unpack.h"
#include "scan/input.h"

/* clang-format off */
const struct input_row input_rows[] = {
	{ "vmcore", "in ELF or kdump-compressed format; flattened; all files of a split one; also "
		    "/proc/kcore" },
	{ "page_owner", "/sys/kernel/debug/page_owner of a live machine, or its text, of any Linux "
			"since 3.19 and of vendors" },
	{ "page_owner_stacks",
	  "show_stacks, show_handles and show_stacks_handles of that folder; the last has the "
	  "stacks of what only names handles: give both, in either order" },
	{ "list", "what pageowner list printed" },
	{ "other tools", "what the command owner of crash printed, lp page_owner of Android, and "
			 "page_tracking.txt of Qualcomm's parser" },
	{ "sorted text", "what page_owner_sort printed, of any Linux and with any options" },
	{ "saved file", "what pageowner save wrote" },
	{ .what = NULL },
};

#define MAKE_RAW                                                                      \
	"if it is raw memory, `crash VMLINUX FILE@ADDRESS -o vmcore` makes an ELF vmcore of it"
#define IN_CRASH "or open it with crash, and load pageowner.so there"

const struct magic_row magic_rows[] = {
	{ 0, "PK\3\4", 4, "a zip archive",
	  "give what is in it: unzip -p FILE | pageowner report -" },
	{ 0, "7z\xbc\xaf\x27\x1c", 6, "a 7z archive", "unpack it: 7z x FILE" },
	{ 0, "Rar!", 4, "a rar archive", "unpack it: unrar x FILE" },
	{ 257, "ustar", 5, "a tar archive", "unpack it: tar xf FILE" },
	{ 0, "BZh", 3, "packed with bzip2", "unpack it: bzip2 -dk FILE" },
	{ 0, "\x04\x22\x4d\x18", 4, "packed with lz4", "unpack it: lz4 -d FILE" },
	{ 0, "\x89LZO", 4, "packed with lzop", "unpack it: lzop -dk FILE" },
	{ 0, "LZIP", 4, "packed with lzip", "unpack it: lzip -dk FILE" },
	{ 0, "\xfd" "7zXZ", 5, "packed with xz", "unpack it: xz -dk FILE" },
	{ 0, "\x1f\x8b", 2, "packed with gzip", "unpack it: gunzip -k FILE" },
	{ 0, "\x28\xb5\x2f\xfd", 4, "packed with zstd", "unpack it: zstd -d FILE" },
	{ 0, "EMiL", 4, "memory by LiME",
	  "`vol -f FILE layerwriter.LayerWriter` writes raw memory, of which `crash VMLINUX "
	  "RAW@0 -o vmcore` makes an ELF vmcore" },
	{ 0, "AVML", 4, "memory by AVML",
	  "`avml-convert --source-format lime_compressed --format raw FILE RAW` writes raw memory, "
	  "of which `crash VMLINUX RAW@0 -o vmcore` makes an ELF vmcore" },
	{ 0, "QEVM", 4, "a state that QEMU saved",
	  "restore it and write a vmcore: dump-guest-memory -z vmcore in QEMU's monitor; "
	  IN_CRASH },
	{ 0, "LibvirtQemudSave", 16, "a state that libvirt saved",
	  "virsh restore --paused FILE; virsh dump --memory-only DOMAIN vmcore" },
	{ 0, "LibvirtQemudPart", 16, "a state that libvirt did not save to its end",
	  "save the domain again: virsh dump --memory-only DOMAIN vmcore" },
	{ 0, "QFI\xfb", 4, "a qcow2 disk",
	  "if a snapshot with memory is in it: virsh snapshot-revert DOMAIN SNAPSHOT --paused; "
	  "virsh dump --memory-only DOMAIN vmcore" },
	{ 0, "\xd0\xbe\xd0\xbe", 4, "a suspended machine of VMware",
	  "vmss2core -N6 FILE.vmss FILE.vmem writes vmss.core; " IN_CRASH },
	{ 0, "\xd1\xbe\xd1\xbe", 4, "a suspended machine of VMware",
	  "vmss2core -N6 FILE.vmss FILE.vmem writes vmss.core; " IN_CRASH },
	{ 0, "\xd2\xbe\xd2\xbe", 4, "a suspended machine of VMware",
	  "vmss2core -N6 FILE.vmss FILE.vmem writes vmss.core; " IN_CRASH },
	{ 0, "\xd3\xbe\xd3\xbe", 4, "a suspended machine of VMware",
	  "vmss2core -N6 FILE.vmss FILE.vmem writes vmss.core; " IN_CRASH },
	{ 0, "LinuxGuestRecord", 16, "a machine that Xen saved",
	  "restore it, and write a dump: xl dump-core DOMAIN FILE; " IN_CRASH },
	{ 0, "XenSavedDomain", 14, "a machine that Xen saved",
	  "restore it, and write a dump: xl dump-core DOMAIN FILE; " IN_CRASH },
	{ 4086, "S1SUSPEND", 9, "an image of hibernation", "resume it, then read /proc/kcore" },
	{ 4086, "SWAPSPACE2", 10, "swap space", "it has no kernel in it" },
	{ 0, "PAGEDU64", 8, "a crash dump of Windows", "it has no Linux kernel in it" },
	{ 0, "PAGEDUMP", 8, "a crash dump of Windows", "it has no Linux kernel in it" },
	{ 0, "MDMP", 4, "a minidump of a process", "it has no kernel in it" },
	{ 0, "LPKSHHRH", 8, "a systemd journal",
	  "journalctl --file FILE -k -o short-monotonic writes the kernel log as text" },
	{ 0, "PERFILE2", 8, "data of perf", "perf script -i FILE shows it" },
	{ 0, "%PDF", 4, "a PDF", "save the text that is in it" },
	{ 0, "\x89PNG", 4, "a picture", "copy the text instead" },
	{ 0, "\xff\xd8\xff", 3, "a picture", "copy the text instead" },
	{ 0, "hsqs", 4, "a file system", "give a file that is in it" },
	{ 1080, "\x53\xef", 2, "a file system", "give a file that is in it" },
	{ .what = NULL },
};

const struct text_row text_rows[] = {
	{ "<!DOCTYPE html", "a web page", "save the file that it shows, not the page" },
	{ "<html", "a web page", "save the file that it shows, not the page" },
	{ "{", "JSON, but no saved file of pageowner", "give the file that save wrote" },
	{ "MemTotal:", "/proc/meminfo", "pageowner account needs a dump" },
	{ "slabinfo - version", "/proc/slabinfo",
	  "page_owner is in /sys/kernel/debug/page_owner" },
	{ "allocinfo - version", "/proc/allocinfo",
	  "page_owner is in /sys/kernel/debug/page_owner" },
	{ "Page block order:", "/proc/pagetypeinfo",
	  "page_owner is in /sys/kernel/debug/page_owner" },
	{ "Node 0, zone", "/proc/buddyinfo or /proc/zoneinfo",
	  "page_owner is in /sys/kernel/debug/page_owner" },
	{ "OSRELEASE=", "VMCOREINFO", "give the dump that it is of" },
	{ "begin 644 ", "packed with uuencode", "unpack it: uudecode FILE" },
	{ "-----BEGIN PGP", "encrypted", "decrypt it: gpg -d FILE" },
	{ "Content-Transfer-Encoding: ", "a mail", "save the attachment, not the mail" },
	{ "Allocated ", "page_frequency.txt of Qualcomm's parser of RAM dumps",
	  "give page_tracking.txt, which has each allocation" },
	{ "No of pfns :", "pageowner_dump.txt of a minidump, which has no orders",
	  "give page_tracking.txt of a whole RAM dump" },
	{ "cat: ", "what cat complained about, not the file",
	  "is the kernel booted with page_owner=on, and are you root?" },
	{ "sudo: ", "what sudo complained about, not the file", "read the file as root" },
	{ "loaded ", "what page_owner_sort said, not what it wrote", "give its output file" },
	{ .line = NULL },
};
/* clang-format on */

/* ---- what a text is ---- */

/* A log has blocks of zeros at its ends where a machine went down before they were written. */
static void trim_zeros(const unsigned char **head, size_t *len)
{
	/* In pairs: a half of a character of UTF-16 is none. */
	while (*len >= 2 && !(*head)[0] && !(*head)[1]) {
		*head += 2;
		*len -= 2;
	}
	while (*len >= 2 && !(*head)[*len - 1] && !(*head)[*len - 2])
		*len -= 2;
}

bool inputs_is_text(const unsigned char *head, size_t len)
{
	size_t zeros = 0, odd = 0, other = 0, i;

	if (!len)
		return true;
	trim_zeros(&head, &len);
	if (!len)
		return false;
	for (i = 0; i < len; i++) {
		zeros += !head[i];
		odd += !head[i] && i & 1;
		other += head[i] && head[i] < ' ' && !strchr("\t\n\v\f\r\b\033", head[i]);
	}
	/* Every other byte of UTF-16 is zero, as long as it is not a language of others. */
	if (zeros > len / 4 && (odd > zeros * 9 / 10 || odd < zeros / 10))
		return other < len / 32;
	return zeros + other < len / 32 + 1;
}

/* The line is one of nm's, of System.map or of /proc/kallsyms: "ffffffff81000000 T _stext". */
static bool is_symbol_line(const char *line, size_t len)
{
	size_t i = 0;

	while (i < len && isxdigit((unsigned char)line[i]))
		i++;
	return (i == 8 || i == 16) && i + 4 < len && line[i] == ' ' &&
	       isalpha((unsigned char)line[i + 1]) && line[i + 2] == ' ';
}

static bool is_log_line(const char *line, size_t len)
{
	static const char *const words[] = { "Linux version ", "invoked oom-killer",
					     "Mem-Info:", "Command line: " };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (memmem(line, len, words[i], strlen(words[i])))
			return true;
	return false;
}

static const struct text_row *find_text(const char *head, size_t len)
{
	static const struct text_row symbols = { "", "a symbol table",
						 "it goes with a dump: pageowner --map FILE DUMP" };
	static const struct text_row log = { "", "a kernel log", "pageowner oom FILE reads it" };
	const char *line = head, *end = head + len;

	while (line < end) {
		const char *newline = memchr(line, '\n', end - line);
		size_t size = (newline ? newline : end) - line, i;

		for (i = 0; text_rows[i].line; i++)
			if (size >= strlen(text_rows[i].line) &&
			    !memcmp(line, text_rows[i].line, strlen(text_rows[i].line)))
				return &text_rows[i];
		if (is_symbol_line(line, size))
			return &symbols;
		if (is_log_line(line, size))
			return &log;
		line += size + 1;
	}
	return NULL;
}

/* ---- what helps ---- */

static bool all_zeros(const unsigned char *head, size_t len)
{
	size_t i;

	for (i = 0; i < len && !head[i]; i++)
		;
	return i == len;
}

static bool is_dump(const unsigned char *head, size_t len)
{
	static const char *const magics[] = { "\177ELF", "KDUMP   ", "DISKDUMP", "makedumpfile" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(magics); i++)
		if (len >= strlen(magics[i]) && !memcmp(head, magics[i], strlen(magics[i])))
			return true;
	return false;
}

static bool explain_packed(const unsigned char *head, size_t len, const char *packed,
			   struct strbuf *ret)
{
	const struct magic_row *row;
	const char *help = "";

	if (inputs_is_text(head, len))
		return false;
	for (row = magic_rows; row->what; row++)
		if (!strncmp(row->what, "packed with ", 12) && !strcmp(row->what + 12, packed))
			help = row->help;
	strbuf_printf(ret, "it is %s, packed with %s: %s",
		      is_dump(head, len) ? "a dump" : "a file that is no text", packed, help);
	return true;
}

bool inputs_explain(const unsigned char *head, size_t len, const char *packed, struct strbuf *ret)
{
	const struct text_row *text = NULL;
	const struct magic_row *row;

	if (!len) {
		strbuf_printf(ret, "it is empty");
		return true;
	}
	if (packed && explain_packed(head, len, packed, ret))
		return true;
	if (all_zeros(head, len)) {
		strbuf_printf(ret, "it begins with nothing but zeros: was it copied whole?");
		return true;
	}
	for (row = magic_rows; row->what; row++) {
		if (len < row->offset + row->len ||
		    memcmp(head + row->offset, row->magic, row->len) != 0)
			continue;
		strbuf_printf(ret, "it is %s: %s", row->what, row->help);
		return true;
	}
	if (inputs_is_text(head, len))
		text = find_text((const char *)head, len);
	if (text)
		strbuf_printf(ret, "it looks like %s: %s", text->what, text->help);
	else if (!inputs_is_text(head, len) && !is_dump(head, len))
		strbuf_printf(ret, "no kind of file is known that begins so: %s", MAKE_RAW);
	return ret->len;
}

/* ---- for hosts ---- */

bool pageowner_is_text(const void *head, size_t len)
{
	return unpacker_find(unpackers, head, len) || inputs_is_text(head, len);
}

bool pageowner_explain_file(const void *head, size_t len, char *ret, size_t size)
{
	struct arena arena = { NULL };
	struct strbuf text = { .arena = &arena };
	bool known = inputs_explain(head, len, NULL, &text) && !text.failed;

	if (known)
		snprintf(ret, size, "%s", text.data);
	arena_free(&arena);
	return known;
}
