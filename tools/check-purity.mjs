#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// The core layer includes and calls only what tools/purity.txt lists: check-purity [ROOT], with the libraries in ROOT/build.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { includesOf } from './lib/c.mjs';
import { run } from './lib/check.mjs';

const table = 'tools/purity.txt';
const core = 'build/src/core/libcore.a';
const base = 'build/src/base/libbase.a';

function readTable(tree) {
    const allowed = { header: new Set(), object: new Set(), function: new Set() };
    for (const row of tree.lines(table)) {
        const [kind, ...names] = row.replace(/#.*/, '').split(/\s+/).filter(Boolean);
        names.forEach((name) => allowed[kind].add(name));
    }
    return allowed;
}

function checkHeaders(tree, allowed, add) {
    for (const file of tree.matching(/^src\/core\/.*\.[ch]$/)) {
        for (const { line, name } of includesOf(tree.text(file))) {
            if (!/^(core|esc)\//.test(name) && !allowed.header.has(name)) {
                add(file, line, `the core may not include ${name}: it is not in ${table}`);
            }
        }
    }
}

/** The symbols of an archive as {object, name, isDefined}. */
function symbolsOf(path) {
    const rows = execFileSync('nm', ['-A', path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n');
    return rows.flatMap((row) => {
        const match = /([^:/\\]+\.c)\.o:[0-9a-f ]*\s([A-Za-z])\s(\S+)$/.exec(row);
        return match ? [{ object: match[1], name: match[3], isDefined: !/[Uuw]/.test(match[2]) }] : [];
    });
}

/** Names that compilers put in by themselves; a checked variant such as __memcpy_chk counts as the function it checks. */
function isOfCompiler(name) {
    return /^(_GLOBAL_OFFSET_TABLE_|__stack_chk_fail)$|^__(asan|ubsan|tsan|sanitizer)_/.test(name);
}

function checkSymbols(tree, allowed, add) {
    const own = symbolsOf(join(tree.root, core));
    const known = new Set(own.filter(({ isDefined }) => isDefined).map(({ name }) => name));
    for (const { object, name, isDefined } of symbolsOf(join(tree.root, base))) {
        if (isDefined && allowed.object.has(object)) {
            known.add(name);
        }
    }
    for (const { object, name } of own.filter(({ isDefined }) => !isDefined)) {
        const called = name.replace(/^__(\w+)_chk$/, '$1').replace(/^__isoc\d+_/, '');
        if (!known.has(name) && !allowed.function.has(called) && !isOfCompiler(name)) {
            add(`src/core/${object}`, 1, `uses ${name}, which is not in ${table}: the core takes time, random bytes and text as arguments`);
        }
    }
}

await run((tree, add) => {
    if (tree.matching(/^src\/core\/.*\.c$/).length === 0) {
        return;
    }
    const allowed = readTable(tree);
    checkHeaders(tree, allowed, add);
    if (!tree.has(core) || !tree.has(base)) {
        add(core, 1, 'is not there to look into: run `make build` first');
        return;
    }
    checkSymbols(tree, allowed, add);
});
