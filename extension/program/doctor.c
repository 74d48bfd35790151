// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pageowner doctor: the machine that it runs on, by the files that its kernel and distribution
 * keep.  Each finding is a line, and what to do about it follows, in the commands of this
 * distribution.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "pageowner.h"
#include "program/doctor.h"

#define PATH 4096
#define LINE 4096
#define RECOMMENDED_LEVEL 31

enum family { DEBIAN, RHEL, SUSE, OTHER, NR_FAMILIES };

enum verdict { OK, UNKNOWN, BAD };

struct patient {
	const char *root;
	enum family family;
	char release[128]; /* of the running kernel */
	bool config;	   /* its configuration was found */
	const char *advice[16];
	unsigned int nr_advice;
	bool off, unready; /* page_owner; anything else */
};

/* ---- what to do, by distribution ---- */

enum remedy { BUILD, SWITCH_ON, MOUNT, RESERVE, KDUMP, LEVEL, TYPES, NR_REMEDIES };

/* clang-format off */
static const char *const remedies[NR_REMEDIES][NR_FAMILIES] = {
	[BUILD] = {
		[DEBIAN] =
	"the kernels of Debian have no page_owner; build one that has:\n"
	"  apt install linux-source build-essential bc bison flex libelf-dev libssl-dev\n"
	"  cp /boot/config-$(uname -r) .config && echo CONFIG_PAGE_OWNER=y >>.config\n"
	"  make olddefconfig && make -j$(nproc) bindeb-pkg",
		[RHEL] =
	"the kernel of the distribution has page_owner:\n"
	"  dnf install kernel",
		[SUSE] =
	"build a kernel that has page_owner:\n"
	"  zypper install kernel-source\n"
	"  echo CONFIG_PAGE_OWNER=y >>.config && make olddefconfig\n"
	"  make -j$(nproc) binrpm-pkg",
		[OTHER] = "build the kernel with CONFIG_PAGE_OWNER=y",
	},
	[SWITCH_ON] = {
		[DEBIAN] =
	"switch page_owner on, and boot again:\n"
	"  sed -i 's/^GRUB_CMDLINE_LINUX=\"/&page_owner=on /' /etc/default/grub\n"
	"  update-grub",
		[RHEL] =
	"switch page_owner on, and boot again:\n"
	"  grubby --update-kernel=ALL --args=page_owner=on",
		[SUSE] =
	"switch page_owner on, and boot again:\n"
	"  sed -i 's/^GRUB_CMDLINE_LINUX_DEFAULT=\"/&page_owner=on /' /etc/default/grub\n"
	"  grub2-mkconfig -o /boot/grub2/grub.cfg",
		[OTHER] = "add page_owner=on to the kernel's command line, and boot again",
	},
	[MOUNT] = {
		[DEBIAN] =
	"mount debugfs to read page_owner of the running kernel, as root:\n"
	"  mount -t debugfs none /sys/kernel/debug",
	},
	[RESERVE] = {
		[DEBIAN] =
	"reserve memory for the capture kernel, and boot again:\n"
	"  apt install kdump-tools",
		[RHEL] =
	"reserve memory for the capture kernel, and boot again:\n"
	"  kdumpctl reset-crashkernel --kernel=ALL",
		[SUSE] =
	"reserve memory for the capture kernel, and boot again:\n"
	"  sed -i 's/^GRUB_CMDLINE_LINUX_DEFAULT=\"/&crashkernel=256M /' /etc/default/grub\n"
	"  grub2-mkconfig -o /boot/grub2/grub.cfg",
		[OTHER] = "add crashkernel=256M to the kernel's command line, and boot again",
	},
	[KDUMP] = {
		[DEBIAN] =
	"install and start kdump (USE_KDUMP=1 in /etc/default/kdump-tools):\n"
	"  apt install kdump-tools makedumpfile\n"
	"  systemctl enable --now kdump-tools",
		[RHEL] =
	"install and start kdump:\n"
	"  dnf install kexec-tools makedumpfile\n"
	"  systemctl enable --now kdump",
		[SUSE] =
	"install and start kdump:\n"
	"  zypper install kdump makedumpfile\n"
	"  systemctl enable --now kdump",
		[OTHER] = "load a capture kernel with kexec -p",
	},
	[LEVEL] = {
		[DEBIAN] =
	"leave out what page_owner does not need, in /etc/default/kdump-tools:\n"
	"  MAKEDUMP_ARGS=\"-c -d 31\"",
		[RHEL] =
	"leave out what page_owner does not need, in /etc/kdump.conf:\n"
	"  core_collector makedumpfile -l --message-level 7 -d 31",
		[SUSE] =
	"leave out what page_owner does not need, in /etc/sysconfig/kdump:\n"
	"  KDUMP_DUMPLEVEL=\"31\"",
	},
	[TYPES] = {
		[DEBIAN] =
	"keep the vmlinux with debug information beside the dump:\n"
	"  apt install linux-image-$(uname -r)-dbg",
		[RHEL] =
	"keep the vmlinux with debug information beside the dump:\n"
	"  dnf debuginfo-install kernel",
		[SUSE] =
	"keep the vmlinux with debug information beside the dump:\n"
	"  zypper install kernel-default-debuginfo",
		[OTHER] = "keep the vmlinux with debug information beside the dump",
	},
};
/* clang-format on */

static void advise(struct patient *patient, enum remedy remedy)
{
	const char *text = remedies[remedy][patient->family];
	unsigned int i;

	/* What is the same everywhere has one row. */
	if (!text)
		text = remedies[remedy][OTHER] ? remedies[remedy][OTHER] : remedies[remedy][DEBIAN];
	for (i = 0; i < patient->nr_advice; i++)
		if (patient->advice[i] == text)
			return;
	patient->advice[patient->nr_advice++] = text;
}

/* ---- files ---- */

static const char *below(const struct patient *patient, const char *name, char path[PATH])
{
	if (snprintf(path, PATH, "%s/%s", patient->root, name) >= PATH)
		*path = '\0'; /* no such file */
	return path;
}

static bool exists(const struct patient *patient, const char *name)
{
	char path[PATH];

	return !access(below(patient, name, path), F_OK);
}

/* The first line of the file, packed or not, that begins with @begin; "" if there is none. */
static bool find_line(const struct patient *patient, const char *name, const char *begin,
		      char ret[LINE])
{
	char path[PATH];
	gzFile file = gzopen(below(patient, name, path), "r");
	bool found = false;

	while (file && !found && gzgets(file, ret, LINE)) {
		ret[strcspn(ret, "\n")] = '\0';
		found = !strncmp(ret, begin, strlen(begin));
	}
	if (file)
		gzclose(file);
	if (!found)
		*ret = '\0';
	return found;
}

static long number_in(const struct patient *patient, const char *name)
{
	char line[LINE];

	return find_line(patient, name, "", line) ? strtol(line, NULL, 10) : -1;
}

/* Is @word one of the words of /proc/cmdline?  One that ends in = may have any value. */
static bool on_command_line(const struct patient *patient, const char *word)
{
	char line[LINE], *next = NULL, *at;
	size_t len = strlen(word);

	if (!find_line(patient, "proc/cmdline", "", line))
		return false;
	for (at = strtok_r(line, " ", &next); at; at = strtok_r(NULL, " ", &next))
		if (word[len - 1] == '=' ? !strncmp(at, word, len) : !strcmp(at, word))
			return true;
	return false;
}

/* ---- the machine ---- */

static void find_family(struct patient *patient)
{
	static const struct {
		const char *word;
		enum family family;
	} words[] = {
		{ "debian", DEBIAN }, { "ubuntu", DEBIAN }, { "rhel", RHEL },
		{ "fedora", RHEL },   { "centos", RHEL },   { "suse", SUSE },
	};
	static const char *const names[] = { "ID=", "ID_LIKE=" };
	char line[LINE];
	size_t i, k;

	patient->family = OTHER;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!find_line(patient, "etc/os-release", names[i], line))
			continue;
		for (k = 0; k < sizeof(words) / sizeof(*words); k++) {
			if (!strstr(line, words[k].word))
				continue;
			patient->family = words[k].family;
			return;
		}
	}
}

/* 'y', 'm', 'n', or 0: the configuration was not found. */
static char option(struct patient *patient, const char *name)
{
	static const char *const places[] = { "boot/config-%s", "lib/modules/%s/config",
					      "usr/lib/modules/%s/config", "proc/config.gz" };
	char path[300], begin[64], line[LINE];
	size_t i;

	snprintf(begin, sizeof(begin), "CONFIG_%s=", name);
	for (i = 0; i < sizeof(places) / sizeof(*places); i++) {
		/* The format is one of the above. */
		snprintf(path, sizeof(path), places[i], patient->release);
		if (!exists(patient, path))
			continue;
		patient->config = true;
		return find_line(patient, path, begin, line) ? line[strlen(begin)] : 'n';
	}
	return 0;
}

/* ---- findings ---- */

static void finding(struct patient *patient, enum verdict verdict, const char *what,
		    const char *text)
{
	static const char *const verdicts[] = { "ok", "?", "no" };

	printf("%-3s %-13s %s\n", verdicts[verdict], what, text);
	patient->unready |= verdict == BAD;
}

static void judge_page_owner(struct patient *patient)
{
	bool on = on_command_line(patient, "page_owner=on"), there;
	char built = option(patient, "PAGE_OWNER");

	there = exists(patient, "sys/kernel/debug/page_owner");
	if (there || built == 'y') {
		finding(patient, OK, "built in", "CONFIG_PAGE_OWNER=y");
	} else if (built) {
		finding(patient, BAD, "built in", "CONFIG_PAGE_OWNER is not set in this kernel");
		advise(patient, BUILD);
	} else {
		finding(patient, UNKNOWN, "built in",
			"its configuration is neither in /boot nor in /proc");
	}
	patient->off = (built && built != 'y') || !on;
	if (on) {
		finding(patient, OK, "switched on", "page_owner=on is on the command line");
	} else {
		finding(patient, BAD, "switched on", "page_owner=on is not on the command line");
		advise(patient, SWITCH_ON);
	}
	if (patient->off)
		return;
	if (there) {
		finding(patient, OK, "live text", "/sys/kernel/debug/page_owner");
	} else {
		finding(patient, UNKNOWN, "live text",
			"not there: /sys/kernel/debug needs debugfs and root");
		advise(patient, MOUNT);
	}
}

static void judge_kdump(struct patient *patient)
{
	long size = number_in(patient, "sys/kernel/kexec_crash_size");
	long loaded = number_in(patient, "sys/kernel/kexec_crash_loaded");
	char text[80];

	if (size > 0) {
		snprintf(text, sizeof(text), "%ld MiB for the capture kernel", size >> 20);
		finding(patient, OK, "reserved", text);
	} else {
		finding(patient, BAD, "reserved",
			on_command_line(patient, "crashkernel=")
				? "crashkernel= is on the command line, but nothing was reserved"
				: "no memory for a capture kernel: no crashkernel=");
		advise(patient, RESERVE);
	}
	finding(patient, loaded == 1 ? OK : BAD, "kdump",
		loaded == 1 ? "a capture kernel is loaded" : "no capture kernel is loaded");
	if (loaded != 1)
		advise(patient, KDUMP);
}

/* Where each distribution says how makedumpfile is called. */
static int dump_level(const struct patient *patient, const char **file)
{
	static const struct {
		const char *file, *line, *option;
	} places[] = {
		{ "etc/default/kdump-tools", "MAKEDUMP_ARGS=", "-d " },
		{ "etc/kdump.conf", "core_collector ", "-d " },
		{ "etc/sysconfig/kdump", "KDUMP_DUMPLEVEL=", "\"" },
	};
	char line[LINE];
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(*places); i++) {
		const char *at;

		if (!find_line(patient, places[i].file, places[i].line, line))
			continue;
		*file = places[i].file;
		at = strstr(line, places[i].option);
		return at ? atoi(at + strlen(places[i].option)) : 0;
	}
	return -1;
}

static void judge_level(struct patient *patient)
{
	const char *file = "";
	int level = dump_level(patient, &file);
	char text[160];

	if (level < 0) {
		finding(patient, UNKNOWN, "dump level",
			"no file says which; any of makedumpfile up to 31 is fine");
		return;
	}
	snprintf(text, sizeof(text), "makedumpfile -d %d, by /%s", level, file);
	finding(patient, level == RECOMMENDED_LEVEL ? OK : UNKNOWN, "dump level", text);
	if (level != RECOMMENDED_LEVEL)
		advise(patient, LEVEL);
}

static void judge_dump(struct patient *patient)
{
	char all = option(patient, "KALLSYMS_ALL");

	finding(patient, exists(patient, "sys/kernel/vmcoreinfo") ? OK : BAD, "VMCOREINFO",
		exists(patient, "sys/kernel/vmcoreinfo")
			? "the dump will say what kernel it is of"
			: "this kernel has none (CONFIG_VMCORE_INFO, CONFIG_CRASH_CORE)");
	if (exists(patient, "sys/kernel/btf/vmlinux")) {
		finding(patient, OK, "types", "the kernel has BTF: a dump needs no vmlinux");
	} else {
		finding(patient, UNKNOWN, "types",
			"the kernel has no BTF: a dump needs its vmlinux");
		advise(patient, TYPES);
	}
	if (all == 'y')
		finding(patient, OK, "symbols", "CONFIG_KALLSYMS_ALL=y");
	else if (all)
		finding(patient, UNKNOWN, "symbols",
			"no CONFIG_KALLSYMS_ALL: a dump needs vmlinux or System.map");
}

int doctor(const char *root)
{
	struct patient patient = { .root = root };
	char line[LINE];
	unsigned int i;

	if (find_line(&patient, "proc/sys/kernel/osrelease", "", line))
		snprintf(patient.release, sizeof(patient.release), "%.127s", line);
	find_family(&patient);
	printf("Kernel %s\n\n", patient.release[0] ? patient.release : "(not known)");
	judge_page_owner(&patient);
	judge_kdump(&patient);
	judge_level(&patient);
	judge_dump(&patient);
	for (i = 0; i < patient.nr_advice; i++)
		printf("%s%u. %s\n", i ? "" : "\nWhat to change:\n\n", i + 1, patient.advice[i]);
	return patient.off	 ? PAGEOWNER_NO_DATA
	       : patient.unready ? PAGEOWNER_PARTIAL
				 : PAGEOWNER_COMPLETE;
}
