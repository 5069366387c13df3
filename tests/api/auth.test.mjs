// SPDX-License-Identifier: EUPL-1.2
// Who asks: tokens in both headers, at both base paths, needed or not, good or bad.
import assert from 'node:assert/strict';
import test from 'node:test';

import { expectError, expectStatus } from './lib/expect.mjs';
import { cardBody, cardPath, FIRST, makeCard, newEscn, personBody, personPath, SECOND, verifyPath } from './lib/make.mjs';
import { rawRequest } from './lib/client.mjs';
import { sharedRouter } from './lib/router.mjs';

const router = await sharedRouter();
const tokenOf = (identifier) => router.organisations[identifier].token;

const card = await makeCard(router.client(FIRST));

// Each operation that needs a token.
const guarded = [
    { method: 'GET', path: () => '/api/v2/persons' },
    { method: 'POST', path: () => '/api/v2/persons', json: () => personBody() },
    { method: 'GET', path: () => personPath(card.person.identifier) },
    { method: 'PUT', path: () => personPath(card.person.identifier), json: () => personBody(card.person.identifier) },
    { method: 'DELETE', path: () => personPath(card.person.identifier) },
    { method: 'GET', path: () => '/api/v2/cards' },
    { method: 'POST', path: () => '/api/v2/cards', json: () => cardBody(card.person.identifier) },
    { method: 'GET', path: () => cardPath(card.cardNumber) },
    { method: 'PUT', path: () => cardPath(card.cardNumber), json: () => cardBody(card.person.identifier) },
    { method: 'DELETE', path: () => cardPath(card.cardNumber) },
];

// Each operation that needs none.
const open = [
    { path: () => cardPath(card.cardNumber, '/status') },
    { path: () => cardPath(card.cardNumber, '/qr') },
    { path: () => `/api/v2/cards/generate-escn?prefix=1&pic=${FIRST}` },
    { path: () => verifyPath(card.cardNumber) },
];

// Headers that carry no token, or none that is known.
const bad = {
    'an unknown token': { Authorization: 'Bearer esc_test_0000000000000000000000000000000000000000000' },
    'an unknown key': { api_key: 'esc_test_0000000000000000000000000000000000000000000' },
    'another scheme': { Authorization: 'Basic YWRhOmxvdmVsYWNl' },
    'a scheme alone': { Authorization: 'Bearer' },
    'an empty key': { api_key: '' },
    'a token cut short': () => ({ Authorization: `Bearer ${tokenOf(FIRST).slice(0, -1)}` }),
    'a token with something behind': () => ({ Authorization: `Bearer ${tokenOf(FIRST)}x` }),
    'a token in other letter case': () => ({ Authorization: `Bearer ${tokenOf(FIRST).toUpperCase()}` }),
    'a very long token': { Authorization: `Bearer ${'x'.repeat(8000)}` },
};

const headersOf = (headers) => (typeof headers === 'function' ? headers() : headers);
const nobody = () => router.client();

for (const { method, path, json } of guarded) {
    test(`${method} ${path.toString().slice(6)} needs a token`, async () => {
        for (const base of ['/esc-rest', '']) {
            const client = nobody().with({ base });
            expectError(await client.send(method, path(), { json: json?.() }), 401);
            for (const headers of Object.values(bad)) {
                expectError(await client.send(method, path(), { json: json?.(), headers: headersOf(headers) }), 401);
            }
        }
    });
}

for (const { path } of open) {
    test(`${path.toString().slice(6)} needs no token, but one that is there must be good`, async () => {
        expectStatus(await nobody().get(path()), 200);
        expectStatus(await router.client(SECOND).get(path()), 200);
        expectStatus(await nobody().get(path(), { headers: { api_key: tokenOf(FIRST) } }), 200);
        for (const [name, headers] of Object.entries(bad)) {
            const answer = await nobody().get(path(), { headers: headersOf(headers) });
            assert.equal(answer.status, 401, `${name}: ${answer.text}`);
        }
    });
}

const good = [
    { name: 'Bearer', headers: (token) => ({ Authorization: `Bearer ${token}` }) },
    { name: 'bearer in small letters', headers: (token) => ({ Authorization: `bearer ${token}` }) },
    { name: 'BEARER in capitals', headers: (token) => ({ AUTHORIZATION: `BEARER ${token}` }) },
    { name: 'more than one blank', headers: (token) => ({ Authorization: `Bearer   ${token}` }) },
    { name: 'api_key', headers: (token) => ({ api_key: token }) },
    { name: 'both, the same', headers: (token) => ({ Authorization: `Bearer ${token}`, api_key: token }) },
];

for (const { name, headers } of good) {
    test(`a token is taken: ${name}`, async () => {
        for (const base of ['/esc-rest', '']) {
            const found = await nobody().with({ base }).get(cardPath(card.cardNumber), { headers: headers(tokenOf(FIRST)) });
            assert.equal(expectStatus(found, 200).cardNumber, card.cardNumber);
        }
    });
}

test('both base paths answer the same', async () => {
    for (const path of [personPath(card.person.identifier), cardPath(card.cardNumber), cardPath(card.cardNumber, '/status')]) {
        const [with_, without] = [await router.client(FIRST).get(path), await router.client(FIRST, { base: '' }).get(path)];
        assert.deepEqual(with_.json, without.json);
    }
});

test('what is not authenticated tells how to be', async () => {
    const answer = await nobody().get('/api/v2/cards');
    expectError(answer, 401, undefined, /token/);
    assert.match(answer.headers['www-authenticate'] ?? '', /^Bearer/);
});

test('a refusal never repeats the token', async () => {
    const headers = { Authorization: 'Bearer esc_test_mysecretmysecretmysecret' };
    const answer = await nobody().get('/api/v2/cards', { headers });
    assert.ok(!answer.text.includes('mysecret'));
    assert.ok(!router.process.stderr.includes('mysecret'));
});

test('a bad token is found before a bad body', async () => {
    const answer = await nobody().send('POST', '/api/v2/persons', { body: '{', headers: { 'Content-Type': 'application/json' } });
    expectError(answer, 401);
});

test('bytes that are no text in the token are refused', async () => {
    const head = `GET ${cardPath(newEscn())} HTTP/1.1`;
    const answer = await rawRequest(router, head, { Authorization: 'Bearer \xff\xfe' });
    expectError(answer, 401);
});
