// SPDX-License-Identifier: EUPL-1.2
// What the command line makes of routers: good ones, troubled ones, and servers that are none.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, test } from 'node:test';

import { esc, NUMBER } from './lib/esc.mjs';

const STATUS = `/api/v2/cards/${NUMBER}/status`;
const VERIFY = `/api/v1/cards/verify/${NUMBER}`;

const status = {
    cardNumber: NUMBER,
    displayName: null,
    issuedAt: '2026-09-01',
    expiresAt: '2029-09-30',
    issuerIdentifier: '999859608',
    issuerName: 'Université de Saint-Valentin',
    status: 'ACTIVE',
};

const verification = {
    cardNumber: NUMBER,
    cardType: { key: 'SMART_PASSIVE', label: 'Digital card' },
    cardStatusType: { key: 'ACTIVE', label: 'Active' },
    expiresAt: '2029-09-30',
    cardHolder: { academicLevel: { key: 'MASTER', label: 'Master (EQF 7)' } },
    issuer: { identifier: '999859608', identifierType: { key: 'PIC', label: 'PIC' }, name: 'Université de Saint-Valentin' },
};

/** How the server answers, by path: set by each test. */
let answers = {};
let requests = [];
let server;
let url;

before(async () => {
    server = http.createServer((request, response) => {
        requests.push({ path: request.url, headers: request.headers, method: request.method });
        (answers[request.url] ?? answers['*'])(response, request);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${server.address().port}`;
});

after(() => {
    server.closeAllConnections();
    server.close();
});

function json(statusCode, body) {
    return (response) => {
        response.writeHead(statusCode, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify(body));
    };
}

function redirect(location) {
    return (response) => response.writeHead(302, { Location: location }).end();
}

/** Runs esc against a server that answers so. */
async function ask(args, given) {
    answers = given;
    requests = [];
    return esc([...args, '--router', url]);
}

test('status shows what the router says', async () => {
    const { status: ending, stdout, stderr } = await ask(['status', NUMBER], { [STATUS]: json(200, status) });
    assert.equal(ending, 0);
    assert.equal(stderr, '');
    assert.equal(stdout, `${NUMBER}
  status             ACTIVE
  issued             2026-09-01
  expires            2029-09-30
  issuer             999859608
  issuer's name      Université de Saint-Valentin
`);
    assert.equal(requests.length, 1);
    assert.equal(requests[0].method, 'GET');
    assert.equal(requests[0].headers.accept, 'application/json');
    assert.equal(requests[0].headers.authorization, undefined);
    assert.match(requests[0].headers['user-agent'], /^esc\/\d/);
});

test('status --json has all its members', async () => {
    const { objects } = await ask(['status', NUMBER, '--json'], { [STATUS]: json(200, { ...status, displayName: 'Ada' }) });
    assert.deepEqual(objects, [{
        input: NUMBER,
        active: true,
        problem: null,
        cardNumber: NUMBER,
        status: 'ACTIVE',
        issuedAt: '2026-09-01',
        expiresAt: '2029-09-30',
        issuerIdentifier: '999859608',
        issuerName: 'Université de Saint-Valentin',
        displayName: 'Ada',
    }]);
});

test('verify shows what the router says, asked by number or by link', async () => {
    for (const input of [NUMBER, `https://s.esc-r.eu/${NUMBER}`, `http://esc.gg/${NUMBER.toUpperCase()}`, NUMBER.replaceAll('-', ' ')]) {
        const { status: ending, stdout } = await ask(['verify', input], { [VERIFY]: json(200, verification) });
        assert.equal(ending, 0);
        assert.equal(stdout, `${NUMBER}
  status             ACTIVE
  card               Digital card
  level of studies   Master (EQF 7)
  expires            2029-09-30
  issuer             999859608
  issuer's name      Université de Saint-Valentin
`);
    }
});

test('verify --json has all its members', async () => {
    const { objects } = await ask(['verify', NUMBER, '--json'], { [VERIFY]: json(200, verification) });
    assert.deepEqual(objects, [{
        input: NUMBER,
        active: true,
        problem: null,
        cardNumber: NUMBER,
        status: 'ACTIVE',
        cardType: 'SMART_PASSIVE',
        academicLevel: 'MASTER',
        expiresAt: '2029-09-30',
        issuerIdentifier: '999859608',
        issuerIdentifierType: 'PIC',
        issuerName: 'Université de Saint-Valentin',
    }]);
});

test('the address may carry a path', async () => {
    answers = { [`/esc-rest${STATUS}`]: json(200, status) };
    assert.equal((await esc(['status', NUMBER, '--router', `${url}/esc-rest/`])).status, 0);
});

for (const state of ['INACTIVE', 'EXPIRED']) {
    test(`a card that is ${state} is no`, async () => {
        const shown = await ask(['status', NUMBER, '--json'], { [STATUS]: json(200, { ...status, status: state }) });
        assert.equal(shown.status, 1);
        assert.deepEqual([shown.objects[0].active, shown.objects[0].status], [false, state]);
        const verified = await ask(['verify', NUMBER], { [VERIFY]: json(200, { ...verification, cardStatusType: { key: state, label: '' } }) });
        assert.equal(verified.status, 1);
    });
}

test('a card that the router does not know is no', async () => {
    const missing = { '*': json(404, { code: 'ER-0001', message: `no card ${NUMBER}` }) };
    const people = await ask(['verify', NUMBER], missing);
    assert.equal(people.status, 1);
    assert.equal(people.stdout, '');
    assert.equal(people.stderr, `esc: no card ${NUMBER}\n`);
    const { status: ending, objects } = await ask(['verify', NUMBER, '--json'], missing);
    assert.equal(ending, 1);
    assert.deepEqual([objects[0].active, objects[0].problem, objects[0].status], [false, `no card ${NUMBER}`, null]);
    assert.equal(Object.keys(objects[0]).length, 11);
});

test('what is no card number is no, and nobody is asked', async () => {
    const { status: ending, objects } = await ask(['verify', 'https://example.org/', '--json'], {});
    assert.equal(ending, 1);
    assert.equal(objects[0].active, false);
    assert.equal(requests.length, 0);
});

test('of several cards each is asked about, and the worst answer counts', async () => {
    const other = '25539be8-6423-103e-add8-988999978433';
    const { status: ending, objects } = await ask(['status', NUMBER, 'nonsense', other, '--json'], {
        [STATUS]: json(200, status),
        [`/api/v2/cards/${other}/status`]: json(200, { ...status, cardNumber: other }),
    });
    assert.equal(ending, 1);
    assert.deepEqual(objects.map(({ active }) => active), [true, false, true]);
});

const troubles = [
    ['a router in trouble', json(503, { code: 'SE-0503', message: 'later' }), /answers with status 503: later/],
    ['a router that denies', json(403, { code: 'SE-0000', message: 'denied' }), /denied/],
    ['a router that has had enough', json(429, { code: 'SE-0429', message: 'wait' }), /wait/],
    ['another path than a router\'s', json(404, { code: 'ER-0404', message: 'no such path' }), /answers with status 404: no such path/],
    ['a page', (response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>'), /status 200 and not as a router does/],
    ['a page that is not found', (response) => response.writeHead(404).end(), /status 404 and not as a router does/],
    ['broken JSON', (response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"a":'), /not as a router does/],
    ['deep JSON', (response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('['.repeat(100000)), /not as a router does/],
    ['another card', json(200, { ...status, cardNumber: '25539be8-6423-103e-add8-988999978433' }), /about another card/],
    ['an answer without end', (response) => response.writeHead(200, { 'Content-Type': 'application/json' }).write(' '.repeat(2000000)),
        /it is larger than expected/],
    ['a closed connection', (response) => response.destroy(), /no answer from http/],
    ['a redirect to another host', redirect('http://localhost:1/'), /it redirects to another host/],
    ['a redirect to another port', redirect('http://127.0.0.1:1/'), /it redirects to another host/],
    ['a redirect to a file', redirect('file:///etc/passwd'), /it redirects to another host/],
    ['a redirect in circles', redirect(STATUS), /it redirects again and again/],
];

for (const [name, answer, message] of troubles) {
    test(`no answer: ${name}`, async () => {
        const { status: ending, stdout, stderr } = await ask(['status', NUMBER], { '*': answer });
        assert.equal(ending, 3, stderr);
        assert.equal(stdout, '');
        assert.match(stderr, message);
    });
}

test('a redirect within the host is followed', async () => {
    const { status: ending } = await ask(['status', NUMBER], { [STATUS]: redirect('/moved'), '/moved': json(200, status) });
    assert.equal(ending, 0);
    assert.deepEqual(requests.map(({ path }) => path), [STATUS, '/moved']);
});

test('a router that does not answer in time is not waited for', async () => {
    const { status: ending, stderr } = await ask(['status', NUMBER, '--timeout', '1'], { '*': () => {} });
    assert.equal(ending, 3);
    assert.match(stderr, /no answer from .*: the time is over/);
});

test('nobody at the address: status 3, nothing more is asked, and JSON tells that nobody knows', async () => {
    const closed = http.createServer();
    closed.listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address();
    closed.close();
    await once(closed, 'close');
    const { status: ending, objects } = await esc(['verify', NUMBER, NUMBER, '--json', '--router', `http://127.0.0.1:${port}`]);
    assert.equal(ending, 3);
    assert.equal(objects.length, 1);
    assert.equal(objects[0].active, null);
    assert.match(objects[0].problem, /^no answer from /);
});

test('a router\'s words can\'t rule the terminal', async () => {
    const { stdout } = await ask(['status', NUMBER], { [STATUS]: json(200, { ...status, issuerName: 'a\u001b[31mb\nc\u009bd é' }) });
    assert.match(stdout, /issuer's name {6}a\?\[31mb\?c\?\?d é\n$/);
});
