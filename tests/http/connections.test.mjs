// SPDX-License-Identifier: EUPL-1.2
// Many connections: idle ones are cheap and stay usable, limits hold, every number of them is served.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { requestOf, Server, until, withServer } from './lib/serve.mjs';

async function connectMany(server, count) {
    const connections = [];
    for (let i = 0; i < count; i++) {
        connections.push(await server.connect());
    }
    return connections;
}

async function askAll(connections, path = '/fixed') {
    for (const connection of connections) {
        connection.write(requestOf('GET', path));
    }
    for (const connection of connections) {
        assert.equal((await connection.answer())?.status, 200);
    }
}

function destroyAll(connections) {
    for (const connection of connections) {
        connection.destroy();
    }
}

const openConnections = (server) => server.metric('http_server_connections_open');

test('every number of connections is served without a stall', async () => {
    await withServer({ 'lane-depth': 2000 }, async (server) => {
        for (const count of [1, 64, 127, 128, 129, 256, 600]) {
            const connections = await connectMany(server, count);
            for (let round = 0; round < 3; round++) {
                await askAll(connections, round === 1 ? '/lane/things/1' : '/fixed');
            }
            destroyAll(connections);
        }
        await until(async () => (await openConnections(server)) === 1, 'all connections but the asking one are gone');
    });
});

test('a thousand idle connections are kept cheaply and answer when they are used again', async () => {
    await withServer({ 'lane-depth': 2000 }, async (server) => {
        const connections = await connectMany(server, 1000);
        await askAll(connections);
        assert.ok((await server.metric('http_server_connections_held')) > 900);
        await until(async () => (await server.metric('http_server_connections_held')) === 1, 'all thousand have given up their buffers');
        await askAll(connections);
        await askAll(connections, '/lane/things/1');
        destroyAll(connections);
        await until(async () => (await openConnections(server)) === 1, 'all connections but the asking one are gone');
    });
});

test('connections that say nothing take no buffers', async () => {
    await withServer({}, async (server) => {
        const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.process.pid}/status`, 'utf8'))[1]);
        const before = resident();
        const connections = await connectMany(server, 1000);
        await until(async () => (await openConnections(server)) === 1001, 'all thousand are accepted');
        assert.ok(resident() - before < 10_000, `${resident() - before} KiB for a thousand silent connections`);
        await askAll(connections.slice(0, 50));
        destroyAll(connections);
    });
});

test('beyond the limit, those who wait longest make room', async () => {
    await withServer({ connections: 20, loops: 1 }, async (server) => {
        const idle = await connectMany(server, 20);
        await askAll(idle);
        const isServed = async () => (await server.get('/fixed'))?.status === 200;
        await until(isServed, 'a new connection is served');
        await until(() => idle.some((connection) => connection.isEnded), 'one of the idle ones is closed');
        destroyAll(idle);
        await until(isServed, 'there is room');
        assert.ok((await server.metric('http_server_connections_refused_total{reason="full"}')) >= 1);
    });
});

test('a connection that waits for long makes room at once', async () => {
    await withServer({ connections: 5, loops: 1 }, async (server) => {
        const [first, ...others] = await connectMany(server, 4);
        await askAll([first, ...others]);
        await until(async () => (await server.metric('http_server_connections_held')) === 1, 'all are parked');
        const late = await connectMany(server, 3);
        await askAll(late);
        await first.end();
        assert.equal(await server.metric('http_server_connections_refused_total{reason="full"}'), 0);
        destroyAll([...others, ...late]);
    });
});

test('one address takes no more than its share', async () => {
    await withServer({ 'per-address': 10 }, async (server) => {
        const connections = await connectMany(server, 10);
        await askAll(connections);
        const refused = await server.connect();
        refused.write(requestOf('GET', '/fixed'));
        assert.equal(await refused.answer(), undefined);
        connections.pop().destroy();
        await until(async () => {
            const connection = await server.connect();
            connection.write(requestOf('GET', '/fixed'));
            const answer = await connection.answer();
            connection.destroy();
            return answer?.status === 200;
        }, 'there is room again');
        destroyAll(connections);
    });
});

test('a trusted proxy is not limited as an address', async () => {
    await withServer({ 'per-address': 5, trusted: '127.0.0.0/8' }, async (server) => {
        const connections = await connectMany(server, 20);
        await askAll(connections);
        destroyAll(connections);
    });
});

test('a port that is taken is refused with a reason', async () => {
    await withServer({}, async (server) => {
        await assert.rejects(Server.start({ listen: `127.0.0.1:${server.port}` }), /cannot listen on 127\.0\.0\.1:\d+: Address already in use; another program listens there/);
        await assert.rejects(Server.start({ listen: 'nonsense' }), /"nonsense" is no place to listen on; expected ADDRESS:PORT/);
    });
});

test('IPv6 and all addresses', async () => {
    await withServer({ listen: '*:0' }, async (server) => {
        for (const host of ['127.0.0.1', '::1']) {
            const connection = await server.connect({ host });
            connection.write(requestOf('GET', '/things/1'));
            assert.match((await connection.answer()).text, new RegExp(`^address=${host.replaceAll('.', '\\.')}$`, 'm'));
            connection.destroy();
        }
    });
});

test('connections that end while a child process has copies of their sockets are over', async () => {
    await withServer({ loops: 1 }, async (server) => {
        const lingering = await Promise.all(Array.from({ length: 8 }, () => server.connect()));
        for (const connection of lingering) {
            connection.write(requestOf('POST', '/echo', { headers: { 'Content-Length': 100_000_000 } }));
            assert.equal((await connection.answer()).status, 413);
        }
        assert.equal((await server.get('/copy')).status, 204);
        lingering.forEach((connection) => connection.destroy());
        await until(async () => (await server.metric('http_server_connections_open')) === 1, 'all but our own are gone');
        assert.equal((await server.get('/fixed')).status, 200);
    });
});
