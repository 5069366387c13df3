// SPDX-License-Identifier: EUPL-1.2
// Many cards with one request: a line each, and a line of the answer each.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import test from 'node:test';

import { rawRequest } from './lib/client.mjs';
import { expectError, expectStatus } from './lib/expect.mjs';
import { cardBody, cardPath, FIRST, makePerson, newEscn, newEsi, personPath, PROCESSOR, SECOND, UNACCEPTED } from './lib/make.mjs';
import { command, commandJson, sharedRouter, sql, until } from './lib/router.mjs';

const router = await sharedRouter();
const first = () => router.client(FIRST);
const BULK = '/api/v2/cards/bulk';
const LINES = 'application/x-ndjson';

function send(client, body, headers = {}) {
    return client.send('POST', BULK, { body, headers: { 'Content-Type': LINES, ...headers } });
}

const linesOf = (cards) => cards.map((card) => `${JSON.stringify(card)}\n`).join('');

/** The result lines of an answer, which must be a good one. */
function resultsOf(answer) {
    assert.equal(answer.status, 200, answer.text.slice(0, 500));
    assert.equal(answer.headers['content-type'], LINES);
    assert.ok(answer.text.endsWith('\n'));
    return answer.text.trimEnd().split('\n').map((line) => JSON.parse(line));
}

async function cardCount(client) {
    return expectStatus(await client.get('/api/v2/cards?size=1'), 200).page.totalElements;
}

test('each line makes a card, in order, with the number given or one of the router\'s', async () => {
    const esi = await makePerson(first());
    const number = newEscn();
    const count = await cardCount(first());
    const results = resultsOf(await send(first(), linesOf([cardBody(esi), cardBody(esi, FIRST, { cardNumber: number }), cardBody(esi)])));
    assert.deepEqual(results.map(({ line, status }) => [line, status]), [[1, 201], [2, 201], [3, 201]]);
    assert.deepEqual(Object.keys(results[0]), ['line', 'status', 'cardNumber']);
    assert.equal(results[1].cardNumber, number);
    for (const { cardNumber } of results) {
        assert.equal(expectStatus(await first().get(cardPath(cardNumber)), 200).person.identifier, esi);
    }
    assert.equal(await cardCount(first()), count + 3);
});

test('a line that is refused tells why as the single request would, and the others go on', async () => {
    const esi = await makePerson(first());
    const number = newEscn();
    const stranger = newEsi();
    const good = cardBody(esi);
    const lines = [
        [cardBody(esi, FIRST, { cardNumber: number }), 201],
        [cardBody(esi, FIRST, { cardNumber: number }), 409, 'ER-0002'],
        [cardBody(stranger), 400, 'ER-0007'],
        [cardBody(esi, FIRST, { expiresAt: '1999-01-01' }), 400, 'ER-1014'],
        [cardBody(esi, FIRST, { cardType: 'PAPER' }), 400, 'ER-1012'],
        [cardBody(esi, SECOND), 403, 'SE-0000'],
        [{ ...good, personIdentifier: 'nonsense' }, 400, 'ER-1002'],
        [good, 201],
    ];
    const answer = await send(first(), linesOf(lines.map(([card]) => card)));
    const results = resultsOf(answer);
    assert.deepEqual(results.map(({ status, code }) => [status, code]), lines.map(([, status, code]) => [status, code]));
    for (const { code, message } of results.filter(({ code }) => code !== undefined)) {
        assert.ok(message.endsWith('.') && message.length > 10, `${code}: ${message}`);
    }
    assert.deepEqual(Object.keys(results[1]), ['line', 'status', 'code', 'message']);
    assert.ok(!answer.text.includes(stranger), 'results name no person');
    const single = await first().post('/api/v2/cards', lines[1][0]);
    assert.deepEqual({ code: results[1].code, message: results[1].message }, single.json);
});

test('what is no line of JSON is refused by itself: blank, broken, too long, a list', async () => {
    const esi = await makePerson(first());
    const good = JSON.stringify(cardBody(esi));
    const body = ['', good, '{', 'x'.repeat(65_537), `${good}${' '.repeat(65_536 - good.length)}`, '[]', '  ', `${good}\0`, 'null'].join('\n');
    const results = resultsOf(await send(first(), body));
    assert.deepEqual(
        results.map(({ line, status, code }) => [line, status, code]),
        [
            [1, 400, 'ER-1010'], [2, 201, undefined], [3, 400, 'ER-1010'], [4, 413, 'SE-0413'], [5, 201, undefined], [6, 400, 'ER-1010'],
            [7, 400, 'ER-1010'], [8, 400, 'ER-1010'], [9, 400, 'ER-1010'],
        ],
    );
});

test('lines end with LF or CR LF, the last one as it likes', async () => {
    const esi = await makePerson(first());
    const good = JSON.stringify(cardBody(esi));
    for (const [body, count] of [[good, 1], [`${good}\n`, 1], [`${good}\r\n${good}\r\n`, 2], [`${good}\r\n${good}`, 2], [`${good}\n\n`, 2]]) {
        assert.equal(resultsOf(await send(first(), body)).length, count, JSON.stringify(body.slice(-4)));
    }
});

test('a thousand lines are a thousand cards, whatever the chunks', async () => {
    const esi = await makePerson(first());
    const results = resultsOf(await send(first(), linesOf(Array.from({ length: 1000 }, () => cardBody(esi)))));
    assert.deepEqual(results.map(({ line }) => line), Array.from({ length: 1000 }, (_, i) => i + 1));
    assert.equal(new Set(results.map(({ cardNumber }) => cardNumber)).size, 1000);
    assert.deepEqual((await commandJson('doctor', '--database', router.database)).findings, []);
});

test('nothing is written of a body that is empty, or has more lines than are taken', async () => {
    const count = await cardCount(first());
    const esi = await makePerson(first());
    expectError(await send(first(), ''), 400, 'ER-1010');
    const many = `${JSON.stringify(cardBody(esi))}\n${'\n'.repeat(100_000)}`;
    expectError(await send(first(), many), 413, 'SE-0413', '100001');
    assert.equal(await cardCount(first()), count);
});

test('another type than lines of JSON is refused', async () => {
    for (const type of ['application/json', 'text/csv', undefined]) {
        expectError(await send(first(), '{}\n', { 'Content-Type': type }), 415, 'SE-0415');
    }
});

test('a token is needed, a good one, with the right to issue', async () => {
    const body = linesOf([cardBody(await makePerson(first()))]);
    expectError(await send(first().with({ token: null }), body), 401, 'SE-0401');
    expectError(await send(first().with({ token: 'esc_live_wrong' }), body), 401, 'SE-0401');
    const made = await commandJson('token', 'create', '--database', router.database, '--organisation', FIRST, '--name', 'reader');
    sql(router.database, `UPDATE token SET scopes = 1 WHERE id = ${made.id}`);
    const reader = first().with({ token: made.token });
    await until('the token is known', async () => (await reader.get('/api/v2/cards')).status === 200);
    expectError(await send(reader, body), 403, 'ER-2201');
});

test('who may not is told before a large body comes', async () => {
    const picture = `/api/v2/organisations/${FIRST}/person/${encodeURIComponent(newEsi())}/picture`;
    const form = 'multipart/form-data; boundary=x';
    for (const [path, type, length] of [
        [BULK, LINES, 200_000_000], ['/api/v2/cards/import?operation=CREATE&mode=all', form, 900_000_000],
        ['/api/v2/cards/validate-csv?operation=CREATE', form, 900_000_000], [picture, form, 5_000_000], ['/api/v2/cards', 'application/json', 500_000],
    ]) {
        for (const Authorization of [undefined, 'Bearer esc_live_wrong']) {
            const headers = { 'Content-Type': type, 'Content-Length': length, Authorization };
            expectError(await rawRequest(router, `POST /esc-rest${path} HTTP/1.1`, headers), 401, 'SE-0401');
        }
    }
});

test('other organisations\' persons stay theirs; a processor acts for its issuers', async () => {
    const esi = await makePerson(first());
    assert.deepEqual(resultsOf(await send(router.client(SECOND), linesOf([cardBody(esi), cardBody(esi, SECOND)]))).map(({ status }) => status), [403, 400]);
    assert.deepEqual(resultsOf(await send(router.client(UNACCEPTED), linesOf([cardBody(esi, UNACCEPTED)]))).map(({ code }) => code), ['ER-2003']);
    const [result] = resultsOf(await send(router.client(PROCESSOR), linesOf([cardBody(esi)])));
    assert.equal(expectStatus(await first().get(cardPath(result.cardNumber)), 200).processor.identifier, PROCESSOR);
});

test('results come while the rest is still being carried out', async () => {
    const esi = await makePerson(first());
    const body = linesOf(Array.from({ length: 1500 }, () => cardBody(esi)));
    const count = await cardCount(first());
    const headers = { Authorization: `Bearer ${first().token}`, 'Content-Type': LINES, 'Content-Length': Buffer.byteLength(body) };
    const request = http.request({ host: '127.0.0.1', port: router.port, method: 'POST', path: `/esc-rest${BULK}`, headers });
    request.end(body);
    const response = await new Promise((resolve, reject) => request.on('response', resolve).on('error', reject));
    let lines = 0;
    let seenEarly;
    for await (const chunk of response) {
        lines += chunk.toString().split('\n').length - 1;
        seenEarly ??= await cardCount(first());
    }
    assert.equal(lines, 1500);
    assert.ok(seenEarly < count + 1500, `the first results came with ${seenEarly - count} of 1500 cards`);
    assert.equal(await cardCount(first()), count + 1500);
});

test('a client that leaves has what was begun carried out to its end', async () => {
    const esi = await makePerson(first());
    const count = await cardCount(first());
    const body = linesOf(Array.from({ length: 1000 }, () => cardBody(esi)));
    const headers = { Authorization: `Bearer ${first().token}`, 'Content-Type': LINES, 'Content-Length': Buffer.byteLength(body) };
    const request = http.request({ host: '127.0.0.1', port: router.port, method: 'POST', path: `/esc-rest${BULK}`, headers });
    request.end(body);
    const response = await new Promise((resolve, reject) => request.on('response', resolve).on('error', reject));
    response.destroy();
    await until('all cards are there', async () => (await cardCount(first())) === count + 1000);
});

test('the same request again under its key is the same answer, and no card more', async () => {
    const esi = await makePerson(first());
    const key = { 'Idempotency-Key': randomUUID() };
    const body = linesOf([...Array.from({ length: 300 }, () => cardBody(esi)), cardBody(newEsi()), {}]);
    const before = await send(first(), body, key);
    assert.equal(resultsOf(before).length, 302);
    const count = await cardCount(first());
    const again = await send(first(), body, key);
    assert.equal(again.status, 200);
    assert.equal(again.headers['content-type'], LINES);
    assert.ok(again.body.equals(before.body), 'the same bytes');
    assert.equal(await cardCount(first()), count);
    expectError(await send(first(), `${body}{}\n`, key), 422, 'ER-1305');
    expectError(await first().post('/api/v2/cards', cardBody(esi), { headers: key }), 422, 'ER-1305');
    assert.equal((await send(router.client(SECOND), linesOf([{}]), key)).status, 200, 'another organisation\'s key is another');
    expectError(await send(first(), body, { 'Idempotency-Key': 'a b' }), 400, 'ER-1303');
});

test('a second request with the key is 409 while the first is carried out', async () => {
    const esi = await makePerson(first());
    const key = { 'Idempotency-Key': randomUUID() };
    const body = linesOf(Array.from({ length: 1500 }, () => cardBody(esi)));
    const answers = await Promise.all([send(first(), body, key), send(first(), body, key)]);
    const [done, refused] = answers[0].status === 200 ? answers : answers.reverse();
    expectError(refused, 409, 'ER-1304');
    assert.equal(resultsOf(done).filter(({ status }) => status === 201).length, 1500);
    assert.ok((await send(first(), body, key)).body.equals(done.body));
});

test('what is kept of a bulk request holds no person\'s identifier', async () => {
    const esi = await makePerson(first(), FIRST, { fullName: 'Nobody Knowsmyname' });
    const stranger = newEsi();
    await send(first(), linesOf([cardBody(esi), cardBody(stranger)]), { 'Idempotency-Key': randomUUID() });
    for (const word of [esi, stranger, 'Knowsmyname']) {
        assert.deepEqual(sql(router.database, `SELECT part FROM idempotency_part p JOIN idempotency i ON i.id = p.idempotency_id
            WHERE i.person_id IS NULL AND CAST(p.data AS TEXT) LIKE '%${word}%'`), []);
    }
    expectStatus(await first().delete(personPath(esi)), 204);
});

test('other writes go on meanwhile', async () => {
    const esi = await makePerson(first());
    const bulk = send(first(), linesOf(Array.from({ length: 1500 }, () => cardBody(esi))));
    let singles = 0;
    let isOver = false;
    bulk.then(() => (isOver = true));
    while (!isOver) {
        expectStatus(await first().post('/api/v2/cards', cardBody(esi)), 201);
        singles += 1;
    }
    assert.ok(singles > 3, `${singles} single cards meanwhile`);
    assert.equal(resultsOf(await bulk).length, 1500);
});

test('a token that is revoked in the middle issues nothing more', async () => {
    const made = await commandJson('token', 'create', '--database', router.database, '--organisation', FIRST, '--name', 'short');
    const client = first().with({ token: made.token });
    const esi = await makePerson(first());
    await until('the token is known', async () => (await client.get('/api/v2/cards')).status === 200);
    const bulk = send(client, linesOf(Array.from({ length: 8000 }, () => cardBody(esi))));
    const count = await cardCount(first());
    await until('the first cards are there', async () => (await cardCount(first())) > count);
    assert.equal((await command('token', 'revoke', '--database', router.database, String(made.id))).code, 0);
    const results = resultsOf(await bulk);
    const issued = results.filter(({ status }) => status === 201).length;
    assert.equal(results.length, 8000);
    assert.ok(issued > 0 && issued < 8000, `${issued} issued`);
    assert.deepEqual([...new Set(results.slice(issued).map(({ status, code }) => `${status} ${code}`))], ['401 SE-0401']);
});
