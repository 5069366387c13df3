#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Installs the library into a folder and builds a program with what pkg-config tells of it, shared and static: installed.sh BUILD USER_C
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

DESTDIR=$work/root meson install -C "$1" --no-rebuild --quiet --tags runtime,devel
pc=$(find "$work/root" -name libesc.pc)
libraries=$(dirname "$(find "$work/root" -name libesc.a)")
PKG_CONFIG_PATH=$(dirname "$pc")
PKG_CONFIG_SYSROOT_DIR=$work/root
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR

# shellcheck disable=SC2046 # the flags are words
${CC:-cc} -std=c17 -Wall -Wextra -Wpedantic -Werror $(pkg-config --cflags libesc) "$2" -o "$work/shared" $(pkg-config --libs libesc)
objdump -p "$work/shared" | grep -q 'NEEDED *libesc\.so\.0'
LD_LIBRARY_PATH=$libraries "$work/shared"

rm "$libraries"/libesc.so*
# shellcheck disable=SC2046
${CC:-cc} -std=c17 $(pkg-config --cflags libesc) "$2" -o "$work/static" $(pkg-config --static --libs libesc)
"$work/static"
