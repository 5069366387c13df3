// SPDX-License-Identifier: EUPL-1.2
// What a well-formed request gets: methods, paths, queries, and the headers of every answer.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { requestOf, Server } from './lib/serve.mjs';

describe('requests', () => {
    let server;
    before(async () => {
        server = await Server.start({ trusted: '127.0.0.1' });
    });
    after(() => server.stop());

    const lineOf = (answer, name) => new RegExp(`^${name}=(.*)$`, 'm').exec(answer.text)?.[1];

    test('every answer has a request id, a type for its body and the headers that keep it safe', async () => {
        const ids = new Set();
        for (const [method, path, status] of [['GET', '/fixed', 200], ['GET', '/nowhere', 404], ['POST', '/fixed', 405], ['GET', '/lane/things/1', 200], ['GET', '/no-answer', 500]]) {
            const answer = await server.request(requestOf(method, path));
            assert.equal(answer.status, status);
            assert.match(answer.headers['x-request-id'], /^[0-9a-f]{32}$/);
            assert.equal(answer.headers['x-content-type-options'], 'nosniff');
            assert.equal(answer.headers['cache-control'], 'no-store');
            assert.ok(answer.headers.date);
            assert.ok(answer.headers['content-type']);
            ids.add(answer.headers['x-request-id']);
        }
        assert.equal(ids.size, 5);
    });

    test('204 has neither body nor Content-Type nor Content-Length', async () => {
        const { status, headers } = await server.request(requestOf('DELETE', '/things/1'));
        assert.equal(status, 204);
        assert.equal(headers['content-type'], undefined);
        assert.equal(headers['content-length'], undefined);
    });

    test("a handler's own Cache-Control stands", async () => {
        assert.equal((await server.get('/cached')).headers['cache-control'], 'max-age=60');
    });

    test('a well-formed request id is kept, another one replaced', async () => {
        assert.equal((await server.get('/fixed', { 'X-Request-Id': 'my_id-42' })).headers['x-request-id'], 'my_id-42');
        for (const bad of ['', 'a b', 'x'.repeat(33), 'a;b', 'ä']) {
            assert.match((await server.get('/fixed', { 'X-Request-Id': bad })).headers['x-request-id'], /^[0-9a-f]{32}$/);
        }
    });

    test('paths find their operation', async () => {
        for (const [path, operation, base, id] of [
            ['/things', 'list', '', ''],
            ['/things/special', 'special', '', ''],
            ['/things/urn:schac:1', 'get', '', 'urn:schac:1'],
            ['/things/urn%3Aschac%3a1', 'get', '', 'urn:schac:1'],
            ['/things/a%2Fb', 'get', '', 'a/b'],
            ['/things/7/status', 'status', '', '7'],
            ['/base/things/7', 'get', '/base', '7'],
            ['/other/base/things/7', 'get', '/other/base', '7'],
            ['/lane/things/x%20y', 'laneGet', '', 'x y'],
            ['http://test.example/things/7', 'get', '', '7'],
        ]) {
            const answer = await server.get(path);
            assert.equal(answer.status, 200, path);
            assert.deepEqual([lineOf(answer, 'operation'), lineOf(answer, 'base'), lineOf(answer, 'id')], [operation, base, id], path);
        }
    });

    test('paths that are nearly right are not found', async () => {
        for (const path of ['/things/', '/Things', '//things', '/base/', '/other/things', '/things/1/2/3', `/things/${'a/'.repeat(500)}`]) {
            const answer = await server.get(path);
            assert.equal(answer.status, 404, path);
            assert.match(answer.text, /^SE-0404 /);
        }
    });

    test('a query is decoded, in the loop and in a lane', async () => {
        for (const path of ['/things/1', '/lane/things/1']) {
            assert.equal(lineOf(await server.get(`${path}?x=1&name=a+b%2Bc%C3%A9&name=2`), 'name'), '=a b+cé');
            assert.equal(lineOf(await server.get(`${path}?name`), 'name'), '=');
            assert.equal(lineOf(await server.get(`${path}?nam=1`), 'name'), '');
        }
    });

    test('headers are found whatever their letter case, in the loop and in a lane', async () => {
        for (const path of ['/things/1', '/lane/things/1']) {
            assert.equal(lineOf(await server.get(path, { 'X-TEST': 'as it is' }), 'header'), 'as it is');
            assert.equal(lineOf(await server.get(path), 'header'), '');
        }
    });

    test('a trusted proxy names the client', async () => {
        assert.equal(lineOf(await server.get('/things/1'), 'address'), '127.0.0.1');
        assert.equal(lineOf(await server.get('/things/1', { 'X-Forwarded-For': '198.51.100.1, 203.0.113.9' }), 'address'), '203.0.113.9');
        assert.equal(lineOf(await server.get('/lane/things/1', { 'X-Forwarded-For': '[2001:db8::7]:99' }), 'address'), '2001:db8::7');
    });

    test('HEAD has the headers of GET and no body', async () => {
        const connection = await server.connect();
        connection.write(requestOf('GET', '/fixed'));
        const got = await connection.answer();
        connection.write(requestOf('HEAD', '/fixed') + requestOf('HEAD', '/lane/things/1') + requestOf('GET', '/things'));
        const head = await connection.answer({ isHead: true });
        assert.equal(head.status, 200);
        assert.equal(head.headers['content-length'], got.headers['content-length']);
        assert.equal(head.headers['content-type'], got.headers['content-type']);
        assert.equal((await connection.answer({ isHead: true })).status, 200);
        assert.equal(lineOf(await connection.answer(), 'operation'), 'list');
        connection.destroy();
    });

    test('OPTIONS tells the methods', async () => {
        for (const [path, allow] of [
            ['/things/1', 'GET, HEAD, PUT, DELETE, OPTIONS'],
            ['/base/echo', 'POST, OPTIONS'],
            ['*', 'GET, HEAD, POST, PUT, DELETE, OPTIONS'],
        ]) {
            const answer = await server.request(requestOf('OPTIONS', path));
            assert.deepEqual([answer.status, answer.headers.allow, answer.text], [204, allow, ''], path);
        }
        assert.equal((await server.request(requestOf('OPTIONS', '/nowhere'))).status, 404);
    });

    test('a method that the path lacks is 405 with Allow, whatever the method', async () => {
        for (const method of ['POST', 'PATCH', 'TRACE', 'BREW', 'get']) {
            const answer = await server.request(requestOf(method, '/things/special'));
            assert.equal(answer.status, 405, method);
            assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS');
            assert.match(answer.text, /^SE-0405 the method .* is not possible at this path; possible are GET, HEAD, OPTIONS\n$/);
        }
        assert.equal((await server.request(requestOf('PATCH', '/nowhere'))).status, 404);
    });

    test('HTTP/1.0 is answered and closed, or kept when it asks for that', async () => {
        const connection = await server.connect();
        connection.write(requestOf('GET', '/fixed', { version: '1.0' }));
        const answer = await connection.answer();
        assert.equal(answer.status, 200);
        assert.equal(answer.headers.connection, 'close');
        assert.equal((await connection.end()).length, 0);
        const kept = await server.connect();
        for (const path of ['/fixed', '/lane/things/1']) {
            kept.write(requestOf('GET', path, { version: '1.0', headers: { Connection: 'keep-alive' } }));
            assert.equal((await kept.answer()).status, 200);
        }
        kept.destroy();
    });

    test('Connection: close is obeyed', async () => {
        const connection = await server.connect();
        connection.write(requestOf('GET', '/fixed', { headers: { Connection: 'close' } }));
        assert.equal((await connection.answer()).headers.connection, 'close');
        assert.equal((await connection.end()).length, 0);
    });

    test('a hundred requests in one piece are answered in their order', async () => {
        const connection = await server.connect();
        const path = (i) => (i % 3 === 0 ? `/lane/things/${i}` : `/things/${i}`);
        connection.write(Array.from({ length: 100 }, (_, i) => requestOf('GET', path(i))).join(''));
        for (let i = 0; i < 100; i++) {
            assert.equal(lineOf(await connection.answer(), 'id'), String(i));
        }
        connection.destroy();
    });

    test('requests with bodies in one piece are told apart', async () => {
        const connection = await server.connect();
        const bodies = Array.from({ length: 50 }, (_, i) => 'x'.repeat(i * 37));
        connection.write(bodies.map((body, i) => requestOf('POST', i % 2 === 0 ? '/echo' : '/lane/echo', { body })).join(''));
        for (const body of bodies) {
            assert.equal((await connection.answer()).text, body);
        }
        connection.destroy();
    });

    test('a GET with a type or a short body is answered, and the connection goes on', async () => {
        const connection = await server.connect();
        connection.write(requestOf('GET', '/things/1', { headers: { 'Content-Type': 'text/xml' }, body: 'x'.repeat(1000) }) + requestOf('GET', '/things/2'));
        assert.equal(lineOf(await connection.answer(), 'id'), '1');
        assert.equal(lineOf(await connection.answer(), 'id'), '2');
        connection.destroy();
    });

    test('empty lines before a request are skipped', async () => {
        assert.equal((await server.request(`\r\n\r\n${requestOf('GET', '/fixed')}`)).status, 200);
    });

    test('a large answer arrives whole', async () => {
        const answer = await server.get('/large?bytes=10000000');
        assert.equal(answer.body.length, 10_000_000);
    });
});
