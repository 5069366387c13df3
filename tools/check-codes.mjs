#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// Every error code in the sources stands in the table of src/api/fault.c, and every code of the table is used or is a kind's default.
import { stringsOf } from './lib/c.mjs';
import { run } from './lib/check.mjs';

const table = 'src/api/fault.c';

/** The error codes among the literals of a file as {line, value}. */
function codesOf(tree, file) {
    return stringsOf(tree.text(file)).filter(({ value }) => /^[A-Z]{2}-\d{4}$/.test(value));
}

await run((tree, add) => {
    if (!tree.has(table)) {
        return;
    }
    const inTable = codesOf(tree, table);
    const known = new Set();
    for (const { line, value } of inTable) {
        if (known.has(value)) {
            add(table, line, `${value} stands in the table twice`);
        }
        known.add(value);
    }
    const used = new Set();
    for (const file of tree.matching(/^src\/.*\.[ch]$/).filter((path) => path !== table)) {
        for (const { line, value } of codesOf(tree, file)) {
            used.add(value);
            if (!known.has(value)) {
                add(file, line, `${value} is not in the table of ${table}`);
            }
        }
    }
    for (const { line, value } of inTable.filter((code) => !used.has(code.value))) {
        add(table, line, `${value} is used nowhere`);
    }
});
