// SPDX-License-Identifier: EUPL-1.2
// Persons: entering, reading, changing and erasing them, and whose data is whose.
import assert from 'node:assert/strict';
import test from 'node:test';

import { expectError, expectStatus } from './lib/expect.mjs';
import {
    cardPath, enrolment, FIRST, makeCard, makePerson, newEsi, personBody, personPath, PROCESSOR, SECOND, UNACCEPTED, verifyPath,
} from './lib/make.mjs';
import { sharedRouter } from './lib/router.mjs';

const router = await sharedRouter();
const first = () => router.client(FIRST);
const second = () => router.client(SECOND);
const PERSONS = '/api/v2/persons';

function views(...items) {
    return { personOrganisationUpdateViews: items };
}

test('a new person is shown as entered', async () => {
    const esi = newEsi();
    const person = expectStatus(await first().post(PERSONS, personBody(esi)), 201);
    assert.equal(person.identifier, esi);
    assert.equal(person.identifierCode.key, 'ESI');
    assert.equal(person.fullName, 'Ada Lovelace');
    assert.equal(person.organisationCount, 1);
    assert.equal(person.organisations.length, 1);
    const [at] = person.organisations;
    assert.equal(at.academicLevel.key, 'BACHELOR');
    assert.equal(at.contactPoint.email, 'ada@example.org');
    assert.equal(at.fullName, 'Ada Lovelace');
    assert.equal(at.hasPicture, false);
    assert.equal(at.organisation.identifier, FIRST);
    assert.equal(at.organisation.fullLabel, `${FIRST} - ${at.organisation.name}`);
    assert.equal(at.organisation.schacHomeOrganization, 'univ-saint-valentin.example');
    assert.deepEqual(expectStatus(await first().get(personPath(esi)), 200), person);
});

const shortest = { organisationIdentifier: FIRST };
const shown = (fullName, level, email) => ({ fullName, level, email });
const usual = shown('Ada Lovelace', 'BACHELOR', 'ada@example.org');

// Bodies that are taken: what the enrolment says, what the person says besides, and what the enrolment shows then.
const bodies = [
    { name: 'the least that is possible', view: shortest, at: shown(null, null, null) },
    { name: 'the deprecated name where the enrolment brings none', view: shortest, also: { fullName: 'Old' }, at: shown('Old', null, null) },
    {
        name: 'the name of the enrolment before the deprecated one',
        view: { ...shortest, fullName: 'New' },
        also: { fullName: 'Old' },
        at: shown('New', null, null),
    },
    {
        name: 'explicit nulls as absent members',
        view: { ...shortest, fullName: null, email: null, academicLevel: null },
        also: { identifierCode: null, fullName: null },
        at: shown(null, null, null),
    },
    { name: 'unknown members', view: { ...enrolment(), nickname: [] }, also: { shoeSize: 43, deep: { a: [1, { b: null }] } }, at: usual },
    { name: 'phone and fax of older clients', view: { ...enrolment(), phone: '+33 1 23', fax: 7 }, at: usual },
    { name: 'a level in any letter case', view: { ...shortest, academicLevel: 'doctorate' }, at: shown(null, 'DOCTORATE', null) },
    { name: 'another level', view: { ...shortest, academicLevel: 'MASTER' }, at: shown(null, 'MASTER', null) },
    { name: 'a name of 255 characters', view: { ...shortest, fullName: '한'.repeat(255) }, at: shown('한'.repeat(255), null, null) },
];

for (const { name, view, also, at } of bodies) {
    test(`takes ${name}`, async () => {
        const esi = newEsi();
        const person = expectStatus(await first().post(PERSONS, { identifier: esi, ...also, ...views(view) }), 201);
        const [found] = person.organisations;
        assert.deepEqual(shown(found.fullName || null, found.academicLevel?.key ?? null, found.contactPoint.email), at);
        assert.deepEqual(expectStatus(await first().get(personPath(esi)), 200), person);
    });
}

const refusedBodies = [
    { name: 'no identifier', body: () => views(enrolment()), says: ['identifier'] },
    { name: 'an identifier of null', body: () => personBody(null), says: ['identifier'] },
    { name: 'an empty identifier', body: () => personBody(''), says: ['identifier'] },
    { name: 'an identifier that is no ESI', body: () => personBody('ada'), says: ['identifier', 'urn:schac:personalUniqueCode:int:esi:'] },
    { name: 'an identifier without code', body: () => personBody('urn:schac:personalUniqueCode:int:esi:fr:'), says: ['identifier'] },
    { name: 'an identifier with a blank', body: () => personBody(`${newEsi()} x`), says: ['identifier'] },
    { name: 'an identifier of 256 characters', body: () => personBody(newEsi().padEnd(256, 'x')), says: ['identifier', '255'] },
    { name: 'another kind of identifier', body: (esi) => personBody(esi, FIRST, { identifierCode: 'PASSPORT' }), says: ['identifierCode', 'ESI'] },
    { name: 'no enrolments', body: (esi) => ({ identifier: esi }), says: ['personOrganisationUpdateViews'] },
    { name: 'enrolments of null', body: (esi) => ({ identifier: esi, personOrganisationUpdateViews: null }), says: ['personOrganisationUpdateViews'] },
    { name: 'an empty list of enrolments', body: (esi) => ({ identifier: esi, ...views() }), says: ['personOrganisationUpdateViews'] },
    { name: 'the same organisation twice', body: (esi) => ({ identifier: esi, ...views(enrolment(), enrolment(FIRST, { fullName: 'X' })) }), says: [FIRST] },
    { name: 'an enrolment without organisation', body: (esi) => ({ identifier: esi, ...views({ fullName: 'Ada' }) }), says: ['organisationIdentifier'] },
    { name: 'an organisation that is unknown', body: (esi) => personBody(esi, '999999900'), says: ['organisationIdentifier', '999999900'] },
    {
        name: 'an unknown level',
        body: (esi) => ({ identifier: esi, ...views(enrolment(FIRST, { academicLevel: 'WIZARD' })) }),
        says: ['academicLevel', 'WIZARD', 'BACHELOR', 'MASTER', 'DOCTORATE'],
    },
    { name: 'an e-mail address without domain', body: (esi) => ({ identifier: esi, ...views(enrolment(FIRST, { email: 'ada' })) }), says: ['mail'] },
    { name: 'a name of 256 characters', body: (esi) => ({ identifier: esi, ...views(enrolment(FIRST, { fullName: 'x'.repeat(256) })) }), says: ['fullName', '255'] },
];

for (const { name, body, says } of refusedBodies) {
    test(`refuses ${name}, at POST and at PUT`, async () => {
        const esi = newEsi();
        expectError(await first().post(PERSONS, body(esi)), 400, undefined, ...says);
        expectError(await first().get(personPath(esi)), 404);
        const existing = await makePerson(first());
        const before = await first().get(personPath(existing));
        expectError(await first().put(personPath(existing), body(existing)), 400, undefined, says[0]);
        assert.deepEqual((await first().get(personPath(existing))).json, before.json);
    });
}

test('a person is entered once at an organisation, letter case of the ESI aside', async () => {
    const esi = await makePerson(first());
    expectError(await first().post(PERSONS, personBody(esi)), 409, 'ER-0019');
    expectError(await first().post(PERSONS, personBody(esi.toUpperCase())), 409, 'ER-0019');
});

test('an ESI is found in any letter case, its colons raw or encoded, and shown as first given', async () => {
    const esi = newEsi('Univ-Saint-Valentin.Example');
    expectStatus(await first().post(PERSONS, personBody(esi)), 201);
    const forms = [esi, esi.toLowerCase(), esi.toUpperCase(), encodeURIComponent(esi), esi.replaceAll(':', '%3a'), esi.replace(':', '%3A')];
    for (const form of forms) {
        assert.equal(expectStatus(await first().get(`${PERSONS}/${form}`), 200).identifier, esi, form);
    }
});

const shapes = [
    { name: 'a country as scope', esi: (code) => `urn:schac:personalUniqueCode:int:esi:fr:${code}` },
    { name: 'a region as scope', esi: (code) => `urn:schac:personalUniqueCode:int:esi:de-by:${code}` },
    { name: 'a further colon in the code', esi: (code) => `urn:schac:personalUniqueCode:int:esi:MK:UKIM:${code}` },
    { name: 'the old form', esi: (code) => `FR-999859608-${code}G` },
    { name: 'the prefix in other letter case', esi: (code) => `URN:SCHAC:personaluniquecode:INT:ESI:fr:${code}` },
    { name: 'an encoded slash in the code', esi: (code) => `urn:schac:personalUniqueCode:int:esi:fr:a%2Fb${code}` },
    { name: '255 characters', esi: (code) => `urn:schac:personalUniqueCode:int:esi:fr:${code}`.padEnd(255, '0') },
];

for (const { name, esi } of shapes) {
    test(`an ESI with ${name} is entered, found and erased`, async () => {
        const identifier = esi(newEsi().split(':').at(-1));
        expectStatus(await first().post(PERSONS, personBody(identifier)), 201);
        assert.equal(expectStatus(await first().get(personPath(identifier)), 200).identifier, identifier);
        expectStatus(await first().delete(personPath(identifier)), 204);
        expectError(await first().get(personPath(identifier)), 404);
    });
}

test('a person unknown to all is not found, one known to others only is denied', async () => {
    const unknown = personPath(newEsi());
    const foreign = personPath(await makePerson(second(), SECOND));
    const body = personBody(newEsi());
    for (const [method, json] of [['GET'], ['PUT', body], ['DELETE']]) {
        const missing = await first().send(method, unknown, { json: json && personBody(decodeURIComponent(unknown.split('/').at(-1))) });
        assert.equal(missing.status, 404, missing.text);
        const denied = await first().send(method, foreign, { json: json && personBody(decodeURIComponent(foreign.split('/').at(-1))) });
        expectError(denied, 403, 'SE-0000');
    }
    expectStatus(await second().get(foreign), 200);
});

test('two organisations enter the same person, and each sees its own enrolment', async () => {
    const esi = await makePerson(first());
    const theirs = { identifier: esi.toUpperCase(), ...views(enrolment(SECOND, { fullName: 'Ada L.', email: 'al@example.org', academicLevel: 'MASTER' })) };
    const entered = expectStatus(await second().post(PERSONS, theirs), 201);
    assert.equal(entered.fullName, 'Ada L.');
    const seen = expectStatus(await first().get(personPath(esi)), 200);
    assert.deepEqual(seen.organisations.map((o) => [o.organisation.identifier, o.contactPoint.email]), [[FIRST, 'ada@example.org']]);
    const other = expectStatus(await second().get(personPath(esi)), 200);
    assert.deepEqual(other.organisations.map((o) => [o.organisation.identifier, o.contactPoint.email]), [[SECOND, 'al@example.org']]);
    assert.equal(seen.fullName, 'Ada Lovelace');
});

test("PUT replaces the caller's enrolment as a whole, and no other's", async () => {
    const esi = await makePerson(first());
    expectStatus(await second().post(PERSONS, personBody(esi, SECOND)), 201);
    const changed = expectStatus(await first().put(personPath(esi), { identifier: esi, ...views({ organisationIdentifier: FIRST, fullName: 'Ada King' }) }), 200);
    const [at] = changed.organisations;
    assert.deepEqual([at.fullName, at.contactPoint.email, at.academicLevel], ['Ada King', null, null]);
    assert.deepEqual(expectStatus(await first().get(personPath(esi)), 200), changed);
    const [theirs] = expectStatus(await second().get(personPath(esi)), 200).organisations;
    assert.deepEqual([theirs.fullName, theirs.contactPoint.email], ['Ada Lovelace', 'ada@example.org']);
});

test('PUT finds the person in any letter case and keeps the ESI as first given', async () => {
    const esi = newEsi('Mixed.Example');
    expectStatus(await first().post(PERSONS, personBody(esi)), 201);
    const changed = expectStatus(await first().put(personPath(esi.toUpperCase()), personBody(esi.toLowerCase())), 200);
    assert.equal(changed.identifier, esi);
});

test('an ESI can not be changed', async () => {
    const esi = await makePerson(first());
    expectError(await first().put(personPath(esi), personBody(newEsi())), 400, undefined, 'identifier');
});

test('enrolments at organisations of others are refused', async () => {
    const esi = newEsi();
    expectError(await first().post(PERSONS, personBody(esi, SECOND)), 403, 'SE-0000', SECOND);
    expectError(await first().post(PERSONS, { identifier: esi, ...views(enrolment(), enrolment(SECOND)) }), 403, 'SE-0000');
    expectError(await first().get(personPath(esi)), 404);
    const own = await makePerson(first());
    expectError(await first().put(personPath(own), personBody(own, SECOND)), 403, 'SE-0000');
    expectStatus(await first().get(personPath(own)), 200);
});

test('a processor enters, changes and erases persons for those that mandate it, and for no others', async () => {
    const processor = router.client(PROCESSOR);
    const esi = newEsi();
    expectStatus(await processor.post(PERSONS, personBody(esi)), 201);
    assert.equal(expectStatus(await first().get(personPath(esi)), 200).organisations.length, 1);
    const changes = personBody(esi, FIRST, views(enrolment(FIRST, { fullName: 'Changed' })));
    assert.equal(expectStatus(await processor.put(personPath(esi), changes), 200).fullName, 'Changed');
    expectStatus(await processor.delete(personPath(esi)), 204);
    expectError(await first().get(personPath(esi)), 404);
    expectError(await processor.post(PERSONS, personBody(newEsi(), SECOND)), 403, 'SE-0000');
    expectError(await processor.get(personPath(await makePerson(second(), SECOND))), 403, 'SE-0000');
});

test('the last enrolment takes the person and the cards along', async () => {
    const card = await makeCard(first());
    const esi = card.person.identifier;
    const answer = await first().delete(personPath(esi.toUpperCase()));
    assert.equal(answer.status, 204);
    for (const client of [first(), second()]) {
        expectError(await client.get(personPath(esi)), 404);
    }
    expectError(await first().get(cardPath(card.cardNumber)), 404, 'ER-0001');
    expectError(await first().get(cardPath(card.cardNumber, '/status')), 404, 'ER-0001');
    expectError(await first().get(verifyPath(card.cardNumber)), 404, 'ER-0001');
    expectError(await first().delete(personPath(esi)), 404);
    expectStatus(await first().post(PERSONS, personBody(esi)), 201);
});

test('an enrolment that goes leaves those of others with their cards', async () => {
    const card = await makeCard(first());
    const esi = card.person.identifier;
    expectStatus(await second().post(PERSONS, personBody(esi, SECOND)), 201);
    const theirs = await makeCard(second(), { issuer: SECOND, esi });
    expectStatus(await first().delete(personPath(esi)), 204);
    expectError(await first().get(personPath(esi)), 403, 'SE-0000');
    expectError(await first().get(cardPath(card.cardNumber)), 404, 'ER-0001');
    assert.equal(expectStatus(await second().get(personPath(esi)), 200).organisations.length, 1);
    assert.equal(expectStatus(await second().get(cardPath(theirs.cardNumber)), 200).person.identifier, esi);
});

test('an organisation that has not accepted the legal documents reads and does not write', async () => {
    const client = router.client(UNACCEPTED);
    assert.equal(expectStatus(await client.get(PERSONS), 200).empty, true);
    expectError(await client.post(PERSONS, personBody(newEsi(), UNACCEPTED)), 403, undefined, /legal documents/);
});

test('the list shows a new person first, with the enrolments of the caller', async () => {
    const esi = await makePerson(first());
    const [newest] = expectStatus(await first().get(`${PERSONS}?size=1`), 200).content;
    assert.equal(newest.identifier, esi);
    assert.deepEqual(newest.organisations.map((o) => o.organisation.identifier), [FIRST]);
});
