// SPDX-License-Identifier: EUPL-1.2
// Requests that break HTTP: a clear answer or a closed connection, and the server goes on.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { requestOf, Server } from './lib/serve.mjs';

describe('malformed requests', () => {
    let server;
    before(async () => {
        server = await Server.start({ 'header-ms': 3000, 'idle-ms': 3000 });
    });
    after(async () => {
        assert.equal((await server.get('/fixed')).status, 200);
        await server.stop();
    });

    /** The answer to these bytes, after which the connection must be closed. */
    async function refusalOf(bytes) {
        const connection = await server.connect();
        connection.write(bytes);
        const answer = await connection.answer();
        await connection.end();
        return answer;
    }

    for (const [name, bytes, message] of [
        ['no Host', 'GET /fixed HTTP/1.1\r\n\r\n', 'the request has no Host header; HTTP/1.1 demands one'],
        ['two Hosts', 'GET /fixed HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 'the request has more than one Host header; it must have exactly one'],
        ['both Content-Length and Transfer-Encoding', requestOf('POST', '/echo', { headers: { 'Content-Length': 5, 'Transfer-Encoding': 'chunked' }, body: '0\r\n\r\n' }),
            'the request has both Content-Length and Transfer-Encoding; it must have one of them or none'],
        ['two Content-Lengths', 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}',
            'the request has more than one Content-Length; it must have one at most'],
        ['an unknown Transfer-Encoding', requestOf('POST', '/echo', { headers: { 'Transfer-Encoding': 'gzip' } }),
            'the request\'s Transfer-Encoding is not understood; only "chunked" is'],
        ['a hidden Transfer-Encoding', 'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n',
            "a header's name holds a blank or control character; a name is followed by its colon at once"],
        ['a folded header', 'GET /fixed HTTP/1.1\r\nHost: a\r\nX-Test: a\r\n b\r\n\r\n',
            'the headers hold a NUL or a line that goes on in the next one; each header must be one line of text'],
        ['a NUL in a header', 'GET /fixed HTTP/1.1\r\nHost: a\r\nX-Test: a\0b\r\nX-Other: c\r\n\r\n',
            'the headers hold a NUL or a line that goes on in the next one; each header must be one line of text'],
        ['a NUL in the last header', 'GET /fixed HTTP/1.1\r\nHost: a\0bcd\r\n\r\n',
            'the headers hold a NUL or a line that goes on in the next one; each header must be one line of text'],
        ['a NUL in the path', requestOf('GET', '/fix\0ed'),
            'the headers hold a NUL or a line that goes on in the next one; each header must be one line of text'],
    ]) {
        test(`${name} is 400 and closed`, async () => {
            const answer = await refusalOf(bytes);
            assert.equal(answer.status, 400);
            assert.equal(answer.text, `SE-0400 ${message}\n`);
            assert.equal(answer.headers.connection, 'close');
            assert.match(answer.headers['x-request-id'], /^[0-9a-f]{32}$/);
        });
    }

    for (const [name, path, message] of [
        ['a bad percent sign in the path', '/things/%G0', /^SE-0400 the path has a percent sign at byte 1 of a part/],
        ['a cut percent sign', '/things/abc%4', /^SE-0400 the path has a percent sign at byte 4 of a part/],
        ['a bad percent sign in the query', '/things/1?name=%', /^SE-0400 the query has a percent sign at byte 1 of a part/],
        ['an encoded NUL', '/things/a%00b', /^SE-0400 the path holds a NUL character/],
        ['an encoded NUL in the query', '/things/a?x=%00', /^SE-0400 the query holds a NUL character/],
        ['bad UTF-8', '/things/%FF', /^SE-0400 the path is not valid UTF-8/],
        ['a control character', '/things/a\x01', /^SE-0400 the request's path holds a blank or a control character/],
        ['a blank in the path', '/things/a b', /^SE-0400 the request's path holds a blank or a control character/],
        ['no slash', 'things', /^SE-0400 the request names no path/],
    ]) {
        test(`${name} is 400, and the connection goes on`, async () => {
            const connection = await server.connect();
            connection.write(Buffer.from(requestOf('GET', path) + requestOf('GET', '/fixed'), 'latin1'));
            const answer = await connection.answer();
            assert.equal(answer.status, 400);
            assert.match(answer.text, message);
            assert.equal((await connection.answer()).status, 200);
            connection.destroy();
        });
    }

    for (const [name, bytes, status] of [
        ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\r\n\r\n', undefined],
        ['a request line of one word', 'GET\r\n\r\n', undefined],
        ['no version', 'GET /fixed\r\n\r\n', 400],
        ['HTTP/2', 'GET /fixed HTTP/2.0\r\n\r\n', 505],
        ['HTTP/0.9', 'GET /fixed HTTP/0.9\r\n\r\n', 505],
        ['a header without a colon', 'GET /fixed HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n', 400],
        ['a length that is no number', requestOf('POST', '/echo', { headers: { 'Content-Length': 'x' } }), 400],
        ['a negative length', requestOf('POST', '/echo', { headers: { 'Content-Length': '-1' } }), 400],
        ['a length past 64 bits', requestOf('POST', '/echo', { headers: { 'Content-Length': '99999999999999999999' } }), 413],
        ['a chunk of no size', requestOf('POST', '/echo', { headers: { 'Transfer-Encoding': 'chunked' }, body: '\r\nabc' }), 400],
        ['a chunk of an odd size', requestOf('POST', '/echo', { headers: { 'Transfer-Encoding': 'chunked' }, body: 'xyz\r\nabc' }), 400],
        ['a chunk of a negative size', requestOf('POST', '/echo', { headers: { 'Transfer-Encoding': 'chunked' }, body: '-1\r\nabc' }), 400],
        ['a chunk past 64 bits', requestOf('POST', '/echo', { headers: { 'Transfer-Encoding': 'chunked' }, body: 'fffffffffffffffff\r\nabc' }), 413],
        ['a chunk longer than its size', requestOf('POST', '/echo', { headers: { 'Transfer-Encoding': 'chunked' }, body: '1\r\nabc\r\n0\r\n\r\n' }), 400],
    ]) {
        test(`${name} is ${status ?? 'closed'}`, async () => {
            const answer = await refusalOf(Buffer.from(bytes, 'latin1'));
            assert.equal(answer?.status, status);
        });
    }

    test('a request line that never ends is refused', async () => {
        const connection = await server.connect();
        connection.write('GET /');
        while (!connection.isEnded && connection.bytes.length === 0) {
            connection.write('a'.repeat(1000));
            await new Promise(setImmediate);
        }
        const answer = await connection.answer();
        assert.ok(answer === undefined || answer.status === 414);
        connection.destroy();
    });

    test('headers that never end are refused', async () => {
        const connection = await server.connect();
        connection.write('GET /fixed HTTP/1.1\r\nHost: a\r\n');
        for (let i = 0; !connection.isEnded && connection.bytes.length === 0; i++) {
            connection.write(`X-${i}: ${'a'.repeat(500)}\r\n`);
            await new Promise(setImmediate);
        }
        const answer = await connection.answer();
        assert.ok(answer === undefined || answer.status === 431);
        connection.destroy();
    });

    test('headers of 16 KiB are taken', async () => {
        const head = 'GET /things/1?name=x HTTP/1.1\r\nHost: a\r\n';
        const rest = 16384 - head.length - 'X-Test: \r\n\r\n'.length;
        const answer = await server.request(`${head}X-Test: ${'a'.repeat(rest)}\r\n\r\n`);
        assert.equal(answer.status, 200);
        assert.match(answer.text, /^header=a{16000}/m);
    });

    test('a path of 12,000 bytes is answered', async () => {
        const answer = await server.get(`/things/${'a'.repeat(12_000)}`);
        assert.equal(answer.status, 200);
        assert.match(answer.text, /^id=a{12000}$/m);
        assert.equal((await server.get(`/${'a'.repeat(12_000)}`)).status, 404);
        assert.equal((await server.get(`/things/1?${'a&'.repeat(150)}`)).status, 413);
    });

    test('a request cut at every byte leaves nothing behind', async () => {
        const bytes = requestOf('POST', '/lane/echo', { headers: { 'Content-Type': 'application/json' }, body: '{"a": "b"}' });
        for (let length = 0; length < bytes.length; length++) {
            const connection = await server.connect();
            connection.write(bytes.slice(0, length));
            connection.finish();
            assert.equal((await connection.end()).length, 0, `cut after ${length} bytes`);
        }
        const chunkedBytes = requestOf('POST', '/echo', { headers: { 'Transfer-Encoding': 'chunked' }, body: '3\r\nabc\r\n0\r\n\r\n' });
        for (let length = 0; length < chunkedBytes.length; length++) {
            const connection = await server.connect();
            connection.write(chunkedBytes.slice(0, length));
            connection.destroy();
        }
    });
});
