// SPDX-License-Identifier: EUPL-1.2
// A database that another program holds: reading goes on, writing is told to wait, and goes on when the database is free again.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import test from 'node:test';

import { expectError, expectStatus } from '../api/lib/expect.mjs';
import { cardBody, cardPath, FIRST, makeCard } from '../api/lib/make.mjs';
import { commandJson, sharedRouter, until } from '../api/lib/router.mjs';

const router = await sharedRouter();

// Takes the right to write away from the router until `release` is called.
async function hold(t) {
    const shell = spawn('sqlite3', ['-batch', router.database.replace(/^sqlite:/, '')], { stdio: ['pipe', 'pipe', 'inherit'] });
    t.after(() => shell.kill());
    let said = '';
    shell.stdout.setEncoding('utf8').on('data', (text) => (said += text));
    shell.stdin.write(".timeout 5000\nBEGIN IMMEDIATE;\nSELECT 'held';\n");
    await until('the database is held', () => said.includes('held'));
    return () => new Promise((resolve) => shell.on('close', resolve) && shell.stdin.end('ROLLBACK;\n'));
}

test('a held database is read, not written, and nothing of a refused write is there', async (t) => {
    const client = router.client(FIRST);
    const card = await makeCard(client);
    const esi = card.person.identifier;
    const totals = async () => (await client.get('/api/v2/cards?size=1')).json.page.totalElements;
    const earlier = await totals();

    const release = await hold(t);
    const refused = client.post('/api/v2/cards', cardBody(esi));
    assert.deepEqual(expectStatus(await client.get(cardPath(card.cardNumber)), 200), card);
    expectStatus(await client.get(cardPath(card.cardNumber, '/status')), 200);
    expectError(await refused, 503);
    assert.match((await refused).headers['retry-after'], /^[1-9]\d*$/);
    assert.equal(await totals(), earlier);
    await release();

    expectStatus(await client.post('/api/v2/cards', cardBody(esi)), 201);
    assert.equal(await totals(), earlier + 1);
    assert.deepEqual((await commandJson('doctor', '--database', router.database)).findings, []);
});

test('a write that waits for a database held shortly is done', async (t) => {
    const client = router.client(FIRST);
    const { person } = await makeCard(client);
    const release = await hold(t);
    const waiting = client.post('/api/v2/cards', cardBody(person.identifier));
    expectStatus(await client.get('/api/v2/cards?size=1'), 200);
    await release();
    expectStatus(await waiting, 201);
});
