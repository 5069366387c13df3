// SPDX-License-Identifier: EUPL-1.2
// Links by which a portal sends a student to what the organisation stores.
import assert from 'node:assert/strict';
import test from 'node:test';

import { expectError, expectStatus } from './lib/expect.mjs';
import { FIRST, PROCESSOR, SECOND, makePerson, newEsi, personPath } from './lib/make.mjs';
import { commandJson, sharedRouter } from './lib/router.mjs';

const router = await sharedRouter();
const first = router.client(FIRST);

const linkPath = (esi) => `${personPath(esi)}/student-link`;

test('a portal gets a link that is good for ten minutes', async () => {
    const esi = await makePerson(first);
    const before = Date.now();
    const link = expectStatus(await first.send('POST', linkPath(esi)), 201);
    assert.deepEqual(Object.keys(link).sort(), ['expiresAt', 'url']);
    assert.match(link.url, new RegExp(`^http://127\\.0\\.0\\.1:${router.port}/link/student/[0-9A-Za-z]{43}$`));
    const left = Date.parse(link.expiresAt) - before;
    assert.ok(left > 9 * 60_000 && left < 11 * 60_000, `${left} ms`);
    const again = expectStatus(await first.send('POST', linkPath(esi)), 201);
    assert.notEqual(again.url, link.url);
});

test('no one else gets one', async () => {
    const esi = await makePerson(first);
    expectError(await first.send('POST', linkPath(esi), { token: null }), 401, 'SE-0401');
    expectError(await first.send('POST', linkPath(esi), { token: 'esc_test_wrong' }), 401, 'SE-0401');
    expectError(await router.client(SECOND).send('POST', linkPath(esi)), 403, 'SE-0000');
    expectError(await router.client(PROCESSOR).send('POST', linkPath(esi)), 403, 'SE-0000', 'token of its own');
    expectError(await first.send('POST', linkPath(newEsi())), 404, 'ER-0003');
    expectError(await first.get(linkPath(esi)), 405, 'SE-0405');
});

test('a card tells when consent was withdrawn', async () => {
    const esi = await makePerson(first);
    const number = expectStatus(await first.post('/api/v2/cards', {
        cardStatusType: 'ACTIVE', cardType: 'PASSIVE', issuedAt: '2026-01-01', expiresAt: '2999-01-01', issuerIdentifier: FIRST, personIdentifier: esi,
    }), 201);
    assert.equal(number.hasOwnerAuthorization, true);
    await commandJson('consent', 'record', '--database', router.database, '--organisation', FIRST, '--withdrawn', esi);
    assert.equal(expectStatus(await first.get(`/api/v2/cards/${number.cardNumber}`), 200).hasOwnerAuthorization, false);
    const listed = expectStatus(await first.get(`/api/v2/cards?search=cardNumber:${number.cardNumber}`), 200);
    assert.equal(listed.content[0].hasOwnerAuthorization, false);
});
