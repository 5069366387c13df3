// SPDX-License-Identifier: EUPL-1.2
// The header Idempotency-Key: the same request again gets the same answer, and nothing is done twice.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { expectError, expectStatus } from './lib/expect.mjs';
import { cardBody, cardPath, enrolment, FIRST, makePerson, newEscn, newEsi, personBody, personPath, PROCESSOR, SECOND } from './lib/make.mjs';
import { sharedRouter, sql, startRouter } from './lib/router.mjs';

const router = await sharedRouter();
const first = () => router.client(FIRST);
const CARDS = '/api/v2/cards';
const PERSONS = '/api/v2/persons';

const keyed = (key = randomUUID()) => ({ headers: { 'Idempotency-Key': key } });

function assertSame(again, before) {
    assert.equal(again.status, before.status);
    assert.ok(again.body.equals(before.body), 'the same bytes');
    for (const name of ['content-type', 'location', 'content-length']) {
        assert.equal(again.headers[name], before.headers[name], name);
    }
}

async function cardCount(client) {
    return expectStatus(await client.get(`${CARDS}?size=1`), 200).page.totalElements;
}

test('a card is issued once, whatever happened to it since', async () => {
    const esi = await makePerson(first());
    const options = keyed();
    const before = await first().post(CARDS, cardBody(esi), options);
    expectStatus(before, 201);
    const count = await cardCount(first());
    assertSame(await first().post(CARDS, cardBody(esi), options), before);
    assert.equal(await cardCount(first()), count);
    expectStatus(await first().put(cardPath(before.json.cardNumber), cardBody(esi, FIRST, { cardStatusType: 'INACTIVE' })), 200);
    assertSame(await first().post(CARDS, cardBody(esi), options), before);
});

test('a person is enrolled once', async () => {
    const body = personBody();
    const options = keyed();
    const before = await first().post(PERSONS, body, options);
    expectStatus(before, 201);
    assertSame(await first().post(PERSONS, body, options), before);
    expectError(await first().post(PERSONS, body, keyed()), 409, 'ER-0019');
});

test('both bases are the same path', async () => {
    const esi = await makePerson(first());
    const options = keyed();
    const before = await first().post(CARDS, cardBody(esi), options);
    assertSame(await first().with({ base: '' }).post(CARDS, cardBody(esi), options), before);
});

test('requests at the same moment with the same key make one card', async () => {
    const esi = await makePerson(first());
    const options = keyed();
    const count = await cardCount(first());
    const answers = await Promise.all(Array.from({ length: 20 }, () => first().post(CARDS, cardBody(esi), options)));
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
    assert.equal(await cardCount(first()), count + 1);
});

test('another body, path or query under the same key is 422 and does nothing', async () => {
    const esi = await makePerson(first());
    const options = keyed();
    expectStatus(await first().post(CARDS, cardBody(esi), options), 201);
    const count = await cardCount(first());
    expectError(await first().post(CARDS, cardBody(esi, FIRST, { displayName: 'x' }), options), 422, 'ER-1305');
    expectError(await first().post(`${CARDS}?a=b`, cardBody(esi), options), 422, 'ER-1305');
    expectError(await first().post(PERSONS, personBody(), options), 422, 'ER-1305');
    assert.equal(await cardCount(first()), count);
});

test('V1 takes it too, and the student appears once', async () => {
    const esi = newEsi();
    const student = { europeanStudentIdentifier: esi, emailAddress: 'ada@example.org', expiryDate: '2030-01-01', picInstitutionCode: FIRST, name: 'Ada' };
    for (const [path, body] of [['/api/v1/students', student], [`/api/v1/students/${esi}/cards`, { europeanStudentCardNumber: newEscn(), cardType: 1 }]]) {
        const options = keyed();
        const before = await first().post(path, body, options);
        expectStatus(before, 201);
        const again = await first().post(path, body, options);
        assertSame(again, before);
        assert.equal(again.headers.deprecation, before.headers.deprecation);
    }
    assert.equal(expectStatus(await first().get(`/api/v1/students/${esi}`), 200).cards.length, 1);
});

test('a link for a student is given again, and is not to be read in the database', async () => {
    const path = `${personPath(await makePerson(first()))}/student-link`;
    const options = keyed();
    const before = await first().send('POST', path, options);
    const secret = expectStatus(before, 201).url.split('/').at(-1);
    assertSame(await first().send('POST', path, options), before);
    assert.equal(sql(router.database, `SELECT COUNT(*) AS n FROM idempotency_part WHERE CAST(data AS TEXT) LIKE '%${secret}%'`)[0].n, 0);
    assert.notEqual((await first().send('POST', path, keyed())).text, before.text);
});

test('a key of one organisation says nothing to another, nor to its processor', async () => {
    const key = randomUUID();
    const body = (organisation) => personBody(newEsi(), organisation);
    const answers = [
        await first().post(PERSONS, body(FIRST), keyed(key)),
        await router.client(SECOND).post(PERSONS, body(SECOND), keyed(key)),
        await router.client(PROCESSOR).post(PERSONS, body(FIRST), keyed(key)),
    ];
    assert.deepEqual(answers.map(({ status }) => status), [201, 201, 201]);
});

test('without a good token a key opens nothing', async () => {
    const esi = await makePerson(first());
    const options = keyed();
    expectStatus(await first().post(CARDS, cardBody(esi), options), 201);
    for (const token of [null, 'esc_live_wrong']) {
        expectError(await first().post(CARDS, cardBody(esi), { ...options, token }), 401, 'SE-0401');
    }
});

test('a refusal is not kept: the mended request goes under the same key', async () => {
    const esi = newEsi();
    const options = keyed();
    expectError(await first().post(CARDS, cardBody(esi), options), 400, 'ER-0007');
    expectStatus(await first().post(PERSONS, personBody(esi)), 201);
    const issued = await first().post(CARDS, cardBody(esi), options);
    expectStatus(issued, 201);
    assertSame(await first().post(CARDS, cardBody(esi), options), issued);
});

for (const [name, key] of [['an empty one', ''], ['one with a blank', 'a b'], ['one of 256 characters', 'x'.repeat(256)], ['one with bytes above ASCII', 'caf\u00e9']]) {
    test(`a key that is none is refused: ${name}`, async () => {
        expectError(await first().post(PERSONS, personBody(), keyed(key)), 400, 'ER-1303');
    });
}

test('keys of one and of 255 characters are good', async () => {
    for (const key of ['~', 'k'.repeat(255)]) {
        expectStatus(await first().post(PERSONS, personBody(), keyed(key)), 201);
    }
});

test('GET, PUT and DELETE don\'t look at it', async () => {
    const esi = await makePerson(first());
    const options = keyed();
    expectStatus(await first().get(personPath(esi), options), 200);
    expectStatus(await first().put(personPath(esi), personBody(esi), options), 200);
    expectStatus(await first().put(personPath(esi), personBody(esi, FIRST, { personOrganisationUpdateViews: [enrolment(FIRST, { fullName: 'B' })] }), options), 200);
    expectStatus(await first().delete(personPath(esi), options), 204);
});

test('what was kept goes with the person, also out of the file', async () => {
    const name = `Erasable ${randomUUID()}`;
    const esi = newEsi();
    const body = personBody(esi, FIRST, { personOrganisationUpdateViews: [enrolment(FIRST, { fullName: name })] });
    const [enrol, issue] = [keyed(), keyed()];
    expectStatus(await first().post(PERSONS, body, enrol), 201);
    expectStatus(await first().post(CARDS, cardBody(esi), issue), 201);
    expectStatus(await first().delete(personPath(esi)), 204);
    expectError(await first().post(PERSONS, body, enrol), 409, 'ER-1306');
    expectError(await first().post(CARDS, cardBody(esi), issue), 409, 'ER-1306');
    assert.deepEqual(sql(router.database, `SELECT * FROM idempotency_part WHERE CAST(data AS TEXT) LIKE '%${name}%'`), []);
});

test('what is older than a day counts no more and goes', async () => {
    const esi = await makePerson(first());
    const options = keyed();
    const before = expectStatus(await first().post(CARDS, cardBody(esi), options), 201);
    sql(router.database, 'UPDATE idempotency SET created_at_us = created_at_us - 86400000000');
    const after = expectStatus(await first().post(CARDS, cardBody(esi), options), 201);
    assert.notEqual(after.cardNumber, before.cardNumber);
    assert.equal(sql(router.database, 'SELECT COUNT(*) AS n FROM idempotency')[0].n, 1);
});

test('a router that starts again gives the same answers', async () => {
    const earlier = await startRouter({ students: 1 });
    const esi = await makePerson(earlier.client(FIRST));
    const options = keyed();
    const body = cardBody(esi, FIRST, { cardNumber: newEscn() });
    const before = await earlier.client(FIRST).post(CARDS, body, options);
    await earlier.kill();
    const later = await startRouter({ directory: earlier.directory, students: 1 });
    try {
        assertSame(await later.client(FIRST).post(CARDS, body, options), before);
        assert.ok(readFileSync(later.database.slice(7)).indexOf(options.headers['Idempotency-Key']) < 0, 'the key itself is not in the file');
    } finally {
        await later.stop();
    }
});
