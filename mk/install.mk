# SPDX-License-Identifier: GPL-2.0-or-later
# make install: where it puts program, extension, library, header, man page and Python package.

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
MANDIR ?= $(PREFIX)/share/man
CRASHDIR ?= $(LIBDIR)/crash/extensions
# where the system's Python, which drgn and GDB use, looks for packages
PYTHON ?= /usr/bin/python3
PYTHONDIR ?= $(shell $(PYTHON) -c 'import site; \
	print(next((d for d in site.getsitepackages() if d.startswith("$(PREFIX)/lib/")), \
	"$(PREFIX)/lib/python3/dist-packages"))')
VERSION = $(shell sed -n 's/^.define PAGEOWNER_VERSION "\(.*\)"/\1/p' extension/core/core.h)
INFO = $(DESTDIR)$(PYTHONDIR)/pageowner-$(VERSION).dist-info

install: all
	install -D -m 755 $(B)/pageowner $(DESTDIR)$(BINDIR)/pageowner
	install -D -m 644 $(B)/pageowner.so $(DESTDIR)$(CRASHDIR)/pageowner.so
	install -D -m 644 $(B)/libpageowner.so.0 $(DESTDIR)$(LIBDIR)/libpageowner.so.0
	ln -sf libpageowner.so.0 $(DESTDIR)$(LIBDIR)/libpageowner.so
	install -D -m 644 extension/core/pageowner.h $(DESTDIR)$(INCLUDEDIR)/pageowner.h
	install -D -m 644 docs/pageowner.1 $(DESTDIR)$(MANDIR)/man1/pageowner.1
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(PYTHONDIR)/pageowner $(INFO)
	sed -e 's,@libdir@,$(LIBDIR),; s,@includedir@,$(INCLUDEDIR),; s,@version@,$(VERSION),' \
		extension/core/pageowner.pc.in >$(DESTDIR)$(LIBDIR)/pkgconfig/pageowner.pc
	install -m 644 extension/python/pageowner/*.py $(DESTDIR)$(PYTHONDIR)/pageowner
	sed 's,@version@,$(VERSION),' extension/python/METADATA.in >$(INFO)/METADATA
	install -m 644 extension/python/entry_points.txt $(INFO)/entry_points.txt
	[ -n "$(DESTDIR)" ] || /sbin/ldconfig || true	# where drgn and GDB look for the library

.PHONY: install
