// SPDX-License-Identifier: EUPL-1.2
// What the server writes down: the access log without anybody's data, and its metrics.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { requestOf, until, withServer } from './lib/serve.mjs';

const line = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) ([A-Za-z0-9_-]{1,32}) (GET|HEAD|POST|PUT|DELETE|OPTIONS|-) (\S+) (\d{3}) (\d+) (\d+)$/;

async function withLog(body) {
    const folder = mkdtempSync(join(tmpdir(), 'http-log-'));
    const path = join(folder, 'access.log');
    try {
        await withServer({ 'access-log': path }, (server) => body(server, () => readFileSync(path, 'utf8')));
    } finally {
        rmSync(folder, { recursive: true });
    }
}

test('one line an answer, with the operation and never the path', async () => {
    await withLog(async (server, read) => {
        const requests = [
            [requestOf('GET', '/things/urn:secret:1?name=secret', { headers: { 'X-Request-Id': 'one', Authorization: 'Bearer secret' } }), 'one GET get 200'],
            [requestOf('HEAD', '/fixed', { headers: { 'X-Request-Id': 'two' } }), 'two HEAD fixed 200 0'],
            [requestOf('GET', '/lane/things/secret', { headers: { 'X-Request-Id': 'three' } }), 'three GET laneGet 200'],
            [requestOf('GET', '/secret', { headers: { 'X-Request-Id': 'four' } }), 'four GET - 404'],
            [requestOf('SECRET', '/things/secret', { headers: { 'X-Request-Id': 'five' } }), 'five - - 405'],
            [requestOf('POST', '/echo', { headers: { 'X-Request-Id': 'six', 'Content-Length': 99_999_999 } }), 'six POST echo 413'],
            [requestOf('DELETE', '/things/secret', { headers: { 'X-Request-Id': 'seven' } }), 'seven DELETE delete 204 0'],
            [requestOf('GET', '/fixed', { headers: { 'X-Request-Id': 'eight', nonsense: undefined } }).replace('Host:', 'Host'), '- - - 400 0'],
        ];
        for (const [bytes] of requests) {
            const connection = await server.connect();
            connection.write(bytes);
            await connection.answer({ isHead: bytes.startsWith('HEAD') });
            connection.destroy();
        }
        await server.stop();
        const rows = read().trimEnd().split('\n');
        assert.equal(rows.length, requests.length);
        for (const row of rows) {
            assert.match(row, line);
        }
        for (const [, expected] of requests) {
            assert.ok(rows.some((row) => `${row.split(' ').slice(1).join(' ')} `.startsWith(`${expected} `)), `${expected} in\n${rows.join('\n')}`);
        }
        assert.doesNotMatch(read(), /secret|127\.0\.0\.1|urn/i);
    });
});

test('lines are written within about a second while the server runs', async () => {
    await withLog(async (server, read) => {
        await server.get('/fixed');
        await until(() => read().includes(' GET fixed 200 '), 'the line is there');
    });
});

test('metrics count by operation and class', async () => {
    await withServer({}, async (server) => {
        for (let i = 0; i < 5; i++) {
            await server.get('/fixed');
            await server.get('/nowhere');
            await server.get('/lane/things/1');
        }
        await server.get('/no-answer');
        const { text } = await server.get('/metrics');
        const value = (name) => Number(text.split('\n').find((row) => row.startsWith(`${name} `))?.split(' ').at(-1));
        assert.equal(value('http_server_requests_total{operation="fixed",status="2xx"}'), 5);
        assert.equal(value('http_server_requests_total{operation="-",status="4xx"}'), 5);
        assert.equal(value('http_server_requests_total{operation="laneGet",status="2xx"}'), 5);
        assert.equal(value('http_server_requests_total{operation="noAnswer",status="5xx"}'), 1);
        assert.equal(value('http_server_request_duration_seconds_count{operation="fixed"}'), 5);
        assert.equal(value('http_server_request_duration_seconds_bucket{operation="fixed",le="+Inf"}'), 5);
        assert.ok(value('http_server_request_duration_seconds_sum{operation="fixed"}') > 0);
        assert.equal(value('http_server_connections_accepted_total'), 17);
        assert.ok(value('http_server_connections_open') >= 1);
        for (const row of text.trimEnd().split('\n')) {
            assert.match(row, /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.]+)$/);
        }
        const names = text.split('\n').filter((row) => row.startsWith('# TYPE')).map((row) => row.split(' ')[2]);
        assert.equal(new Set(names).size, names.length);
    });
});
