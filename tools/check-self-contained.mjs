#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// The tree speaks of the product alone: no paths of one machine, no hosts of package registries, no notes of unfinished work, nothing built.
import { matches, run } from './lib/check.mjs';

const rules = [
    [/(?<![\w.\-:/}])\/(?:home|root|work|Users)\/[\w.]/g, 'is a path of one machine; expected a path inside the tree or one that the caller gives'],
    [/registry\.npmjs|deb\.debian\.|pypi\.org|crates\.io|proxy\.golang/g, 'is a host of a package registry; the package client knows it'],
    [/\b(?:T[O]DO|F[I]XME|X[X]X)\b/g, 'marks something unfinished; expected it done, or an entry where work is planned'],
];

const textWithAnyBytes = /(^|\/)corpus\//;
const assets = /^(docs|src)\/.*\.(png|ico|woff2)$/;
const assetBytes = 1 << 20;

function checkText(tree, file, add) {
    for (const [pattern, advice] of rules) {
        for (const { line, match } of matches(tree.text(file), pattern)) {
            add(file, line, `${match[0]} ${advice}`);
        }
    }
}

await run((tree, add) => {
    for (const file of tree.files.filter((path) => !textWithAnyBytes.test(path))) {
        const bytes = tree.bytes(file);
        if (!bytes.includes(0)) {
            checkText(tree, file, add);
        } else if (!assets.test(file)) {
            add(file, 1, 'is no text; expected sources from which it is made (pictures stand in docs/)');
        } else if (bytes.length > assetBytes) {
            add(file, 1, `has ${bytes.length} bytes, expected at most ${assetBytes}`);
        }
    }
});
