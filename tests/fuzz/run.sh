#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Fuzzes every target for some time: run.sh SECONDS [TARGET]...
# New inputs stay in build-fuzz/corpus; what breaks a target is left in build-fuzz/findings and ends the run.
set -eu
if [ $# -lt 1 ]; then
    echo "usage: run.sh SECONDS [TARGET]..." >&2
    exit 2
fi
seconds=$1
shift
cd "$(dirname "$0")/../.."
build=build-fuzz

if [ ! -f $build/build.ninja ]; then
    CC=clang meson setup $build -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=1 \
        "-Dc_args=['-fsanitize=fuzzer-no-link', '-fno-sanitize-recover=undefined']" >/dev/null
fi

if [ $# -eq 0 ]; then
    for source in tests/fuzz/fuzz_*.c; do
        target=${source#tests/fuzz/fuzz_}
        set -- "$@" "${target%.c}"
    done
fi

for target; do
    ninja -C $build --quiet "tests/fuzz/fuzz_$target"
    mkdir -p "$build/corpus/$target" $build/findings
    echo "$target"
    "$build/tests/fuzz/fuzz_$target" "-max_total_time=$seconds" -max_len=4096 -verbosity=0 -print_final_stats=1 \
        "-artifact_prefix=$build/findings/$target-" "$build/corpus/$target" "tests/fuzz/corpus/$target"
done
