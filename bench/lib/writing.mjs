// SPDX-License-Identifier: EUPL-1.2
// Writing: cards issued durably by 64 clients, against bare SQLite writing the same rows in groups of the same size; and many with one
// request, against those of the 64 clients.
import { readFileSync } from 'node:fs';
import { duel, faultless, middle, ratio } from './load.mjs';
import { output } from './processes.mjs';
import { copyDatabase, holdersFile } from './router.mjs';

const holders = 50_000;
const bulkLines = 2000;

/** How many cards the router's writer has committed, and in how many groups. */
async function writerFigures(router) {
    const text = await (await fetch(`${router.ready.management_url}/metrics`)).text();
    const figure = (name) => {
        const match = new RegExp(`^${name} (\\d+)`, 'm').exec(text);
        if (!match) {
            throw new Error(`/metrics has no ${name}`);
        }
        return Number(match[1]);
    };
    return { jobs: figure('esc_writer_jobs_total'), groups: figure('esc_writer_groups_total') };
}

/** Makes bodies of bulk requests, for holders in the file's order. */
function bulkBodies(path, issuerIdentifier) {
    const rest = { issuerIdentifier, cardType: 'SMART_PASSIVE_EMULATION', cardStatusType: 'ACTIVE', issuedAt: '2026-10-01', expiresAt: '2027-09-30' };
    const identifiers = readFileSync(path, 'utf8').trimEnd().split('\n').map((row) => row.slice(row.indexOf(' ') + 1));
    const bodies = [];
    for (let at = 0; at + bulkLines <= identifiers.length; at += bulkLines) {
        bodies.push(identifiers.slice(at, at + bulkLines).map((personIdentifier) => `${JSON.stringify({ personIdentifier, ...rest })}\n`).join(''));
    }
    return bodies;
}

/** One request after another until the time is over; gives {perSecond} cards. */
async function issueInBulk({ url, token, bodies, seconds }) {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' };
    const begin = process.hrtime.bigint();
    const spent = () => Number(process.hrtime.bigint() - begin) / 1e9;
    let cards = 0;
    while (spent() < seconds) {
        const reply = await fetch(`${url}/esc-rest/api/v2/cards/bulk`, { method: 'POST', headers, body: bodies[(cards / bulkLines) % bodies.length] });
        const issued = (await reply.text()).split('"status":201,').length - 1;
        if (issued !== bulkLines) {
            throw new Error(`a bulk request of ${bulkLines} cards issued ${issued}`);
        }
        cards += issued;
    }
    return { perSecond: cards / spent() };
}

export async function measureWriting({ router, seeded, table, plan }) {
    const [issuer] = router.ready.organisations;
    const { path, id } = await holdersFile(seeded.path, issuer.identifier, holders);
    const bare = copyDatabase(seeded.path, 'bare.db');
    let group = 64;
    const ours = async () => {
        const before = await writerFigures(router);
        const result = await faultless('issue', router.ready.url, { seconds: plan.seconds, args: [path, issuer.identifier, issuer.token] });
        const after = await writerFigures(router);
        group = Math.max(1, Math.round((after.jobs - before.jobs) / (after.groups - before.groups)));
        return result;
    };
    const theirs = async () => {
        const { cards, seconds } = JSON.parse(await output('build/bench/bare_sqlite', [bare, path, id, String(group), String(plan.seconds)]));
        return { perSecond: cards / seconds };
    };
    await ours();
    const results = await duel(plan.rounds, ours, theirs);
    const by = ratio(results, 'perSecond');
    const rates = [0, 1].map((side) => Math.round(middle(results, side, 'perSecond')).toLocaleString('en'));
    table.add(`cards issued durably by 64 clients, about ${group} a commit`, `${by.toFixed(2)} of bare SQLite (${rates[0]} by ${rates[1]} a second)`, 'at least 0.5', by >= 0.5);
    const bodies = bulkBodies(path, issuer.identifier);
    const bulk = await duel(plan.rounds, () => issueInBulk({ url: router.ready.url, token: issuer.token, bodies, seconds: plan.seconds }), ours);
    const many = ratio(bulk, 'perSecond');
    const [inBulk, single] = [0, 1].map((side) => Math.round(middle(bulk, side, 'perSecond')).toLocaleString('en'));
    table.add(`cards issued in bulk, ${bulkLines.toLocaleString('en')} a request`, `${many.toFixed(2)} of those of 64 clients (${inBulk} by ${single} a second)`);
}
