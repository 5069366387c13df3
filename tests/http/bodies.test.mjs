// SPDX-License-Identifier: EUPL-1.2
// Bodies: gathered, limited, in chunks, of the wrong type, asked for first.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { requestOf, Server } from './lib/serve.mjs';

const bodyMax = 50_000;
const json = { 'Content-Type': 'application/json' };

function chunked(pieces) {
    return `${pieces.map((piece) => `${Buffer.byteLength(piece).toString(16)}\r\n${piece}\r\n`).join('')}0\r\n\r\n`;
}

function chunkedRequest(path, body, headers = {}) {
    return requestOf('POST', path, { headers: { ...headers, 'Transfer-Encoding': 'chunked' }, body });
}

describe('bodies', () => {
    let server;
    before(async () => {
        server = await Server.start({ 'body-max': bodyMax });
    });
    after(() => server.stop());

    for (const path of ['/echo', '/lane/echo']) {
        test(`${path}: bodies of all sizes come back`, async () => {
            for (const size of [0, 1, 2047, 2048, 2049, 10240, 20481, bodyMax]) {
                const body = 'ab'.repeat(size).slice(0, size);
                assert.equal((await server.request(requestOf('POST', path, { headers: json, body }))).text, body);
            }
        });

        test(`${path}: chunks are put together`, async () => {
            for (const pieces of [['{}'], ['a', 'b', 'c'], ['x'.repeat(40000), 'y'], []]) {
                assert.equal((await server.request(chunkedRequest(path, chunked(pieces)))).text, pieces.join(''));
            }
        });

        test(`${path}: a chunk's extension and a trailer are skipped`, async () => {
            assert.equal((await server.request(chunkedRequest(path, '2;a=b\r\n{}\r\n0\r\nX-Trailer: 1\r\n\r\n'))).text, '{}');
        });

        test(`${path}: a body that comes byte by byte is whole`, async () => {
            const connection = await server.connect();
            for (const byte of requestOf('POST', path, { body: '{"a": 1}' })) {
                connection.write(byte);
                await new Promise(setImmediate);
            }
            assert.equal((await connection.answer()).text, '{"a": 1}');
            connection.destroy();
        });
    }

    test('JSON routes take JSON under every spelling and without a type', async () => {
        for (const type of ['application/json', 'Application/JSON', 'application/json;charset=utf-8', 'application/json ; charset="UTF-8"', undefined]) {
            assert.equal((await server.request(requestOf('POST', '/echo', { headers: { 'Content-Type': type }, body: '{}' }))).status, 200, type);
        }
    });

    test('another type is 415 and the connection goes on', async () => {
        for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', 'multipart/form-data; boundary=x']) {
            const connection = await server.connect();
            connection.write(requestOf('POST', '/echo', { headers: { 'Content-Type': type }, body: '{}' }) + requestOf('GET', '/fixed'));
            const answer = await connection.answer();
            assert.equal(answer.status, 415, type);
            assert.equal(answer.text, `SE-0415 the body's Content-Type is "${type}"; it must be application/json\n`);
            assert.equal((await connection.answer()).status, 200);
            connection.destroy();
        }
    });

    test('multipart routes take nothing else', async () => {
        const form = { 'Content-Type': 'multipart/form-data; boundary=x' };
        assert.equal((await server.request(requestOf('POST', '/upload', { headers: form, body: '--x--\r\n' }))).text, '7');
        const answer = await server.request(requestOf('POST', '/upload', { headers: json, body: '{}' }));
        assert.equal(answer.text, 'SE-0415 the body\'s Content-Type is "application/json"; it must be multipart/form-data\n');
        const untyped = await server.request(requestOf('POST', '/upload', { body: '{}' }));
        assert.equal(untyped.text, "SE-0415 the body's Content-Type is missing or odd; it must be multipart/form-data\n");
    });

    test("a route's own limit counts", async () => {
        const form = { 'Content-Type': 'multipart/form-data; boundary=x' };
        assert.equal((await server.request(requestOf('POST', '/upload', { headers: form, body: 'x'.repeat(100_000) }))).text, '100000');
        const answer = await server.request(requestOf('POST', '/upload', { headers: form, body: 'x'.repeat(100_001) }));
        assert.equal(answer.text, "SE-0413 the request's body is 100001 bytes long; at most 100000 are taken here\n");
    });

    test('a body that is announced as too long is refused before it comes', async () => {
        const connection = await server.connect();
        connection.write(requestOf('POST', '/echo', { headers: { 'Content-Length': 100_000_000 } }));
        const answer = await connection.answer();
        assert.equal(answer.status, 413);
        assert.equal(answer.text, `SE-0413 the request's body is 100000000 bytes long; at most ${bodyMax} are taken here\n`);
        assert.equal(answer.headers.connection, 'close');
        connection.destroy();
    });

    test('a client that sends its 100 MB before it reads gets to see the refusal', async () => {
        const connection = await server.connect();
        connection.socket.pause();
        connection.write(requestOf('POST', '/echo', { headers: { 'Content-Length': 100_000_000 } }));
        for (let i = 0; i < 100; i++) {
            await new Promise((resolve) => connection.socket.write(Buffer.alloc(1_000_000, 'x'), resolve));
        }
        connection.socket.resume();
        assert.equal((await connection.answer()).status, 413);
        connection.destroy();
    });

    test('chunks that grow a little too long are 413, and the connection goes on', async () => {
        const connection = await server.connect();
        connection.write(chunkedRequest('/echo', chunked(['x'.repeat(bodyMax), 'x'.repeat(10_000)])) + requestOf('GET', '/fixed'));
        const answer = await connection.answer();
        assert.equal(answer.text, `SE-0413 the request's body is larger than the ${bodyMax} bytes that are taken here\n`);
        assert.equal((await connection.answer()).status, 200);
        connection.destroy();
    });

    test('chunks that go on and on are cut off with 413', async () => {
        const connection = await server.connect();
        connection.write(requestOf('POST', '/echo', { headers: { 'Transfer-Encoding': 'chunked' } }));
        while (connection.bytes.length === 0 && !connection.isEnded) {
            connection.write(`8000\r\n${'x'.repeat(0x8000)}\r\n`);
            await Promise.race([connection.changed(), new Promise((resolve) => setImmediate(resolve))]);
        }
        const answer = await connection.answer();
        assert.equal(answer.status, 413);
        assert.equal(answer.headers.connection, 'close');
        assert.match(answer.headers['x-request-id'], /^[0-9a-f]{32}$/);
        await connection.end();
    });

    test('an endless line between chunks ends the connection, and the loop has its peace', async () => {
        const connection = await server.connect();
        connection.write(requestOf('POST', '/echo', { headers: { 'Transfer-Encoding': 'chunked' } }) + '1;');
        while (!connection.isEnded) {
            connection.write('x'.repeat(4096));
            await Promise.race([connection.changed(), new Promise((resolve) => setImmediate(resolve))]);
        }
        connection.destroy();
    });

    test('Expect: 100-continue is asked for the body', async () => {
        const connection = await server.connect();
        connection.write(requestOf('POST', '/echo', { headers: { Expect: '100-continue', 'Content-Length': 2 } }));
        assert.equal((await connection.answer()).status, 100);
        connection.write('{}');
        assert.equal((await connection.answer()).text, '{}');
        connection.destroy();
    });

    test('Expect: 100-continue is refused before the body', async () => {
        for (const [path, headers, status] of [
            ['/echo', { 'Content-Length': bodyMax + 1 }, 413],
            ['/echo', { 'Content-Length': 2, 'Content-Type': 'text/plain' }, 415],
            ['/nowhere', { 'Content-Length': 2 }, 404],
            ['/fixed', { 'Content-Length': 2 }, 405],
        ]) {
            const connection = await server.connect();
            connection.write(requestOf('POST', path, { headers: { Expect: '100-continue', ...headers } }));
            assert.equal((await connection.answer()).status, status);
            assert.equal((await connection.end()).length, 0);
        }
    });

    test('a refused request with a short body leaves the connection usable', async () => {
        const connection = await server.connect();
        connection.write(requestOf('POST', '/nowhere', { body: 'x'.repeat(60_000) }) + requestOf('GET', '/fixed'));
        assert.equal((await connection.answer()).status, 404);
        assert.equal((await connection.answer()).status, 200);
        connection.destroy();
    });
});
