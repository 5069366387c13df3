// SPDX-License-Identifier: EUPL-1.2
// Large bodies go into files, large answers come out of files, and nobody who isn't let in fills either.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { requestOf, Server, until, withServer } from './lib/serve.mjs';

const ndjson = { 'Content-Type': 'application/x-ndjson', 'X-Word': 'friend' };
const form = { 'Content-Type': 'multipart/form-data; boundary=x', 'X-Word': 'friend' };
const alphabet = 'abcdefghijklmnopqrstuvwxyz';
const mebibyte = 1 << 20;

function chunkedRequest(path, pieces, headers) {
    const body = `${pieces.map((piece) => `${Buffer.byteLength(piece).toString(16)}\r\n${piece}\r\n`).join('')}0\r\n\r\n`;
    return requestOf('POST', path, { headers: { ...headers, 'Transfer-Encoding': 'chunked' }, body });
}

/** Temporary files that the server holds open. */
function filesOf(server) {
    const folder = `/proc/${server.process.pid}/fd`;
    return readdirSync(folder).filter((fd) => {
        try {
            return readlinkSync(join(folder, fd)).endsWith('(deleted)');
        } catch {
            return false; // closed meanwhile
        }
    });
}

function noFilesLeft(server) {
    return until(() => filesOf(server).length === 0, 'the server has closed its temporary files');
}

/** Sends `total` bytes of a body, never more at once than the socket takes. */
async function send(connection, total) {
    const piece = Buffer.alloc(mebibyte, 'x');
    for (let sent = 0; sent < total && !connection.isEnded; sent += piece.length) {
        await new Promise((resolve) => connection.socket.write(piece.subarray(0, Math.min(piece.length, total - sent)), resolve));
    }
}

function peakKib(server) {
    return Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${server.process.pid}/status`, 'utf8'))[1]);
}

describe('bodies in files', () => {
    let server;
    let folder;
    before(async () => {
        folder = mkdtempSync(join(tmpdir(), 'esc-spool-'));
        server = await Server.start({ spool: folder, 'spool-max': 300 * mebibyte });
    });
    after(async () => {
        await server.stop();
        rmSync(folder, { recursive: true });
    });

    test('bodies of all sizes come back', async () => {
        for (const size of [0, 1, 20_000, 100_000, 3_000_000]) {
            const body = alphabet.repeat(size / 26 + 1).slice(0, size);
            const answer = await server.request(requestOf('POST', '/spool', { headers: ndjson, body }));
            assert.equal(answer.status, 200);
            assert.ok(answer.text === body, `${size} bytes`);
        }
        await noFilesLeft(server);
    });

    test('chunks are put together', async () => {
        const pieces = ['a', 'bc'.repeat(40_000), '\n'];
        assert.equal((await server.request(chunkedRequest('/spool', pieces, ndjson))).text, pieces.join(''));
    });

    test('the file has no name and is its owner\'s alone', async () => {
        const answer = await server.request(requestOf('POST', '/spool/sum', { headers: form, body: '\x01'.repeat(5000) }));
        assert.equal(answer.text, '5000 600 0');
        assert.deepEqual(readdirSync(folder), []);
    });

    test('a type that is not the route\'s, or none, is 415', async () => {
        for (const type of ['application/json', undefined]) {
            const answer = await server.request(requestOf('POST', '/spool', { headers: { ...ndjson, 'Content-Type': type }, body: 'x' }));
            assert.equal(answer.status, 415);
            assert.match(answer.text, /it must be application\/x-ndjson/);
        }
    });

    test('a body past the route\'s limit is 413, announced or not, and its file goes', async () => {
        const announced = await server.request(requestOf('POST', '/spool/sum', { headers: { ...form, 'Content-Length': 100_001 } }));
        assert.equal(announced.status, 413);
        const grown = await server.request(chunkedRequest('/spool/sum', ['x'.repeat(60_000), 'x'.repeat(60_000)], form));
        assert.equal(grown.status, 413);
        await noFilesLeft(server);
    });

    test('memory does not grow with a body of 200 MiB', async () => {
        assert.equal((await server.request(requestOf('POST', '/spool/count', { headers: ndjson, body: 'x' }))).text, '1');
        const before = peakKib(server);
        const connection = await server.connect();
        const total = 200 * mebibyte;
        connection.write(requestOf('POST', '/spool/count', { headers: { ...ndjson, 'Content-Length': total } }));
        await send(connection, total);
        assert.equal((await connection.answer()).text, String(total));
        assert.ok(peakKib(server) < before + 20_000, `grew from ${before} to ${peakKib(server)} KiB`);
        connection.destroy();
        await noFilesLeft(server);
    });

    test('a client that leaves in the middle leaves nothing behind', async () => {
        const connection = await server.connect();
        connection.write(requestOf('POST', '/spool/count', { headers: { ...ndjson, 'Content-Length': 10 * mebibyte } }));
        await send(connection, 5 * mebibyte);
        assert.equal(filesOf(server).length, 1);
        connection.destroy();
        await noFilesLeft(server);
    });

    test('bodies that are too much together are 503, and there is room again afterwards', async () => {
        const connections = [await server.connect(), await server.connect()];
        for (const connection of connections) {
            connection.write(requestOf('POST', '/spool/count', { headers: { ...ndjson, 'Content-Length': 200 * mebibyte } }));
        }
        await send(connections[0], 199 * mebibyte);
        const sending = send(connections[1], 150 * mebibyte);
        const answer = await connections[1].answer();
        await sending;
        assert.equal(answer.status, 503);
        assert.equal(answer.headers['retry-after'], '1');
        assert.match(answer.text, /^SE-0503 there is no room for the request's body/);
        for (const connection of connections) {
            connection.destroy();
        }
        await noFilesLeft(server);
        assert.equal((await server.request(requestOf('POST', '/spool', { headers: ndjson, body: 'x'.repeat(70_000) }))).status, 200);
    });
});

describe('bodies that the disk does not take', () => {
    test('are 503, and the server goes on', async () => {
        await withServer({ 'file-max': 100_000 }, async (server) => {
            const answer = await server.request(requestOf('POST', '/spool', { headers: ndjson, body: 'x'.repeat(100_001) }));
            assert.equal(answer.status, 503);
            assert.match(answer.text, /^SE-0503 the disk doesn't take what must be put there for the moment: File too large/);
            await until(() => server.errors.includes("its body can't be kept"), 'the log says so');
            await noFilesLeft(server);
            assert.equal((await server.request(requestOf('POST', '/spool', { headers: ndjson, body: 'x'.repeat(100_000) }))).status, 200);
        });
    });

    test('a folder that is not there ends the start', async () => {
        await assert.rejects(Server.start({ spool: '/nowhere/at/all' }), /preparing for large bodies: the folder \/nowhere\/at\/all takes no temporary file/);
    });
});

describe('admission', () => {
    let server;
    before(async () => {
        server = await Server.start({ 'body-max': 10 * mebibyte });
    });
    after(() => server.stop());

    const stranger = { ...ndjson, 'X-Word': undefined };

    test('who is not let in is told before a large body comes', async () => {
        for (const [path, headers] of [
            ['/spool', { ...stranger, 'Content-Length': 100 * mebibyte }],
            ['/spool', { ...stranger, 'Transfer-Encoding': 'chunked' }],
            ['/spool', { ...stranger, Expect: '100-continue', 'Content-Length': 5 }],
            ['/admitted', { 'Content-Length': 65_537 }],
            ['/admitted', { 'Transfer-Encoding': 'chunked' }],
        ]) {
            const connection = await server.connect();
            connection.write(requestOf('POST', path, { headers }));
            const answer = await connection.answer();
            assert.equal(answer.status, 401, path);
            assert.equal(answer.text, 'SE-0401 say the word\n');
            assert.equal(answer.headers.connection, 'close');
            assert.equal(filesOf(server).length, 0);
            connection.destroy();
        }
    });

    test('short bodies of a route that keeps them in memory are for its handler to judge', async () => {
        assert.equal((await server.request(requestOf('POST', '/admitted', { body: 'x'.repeat(65_536) }))).text, '65536');
    });

    test('a short body that is refused leaves the connection usable', async () => {
        const connection = await server.connect();
        connection.write(requestOf('POST', '/spool', { headers: stranger, body: 'x'.repeat(1000) }) + requestOf('GET', '/fixed'));
        assert.equal((await connection.answer()).status, 401);
        assert.equal((await connection.answer()).status, 200);
        connection.destroy();
    });

    test('who is let in is asked for the body', async () => {
        const connection = await server.connect();
        connection.write(requestOf('POST', '/spool', { headers: { ...ndjson, Expect: '100-continue', 'Content-Length': 2 } }));
        assert.equal((await connection.answer()).status, 100);
        connection.write('{}');
        assert.equal((await connection.answer()).text, '{}');
        connection.destroy();
    });
});

describe('answers from files', () => {
    let server;
    let folder;
    before(async () => {
        folder = mkdtempSync(join(tmpdir(), 'esc-log-'));
        server = await Server.start({ 'access-log': join(folder, 'access.log') });
    });
    after(async () => {
        await server.stop();
        rmSync(folder, { recursive: true });
    });

    test('whole and in part', async () => {
        for (const [at, bytes] of [[0, 0], [0, 1], [5, 26], [0, 65_536], [7, 65_537], [1, 2_000_000]]) {
            const answer = await server.get(`/file?at=${at}&bytes=${bytes}`);
            assert.equal(answer.status, 200);
            assert.equal(answer.headers['content-type'], bytes === 0 ? undefined : 'text/plain');
            assert.ok(answer.text === alphabet.repeat(bytes / 26 + 2).slice(at % 26, (at % 26) + bytes), `${bytes} from ${at}`);
        }
        await noFilesLeft(server);
    });

    test('HEAD tells the length alone, and the log counts what was sent', async () => {
        const head = await server.request(requestOf('HEAD', '/file?bytes=70000', { headers: { 'X-Request-Id': 'head' } }), { isHead: true });
        assert.equal(head.headers['content-length'], '70000');
        await server.get('/file?bytes=70000', { 'X-Request-Id': 'get' });
        const log = await until(() => {
            const text = readFileSync(join(folder, 'access.log'), 'utf8');
            return text.includes(' get ') && text.includes(' head ') ? text : undefined;
        }, 'the log has its lines');
        assert.match(log, / head HEAD file 200 0 \d+\n/);
        assert.match(log, / get GET file 200 70000 \d+\n/);
    });

    test('another answer takes the place of one from a file', async () => {
        assert.equal((await server.get('/file?bytes=1000&instead=1')).text, 'something else');
        await noFilesLeft(server);
    });

    test('a file that is shorter than was said breaks the answer off', async () => {
        const connection = await server.connect();
        connection.write(requestOf('GET', '/file?bytes=200000&lacking=1'));
        assert.equal(await connection.answer(), undefined);
        connection.destroy();
        await noFilesLeft(server);
    });

    test('a client that leaves in the middle leaves nothing behind', async () => {
        const connection = await server.connect();
        connection.socket.pause();
        connection.write(requestOf('GET', '/file?bytes=20000000'));
        await until(() => filesOf(server).length === 1, 'the answer has begun');
        connection.destroy();
        await noFilesLeft(server);
    });
});

describe('deadlines of large transfers', () => {
    let server;
    before(async () => {
        server = await Server.start({ 'body-ms': 400, 'answer-ms': 400, 'transfer-rate': 50_000 });
    });
    after(() => server.stop());

    test('a body that comes fast enough takes its time', async () => {
        const connection = await server.connect();
        connection.write(requestOf('POST', '/spool/count', { headers: { ...ndjson, 'Content-Length': 400_000 } }));
        const began = performance.now();
        for (let i = 0; i < 20; i++) {
            connection.write('x'.repeat(20_000));
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        assert.equal((await connection.answer()).text, '400000');
        assert.ok(performance.now() - began > 900);
        connection.destroy();
    });

    test('a body that trickles in is cut off, and its file goes', async () => {
        const connection = await server.connect();
        const began = performance.now();
        connection.write(requestOf('POST', '/spool/count', { headers: { ...ndjson, 'Content-Length': 400_000 } }));
        while (!connection.isEnded) {
            connection.write('x'.repeat(100));
            await Promise.race([connection.changed(), new Promise((resolve) => setTimeout(resolve, 20))]);
        }
        assert.ok(performance.now() - began > 350);
        await noFilesLeft(server);
    });

    test('an answer that nobody takes is cut off, and its file goes', async () => {
        const connection = await server.connect();
        connection.socket.pause();
        connection.write(requestOf('GET', '/file?bytes=50000000'));
        await until(() => filesOf(server).length === 1, 'the answer has begun');
        await noFilesLeft(server);
        connection.destroy();
    });
});
