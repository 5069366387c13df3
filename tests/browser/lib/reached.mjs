// SPDX-License-Identifier: EUPL-1.2
// The pages that a role can reach by links, as looks: one of each path.
import { crawl } from '../../api/lib/crawl.mjs';
import { Visitor } from '../../api/lib/visitor.mjs';
import { stateOf, userOf } from './signin.mjs';

/** "cards-one-edit" for "/console/cards/{}/edit". */
function nameOf(shape) {
    const words = shape.replace(/^\/(console\b)?/, '').replaceAll('{}', 'one').split('/').filter(Boolean);
    return words.length === 0 ? 'home' : words.join('-');
}

/** Looks for everyLook(): without a role, those of a stranger; with one, those of the console alone. */
export async function looksOf(router, role, starts, prefix) {
    const visitor = new Visitor(router);
    if (role !== undefined) {
        await visitor.signIn(userOf(router, role));
    }
    const state = stateOf(visitor);
    const pages = (await crawl(visitor, starts)).filter(({ isPage, status, shape }) => isPage && status === 200 && !shape.includes('?'));
    const own = pages.filter(({ path }) => role === undefined || path.startsWith('/console'));
    return own.map(({ shape, path }) => ({ name: `${prefix}-${nameOf(shape)}`, path, as: () => state }));
}
