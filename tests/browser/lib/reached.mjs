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

async function reached(router, role, starts) {
    const visitor = new Visitor(router);
    if (role !== undefined) {
        await visitor.signIn(userOf(router, role));
    }
    const pages = (await crawl(visitor, starts)).filter(({ isPage, status, shape }) => isPage && status === 200 && !shape.includes('?'));
    return { state: stateOf(visitor), pages: pages.filter(({ path }) => role === undefined || path.startsWith('/console')) };
}

/** Looks for everyLook(): without a role, those of a stranger; with one, those of the console. `but` names a role whose pages are looked at elsewhere. */
export async function looksOf(router, { role, starts, prefix, but }) {
    const { state, pages } = await reached(router, role, starts);
    const others = but === undefined ? [] : (await reached(router, but, starts)).pages.map(({ shape }) => shape);
    const own = pages.filter(({ shape }) => !others.includes(shape) || starts.includes(shape));
    return own.map(({ shape, path }) => ({ name: `${prefix}-${nameOf(shape)}`, path, as: () => state }));
}
