// SPDX-License-Identifier: EUPL-1.2
// Writing: cards issued durably by 64 clients, against bare SQLite writing the same rows in groups of the same size.
import { duel, faultless, middle, ratio } from './load.mjs';
import { output } from './processes.mjs';
import { copyDatabase, holdersFile } from './router.mjs';

const holders = 50_000;

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
}
