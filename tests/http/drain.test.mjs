// SPDX-License-Identifier: EUPL-1.2
// The end of the server: who has been heard is answered, who only waits is let go, nobody is cut off in between.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { requestOf, until, withServer } from './lib/serve.mjs';

test('connections that wait are closed at once', async () => {
    await withServer({ 'drain-ms': 20_000 }, async (server) => {
        const silent = await server.connect();
        const used = await server.connect();
        used.write(requestOf('GET', '/fixed'));
        await used.answer();
        const began = performance.now();
        await server.stop();
        assert.equal((await silent.end()).length, 0);
        assert.equal((await used.end()).length, 0);
        assert.ok(performance.now() - began < 10_000);
    });
});

test('a request that is coming in is still answered', async () => {
    await withServer({}, async (server) => {
        const connection = await server.connect();
        connection.write(requestOf('POST', '/lane/echo', { headers: { 'Content-Length': 10 } }));
        connection.write('12345');
        const headers = await server.connect();
        headers.write('GET /fixed HTTP/1.1\r\nHo');
        await until(async () => (await server.metric('http_server_connections_open')) === 3, 'both are accepted');
        await new Promise((resolve) => setTimeout(resolve, 100));
        server.signal('SIGTERM');
        await until(async () => (await server.connect()).isEnded, 'nobody is let in any more');
        connection.write('67890');
        headers.write('st: a\r\n\r\n');
        for (const [who, text] of [[connection, /^1234567890$/], [headers, /cardNumber/]]) {
            const answer = await who.answer();
            assert.match(answer.text, text);
            assert.equal(answer.headers.connection, 'close');
            await who.end();
        }
    });
});

test('a request that never ends is given up after the time to drain', async () => {
    await withServer({ 'drain-ms': 300 }, async (server) => {
        const connection = await server.connect();
        connection.write(requestOf('POST', '/echo', { headers: { 'Content-Length': 10 } }));
        await until(async () => (await server.metric('http_server_connections_open')) === 2, 'it is accepted');
        await server.stop();
        await connection.end();
    });
});

test('under load every request that was answered was answered whole', async () => {
    await withServer({}, async (server) => {
        let isOver = false;
        let answered = 0;
        async function client() {
            while (!isOver) {
                const connection = await server.connect();
                for (let i = 0; i < 20 && !connection.isEnded; i++) {
                    connection.write(requestOf('GET', i % 3 === 0 ? '/lane/things/1' : '/fixed'));
                    const answer = await connection.answer();
                    answered += answer === undefined ? 0 : 1;
                    assert.ok(answer === undefined ? connection.bytes.length === 0 : answer.status === 200);
                }
                isOver ||= connection.isEnded && server.process.exitCode !== null;
                connection.destroy();
            }
        }
        const clients = Array.from({ length: 30 }, client);
        await until(() => answered > 2000, 'two thousand requests are answered');
        await server.stop();
        isOver = true;
        await Promise.all(clients);
    });
});
