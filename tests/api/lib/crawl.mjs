// SPDX-License-Identifier: EUPL-1.2
// Walks through all pages that a visitor can reach by links, one of each shape: of a list, one entry; of a filter, one value.
import { sql } from './router.mjs';
import { filled } from './visitor.mjs';

export { sent } from './visitor.mjs';

export const roles = ['SUPER_ADMINISTRATOR', 'AUTHORISED_REPRESENTATIVE', 'FUNCTIONAL_ADMINISTRATOR', 'TECHNICAL_ADMINISTRATOR', 'READER'];


const variable = /^(\d+|[0-9a-f]{8}-[0-9a-f-]{27}|urn:.*|[A-Z]\d{8}|[\w-]{40,})$/i;

// An operation or an error code of the documentation.
const documented = /^(\/docs\/\w+\/)[^/]+$/;

/** "/console/cards/{}?page=" for "/console/cards/0f1e...?page=3": what addresses of one kind have in common. */
export function shapeOf(address) {
    const url = new URL(address, 'http://x');
    const parts = url.pathname.split('/').map((part) => (variable.test(decodeURIComponent(part)) ? '{}' : part));
    const path = parts.join('/').replace(documented, '$1{}');
    const names = [...new Set([...url.searchParams].filter(([, value]) => value !== '').map(([name]) => name))].sort();
    return names.length === 0 ? path : `${path}?${names.join('&')}`;
}

/** The answers of all shapes reached from `starts`, a page before those that it leads to. Links to another language are not followed. */
export async function crawl(visitor, starts, { limit = 400 } = {}) {
    const seen = new Set();
    const waiting = starts.map((path) => ({ path, from: 'the start' }));
    const answers = [];
    while (waiting.length > 0 && answers.length < limit) {
        const { path, from } = waiting.shift();
        const shape = shapeOf(path);
        if (seen.has(shape) || /[?&]lang=/.test(path)) {
            continue;
        }
        seen.add(shape);
        const answer = await visitor.get(path);
        answers.push({ ...answer, shape, from });
        const next = answer.location === undefined ? answer.links : [answer.location];
        waiting.push(...next.map((target) => ({ path: target, from: path })));
    }
    return answers;
}

// What reading itself writes down, some of it a while later: who read, when a session or a token was used, how often a card was checked.
const ofReading = /^(audit.*|login|sqlite_.*|reading.*|person_read.*|verification_count)$/;

const withoutUse = ({ last_used_at_us: _, ...row }) => row;

/** What the database holds, by table, apart from what reading writes. */
export function contents(router) {
    const tables = sql(router.database, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").map(({ name }) => name);
    const rowsOf = (name) => JSON.stringify(sql(router.database, `SELECT * FROM "${name}"`).map(withoutUse));
    return Object.fromEntries(tables.filter((name) => !ofReading.test(name)).map((name) => [name, rowsOf(name)]));
}

/** The names of the tables that differ. */
export function changed(before, after) {
    return Object.keys(after).filter((name) => before[name] !== after[name]);
}

/** Of what crawl() found for each role, all forms that change something, with the page and the role in which each was found: one for each action. */
export function postForms(found) {
    const forms = new Map();
    for (const [role, answers] of Object.entries(found)) {
        for (const { path, forms: list } of answers) {
            for (const form of list.filter(({ method }) => method === 'post')) {
                const fields = form.fields.map(({ name, kind, value }) => (kind === 'button' ? `${name}=${value}` : name)).sort().join();
                forms.set(`${shapeOf(form.action)} ${fields}`, { ...form, path, role });
            }
        }
    }
    return [...forms.values()];
}

export const withoutGuard = (form) => filled(form).filter(([name]) => name !== 'csrf');
export const guardOf = (form) => form.fields.find(({ name }) => name === 'csrf')?.value;
