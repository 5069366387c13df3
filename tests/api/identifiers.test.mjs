// SPDX-License-Identifier: EUPL-1.2
// Replacing a student's identifier: the former one goes on working for those who have enrolled the student, and for nobody else.
import assert from 'node:assert/strict';
import test from 'node:test';

import { expectError, expectStatus } from './lib/expect.mjs';
import { validateCsv } from './lib/imports.mjs';
import { FIRST, PROCESSOR, SECOND, cardBody, cardPath, makeCard, makePerson, newEsi, personBody, personPath } from './lib/make.mjs';
import { page } from './lib/pages.mjs';
import { sharedRouter } from './lib/router.mjs';

const router = await sharedRouter();
const first = router.client(FIRST);
const second = router.client(SECOND);
const processor = router.client(PROCESSOR);

const identifierPath = (esi) => `${personPath(esi)}/identifier`;

test('a temporary identifier becomes the final one, and cards go on', async () => {
    const old = await makePerson(first);
    const card = await makeCard(first, { esi: old });
    const final = newEsi('fr');
    const changed = expectStatus(await first.post(identifierPath(old), { identifier: final }), 200);
    assert.equal(changed.identifier, final);
    assert.equal(changed.organisationCount, 1);
    for (const esi of [old, final, old.toUpperCase()]) {
        assert.equal(expectStatus(await first.get(personPath(esi)), 200).identifier, final);
    }
    assert.equal(expectStatus(await processor.get(personPath(old)), 200).identifier, final);
    assert.equal(expectStatus(await first.get(cardPath(card.cardNumber)), 200).person.identifier, final);
    expectStatus(await first.get(cardPath(card.cardNumber, '/status'), { token: null }), 200);
    expectStatus(await first.post('/api/v2/cards', cardBody(old)), 201);
    for (const esi of [old, final]) {
        assert.equal((await page(first, '/api/v2/cards', { search: `person.identifierCode:ESI<+>person.identifier:${esi}` })).page.totalElements, 2);
    }
    assert.equal((await page(first, '/api/v2/persons', { search: final })).content[0].identifier, final);
    expectStatus(await first.put(personPath(old), personBody(old)), 200);
    expectStatus(await first.put(personPath(old), personBody(final)), 200);
    expectError(await first.put(personPath(old), personBody(newEsi())), 400, 'ER-1016', 'PUT');
    expectStatus(await first.post(identifierPath(old), { identifier: final }), 200);
});

test('nobody else takes the former identifier', async () => {
    const old = await makePerson(first);
    const final = newEsi();
    expectStatus(await first.post(identifierPath(old), { identifier: final }), 200);
    expectError(await second.get(personPath(old)), 403, 'SE-0000');
    const refused = await second.post('/api/v2/persons', personBody(old, SECOND));
    expectError(refused, 409, 'ER-2402', 'was replaced');
    assert.ok(!refused.text.includes(final), 'the present identifier is not told');
    const other = await makePerson(second, SECOND);
    expectError(await second.post(identifierPath(other), { identifier: old }), 409, 'ER-2401');
    expectError(await second.post(identifierPath(other), { identifier: final }), 409, 'ER-2401');
    expectError(await first.post('/api/v2/persons', personBody(old)), 409, 'ER-0019');
    expectError(await first.post(identifierPath(old), { identifier: newEsi() }), 409, 'ER-2403');
    expectStatus(await first.delete(personPath(old)), 204);
    expectError(await first.get(personPath(final)), 404, 'ER-0003');
    expectStatus(await second.post('/api/v2/persons', personBody(old, SECOND)), 201);
});

test('organisations that have enrolled the same person have to want the same', async () => {
    const old = await makePerson(first);
    const final = newEsi('fr');
    expectStatus(await second.post('/api/v2/persons', personBody(old, SECOND)), 201);
    const noted = expectStatus(await second.post(identifierPath(old), { identifier: final }), 202);
    assert.equal(noted.identifier, old);
    assert.equal(expectStatus(await first.get(personPath(old)), 200).identifier, old);
    assert.equal(expectStatus(await first.post(identifierPath(old), { identifier: final }), 200).identifier, final);
    assert.equal(expectStatus(await second.get(personPath(old)), 200).identifier, final);
});

test('it needs a token, with the right to write persons, of an organisation that has enrolled the person', async () => {
    const esi = await makePerson(first);
    const body = { identifier: newEsi() };
    expectError(await first.post(identifierPath(esi), body, { token: null }), 401, 'SE-0401');
    expectError(await first.post(identifierPath(esi), body, { token: 'esc_test_wrong' }), 401, 'SE-0401');
    expectError(await second.post(identifierPath(esi), body), 403, 'SE-0000');
    expectError(await first.post(identifierPath(newEsi()), body), 404, 'ER-0003');
    expectError(await first.get(identifierPath(esi)), 405, 'SE-0405');
    for (const wrong of [{}, { identifier: null }, { identifier: '' }]) {
        expectError(await first.post(identifierPath(esi), wrong), 400, 'ER-1011', 'identifier');
    }
    expectError(await first.post(identifierPath(esi), { identifier: 'FR-1' }), 400, 'ER-1002');
    expectError(await first.post(identifierPath(esi), { identifier: ['x'] }), 400, 'ER-1012');
    assert.equal(expectStatus(await first.get(personPath(esi)), 200).identifier, esi);
    expectStatus(await processor.post(identifierPath(esi), body), 200);
});

test('a file names a student by a former identifier where the student is enrolled, and enrols nobody under one', async () => {
    const old = await makePerson(first);
    expectStatus(await first.post(identifierPath(old), { identifier: newEsi() }), 200);
    const file = `personIdentifier,fullName,cardType,expiresAt\r\n${old},Ada,SMART_CDZ,2030-01-01\r\n`;
    const validate = async (client) => expectStatus(await validateCsv(client, 'operation=CREATE', file), 200);
    assert.deepEqual(await validate(first), []);
    const problems = await validate(second);
    assert.deepEqual(problems.map(({ fieldName, params }) => [fieldName, params.code]), [['personIdentifier', 'ER-2402']]);
});
