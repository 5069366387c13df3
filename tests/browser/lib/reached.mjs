// SPDX-License-Identifier: EUPL-1.2
// The pages that somebody can reach by links, as looks: one of each path.
import { readFileSync, readdirSync } from 'node:fs';

import { crawl } from '../../api/lib/crawl.mjs';
import { stateOf } from './signin.mjs';

/** "cards-one-edit" for "/console/cards/{}/edit". */
function nameOf(shape) {
    const words = shape.replace(/^\/(console\b)?/, '').replaceAll('{}', 'one').split('/').filter(Boolean);
    return words.length === 0 ? 'home' : words.join('-');
}

/** The first page of each shape, whatever its query: Map of shape -> path. */
function pagesOf(answers) {
    const pages = new Map();
    for (const { isPage, status, shape, path } of answers) {
        const [bare] = shape.split('?');
        if (isPage && status === 200 && !pages.has(bare)) {
            pages.set(bare, path);
        }
    }
    return [...pages].map(([shape, path]) => ({ shape, path }));
}

/** Looks for everyLook(), of what a visitor sees under `under`, named with a prefix; those in `but`, found for somebody else, are left out. */
export async function looksOf(visitor, starts, { prefix, under = '/', but = [] }) {
    const isNew = ({ shape, path }) => path.startsWith(under) && (starts.includes(path) || !but.some((look) => look.shape === shape));
    const state = stateOf(visitor);
    const as = () => state;
    const pages = pagesOf(await crawl(visitor, starts)).filter(isNew);
    return pages.map(({ shape, path }) => ({ name: `${prefix}-${nameOf(shape)}`, shape, path, as }));
}

/** The paths that stand as such in the tests of this folder: [path], with "x" for what is filled in. */
export function writtenPaths() {
    const folder = new URL('../', import.meta.url);
    const texts = readdirSync(folder).filter((name) => name.endsWith('.test.mjs')).map((name) => readFileSync(new URL(name, folder), 'utf8'));
    return texts.flatMap((text) => [...text.matchAll(/\bpath: ['`](\/[^'`]*)['`]/g)].map(([, path]) => path.replaceAll(/\$\{[^}]*\}/g, 'x')));
}
