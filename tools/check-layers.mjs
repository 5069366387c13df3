#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// Every #include under src/ and include/ obeys tools/layers.txt.
import { includesOf } from './lib/c.mjs';
import { run } from './lib/check.mjs';

const table = 'tools/layers.txt';

/** Reads the table: what each layer may include, who implements a public header, who may include a library's header. */
function readTable(tree, add) {
    const layers = new Map();
    const publicHeaders = new Map();
    const libraries = new Map();
    tree.lines(table).forEach((row, index) => {
        const match = /^(?:(public|library) )?([^\s:]+):\s*(.*)$/.exec(row.replace(/#.*/, ''));
        if (!match) {
            return;
        }
        const names = match[3].split(/\s+/).filter(Boolean);
        for (const name of names.filter((name) => !layers.has(name))) {
            add(table, index + 1, `'${name}' is no layer declared above this line; a layer stands below those that it uses`);
        }
        const kind = match[1] === 'public' ? publicHeaders : match[1] === 'library' ? libraries : layers;
        kind.set(match[2], names);
    });
    return { layers, publicHeaders, libraries };
}

/** Why `layer` may not include `name`, or undefined when it may. */
function objection(rules, layer, { name, isSystem }) {
    const allowed = [layer, ...rules.layers.get(layer)];
    if (isSystem) {
        const owners = rules.libraries.get(name);
        return owners && !owners.includes(layer) ? `<${name}> belongs to ${owners.join(', ')}` : undefined;
    }
    const [folder, file] = name.split('/');
    if (file === undefined || folder === '..' || folder === '.') {
        return `"${name}" does not start at the source root, as "${layer}/NAME.h" does`;
    }
    const owner = folder === 'esc' && rules.publicHeaders.has(file) ? rules.publicHeaders.get(file)[0] : folder;
    if (!rules.layers.has(owner)) {
        return `"${name}" belongs to no layer of ${table}`;
    }
    return allowed.includes(owner) ? undefined : `"${name}" belongs to ${owner}; ${layer} may include ${allowed.join(', ')} only`;
}

function checkSources(tree, rules, add) {
    for (const file of tree.matching(/^src\/.*\.[ch]$/)) {
        const layer = file.split('/').length > 2 ? file.split('/')[1] : '(none)';
        if (!rules.layers.has(layer)) {
            add(file, 1, `the folder '${layer}' is no layer of ${table}`);
            continue;
        }
        for (const include of includesOf(tree.text(file))) {
            const reason = objection(rules, layer, include);
            if (reason) {
                add(file, include.line, reason);
            }
        }
    }
}

function checkPublicHeaders(tree, rules, add) {
    for (const file of tree.matching(/^include\/esc\/.*\.h$/)) {
        if (!rules.publicHeaders.has(file.split('/').at(-1))) {
            add(file, 1, `${table} has no line 'public ${file.split('/').at(-1)}: LAYER'`);
        }
        for (const { line, name, isSystem } of includesOf(tree.text(file))) {
            if (isSystem ? rules.libraries.has(name) : !name.startsWith('esc/')) {
                add(file, line, `a public header may include "esc/NAME.h" and the C library only, not ${name}`);
            }
        }
    }
}

await run((tree, add) => {
    const rules = readTable(tree, add);
    checkSources(tree, rules, add);
    checkPublicHeaders(tree, rules, add);
});
