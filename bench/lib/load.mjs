// SPDX-License-Identifier: EUPL-1.2
// One round of load with wrk, and rounds of two opponents in turn, since a machine is never equally fast for long.
import { output } from './processes.mjs';

/** Runs wrk; gives {perSecond, p99, max, failed, timeouts} (milliseconds). */
export async function load(script, url, { connections = 64, seconds, args }) {
    const threads = Math.min(2, connections);
    const options = [`-t${threads}`, `-c${connections}`, `-d${seconds}s`, '--timeout', '5s', '-s', `bench/${script}.lua`, url, '--', ...args];
    const rows = (await output('wrk', options)).trim().split('\n');
    const report = JSON.parse(rows.at(-1));
    return {
        perSecond: report.requests / report.seconds,
        p99: report.p99_ms,
        max: report.max_ms,
        failed: report.failed,
        timeouts: report.timeouts,
    };
}

/** Like load, for rounds in which nothing may fail. */
export async function faultless(script, url, options) {
    const result = await load(script, url, options);
    if (result.failed > 0 || result.timeouts > 0) {
        throw new Error(`${url}, ${options.connections ?? 64} connections: ${result.failed} requests failed, ${result.timeouts} timed out`);
    }
    return result;
}

export function median(values) {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Lets two opponents run in turn, the first being now one and now the other; gives a list of [ours, theirs]. */
export async function duel(rounds, ours, theirs) {
    const results = [];
    for (let round = 0; round < rounds; round++) {
        const isOursFirst = round % 2 === 0;
        const first = await (isOursFirst ? ours : theirs)();
        const second = await (isOursFirst ? theirs : ours)();
        results.push(isOursFirst ? [first, second] : [second, first]);
    }
    return results;
}

/** The median over rounds of one figure of ours by theirs. */
export function ratio(results, figure) {
    return median(results.map(([ours, theirs]) => ours[figure] / theirs[figure]));
}

/** The median over rounds of a figure of one side: 0 for ours, 1 for theirs. */
export function middle(results, side, figure) {
    return median(results.map((pair) => pair[side][figure]));
}
