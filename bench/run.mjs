#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// Measures the router against nginx and bare SQLite in one run, prints the figures and exits with 1 when one does not hold:
// run.mjs [--students N] [--quick]. The whole measurement, without options, is written to bench/results.md.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureFilters, measureLists } from './lib/lists.mjs';
import { measureDashboard } from './lib/dashboard.mjs';
import { measureImport } from './lib/importing.mjs';
import { startNginx } from './lib/nginx.mjs';
import { measurePages } from './lib/painting.mjs';
import { measurePictures } from './lib/pictures.mjs';
import { memoryOf, output, root, stop } from './lib/processes.mjs';
import { measureReading, measureStalls } from './lib/reading.mjs';
import { copyDatabase, seededDatabase, startSandbox } from './lib/router.mjs';
import { measureStart } from './lib/starting.mjs';
import { machine, Table } from './lib/table.mjs';
import { measureVersions } from './lib/versions.mjs';
import { measureWriting } from './lib/writing.mjs';

const { values } = parseArgs({ options: { students: { type: 'string', default: '1000000' }, quick: { type: 'boolean', default: false } } });
const students = Number(values.students);
const plan = values.quick ? { rounds: 3, seconds: 1, longSeconds: 1 } : { rounds: 15, seconds: 2, longSeconds: 5 };

/** The answer that both servers give: the status of one card, as the router gives it. */
async function sampleAnswer(url, number) {
    const reply = await fetch(`${url}/esc-rest/api/v2/cards/${number}/status`);
    if (reply.status !== 200) {
        throw new Error(`status of ${number}: ${reply.status} ${await reply.text()}`);
    }
    return { headers: Object.fromEntries(reply.headers), body: await reply.text() };
}

/** Some of the latest cards of an organisation, by the API: [number]. */
async function latestNumbers({ url, organisations: [{ token }] }, count) {
    const numbers = [];
    for (let page = 0; numbers.length < count; page++) {
        const reply = await fetch(`${url}/esc-rest/api/v2/cards?size=200&page=${page}`, { headers: { authorization: `Bearer ${token}` } });
        const { content, empty } = await reply.json();
        if (reply.status !== 200 || empty) {
            break;
        }
        numbers.push(...content.filter(({ cardStatusType }) => cardStatusType.key === 'ACTIVE').map(({ cardNumber }) => cardNumber));
    }
    return numbers.slice(0, count);
}

async function measure(table, seeded) {
    if (seeded.seconds) {
        table.add('filling the database', `${seeded.seconds.toFixed(0)} s`, 'under 120 s', seeded.seconds < 120);
    }
    const database = copyDatabase(seeded.path, 'run.db');
    const router = await startSandbox(database, students);
    const hot = await latestNumbers(router.ready, 20_000);
    const nginx = await startNginx(await sampleAnswer(router.ready.url, hot[0]));
    const side = { router, nginx, hot, database, seeded, table, plan };
    await measureReading(side);
    await measureStalls(side);
    await stop(nginx.child);
    await measureVersions(side);
    await measureLists(side);
    const cookies = await measureDashboard(side);
    await measureFilters({ ...side, cookies });
    await measurePages({ ...side, cookies });
    await measureWriting(side);
    await measurePictures(side);
    const { resident, own } = memoryOf(router.child);
    table.add('memory of the router after all this', `${resident.toFixed(0)} MB resident, ${own.toFixed(0)} MB its own`, 'under 200 MB', resident < 200);
    await stop(router.child);
    await measureImport({ table, quick: values.quick });
    await measureStart(side);
}

function report(table) {
    const cards = `${students.toLocaleString('en')} students`;
    return `# How fast

Measured by \`make bench\` on ${new Date().toISOString().slice(0, 10)}: ${cards}, ${machine()}. Medians of ${plan.rounds} rounds of ${plan.seconds} s, the
opponents in turn. nginx gives one fixed answer with the bytes of the router's, from as many workers. Bare SQLite writes the rows
that a new card writes, or that an import has left, on a copy of the same database, in transactions of as many cards as the router's had.

${table}
`;
}

mkdirSync(join(root, 'bench/work'), { recursive: true });
await output('ninja', ['-C', 'build', '--quiet', 'bench/bare_sqlite']);
console.log(`filling a database with ${students} students, unless that was done before`);
const seeded = await seededDatabase(students);
const table = new Table();
await measure(table, seeded);
console.log(`\n${table}`);
if (process.argv.length === 2) {
    writeFileSync(join(root, 'bench/results.md'), report(table));
}
process.exitCode = table.holds ? 0 : 1;
