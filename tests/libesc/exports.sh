#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Both libraries show exactly the functions of the public headers: exports.sh SOURCE_ROOT SHARED STATIC
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$(dirname "$0")/declared.sh" "$1" >"$work/declared"
nm -D --defined-only "$2" | sed -n 's/.* [TDBR] \([a-z_]*\)@.*/\1/p' | sort >"$work/shared"
nm -g --defined-only "$3" | sed -n 's/.* [A-Z] \([a-z_]*\)$/\1/p' | sort >"$work/static"

test -s "$work/declared"
diff "$work/declared" "$work/shared"
diff "$work/declared" "$work/static"
echo "$(wc -l <"$work/declared") functions declared, exported by both libraries"
