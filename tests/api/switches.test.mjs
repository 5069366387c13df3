// SPDX-License-Identifier: EUPL-1.2
// What an operator can switch: the day of the new logo, odd numbers for a migration, names in public, limits, the access log.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { expectError, expectStatus } from './lib/expect.mjs';
import { cardBody, cardPath, day, FIRST, makeCard, makePerson, newEscn, personBody, personPath, verifyPath } from './lib/make.mjs';
import { removeDirectory, startRouter, temporaryDirectory, until } from './lib/router.mjs';

const folder = temporaryDirectory();
after(() => removeDirectory(folder));
const accessLog = path.join(folder, 'access.log');

// One router with all switches that do not get in each other's way.
const router = await startRouter({
    args: ['--new-logo-from', day(-1), '--any-card-number', '--body-max', '2000', '--access-log', accessLog],
});
after(() => router.stop());

const OLD_LOGO = '999999960';
const NEW_LOGO = '999999961';
const LATE_LOGO = '999999962';
await router.addOrganisation({ identifier: OLD_LOGO });
await router.addOrganisation({ identifier: NEW_LOGO, more: ['--new-logo-at', day(-30), '--shows-name'] });
await router.addOrganisation({ identifier: LATE_LOGO, more: ['--new-logo-at', day(30)] });

async function publicStates(number) {
    const status = expectStatus(await router.client().get(cardPath(number, '/status')), 200);
    const verified = expectStatus(await router.client().get(verifyPath(number)), 200);
    return [status.status, verified.cardStatusType.key];
}

const logos = [
    { issuer: OLD_LOGO, state: 'INACTIVE' },
    { issuer: LATE_LOGO, state: 'INACTIVE' },
    { issuer: NEW_LOGO, state: 'ACTIVE' },
];

for (const { issuer, state } of logos) {
    test(`after the day of the new logo, cards of ${issuer} are ${state} in public, and unchanged for the issuer`, async () => {
        const client = router.client(issuer);
        const card = await makeCard(client, { issuer });
        assert.deepEqual(await publicStates(card.cardNumber), [state, state]);
        assert.equal(expectStatus(await client.get(cardPath(card.cardNumber)), 200).cardStatusType.key, 'ACTIVE');
        const expired = await makeCard(client, { issuer, expiresAt: day(-2) });
        assert.deepEqual(await publicStates(expired.cardNumber), ['EXPIRED', 'EXPIRED']);
    });
}

test('before that day, cards without the new logo are as good as others', async () => {
    const earlier = await startRouter({ args: ['--new-logo-from', day(2)] });
    try {
        await earlier.addOrganisation({ identifier: OLD_LOGO });
        const { cardNumber } = await makeCard(earlier.client(OLD_LOGO), { issuer: OLD_LOGO });
        assert.equal(expectStatus(await earlier.client().get(cardPath(cardNumber, '/status')), 200).status, 'ACTIVE');
    } finally {
        await earlier.stop();
    }
});

test('an issuer that chose to shows the name on its cards in their status, and in no verification', async () => {
    const { cardNumber } = await makeCard(router.client(NEW_LOGO), { issuer: NEW_LOGO, displayName: 'Shown Name' });
    assert.equal(expectStatus(await router.client().get(cardPath(cardNumber, '/status')), 200).displayName, 'Shown Name');
    assert.ok(!(await router.client().get(verifyPath(cardNumber))).text.includes('Shown Name'));
    const hidden = await makeCard(router.client(OLD_LOGO), { issuer: OLD_LOGO, displayName: 'Hidden Name' });
    assert.equal(expectStatus(await router.client().get(cardPath(hidden.cardNumber, '/status')), 200).displayName, null);
});

const odd = [
    { name: 'version 4', number: () => newEscn().replace(/^(.{14})./, '$14') },
    { name: 'a PIC of nobody', number: () => newEscn('123456789') },
    { name: 'a node with letters', number: () => newEscn().replace(/.{4}$/, 'beef') },
];

for (const { name, number } of odd) {
    test(`a migration brings numbers that do not conform: ${name}`, async () => {
        const client = router.client(FIRST);
        const card = await makeCard(client, { cardNumber: number() });
        const body = cardBody(card.person.identifier, FIRST, { cardStatusType: 'INACTIVE' });
        assert.equal(expectStatus(await client.put(cardPath(card.cardNumber), body), 200).cardStatusType.key, 'INACTIVE');
        assert.deepEqual(await publicStates(card.cardNumber), ['INACTIVE', 'INACTIVE']);
        expectStatus(await client.delete(cardPath(card.cardNumber)), 204);
    });
}

test('what is no UUID is refused even then', async () => {
    const esi = await makePerson(router.client(FIRST));
    expectError(await router.client(FIRST).post('/api/v2/cards', cardBody(esi, FIRST, { cardNumber: 'card-1' })), 400, undefined, 'cardNumber');
});

test('a body past a smaller limit is too large', async () => {
    const body = personBody(undefined, FIRST, { filler: 'x'.repeat(2500) });
    expectError(await router.client(FIRST).post('/api/v2/persons', body), 413, undefined, '2000');
});

test('the access log has a line for each answer, and nothing personal', async () => {
    const client = router.client(FIRST);
    const card = await makeCard(client);
    const esi = card.person.identifier;
    const asked = [
        await client.get(personPath(esi)), await client.get(`/api/v2/persons?search=${esi}`), await client.get(cardPath(card.cardNumber)), await client.get('/nowhere'),
    ];
    const lines = await until('the lines are there', () => {
        const text = readFileSync(accessLog, 'utf8');
        return asked.every((answer) => text.includes(answer.headers['x-request-id'])) && text;
    });
    const code = esi.split(':').at(-1);
    for (const secret of [code, client.token, '127.0.0.1', 'Lovelace']) {
        assert.ok(!lines.includes(secret), `the log holds ${secret}`);
    }
});

test('too many requests of one token are told to wait, and then taken again', async () => {
    const slow = await startRouter({ args: ['--token-rate', '5'] });
    try {
        const client = slow.client(FIRST);
        const path = '/api/v2/cards?size=1';
        const refused = await until('a request is too many', async () => {
            const answer = await client.get(path);
            return answer.status === 429 && answer;
        });
        expectError(refused, 429);
        assert.match(refused.headers['retry-after'], /^[1-9]\d*$/);
        expectStatus(await slow.client('999999992').get(path), 200);
        await until('a request is taken again', async () => (await client.get(path)).status === 200);
    } finally {
        await slow.stop();
    }
});
