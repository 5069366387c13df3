// SPDX-License-Identifier: EUPL-1.2
// Bad input of every kind, one by one: a clear refusal that names what is wrong, never a breakdown, and nothing stored.
import assert from 'node:assert/strict';
import test from 'node:test';

import { rawBytes, rawRequest } from './lib/client.mjs';
import { expectError, expectStatus } from './lib/expect.mjs';
import { cardBody, cardPath, enrolment, FIRST, makeCard, makePerson, newEscn, newEsi, personBody, personPath } from './lib/make.mjs';
import { page } from './lib/pages.mjs';
import { sharedRouter } from './lib/router.mjs';

const router = await sharedRouter();
const client = () => router.client(FIRST);
const PERSONS = '/api/v2/persons';
const CARDS = '/api/v2/cards';
const JSON_TYPE = { 'Content-Type': 'application/json' };

const card = await makeCard(client());
const esi = card.person.identifier;
const number = card.cardNumber;

// The places where a body is taken.
const places = [
    { method: 'POST', path: () => PERSONS },
    { method: 'PUT', path: () => personPath(esi) },
    { method: 'POST', path: () => CARDS },
    { method: 'PUT', path: () => cardPath(number) },
];

async function totals() {
    return [(await page(client(), PERSONS)).page.totalElements, (await page(client(), CARDS)).page.totalElements];
}

// Sends a body to every place and holds each answer to the refusal.
async function refusedEverywhere(body, status, ...words) {
    const earlier = await totals();
    for (const { method, path } of places) {
        const answer = await client().send(method, path(), { body, headers: JSON_TYPE });
        expectError(answer, status, undefined, ...words);
    }
    assert.deepEqual(await totals(), earlier);
}

const nested = (open, close, depth) => open.repeat(depth) + close.repeat(depth);

const bodies = [
    { name: 'nothing', body: '', says: ['body'] },
    { name: 'blanks', body: '  \n ', says: [] },
    { name: 'half an object', body: '{"identifier": "x"', says: ['JSON'] },
    { name: 'something behind the object', body: '{} {}', says: ['JSON'] },
    { name: 'a trailing comma', body: '{"a": 1,}', says: ['JSON'] },
    { name: 'single quotes', body: "{'a': 1}", says: ['JSON'] },
    { name: 'a comment', body: '{/* a */}', says: ['JSON'] },
    { name: 'not a number', body: '{"a": NaN}', says: ['JSON'] },
    { name: 'a list', body: '[]', says: ['object'] },
    { name: 'a list of objects', body: '[{}]', says: ['object'] },
    { name: 'a text', body: '"text"', says: ['object'] },
    { name: 'a number', body: '42', says: ['object'] },
    { name: 'null', body: 'null', says: ['object'] },
    { name: 'true', body: 'true', says: ['object'] },
    { name: 'lists a hundred thousand deep', body: nested('[', ']', 100_000), says: [] },
    { name: 'objects a hundred thousand deep', body: `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, says: ['JSON'] },
    { name: 'an unknown member a hundred thousand deep', body: `{"unknown": ${nested('[', ']', 100_000)}}`, says: ['JSON'] },
    { name: 'a number past 64 bits', body: '{"unknown": 99999999999999999999999999}', says: [] },
    { name: 'a number past all doubles', body: '{"unknown": 1e999}', says: [] },
    { name: 'an encoded NUL', body: '{"identifier": "a\\u0000b"}', says: [] },
    { name: 'half a surrogate pair', body: '{"identifier": "\\ud800"}', says: ['JSON'] },
    { name: 'a raw NUL', body: Buffer.from('{"identifier": "a\0b"}'), says: ['JSON'] },
    { name: 'bytes that are no UTF-8', body: Buffer.from('{"identifier": "\xff\xfe"}', 'latin1'), says: ['UTF-8'] },
    { name: 'an overlong form of UTF-8', body: Buffer.from('{"identifier": "\xc0\xaf"}', 'latin1'), says: ['UTF-8'] },
    { name: 'a surrogate as UTF-8', body: Buffer.from('{"identifier": "\xed\xa0\x80"}', 'latin1'), says: ['UTF-8'] },
    { name: 'UTF-16', body: Buffer.from('{"identifier": "x"}', 'utf16le'), says: [] },
    { name: 'a raw line break in a text', body: '{"identifier": "a\nb"}', says: ['JSON'] },
    { name: 'a member twice', body: '{"identifier": "a", "identifier": "b"}', says: [] },
    { name: 'random bytes', body: Buffer.from([0x80, 0x00, 0xff, 0x7b, 0x22, 0x01]), says: [] },
];

for (const { name, body, says } of bodies) {
    test(`a body is refused: ${name}`, () => refusedEverywhere(body, 400, ...says));
}

test('a body that is cut at any byte is refused', async () => {
    const whole = JSON.stringify(personBody());
    for (let length = 0; length < whole.length; length += 1) {
        const answer = await client().send('POST', PERSONS, { body: whole.slice(0, length), headers: JSON_TYPE });
        assert.equal(answer.status, 400, whole.slice(0, length));
    }
});

// Values that a member of each kind does not take.
const wrongFor = {
    text: [42, 1.5, true, [], ['x'], {}, { key: 'x' }],
    list: [42, true, 'x', {}, { 0: {} }],
    'list of objects': [42, true, 'x', [], [[]]].map((item) => [item]),
};

// All members of both update views, as {place, member, kind, bodyWith}: bodyWith puts a value there and leaves the rest good.
const cardMembers = 'cardNumber cardStatusType cardType displayName issuedAt expiresAt issuerIdentifier personIdentifier processorIdentifier'.split(' ');
const personMembers = 'identifier identifierCode fullName'.split(' ');
const enrolmentMembers = 'organisationIdentifier fullName email academicLevel'.split(' ');
const listMember = 'personOrganisationUpdateViews';

const members = [
    ...cardMembers.map((member) => ({ place: CARDS, member, kind: 'text', bodyWith: (value) => ({ ...cardBody(esi), [member]: value }) })),
    ...personMembers.map((member) => ({ place: PERSONS, member, kind: 'text', bodyWith: (value) => ({ ...personBody(esi), [member]: value }) })),
    ...['list', 'list of objects'].map((kind) => ({
        place: PERSONS, member: listMember, kind, bodyWith: (value) => ({ ...personBody(esi), [listMember]: value }),
    })),
    ...enrolmentMembers.map((member) => ({
        place: `${PERSONS} (enrolment)`, member, kind: 'text', bodyWith: (value) => ({ ...personBody(esi), [listMember]: [enrolment(FIRST, { [member]: value })] }),
    })),
];

for (const { place, member, kind, bodyWith } of members) {
    const list = place.split(' ')[0];
    const one = list === PERSONS ? personPath(esi) : cardPath(number);

    test(`${place}: ${member} takes a ${kind} and nothing else`, async () => {
        const earlier = await totals();
        for (const value of wrongFor[kind]) {
            expectError(await client().post(list, bodyWith(value)), 400, undefined, member);
            expectError(await client().put(one, bodyWith(value)), 400, undefined, member);
        }
        assert.deepEqual(await totals(), earlier);
    });

    if (kind === 'text') {
        test(`${place}: ${member} of half a million characters is refused`, async () => {
            const answer = await client().post(list, bodyWith('x'.repeat(500_000)));
            expectError(answer, 400, undefined, member);
            assert.ok(answer.text.length < 1000, 'the refusal does not repeat it');
        });

        test(`${place}: ${member} with NUL, or past 64 bits, is refused`, async () => {
            expectError(await client().post(list, bodyWith('a\0b')), 400, undefined, 'NUL', /line \d+, column \d+/);
            const past = JSON.stringify(bodyWith('#')).replace('"#"', '18446744073709551616');
            expectError(await client().send('POST', list, { body: past, headers: JSON_TYPE }), 400, undefined, '64', /line \d+, column \d+/);
        });
    }
}

test('a refusal that quotes a long value remains text', async () => {
    const long = `x${'é'.repeat(100)}`;
    const members = ['cardNumber', 'cardStatusType', 'cardType', 'issuedAt', 'issuerIdentifier', 'personIdentifier', 'processorIdentifier'];
    for (const member of members) {
        expectError(await client().post(CARDS, { ...cardBody(esi), [member]: long }), 400, undefined, member);
    }
    for (const member of ['organisationIdentifier', 'email', 'academicLevel']) {
        const views = { personOrganisationUpdateViews: [enrolment(FIRST, { [member]: long })] };
        expectError(await client().post(PERSONS, personBody(newEsi(), FIRST, views)), 400);
    }
    expectError(await client().post(PERSONS, personBody(long)), 400, undefined, 'identifier');
    const encoded = encodeURIComponent(long);
    const searches = ['sort=', 'size=', 'page=', 'direction=', 'search=issuedAt%3A', 'search=fullName%3Aa%3C%2B%3E'].map((start) => `${CARDS}?${start}${encoded}`);
    const others = [
        cardPath(encoded, '/qr'), cardPath(number, `/qr?size=${encoded}`), `/api/v2/cards/generate-escn?prefix=1&pic=${encoded}`, cardPath(encoded),
        cardPath(encoded, '/status'), personPath(long), `/api/v1/cards/verify/${encoded}`, `/api/v2/${encoded}`,
    ];
    for (const path of [...searches, ...others]) {
        const { status } = await client().get(path);
        assert.ok([400, 404].includes(status), `${status} ${path}`);
    }
});

test('a list of ten thousand enrolments is refused', async () => {
    const many = Array.from({ length: 10_000 }, (_, i) => ({ organisationIdentifier: String(100_000_000 + i) }));
    expectError(await client().post(PERSONS, { identifier: newEsi(), personOrganisationUpdateViews: many }), 400);
});

// Texts that have broken other programs. Each is a name and comes back letter for letter.
const texts = [
    '<script>alert(1)</script>', "Robert'); DROP TABLE card;--", '" OR ""="', '${jndi:ldap://x}', '{{7*7}}', '%s%n%x', '%00', '../../etc/passwd',
    '=1+1', '&lt;b&gt;&amp;', 'C:\\temp\\new', 'tab\tand\nline', 'محمد علي', 'שרה', '\u202Ertl override\u202C',
    'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A', '👩‍🎓🏽', 'ﷺ', '\u{10FFFD}', 'e\u0301', 'é',
    'null', 'undefined', '\uFEFFbom', 'İstanbul', ' inner  blanks ', "O'Neil; --", '\u2028line separator',
];

for (const text of texts) {
    test(`a name is stored and shown letter for letter: ${JSON.stringify(text)}`, async () => {
        const person = await makePerson(client(), FIRST, { fullName: text });
        const shown = expectStatus(await client().get(personPath(person)), 200);
        const trimmed = [text, text.trim()];
        assert.ok(trimmed.includes(shown.organisations[0].fullName), JSON.stringify(shown.organisations[0].fullName));
        const card = expectStatus(await client().post(CARDS, cardBody(person, FIRST, { displayName: text })), 201);
        assert.ok(trimmed.includes(card.displayName));
        assert.ok(trimmed.includes(expectStatus(await client().get(cardPath(card.cardNumber)), 200).displayName));
        const found = await client().get(`${PERSONS}?search=${encodeURIComponent(text)}`);
        assert.ok(found.status === 200 || text.includes(':'), found.text);
    });
}

test('an e-mail address comes back letter for letter', async () => {
    for (const email of ["o'neil+tag@example.org", '"<script>"@example.org', 'Ünï@exämple.org', '%00;--@example.org']) {
        const person = await makePerson(client(), FIRST, { email });
        assert.equal(expectStatus(await client().get(personPath(person)), 200).organisations[0].contactPoint.email, email);
    }
});

const badPaths = [
    { name: 'a percent sign alone', path: `${PERSONS}/%`, status: [400] },
    { name: 'a percent sign with one digit', path: `${PERSONS}/%4`, status: [400] },
    { name: 'a percent sign with letters', path: `${PERSONS}/%zz`, status: [400] },
    { name: 'an encoded NUL', path: `${PERSONS}/a%00b`, status: [400] },
    { name: 'bytes that are no UTF-8', path: `${PERSONS}/%ff%fe`, status: [400] },
    { name: 'an overlong form', path: `${PERSONS}/%c0%af`, status: [400] },
    { name: 'a percent sign in a status', path: '/api/v2/cards/%/status', status: [400] },
    { name: 'a percent sign in a query', path: `${CARDS}?search=%`, status: [400] },
    { name: 'an encoded NUL in a query', path: `${CARDS}?search=a%00b`, status: [400] },
    { name: 'bytes that are no UTF-8 in a query', path: `${CARDS}?search=%ff`, status: [400] },
    { name: 'an ESI that is none', path: `${PERSONS}/ada`, status: [400, 404] },
    { name: 'an ESI of a thousand characters', path: `${PERSONS}/${newEsi().padEnd(1000, 'x')}`, status: [400, 404] },
    { name: 'a card number that is none', path: cardPath('1'), status: [400, 404] },
    { name: 'a card number of a thousand characters', path: cardPath('1'.repeat(1000)), status: [400, 404] },
    { name: 'a search of a thousand characters', path: `${CARDS}?search=${'x'.repeat(1000)}`, status: [200, 400] },
    { name: 'a thousand parameters', path: `${CARDS}?${'a=b&'.repeat(1000)}`, status: [undefined, 200, 400, 413, 414, 431] },
    { name: 'a thousand terms', path: `${CARDS}?search=${encodeURIComponent('displayName:a<+>'.repeat(200))}`, status: [200, 400] },
    { name: 'a path of 12,000 characters', path: `${PERSONS}/${'x'.repeat(12_000)}`, status: [400, 404, 414, 431] },
];

for (const { name, path, status } of badPaths) {
    test(`a path is answered clearly: ${name}`, async () => {
        const token = { Authorization: `Bearer ${router.organisations[FIRST].token}` };
        const answer = await rawRequest(router, `GET ${path} HTTP/1.1`, token);
        assert.ok(status.includes(answer?.status), `${answer?.status} ${answer?.text.slice(0, 300)}`);
    });
}

// Judged below the router, in its HTTP library: these refusals have not our form.
const heads = [
    { name: 'a path of 100,000 characters', head: `GET ${PERSONS}/${'x'.repeat(100_000)} HTTP/1.1\r\nHost: x` },
    { name: 'a header line of 100,000 characters', head: `GET ${PERSONS} HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(100_000)}` },
    { name: 'five thousand header lines', head: `GET ${PERSONS} HTTP/1.1\r\nHost: x${'\r\nX-More: x'.repeat(5000)}` },
];

for (const { name, head } of heads) {
    test(`${name} is refused or the connection closed`, async () => {
        const answer = await rawBytes(router, Buffer.from(`${head}\r\n\r\n`));
        assert.ok(answer === undefined || [400, 413, 414, 431].includes(answer.status), answer?.text);
        expectError(await client().get(cardPath(newEscn(), '/status')), 404);
    });
}

test('parameters that come twice are taken once, or refused', async () => {
    const answer = await client().get(`${CARDS}?size=5&size=7`);
    assert.ok([200, 400].includes(answer.status));
});
