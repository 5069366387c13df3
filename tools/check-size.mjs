#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// No function is longer than 60 lines and no source file longer than 600.
import { functionsOf } from './lib/c.mjs';
import { run } from './lib/check.mjs';

const linesOfFunction = 60;
const linesOfFile = 600;

await run((tree, add) => {
    for (const file of tree.matching(/\.([ch]|mjs|lua)$/)) {
        const length = tree.lines(file).length - 1;
        if (length > linesOfFile) {
            add(file, linesOfFile + 1, `the file has ${length} lines, expected at most ${linesOfFile}: split it by noun`);
        }
    }
    for (const file of tree.matching(/\.c$/)) {
        for (const { name, line, length } of functionsOf(tree.text(file)).filter((found) => found.length > linesOfFunction)) {
            add(file, line, `${name} has ${length} lines, expected at most ${linesOfFunction}`);
        }
    }
});
