// SPDX-License-Identifier: EUPL-1.2
// Tokens over HTTP: from which networks they work, how one replaces another, when each was used last.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { Client } from './lib/client.mjs';
import { expectError, expectStatus } from './lib/expect.mjs';
import { FIRST } from './lib/make.mjs';
import { command, commandJson, removeDirectory, sql, startRouter } from './lib/router.mjs';

const router = await startRouter({ args: ['--trusted-proxies', '127.0.0.1', '--address-rate', '5'] });
after(() => removeDirectory(router.directory));

const CARDS = '/api/v2/cards';
const database = ['--database', router.database];
const tokens = () => commandJson('token', 'list', ...database);

function create(name, ...args) {
    return commandJson('token', 'create', ...database, '--organisation', FIRST, '--name', name, ...args);
}

function from(address, token) {
    return new Client(router, { token }).get(CARDS, { headers: { 'X-Forwarded-For': address } });
}

test('a token is bound to networks, as a trusted proxy names the client', async () => {
    const { token, networks } = await create('bound', '--networks', '192.0.2.0/24,2001:db8::/32');
    assert.equal(networks, '192.0.2.0/24,2001:db8::/32');
    expectStatus(await from('192.0.2.9', token), 200);
    expectStatus(await from('2001:db8:1::9', token), 200);
    expectError(await from('198.51.100.1', token), 403, 'ER-2202', /^The token may not be used from here\.$/);
    expectError(await from('192.0.2.9, 198.51.100.1', token), 403, 'ER-2202');
    expectError(await new Client(router, { token }).get(CARDS), 403, 'ER-2202');
});

test('a token has the rights that it was made with', async () => {
    const { token, scopes } = await create('narrow', '--scopes', 'read,cards');
    assert.equal(scopes, 'read,cards');
    const client = new Client(router, { token });
    expectStatus(await client.get(CARDS), 200);
    expectError(await client.post('/api/v2/persons', {}), 403, 'ER-2201', 'persons');
});

test('a token is replaced without a gap', async () => {
    const old = await create('portal', '--scopes', 'read');
    const made = await commandJson('token', 'rotate', ...database, String(old.id));
    assert.deepEqual([made.name, made.scopes, made.replaces], ['portal', 'read', old.id]);
    expectStatus(await from('192.0.2.1', old.token), 200);
    expectStatus(await from('192.0.2.1', made.token), 200);
    const third = await command('token', 'rotate', ...database, String(made.id));
    assert.equal(third.code, 1);
    assert.match(third.stderr, /two good tokens of this name already/);
    await commandJson('token', 'revoke', ...database, String(old.id));
    expectError(await from('192.0.2.1', old.token), 401, 'SE-0401', 'revoked');
    await commandJson('token', 'rotate', ...database, String(made.id), '--old-until', '2020-01-01', '--expires', '2099-01-01');
    expectError(await from('192.0.2.1', made.token), 401, 'SE-0401', 'expired');
    const gone = await command('token', 'rotate', ...database, String(old.id));
    assert.equal(gone.code, 1);
});

for (const [name, args, says] of [
    ['an unknown right', ['--scopes', 'write'], /"write" is no right of tokens/],
    ['no network', ['--networks', 'example.org'], /"example\.org" is no list/],
]) {
    test(`a token is refused: ${name}`, async () => {
        const done = await command('token', 'create', ...database, '--organisation', FIRST, '--name', 'bad', ...args);
        assert.equal(done.code, 2);
        assert.match(done.stderr, says);
        assert.ok((await tokens()).every((one) => one.name !== 'bad'));
    });
}

test('new numbers without a token are limited for each client behind the proxy', async () => {
    const ask = (address) =>
        new Client(router).get(`${CARDS}/generate-escn?prefix=1&pic=${FIRST}`, { headers: { 'X-Forwarded-For': address } });
    const answers = [];
    for (let i = 0; i < 40; i++) {
        answers.push((await ask('203.0.113.5')).status);
    }
    assert.ok(answers.includes(200) && answers.includes(429), answers.join(' '));
    expectStatus(await ask('203.0.113.6'), 200);
});

test('the last use of a token is written down when the router ends', async () => {
    const { id, token } = await create('watched');
    const { id: idle } = await create('idle');
    expectStatus(await from('192.0.2.1', token), 200);
    const before = (await tokens()).find((one) => one.id === id);
    assert.equal(before.usedAt, null);
    await router.stop({ keep: true });
    const after = Object.fromEntries(sql(router.database, 'SELECT id, last_used_at_us AS used FROM token').map((one) => [one.id, one.used]));
    assert.ok(Math.abs(after[id] / 1000 - Date.now()) < 120_000);
    assert.equal(after[idle], null);
});
