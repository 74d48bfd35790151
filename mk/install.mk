# SPDX-License-Identifier: GPL-2.0-or-later
# make install: where it puts the program, extension, library, header, man page and Python
# package.
# make uninstall, with the same variables: removes what make install put there, and nothing else.

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
MANDIR ?= $(PREFIX)/share/man
# crash searches the first of these two folders that exists, whatever its own prefix is. With
# a prefix other than /usr and /usr/local nothing is written outside of it.
CRASH_LOOKS := $(firstword $(wildcard /usr/lib64/crash/extensions) /usr/lib/crash/extensions)
CRASHDIR ?= $(if $(filter /usr /usr/local,$(PREFIX)),$(CRASH_LOOKS),$(LIBDIR)/crash/extensions)
# The folder in which the system's Python, which drgn and GDB use, looks for packages.
PYTHON ?= /usr/bin/python3
PYTHONDIR ?= $(shell $(PYTHON) -c 'import site; \
	print(next((d for d in site.getsitepackages() if d.startswith("$(PREFIX)/lib/")), \
	"$(PREFIX)/lib/python3/dist-packages"))')
VERSION = $(shell sed -n 's/^.define PAGEOWNER_VERSION "\(.*\)"/\1/p' extension/core/core.h)
INFO = $(PYTHONDIR)/pageowner-$(VERSION).dist-info
MADE := $(B)/install
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d
COMMANDS := $(shell sed -n 's/^\t\t\.name = "\([a-z]*\)",$$/\1/p' extension/command/commands.c)

# Each file as MODE:FILE:PLACE. A link has "link" for its mode.
INSTALLED = \
	755:$(B)/pageowner:$(BINDIR)/pageowner \
	755:$(B)/pageowner-fleet:$(BINDIR)/pageowner-fleet \
	$(foreach file,$(wildcard extension/fleet/sql/*/*.sql), \
		644:$(file):$(SQLDIR)/$(patsubst extension/fleet/sql/%,%,$(file))) \
	644:$(B)/pageowner.so:$(CRASHDIR)/pageowner.so \
	644:$(B)/libpageowner.so.0:$(LIBDIR)/libpageowner.so.0 \
	link:libpageowner.so.0:$(LIBDIR)/libpageowner.so \
	644:extension/core/pageowner.h:$(INCLUDEDIR)/pageowner.h \
	644:$(MADE)/pageowner.pc:$(LIBDIR)/pkgconfig/pageowner.pc \
	644:docs/pageowner.1:$(MANDIR)/man1/pageowner.1 \
	644:docs/libpageowner.3:$(MANDIR)/man3/libpageowner.3 \
	$(foreach command,$(COMMANDS), \
		644:$(MADE)/pageowner-$(command).1:$(MANDIR)/man1/pageowner-$(command).1) \
	644:$(MADE)/pageowner.bash:$(BASHDIR)/pageowner \
	644:$(MADE)/_pageowner:$(ZSHDIR)/_pageowner \
	644:completion/pageowner.fish:$(FISHDIR)/pageowner.fish \
	$(foreach file,$(wildcard extension/python/pageowner/*.py), \
		644:$(file):$(PYTHONDIR)/pageowner/$(notdir $(file))) \
	644:$(MADE)/METADATA:$(INFO)/METADATA \
	644:extension/python/entry_points.txt:$(INFO)/entry_points.txt
# Folders that uninstall removes once they are empty, the inner ones first.
FOLDERS = $(PYTHONDIR)/pageowner $(INFO) $(LIBDIR)/pkgconfig $(MANDIR)/man1 $(MANDIR)/man3 \
	$(BASHDIR) $(patsubst %/,%,$(dir $(BASHDIR))) $(ZSHDIR) $(patsubst %/,%,$(dir $(ZSHDIR))) \
	$(FISHDIR) $(patsubst %/,%,$(dir $(FISHDIR))) $(CRASHDIR) \
	$(patsubst %/,%,$(dir $(CRASHDIR))) $(SQLDIR)/sqlite $(SQLDIR)/postgresql $(SQLDIR) \
	$(patsubst %/,%,$(dir $(SQLDIR)))

# Where drgn and GDB look for the library; a package does that itself.
LDCONFIG = [ -n "$(DESTDIR)" ] || [ "$$(id -u)" != 0 ] || /sbin/ldconfig

# Each is renamed when it is whole: several make install may run at once.
install: all
	@mkdir -p $(MADE)
	@put() { cat >$(MADE)/$$1.$$$$ && mv $(MADE)/$$1.$$$$ $(MADE)/$$1; }; \
	sed -e 's,@libdir@,$(LIBDIR),; s,@includedir@,$(INCLUDEDIR),; s,@version@,$(VERSION),' \
		extension/core/pageowner.pc.in | put pageowner.pc && \
	sed 's,@version@,$(VERSION),' extension/python/METADATA.in | put METADATA && \
	cat completion/words.sh completion/bash.sh | put pageowner.bash && \
	sed -e '/^@words@$$/r completion/words.sh' -e '/^@words@$$/d' \
		completion/zsh.in | put _pageowner && \
	for command in $(COMMANDS); do \
		scripts/make-man $(B)/pageowner $$command | put pageowner-$$command.1; done
	@scripts/install-files "$(DESTDIR)" $(INSTALLED)
	@$(LDCONFIG)
	@case $(CRASHDIR) in /usr/lib64/* | /usr/lib/*) ;; \
		*) echo "crash finds the extension with CRASH_EXTENSIONS=$(CRASHDIR)" ;; esac

uninstall:
	@scripts/uninstall-files "$(DESTDIR)" "$(FOLDERS)" $(INSTALLED)
	@$(LDCONFIG)

.PHONY: install uninstall
