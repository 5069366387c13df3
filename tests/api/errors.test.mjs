// SPDX-License-Identifier: EUPL-1.2
// Refusals of HTTP itself, all in the one form: paths, methods, media types, sizes; and the headers that every answer has.
import assert from 'node:assert/strict';
import test from 'node:test';

import { rawBytes, rawRequest } from './lib/client.mjs';
import { expectError, expectStatus } from './lib/expect.mjs';
import { cardPath, FIRST, makeCard, newEscn, newEsi, personBody, personPath, verifyPath } from './lib/make.mjs';
import { sharedRouter } from './lib/router.mjs';

const router = await sharedRouter();
const first = () => router.client(FIRST, { base: '' });
const PERSONS = '/api/v2/persons';

const nowhere = [
    '/nowhere', '/api', '/api/', '/api/v2', '/api/v2/', '/api/v3/persons', '/api/v2/person', '/api/v2/persons/', '/api/v2//persons', '/api/v2/cards/',
    `${cardPath(newEscn())}/`, `${cardPath(newEscn())}/colour`, `${cardPath(newEscn())}/status/`, '/API/V2/cards', '/esc-rest', '/esc-rest/esc-rest/api/v2/cards',
    '/esc-verifier-service/api/v2/cards', '/esc-rest/..%2fapi/v2/cards', '/api/v2/../v2/cards', '/v3/api-docs/V7', '/.env',
];

for (const path of nowhere) {
    test(`no such path: ${path}`, async () => {
        for (const method of ['GET', 'POST', 'DELETE']) {
            expectError(await first().send(method, path), 404);
        }
    });
}

const wrongMethods = [
    { method: 'DELETE', path: PERSONS, allow: ['GET', 'HEAD', 'POST'] },
    { method: 'PATCH', path: PERSONS, allow: ['GET', 'HEAD', 'POST'] },
    { method: 'POST', path: personPath(newEsi()), allow: ['DELETE', 'GET', 'HEAD', 'PUT'] },
    { method: 'PUT', path: '/api/v2/cards', allow: ['GET', 'HEAD', 'POST'] },
    { method: 'POST', path: cardPath(newEscn()), allow: ['DELETE', 'GET', 'HEAD', 'PUT'] },
    { method: 'POST', path: cardPath(newEscn(), '/status'), allow: ['GET', 'HEAD'] },
    { method: 'PUT', path: cardPath(newEscn(), '/qr'), allow: ['GET', 'HEAD'] },
    { method: 'DELETE', path: verifyPath(newEscn()), allow: ['GET', 'HEAD'] },
    { method: 'PROPFIND', path: '/api/v2/cards', allow: ['GET', 'HEAD', 'POST'] },
];

for (const { method, path, allow } of wrongMethods) {
    test(`wrong method: ${method} ${path.slice(0, 30)}`, async () => {
        const answer = await first().send(method, path);
        expectError(answer, 405, undefined, 'method', 'GET');
        const allowed = answer.headers.allow.split(/, ?/).filter((name) => name !== 'OPTIONS');
        assert.deepEqual(allowed.sort(), allow);
    });
}

const takenTypes = ['application/json', 'application/json;charset=UTF-8', 'application/json; charset=utf-8', 'Application/JSON', 'application/json ; charset="utf-8"'];

for (const type of takenTypes) {
    test(`a body of type ${type} is taken`, async () => {
        const body = JSON.stringify(personBody());
        expectStatus(await first().send('POST', PERSONS, { body, headers: { 'Content-Type': type } }), 201);
    });
}

const refusedTypes = ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonx', 'json', '/'];

for (const type of refusedTypes) {
    test(`a body of type ${type} is refused`, async () => {
        const body = JSON.stringify(personBody());
        for (const [method, path] of [['POST', PERSONS], ['PUT', cardPath(newEscn())]]) {
            expectError(await first().send(method, path, { body, headers: { 'Content-Type': type } }), 415, undefined, 'application/json');
        }
    });
}

test('a body past 1 MiB is too large, one below is not', async () => {
    const sized = (bytes) => {
        const body = JSON.stringify({ ...personBody(), filler: '' });
        return body.replace('"filler":""', `"filler":"${'x'.repeat(bytes - body.length)}"`);
    };
    const send = (body) => first().send('POST', PERSONS, { body, headers: { 'Content-Type': 'application/json' } });
    expectStatus(await send(sized((1 << 20) - 10)), 201);
    const head = { 'Content-Type': 'application/json', Authorization: `Bearer ${router.organisations[FIRST].token}` };
    const large = Buffer.from(sized((1 << 20) + 1));
    expectError(await rawRequest(router, `POST ${PERSONS} HTTP/1.1`, { ...head, 'Content-Length': large.length }, large), 413);
    const announced = await rawRequest(router, `POST ${PERSONS} HTTP/1.1`, { ...head, 'Content-Length': 100 << 20 });
    assert.equal(announced.status, 413);
});

test('a body in chunks is taken, and too many chunks are too large', async () => {
    const head = { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked', Authorization: `Bearer ${router.organisations[FIRST].token}` };
    const chunk = (text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
    const body = JSON.stringify(personBody());
    const whole = Buffer.from(`${chunk(body.slice(0, 40))}${chunk(body.slice(40))}0\r\n\r\n`);
    expectStatus(await rawRequest(router, `POST ${PERSONS} HTTP/1.1`, head, whole), 201);
    const large = Buffer.from(`${chunk('x'.repeat(1 << 16)).repeat(17)}0\r\n\r\n`);
    expectError(await rawRequest(router, `POST ${PERSONS} HTTP/1.1`, head, large), 413);
});

test('every answer has a request id of its own', async () => {
    const { cardNumber } = await makeCard(first());
    const paths = ['/nowhere', PERSONS, cardPath(cardNumber), cardPath(cardNumber, '/status'), cardPath(newEscn(), '/qr'), verifyPath(cardNumber), '/v3/api-docs/V2'];
    const ids = [];
    for (const path of [...paths, ...paths]) {
        ids.push((await first().get(path)).headers['x-request-id']);
    }
    assert.equal(new Set(ids).size, ids.length);
    ids.forEach((id) => assert.match(id, /^[\w-]{8,64}$/));
});

const malformed = [
    { name: 'without Host', headers: { Host: undefined } },
    { name: 'with two lengths', headers: { 'Content-Length': '5', 'content-length': '6' } },
    { name: 'with a length and chunks', headers: { 'Content-Length': '5', 'Transfer-Encoding': 'chunked' } },
    { name: 'with a length that is no number', headers: { 'Content-Length': 'five' } },
    { name: 'with a negative length', headers: { 'Content-Length': '-5' } },
    { name: 'with a length past 64 bits', headers: { 'Content-Length': '99999999999999999999999' } },
];

// How long a request is is judged below the router, in its HTTP library: those refusals have not our form.
for (const { name, headers } of malformed) {
    test(`a request ${name} is refused or the connection closed`, async () => {
        const all = Object.entries({ Host: 'x', 'Content-Type': 'application/json', ...headers }).filter(([, value]) => value !== undefined);
        const head = [`POST ${PERSONS} HTTP/1.1`, ...all.map(([header, value]) => `${header}: ${value}`)].join('\r\n');
        const answer = await rawBytes(router, Buffer.from(`${head}\r\n\r\n0\r\n\r\n`));
        assert.ok(answer === undefined || [400, 413].includes(answer.status), answer?.text);
    });
}

test('HEAD has the headers of GET and no body', async () => {
    const { cardNumber, person } = await makeCard(first());
    for (const path of [PERSONS, personPath(person.identifier), cardPath(cardNumber), cardPath(cardNumber, '/qr'), '/nowhere']) {
        const [head, got] = [await first().send('HEAD', path), await first().get(path)];
        assert.equal(head.status, got.status, path);
        assert.equal(head.headers['content-type'], got.headers['content-type'], path);
    }
});

test('a refused request leaves the connection good for the next', async () => {
    const answers = [];
    for (let i = 0; i < 20; i += 1) {
        answers.push((await first().send('POST', PERSONS, { body: '{"a":', headers: { 'Content-Type': 'application/json' } })).status);
        answers.push((await first().get(PERSONS)).status);
    }
    assert.deepEqual([...new Set(answers)], [400, 200]);
});

test('one kind of fault has one code', async () => {
    const codes = async (paths) => new Set(await Promise.all(paths.map(async (path) => (await first().get(path)).json.code)));
    assert.equal((await codes(['/nowhere', '/api/v2', '/api/v3/cards'])).size, 1);
    assert.equal((await codes(['/api/v2/cards?size=0', '/api/v2/persons?size=201'])).size, 1);
    assert.equal((await codes([cardPath(newEscn()), cardPath(newEscn(), '/status'), verifyPath(newEscn())])).size, 1);
    const kinds = [(await first().get('/nowhere')).json.code, (await first().get('/api/v2/cards?size=0')).json.code, (await first().get(cardPath(newEscn()))).json.code];
    assert.equal(new Set(kinds).size, 3);
});
