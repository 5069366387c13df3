// SPDX-License-Identifier: EUPL-1.2
// esc-router import and its sister commands, beside a running router.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { expectStatus } from './lib/expect.mjs';
import { FIRST, newEsi, personPath } from './lib/make.mjs';
import { command, commandJson, program, removeDirectory, sharedRouter, temporaryDirectory, until } from './lib/router.mjs';

const router = await sharedRouter();
const client = router.client(FIRST);
const folder = temporaryDirectory();
after(() => removeDirectory(folder));

const place = ['--database', router.database];
const whose = [...place, '--organisation', FIRST];
const HEADER = 'personIdentifier,fullName,cardType,expiresAt';

function fileOf(name, ...rows) {
    const file = path.join(folder, name);
    writeFileSync(file, [HEADER, ...rows].join('\n'));
    return file;
}

const rowOf = (esi) => `${esi},Ada Lovelace,0,2030-01-01`;

test('a file is imported, is in the list, and the running router knows its persons; then it is taken back', async () => {
    const esi = newEsi();
    const done = await command('import', fileOf('good.csv', rowOf(esi)), ...whose);
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stdout, /^import (\d+) DONE: 1 created, 0 updated, 0 unchanged, 0 refused$/m);
    assert.match(done.stderr, /100 %/);
    const id = /import (\d+)/.exec(done.stdout)[1];
    await until('the router knows', async () => (await client.get(personPath(esi))).status === 200);
    assert.equal(expectStatus(await client.get(`/api/v2/imports/${id}`), 200).state, 'DONE');
    assert.equal((await commandJson('import', 'list', ...whose))[0].id, Number(id));
    assert.match((await command('import', 'list', ...whose)).stdout, /CREATE +all +DONE +100 +1 /);
    assert.equal((await commandJson('import', 'undo', ...place, id)).state, 'UNDONE');
    await until('the router knows', async () => (await client.get(personPath(esi))).status === 404);
    const again = await command('import', 'undo', ...place, id);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /undone already/);
});

const many = () => Array.from({ length: 700 }, () => rowOf(newEsi()));
const stateOf = async (id) => (await commandJson('import', 'show', ...place, String(id))).state;

test('an import is taken back, whether the command does it or the running router is faster', async () => {
    for (let round = 0; round < 3; round++) {
        const { id } = await commandJson('import', fileOf('many.csv', ...many()), ...whose);
        const undone = await command('import', 'undo', ...place, String(id));
        assert.deepEqual([undone.code, await stateOf(id)], [0, 'UNDONE'], undone.stderr);
        assert.match(undone.stdout, /^import \d+ UNDONE: /m);
    }
});

test('taking an import back that is stopped says so, or is over; the running router goes on with it', async () => {
    const { id } = await commandJson('import', fileOf('many.csv', ...many()), ...whose);
    const undo = spawn(program, ['import', 'undo', ...place, String(id)], { stdio: ['ignore', 'ignore', 'pipe'] });
    let told = '';
    undo.stderr.on('data', (text) => (told += text)).once('data', () => undo.kill('SIGTERM'));
    const [code] = await once(undo, 'close');
    assert.ok(code === 0 ? (await stateOf(id)) === 'UNDONE' : code === 1 && /import resume \d+/.test(told), `${code} ${told}`);
    await until('it is taken back', async () => (await stateOf(id)) === 'UNDONE');
    assert.match((await command('import', 'resume', ...place, String(id))).stdout, /^import \d+ UNDONE: /m);
});

test('refused rows go to a file that can be imported once it is mended', async () => {
    const [good, bad] = [newEsi(), newEsi()];
    const errors = path.join(folder, 'errors.csv');
    const done = await command('import', fileOf('half.csv', rowOf(good), `${bad},Eve,9,2030-01-01`), ...whose, '--mode', 'valid', '--errors', errors, '--json');
    assert.equal(done.code, 1);
    const view = JSON.parse(done.stdout);
    assert.deepEqual([view.state, view.created, view.failed], ['DONE', 1, 1]);
    const text = readFileSync(errors, 'utf8');
    assert.equal((await command('import', 'errors', ...place, String(view.id))).stdout, text);
    writeFileSync(errors, text.replace(',9,', ',5,'));
    const mended = await command('import', errors, ...whose, '--json');
    assert.equal(mended.code, 0, mended.stderr);
    assert.equal(JSON.parse(mended.stdout).created, 1);
});

test('mode all writes nothing of a file with a bad row, a dry run nothing at all', async () => {
    const esi = newEsi();
    const file = fileOf('bad.csv', rowOf(esi), 'x,y,z,0');
    const failed = await command('import', file, ...whose);
    assert.equal(failed.code, 1);
    assert.match(failed.stdout, /FAILED: 0 created, 0 updated, 0 unchanged, 1 refused\n1 row can't be imported/);
    const dry = await command('import', fileOf('dry.csv', rowOf(esi)), ...whose, '--dry-run');
    assert.equal(dry.code, 0, dry.stderr);
    assert.match(dry.stdout, /DONE \(dry run, nothing written\): 1 created/);
    expectStatus(await client.get(personPath(esi)), 404);
});

const refusals = [
    ['a file that is not there', ['import', '/nowhere.csv', ...whose], 3, /can't be read/],
    ['no organisation', ['import', 'x.csv', ...place], 2, /--organisation is missing/],
    ['an unknown organisation', ['import', 'x.csv', ...place, '--organisation', '1'], 2, /no organisation "1"/],
    ['an unknown operation', ['import', 'x.csv', ...whose, '--operation', 'replace'], 2, /CREATE, UPDATE or DELETE/],
    ['an unknown mode', ['import', 'x.csv', ...whose, '--mode', 'some'], 2, /all or valid/],
    ['an unknown import', ['import', 'show', ...place, '999'], 1, /no import 999/],
    ['no number of an import', ['import', 'undo', ...place, 'x'], 2, /"x" is no import's id; import list shows the ids/],
];
for (const [name, args, code, pattern] of refusals) {
    test(`${name} is refused`, async () => {
        const done = await command(...args);
        assert.equal(done.code, code, done.stderr);
        assert.match(done.stderr, pattern);
    });
}

test('what is no CSV is refused before anything is kept', async () => {
    const file = path.join(folder, 'cards.xlsx');
    writeFileSync(file, 'PK\x03\x04 and so on');
    const done = await command('import', file, ...whose);
    assert.equal(done.code, 2);
    assert.match(done.stderr, /ZIP archive/);
    assert.ok(existsSync(file));
});
