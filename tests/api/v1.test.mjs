// SPDX-License-Identifier: EUPL-1.2
// The API before V2: students and cards over the persons and cards that V2 shows, under both bases and by every way of giving a token.
import assert from 'node:assert/strict';
import test from 'node:test';

import { expectError, expectStatus } from './lib/expect.mjs';
import { cardBody, cardPath, day, enrolment, FIRST, makeCard, makePerson, newEscn, newEsi, personBody, personPath, PROCESSOR, SECOND, UNACCEPTED } from './lib/make.mjs';
import { commandJson, sharedRouter } from './lib/router.mjs';

const router = await sharedRouter({ students: 60 });
const first = router.client(FIRST);
const V1 = '/api/v1';

const noon = (date) => `${date}T12:00:00.000Z`;
const studentPath = (esi, rest = '') => `${V1}/students/${encodeURIComponent(esi)}${rest}`;

function studentBody(esi, changes = {}) {
    return { europeanStudentIdentifier: esi, emailAddress: 'ada@example.org', expiryDate: day(300), picInstitutionCode: FIRST, name: 'Ada Lovelace', academicLevel: 7, ...changes };
}

async function makeStudent(changes = {}, client = first) {
    const esi = newEsi();
    expectStatus(await client.post(`${V1}/students`, studentBody(esi, changes)), 201);
    return esi;
}

// A student with one card; gives both names.
async function makeHolder(changes = {}) {
    const esi = await makeStudent();
    const number = newEscn();
    const card = { europeanStudentCardNumber: number, cardType: 1, cardUid: '04A1B2C3D4E580', ...changes };
    assert.equal(expectStatus(await first.post(studentPath(esi, '/cards'), card), 201), number);
    return { esi, number };
}

test('a student is registered, read, changed and deleted', async () => {
    const esi = newEsi();
    const expected = {
        europeanStudentIdentifier: esi, emailAddress: 'ada@example.org', expiryDate: noon(day(300)), picInstitutionCode: FIRST,
        name: 'Ada Lovelace', academicLevel: 7, phoneNumber: null, cards: [],
    };
    assert.deepEqual(expectStatus(await first.post(`${V1}/students`, studentBody(esi, { phoneNumber: '+33 1 23' })), 201), expected);
    assert.deepEqual(expectStatus(await first.get(studentPath(esi)), 200), expected);
    const changed = { emailAddress: 'a@example.org', expiryDate: day(20), name: 'Ada King', academicLevel: 8 };
    const answer = expectStatus(await first.put(studentPath(esi), studentBody(esi, changed)), 200);
    assert.deepEqual(answer, { ...expected, ...changed, expiryDate: noon(day(20)) });
    assert.deepEqual(expectStatus(await first.get(studentPath(esi.toUpperCase())), 200), answer);
    expectStatus(await first.delete(studentPath(esi)), 204);
    expectError(await first.get(studentPath(esi)), 404, 'ER-0003', esi);
});

test('a card is issued, read and deleted', async () => {
    const { esi, number } = await makeHolder();
    const inner = { europeanStudentCardNumber: number, cardType: 1, cardUid: '04A1B2C3D4E580', student: null };
    const student = expectStatus(await first.get(studentPath(esi)), 200);
    assert.deepEqual(student.cards, [inner]);
    assert.deepEqual(expectStatus(await first.get(studentPath(esi, `/cards/${number.toUpperCase()}`)), 200), { ...inner, student });
    assert.deepEqual(expectStatus(await first.get(`${V1}/cards/status/${number}`), 200), {
        europeanStudentCardNumber: number, europeanStudentIdentifier: esi, expiryDate: noon(day(300)), academicLevel: 7,
    });
    expectStatus(await first.delete(studentPath(esi, `/cards/${number}`)), 204);
    for (const path of [studentPath(esi, `/cards/${number}`), `${V1}/cards/status/${number}`, cardPath(number, '/status')]) {
        expectError(await first.get(path), 404, 'ER-0001');
    }
    assert.deepEqual(expectStatus(await first.get(studentPath(esi)), 200).cards, []);
    // The number comes back for the same student.
    expectStatus(await first.post(studentPath(esi, '/cards'), { europeanStudentCardNumber: number }), 201);
    const again = expectStatus(await first.get(studentPath(esi, `/cards/${number}`)), 200);
    assert.deepEqual([again.cardType, again.cardUid], [0, null]);
});

test('both bases answer the same', async () => {
    const { esi, number } = await makeHolder();
    const bare = first.with({ base: '' });
    for (const path of [`${V1}/students?limit=3`, `${V1}/cards?limit=3`, studentPath(esi), studentPath(esi, `/cards/${number}`), `${V1}/cards/status/${number}`]) {
        assert.deepEqual(expectStatus(await bare.get(path), 200), expectStatus(await first.get(path), 200));
    }
});

test('what V1 writes, V2 reads, and the other way round', async () => {
    const { esi, number } = await makeHolder({ cardType: '3' });
    const person = expectStatus(await first.get(personPath(esi)), 200);
    const [one] = person.organisations;
    assert.equal(person.organisationCount, 1);
    assert.deepEqual([one.fullName, one.contactPoint.email, one.academicLevel.key], ['Ada Lovelace', 'ada@example.org', 'MASTER']);
    const card = expectStatus(await first.get(cardPath(number)), 200);
    assert.deepEqual(
        [card.cardType.key, card.cardStatusType.key, card.issuedAt, card.expiresAt, card.issuer.identifier, card.person.identifier],
        ['SMART_CDZ', 'ACTIVE', day(0), day(300), FIRST, esi],
    );
    // Changes by V2 show in V1, and what V2 does not know stays.
    expectStatus(await first.put(personPath(esi), personBody(esi, FIRST, { personOrganisationUpdateViews: [enrolment(FIRST, { fullName: 'Countess', academicLevel: 'DOCTORATE' })] })), 200);
    expectStatus(await first.put(cardPath(number), cardBody(esi, FIRST, { cardType: 'SMART_PASSIVE', expiresAt: day(5) })), 200);
    const seen = expectStatus(await first.get(studentPath(esi)), 200);
    assert.deepEqual([seen.name, seen.academicLevel, seen.expiryDate], ['Countess', 8, noon(day(5))]);
    assert.deepEqual([seen.cards[0].cardType, seen.cards[0].cardUid], [0, '04A1B2C3D4E580']);
    expectStatus(await first.delete(studentPath(esi)), 204);
    expectError(await first.get(cardPath(number)), 404, 'ER-0001');
    expectError(await first.get(personPath(esi)), 404, 'ER-0003');
});

test('a person of V2 without cards has no day of expiry, and gets a card once it has', async () => {
    const esi = await makePerson(first);
    assert.equal(expectStatus(await first.get(studentPath(esi)), 200).expiryDate, null);
    const card = { europeanStudentCardNumber: newEscn(), cardType: 2 };
    expectError(await first.post(studentPath(esi, '/cards'), card), 400, 'ER-1101', 'expiryDate');
    expectStatus(await first.put(studentPath(esi), studentBody(esi)), 200);
    expectStatus(await first.post(studentPath(esi, '/cards'), card), 201);
});

test('a new expiryDate moves all cards of the student, and its status with them', async () => {
    const { esi, number } = await makeHolder();
    const second = (await makeCard(first, { esi, expiresAt: day(7) })).cardNumber;
    assert.equal(expectStatus(await first.get(studentPath(esi)), 200).expiryDate, noon(day(300)));
    assert.equal(expectStatus(await first.get(studentPath(esi, `/cards/${second}`)), 200).student.expiryDate, noon(day(7)));
    expectStatus(await first.put(studentPath(esi), studentBody(esi, { expiryDate: `${day(1)}T23:30:00.000+01` })), 200);
    for (const one of [number, second]) {
        assert.equal(expectStatus(await first.get(cardPath(one)), 200).expiresAt, day(1));
    }
    expectStatus(await first.put(cardPath(number), cardBody(esi, FIRST, { issuedAt: day(-9), expiresAt: day(-2) })), 200);
    assert.equal(expectStatus(await first.get(cardPath(number, '/status')), 200).status, 'EXPIRED');
    expectStatus(await first.put(studentPath(esi), studentBody(esi)), 200);
    assert.equal(expectStatus(await first.get(cardPath(number, '/status')), 200).status, 'ACTIVE');
    // A day before a card was issued moves none.
    expectError(await first.put(studentPath(esi), studentBody(esi, { expiryDate: day(-20), name: 'X' })), 400, 'ER-1014', 'expiryDate', day(-20));
    const left = expectStatus(await first.get(studentPath(esi)), 200);
    assert.deepEqual([left.expiryDate, left.name], [noon(day(300)), 'Ada Lovelace']);
});

test('what a change does not say stays', async () => {
    const esi = await makeStudent();
    const { name, academicLevel, ...bare } = studentBody(esi);
    const answer = expectStatus(await first.put(studentPath(esi), { ...bare, phoneNumber: null, name: null }), 200);
    assert.deepEqual([answer.name, answer.academicLevel], [name, academicLevel]);
});

const accepted = [
    { name: 'the PIC as a number', changes: { picInstitutionCode: Number(FIRST) }, member: 'picInstitutionCode', value: FIRST },
    { name: 'the level as a text', changes: { academicLevel: '8' }, member: 'academicLevel', value: 8 },
    { name: 'no level', changes: { academicLevel: null }, member: 'academicLevel', value: null },
    { name: 'a blank level', changes: { academicLevel: '' }, member: 'academicLevel', value: null },
    { name: 'no name', changes: { name: undefined }, member: 'name', value: '' },
    { name: 'a date-time of old clients', changes: { expiryDate: '2031-08-31T00:00:00.000+02' }, member: 'expiryDate', value: noon('2031-08-31') },
    { name: 'a date-time in UTC', changes: { expiryDate: '2031-08-31T23:59:59.000Z' }, member: 'expiryDate', value: noon('2031-08-31') },
    { name: 'a date-time without zone', changes: { expiryDate: '2031-08-31T00:00:00' }, member: 'expiryDate', value: noon('2031-08-31') },
    { name: 'a day long past', changes: { expiryDate: '2001-01-01' }, member: 'expiryDate', value: noon('2001-01-01') },
    { name: 'more members than there are', changes: { firstName: 'Ada', cards: [{ x: 1 }] }, member: 'cards', value: [] },
];

for (const { name, changes, member, value } of accepted) {
    test(`takes ${name}`, async () => {
        const esi = newEsi();
        assert.deepEqual(expectStatus(await first.post(`${V1}/students`, studentBody(esi, changes)), 201)[member], value);
        assert.deepEqual(expectStatus(await first.get(studentPath(esi)), 200)[member], value);
    });
}

const refusedStudents = [
    { name: 'no identifier', changes: { europeanStudentIdentifier: undefined }, code: 'ER-1011', says: 'europeanStudentIdentifier is missing' },
    { name: 'no identifier by form', changes: { europeanStudentIdentifier: 'ada' }, code: 'ER-1002', says: 'europeanStudentIdentifier' },
    { name: 'no address', changes: { emailAddress: ' ' }, code: 'ER-1011', says: 'emailAddress is blank' },
    { name: 'no address by form', changes: { emailAddress: 'ada' }, code: 'ER-1013', says: 'emailAddress' },
    { name: 'no day', changes: { expiryDate: null }, code: 'ER-1011', says: 'expiryDate is null' },
    { name: 'a day that is none', changes: { expiryDate: '2027-02-29' }, code: 'ER-1012', says: 'expiryDate is "2027-02-29"' },
    { name: 'a time that is none', changes: { expiryDate: '2027-02-28T99:00' }, code: 'ER-1012', says: 'expiryDate' },
    { name: 'milliseconds', changes: { expiryDate: 1822300000000 }, code: 'ER-1012', says: 'expiryDate' },
    { name: 'no institution', changes: { picInstitutionCode: undefined }, code: 'ER-1011', says: 'picInstitutionCode is missing' },
    { name: 'an unknown institution', changes: { picInstitutionCode: 999999900 }, code: 'ER-0004', says: 'picInstitutionCode' },
    { name: 'an institution of words', changes: { picInstitutionCode: true }, code: 'ER-1012', says: 'picInstitutionCode' },
    { name: 'an unknown level', changes: { academicLevel: 5 }, code: 'ER-1012', says: 'academicLevel is 5; 6, 7 or 8 was expected' },
    { name: 'a level in words', changes: { academicLevel: 'MASTER' }, code: 'ER-1012', says: 'academicLevel is "MASTER"' },
    { name: 'a long name', changes: { name: 'x'.repeat(256) }, code: 'ER-1012', says: 'name has 256 characters' },
];

for (const { name, changes, code, says } of refusedStudents) {
    test(`refuses a student with ${name}`, async () => {
        const esi = await makeStudent();
        expectError(await first.post(`${V1}/students`, studentBody(newEsi(), changes)), 400, code, says);
        const differs = code === 'ER-1002' ? 'ER-1016' : code;
        expectError(await first.put(studentPath(esi), studentBody(esi, changes)), 400, differs, says);
    });
}

const refusedCards = [
    { name: 'no number', card: {}, code: 'ER-1011', says: 'europeanStudentCardNumber is missing' },
    { name: 'a number that is none', card: { europeanStudentCardNumber: 'x' }, code: 'ER-1001', says: 'europeanStudentCardNumber' },
    { name: "another's PIC", card: { europeanStudentCardNumber: newEscn(SECOND) }, code: 'ER-1001', says: 'europeanStudentCardNumber' },
    { name: 'a type that V1 does not know', card: { europeanStudentCardNumber: newEscn(), cardType: 5 }, code: 'ER-1012', says: 'cardType is 5; 0 to 4 was expected' },
    { name: 'a type in words', card: { europeanStudentCardNumber: newEscn(), cardType: 'PASSIVE' }, code: 'ER-1012', says: 'cardType' },
    { name: 'a long UID', card: { europeanStudentCardNumber: newEscn(), cardUid: 'A'.repeat(256) }, code: 'ER-1012', says: 'cardUid' },
];

for (const { name, card, code, says } of refusedCards) {
    test(`refuses a card with ${name}`, async () => {
        const esi = await makeStudent();
        expectError(await first.post(studentPath(esi, '/cards'), card), 400, code, says);
        assert.deepEqual(expectStatus(await first.get(studentPath(esi)), 200).cards, []);
    });
}

test('conflicts are told', async () => {
    const { esi, number } = await makeHolder();
    expectError(await first.post(`${V1}/students`, studentBody(esi)), 409, 'ER-0019');
    expectError(await first.post(studentPath(esi, '/cards'), { europeanStudentCardNumber: number }), 409, 'ER-0002');
    const other = await makeStudent();
    expectError(await first.post(studentPath(other, '/cards'), { europeanStudentCardNumber: number }), 409, 'ER-0002');
    expectError(await first.put(studentPath(esi), studentBody(other)), 400, 'ER-1016');
    expectError(await first.post(studentPath(await makeStudent({ expiryDate: day(-1) }), '/cards'), { europeanStudentCardNumber: newEscn() }), 400, 'ER-1014', 'expiryDate');
});

test('what is not there is 404', async () => {
    const { esi, number } = await makeHolder();
    const other = await makeStudent();
    expectError(await first.get(studentPath(newEsi())), 404, 'ER-0003');
    expectError(await first.put(studentPath('nobody'), studentBody(newEsi())), 404, 'ER-0003');
    expectError(await first.delete(studentPath(newEsi())), 404, 'ER-0003');
    expectError(await first.post(studentPath(newEsi(), '/cards'), { europeanStudentCardNumber: newEscn() }), 404, 'ER-0003');
    for (const [holder, card] of [[esi, newEscn()], [other, number], [esi, 'no-number']]) {
        expectError(await first.get(studentPath(holder, `/cards/${card}`)), 404, 'ER-0001');
        expectError(await first.delete(studentPath(holder, `/cards/${card}`)), 404, 'ER-0001');
    }
    expectError(await first.get(`${V1}/cards/status/${newEscn()}`), 404, 'ER-0001');
    expectError(await first.get(`${V1}/cards/status/no-number`), 404, 'ER-0001');
    expectStatus(await first.get(studentPath(esi, `/cards/${number}`)), 200);
});

// Tokens that have every right but one, by that one.
const lacking = {};
for (const right of ['read', 'persons', 'cards']) {
    const others = ['read', 'persons', 'cards'].filter((one) => one !== right).join(',');
    const place = ['--database', router.database, '--organisation', FIRST];
    lacking[right] = (await commandJson('token', 'create', ...place, '--name', `without-${right}`, '--scopes', others)).token;
}

// Every operation, with a student and a card that are there.
const operations = [
    { name: 'listStudents', method: 'GET', path: () => `${V1}/students`, lists: true },
    { name: 'addStudent', method: 'POST', path: () => `${V1}/students`, json: () => studentBody(newEsi()), right: 'persons' },
    { name: 'retrieveStudent', method: 'GET', path: ({ esi }) => studentPath(esi) },
    { name: 'updateStudent', method: 'PUT', path: ({ esi }) => studentPath(esi), json: ({ esi }) => studentBody(esi), right: 'persons' },
    { name: 'add', method: 'POST', path: ({ esi }) => studentPath(esi, '/cards'), json: () => ({ europeanStudentCardNumber: newEscn() }), right: 'cards' },
    { name: 'retrieve', method: 'GET', path: ({ esi, number }) => studentPath(esi, `/cards/${number}`) },
    { name: 'list', method: 'GET', path: () => `${V1}/cards`, lists: true },
    { name: 'getStudentStatus', method: 'GET', path: ({ number }) => `${V1}/cards/status/${number}`, hides: true },
    { name: 'delete', method: 'DELETE', path: ({ esi, number }) => studentPath(esi, `/cards/${number}`), right: 'cards' },
    { name: 'deleteStudent', method: 'DELETE', path: ({ esi }) => studentPath(esi), right: 'persons' },
];

for (const { name, method, path, json, right = 'read', lists, hides } of operations) {
    const ask = (client, target, options = {}) => client.send(method, path(target), { json: json?.(target), ...options });

    test(`${name} needs a token, and a good one`, async () => {
        const target = await makeHolder();
        for (const client of [router.client(), first.with({ token: 'esc_test_nobody' })]) {
            expectError(await ask(client, target), 401, 'SE-0401');
        }
        assert.ok((await ask(router.client(), target, { headers: { api_key: router.organisations[FIRST].token } })).status < 300);
    });

    test(`${name} needs the right "${right}"`, async () => {
        const target = await makeHolder();
        expectError(await ask(first.with({ token: lacking[right] }), target), 403, 'ER-2201', `"${right}"`);
    });

    test(`${name} shows and gives nothing to others`, async () => {
        const target = await makeHolder();
        for (const stranger of [SECOND, UNACCEPTED]) {
            const answer = await ask(router.client(stranger), target);
            if (lists) {
                const all = expectStatus(answer, 200);
                assert.ok(all.every((one) => (one.student ?? one).picInstitutionCode === stranger));
                continue;
            }
            expectError(answer, hides ? 404 : 403, hides ? 'ER-0001' : 'SE-0000');
        }
        const seen = expectStatus(await first.get(studentPath(target.esi)), 200);
        assert.equal(seen.cards.length, 1);
        assert.equal(seen.name, 'Ada Lovelace');
    });

    test(`${name} works for the issuer's processor`, async () => {
        const target = await makeHolder();
        assert.ok((await ask(router.client(PROCESSOR), target)).status < 300);
    });
}

test("a processor's card names it, and one processor sees the students of all its issuers", async () => {
    const { esi } = await makeHolder();
    const number = newEscn();
    expectStatus(await router.client(PROCESSOR).post(studentPath(esi, '/cards'), { europeanStudentCardNumber: number }), 201);
    assert.equal(expectStatus(await first.get(cardPath(number)), 200).processor.identifier, PROCESSOR);
});

test('who has not accepted the legal documents reads and does not write', async () => {
    const client = router.client(UNACCEPTED);
    const body = studentBody(newEsi(), { picInstitutionCode: UNACCEPTED });
    expectError(await client.post(`${V1}/students`, body), 403, 'ER-2003', UNACCEPTED);
    expectStatus(await client.get(`${V1}/students`), 200);
});

async function walk(path, limit) {
    const all = [];
    for (;;) {
        const some = expectStatus(await first.get(`${path}?offset=${all.length}&limit=${limit}`), 200);
        all.push(...some);
        if (some.length < limit) {
            return all;
        }
    }
}

test('lists are those of V2, from any entry on', async () => {
    const persons = expectStatus(await first.get('/api/v2/persons?size=200'), 200).content.map((one) => one.identifier);
    const cards = expectStatus(await first.get('/api/v2/cards?size=200'), 200).content.map((one) => one.cardNumber);
    for (const limit of [7, 50, 200]) {
        assert.deepEqual((await walk(`${V1}/students`, limit)).slice(0, 200).map((one) => one.europeanStudentIdentifier), persons);
        assert.deepEqual((await walk(`${V1}/cards`, limit)).slice(0, 200).map((one) => one.europeanStudentCardNumber), cards);
    }
    assert.equal(expectStatus(await first.get(`${V1}/students`), 200).length, Math.min(50, persons.length));
    assert.deepEqual(expectStatus(await first.get(`${V1}/cards?offset=2147483647`), 200), []);
});

for (const query of ['limit=0', 'limit=201', 'limit=x', 'offset=-1', 'offset=2147483648', 'offset=1.5']) {
    test(`refuses ?${query}`, async () => {
        for (const path of [`${V1}/students`, `${V1}/cards`]) {
            expectError(await first.get(`${path}?${query}`), 400, 'ER-1018', query.split('=')[0]);
        }
    });
}

test('every answer says that it is deprecated and what takes its place', async () => {
    const { esi, number } = await makeHolder();
    const encoded = encodeURIComponent(esi).replace(/%3A/g, '%3a');
    const places = [
        { path: `${V1}/students`, successor: '/api/v2/persons' },
        { path: `${V1}/cards?limit=x`, successor: '/api/v2/cards' },
        { path: studentPath(esi), successor: `/api/v2/persons/${encoded}` },
        { path: studentPath(esi, `/cards/${number}`), successor: `/api/v2/cards/${number}` },
        { path: `${V1}/cards/status/${number}`, successor: `/api/v2/cards/${number}/status` },
    ];
    for (const { path, successor } of places) {
        for (const client of [first, first.with({ base: '' }), router.client()]) {
            const { headers } = await client.get(path);
            assert.match(headers.deprecation, /^@\d+$/);
            assert.equal(headers.link, `<${client.base}${successor}>; rel="successor-version"`);
        }
    }
    const tooLarge = await first.post(`${V1}/students`, { name: 'x'.repeat(2 << 20) });
    expectError(tooLarge, 413);
    assert.equal(tooLarge.headers.link, '</esc-rest/api/v2/persons>; rel="successor-version"');
    for (const path of [cardPath(number), `/api/v1/cards/verify/${number}`, `${V1}/nowhere`]) {
        assert.equal((await first.get(path)).headers.deprecation, undefined);
    }
});
