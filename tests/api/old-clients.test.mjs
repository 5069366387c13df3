// SPDX-License-Identifier: EUPL-1.2
// Clients of the router before November 2024, each with the requests that it sends, byte for byte, and what it needs of the answers.
import assert from 'node:assert/strict';
import test from 'node:test';

import { rawRequest } from './lib/client.mjs';
import { expectStatus } from './lib/expect.mjs';
import { cardPath, day, FIRST, makeCard, makePerson, newEscn, newEsi, personPath, SECOND } from './lib/make.mjs';
import { sharedRouter } from './lib/router.mjs';

const router = await sharedRouter({ students: 30 });
const first = router.client(FIRST);
const key = router.organisations[FIRST].token;

async function send(client, method, target, { body, headers = {} } = {}) {
    const content = body === undefined ? undefined : Buffer.from(body);
    const length = content === undefined ? {} : { 'Content-Length': content.length };
    const answer = await rawRequest(router, `${method} ${target} HTTP/1.1`, { ...client(), ...headers, ...length }, content);
    assert.ok(answer, `${method} ${target} is answered`);
    return answer;
}

// What a Java class with exactly these members reads, as Jackson does that fails on members it does not know.
function strict(json, members) {
    assert.deepEqual(Object.keys(json).sort(), Object.keys(members).sort());
    for (const [name, type] of Object.entries(members)) {
        assert.ok(json[name] === null || type(json[name]), `${name} is ${JSON.stringify(json[name])}`);
    }
    return json;
}

const text = (value) => typeof value === 'string';
const long = (value) => Number.isInteger(value);
const list = (value) => Array.isArray(value);
// The only form that SimpleDateFormat "yyyy-MM-dd'T'HH:mm:ss.SSSX" and DateTimeFormatter "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'" both read.
const dateTime = (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
const object = (value) => typeof value === 'object' && !Array.isArray(value);

const readError = (answer) => strict(answer.json, { error: text, error_description: text, error_uri: text });
const readCard = (json) => strict(json, { europeanStudentCardNumber: text, cardType: long, cardUid: text, student: object });
const readStudent = (json) =>
    strict(json, {
        europeanStudentIdentifier: text, picInstitutionCode: long, emailAddress: text, expiryDate: dateTime, name: text, academicLevel: long,
        phoneNumber: text, cards: list,
    });

// The day of an answer's date-time as a program sees it that runs in this time zone.
const dayIn = (timeZone, value) => new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(value));

// -- ESUP-SGC before V2: Java, RestTemplate, dates in CET.

const esup = () => ({ Accept: 'application/json', Key: key, 'Content-Type': 'application/json', 'User-Agent': 'ESUP-SGC', Connection: 'keep-alive' });

const esupStudent = (esi, { email = 'ada@univ-saint-valentin.example', expiry = `${day(200)}T00:00:00.000+01`, level = 'null' } = {}) =>
    `{"europeanStudentIdentifier":"${esi}","picInstitutionCode":${FIRST},"emailAddress":"${email}","expiryDate":"${expiry}",` +
    `"name":"Ada Lovelace","academicLevel":${level}}`;

const esupCard = (number, uid = '04a1b2c3d4e580') => `{"europeanStudentCardNumber":"${number}","cardType":1,"cardUid":"${uid}"}`;

test('ESUP-SGC registers a student, and registered already, compares the address', async () => {
    const esi = newEsi('fr');
    assert.equal((await send(esup, 'GET', `/v1/students/${esi}`)).status, 404);
    expectStatus(await send(esup, 'POST', '/v1/students', { body: esupStudent(esi) }), 201);
    const again = await send(esup, 'POST', '/v1/students', { body: esupStudent(esi) });
    assert.equal(again.status, 409);
    assert.match(readError(again).error, /^ER-0019$/);
    const read = readStudent(expectStatus(await send(esup, 'GET', `/v1/students/${esi}`), 200));
    assert.equal(read.emailAddress, 'ada@univ-saint-valentin.example');
    assert.equal(read.picInstitutionCode, Number(FIRST));
    assert.equal(dayIn('Europe/Paris', read.expiryDate), day(200));
});

test('ESUP-SGC changes a student', async () => {
    const esi = newEsi('fr');
    expectStatus(await send(esup, 'POST', '/v1/students', { body: esupStudent(esi) }), 201);
    const body = esupStudent(esi, { expiry: `${day(90)}T00:00:00.000+02`, level: 7 });
    const answer = readStudent(expectStatus(await send(esup, 'PUT', `/v1/students/${esi}`, { body }), 200));
    assert.deepEqual([answer.academicLevel, dayIn('CET', answer.expiryDate)], [7, day(90)]);
});

test('ESUP-SGC enters a card, and entered already, compares the UID', async () => {
    const esi = newEsi('fr');
    const number = newEscn();
    expectStatus(await send(esup, 'POST', '/v1/students', { body: esupStudent(esi) }), 201);
    const posted = await send(esup, 'POST', `/v1/students/${esi}/cards`, { body: esupCard(number) });
    assert.deepEqual([posted.status, posted.text], [201, `"${number}"`]);
    assert.equal((await send(esup, 'POST', `/v1/students/${esi}/cards`, { body: esupCard(number) })).status, 409);
    const card = readCard(expectStatus(await send(esup, 'GET', `/v1/students/${esi}/cards/${number}`), 200));
    assert.equal(card.cardUid, '04a1b2c3d4e580');
    assert.equal(readStudent(card.student).europeanStudentIdentifier, esi);
    assert.equal(expectStatus(await first.get(cardPath(number)), 200).expiresAt, day(200));
});

test('ESUP-SGC deletes a card, and deleted already, goes on', async () => {
    const esi = newEsi('fr');
    const number = newEscn();
    expectStatus(await send(esup, 'POST', '/v1/students', { body: esupStudent(esi) }), 201);
    expectStatus(await send(esup, 'POST', `/v1/students/${esi}/cards`, { body: esupCard(number) }), 201);
    assert.equal((await send(esup, 'DELETE', `/v1/students/${esi}/cards/${number}`)).status, 204);
    const again = await send(esup, 'DELETE', `/v1/students/${esi}/cards/${number}`);
    assert.equal(again.status, 404);
    readError(again);
});

// -- The generator in PHP: a slash behind the list's path, the PIC as a number.

const php = () => ({ Accept: '*/*', 'Content-Type': 'application/json', Key: key });

test('the PHP class registers a student and a card, and finds the card in the list', async () => {
    const esi = newEsi();
    const number = newEscn();
    assert.ok((await send(php, 'GET', `/v1/students/${esi}`)).json.error, 'an error has a member "error" that is not empty');
    const body = `{"picInstitutionCode":${FIRST},"europeanStudentIdentifier":"${esi}","emailAddress":"a@example.org","expiryDate":"2050-01-01T00:00:00.000Z","name":""}`;
    expectStatus(await send(php, 'POST', '/v1/students/', { body }), 201);
    assert.equal((await send(php, 'GET', `/v1/students/${esi}`)).json.error, undefined);
    const posted = await send(php, 'POST', `/v1/students/${esi}/cards`, { body: `{"europeanStudentCardNumber":"${number}","cardType":"1"}` });
    assert.equal(posted.status, 201);
    const cards = expectStatus(await send(php, 'GET', '/v1/cards'), 200);
    assert.equal(cards.find((one) => one.student.europeanStudentIdentifier === esi).europeanStudentCardNumber, number);
});

// -- A wallet of an alliance in Java and its page in PHP: no Content-Type, the day cut off or parsed with its zone.

const wallet = () => ({ Key: key, Accept: 'application/json', 'User-Agent': 'Java-http-client/11.0.9' });

test('a wallet shows the cards of a student', async () => {
    const esi = await makePerson(first);
    const number = (await makeCard(first, { esi, expiresAt: day(77) })).cardNumber;
    const student = readStudent(expectStatus(await send(wallet, 'GET', `/v1/students/${esi}`), 200));
    assert.deepEqual(student.cards.map((one) => readCard(one).europeanStudentCardNumber), [number]);
    assert.equal(student.expiryDate.slice(0, 10), day(77));
    assert.ok(text(student.name) && long(student.academicLevel) && long(student.picInstitutionCode));
});

test('a linker posts without Content-Type and lists all', async () => {
    const esi = newEsi('unipv.it');
    expectStatus(await send(wallet, 'POST', '/v1/students', { body: esupStudent(esi, { expiry: '2031-08-31T10:00:00.000Z' }) }), 201);
    const students = expectStatus(await send(wallet, 'GET', '/v1/students'), 200).map(readStudent);
    assert.equal(students[0].europeanStudentIdentifier, esi);
    expectStatus(await send(wallet, 'GET', '/v1/cards'), 200).map(readCard);
});

// -- A Python class: lower-case header, identifiers of the old form.

const python = () => ({ 'User-Agent': 'python-requests/2.28', 'Accept-Encoding': 'gzip, deflate', Accept: '*/*', key });

test('the Python class keeps an identifier of the old form', async () => {
    const esi = `FR-${FIRST}-${newEsi().slice(-9)}`;
    const body = `{"europeanStudentIdentifier": "${esi}", "emailAddress": "a@uma.example", "expiryDate": "2039-12-31T23:59:59.000Z", "picInstitutionCode": ${FIRST}}`;
    expectStatus(await send(python, 'POST', '/v1/students', { body, headers: { 'Content-Type': 'application/json' } }), 201);
    const student = readStudent(expectStatus(await send(python, 'GET', `/v1/students/${esi}`), 200));
    assert.deepEqual([student.europeanStudentIdentifier, student.academicLevel, student.name], [esi, null, '']);
    assert.equal(student.expiryDate.slice(0, 10), '2039-12-31');
});

// -- What all of them need.

test('a client that sends back what it has read moves no day, wherever it stands', async () => {
    const esi = newEsi();
    expectStatus(await send(esup, 'POST', '/v1/students', { body: esupStudent(esi) }), 201);
    for (const { zone, offset } of [{ zone: 'America/Martinique', offset: '-04' }, { zone: 'Europe/Bucharest', offset: '+03' }, { zone: 'Atlantic/Azores', offset: '-01' }]) {
        const { expiryDate } = expectStatus(await send(esup, 'GET', `/v1/students/${esi}`), 200);
        assert.equal(dayIn(zone, expiryDate), day(200));
        const written = `${dayIn(zone, expiryDate)}T12:00:00.000${offset}`;
        const answer = expectStatus(await send(esup, 'PUT', `/v1/students/${esi}`, { body: esupStudent(esi, { expiry: written }) }), 200);
        assert.equal(answer.expiryDate, expiryDate);
    }
});

test('the old form, V1 and V2 show the same data', async () => {
    const esi = newEsi();
    const number = newEscn();
    expectStatus(await send(esup, 'POST', '/v1/students', { body: esupStudent(esi, { level: '"8"' }) }), 201);
    expectStatus(await send(esup, 'POST', `/v1/students/${esi}/cards`, { body: esupCard(number) }), 201);
    for (const [path, ours] of [[`/students/${esi}`, readStudent], [`/students/${esi}/cards/${number}`, readCard]]) {
        const old = ours(expectStatus(await send(esup, 'GET', `/v1${path}`), 200));
        const v1 = expectStatus(await first.get(`/api/v1${path}`), 200);
        const asOld = JSON.parse(JSON.stringify(v1).replaceAll(`"picInstitutionCode":"${FIRST}"`, `"picInstitutionCode":${FIRST}`));
        assert.deepEqual(old, asOld);
    }
    assert.deepEqual(expectStatus(await send(esup, 'GET', `/v1/cards/status/${number}`), 200), expectStatus(await first.get(`/api/v1/cards/status/${number}`), 200));
    const person = expectStatus(await first.get(personPath(esi)), 200);
    assert.deepEqual([person.fullName, person.organisations[0].academicLevel.key], ['Ada Lovelace', 'DOCTORATE']);
    expectStatus(await first.delete(personPath(esi)), 204);
    assert.equal((await send(esup, 'GET', `/v1/students/${esi}`)).status, 404);
});

const tokens = [
    { name: 'the header Key', headers: { Key: key } },
    { name: 'Key in other letter case', headers: { KEY: key } },
    { name: 'api_key', headers: { api_key: key } },
    { name: 'Authorization', headers: { Authorization: `Bearer ${key}` } },
    { name: 'Authorization before Key', headers: { Authorization: `Bearer ${key}`, Key: 'nonsense' } },
];

for (const { name, headers } of tokens) {
    test(`takes the token in ${name}`, async () => {
        expectStatus(await send(() => headers, 'GET', '/v1/students'), 200);
        expectStatus(await send(() => headers, 'GET', '/esc-rest/v1/students'), 200);
    });
}

test('the header Key is the old form\'s alone', async () => {
    assert.equal((await send(python, 'GET', '/api/v1/students')).status, 401);
    assert.equal((await send(python, 'GET', '/api/v2/persons')).status, 401);
});

const nobody = () => ({ Key: 'nobody' });
const others = () => ({ Key: router.organisations[SECOND].token });
const { esi: OWN, number: OWN_CARD } = await (async () => {
    const esi = await makePerson(first);
    return { esi, number: (await makeCard(first, { esi })).cardNumber };
})();

const failures = [
    { name: 'an unknown token', client: nobody, method: 'GET', target: '/v1/cards', status: 401, error: 'SE-0401' },
    { name: 'no token', client: () => ({}), method: 'GET', target: '/v1/cards', status: 401, error: 'SE-0401', says: /send the header "Key: <token>"/ },
    { name: "another's student", client: others, method: 'GET', target: `/v1/students/${OWN}`, status: 403, error: 'SE-0000' },
    { name: "a change of another's student", client: others, method: 'PUT', target: `/v1/students/${OWN}`, body: esupStudent(OWN), status: 403, error: 'SE-0000' },
    { name: "another's card", client: others, method: 'GET', target: `/v1/students/${OWN}/cards/${OWN_CARD}`, status: 403, error: 'SE-0000' },
    { name: "the status of another's card", client: others, method: 'GET', target: `/v1/cards/status/${OWN_CARD}`, status: 404, error: 'ER-0001' },
    { name: 'a path that is not there', client: php, method: 'GET', target: '/v1/nothing', status: 404, error: 'SE-0404' },
    { name: 'a method that is not there', client: php, method: 'PUT', target: '/v1/cards', body: '{}', status: 405, error: 'SE-0405' },
    { name: 'no JSON', client: php, method: 'POST', target: '/v1/students', body: '{', status: 400, error: 'ER-1010' },
    { name: 'no expiryDate', client: php, method: 'POST', target: '/v1/students', body: esupStudent(OWN).replace('expiryDate', 'expires'), status: 400, error: 'ER-1011' },
    { name: 'another type of body', client: wallet, method: 'POST', target: '/v1/students', body: 'a=b', headers: { 'Content-Type': 'text/plain' }, status: 415, error: 'SE-0415' },
    { name: 'too much', client: php, method: 'POST', target: '/v1/students', body: `{"name":"${'x'.repeat(1 << 20)}"}`, status: 413, error: 'SE-0413' },
    { name: 'a bad percent sign', client: php, method: 'GET', target: '/v1/students/%zz', status: 400, error: 'SE-0400' },
];

for (const { name, client, method, target, status, error, says = /.{10}/, ...options } of failures) {
    test(`a strict client understands the refusal of ${name}`, async () => {
        const answer = await send(client, method, target, options);
        assert.equal(answer.status, status, answer.text);
        assert.equal(readError(answer).error, error);
        assert.match(answer.json.error_description, says);
    });
}
