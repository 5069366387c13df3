// SPDX-License-Identifier: EUPL-1.2
// Each phase of a connection ends in time, whatever trickles in.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { requestOf, Server } from './lib/serve.mjs';

describe('deadlines', () => {
    let server;
    before(async () => {
        server = await Server.start({ 'header-ms': 400, 'body-ms': 500, 'answer-ms': 600, 'idle-ms': 700 });
    });
    after(() => server.stop());

    /** Sends byte after byte until the server closes; gives how long that took. */
    async function trickle(connection, bytes) {
        const began = performance.now();
        for (let i = 0; !connection.isEnded; i++) {
            connection.write(bytes[i % bytes.length]);
            await Promise.race([connection.changed(), new Promise((resolve) => setTimeout(resolve, 20))]);
        }
        await connection.end();
        return performance.now() - began;
    }

    function assertNotBefore(took, expected) {
        assert.ok(took > expected * 0.8, `closed after ${took} ms, expected after ${expected}`);
    }

    const timeouts = (phase) => server.metric(`http_server_timeouts_total{phase="${phase}"}`);

    test('a connection that says nothing', async () => {
        const counted = await timeouts('headers');
        const began = performance.now();
        const connection = await server.connect();
        assert.equal((await connection.end()).length, 0);
        assertNotBefore(performance.now() - began, 400);
        assert.equal(await timeouts('headers'), counted + 1);
    });

    test('a request line that trickles in', async () => {
        const connection = await server.connect();
        connection.write('GET /');
        assertNotBefore(await trickle(connection, 'a'), 400);
    });

    test('headers that trickle in', async () => {
        const connection = await server.connect();
        connection.write('GET /fixed HTTP/1.1\r\n');
        assertNotBefore(await trickle(connection, 'X-Test: y\r\n'), 400);
    });

    test('empty lines that trickle in', async () => {
        assertNotBefore(await trickle(await server.connect(), '\r\n'), 400);
    });

    test('headers of a later request that trickle in', async () => {
        const counted = await timeouts('headers');
        const connection = await server.connect();
        connection.write(requestOf('GET', '/fixed'));
        await connection.answer();
        connection.write('GET /fixed HTTP/1.1\r\n');
        assertNotBefore(await trickle(connection, 'X-Test: y\r\n'), 400);
        assert.equal(await timeouts('headers'), counted + 1);
    });

    test('a body that trickles in', async () => {
        const counted = await timeouts('body');
        for (const headers of [{ 'Content-Length': 100_000 }, { 'Transfer-Encoding': 'chunked' }]) {
            const connection = await server.connect();
            connection.write(requestOf('POST', '/echo', { headers }));
            assertNotBefore(await trickle(connection, '1\r\nx\r\n'), 500);
        }
        assert.equal(await timeouts('body'), counted + 2);
    });

    test('an answer that nobody reads', async () => {
        const counted = await timeouts('answer');
        const connection = await server.connect();
        connection.socket.pause();
        connection.write(requestOf('GET', '/large?bytes=100000000'));
        const began = performance.now();
        while ((await timeouts('answer')) === counted ) {
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        assertNotBefore(performance.now() - began, 600);
        connection.destroy();
    });

    test('a connection between requests', async () => {
        const counted = await timeouts('idle');
        const connection = await server.connect();
        connection.write(requestOf('GET', '/fixed'));
        await connection.answer();
        const began = performance.now();
        await connection.end();
        assertNotBefore(performance.now() - began, 700);
        assert.equal(await timeouts('idle'), counted + 1);
    });

    test('a request line of a later request that trickles in', async () => {
        const connection = await server.connect();
        connection.write(requestOf('GET', '/fixed'));
        await connection.answer();
        assertNotBefore(await trickle(connection, 'a'), 700);
    });

    test('requests in time are answered for as long as they come', async () => {
        const connection = await server.connect();
        for (let i = 0; i < 8; i++) {
            connection.write(requestOf('GET', '/fixed'));
            assert.equal((await connection.answer()).status, 200);
            await new Promise((resolve) => setTimeout(resolve, 200));
        }
        connection.destroy();
    });
});
