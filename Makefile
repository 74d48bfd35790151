# SPDX-License-Identifier: GPL-2.0-or-later
# make demo    installs missing packages, builds, prints a report on a bundled vmcore
# make check   installs missing packages, builds, runs all tests; its last line counts them
# make lint    installs missing packages, runs the linters
# make deps    installs the packages that are missing for a build, and does nothing else
#              NO_DEPS=1 with any of these: installs nothing, prints the missing packages
# make check-clang    builds all with clang without a warning, and compares its output
# make check-kernel-patch    the patches for kernels: apply, checkpatch, build; takes minutes each
# make fuzz HOURS=n    the fuzz targets, for so many hours of a processor; goes on where it was
# make check-hostile MINUTES=n    damaged dumps, sanitizers, debuggers; SECURITY.md
# make coverage    which lines the tests execute
# make bench   measures the time for symbols and for a first line, beside drgn
# make vmcores, make check-vmcores: the lab, docs/lab.md
# make         build/pageowner, the crash extension build/pageowner.so and build/libpageowner.so.0
# make install [DESTDIR=] [PREFIX=/usr/local]    all of these, header, man page, Python package
# make uninstall, with the same variables: removes them
# make deb     Debian packages, in build/deb; make rpm: the same of rpm/pageowner.spec

CC ?= gcc
CFLAGS ?= -O2 -g
B := build
WARN := -Wall -Wextra
GENERATED := $(B)/generated
ROOMS := $(addprefix core/,base kernel pages machine query scan report) export command
BASE := -std=gnu11 -D_GNU_SOURCE -Iextension -Iextension/core -I$(GENERATED)
PKGS := libkdumpfile libaddrxlat libdw libelf libbpf libdeflate libzstd lzo2 snappy
EXPORT_PKGS := jansson nettle libprotobuf-c zlib liblzma libzstd
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS = $(shell pkg-config --libs $(PKGS) 2>/dev/null) $(EXPORT_LIBS)
# libiberty is an archive, whose functions are not those of our libraries.
EXPORT_LIBS = $(shell pkg-config --libs $(EXPORT_PKGS) 2>/dev/null) \
	-Wl,--exclude-libs,libiberty.a -liberty
SANITIZE := -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=undefined

# The rooms of the library, in their order: each calls only itself and the rooms before it.
LIBRARY := $(wildcard $(ROOMS:%=extension/%/*.c)) $(GENERATED)/profile.pb-c.c
DUMP := $(wildcard extension/dump/*.c)
PROGRAM := $(DUMP) $(wildcard extension/program/*.c)
FLEET := $(wildcard extension/fleet/*.c)
FLEET_PKGS := sqlite3 libpq jansson
FLEET_CFLAGS = $(shell pkg-config --cflags $(FLEET_PKGS) 2>/dev/null)
FLEET_LIBS = $(shell pkg-config --libs $(FLEET_PKGS) 2>/dev/null)
# Where make install puts the SQL of stores.
SQLDIR ?= $(PREFIX)/share/pageowner/sql
CRASH := $(wildcard extension/crash/*.c) extension/dump/text.c
TESTS := $(wildcard tests/unit/*.c tests/fake/*.c)
FUZZ := $(patsubst tests/fuzz/%.c,$(B)/tests/fuzz/%,$(wildcard tests/fuzz/*.c))
# make V=1 shows the commands.
Q := $(if $(V),,@)
say = @$(if $(V),:,echo '  $(1)	$@')
obj = $(patsubst %.c,$(B)/%.o,$(1))
sanitized = $(patsubst %.c,$(B)/sanitized/%.o,$(1))
fuzzed = $(patsubst %.c,$(B)/fuzzed/%.o,$(1))

all: $(B)/pageowner $(B)/pageowner.so $(B)/libpageowner.so.0 $(B)/pageowner-fleet

$(B)/pageowner: $(call obj,$(LIBRARY) $(PROGRAM))
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ $(PKG_LIBS)

$(B)/pageowner.so: $(call obj,$(LIBRARY) $(CRASH)) extension/crash/crash.map
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,--version-script=$(filter %.map,$^) -o $@ \
		$(filter %.o,$^) $(EXPORT_LIBS)

$(B)/libpageowner.so.0: $(call obj,$(LIBRARY))
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-soname,$(@F) -Wl,-z,defs -o $@ $^ \
		$(EXPORT_LIBS)

# It has the databases, so that the program has none.
$(B)/pageowner-fleet: $(call obj,$(FLEET))
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(FLEET_LIBS)

$(call obj,$(FLEET)): BASE += $(FLEET_CFLAGS) -DFLEET_SQL='"$(SQLDIR)"'
$(call obj,$(PROGRAM)): BASE += -pthread $(PKG_CFLAGS)
# crash's own header is not clean under -Wextra.
$(call obj,$(CRASH)): BASE += -isystem /usr/include/crash

# Reports missing packages, before a compiler's error about a missing header does.
READY := $(B)/ready
$(READY): scripts/packages scripts/missing-packages
	@mkdir -p $(@D)
	@CC="$(CC)" scripts/missing-packages build
	@touch $@

$(GENERATED)/%.pb-c.c $(GENERATED)/%.pb-c.h: extension/export/%.proto | $(READY)
	@mkdir -p $(@D)
	$(call say,PROTOC)
	$(Q)protoc-c --proto_path=$(<D) --c_out=$(@D) $<

$(foreach kind,obj sanitized fuzzed,$(call $(kind),extension/export/pprof.c)): \
	$(GENERATED)/profile.pb-c.h

# The page of --format html, which html/build makes from the files beside it; a build needs no
# node.
$(foreach kind,obj sanitized fuzzed,$(call $(kind),extension/export/html_asset.c)): \
	extension/export/html/page.html
$(foreach kind,obj sanitized fuzzed,$(call $(kind),extension/export/rules.c)): \
	extension/export/rules.json

$(B)/%.o: %.c | $(READY)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(WARN) $(BASE) -fPIC -fvisibility=hidden -MMD -MP \
		-c -o $@ $<

# ---- tests ----

$(B)/sanitized/%.o: %.c | $(READY)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(SANITIZE) $(WARN) $(BASE) -MMD -MP -c -o $@ $<

$(B)/tests/unit: $(call sanitized,$(LIBRARY) $(TESTS))
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(SANITIZE) -o $@ $^ -lcmocka -pthread $(EXPORT_LIBS)

$(B)/tests/symbols: tests/dumps/symbols/symbols.c $(call obj,$(LIBRARY) $(DUMP))
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) $(WARN) $(BASE) $(PKG_CFLAGS) -pthread -o $@ $^ $(PKG_LIBS)

$(B)/tests/pages: tests/dumps/pages/pages.c $(call obj,$(DUMP))
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) $(WARN) $(BASE) $(PKG_CFLAGS) -pthread -o $@ $^ $(PKG_LIBS)

$(B)/tests/floor: scripts/bench-scan.c $(call obj,$(DUMP))
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) $(WARN) $(BASE) $(PKG_CFLAGS) -pthread -o $@ $^ $(PKG_LIBS)

$(B)/tests/recode: scripts/recode-vmcore.c
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) $(WARN) $(BASE) $(PKG_CFLAGS) -o $@ $< $(PKG_LIBS)

FUZZED := $(LIBRARY) $(DUMP) $(wildcard tests/fake/*.c) \
	extension/program/triage_index.c extension/program/triage_page.c

$(B)/fuzzed/%.o: %.c | $(READY)
	@mkdir -p $(@D)
	$(call say,CLANG)
	$(Q)clang $(SANITIZE) -fsanitize=fuzzer-no-link $(BASE) -pthread $(PKG_CFLAGS) \
		-MMD -MP -c -o $@ $<

$(B)/tests/fuzz/%: tests/fuzz/%.c $(call fuzzed,$(FUZZED)) $(wildcard tests/fuzz/*.h)
	@mkdir -p $(@D)
	$(call say,CLANG)
	$(Q)clang $(SANITIZE) -fsanitize=fuzzer $(BASE) -Itests -pthread $(PKG_CFLAGS) \
		-o $@ $< $(call fuzzed,$(FUZZED)) $(PKG_LIBS)

include mk/install.mk
include mk/packages.mk
include mk/fuzz.mk

# ---- the input of the tests ----

bundled:
	scripts/unpack-vmcores $(B)/vmcores

# Makes every kernel of scripts/lab/kernels that has no result yet, which takes hours.
vmcores:
	scripts/make-vmcore --missing

LAB = $${PAGEOWNER_LAB:-$${XDG_CACHE_HOME:-$$HOME/.cache}/pageowner-lab}

check-vmcores: all bundled $(if $(PAGEOWNER_SID),sid)
	tests/lab/matrix
	DEBIANS="$(PAGEOWNER_TRIXIE) $(PAGEOWNER_SID)" tests/run debuggers
	tests/dumps/formats/levels $(B)/pageowner "$(LAB)/result/6.1-formats"

# The program for the libraries and headers of another Debian, which is in a folder.
sid:
	PKG_CONFIG_SYSROOT_DIR=$(PAGEOWNER_SID) \
	PKG_CONFIG_LIBDIR=$(PAGEOWNER_SID)/usr/lib/x86_64-linux-gnu/pkgconfig \
		$(MAKE) B=$(B)/sid CC="$(CC) --sysroot=$(PAGEOWNER_SID)" $(B)/sid/pageowner

# Installs the packages that scripts/packages lists, or prints them.
packages = $(if $(NO_DEPS),CC="$(CC)" scripts/missing-packages $(1),scripts/install-packages $(1))

deps:
	$(call packages,build)

demo: deps
	$(MAKE) all bundled
	scripts/demo

check:
	$(call packages,build check)
	$(MAKE) all bundled $(addprefix $(B)/tests/,unit symbols pages recode) $(FUZZ)
	tests/run

lint:
	$(call packages,build check lint)
	$(MAKE) $(GENERATED)/profile.pb-c.h
	CFLAGS="$(BASE) $(PKG_CFLAGS) $(FLEET_CFLAGS)" tests/tree/lint

# clang evaluates arguments in the other order.
check-clang:
	$(call packages,build check)
	$(MAKE) all bundled
	$(MAKE) CC=clang B=$(B)/clang WARN="$(WARN) -Werror" all $(B)/clang/tests/unit
	ln -sfn ../vmcores $(B)/clang/vmcores
	BUILD=$(B)/clang tests/run compilers unit program diff export

# RELEASES=6.1 checks only that release; the packages with the sources are downloaded.
check-kernel-patch:
	$(call packages,build kernel)
	tests/kernel-patch/apply $(RELEASES)

# SIZE='8 64': of hosts with so many GiB.
bench: all bundled $(addprefix $(B)/tests/,symbols recode floor)
	scripts/bench-bare
	scripts/bench-scan $(SIZE)
	scripts/bench-html

clean:
	rm -rf $(B)

# Intermediate files are kept, so that a second build does not make them again.
.SECONDARY:

-include $(shell find $(B) -name '*.d' 2>/dev/null)

.PHONY: all bundled vmcores check-vmcores sid deps demo check lint check-clang check-kernel-patch \
	bench clean
