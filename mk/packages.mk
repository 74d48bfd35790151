# SPDX-License-Identifier: GPL-2.0-or-later
# make deb: the Debian packages of debian/, in build/deb. They are built from a copy, because
# dpkg-buildpackage leaves them beside the tree. make rpm: the same of rpm/pageowner.spec.

PACKAGED := COPYING Makefile NEWS.md README.md completion docs extension mk scripts

deb:
	$(call packages,build deb)
	rm -rf $(B)/deb
	mkdir -p $(B)/deb/pageowner
	cp -a $(PACKAGED) debian $(B)/deb/pageowner
	cd $(B)/deb/pageowner && \
		DEB_BUILD_OPTIONS="noautodbgsym parallel=$$(nproc) $$DEB_BUILD_OPTIONS" \
		env -u MAKEFLAGS -u MAKEOVERRIDES -u MFLAGS dpkg-buildpackage -b -us -uc
	rm -r $(B)/deb/pageowner
	@ls $(B)/deb/*.deb

# RPMFLAGS=--nodeps where rpm knows nothing of what is installed, as on Debian.
rpm:
	rm -rf $(B)/rpm
	mkdir -p $(B)/rpm/SOURCES
	tar -czf $(B)/rpm/SOURCES/pageowner-$(VERSION).tar.gz \
		--transform 's,^,pageowner-$(VERSION)/,' $(PACKAGED)
	env -u MAKEFLAGS -u MAKEOVERRIDES -u MFLAGS rpmbuild -bb $(RPMFLAGS) \
		--define "_topdir $(abspath $(B))/rpm" rpm/pageowner.spec
	@ls $(B)/rpm/RPMS/*/*.rpm

.PHONY: deb rpm
