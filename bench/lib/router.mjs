// SPDX-License-Identifier: EUPL-1.2
// The router under measurement: a sandbox on a database that is made once and kept.
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { output, root, start, stop, until } from './processes.mjs';

const work = join(root, 'bench/work');
const program = 'build/esc-router';

function removeDatabase(path) {
    ['', '-wal', '-shm'].forEach((end) => rmSync(path + end, { force: true }));
}

/** A load comes from one address and with one token: limits on these are for clients. */
export const withoutLimits = ['--connections-per-address', '0', '--token-rate', '0'];

/** Starts a sandbox; gives {child, ready} with the content of its ready file. */
export async function startSandbox(database, students) {
    const readyFile = join(work, 'ready.json');
    rmSync(readyFile, { force: true });
    const args = ['sandbox', '--students', String(students), '--database', `sqlite:${database}`, '--listen', '127.0.0.1:0', '--ready-file', readyFile, ...withoutLimits];
    const child = start(program, args, join(work, 'router.log'));
    await until(child, `${program} ${args.join(' ')} (its words are in bench/work/router.log)`, () => existsSync(readyFile));
    return { child, ready: JSON.parse(readFileSync(readyFile, 'utf8')) };
}

/** The database with that many students, made by the first measurement; gives {path, seconds}: how long making it took, where it was. */
export async function seededDatabase(students) {
    const path = join(work, `students-${students}.db`);
    if (existsSync(path)) {
        return { path };
    }
    const unfinished = `${path}.new`;
    removeDatabase(unfinished);
    const begin = Date.now();
    const { child } = await startSandbox(unfinished, students);
    const seconds = (Date.now() - begin) / 1000;
    await stop(child);
    await output('sqlite3', [unfinished, 'PRAGMA wal_checkpoint(TRUNCATE); PRAGMA optimize;']);
    renameSync(unfinished, path);
    removeDatabase(unfinished);
    return { path, seconds };
}

/** A copy of a database to write into. */
export function copyDatabase(from, name) {
    const path = join(work, name);
    removeDatabase(path);
    copyFileSync(from, path);
    return path;
}

async function query(database, sql) {
    return output('sqlite3', ['-readonly', '-batch', '-separator', ' ', database, sql]);
}

/** The numbers of all cards, one a line, in a file; gives its path. */
export async function numbersFile(database) {
    const parts = [[1, 8], [9, 4], [13, 4], [17, 4], [21, 12]].map(([at, length]) => `substr(h, ${at}, ${length})`);
    const path = join(work, 'numbers.txt');
    writeFileSync(path, await query(database, `SELECT ${parts.join(" || '-' || ")} FROM (SELECT lower(hex(escn)) AS h FROM card WHERE deleted_at_us IS NULL)`));
    return path;
}

/** Persons enrolled at an organisation, in a file of lines "id identifier"; gives its path and the organisation's own id. */
export async function holdersFile(database, identifier, count) {
    const [id] = (await query(database, `SELECT id FROM organisation WHERE identifier = '${identifier}'`)).split('\n');
    const path = join(work, 'holders.txt');
    const sql = `SELECT p.id, p.esi FROM enrolment e JOIN person p ON p.id = e.person_id WHERE e.organisation_id = ${id} ORDER BY random() LIMIT ${count}`;
    writeFileSync(path, await query(database, sql));
    return { path, id };
}
