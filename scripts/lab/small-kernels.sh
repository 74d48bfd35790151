# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Kernels with little more than a page allocator (scripts/lab/config/bench), built in some minutes
# in a temporary folder, and booted.  Sourced by bench-kernel-patch and tests/kernel-patch/kunit,
# in the folder of the project.
#
#   TMPDIR    where sources and builds go, 3 GB: /var/tmp

lab=$PWD/scripts/lab
work=$(mktemp -d "${TMPDIR:-/var/tmp}/pageowner-small.XXXXXX")
trap 'rm -rf "$work"' EXIT

die() { echo "$(basename "$0"): $*" >&2; exit 1; }
tell() { "$@" >"$work/log" 2>&1 || { tail -20 "$work/log" >&2; die "this failed: $*"; }; }

# kernel BUILD FRAGMENT...: builds the source in $work/source in $work/BUILD
kernel() {
	local build=$work/$1
	shift
	tell "$lab/configure" "$work/source" "$build" "${@/#/$lab/config/}" -- ARCH=x86_64
	tell make -s -C "$build" -j"$(nproc)" bzImage modules
	cp "$build/arch/x86/boot/bzImage" "$build/usr/gen_init_cpio" "$build"
}

# patch_source RELEASE: applies all series of kernel-patch/
patch_source() {
	local one
	find "$PWD/kernel-patch/$1" -name '*.patch' ! -name '0000-*' | sort >"$work/patches"
	[ -s "$work/patches" ] || die "there is no series in kernel-patch/$1"
	while read -r one; do
		tell patch -s -p1 -d "$work/source" -i "$one"
	done <"$work/patches"
}

# boot FOLDER MODULE PARAMETER...: boots the bzImage there on one processor, whose time stamp
# counter counts instructions, and loads the module, if it is not empty; the console's output is
# in $work/console
boot() {
	local folder=$1 module=$2 dir=$work/guest
	shift 2
	rm -rf "$dir"
	mkdir "$dir"
	printf '#!/bin/busybox sh\n%s\n/bin/busybox reboot -f\n' \
		"${module:+/bin/busybox insmod /module.ko}" >"$dir/init"
	cat >"$dir/list" <<-LIST
	dir /dev 755 0 0
	nod /dev/console 600 0 0 c 5 1
	dir /bin 755 0 0
	file /bin/busybox $(command -v busybox) 755 0 0
	file /init $dir/init 755 0 0
	LIST
	[ -z "$module" ] || echo "file /module.ko $module 644 0 0" >>"$dir/list"
	"$folder/gen_init_cpio" "$dir/list" | gzip >"$dir/initrd"
	timeout 300 qemu-system-x86_64 -accel tcg,thread=single -icount shift=0 -cpu qemu64 -smp 1 \
		-m 256M -display none -nodefaults -serial "file:$work/console" -no-reboot \
		-kernel "$folder/bzImage" -initrd "$dir/initrd" \
		-append "earlyprintk=ttyS0,keep panic=-1 $*" </dev/null || true
}
