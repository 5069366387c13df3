// SPDX-License-Identifier: EUPL-1.2
// The pages that somebody can reach by links, as looks: one of each path.
import { crawl } from '../../api/lib/crawl.mjs';
import { stateOf } from './signin.mjs';

/** "cards-one-edit" for "/console/cards/{}/edit". */
function nameOf(shape) {
    const words = shape.replace(/^\/(console\b)?/, '').replaceAll('{}', 'one').split('/').filter(Boolean);
    return words.length === 0 ? 'home' : words.join('-');
}

/** Looks for everyLook(), of what a visitor sees under `under`, named with a prefix; those in `but`, found for somebody else, are left out. */
export async function looksOf(visitor, starts, { prefix, under = '/', but = [] }) {
    const isNew = ({ shape, path }) => path.startsWith(under) && (starts.includes(path) || !but.some((look) => look.shape === shape));
    const pages = (await crawl(visitor, starts)).filter(({ isPage, status, shape }) => isPage && status === 200 && !shape.includes('?'));
    const state = stateOf(visitor);
    return pages.filter(isNew).map(({ shape, path }) => ({ name: `${prefix}-${nameOf(shape)}`, shape, path, as: () => state }));
}
