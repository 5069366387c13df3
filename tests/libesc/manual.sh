#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# The manual pages format without a warning, and those of the library show each public function once, as the headers declare it: manual.sh SOURCE_ROOT
set -eu
manual=$1/man
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mandoc -T lint -W warning "$manual"/*.[0-9]

# The declarations of the synopses are those of the headers: none more or less, and the compiler refuses what differs.
awk -f "$(dirname "$0")/synopsis.awk" "$manual"/*.3 >"$work/synopsis"
"$(dirname "$0")/declared.sh" "$1" >"$work/declared"
grep -v typedef "$work/synopsis" | sed 's/^[^(]*[ *]\([a-z_]*\)(.*/\1/' | sort >"$work/described"
diff "$work/declared" "$work/described"
{
    printf '#include <esc/%s.h>\n' escn esi qr
    cat "$work/synopsis"
} >"$work/synopsis.c"
${CC:-cc} -std=c17 -fsyntax-only -I "$1/include" "$work/synopsis.c"
echo "$(wc -l <"$work/described") functions described as they are declared"
