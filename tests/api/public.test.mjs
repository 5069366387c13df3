// SPDX-License-Identifier: EUPL-1.2
// What anybody may ask of a card without a token: its status, and its verification at three paths.
import assert from 'node:assert/strict';
import test from 'node:test';

import { expectError, expectStatus } from './lib/expect.mjs';
import { cardBody, cardPath, enrolment, FIRST, makeCard, makePerson, newEscn, personBody, personPath, SECOND, verifyPath } from './lib/make.mjs';
import { sharedRouter } from './lib/router.mjs';

const router = await sharedRouter();
const first = () => router.client(FIRST);
const anybody = () => router.client();

const VERIFY_BASES = ['', '/esc-rest', '/esc-verifier-service'];

test('a status tells number, days, issuer and state, and no name', async () => {
    const card = await makeCard(first(), { displayName: 'A private matter' });
    const answer = await anybody().get(cardPath(card.cardNumber, '/status'));
    assert.deepEqual(expectStatus(answer, 200), {
        cardNumber: card.cardNumber,
        displayName: null,
        issuedAt: card.issuedAt,
        expiresAt: card.expiresAt,
        issuerIdentifier: FIRST,
        issuerName: card.issuer.name,
        status: 'ACTIVE',
    });
});

test('a verification tells type, state, expiry, level and issuer, and nothing else', async () => {
    const card = await makeCard(first(), { cardType: 'SMART_PASSIVE' });
    for (const base of VERIFY_BASES) {
        const shown = expectStatus(await anybody().with({ base }).get(verifyPath(card.cardNumber)), 200);
        assert.deepEqual(shown, {
            cardNumber: card.cardNumber,
            cardType: card.cardType,
            cardStatusType: card.cardStatusType,
            expiresAt: card.expiresAt,
            cardHolder: { academicLevel: card.person.organisations[0].academicLevel },
            issuer: { identifier: FIRST, identifierType: card.issuer.identifierCode, name: card.issuer.name },
        });
    }
});

test('a verification shows the level of the enrolment at the issuer', async () => {
    const card = await makeCard(first());
    const esi = card.person.identifier;
    const second = router.client(SECOND);
    const views = { personOrganisationUpdateViews: [enrolment(SECOND, { academicLevel: 'DOCTORATE' })] };
    expectStatus(await second.post('/api/v2/persons', personBody(esi, SECOND, views)), 201);
    assert.equal(expectStatus(await anybody().get(verifyPath(card.cardNumber)), 200).cardHolder.academicLevel.key, 'BACHELOR');
    const none = { personOrganisationUpdateViews: [enrolment(FIRST, { academicLevel: null })] };
    expectStatus(await first().put(personPath(esi), personBody(esi, FIRST, none)), 200);
    assert.equal(expectStatus(await anybody().get(verifyPath(card.cardNumber)), 200).cardHolder.academicLevel, null);
});

test('status and verification follow every change at once', async () => {
    const card = await makeCard(first());
    const path = cardPath(card.cardNumber);
    const states = async () => {
        const status = await anybody().get(cardPath(card.cardNumber, '/status'));
        const verified = await anybody().get(verifyPath(card.cardNumber));
        return [status.json.status ?? status.status, verified.json.cardStatusType?.key ?? verified.status];
    };
    assert.deepEqual(await states(), ['ACTIVE', 'ACTIVE']);
    for (const cardStatusType of ['INACTIVE', 'ACTIVE']) {
        expectStatus(await first().put(path, cardBody(card.person.identifier, FIRST, { cardStatusType })), 200);
        assert.deepEqual(await states(), [cardStatusType, cardStatusType]);
    }
    expectStatus(await first().delete(path), 204);
    assert.deepEqual(await states(), [404, 404]);
});

const spellings = [
    { name: 'upper case', spell: (number) => number.toUpperCase() },
    { name: 'encoded dashes', spell: (number) => number.replaceAll('-', '%2D') },
    { name: 'encoded letters', spell: (number) => [...number].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('') },
];

for (const { name, spell } of spellings) {
    test(`a number is found in other spelling: ${name}`, async () => {
        const { cardNumber } = await makeCard(first());
        assert.equal(expectStatus(await anybody().get(cardPath(spell(cardNumber), '/status')), 200).cardNumber, cardNumber);
        assert.equal(expectStatus(await anybody().get(verifyPath(spell(cardNumber))), 200).cardNumber, cardNumber);
    });
}

const missing = [
    { name: 'a number that nobody has', number: newEscn() },
    { name: 'something that is no number', number: 'not-a-number' },
    { name: 'a number that is cut', number: newEscn().slice(0, 30) },
    { name: 'a number with something behind', number: `${newEscn()}0` },
    { name: 'a blank', number: '%20' },
];

for (const { name, number } of missing) {
    test(`not found: ${name}`, async () => {
        expectError(await anybody().get(cardPath(number, '/status')), 404, 'ER-0001');
        for (const base of VERIFY_BASES) {
            expectError(await anybody().with({ base }).get(verifyPath(number)), 404, 'ER-0001');
        }
    });
}

test('HEAD answers as GET does, without the body', async () => {
    const { cardNumber } = await makeCard(first());
    const got = await anybody().get(cardPath(cardNumber, '/status'));
    const head = await anybody().send('HEAD', cardPath(cardNumber, '/status'));
    assert.equal(head.status, 200);
    assert.equal(head.headers['content-length'], got.headers['content-length']);
    assert.equal(head.headers['content-type'], got.headers['content-type']);
    assert.equal((await anybody().send('HEAD', cardPath(newEscn(), '/status'))).status, 404);
});

test('the public answers hold nothing that tells who the holder is', async () => {
    const esi = await makePerson(first());
    const { cardNumber } = await makeCard(first(), { esi });
    const text = (await anybody().get(cardPath(cardNumber, '/status'))).text + (await anybody().get(verifyPath(cardNumber))).text;
    for (const secret of [esi, 'Ada', 'ada@example.org']) {
        assert.ok(!text.includes(secret), `the public answers do not hold ${secret}`);
    }
});
