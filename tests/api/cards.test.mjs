// SPDX-License-Identifier: EUPL-1.2
// Cards: issuing, reading, changing and deleting them; their numbers, days and states.
import assert from 'node:assert/strict';
import test from 'node:test';

import { expectError, expectStatus } from './lib/expect.mjs';
import {
    cardBody, cardPath, day, enrolment, FIRST, makeCard, makePerson, newEscn, newEsi, personBody, personPath, PROCESSOR, SECOND, UNACCEPTED,
    verifyPath,
} from './lib/make.mjs';
import { sharedRouter } from './lib/router.mjs';

const router = await sharedRouter();
const first = () => router.client(FIRST);
const second = () => router.client(SECOND);
const CARDS = '/api/v2/cards';

// A number that the router made for FIRST.
const MINTED = /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-\d{3}999999991$/;

test('a new card is shown as issued', async () => {
    const esi = await makePerson(first(), FIRST, { fullName: 'Grace Hopper' });
    const number = newEscn();
    const body = cardBody(esi, FIRST, { cardNumber: number, cardType: 'SMART_CDZ', displayName: 'G. Hopper' });
    const card = expectStatus(await first().post(CARDS, body), 201);
    assert.equal(card.cardNumber, number);
    assert.equal(card.cardType.key, 'SMART_CDZ');
    assert.equal(card.cardStatusType.key, 'ACTIVE');
    assert.equal(card.displayName, 'G. Hopper');
    assert.equal(card.issuedAt, body.issuedAt);
    assert.equal(card.expiresAt, body.expiresAt);
    assert.equal(card.issuer.identifier, FIRST);
    assert.equal(card.person.identifier, esi);
    assert.equal(card.person.fullName, 'Grace Hopper');
    assert.ok(Object.values(card.processor).every((value) => value === null));
    assert.deepEqual(expectStatus(await first().get(cardPath(number)), 200), card);
    assert.deepEqual(expectStatus(await first().get(`${CARDS}?size=1`), 200).content, [card]);
});

const blanks = [
    { name: 'no number', changes: {} },
    { name: 'a number of null', changes: { cardNumber: null } },
    { name: 'an empty number', changes: { cardNumber: '' } },
    { name: 'a number of blanks', changes: { cardNumber: '  ' } },
];

for (const { name, changes } of blanks) {
    test(`mints a number for a card with ${name}`, async () => {
        const card = await makeCard(first(), changes);
        assert.match(card.cardNumber, MINTED);
        expectStatus(await first().get(cardPath(card.cardNumber)), 200);
    });
}

test('minted numbers differ, also over parallel calls', async () => {
    const esi = await makePerson(first());
    const cards = await Promise.all(Array.from({ length: 50 }, () => makeCard(first(), { esi })));
    assert.equal(new Set(cards.map((card) => card.cardNumber)).size, 50);
});

test('a number is taken in any letter case, kept and found lower', async () => {
    const number = newEscn();
    const card = await makeCard(first(), { cardNumber: number.toUpperCase() });
    assert.equal(card.cardNumber, number);
    expectStatus(await first().get(cardPath(number.toUpperCase())), 200);
    expectError(await first().post(CARDS, cardBody(card.person.identifier, FIRST, { cardNumber: number })), 409, 'ER-0002', number);
});

// A good number with another character at one place.
const withAt = (place, character) => `${newEscn().slice(0, place)}${character}${newEscn().slice(place + 1)}`;

const badNumbers = [
    { name: 'no UUID', number: 'one', says: [] },
    { name: 'a digit short', number: newEscn().slice(1), says: [] },
    { name: 'a letter that is no digit', number: withAt(0, 'g'), says: [] },
    { name: 'version 4', number: withAt(14, '4'), says: [/version/] },
    { name: 'another variant', number: withAt(19, 'c'), says: [/variant/] },
    { name: 'letters in the node', number: withAt(35, 'f'), says: [/digits/] },
    { name: "another's PIC", number: newEscn(SECOND), says: [/PIC/i, SECOND, FIRST] },
    { name: 'nil', number: '00000000-0000-0000-0000-000000000000', says: [] },
];

for (const { name, number, says } of badNumbers) {
    test(`refuses a card number: ${name}`, async () => {
        const esi = await makePerson(first());
        expectError(await first().post(CARDS, cardBody(esi, FIRST, { cardNumber: number })), 400, undefined, 'cardNumber', ...says);
    });
}

const types = ['UNKNOWN', 'PASSIVE', 'SMART_NO_CDZ', 'SMART_CDZ', 'SMART_MAY_SP', 'SMART_PASSIVE', 'SMART_PASSIVE_EMULATION'];

test('takes every type and status, in any letter case', async () => {
    const esi = await makePerson(first());
    for (const cardType of types) {
        assert.equal((await makeCard(first(), { esi, cardType })).cardType.key, cardType);
        assert.equal((await makeCard(first(), { esi, cardType: cardType.toLowerCase() })).cardType.key, cardType);
    }
    assert.equal((await makeCard(first(), { esi, cardStatusType: 'inactive' })).cardStatusType.key, 'INACTIVE');
});

const goodDays = [
    { name: 'one day', issuedAt: '2026-01-01', expiresAt: '2026-01-01' },
    { name: 'a leap day', issuedAt: '2024-02-29', expiresAt: '2028-02-29' },
    { name: 'date-times', issuedAt: '2025-09-30T23:30:00.000+02:00', expiresAt: '2029-09-30T00:00:00.000Z' },
    { name: 'the last day there is', issuedAt: '2026-01-01', expiresAt: '9999-12-31' },
];

for (const { name, issuedAt, expiresAt } of goodDays) {
    test(`takes days: ${name}`, async () => {
        const card = await makeCard(first(), { issuedAt, expiresAt });
        assert.deepEqual([card.issuedAt, card.expiresAt], [issuedAt.slice(0, 10), expiresAt.slice(0, 10)]);
    });
}

const refusals = [
    { name: 'an issue after the expiry', changes: { issuedAt: '2027-01-02', expiresAt: '2027-01-01' }, says: ['expiresAt', '2027-01-01', '2027-01-02'] },
    { name: 'a day that does not exist', changes: { issuedAt: '2026-02-29' }, says: ['issuedAt', '2026-02-29'] },
    { name: 'a day before its month', changes: { expiresAt: '31/12/2030' }, says: ['expiresAt', 'yyyy-MM-dd'] },
    { name: 'a word for a day', changes: { expiresAt: 'tomorrow' }, says: ['expiresAt', 'tomorrow'] },
    { name: 'an empty day', changes: { issuedAt: '' }, says: ['issuedAt'] },
    { name: 'no day of issue', changes: { issuedAt: undefined }, says: ['issuedAt'] },
    { name: 'no day of expiry', changes: { expiresAt: null }, says: ['expiresAt'] },
    { name: 'no type', changes: { cardType: undefined }, says: ['cardType'] },
    { name: 'an unknown type', changes: { cardType: 'GOLDEN' }, says: ['cardType', 'GOLDEN', 'PASSIVE'] },
    { name: 'no status', changes: { cardStatusType: null }, says: ['cardStatusType'] },
    { name: 'an unknown status', changes: { cardStatusType: 'LOST' }, says: ['cardStatusType', 'LOST', 'ACTIVE'] },
    { name: 'EXPIRED, which only the day makes', changes: { cardStatusType: 'EXPIRED' }, says: ['cardStatusType', 'EXPIRED'] },
    { name: 'no issuer', changes: { issuerIdentifier: undefined }, says: ['issuerIdentifier'] },
    { name: 'an unknown issuer', changes: { issuerIdentifier: '999999900' }, says: ['issuerIdentifier', '999999900'] },
    { name: 'no person', changes: { personIdentifier: undefined }, says: ['personIdentifier'] },
    { name: 'a person that is no ESI', changes: { personIdentifier: 'ada' }, says: ['personIdentifier'] },
    { name: 'a person unknown to all', changes: { personIdentifier: newEsi() }, says: ['personIdentifier'] },
    { name: 'an unknown processor', changes: { processorIdentifier: 'B00000000' }, says: ['processorIdentifier', 'B00000000'] },
    { name: 'an institution as processor', changes: { processorIdentifier: SECOND }, says: ['processorIdentifier', SECOND] },
    { name: 'a display name of 256 characters', changes: { displayName: 'x'.repeat(256) }, says: ['displayName', '255'] },
];

for (const { name, changes, says } of refusals) {
    test(`refuses ${name}, at POST and at PUT`, async () => {
        const card = await makeCard(first());
        const body = cardBody(card.person.identifier, FIRST, changes);
        expectError(await first().post(CARDS, body), 400, undefined, ...says);
        expectError(await first().put(cardPath(card.cardNumber), body), 400, undefined, ...says);
        assert.deepEqual(expectStatus(await first().get(cardPath(card.cardNumber)), 200), card);
    });
}

test('a card is for a person enrolled at the issuer, in any letter case', async () => {
    const esi = await makePerson(first());
    assert.equal((await makeCard(first(), { esi: esi.toUpperCase() })).person.identifier, esi);
    const elsewhere = await makePerson(second(), SECOND);
    expectError(await first().post(CARDS, cardBody(elsewhere)), 400, undefined, 'personIdentifier');
});

test('only the issuer, or one that it mandates, issues its cards', async () => {
    const esi = await makePerson(second(), SECOND);
    for (const client of [first(), router.client(PROCESSOR)]) {
        expectError(await client.post(CARDS, cardBody(esi, SECOND)), 403, 'SE-0000', SECOND);
    }
});

test('an organisation that has not accepted the legal documents reads and does not write', async () => {
    const client = router.client(UNACCEPTED);
    assert.equal(expectStatus(await client.get(CARDS), 200).empty, true);
    expectError(await client.post(CARDS, cardBody(newEsi(), UNACCEPTED)), 403, undefined, /legal documents/);
});

test('a card shows the name of its holder where it brings none, and follows it', async () => {
    const esi = await makePerson(first(), FIRST, { fullName: 'Maria Skłodowska' });
    for (const displayName of [undefined, null, '']) {
        assert.equal((await makeCard(first(), { esi, displayName })).displayName, 'Maria Skłodowska');
    }
    assert.equal((await makeCard(first(), { esi, displayName: 'M. Curie' })).displayName, 'M. Curie');
    const plain = await makeCard(first(), { esi });
    const views = { personOrganisationUpdateViews: [enrolment(FIRST, { fullName: 'Marie Curie' })] };
    expectStatus(await first().put(personPath(esi), personBody(esi, FIRST, views)), 200);
    assert.equal(expectStatus(await first().get(cardPath(plain.cardNumber)), 200).displayName, 'Marie Curie');
});

test('a number that nobody has is not found', async () => {
    const missing = cardPath(newEscn());
    const body = cardBody(await makePerson(first()));
    for (const [method, json] of [['GET'], ['PUT', body], ['DELETE']]) {
        expectError(await first().send(method, missing, { json }), 404, 'ER-0001');
    }
});

test('a card of another organisation is denied', async () => {
    const card = await makeCard(second(), { issuer: SECOND });
    const path = cardPath(card.cardNumber);
    const body = cardBody(card.person.identifier, SECOND);
    for (const [method, json] of [['GET'], ['PUT', body], ['DELETE']]) {
        expectError(await first().send(method, path, { json }), 403, 'SE-0000');
    }
    assert.deepEqual(expectStatus(await second().get(path), 200), card);
});

test('PUT changes what may change', async () => {
    const card = await makeCard(first(), { displayName: 'Before' });
    const changes = { cardStatusType: 'INACTIVE', cardType: 'SMART_PASSIVE', displayName: 'After', issuedAt: day(-3), expiresAt: day(3) };
    const changed = expectStatus(await first().put(cardPath(card.cardNumber), cardBody(card.person.identifier, FIRST, changes)), 200);
    assert.equal(changed.cardStatusType.key, 'INACTIVE');
    assert.equal(changed.cardType.key, 'SMART_PASSIVE');
    assert.deepEqual([changed.displayName, changed.issuedAt, changed.expiresAt], ['After', changes.issuedAt, changes.expiresAt]);
    assert.equal(changed.cardNumber, card.cardNumber);
    assert.deepEqual(expectStatus(await first().get(cardPath(card.cardNumber)), 200), changed);
});

test('PUT takes the number of the path, or none, and no other', async () => {
    const card = await makeCard(first());
    const put = (cardNumber) => first().put(cardPath(card.cardNumber), cardBody(card.person.identifier, FIRST, { cardNumber }));
    for (const number of [undefined, null, '', card.cardNumber, card.cardNumber.toUpperCase()]) {
        assert.equal(expectStatus(await put(number), 200).cardNumber, card.cardNumber);
    }
    expectError(await put(newEscn()), 400, undefined, 'cardNumber', card.cardNumber);
});

test('PUT gives a card to no other person and no other issuer', async () => {
    const card = await makeCard(first());
    const other = await makePerson(first());
    expectError(await first().put(cardPath(card.cardNumber), cardBody(other)), 400, undefined, 'personIdentifier');
    const moved = await first().put(cardPath(card.cardNumber), cardBody(card.person.identifier, SECOND));
    assert.ok([400, 403].includes(moved.status), moved.text);
    assert.deepEqual(expectStatus(await first().get(cardPath(card.cardNumber)), 200), card);
});

test('an expired card shows so whatever is stored, and comes back with a new expiry', async () => {
    const esi = await makePerson(first());
    for (const cardStatusType of ['ACTIVE', 'INACTIVE']) {
        const card = await makeCard(first(), { esi, cardStatusType, expiresAt: day(-2) });
        assert.equal(card.cardStatusType.key, 'EXPIRED');
        assert.equal(expectStatus(await first().get(cardPath(card.cardNumber)), 200).cardStatusType.key, 'EXPIRED');
        assert.equal(expectStatus(await first().get(cardPath(card.cardNumber, '/status')), 200).status, 'EXPIRED');
        assert.equal(expectStatus(await first().get(verifyPath(card.cardNumber)), 200).cardStatusType.key, 'EXPIRED');
        const back = await first().put(cardPath(card.cardNumber), cardBody(esi, FIRST, { expiresAt: day(30) }));
        assert.equal(expectStatus(back, 200).cardStatusType.key, 'ACTIVE');
        assert.equal(expectStatus(await first().get(cardPath(card.cardNumber, '/status')), 200).status, 'ACTIVE');
    }
});

test('a card is good on its last day', async () => {
    const card = await makeCard(first(), { expiresAt: day(0) });
    const shown = expectStatus(await first().get(cardPath(card.cardNumber)), 200).cardStatusType.key;
    if (card.expiresAt === day(0)) {
        assert.equal(shown, 'ACTIVE');
    }
});

test('a deleted card is gone for all', async () => {
    const { cardNumber } = await makeCard(first());
    expectStatus(await first().delete(cardPath(cardNumber.toUpperCase())), 204);
    expectError(await first().get(cardPath(cardNumber)), 404, 'ER-0001');
    expectError(await first().get(cardPath(cardNumber, '/status')), 404, 'ER-0001');
    expectError(await first().get(cardPath(cardNumber, '/qr')), 404, 'ER-0001');
    expectError(await first().get(verifyPath(cardNumber)), 404, 'ER-0001');
    expectError(await first().delete(cardPath(cardNumber)), 404, 'ER-0001');
});

test('a deleted number is issued again to the same person, and to no other', async () => {
    const cardNumber = newEscn();
    const card = await makeCard(first(), { cardNumber, displayName: 'Before' });
    const esi = card.person.identifier;
    expectStatus(await first().delete(cardPath(cardNumber)), 204);
    expectError(await first().post(CARDS, cardBody(await makePerson(first()), FIRST, { cardNumber })), 409, undefined, cardNumber);
    expectError(await first().get(cardPath(cardNumber)), 404, 'ER-0001');
    const again = expectStatus(await first().post(CARDS, cardBody(esi.toUpperCase(), FIRST, { cardNumber, cardType: 'SMART_CDZ' })), 201);
    assert.deepEqual([again.cardNumber, again.person.identifier, again.cardType.key], [cardNumber, esi, 'SMART_CDZ']);
    assert.equal(expectStatus(await first().get(cardPath(cardNumber, '/status')), 200).status, 'ACTIVE');
    expectError(await first().post(CARDS, cardBody(esi, FIRST, { cardNumber })), 409, 'ER-0002');
});

test('the number of an erased person is given to nobody else', async () => {
    const card = await makeCard(first());
    expectStatus(await first().delete(`/api/v2/persons/${card.person.identifier}`), 204);
    const other = await makePerson(first());
    expectError(await first().post(CARDS, cardBody(other, FIRST, { cardNumber: card.cardNumber })), 409);
});

test('a processor that the issuer mandates is named, another is refused', async () => {
    const card = await makeCard(first(), { processorIdentifier: PROCESSOR });
    assert.equal(card.processor.identifier, PROCESSOR);
    assert.equal(card.processor.identifierCode.key === card.issuer.identifierCode.key, false);
    const esi = await makePerson(second(), SECOND);
    expectError(await second().post(CARDS, cardBody(esi, SECOND, { processorIdentifier: PROCESSOR })), 400, undefined, 'processorIdentifier', PROCESSOR);
});

test('a processor issues, changes and deletes cards of those that mandate it, and is named on them', async () => {
    const processor = router.client(PROCESSOR);
    const card = await makeCard(processor);
    assert.deepEqual([card.issuer.identifier, card.processor.identifier], [FIRST, PROCESSOR]);
    assert.match(card.cardNumber, MINTED);
    assert.equal(expectStatus(await first().get(cardPath(card.cardNumber)), 200).processor.identifier, PROCESSOR);
    const body = cardBody(card.person.identifier, FIRST, { cardStatusType: 'INACTIVE' });
    assert.equal(expectStatus(await processor.put(cardPath(card.cardNumber), body), 200).cardStatusType.key, 'INACTIVE');
    expectStatus(await processor.delete(cardPath(card.cardNumber)), 204);
    expectError(await first().get(cardPath(card.cardNumber)), 404, 'ER-0001');
});

test('a processor issues no cards of its own', async () => {
    const processor = router.client(PROCESSOR);
    const esi = await makePerson(processor);
    const refused = await processor.post(CARDS, cardBody(esi, PROCESSOR));
    assert.ok([400, 403].includes(refused.status), refused.text);
});
