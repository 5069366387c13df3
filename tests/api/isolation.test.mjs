// SPDX-License-Identifier: EUPL-1.2
// No organisation sees or changes another's data: every operation, with every token that is not the owner's.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test from 'node:test';

import { expectError, expectStatus } from './lib/expect.mjs';
import { ending, errorsOf, importCsv } from './lib/imports.mjs';
import { cardBody, cardPath, enrolment, FIRST, makeCard, newEscn, newEsi, personBody, personPath, PROCESSOR, SECOND, UNACCEPTED } from './lib/make.mjs';
import { page, walk } from './lib/pages.mjs';
import { sharedRouter } from './lib/router.mjs';

const router = await sharedRouter();
const OTHER = '999999920';
const PERSONS = '/api/v2/persons';
const CARDS = '/api/v2/cards';

// Who owns, and who must not get at it.
const pairs = [
    { owner: FIRST, stranger: SECOND },
    { owner: FIRST, stranger: UNACCEPTED },
    { owner: FIRST, stranger: OTHER },
    { owner: SECOND, stranger: FIRST },
    { owner: SECOND, stranger: PROCESSOR },
    { owner: SECOND, stranger: OTHER },
    { owner: OTHER, stranger: PROCESSOR },
];

await router.addOrganisation({ identifier: OTHER });

const hijack = (owner) => ({ fullName: 'Hijacked', email: 'hijacked@example.org', academicLevel: 'DOCTORATE', organisationIdentifier: owner });

// Everything that a stranger can try on a card and its holder, and the refusals that may come back.
const attempts = [
    { name: 'read the person', method: 'GET', path: ({ esi }) => personPath(esi), refused: [403] },
    { name: 'read the person in other letter case', method: 'GET', path: ({ esi }) => personPath(esi.toUpperCase()), refused: [403] },
    {
        name: 'change the enrolment', method: 'PUT', path: ({ esi }) => personPath(esi),
        json: ({ esi, owner }) => personBody(esi, owner, { personOrganisationUpdateViews: [hijack(owner)] }), refused: [403],
    },
    {
        name: 'put an enrolment of its own to a person it does not know', method: 'PUT', path: ({ esi }) => personPath(esi),
        json: ({ esi, stranger }) => personBody(esi, stranger), refused: [403],
    },
    { name: 'erase the person', method: 'DELETE', path: ({ esi }) => personPath(esi), refused: [403] },
    {
        name: "enter a person at the owner's", method: 'POST', path: () => PERSONS,
        json: ({ owner }) => personBody(newEsi(), owner), refused: [403],
    },
    {
        name: "enter the person at the owner's again", method: 'POST', path: () => PERSONS,
        json: ({ esi, owner }) => personBody(esi, owner, { personOrganisationUpdateViews: [hijack(owner)] }), refused: [403],
    },
    { name: 'read the card', method: 'GET', path: ({ number }) => cardPath(number), refused: [403] },
    {
        name: 'change the card', method: 'PUT', path: ({ number }) => cardPath(number),
        json: ({ esi, owner }) => cardBody(esi, owner, { cardStatusType: 'INACTIVE', displayName: 'Hijacked' }), refused: [403],
    },
    {
        name: 'take the card over', method: 'PUT', path: ({ number }) => cardPath(number),
        json: ({ esi, stranger }) => cardBody(esi, stranger, { displayName: 'Hijacked' }), refused: [403],
    },
    { name: 'delete the card', method: 'DELETE', path: ({ number }) => cardPath(number), refused: [403] },
    {
        name: "issue a card in the owner's name", method: 'POST', path: () => CARDS,
        json: ({ esi, owner }) => cardBody(esi, owner), refused: [403],
    },
    {
        name: "issue a card to the owner's person", method: 'POST', path: () => CARDS,
        json: ({ esi, stranger }) => cardBody(esi, stranger), refused: [400, 403],
    },
    {
        name: "issue the owner's number", method: 'POST', path: () => CARDS,
        json: ({ esi, number, stranger }) => cardBody(esi, stranger, { cardNumber: number }), refused: [400, 403],
    },
];

async function snapshot(owner, target) {
    const client = router.client(owner);
    const person = expectStatus(await client.get(personPath(target.esi)), 200);
    const card = expectStatus(await client.get(cardPath(target.number)), 200);
    const totals = [(await page(client, PERSONS)).page.totalElements, (await page(client, CARDS)).page.totalElements];
    return { person, card, totals };
}

for (const { owner, stranger } of pairs) {
    for (const { name, method, path, json, refused } of attempts) {
        test(`${stranger} can not ${name} of ${owner}`, async () => {
            const card = await makeCard(router.client(owner), { issuer: owner });
            const target = { owner, stranger, esi: card.person.identifier, number: card.cardNumber };
            const earlier = await snapshot(owner, target);
            const answer = await router.client(stranger).send(method, path(target), { json: json?.(target) });
            assert.ok(refused.includes(answer.status), `${answer.status} ${answer.text}`);
            assert.ok(!/Ada|ada@example.org/.test(answer.text), 'a refusal tells nothing of the person');
            assert.deepEqual(await snapshot(owner, target), earlier);
        });
    }

    test(`${stranger} finds nothing of ${owner} in its lists`, async () => {
        const fullName = `Hidden ${newEscn().slice(0, 8)}`;
        const esi = newEsi();
        const views = { personOrganisationUpdateViews: [enrolment(owner, { fullName, email: 'hidden@example.org' })] };
        expectStatus(await router.client(owner).post(PERSONS, personBody(esi, owner, views)), 201);
        const card = await makeCard(router.client(owner), { issuer: owner, esi });
        const client = router.client(stranger);
        const searches = [fullName, `identifier:${esi}`, `fullName:${fullName}`];
        for (const search of searches) {
            assert.equal((await page(client, PERSONS, { search })).page.totalElements, 0, search);
        }
        const cardSearches = [fullName, card.cardNumber, `cardNumber:${card.cardNumber}`, `person.identifier:${esi}`, `issuer.identifier:${owner}`];
        for (const search of cardSearches) {
            assert.equal((await page(client, CARDS, { search })).page.totalElements, 0, search);
        }
        const everything = JSON.stringify([await walk(client, PERSONS, { size: 200 }), await walk(client, CARDS, { size: 200 })]);
        for (const trace of [esi, fullName, card.cardNumber]) {
            assert.ok(!everything.includes(trace), trace);
        }
    });
}

test('a person shared by two shows each only its own part, in person, card and lists', async () => {
    const card = await makeCard(router.client(FIRST));
    const esi = card.person.identifier;
    const views = { personOrganisationUpdateViews: [enrolment(SECOND, { fullName: 'Only Second Knows', email: 'second@example.org' })] };
    expectStatus(await router.client(SECOND).post(PERSONS, personBody(esi, SECOND, views)), 201);
    const theirs = await makeCard(router.client(SECOND), { issuer: SECOND, esi });
    const seen = async (client, number) => {
        const answers = [personPath(esi), cardPath(number), `${PERSONS}?search=identifier:${esi}`, `${CARDS}?search=person.identifier:${esi}`];
        const texts = [];
        for (const path of answers) {
            texts.push(JSON.stringify(expectStatus(await client.get(path), 200)));
        }
        return texts.join('');
    };
    const first = await seen(router.client(FIRST), card.cardNumber);
    const second = await seen(router.client(SECOND), theirs.cardNumber);
    for (const secret of ['Only Second Knows', 'second@example.org', theirs.cardNumber, SECOND]) {
        assert.ok(!first.includes(secret), `the first sees ${secret}`);
        assert.ok(second.includes(secret), `the second does not see ${secret}`);
    }
    for (const secret of ['Ada Lovelace', 'ada@example.org', card.cardNumber, FIRST]) {
        assert.ok(!second.includes(secret), `the second sees ${secret}`);
    }
});

test('search goes through what the caller may see, not through what others have of the same person', async () => {
    const card = await makeCard(router.client(FIRST));
    const esi = card.person.identifier;
    const views = { personOrganisationUpdateViews: [enrolment(SECOND, { fullName: 'Secret Alias', email: 'alias@secret.example' })] };
    expectStatus(await router.client(SECOND).post(PERSONS, personBody(esi, SECOND, views)), 201);
    for (const search of ['Secret Alias', 'secret.example', 'fullName:Secret Alias']) {
        assert.equal((await page(router.client(FIRST), PERSONS, { search })).page.totalElements, 0, search);
    }
    for (const search of ['Secret Alias', 'person.fullName:Secret Alias']) {
        assert.equal((await page(router.client(FIRST), CARDS, { search })).page.totalElements, 0, search);
    }
});

test('the same card number under another PIC stays out of reach', async () => {
    const card = await makeCard(router.client(FIRST));
    const twin = `${card.cardNumber.slice(0, -9)}${SECOND}`;
    expectError(await router.client(SECOND).get(cardPath(twin)), 404, 'ER-0001');
});

test("who erases a person erases nothing of what others have kept of the same person", async () => {
    const [first, second] = [router.client(FIRST), router.client(SECOND)];
    const esi = newEsi();
    const rowsOf = (...rows) => ['personIdentifier,cardNumber,cardType,fullName,expiresAt', ...rows].join('\n');
    const keyed = { headers: { 'Idempotency-Key': randomUUID() } };
    expectStatus(await first.post(PERSONS, personBody(esi, FIRST)), 201);
    expectStatus(await second.post(PERSONS, personBody(esi, SECOND)), 201);
    const before = await second.post(CARDS, cardBody(esi, SECOND), keyed);
    const { cardNumber } = expectStatus(before, 201);
    const file = rowsOf(`,${cardNumber},1,Renamed By The Import,2031-05-06`, `${esi},${cardNumber},9,X,2031-05-06`);
    const done = await importCsv(second, 'operation=UPDATE&mode=valid', file);
    assert.deepEqual([done.state, done.updated, done.failed], ['DONE', 1, 1]);
    const refused = await errorsOf(second, done.id);
    assert.equal(refused.length, 2);

    expectStatus(await first.delete(personPath(esi)), 204);

    assert.deepEqual(await errorsOf(second, done.id), refused);
    const again = await second.post(CARDS, cardBody(esi, SECOND), keyed);
    assert.ok(again.status === 201 && again.body.equals(before.body), `the answer that was kept, not ${again.status}`);
    expectStatus(await second.send('DELETE', `/api/v2/imports/${done.id}`), 200);
    const undone = await ending(second, done.id);
    assert.deepEqual([undone.state, undone.reason ?? null], ['UNDONE', null]);
    const { organisations } = expectStatus(await second.get(personPath(esi)), 200);
    assert.notEqual(organisations[0].fullName, 'Renamed By The Import');

    expectStatus(await second.delete(personPath(esi)), 204);
    assert.equal((await errorsOf(second, done.id)).length, 1, 'the last one erases it everywhere');
    expectError(await second.post(CARDS, cardBody(esi, SECOND), keyed), 409, 'ER-1306');
});
