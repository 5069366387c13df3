// SPDX-License-Identifier: EUPL-1.2
// Clients in the field, each with the requests that it sends, byte for byte, and what it needs of the answers.
import assert from 'node:assert/strict';
import test from 'node:test';

import { rawRequest } from './lib/client.mjs';
import { expectError, expectStatus } from './lib/expect.mjs';
import { cardPath, day, FIRST, makeCard, makePerson, newEscn, newEsi, SECOND, verifyPath } from './lib/make.mjs';
import { sharedRouter } from './lib/router.mjs';

const router = await sharedRouter({ students: 600 });
const token = (identifier = FIRST) => router.organisations[identifier].token;

// Sends what a client writes on the wire. `target` is the whole path; `body` a text.
async function send(client, method, target, { body, headers = {} } = {}) {
    const content = body === undefined ? undefined : Buffer.from(body);
    const length = content === undefined ? {} : { 'Content-Length': content.length };
    const answer = await rawRequest(router, `${method} ${target} HTTP/1.1`, { ...client(), ...headers, ...length }, content);
    assert.ok(answer, `${method} ${target} is answered`);
    return answer;
}

// -- ESUP-SGC: Java, leaves nulls out, strict about errors.

const esup = () => ({
    Accept: 'application/json, application/*+json',
    Authorization: `Bearer ${token()}`,
    'Content-Type': 'application/json',
    'User-Agent': 'Java/17.0.9',
    Connection: 'keep-alive',
});

const esupPerson = (esi) =>
    `{"identifier":"${esi}","identifierCode":"ESI","personOrganisationUpdateViews":[{"academicLevel":"MASTER",` +
    `"email":"jean.dupont@univ-saint-valentin.example","fullName":"Jean Dupont","organisationIdentifier":"${FIRST}"}]}`;

const esupCard = (esi, number, status = 'ACTIVE') =>
    `{"cardNumber":"${number}","cardStatusType":"${status}","cardType":"SMART_MAY_SP","displayName":"Jean Dupont",` +
    `"expiresAt":"${day(365)}T00:00:00.000+00:00","issuedAt":"${day(0)}T00:00:00.000+00:00","issuerIdentifier":"${FIRST}","personIdentifier":"${esi}"}`;

const V2 = '/esc-rest/api/v2';

test('ESUP-SGC enters a person and, entered already, goes on', async () => {
    const esi = newEsi('fr');
    expectStatus(await send(esup, 'POST', `${V2}/persons`, { body: esupPerson(esi) }), 201);
    const again = await send(esup, 'POST', `${V2}/persons`, { body: esupPerson(esi) });
    expectError(again, 409, 'ER-0019');
    assert.deepEqual(Object.keys(again.json).sort(), ['code', 'message']);
    expectStatus(await send(esup, 'PUT', `${V2}/persons/${esi}`, { body: esupPerson(esi) }), 200);
});

test("ESUP-SGC takes a person of others as not its own", async () => {
    const esi = await makePerson(router.client(SECOND), SECOND);
    expectError(await send(esup, 'GET', `${V2}/persons/${esi}`), 403, 'SE-0000');
    expectError(await send(esup, 'GET', `${V2}/persons/${newEsi('fr')}`), 404);
});

test('ESUP-SGC issues a card, and when it exists changes it', async () => {
    const esi = newEsi('fr');
    const number = newEscn();
    expectStatus(await send(esup, 'POST', `${V2}/persons`, { body: esupPerson(esi) }), 201);
    const card = expectStatus(await send(esup, 'POST', `${V2}/cards`, { body: esupCard(esi, number) }), 201);
    assert.match(card.expiresAt, /^\d{4}-\d\d-\d\d$/);
    expectError(await send(esup, 'POST', `${V2}/cards`, { body: esupCard(esi, number, 'INACTIVE') }), 409, 'ER-0002');
    const changed = expectStatus(await send(esup, 'PUT', `${V2}/cards/${number}`, { body: esupCard(esi, number, 'INACTIVE') }), 200);
    assert.equal(changed.cardStatusType.key, 'INACTIVE');
});

test('ESUP-SGC deletes a card that is disabled, and issues its number anew when it is enabled again', async () => {
    const esi = newEsi('fr');
    const number = newEscn();
    expectStatus(await send(esup, 'POST', `${V2}/persons`, { body: esupPerson(esi) }), 201);
    for (let round = 0; round < 3; round += 1) {
        expectStatus(await send(esup, 'POST', `${V2}/cards`, { body: esupCard(esi, number) }), 201);
        expectStatus(await send(esup, 'DELETE', `${V2}/cards/${number}`), 204);
        expectError(await send(esup, 'GET', `${V2}/cards/${number}`), 404, 'ER-0001');
    }
});

test('ESUP-SGC reads pages of 200 up to the first short one, and has read them all', async () => {
    for (const list of ['persons', 'cards']) {
        const keys = new Set();
        let found;
        let page = 0;
        do {
            found = expectStatus(await send(esup, 'GET', `${V2}/${list}?page=${page}&size=200`), 200);
            found.content.forEach((item) => keys.add(item.cardNumber ?? item.identifier));
            page += 1;
        } while (found.content.length === 200);
        assert.ok(page > 1, 'more than one page was read');
        assert.equal(keys.size, found.page.totalElements);
    }
});

// -- The Commission's own programs: Java, paths without /esc-rest, status 200, a body in every answer.

const commission = (accept) => () => ({ 'User-Agent': 'Java/11.0.20', Accept: accept, Connection: 'keep-alive' });

test("the Commission's number generator gets its numbers", async () => {
    const client = commission('application/json');
    const answer = await send(client, 'GET', `/api/v2/cards/generate-escn?prefix=001&pic=${FIRST}&numberOfESCN=10`);
    assert.equal(expectStatus(answer, 200).length, 10);
    const refused = await send(client, 'GET', '/api/v2/cards/generate-escn?prefix=001&pic=123');
    assert.ok(refused.body.length > 0);
});

test("the Commission's QR program gets its drawing", async () => {
    const { cardNumber } = await makeCard(router.client(FIRST));
    const target = `/api/v2/cards/${cardNumber}/qr?orientation=horizontal&colours=normal&size=M`;
    const answer = await send(commission('image/svg+xml'), 'GET', target);
    assert.equal(answer.status, 200);
    assert.match(answer.text, /<svg/);
});

test("the Commission's validator learns of good and of bad cards, always with a body", async () => {
    const { cardNumber } = await makeCard(router.client(FIRST));
    const client = commission('text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2');
    const verified = expectStatus(await send(client, 'GET', verifyPath(cardNumber)), 200);
    assert.equal(verified.cardStatusType.key, 'ACTIVE');
    assert.equal(expectStatus(await send(client, 'GET', `/api/v2/cards/${cardNumber}/status`), 200).status, 'ACTIVE');
    for (const number of [newEscn(), 'nonsense']) {
        assert.ok((await send(client, 'GET', verifyPath(number))).body.length > 0);
    }
});

// -- PoliTO's adapter: Java, JSON objects alone, a Content-Type at every request, even without a body.

const polito = () => ({
    Authorization: `Bearer ${token()}`,
    'Content-Type': 'application/json',
    Accept: 'application/json',
    'User-Agent': 'Apache-HttpClient/4.5.14 (Java/17.0.10)',
    Connection: 'Keep-Alive',
    'Accept-Encoding': 'gzip,deflate',
});

test('PoliTO gets an object with its type to every request, and nothing with a deletion', async () => {
    const esi = newEsi('polito.it');
    const person = JSON.stringify({
        fullName: 'Mario Rossi', identifier: esi, identifierCode: 'ESI',
        personOrganisationUpdateViews: [{ academicLevel: 'BACHELOR', email: 's123456@studenti.polito.it', fullName: 'Mario Rossi', organisationIdentifier: FIRST }],
    });
    const card = JSON.stringify({
        cardStatusType: 'ACTIVE', cardType: 'SMART_PASSIVE', displayName: 'Mario Rossi', issuedAt: day(0), expiresAt: day(365), issuerIdentifier: FIRST,
        personIdentifier: esi,
    });
    const objects = [
        await send(polito, 'POST', `${V2}/persons`, { body: person }),
        await send(polito, 'GET', `${V2}/persons/${encodeURIComponent(esi)}`),
        await send(polito, 'GET', `${V2}/persons?page=0&size=1&search=${encodeURIComponent(`identifier:${esi}`)}`),
        await send(polito, 'POST', `${V2}/cards`, { body: card }),
        await send(polito, 'GET', `${V2}/cards?page=0&size=200`),
        await send(polito, 'GET', `${V2}/cards?page=0&size=201`),
        await send(polito, 'GET', `${V2}/cards/${newEscn()}`),
    ];
    for (const answer of objects) {
        assert.equal(answer.headers['content-type'].split(';')[0], 'application/json');
        assert.ok(answer.json !== null && typeof answer.json === 'object' && !Array.isArray(answer.json));
        assert.equal(answer.headers['content-encoding'], undefined);
    }
    assert.deepEqual(objects.map((answer) => answer.status), [201, 200, 200, 201, 200, 400, 404]);
    const deleted = await send(polito, 'DELETE', `${V2}/cards/${objects[3].json.cardNumber}`);
    assert.deepEqual([deleted.status, deleted.headers['content-type'], deleted.body.length], [204, undefined, 0]);
});

// -- eduTAP: Python, follows no redirects, walks pages of 10 by their total, asks for 100 numbers.

const edutap = () => ({
    Accept: '*/*', 'Accept-Encoding': 'gzip, deflate', Connection: 'keep-alive', 'User-Agent': 'python-httpx/0.27.0', Authorization: `Bearer ${token()}`,
});

test('eduTAP walks all pages by their total', async () => {
    const head = expectStatus(await send(edutap, 'GET', `${V2}/cards?direction=ASC&page=0&size=10`), 200);
    const keys = new Set();
    const pages = Math.min(head.page.totalPages, 12);
    for (let page = 0; page < pages; page += 1) {
        const found = expectStatus(await send(edutap, 'GET', `${V2}/cards?direction=ASC&page=${page}&size=10`), 200);
        found.content.forEach((card) => keys.add(card.cardNumber));
    }
    assert.equal(keys.size, pages * 10);
});

test('eduTAP asks for a hundred numbers and uses one', async () => {
    const esi = await makePerson(router.client(FIRST));
    const numbers = expectStatus(await send(edutap, 'GET', `${V2}/cards/generate-escn?prefix=1&pic=${FIRST}&numberOfESCN=100`), 200);
    assert.equal(new Set(numbers).size, 100);
    const body = JSON.stringify({
        cardNumber: numbers[99], cardStatusType: 'ACTIVE', cardType: 'SMART_PASSIVE_EMULATION', displayName: null, issuedAt: day(0), expiresAt: day(30),
        issuerIdentifier: FIRST, personIdentifier: esi, processorIdentifier: null,
    });
    const headers = { 'Content-Type': 'application/json' };
    assert.equal(expectStatus(await send(edutap, 'POST', `${V2}/cards`, { body, headers }), 201).cardNumber, numbers[99]);
});

// -- The native wallet of eduTAP, and Studo: Kotlin, every member must be present, nulls are sent.

const kotlin = () => ({
    Authorization: `Bearer ${token()}`, Accept: 'application/json', 'Accept-Charset': 'UTF-8', 'User-Agent': 'ktor-client', Connection: 'Keep-Alive',
});
const kotlinBody = { 'Content-Type': 'application/json' };

function assertOrganisation(organisation) {
    assert.equal(typeof organisation.id, 'number');
    assert.equal(typeof organisation.fullLabel, 'string');
    for (const member of ['organisationType', 'status', 'identifierCode']) {
        assert.deepEqual(Object.keys(organisation[member]).sort(), ['key', 'label']);
    }
}

test('the Kotlin wallet finds every member that it needs, having sent nulls', async () => {
    const esi = newEsi('ladok.se');
    const person = {
        fullName: null, identifier: esi, identifierCode: 'ESI',
        personOrganisationUpdateViews: [{ academicLevel: null, email: null, fullName: 'Åsa Öberg', organisationIdentifier: FIRST, phone: null, fax: null }],
    };
    const entered = expectStatus(await send(kotlin, 'POST', `${V2}/persons`, { body: JSON.stringify(person), headers: kotlinBody }), 201);
    assert.equal(typeof entered.organisationCount, 'number');
    assertOrganisation(entered.organisations[0].organisation);
    const body = {
        cardNumber: null, cardStatusType: 'ACTIVE', cardType: 'SMART_PASSIVE', displayName: null, expiresAt: day(30), issuedAt: day(0),
        issuerIdentifier: FIRST, personIdentifier: esi, processorIdentifier: null,
    };
    const card = expectStatus(await send(kotlin, 'POST', `${V2}/cards`, { body: JSON.stringify(body), headers: kotlinBody }), 201);
    assert.equal(card.displayName, 'Åsa Öberg');
    assert.equal(typeof card.hasOwnerAuthorization, 'boolean');
    assert.equal(typeof card.processor, 'object');
    assert.ok(Object.keys(card.processor).includes('fullLabel'));
    assertOrganisation(card.issuer);
});

test('the Kotlin wallet finds the cards of a person by its search', async () => {
    const { cardNumber, person } = await makeCard(router.client(FIRST));
    const search = encodeURIComponent(`person.identifierCode:ESI<+>person.identifier:${person.identifier}`);
    const found = expectStatus(await send(kotlin, 'GET', `${V2}/cards?page=0&size=100&search=${search}`), 200);
    assert.deepEqual(found.content.map((card) => card.cardNumber), [cardNumber]);
});

test('the Kotlin wallet asks for a QR in capitals and reads Base64', async () => {
    const { cardNumber } = await makeCard(router.client(FIRST));
    const target = `${V2}/cards/${cardNumber}/qr?orientation=VERTICAL&colours=INVERTED&size=XS`;
    const answer = await send(kotlin, 'GET', target, { headers: { Accept: 'text/plain' } });
    assert.equal(answer.status, 200);
    assert.match(Buffer.from(answer.text, 'base64').toString(), /<svg/);
});

// -- The PHP connector: escapes slashes and all that is not ASCII.

const php = () => ({ 'User-Agent': 'GuzzleHttp/7', Authorization: `Bearer ${token()}`, Accept: '*/*' });

function phpJson(value) {
    const escaped = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return JSON.stringify(value).replaceAll('/', '\\/').replaceAll(/[\u0080-\uffff]/g, escaped);
}

test('the PHP connector enters a person, issues a card and gets its SVG', async () => {
    const esi = newEsi('hawb.de');
    const fullName = 'Jürgen / Größe 👩‍🎓';
    const headers = { 'Content-Type': 'application/json' };
    const person = phpJson({ identifier: esi, personOrganisationUpdateViews: [{ organisationIdentifier: FIRST, fullName, email: 'j@hawb.de' }] });
    assert.equal(expectStatus(await send(php, 'POST', `${V2}/persons`, { body: person, headers }), 201).fullName, fullName);
    const card = phpJson({
        cardNumber: '', cardStatusType: 'ACTIVE', cardType: 'PASSIVE', issuedAt: day(0), expiresAt: day(9), issuerIdentifier: FIRST, personIdentifier: esi,
    });
    const { cardNumber } = expectStatus(await send(php, 'POST', `${V2}/cards`, { body: card, headers }), 201);
    const svg = await send(php, 'GET', `${V2}${cardPath(cardNumber, '/qr').slice('/api/v2'.length)}?orientation=vertical&colours=normal&size=S`);
    assert.equal(svg.headers['content-type'].split(';')[0], 'image/svg+xml');
    assert.match(svg.text, /<svg/);
});

// -- Scanners: read a link off the card, ask for the number in it, open the door for ACTIVE alone.

const scanner = () => ({ 'User-Agent': 'Dalvik/2.1.0 (Linux; U; Android 14)', Accept: 'application/json', 'Accept-Encoding': 'gzip' });

const states = {
    ACTIVE: (await makeCard(router.client(FIRST))).cardNumber,
    INACTIVE: (await makeCard(router.client(FIRST), { cardStatusType: 'INACTIVE' })).cardNumber,
    EXPIRED: (await makeCard(router.client(FIRST), { expiresAt: day(-2) })).cardNumber,
};

const links = [
    { name: "today's link", link: (number) => `https://s.esc-r.eu/${number}` },
    { name: 'the link of older cards', link: (number) => `http://esc.gg/${number}` },
    { name: 'the link of the old sandbox', link: (number) => `http://pp.esc.gg/${number}` },
    { name: 'a link in capitals', link: (number) => `HTTPS://S.ESC-R.EU/${number.toUpperCase()}` },
    { name: 'a bare number', link: (number) => number },
];

for (const { name, link } of links) {
    test(`a scanner verifies ${name}`, async () => {
        for (const [state, number] of Object.entries(states)) {
            const scanned = link(number).split('/').at(-1);
            for (const base of ['', '/esc-rest', '/esc-verifier-service']) {
                const verified = expectStatus(await send(scanner, 'GET', `${base}/api/v1/cards/verify/${scanned}`), 200);
                assert.equal(verified.cardStatusType.key, state);
            }
        }
    });
}
