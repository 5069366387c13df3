// SPDX-License-Identifier: EUPL-1.2
// Lists: the first, a middle and the last page of all that an organisation has, asked for in turn over one connection.
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
