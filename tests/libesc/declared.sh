#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Prints the functions that the public headers declare, one a line: declared.sh SOURCE_ROOT
set -eu
for header in "$1"/include/esc/*.h; do
    echo "#include <esc/${header##*/}>" | ${CC:-cc} -E -P -I "$1/include" -
done | tr -d '\n' | tr ';{}' '\n' | grep -v typedef |
    sed -n 's/.*[ *]\(\(escn\|esi\|pic\|qr\)_[a-z_]*\)(.*/\1/p' | sort -u
