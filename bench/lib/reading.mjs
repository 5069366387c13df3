// SPDX-License-Identifier: EUPL-1.2
// Reading: the status of cards, against nginx's fixed answer.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { duel, faultless, load, middle, ratio } from './load.mjs';
import { root } from './processes.mjs';
import { numbersFile } from './router.mjs';

async function duelOver(numbers, { router, nginx, plan }) {
    const options = { seconds: plan.seconds, args: [numbers] };
    return duel(plan.rounds, () => faultless('status', router.ready.url, options), () => faultless('status', nginx.url, options));
}

function addRate(table, what, results, least) {
    const by = ratio(results, 'perSecond');
    const rates = [0, 1].map((side) => Math.round(middle(results, side, 'perSecond')).toLocaleString('en'));
    table.add(what, `${by.toFixed(2)} of nginx (${rates[0]} by ${rates[1]} a second)`, `at least ${least}`, by >= least);
}

function addLatency(table, what, results) {
    const by = ratio(results, 'p99');
    const times = [0, 1].map((side) => middle(results, side, 'p99').toFixed(2));
    table.add(what, `${by.toFixed(2)} of nginx (${times[0]} by ${times[1]} ms)`, 'at most 3', by <= 3);
}

export async function measureReading(side) {
    const hotFile = join(root, 'bench/work/hot.txt');
    writeFileSync(hotFile, side.hot.map((number) => `${number}\n`).join(''));
    const hot = await duelOver(hotFile, side);
    addRate(side.table, `status of ${side.hot.length.toLocaleString('en')} cards asked for again and again, 64 connections`, hot, 0.85);
    addLatency(side.table, 'its 99th percentile', hot);
    const uniform = await duelOver(await numbersFile(side.database), side);
    addRate(side.table, 'status of any card, all equally often, 64 connections', uniform, 0.5);
    addLatency(side.table, 'its 99th percentile', uniform);
}

/** A stall is a request without answer for a second, or far longer than nginx's slowest at the same load. */
function hasStalled(ours, theirs) {
    return ours.failed > 0 || ours.timeouts > 0 || ours.max > Math.max(1000, 5 * theirs.max);
}

export async function measureStalls({ router, nginx, table, plan }) {
    for (const connections of [1, 64, 127, 128, 129, 256, 1024, 4096]) {
        const options = { connections, seconds: plan.longSeconds, args: [join(root, 'bench/work/hot.txt')] };
        const [[ours, theirs]] = await duel(1, () => load('status', router.ready.url, options), () => load('status', nginx.url, options));
        const found = `slowest answer ${ours.max.toFixed(0)} ms (nginx ${theirs.max.toFixed(0)}), ${ours.failed + ours.timeouts} lost, ${(ours.perSecond / theirs.perSecond).toFixed(2)} of nginx`;
        table.add(`${connections} connection${connections === 1 ? '' : 's'}`, found, 'no stall', !hasStalled(ours, theirs));
    }
}
