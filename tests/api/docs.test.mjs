// SPDX-License-Identifier: EUPL-1.2
// The documentation: every operation and error has its place, its links lead somewhere, and its form does what it says, on a sandbox alone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { expectStatus } from './lib/expect.mjs';
import { FIRST } from './lib/make.mjs';
import { operationsOf } from './lib/openapi.mjs';
import { command, removeDirectory, sharedRouter, startWith, temporaryDirectory } from './lib/router.mjs';
import { filled, Visitor, unescape } from './lib/visitor.mjs';

const STUDENT = 'urn:schac:personalUniqueCode:int:esi:univ-saint-valentin.example:1000000';

const router = await sharedRouter();
const visitor = new Visitor(router);
const documents = Object.fromEntries(
    await Promise.all(['V1', 'V2'].map(async (name) => [name, expectStatus(await router.client().get(`/v3/api-docs/${name}`), 200)])),
);
const operations = Object.entries(documents).flatMap(([name, document]) =>
    operationsOf(document).map(({ path: at, method, operation }) => ({
        path: at,
        method: method.toUpperCase(),
        operation,
        page: `/docs/${name.toLowerCase()}/${operation.operationId}`,
        overview: `/docs/${name.toLowerCase()}`,
    })),
);

/** The bytes of a form with files, and the header that belongs to them. */
async function bodyOf(data) {
    const request = new Request('http://x', { method: 'POST', body: data });
    const body = Buffer.from(await request.arrayBuffer());
    return { body, headers: { 'Content-Type': request.headers.get('content-type'), 'Content-Length': body.length } };
}

const textOf = (html) => unescape(html.replace(/<[^>]*>/g, ''));

for (const { path: at, method, operation, page, overview } of operations) {
    test(`${method} ${at} has its page`, async () => {
        const { status, text } = await visitor.get(page);
        assert.equal(status, 200);
        const words = textOf(text);
        const members = Object.keys(operation.responses);
        const codes = Object.values(operation.responses).flatMap(({ description }) => description.match(/[A-Z]{2}-\d{4}/g) ?? []);
        const names = (operation.parameters ?? []).map(({ name }) => name);
        for (const word of [method, at, operation.summary, operation.operationId, ...names, ...members, ...codes]) {
            assert.ok(words.includes(word), `the page tells ${word}`);
        }
        assert.ok((await visitor.get(overview)).links.includes(page), 'the overview leads there');
    });
}

test('required members of bodies are told with their limits', async () => {
    const { text } = await visitor.get('/docs/v2/create_1');
    const row = /<tr><td><code>cardType<\/code>[^]*?<\/tr>/.exec(text)[0];
    assert.match(textOf(row), /required/);
    assert.match(textOf(row), /SMART_PASSIVE_EMULATION/);
    assert.match(textOf(/<tr><td><code>displayName<\/code>[^]*?<\/tr>/.exec(text)[0]), /at most 255 characters/);
});

test('all links lead to pages, and to places that are there', async () => {
    const pages = new Map();
    const waiting = ['/docs'];
    const places = [];
    while (waiting.length > 0) {
        const at = waiting.pop();
        if (pages.has(at)) {
            continue;
        }
        const answer = await visitor.get(at);
        assert.equal(answer.status, 200, at);
        const hrefs = [...answer.text.matchAll(/<a\b[^>]*\shref="([^"]*)"/g)].map(([, href]) => new URL(unescape(href), `${router.url}${at}`));
        pages.set(at, new Set([...answer.text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)));
        assert.equal(pages.get(at).size, [...answer.text.matchAll(/\sid="/g)].length, `${at} gives each id once`);
        for (const { pathname, search, hash } of hrefs.filter((url) => url.pathname.startsWith('/docs') && !url.search.includes('lang='))) {
            waiting.push(pathname + search);
            places.push({ from: at, to: pathname + search, id: decodeURIComponent(hash.slice(1)) });
        }
    }
    assert.ok(pages.size > operations.length);
    for (const { from, to, id } of places.filter((place) => place.id !== '')) {
        assert.ok(pages.get(to).has(id), `${from} leads to ${to}#${id}`);
    }
});

test('every code that the sources raise has its cause and its cure', async () => {
    const table = readFileSync(new URL('../../src/api/fault.c', import.meta.url), 'utf8');
    const codes = [...table.matchAll(/\{"([A-Z]{2}-\d{4})", (\d+)/g)];
    assert.ok(codes.length > 80);
    const { text } = await visitor.get('/docs/errors');
    for (const [, code, status] of codes) {
        const row = new RegExp(`<tr id="${code}">[^]*?</tr>`).exec(text)?.[0];
        assert.ok(row, `${code} has its row`);
        const cells = [...row.matchAll(/<td[^>]*>([^]*?)<\/td>/g)].map(([, cell]) => textOf(cell).trim());
        assert.equal(cells[1], status);
        assert.ok(cells[2].endsWith('.') && cells[3].endsWith('.'), `${code}: ${cells}`);
        assert.equal((await visitor.get(`/docs/errors/${code}`)).location, `/docs/errors#${code}`);
    }
    assert.equal((await visitor.get('/docs/errors/ER-9999')).status, 404);
    assert.equal((await visitor.get('/docs/v2/nothing')).status, 404);
});

test('searching leaves what has all the words', async () => {
    const found = await visitor.get('/docs/v2?q=QR');
    assert.ok(found.links.includes('/docs/v2/getQRCode') && !found.links.includes('/docs/v2/create'));
    assert.match((await visitor.get('/docs/v2?q=nothing%20of%20this')).text, /No operation was found/);
    const errors = await visitor.get('/docs/errors?q=MANDATE');
    assert.ok(errors.text.includes('id="ER-0006"') && !errors.text.includes('id="ER-0001"'));
    assert.ok(!(await visitor.get(`/docs/v2?q=${encodeURIComponent('"><script>')}`)).text.includes('"><script>'));
});

test('what replaces the operations of V1 is told', async () => {
    const { links, text } = await visitor.get('/docs/differences');
    for (const { page } of operations) {
        assert.ok(links.includes(page) || page.startsWith('/docs/v2'), page);
    }
    assert.ok(links.includes('/docs/v2/create_1') && text.includes('cardStatusType'));
    assert.match((await visitor.get('/docs/v1/add')).text, /Deprecated/);
});

test('examples have the address by which the reader has come, and nothing else', async () => {
    const ask = async (host) => (await visitor.get('/docs/v2/create_1', { headers: { Host: host } })).text;
    assert.ok((await ask('router.univ.example:8443')).includes('http://router.univ.example:8443/esc-rest/api/v2/cards'));
    for (const hostile of [`evil.example'; $(id) #`, 'a"b', '<script>alert(1)</script>', 'x\\u0022', '${evil}', 'a`b']) {
        const text = await ask(hostile);
        assert.ok(!text.includes('evil') && !text.includes('$(id)') && !text.includes('alert(1)'), hostile);
        assert.ok(text.includes('https://router.example/esc-rest/api/v2/cards'), hostile);
    }
});

/** Fills in the form of an operation; gives status, and of the answer tried its status, headers and body. */
async function tryOut(page, values, token = router.organisations[FIRST].token) {
    const answer = await visitor.submit(page, { token, ...values });
    const part = (name) => textOf(new RegExp(`data-tried="${name}">([^<]*)<`).exec(answer.text)?.[1] ?? '').trim();
    return { status: answer.status, text: answer.text, tried: part('status'), head: part('head'), body: part('body') };
}

test('an operation is tried out without scripts', async () => {
    const got = await tryOut('/docs/v2/findByExternalId', { 'path-esi': STUDENT });
    assert.deepEqual([got.status, got.tried], [200, '200']);
    assert.match(got.head, /^Content-Type: application\/json$/m);
    assert.equal(JSON.parse(got.body).identifier, STUDENT);
    const number = (await tryOut('/docs/v2/create_1', {})).body;
    assert.match(JSON.parse(number).cardNumber, /^[0-9a-f-]{36}$/);
    const checked = await tryOut('/docs/v2/validateCsv', { 'query-operation': 'CREATE', file: 'personIdentifier;cardType\na;b' });
    assert.equal(JSON.parse(checked.body)[0].params.code, 'ER-1203');
    const drawn = await tryOut('/docs/v2/getQRCode', { 'header-Accept': 'text/plain' }, '');
    assert.match(drawn.head, /^Content-Type: text\/plain/m);
    const lines = await tryOut('/docs/v2/createInBulk', { body: '{"a": 1}' });
    assert.match(lines.body, /"code":"ER-1011"/);
    const old = await tryOut('/docs/v1/getStudentStatus', {});
    assert.equal(old.tried, '200');
});

test('a refusal is an answer like others, and what was typed is still there', async () => {
    const refused = await tryOut('/docs/v2/findByExternalId', { 'path-esi': STUDENT }, 'esc_wrong');
    assert.deepEqual([refused.status, refused.tried], [200, '401']);
    assert.equal(JSON.parse(refused.body).code, 'SE-0401');
    assert.ok(refused.text.includes('value="esc_wrong"') && refused.text.includes(`value="${STUDENT}"`));
});

test('links in answers lead to where the reader is', async () => {
    const listed = await tryOut('/docs/v2/findAll_1', { 'query-size': '1' });
    assert.ok(JSON.parse(listed.body).links.every(({ href }) => href.startsWith(router.url)), listed.body.slice(0, 300));
});

test('a form cannot say more than its fields', async () => {
    const missing = await tryOut('/docs/v2/findByExternalId', { 'path-esi': ' ' });
    assert.equal(missing.status, 400);
    assert.match(missing.text, /id="path-esi-error"/);
    for (const values of [{ token: 'a\r\nX-Other: 1' }, { 'header-Idempotency-Key': 'a\nAuthorization: Bearer b' }]) {
        assert.equal((await tryOut('/docs/v2/create_1', values)).status, 400);
    }
    const elsewhere = await tryOut('/docs/v2/findByExternalId', { 'path-esi': '../../v1/students?limit=1#' });
    assert.equal(JSON.parse(elsewhere.body).code, 'ER-0003', 'an identifier, however it looks');
});

test('a picture is sent without scripts as with them', async () => {
    const page = await visitor.get('/docs/v2/uploadStudentPicture');
    const form = page.forms.find(({ method }) => method === 'post');
    assert.equal(form.enctype, 'multipart/form-data');
    const token = router.organisations[FIRST].token;
    const send = async (picture) => {
        const data = new FormData();
        [...filled(form).filter(([name]) => name !== 'token'), ['token', token]].forEach(([name, value]) => data.append(name, value));
        data.append('file', new Blob([picture]), 'x.jpg');
        const { headers, body } = await bodyOf(data);
        const answer = await visitor.ask('POST', form.action, { headers, body });
        return { status: answer.status, text: answer.text, tried: textOf(/data-tried="status">([^<]*)</.exec(answer.text)?.[1] ?? '').trim() };
    };
    const { content } = expectStatus(await router.client(FIRST).get('/api/v2/persons?size=20'), 200);
    const pictured = content.find(({ organisations }) => organisations.some(({ hasPicture }) => hasPicture));
    const at = `/api/v2/organisations/${FIRST}/person/${encodeURIComponent(pictured.identifier)}/picture`;
    const good = await router.client(FIRST).get(at);
    assert.equal((await send(good.body)).tried, '201');
    assert.match((await send(Buffer.from('\0no picture\xff'))).text, /ER-1401/);
    const nothing = await send(Buffer.from(''));
    assert.deepEqual([nothing.status, nothing.tried], [400, '']);
    assert.match(nothing.text, /id="file-error"/);
});

test('nobody else sends the form in the reader\'s name', async () => {
    assert.equal((await visitor.post('/docs/v2/findByExternalId', { 'path-esi': STUDENT })).status, 403);
    const page = await visitor.get('/docs/v2/findByExternalId');
    const csrf = page.forms.find(({ method }) => method === 'post').fields.find(({ name }) => name === 'csrf').value;
    const foreign = { headers: { 'Sec-Fetch-Site': 'cross-site' } };
    assert.equal((await visitor.post('/docs/v2/findByExternalId', { csrf, 'path-esi': STUDENT }, foreign)).status, 403);
});

test('on a router that is no sandbox nothing is tried, and examples have its public address', async () => {
    const directory = temporaryDirectory();
    after(() => removeDirectory(directory));
    const database = `sqlite:${path.join(directory, 'esc.db')}`;
    assert.equal((await command('migrate', '--database', database)).code, 0);
    const args = ['serve', '--database', database, '--listen', '127.0.0.1:0', '--management-listen', '127.0.0.1:0', '--public-url', "https://univ.example/it's"];
    const real = await startWith(args, { readyFile: path.join(directory, 'ready.json'), directory, database });
    try {
        const stranger = new Visitor(real);
        const page = await stranger.get('/docs/v2/create_1');
        assert.equal(page.status, 200);
        assert.ok(!page.text.includes('data-try') && !page.forms.some(({ method }) => method === 'post'));
        const example = unescape(/<pre id="example-curl"><code>([^<]*)/.exec(page.text)[1]);
        assert.ok(!example.includes("univ.example/it's"), example);
        const csrf = (await stranger.get('/console/sign-in')).forms[0].fields.find(({ name }) => name === 'csrf').value;
        assert.equal((await stranger.post('/docs/v2/create_1', { csrf, token: 'a', body: '{}' })).status, 405);
        assert.equal((await stranger.post('/docs/v2/uploadStudentPicture/file', { csrf })).status, 404);
    } finally {
        await real.stop({ keep: true });
    }
});
