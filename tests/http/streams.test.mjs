// SPDX-License-Identifier: EUPL-1.2
// Answers that are sent while they grow.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { requestOf, Server, until, withServer } from './lib/serve.mjs';

/** Begins the stream and waits until its head is there; gives the connection. */
async function open(server, options) {
    const connection = await server.connect();
    connection.write(requestOf('GET', '/stream', options));
    await seen(connection, '\r\n\r\n');
    return connection;
}

/** Waits until these bytes have come. */
async function seen(connection, text) {
    while (!connection.bytes.includes(text)) {
        assert.ok(!connection.isEnded, `ended after ${connection.bytes}`);
        await connection.changed();
    }
}

async function drip(server, query) {
    assert.equal((await server.get(`/drip?${query}`)).status, 204);
}

describe('streams', () => {
    let server;
    let folder;
    before(async () => {
        folder = mkdtempSync(join(tmpdir(), 'esc-log-'));
        server = await Server.start({ 'answer-ms': 400, 'access-log': join(folder, 'access.log') });
    });
    after(async () => {
        await server.stop();
        rmSync(folder, { recursive: true });
    });

    test('each piece comes when it is there, the connection goes on afterwards, and the log counts all', async () => {
        const connection = await open(server, { headers: { 'X-Request-Id': 'stream' } });
        assert.match(connection.bytes.toString(), /^HTTP\/1.1 200 OK\r\n/);
        assert.match(connection.bytes.toString(), /\r\nContent-Type: text\/plain\r\n/);
        assert.match(connection.bytes.toString(), /\r\nTransfer-Encoding: chunked\r\n/);
        for (const text of ['one', 'two', 'three']) {
            await drip(server, `text=${text}`);
            await seen(connection, `\r\n${text.length}\r\n${text}\r\n`);
        }
        await drip(server, 'end=whole');
        await seen(connection, '\r\n0\r\n\r\n');
        connection.bytes = Buffer.alloc(0);
        connection.write(requestOf('GET', '/fixed'));
        assert.equal((await connection.answer()).status, 200);
        connection.destroy();
        const log = await until(() => {
            const text = readFileSync(join(folder, 'access.log'), 'utf8');
            return text.includes(' stream GET') ? text : undefined;
        }, 'the log has its line');
        assert.match(log, / stream GET stream 200 11 \d+\n/);
    });

    test('a stream that waits for longer than an answer may take goes on', async () => {
        const connection = await open(server);
        await new Promise((resolve) => setTimeout(resolve, 600));
        await drip(server, 'text=late');
        await seen(connection, 'late');
        await drip(server, 'end=whole');
        await seen(connection, '\r\n0\r\n\r\n');
        connection.destroy();
    });

    test('a stream without any piece is an empty answer', async () => {
        const connection = await open(server);
        await drip(server, 'end=whole');
        await seen(connection, '\r\n\r\n0\r\n\r\n');
        connection.destroy();
    });

    test('a stream that is broken off ends without its last chunk', async () => {
        const connection = await open(server);
        await drip(server, 'text=half');
        await drip(server, 'end=broken');
        const bytes = (await connection.end()).toString();
        assert.ok(bytes.includes('half') && !bytes.includes('\r\n0\r\n'), bytes);
    });

    test('HTTP/1.0 gets it to the end of the connection', async () => {
        const connection = await open(server, { version: '1.0' });
        await drip(server, 'text=plain');
        await drip(server, 'end=whole');
        assert.match((await connection.end()).toString(), /\r\n\r\nplain$/);
    });

    test('a client that has left is no harm to who goes on adding', async () => {
        const connection = await open(server);
        connection.destroy();
        for (let i = 0; i < 5; i++) {
            await drip(server, 'text=unheard');
        }
        await drip(server, 'end=whole');
        assert.equal((await server.get('/fixed')).status, 200);
    });

    test('many streams, one after the other, with what comes at once', async () => {
        for (let i = 0; i < 50; i++) {
            const connection = await server.connect();
            connection.write(requestOf('GET', '/stream'));
            await until(async () => (await server.get(`/drip?text=${i}-`)).status === 204, 'the stream has begun');
            await Promise.all(Array.from({ length: 8 }, (_, n) => drip(server, `text=${'x'.repeat(n + 1)}`)));
            await drip(server, 'end=whole');
            await seen(connection, '\r\n0\r\n\r\n');
            connection.destroy();
        }
    });
});

describe('a server that ends while a stream goes on', () => {
    test('waits for its end', async () => {
        await withServer({}, async (server) => {
            const connection = await open(server);
            const dripper = await server.connect();
            dripper.write('GET /drip?end=whole HTTP/1.1\r\nHost: test.example\r\n');
            await until(async () => (await server.metric('http_server_connections_open')) >= 2, 'both are there');
            server.signal('SIGTERM');
            await new Promise((resolve) => setTimeout(resolve, 100));
            dripper.write('\r\n');
            await seen(connection, '\r\n0\r\n\r\n');
            dripper.destroy();
            connection.destroy();
        });
    });

    test('breaks it off when it takes too long', async () => {
        await withServer({ 'drain-ms': 200 }, async (server) => {
            const connection = await open(server);
            await drip(server, 'text=half');
            await seen(connection, 'half');
            server.signal('SIGTERM');
            const bytes = (await connection.end()).toString();
            assert.ok(!bytes.includes('\r\n0\r\n'), bytes);
        });
    });
});
