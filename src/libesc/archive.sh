#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Makes the static library from one object in which only the functions of the version script are global, so that names of the layers can't
# meet names of a program: archive.sh OUTPUT MAP OBJECT... with the compiler in CC.
set -eu
output=$1
map=$2
shift 2

sed -n 's/^ *\([a-z_]*\);$/\1/p' "$map" >"$output.symbols"
object=${output%.a}.o
${CC:-cc} -r -nostdlib -o "$object" "$@"
objcopy --keep-global-symbols="$output.symbols" "$object"
rm -f "$output"
ar rcs "$output" "$object"
rm -f "$object" "$output.symbols"
