// SPDX-License-Identifier: EUPL-1.2
// A router that dies without warning in the middle of a bulk request has issued every card that it has told of; sent again under the same
// Idempotency-Key, the request is carried out to its end and makes each card exactly once.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import test from 'node:test';

import { cardBody, cardPath, FIRST, makePerson } from '../api/lib/make.mjs';
import { walk } from '../api/lib/pages.mjs';
import { commandJson, removeDirectory, startRouter, temporaryDirectory } from '../api/lib/router.mjs';

const LINES = 2500;
const DEATHS = 3;

/** Sends the request and reads until its end, or until `enough` lines have come, when `then` is called. Gives the whole lines. */
function read(router, body, key, { enough = Infinity, then = () => {} } = {}) {
    const headers = {
        Authorization: `Bearer ${router.client(FIRST).token}`,
        'Content-Type': 'application/x-ndjson',
        'Content-Length': Buffer.byteLength(body),
        'Idempotency-Key': key,
    };
    return new Promise((resolve, reject) => {
        const request = http.request({ host: '127.0.0.1', port: router.port, method: 'POST', path: '/api/v2/cards/bulk', headers });
        let text = '';
        let isBrokenOff = false;
        const finish = (isWhole) => resolve({ isWhole, lines: text.split('\n').slice(0, -1) });
        request.on('error', (error) => (isBrokenOff ? finish(false) : reject(error)));
        request.on('response', (response) => {
            assert.equal(response.statusCode, 200);
            response.setEncoding('utf8').on('data', (piece) => {
                text += piece;
                if (!isBrokenOff && text.split('\n').length > enough) {
                    isBrokenOff = true;
                    then();
                }
            });
            response.on('error', () => finish(false)).on('end', () => finish(response.complete));
        });
        request.end(body);
    });
}

test('kill -9 in the middle of a bulk request loses nothing that was told, and nothing is done twice', async (t) => {
    const directory = temporaryDirectory();
    t.after(() => removeDirectory(directory));
    const key = randomUUID();
    let body;
    let told = [];
    for (let death = 0; death < DEATHS; death += 1) {
        const router = await startRouter({ directory, students: 1 });
        const esi = body === undefined ? await makePerson(router.client(FIRST)) : undefined;
        body ??= Array.from({ length: LINES }, (_, i) => `${JSON.stringify(cardBody(esi, FIRST, { displayName: `Card ${i}` }))}\n`).join('');
        let killed;
        const { lines, isWhole } = await read(router, body, key, { enough: told.length + 300, then: () => (killed = router.kill()) });
        await killed;
        assert.ok(!isWhole && lines.length < LINES, `${lines.length} lines before the end`);
        assert.deepEqual(lines.slice(0, told.length), told.slice(0, lines.length), 'what was told before is told again');
        told = lines;
    }

    const router = await startRouter({ directory, students: 1 });
    const { lines, isWhole } = await read(router, body, key);
    assert.ok(isWhole);
    assert.deepEqual(lines.slice(0, told.length), told);
    const results = lines.map((line) => JSON.parse(line));
    assert.deepEqual(results.map(({ line, status }) => [line, status]), Array.from({ length: LINES }, (_, i) => [i + 1, 201]));
    const cards = (await walk(router.client(FIRST), '/api/v2/cards', { size: 200 })).filter(({ displayName }) => displayName.startsWith('Card '));
    assert.deepEqual(new Set(cards.map(({ cardNumber }) => cardNumber)), new Set(results.map(({ cardNumber }) => cardNumber)));
    assert.equal(cards.length, LINES);
    assert.equal(new Set(cards.map(({ displayName }) => displayName)).size, LINES, 'each line made one card');
    assert.equal((await router.client(FIRST).get(cardPath(results[0].cardNumber))).json.displayName, 'Card 0');
    assert.deepEqual((await read(router, body, key)).lines, lines, 'and once more, the same');
    assert.deepEqual((await commandJson('doctor', '--database', router.database)).findings, []);
    await router.stop({ keep: true });
});

test('a stop in the middle ends in time, and the request goes on afterwards', async (t) => {
    const directory = temporaryDirectory();
    t.after(() => removeDirectory(directory));
    const first = await startRouter({ directory, students: 1, args: ['--drain-timeout', '1'] });
    const key = randomUUID();
    const esi = await makePerson(first.client(FIRST));
    const body = `${JSON.stringify(cardBody(esi))}\n`.repeat(60_000);
    let stopped;
    const { isWhole, lines } = await read(first, body, key, { enough: 10, then: () => (stopped = first.stop({ keep: true })) });
    await stopped;
    assert.ok(!isWhole && lines.length < 60_000);
    const second = await startRouter({ directory, students: 1 });
    const told = lines.length;
    const after = await read(second, body, key, { enough: told + 200, then: () => second.process.child.kill('SIGKILL') });
    assert.deepEqual(after.lines.slice(0, told), lines);
    assert.ok(after.lines.length > told, 'it went on');
    await second.kill();
});
