#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// What the style bans: unsafe functions, goto, SQL and process control outside their layers, typedefs of anything but functions.
import { codeOf, stringsOf } from './lib/c.mjs';
import { matches, run } from './lib/check.mjs';

const everywhere = /\.[ch]$/;
const products = /^(src|include)\/.*\.[ch]$/;
const layers = /^src\/(?!router\/|esc\/|darkroom\/|press\/|adapter\/).*\.[ch]$/;
/** `picture` ends the processes that it has started itself. */
const childless = /^src\/(?!router\/|esc\/|darkroom\/|press\/|adapter\/|picture\/).*\.[ch]$/;

/** One file asks what time it is. */
const clockless = /^src\/(?!base\/clock\.c$).*\.[ch]$/;

/** Rules on code, without comments and literals: where they hold, what they find, what to do instead. */
const rules = [
    [everywhere, /\b(?:strcpy|stpcpy|strcat|sprintf|vsprintf|gets)\b/g, 'writes without a limit; expected snprintf, memcpy or a struct buf'],
    [everywhere, /\b(?:atoi|atol|atoll|atof)\b/g, 'hides bad input; expected str_to_int64'],
    [everywhere, /\b(?:strtok|gmtime|localtime|asctime|ctime)\b/g, 'shares hidden state between threads; expected str_cut, day_to_date'],
    [everywhere, /\balloca\b/g, 'takes memory that no limit guards; expected the arena'],
    [clockless, /\bCLOCK_REALTIME\b/g, 'jumps when the clock is set; expected CLOCK_MONOTONIC to wait, clock_now_us to tell the time'],
    [everywhere, /\bgoto\b/g, 'jumps; expected an early return and AUTO() cleanup'],
    [layers, /\b(?:getenv|secure_getenv|setenv|putenv)\b(?=\s*\()/g, 'belongs to programs only: hand the value down as an option'],
    [layers, /\b(?:exit|_exit|_Exit|quick_exit)\b(?=\s*\()/g, 'belongs to programs only: return an error'],
    [childless, /\b(?:signal|sigaction|raise|kill)\b(?=\s*\()/g, 'belongs to programs only'],
];

const sqlHolders = /^src\/(db|store|adapter)\//;
const sql = /^\s*(SELECT\s|INSERT (OR \w+ )?INTO\s|REPLACE INTO\s|UPDATE\s+\w+\s+SET\s|DELETE FROM\s|CREATE\s+(UNIQUE )?(TABLE|INDEX|TRIGGER|VIEW)\s|PRAGMA\s)/;

/** `typedef T name(...)`, the type of a function. */
const functionType = /^typedef\s+(?:const\s+)?(?:(?:struct|enum|unsigned)\s+)?\w+[\s*]+\w+_fn\s*\(/;

function checkRules(tree, file, code, add) {
    for (const [where, pattern, advice] of rules.filter(([where]) => where.test(file))) {
        for (const { line, match } of matches(code, pattern)) {
            add(file, line, `${match[0]} ${advice}`);
        }
    }
}

function checkTypedefs(file, code, add) {
    for (const { line, match } of matches(code, /\btypedef\b[^;]*;/g)) {
        if (!functionType.test(match[0])) {
            add(file, line, 'typedef hides what a thing is; expected struct, enum or a plain type (only the type of a function, NAME_fn, has one)');
        }
    }
}

function checkSql(tree, file, add) {
    for (const { line, value } of stringsOf(tree.text(file)).filter(({ value }) => sql.test(value))) {
        add(file, line, `SQL outside the store: "${value.slice(0, 40)}"; expected a statement of src/store and a function for it`);
    }
}

await run((tree, add) => {
    for (const file of tree.matching(everywhere)) {
        const code = codeOf(tree.text(file));
        checkRules(tree, file, code, add);
        if (products.test(file)) {
            checkTypedefs(file, code, add);
        }
        if (/^src\//.test(file) && !sqlHolders.test(file)) {
            checkSql(tree, file, add);
        }
    }
    if (tree.has('meson.build') && !/'-Wvla'/.test(tree.text('meson.build'))) {
        add('meson.build', 1, "the compilers must refuse arrays of variable length: '-Wvla' is missing");
    }
});
