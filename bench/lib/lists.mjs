// SPDX-License-Identifier: EUPL-1.2
// Lists: the first, a middle and the last page of all that an organisation has, asked for in turn over one connection; and filtered ones.
import { Agent, get } from 'node:http';
import { median } from './load.mjs';

const samples = 101;
const size = 10;

/** One request; gives {ms, page} with the answer's own account of pages. */
function timed(agent, url, token) {
    return new Promise((resolve, reject) => {
        const begin = process.hrtime.bigint();
        get(url, { agent, headers: { authorization: `Bearer ${token}` } }, (reply) => {
            let text = '';
            reply.setEncoding('utf8').on('data', (part) => (text += part));
            reply.on('end', () => {
                const ms = Number(process.hrtime.bigint() - begin) / 1e6;
                resolve({ ms, page: reply.statusCode === 200 ? JSON.parse(text).page : reject(new Error(`${url}: ${reply.statusCode} ${text}`)) });
            });
        }).on('error', reject);
    });
}

async function measureList(agent, url, token) {
    const { page } = await timed(agent, url, token);
    const pages = [0, Math.floor(page.totalPages / 2), page.totalPages - 1];
    const times = pages.map(() => []);
    for (let i = 0; i < samples; i++) {
        for (const [at, number] of pages.entries()) {
            times[at].push((await timed(agent, `${url}&page=${number}`, token)).ms);
        }
    }
    return { medians: times.map(median), totalPages: page.totalPages };
}

export async function measureLists({ router, table }) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const [{ token }] = router.ready.organisations;
    for (const list of ['cards', 'persons']) {
        const { medians, totalPages } = await measureList(agent, `${router.ready.url}/esc-rest/api/v2/${list}?size=${size}`, token);
        const by = Math.max(...medians) / Math.min(...medians);
        const times = medians.map((ms) => ms.toFixed(2)).join(', ');
        table.add(`first, middle, last of ${totalPages.toLocaleString('en')} pages of ${list}`, `${times} ms: within ${by.toFixed(2)} times`, 'within 2 times', by <= 2);
    }
    agent.destroy();
}

/** One page of the console; gives {ms, text}. */
function page(agent, url, cookie) {
    return new Promise((resolve, reject) => {
        const begin = process.hrtime.bigint();
        get(url, { agent, headers: { cookie, accept: 'text/html' } }, (reply) => {
            let text = '';
            reply.setEncoding('utf8').on('data', (part) => (text += part));
            reply.on('end', () => {
                const ms = Number(process.hrtime.bigint() - begin) / 1e6;
                return reply.statusCode === 200 ? resolve({ ms, text }) : reject(new Error(`${url}: ${reply.statusCode}`));
            });
        }).on('error', reject);
    });
}

/** A person more in the lists of the organisation, with a card. */
async function change({ url, organisations: [{ identifier, token }] }, number) {
    const esi = `urn:schac:personalUniqueCode:int:esi:bench.example:${process.pid}-${number}`;
    const send = async (path, body) => {
        const reply = await fetch(`${url}/esc-rest/api/v2/${path}`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
        if (reply.status !== 201) {
            throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
        }
    };
    await send('persons', { identifier: esi, personOrganisationUpdateViews: [{ organisationIdentifier: identifier, fullName: 'Ada Bench', academicLevel: 'MASTER' }] });
    await send('cards', { personIdentifier: esi, issuerIdentifier: identifier, cardType: 'PASSIVE', cardStatusType: 'ACTIVE', issuedAt: '2026-10-01', expiresAt: '2027-09-30' });
}

/** Filtered lists of the console: first and last page in turn, each right after a card was issued; the slowest filter's median counts. */
export async function measureFilters({ router, table, cookies }) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const cookie = cookies.map((pair) => pair.join('=')).join('; ');
    const filters = ['cards?type=SMART_CDZ', 'cards?status=EXPIRED', 'cards?status=ACTIVE&type=PASSIVE', 'persons?level=DOCTORATE'];
    const medians = [];
    for (const filter of filters) {
        const url = `${router.ready.url}/console/${filter}`;
        const { text } = await page(agent, url, cookie);
        const last = Math.ceil(Number(/–[\d,]+\s*\/\s*([\d,]+)/.exec(text)[1].replaceAll(',', '')) / 20);
        const times = [];
        for (let i = 0; i < 20; i++) {
            await change(router.ready, `${medians.length}-${i}`);
            times.push((await page(agent, `${url}&page=${i % 2 === 0 ? 1 : last}`, cookie)).ms);
        }
        medians.push(median(times));
    }
    const slowest = Math.max(...medians);
    table.add('lists by type, status, level: a page right after a change', `${medians.map((ms) => ms.toFixed(1)).join(', ')} ms`, 'under 10 ms', slowest < 10);
    agent.destroy();
}
