// SPDX-License-Identifier: EUPL-1.2
// Calls that run outside the event loops: fullness, clients that leave, the end of the server.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { requestOf, until, withServer } from './lib/serve.mjs';

const held = async (server) => Number((await server.get('/held')).text);

async function hold(server, count, options) {
    const connections = [];
    for (let i = 0; i < count; i++) {
        const connection = await server.connect();
        connection.write(requestOf('GET', '/hold', options));
        connections.push(connection);
    }
    return connections;
}

test('a full lane answers 503 at once and the loops go on', async () => {
    await withServer({ workers: 2, 'lane-depth': 3 }, async (server) => {
        const running = await hold(server, 2);
        await until(async () => (await held(server)) === 2, 'both workers hold a call');
        const waiting = await hold(server, 3);
        await until(async () => (await server.metric('http_server_calls_in_lanes')) === 5, 'three calls wait');
        for (let i = 0; i < 3; i++) {
            const connection = await server.connect();
            connection.write(requestOf('GET', '/lane/things/1') + requestOf('GET', '/fixed'));
            const answer = await connection.answer();
            assert.equal(answer.status, 503);
            assert.equal(answer.headers['retry-after'], '1');
            assert.equal(answer.text, 'SE-0503 the server has too much to do for the moment; try again in a second\n');
            assert.equal((await connection.answer()).status, 200);
            connection.destroy();
        }
        assert.equal(await server.metric('http_server_lane_full_total'), 3);
        await server.get('/release');
        for (const connection of [...running, ...waiting]) {
            assert.equal((await connection.answer()).status, 200);
            connection.destroy();
        }
        assert.equal(await server.metric('http_server_calls_in_lanes'), 0);
    });
});

test('clients that leave while their calls run do no harm', async () => {
    await withServer({ workers: 4, 'lane-depth': 64 }, async (server) => {
        const connections = await hold(server, 40);
        await until(async () => (await server.metric('http_server_calls_in_lanes')) === 40, 'forty calls run or wait');
        connections.forEach((connection, i) => (i % 2 === 0 ? connection.destroy() : connection.socket.resetAndDestroy()));
        await server.get('/release');
        await until(async () => (await server.metric('http_server_calls_in_lanes')) === 0, 'all calls are over');
        await until(async () => (await server.metric('http_server_connections_open')) === 1, 'all connections are gone');
        assert.equal((await server.get('/lane/things/1')).status, 200);
    });
});

const finished = [
    { name: 'of a call in a loop', request: requestOf('GET', '/things/1'), text: 'operation=get\n' },
    { name: 'of a call in a lane', request: requestOf('GET', '/lane/things/1'), text: 'operation=laneGet\n' },
    { name: 'without a body', request: requestOf('HEAD', '/lane/things/1'), isHead: true, text: '' },
    { name: 'to a body', request: requestOf('POST', '/lane/echo', { headers: { 'Content-Type': 'application/json' }, body: '[1]' }), text: '[1]' },
];
for (const { name, request, isHead, text } of finished) {
    test(`a client that has said all it wants gets its answer: ${name}`, async () => {
        await withServer({}, async (server) => {
            const connection = await server.connect();
            connection.write(request);
            connection.finish();
            const answer = await connection.answer({ isHead });
            assert.equal(answer.status, 200);
            assert.ok(answer.text.includes(text), answer.text);
            assert.match(answer.headers['x-request-id'], /^[\w-]+$/);
            assert.equal((await connection.end()).length, 0);
            await until(async () => (await server.metric('http_server_connections_open')) === 1, 'the connection is closed');
        });
    });
}

test('a client that says no more while its call runs gets its answer', async () => {
    await withServer({ workers: 1 }, async (server) => {
        const connections = await hold(server, 2);
        await until(async () => (await server.metric('http_server_calls_in_lanes')) === 2, 'one runs and one waits');
        connections.forEach((connection) => connection.finish());
        await server.get('/release');
        for (const connection of connections) {
            assert.equal((await connection.answer()).status, 200);
            assert.equal((await connection.end()).length, 0);
        }
        assert.equal(await server.metric('http_server_requests_aborted_total'), 0);
    });
});

test('what a client sends while its call runs is kept for later', async () => {
    await withServer({}, async (server) => {
        const [connection] = await hold(server, 1);
        await until(async () => (await held(server)) === 1, 'the call runs');
        connection.write(requestOf('GET', '/things/later'));
        await server.get('/release');
        assert.match((await connection.answer()).text, /^operation=hold$/m);
        assert.match((await connection.answer()).text, /^id=later$/m);
        connection.destroy();
    });
});

test('the server waits for running calls and answers them before it ends', async () => {
    await withServer({ workers: 2 }, async (server) => {
        const connections = await hold(server, 5, { headers: { 'X-Test': 'still here' } });
        await until(async () => (await server.metric('http_server_calls_in_lanes')) === 5, 'five calls run or wait');
        server.signal('SIGTERM');
        await until(async () => (await server.connect()).isEnded, 'nobody is let in any more');
        server.signal('SIGUSR1');
        for (const connection of connections) {
            const answer = await connection.answer();
            assert.match(answer.text, /^header=still here$/m);
            assert.equal(answer.headers.connection, 'close');
            assert.equal((await connection.end()).length, 0);
        }
    });
});

test('the server does not wait longer than its time to drain', async () => {
    await withServer({ workers: 2, 'drain-ms': 300 }, async (server) => {
        const connections = await hold(server, 5, { headers: { 'X-Test': 'left alone' } });
        await until(async () => (await server.metric('http_server_calls_in_lanes')) === 5, 'five calls run or wait');
        server.signal('SIGTERM');
        for (const connection of connections) {
            assert.equal(await connection.answer(), undefined);
            connection.destroy();
        }
        assert.equal((await server.lines.next()).value, 'stopped');
        server.signal('SIGUSR1'); /* the calls come back to nobody */
    });
});
