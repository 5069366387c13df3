// SPDX-License-Identifier: EUPL-1.2
// A router that is asked to end answers every request that it has begun to read, takes no new connection, and then ends well.
import assert from 'node:assert/strict';
import net from 'node:net';
import test from 'node:test';

import { connectionLost } from '../api/lib/client.mjs';
import { expectStatus } from '../api/lib/expect.mjs';
import { cardBody, cardPath, FIRST, makePerson, newEscn } from '../api/lib/make.mjs';
import { removeDirectory, startRouter, until } from '../api/lib/router.mjs';

// A request on a connection of its own that stops before its body. `begun` settles when the router has read the head, `finish` sends the
// body and gives all that was answered.
class HeldRequest {
    constructor(router, json) {
        this.body = JSON.stringify(json);
        this.received = '';
        this.closed = false;
        this.socket = net.connect(router.port, '127.0.0.1');
        this.socket.setEncoding('utf8').on('data', (text) => (this.received += text));
        this.socket.on('close', () => (this.closed = true)).on('error', () => (this.closed = true));
        const { token } = router.organisations[FIRST];
        this.socket.write(
            `POST /api/v2/cards HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n` +
                `Content-Length: ${Buffer.byteLength(this.body)}\r\nExpect: 100-continue\r\n\r\n`,
        );
    }

    begun() {
        return until('the router has read the head', () => this.received.startsWith('HTTP/1.1 100') || this.closed);
    }

    async finish() {
        this.socket.write(this.body);
        await until('the answer is there', () => /HTTP\/1\.1 [2-5]\d\d [\s\S]*\r\n\r\n[\s\S]*\}$/.test(this.received) || this.closed);
        this.socket.destroy();
        return this.received;
    }
}

function isRefused(port) {
    return new Promise((resolve) => {
        const socket = net.connect(port, '127.0.0.1', () => socket.destroy() && resolve(false));
        socket.on('error', () => resolve(true));
    });
}

test('SIGTERM lets begun requests end: each is answered, and what it wrote is there', async (t) => {
    const router = await startRouter();
    t.after(() => removeDirectory(router.directory));
    const esi = await makePerson(router.client(FIRST));
    const numbers = Array.from({ length: 20 }, () => newEscn());
    const held = numbers.map((cardNumber) => new HeldRequest(router, cardBody(esi, FIRST, { cardNumber })));
    await Promise.all(held.map((request) => request.begun()));

    const stopping = router.stop({ keep: true });
    await until('no new connection is taken', () => isRefused(router.port));
    const answers = await Promise.all(held.map((request) => request.finish()));
    await stopping;
    answers.forEach((text, i) => {
        assert.match(text, /HTTP\/1\.1 201 /, text);
        assert.ok(text.includes(numbers[i]));
    });

    const again = await startRouter({ directory: router.directory });
    for (const number of numbers) {
        expectStatus(await again.client(FIRST).get(cardPath(number)), 200);
    }
    await again.stop({ keep: true });
});

test('SIGTERM under load: every answer that comes is whole, and every card answered for is there', async (t) => {
    const router = await startRouter();
    t.after(() => removeDirectory(router.directory));
    const client = router.client(FIRST);
    const esi = await makePerson(client);
    const done = [];
    const writers = Array.from({ length: 16 }, async () => {
        for (;;) {
            const answer = await client.post('/api/v2/cards', cardBody(esi)).catch(connectionLost);
            if (answer === undefined || answer.status === 503) {
                return;
            }
            done.push(expectStatus(answer, 201).cardNumber);
        }
    });
    await until('cards are being issued', () => done.length > 100);
    const ended = router.process.signal('SIGTERM');
    await Promise.all(writers);
    assert.deepEqual(await ended, { code: 0, signal: null }, router.process.stderr);
    await router.stop({ keep: true });

    const again = await startRouter({ directory: router.directory });
    for (const number of done) {
        expectStatus(await again.client(FIRST).get(cardPath(number)), 200);
    }
    await again.stop({ keep: true });
});

test('SIGTERM ends a router with idle connections at once', async (t) => {
    const router = await startRouter();
    t.after(() => removeDirectory(router.directory));
    const idle = await Promise.all(
        Array.from({ length: 50 }, () => new Promise((resolve) => {
            const socket = net.connect(router.port, '127.0.0.1', () => resolve(socket));
            socket.on('error', () => {});
        })),
    );
    await router.stop({ keep: true });
    idle.forEach((socket) => socket.destroy());
});
