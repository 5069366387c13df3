// SPDX-License-Identifier: EUPL-1.2
// Importing students with cards from CSV by the command line, against bare SQLite inserting the rows that the import has left.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { output, root } from './processes.mjs';

const PIC = '999999994';
const GROUP = '1000'; // students a transaction of bare SQLite, as many as ours has at most
const work = (name) => join(root, 'bench/work', name);

function writeCsv(path, students) {
    const file = openSync(path, 'w');
    writeSync(file, 'personIdentifier;fullName;email;academicLevel;cardType;cardStatusType;issuedAt;expiresAt\r\n');
    for (let i = 0; i < students; i++) {
        const number = String(i).padStart(7, '0');
        const level = ['BACHELOR', '7', 'DOCTORATE'][i % 3];
        writeSync(file, `urn:schac:personalUniqueCode:int:esi:univ.example:s${number};Émile Étudiant ${number};s${number}@univ.example;${level};${i % 7};ACTIVE;2026-09-01;30/09/2027\r\n`);
    }
}

const router = (...args) => output('build/esc-router', args);

function remove(path) {
    for (const ending of ['', '-wal', '-shm']) {
        rmSync(path + ending, { force: true });
    }
}

async function emptyDatabase(path) {
    remove(path);
    await router('migrate', '--database', `sqlite:${path}`);
    await router('organisation', 'add', '--database', `sqlite:${path}`, '--identifier', PIC, '--name', 'Bench', '--country', 'FR', '--schac', 'univ.example');
}

/** Runs the import; its time with start and copy of the file, and the most memory that it had, in MB. */
async function importOnce(database, csv) {
    const begun = process.hrtime.bigint();
    const child = spawn('build/esc-router', ['import', csv, '--database', `sqlite:${database}`, '--organisation', PIC, '--mode', 'valid', '--json'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let peak = 0;
    const watch = setInterval(() => {
        try {
            peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024);
        } catch {
            clearInterval(watch); // it is gone
        }
    }, 20);
    const [code] = await once(child, 'close');
    clearInterval(watch);
    if (code !== 0) {
        throw new Error(`the import ended with ${code}`);
    }
    return { seconds: Number(process.hrtime.bigint() - begun) / 1e9, peak };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export async function measureImport({ table, quick }) {
    const students = quick ? 20_000 : 100_000;
    const csv = work('import.csv');
    const rounds = [];
    writeCsv(csv, students);
    await output('ninja', ['-C', 'build', '--quiet', 'bench/bare_import']);
    for (let i = 0; i < (quick ? 1 : 3); i++) {
        const database = work('import.db');
        await emptyDatabase(database);
        remove(work('import-bare.db'));
        copyFileSync(database, work('import-bare.db'));
        const { seconds, peak } = await importOnce(database, csv);
        const bare = JSON.parse(await output('build/bench/bare_import', [database, work('import-bare.db'), GROUP]));
        rounds.push({ seconds, peak, bare: bare.seconds, ratio: bare.seconds / seconds });
    }
    const of = (name) => median(rounds.map((round) => round[name]));
    const rate = (seconds) => Math.round(students / seconds).toLocaleString('en');
    const by = of('ratio');
    table.add(`import of ${students.toLocaleString('en')} students with cards from CSV`, `${by.toFixed(2)} of bare SQLite (${rate(of('seconds'))} by ${rate(of('bare'))} a second)`, 'at least 0.4', by >= 0.4);
    table.add('memory of that import at its most', `${of('peak').toFixed(0)} MB`, 'under 100 MB', of('peak') < 100);
}
