// SPDX-License-Identifier: EUPL-1.2
// The first page behind signing in: the time of its making, what comes over the wire, and the report that is drawn of it.
import { Agent, request } from 'node:http';
import { median } from './load.mjs';

const samples = 101;

/** One request as a browser sends it; gives {ms, status, headers, bytes, text}, bytes as they came. */
function ask(agent, url, { method = 'GET', headers = {}, body } = {}) {
    return new Promise((resolve, reject) => {
        const begin = process.hrtime.bigint();
        const sent = request(url, { agent, method, headers: { accept: 'text/html,*/*', ...headers } }, (reply) => {
            const parts = [];
            reply.on('data', (part) => parts.push(part));
            reply.on('end', () => {
                const content = Buffer.concat(parts);
                const ms = Number(process.hrtime.bigint() - begin) / 1e6;
                resolve({ ms, status: reply.statusCode, headers: reply.headers, bytes: content.length, text: content.toString('utf8') });
            });
        });
        sent.on('error', reject).end(body);
    });
}

const cookiesOf = ({ headers }) => (headers['set-cookie'] ?? []).map((line) => line.split(';', 1)[0]);

async function signIn(agent, { url, users }) {
    const user = users.find(({ role }) => role === 'READER');
    const page = await ask(agent, `${url}/console/sign-in`);
    const csrf = /name="csrf" value="([^"]*)"/.exec(page.text)[1];
    const body = new URLSearchParams({ csrf, email: user.email, password: user.password }).toString();
    const headers = { cookie: cookiesOf(page).join('; '), 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await ask(agent, `${url}/console/sign-in`, { method: 'POST', headers, body });
    if (answer.status !== 303) {
        throw new Error(`signing in: ${answer.status}`);
    }
    return cookiesOf(answer).join('; ');
}

/** The files that a page loads, by its markup; fonts stand in style sheets and are left out. */
function filesOf(text) {
    return [...new Set([...text.matchAll(/(?:href|src)="(\/assets\/[^"#]+)/g)].map(([, path]) => path))];
}

/** Compressed bytes of the page and all that it loads. */
async function weigh(agent, url, cookie, text) {
    const headers = { cookie, 'accept-encoding': 'gzip' };
    let sum = (await ask(agent, `${url}/console`, { headers })).bytes;
    for (const path of filesOf(text)) {
        sum += (await ask(agent, url + path, { headers })).bytes;
    }
    return sum;
}

async function timesOf(agent, url, headers, count) {
    const times = [];
    for (let i = 0; i < count; i++) {
        const answer = await ask(agent, url, { headers });
        if (answer.status !== 200) {
            throw new Error(`${url}: ${answer.status}`);
        }
        times.push(answer.ms);
    }
    return median(times);
}

/** Gives the cookies of a user who is signed in, [[name, value]]. */
export async function measureDashboard({ router, table }) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { url } = router.ready;
    const cookie = await signIn(agent, router.ready);
    const { text } = await ask(agent, `${url}/console`, { headers: { cookie } });
    const cards = /([\d,]+) cards in all/.exec(text)?.[1] ?? '?';
    const ms = await timesOf(agent, `${url}/console`, { cookie, 'accept-encoding': 'gzip' }, samples);
    table.add(`dashboard of an organisation with ${cards} cards`, `${ms.toFixed(2)} ms`, 'under 10 ms', ms < 10);
    const kilobytes = (await weigh(agent, url, cookie, text)) / 1024;
    table.add('the page with all that it loads, compressed, without fonts', `${kilobytes.toFixed(1)} KB`, 'at most 30 KB', kilobytes <= 30);
    const report = await timesOf(agent, `${url}/console/report.pdf`, { cookie }, 5);
    table.add('its report as PDF, by a process of its own', `${report.toFixed(0)} ms`);
    agent.destroy();
    return cookie.split('; ').map((pair) => pair.split('='));
}
