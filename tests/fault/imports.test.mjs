// SPDX-License-Identifier: EUPL-1.2
// Imports whose router, or whose command, dies in the middle: they go on where they stood, and each row is written exactly once.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { expectStatus } from '../api/lib/expect.mjs';
import { endedPage, ending, importFields, sendCsv, sendFile } from '../api/lib/imports.mjs';
import { FIRST } from '../api/lib/make.mjs';
import { command, commandJson, program, removeDirectory, sql, startRouter, temporaryDirectory, until } from '../api/lib/router.mjs';
import { visitorOf } from '../api/lib/visitor.mjs';

const ROWS = 3000;

const esiOf = (prefix, i) => `urn:schac:personalUniqueCode:int:esi:univ-saint-valentin.example:${prefix}-${i}`;

function fileOf(prefix) {
    const rows = Array.from({ length: ROWS }, (_, i) => `${esiOf(prefix, i)};Person ${i};SMART_CDZ;2030-01-01`);
    return ['personIdentifier;fullName;cardType;expiresAt', ...rows].join('\n');
}

/** Persons of an import with how many cards each has: [persons, cards]. */
function written(database, prefix) {
    const like = `'%:${prefix}-%'`;
    const [{ persons, cards }] = sql(database, `SELECT (SELECT COUNT(*) FROM person WHERE esi LIKE ${like}) AS persons, (SELECT COUNT(*) FROM card c JOIN person p ON p.id = c.person_id WHERE p.esi LIKE ${like} AND c.deleted_at_us IS NULL) AS cards`);
    return [persons, cards];
}

const rowDone = (database, id) => sql(database, `SELECT row_done, phase FROM import WHERE id = ${id}`)[0];

async function assertSound(database) {
    assert.deepEqual((await commandJson('doctor', '--database', database)).findings, []);
}

for (const mode of ['all', 'valid']) {
    test(`a router killed in the middle of an import of mode ${mode} goes on with it`, async (t) => {
        const directory = temporaryDirectory();
        t.after(() => removeDirectory(directory));
        const router = await startRouter({ directory });
        const { id } = expectStatus(await sendCsv(router.client(FIRST), `operation=CREATE&mode=${mode}`, fileOf(mode)), 202);
        await until('some rows are written', () => rowDone(router.database, id).phase === 1 && rowDone(router.database, id).row_done > 100);
        await router.kill();

        const again = await startRouter({ directory });
        const done = await ending(again.client(FIRST), id);
        assert.deepEqual([done.state, done.created, done.failed, done.progress], ['DONE', ROWS, 0, 100]);
        assert.deepEqual(written(again.database, mode), [ROWS, ROWS]);
        assert.deepEqual(readdirSync(path.join(directory, 'sandbox.db-imports')), []);
        await assertSound(again.database);

        expectStatus(await again.client(FIRST).delete(`/api/v2/imports/${id}`), 202);
        await until('some rows are undone', () => written(again.database, mode)[0] < ROWS);
        await again.kill();
        const third = await startRouter({ directory });
        assert.equal((await ending(third.client(FIRST), id)).state, 'UNDONE');
        assert.deepEqual(written(third.database, mode), [0, 0]);
        await assertSound(third.database);
        await third.stop({ keep: true });
    });
}

test('what a user has had checked outlives the router, and is imported once however often that dies', async (t) => {
    const directory = temporaryDirectory();
    t.after(() => removeDirectory(directory));
    const files = () => readdirSync(path.join(directory, 'sandbox.db-imports'));
    const clerkOf = (router) => visitorOf(router, 'FUNCTIONAL_ADMINISTRATOR'); // who begins the sandbox anew signs in anew
    const router = await startRouter({ directory });
    const sent = await sendFile(await clerkOf(router), fileOf('checked'));
    assert.equal(sent.status, 303);
    await router.kill();

    const again = await startRouter({ directory });
    const page = await endedPage(await clerkOf(again), sent.location);
    assert.match(page.text, /All of its rows are good/);
    assert.equal(files().length, 1);
    await again.kill();

    const third = await startRouter({ directory });
    const started = await (await clerkOf(third)).submit(sent.location, {}, `${sent.location}/start`);
    assert.equal(started.status, 303);
    const id = started.location.split('/').at(-1);
    await until('some rows are written', () => rowDone(third.database, id).phase === 1 && rowDone(third.database, id).row_done > 100);
    await third.kill();

    const fourth = await startRouter({ directory });
    const clerk = await clerkOf(fourth);
    const guard = importFields(await clerk.get('/console/imports'));
    assert.equal((await clerk.post(`${sent.location}/start`, [...guard, ['mode', 'all']])).status, 409);
    await endedPage(clerk, started.location);
    assert.deepEqual(written(fourth.database, 'checked'), [ROWS, ROWS]);
    assert.deepEqual(files(), []);
    assert.equal(sql(fourth.database, 'SELECT COUNT(*) AS n FROM import WHERE is_dry_run = 0')[0].n, 1);
    await assertSound(fourth.database);
    await fourth.stop({ keep: true });
});

test('an import by command that was killed stands still until it is resumed, beside a running router', async (t) => {
    const directory = temporaryDirectory();
    t.after(() => removeDirectory(directory));
    const router = await startRouter({ directory });
    const place = ['--database', router.database];
    const file = path.join(directory, 'cards.csv');
    writeFileSync(file, fileOf('local'));
    const child = spawn(program, ['import', file, ...place, '--organisation', FIRST, '--mode', 'valid'], { stdio: 'ignore' });
    const end = once(child, 'exit');
    await until('some rows are written', () => sql(router.database, 'SELECT 1 FROM import WHERE row_done > 100').length > 0 || child.exitCode !== null);
    child.kill('SIGKILL');
    await end;
    const [{ id }] = await commandJson('import', 'list', ...place, '--organisation', FIRST);
    const standing = await commandJson('import', 'show', ...place, String(id));
    if (standing.state === 'RUNNING') {
        assert.ok(standing.created < ROWS);
    }
    const resumed = await command('import', 'resume', ...place, String(id), '--json');
    const done = JSON.parse(resumed.stdout);
    assert.deepEqual([done.state, done.created, done.failed], ['DONE', ROWS, 0]);
    assert.deepEqual(written(router.database, 'local'), [ROWS, ROWS]);
    await assertSound(router.database);
    await router.stop({ keep: true });
});
