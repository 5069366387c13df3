// SPDX-License-Identifier: EUPL-1.2
// Callers that behave badly on the wire: cut requests, heads and bodies without end, crowds that say nothing. Others are served meanwhile.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import test from 'node:test';

import { expectError, expectStatus } from '../api/lib/expect.mjs';
import { cardPath, FIRST, makeCard, newEscn, personBody } from '../api/lib/make.mjs';
import { sharedRouter } from '../api/lib/router.mjs';

const router = await sharedRouter();

// A connection that takes whatever happens to it.
function connection() {
    const socket = net.connect({ port: router.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.received = '';
    socket.setEncoding('latin1').on('data', (text) => (socket.received += text));
    socket.ended = new Promise((resolve) => socket.on('close', resolve).on('end', resolve));
    socket.on('error', () => {});
    return socket;
}

async function assertServes() {
    const client = router.client(FIRST);
    expectError(await client.get(cardPath(newEscn(), '/status')), 404, 'ER-0001');
    expectStatus(await client.get('/api/v2/cards?size=1'), 200);
}

function postOf(json) {
    const body = JSON.stringify(json);
    const { token } = router.organisations[FIRST];
    const head = [
        'POST /esc-rest/api/v2/persons?x=%20y HTTP/1.1', 'Host: 127.0.0.1', `Authorization: Bearer ${token}`, 'Content-Type: application/json',
        `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    return `${head.join('\r\n')}\r\n\r\n${body}`;
}

test('a request that is cut at any byte is dropped, and the next one is served', async () => {
    const whole = postOf(personBody());
    const cuts = Array.from({ length: whole.length }, (_, i) => i);
    for (let from = 0; from < cuts.length; from += 50) {
        await Promise.all(
            cuts.slice(from, from + 50).map(async (length) => {
                const socket = connection();
                socket.end(whole.slice(0, length));
                await socket.ended;
                socket.destroy();
                assert.doesNotMatch(socket.received, /HTTP\/1\.1 (2|500)/, `${length} bytes of ${whole.length}`);
            }),
        );
    }
    await assertServes();
});

test('a request that comes byte by byte is served', async () => {
    const socket = connection();
    socket.setNoDelay(true);
    for (const byte of postOf(personBody())) {
        await new Promise((resolve) => socket.write(byte, resolve));
    }
    socket.end();
    await socket.ended;
    socket.destroy();
    assert.match(socket.received, /^HTTP\/1\.1 201 /);
});

test('requests that follow each other without waiting are answered in their order', async () => {
    const { cardNumber } = await makeCard(router.client(FIRST));
    const socket = connection();
    const paths = Array.from({ length: 50 }, (_, i) => (i % 2 ? cardPath(newEscn(), '/status') : cardPath(cardNumber, '/status')));
    const last = 'GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join('') + last);
    await socket.ended;
    socket.destroy();
    const statuses = socket.received.match(/HTTP\/1\.1 \d\d\d/g).map((line) => line.slice(-3));
    assert.deepEqual(statuses, [...paths.map((_, i) => (i % 2 ? '404' : '200')), '404']);
});

const ENOUGH = 64 << 20;
const CPU_SECONDS = 10;

// Processor time that the router has used so far, in seconds.
function cpuSeconds() {
    const fields = readFileSync(`/proc/${router.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
}

// Writes `chunk` until an answer comes or the other side closes, ENOUGH bytes at the most; gives how much it took.
async function pour(socket, chunk) {
    let open = true;
    let bytes = 0;
    socket.ended.then(() => (open = false));
    while (open && socket.received === '' && bytes < ENOUGH) {
        bytes += chunk.length;
        await Promise.race([new Promise((resolve) => socket.write(chunk, () => setImmediate(resolve))), socket.ended]);
    }
    return bytes;
}

const endless = [
    { name: 'a header line', start: 'GET / HTTP/1.1\r\nHost: x\r\nX-Endless: ', chunk: 'x'.repeat(4096) },
    { name: 'header lines', start: 'GET / HTTP/1.1\r\nHost: x\r\n', chunk: 'X-Another: line\r\n'.repeat(256) },
    { name: 'a path', start: 'GET /', chunk: 'x'.repeat(4096) },
    { name: 'blank lines', start: '', chunk: '\r\n'.repeat(2048) },
    {
        name: 'a body in chunks',
        start: 'POST /api/v2/persons HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
        chunk: `1000\r\n${' '.repeat(4096)}\r\n`,
    },
    {
        name: 'the extension of a chunk',
        start: 'POST /api/v2/persons HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1;',
        chunk: 'x'.repeat(4096),
    },
    {
        name: 'a body of 100 MB',
        start: 'POST /api/v2/persons HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 104857600\r\n\r\n',
        chunk: ' '.repeat(65536),
    },
];

for (const { name, start, chunk } of endless) {
    test(`${name} without end comes to an end`, async (t) => {
        const socket = connection();
        t.after(() => socket.destroy());
        const earlier = cpuSeconds();
        socket.write(start);
        const bytes = await pour(socket, chunk);
        assert.ok(bytes < ENOUGH, `the router took ${bytes} bytes and did not answer`);
        await socket.ended;
        assert.ok(cpuSeconds() - earlier < CPU_SECONDS, `the router spent ${cpuSeconds() - earlier} s on it`);
        const status = socket.received.match(/^HTTP\/1\.[01] (\d\d\d)/)?.[1];
        assert.ok([undefined, '400', '401', '413', '414', '431'].includes(status), socket.received.slice(0, 300));
        await assertServes();
    });
}

const nonsense = [
    'hello\r\n\r\n', '\0\0\0\0', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'GET\r\n\r\n', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n',
    'GET /nowhere/at/all HTTP/1.1\nHost: x\n\n', 'GET  /  HTTP/1.1\r\nHost: x\r\n\r\n', 'GET / HTTP/1.1\r\n: empty\r\nHost: x\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n', 'GET / HTTP/1.1\r\nHost : x\r\n\r\n', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n', 'CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET http://elsewhere.example/api/v2/cards HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n', 'POST /api/v2/cards HTTP/1.0\r\n\r\n',
];

for (const bytes of nonsense) {
    test(`nonsense gets a refusal or a closed connection: ${JSON.stringify(bytes)}`, async () => {
        const socket = connection();
        socket.end(bytes, 'latin1');
        await socket.ended;
        socket.destroy();
        assert.doesNotMatch(socket.received, /^HTTP\/1\.[01] (20[01]|500)/, socket.received.slice(0, 300));
        await assertServes();
    });
}

test('a crowd of idle connections leaves room for others', async () => {
    const crowd = [];
    for (let i = 0; i < 2000; i += 1) {
        crowd.push(connection());
    }
    await Promise.all(crowd.map((socket) => new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))));
    await assertServes();
    crowd.forEach((socket) => socket.destroy());
    await assertServes();
});

test('callers that leave in the middle of their answer harm nobody', async () => {
    for (let i = 0; i < 200; i += 1) {
        const socket = connection();
        const { token } = router.organisations[FIRST];
        socket.write(`GET /api/v2/cards?size=200 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`, () => socket.resetAndDestroy());
    }
    await assertServes();
});
