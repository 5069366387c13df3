# SPDX-License-Identifier: EUPL-1.2
# Turns the synopsis of manual pages into declarations of C, one a line: its .Ft, .Fn, .Fo, .Fa and .Fc lines.
function arguments(text, list) {
    while (match(text, /"[^"]*"/)) {
        list = list (list == "" ? "" : ", ") substr(text, RSTART + 1, RLENGTH - 2)
        text = substr(text, RSTART + RLENGTH)
    }
    return list
}
function declare(name, list) {
    print type " " name "(" list ");"
}
/^\.Sh / { inside = $2 == "SYNOPSIS" }
!inside { next }
/^\.Ft / { type = substr($0, 5); gsub(/"/, "", type) }
/^\.Fn / { declare($2, arguments($0)) }
/^\.Fo / { name = $2; list = "" }
/^\.Fa / { list = list (list == "" ? "" : ", ") arguments($0) }
/^\.Fc/ { declare(name, list) }
