#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// Every source file says its licence in its first or second line.
import { run } from './lib/check.mjs';

const expected = 'SPDX-License-Identifier: EUPL-1.2';
const sources = /\.([ch]|m?js|lua|sh|css|html|svg|sql|build|conf|ini|service|[1-8])$|(^|\/)(Makefile|meson_options\.txt)$|^tools\/.*\.txt$/;

function isScript(tree, file) {
    return !/\.\w+$/.test(file) && tree.text(file).startsWith('#!');
}

await run((tree, add) => {
    for (const file of tree.files) {
        const isSource = sources.test(file) || isScript(tree, file);
        if (isSource && !/\/corpus\//.test(file) && !tree.lines(file).slice(0, 2).some((row) => row.includes(expected))) {
            add(file, 1, `the first or second line must say "${expected}"`);
        }
    }
});
