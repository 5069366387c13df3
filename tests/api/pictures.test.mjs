// SPDX-License-Identifier: EUPL-1.2
// Pictures of persons: sent in every form, given back in one; refused when they are none; seen by nobody else.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';

import { expectError, expectStatus } from './lib/expect.mjs';
import { FIRST, makePerson, newEsi, personPath, PROCESSOR, SECOND, UNACCEPTED } from './lib/make.mjs';
import { BLUE, draw, expectPicture, GREEN, RED, tell, WHITE } from './lib/pictures.mjs';
import { removeDirectory, sharedRouter, sql, startRouter } from './lib/router.mjs';

const router = await sharedRouter();
const client = router.client(FIRST);

const place = (esi, organisation = FIRST) => `/api/v2/organisations/${organisation}/person/${encodeURIComponent(esi)}/picture`;

// A form with parts of {name, content}; those with a file name are files.
function formOf(parts, boundary = 'the-line') {
    const pieces = parts.flatMap(({ name = 'file', filename = 'me.jpg', type = 'image/jpeg', content }) => [
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: ${type}\r\n\r\n`,
        content,
        '\r\n',
    ]);
    return { body: Buffer.concat([...pieces, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece))), headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` } };
}

const send = (caller, path, content) => caller.send('POST', path, formOf([{ content }]));

async function hasPicture(caller, esi) {
    return expectStatus(await caller.get(personPath(esi)), 200).organisations[0].hasPicture;
}

const exact = draw('jpeg', 200, 300);

test('a picture comes, is seen, is replaced and goes', async () => {
    const esi = await makePerson(client);
    expectError(await client.get(place(esi)), 404, 'ER-1405', 'no picture');
    assert.equal(await hasPicture(client, esi), false);

    const answer = expectStatus(await send(client, place(esi), exact), 201);
    assert.equal(answer, `/esc-rest${place(esi)}`);
    assert.equal(await hasPicture(client, esi), true);
    const list = expectStatus(await client.get(`/api/v2/persons?search=${encodeURIComponent(`identifier:${esi}`)}`), 200);
    assert.equal(list.content[0].organisations[0].hasPicture, true);

    const got = await client.get(place(esi));
    assert.equal(got.status, 200);
    assert.equal(got.headers['content-type'], 'application/octet-stream');
    assert.equal(got.headers['cache-control'], 'no-store');
    assert.equal(got.headers['x-content-type-options'], 'nosniff');
    expectPicture(got.body);

    expectStatus(await send(client, `${place(esi)}?resize=true`, draw('png', 400, 600, 'turned-3')), 201);
    expectPicture((await client.get(place(esi))).body, [WHITE, BLUE, GREEN, RED]);

    expectStatus(await client.delete(place(esi)), 204);
    expectError(await client.get(place(esi)), 404, 'ER-1405');
    expectError(await client.delete(place(esi)), 404, 'ER-1405');
    assert.equal(await hasPicture(client, esi), false);
});

test('an answer that is kept for a repeated upload names the person no longer than the router does', async () => {
    const esi = await makePerson(client);
    const form = formOf([{ content: draw('jpeg', 200, 300) }]);
    const upload = () => client.send('POST', place(esi), { ...form, headers: { ...form.headers, 'Idempotency-Key': esi } });
    expectStatus(await upload(), 201);
    assert.equal(sql(router.database, `SELECT COUNT(*) AS n FROM idempotency_part WHERE CAST(data AS TEXT) LIKE '%${esi.slice(-8)}%'`)[0].n, 1);
    expectStatus(await client.delete(personPath(esi)), 204);
    assert.equal(sql(router.database, `SELECT COUNT(*) AS n FROM idempotency_part WHERE CAST(data AS TEXT) LIKE '%${esi.slice(-8)}%'`)[0].n, 0);
    expectError(await upload(), 404, 'ER-0003');
});

const forms = [
    ['jpeg', 640, 480, 'progressive', 'notes'],
    ['jpeg', 1000, 700, 'turned-6'],
    ['jpeg', 1, 1],
    ['png', 3, 1000, 'alpha', 'deep', 'interlaced'],
    ['webp', 321, 123, 'lossless', 'notes'],
    ['webp', 400, 600, 'film'],
];

for (const form of forms) {
    test(`a picture is brought to size: ${form.join(' ')}`, async () => {
        const esi = await makePerson(client);
        expectStatus(await send(client, `${place(esi)}?resize=true`, draw(...form)), 201);
        const { body } = await client.get(place(esi));
        assert.ok(body.length < 65536);
        assert.ok(!body.includes('secret') && !body.includes('place'), 'metadata is gone');
        assert.equal(body.readUInt16BE(0), 0xffd8);
    });
}

test('a picture that is an archive as well comes out as a picture alone', async () => {
    const esi = await makePerson(client);
    const both = Buffer.concat([exact, Buffer.from('PK\x03\x04 an archive behind it'), gzipSync('payload'), Buffer.from('PK\x05\x06')]);
    expectStatus(await send(client, place(esi), both), 201);
    const { body } = await client.get(place(esi));
    expectPicture(body);
    assert.ok(!body.includes('PK') && !body.includes('archive'));
});

test('only the exact size is taken unless resize=true', async () => {
    const esi = await makePerson(client);
    const cases = [
        { picture: draw('jpeg', 640, 480), words: ['640 x 480', '200 x 300', 'resize=true'] },
        { picture: draw('png', 300, 200), words: ['300 x 200'] },
        { picture: draw('jpeg', 200, 300, 'turned-6'), words: ['300 x 200'] },
    ];
    for (const { picture, words } of cases) {
        for (const query of ['', '?resize=false', '?resize=False', '?resize=', '?resize=%20']) {
            expectError(await send(client, place(esi) + query, picture), 400, 'ER-1402', ...words);
        }
        expectStatus(await send(client, `${place(esi)}?resize=True`, picture), 201);
    }
    expectError(await send(client, `${place(esi)}?resize=yes`, exact), 400, 'ER-1018', 'resize', '"yes"', 'true or false');
});

// A PNG that says it is 50,000 x 50,000.
function bomb() {
    const out = Buffer.from(draw('png', 10, 10));
    out.writeUInt32BE(50_000, 16);
    out.writeUInt32BE(50_000, 20);
    return out;
}

const bad = [
    { name: 'nothing', content: '', code: 'ER-1401', words: ['empty', 'JPEG, PNG or WebP'] },
    { name: 'SVG renamed', content: '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', code: 'ER-1401', words: ['SVG'] },
    { name: 'PDF renamed', content: '%PDF-1.7\n', code: 'ER-1401', words: ['PDF'] },
    { name: 'GIF renamed', content: 'GIF89a\x01\x00\x01\x00', code: 'ER-1401', words: ['GIF'] },
    { name: 'TIFF renamed', content: 'II*\x00\x08\x00\x00\x00', code: 'ER-1401', words: ['TIFF'] },
    { name: 'HEIC renamed', content: '\x00\x00\x00\x18ftypheic\x00\x00\x00\x00', code: 'ER-1401', words: ['HEIC'] },
    { name: 'a script', content: '#!/bin/sh\nrm -rf /\n', code: 'ER-1401', words: ['unknown kind'] },
    { name: 'Base64 of a picture', content: exact.toString('base64'), code: 'ER-1401', words: ['Base64'] },
    { name: 'a bomb', content: bomb(), code: 'ER-1403', words: ['50000 x 50000', '40 million'] },
    { name: 'a JPEG cut short', content: exact.subarray(0, exact.length - 400), code: 'ER-1404', words: ['could not be decoded', 'JPEG'] },
    { name: 'a JPEG of its heading alone', content: exact.subarray(0, 20), code: 'ER-1404', words: ['JPEG', 'no size'] },
    { name: 'a PNG cut short', content: draw('png', 200, 300).subarray(0, -20), code: 'ER-1404', words: ['PNG'] },
    { name: 'a WebP cut short', content: draw('webp', 200, 300).subarray(0, -20), code: 'ER-1404', words: ['WebP'] },
    { name: 'a PNG with another size inside', content: Buffer.from(draw('png', 20, 30)).fill(1, 18, 19), code: 'ER-1404', words: ['PNG'] },
];

test('what is no picture is refused, and the one before stays', async () => {
    const esi = await makePerson(client);
    expectStatus(await send(client, place(esi), exact), 201);
    const before = (await client.get(place(esi))).body;
    for (const { name, content, code, words } of bad) {
        const answer = await send(client, `${place(esi)}?resize=true`, Buffer.from(content, 'latin1'));
        assert.equal(answer.status, 400, `${name}: ${answer.text}`);
        expectError(answer, 400, code, ...words);
    }
    assert.deepEqual((await client.get(place(esi))).body, before);
});

test('forms that carry no picture, or too much', async () => {
    const esi = await makePerson(client);
    const path = place(esi);
    const post = (body, type) => client.send('POST', path, { body, headers: { 'Content-Type': type } });
    expectError(await post(exact, 'image/jpeg'), 415, 'SE-0415', 'multipart/form-data', 'image/jpeg');
    expectError(await post('{}', 'application/json'), 415, 'SE-0415', 'multipart/form-data');
    expectError(await client.send('POST', path, { body: exact }), 415, 'SE-0415', 'multipart/form-data');
    expectError(await post('rubbish', 'multipart/form-data; boundary=x'), 400, 'ER-1301');
    expectError(await client.send('POST', path, formOf([{ name: 'picture', content: exact }])), 400, 'ER-1302', 'file');
    expectError(await client.send('POST', path, formOf([{ content: exact }, { content: exact }])), 400, 'ER-1302', 'file');
    const large = Buffer.concat([exact, Buffer.alloc((5 << 20) - exact.length)]);
    expectStatus(await send(client, path, large), 201);
    expectError(await send(client, path, Buffer.concat([large, Buffer.from('x')])), 413, 'SE-0413', '5242880');
    expectError(await send(client, path, Buffer.alloc(6 << 20)), 413, 'SE-0413');
});

test('pictures of persons and organisations that are not there', async () => {
    const esi = await makePerson(client);
    for (const [method, options] of [['GET', {}], ['POST', formOf([{ content: exact }])], ['DELETE', {}]]) {
        expectError(await client.send(method, place(newEsi()), options), 404, 'ER-0003');
        expectError(await client.send(method, place('rubbish'), options), 404, 'ER-0003');
        expectError(await client.send(method, place(esi, '999999000'), options), 404, 'ER-1406', '999999000');
        expectError(await client.send(method, place(esi, 'nowhere'), options), 404, 'ER-1406', 'nowhere');
    }
    const { organisation } = expectStatus(await client.get(personPath(esi)), 200).organisations[0];
    expectStatus(await send(client, place(esi, String(organisation.id)), exact), 201);
    expectPicture((await client.get(place(esi, organisation.id))).body);
});

test('nobody else gets at a picture', async () => {
    const esi = await makePerson(client);
    expectStatus(await send(client, place(esi), exact), 201);
    const attempts = [
        { method: 'GET', options: {} },
        { method: 'POST', options: formOf([{ content: draw('png', 200, 300) }]) },
        { method: 'DELETE', options: {} },
    ];
    for (const { method, options } of attempts) {
        for (const stranger of [SECOND, UNACCEPTED]) {
            expectError(await router.client(stranger).send(method, place(esi), options), 403, 'SE-0000');
            const own = await router.client(stranger).send(method, place(esi, stranger), options);
            assert.equal(own.status, 403, `${method} by ${stranger}: ${own.text}`);
        }
        expectError(await router.client().send(method, place(esi), options), 401);
        expectError(await router.client().send(method, place(esi), { ...options, token: 'esc_test_unknown' }), 401);
    }
    expectPicture((await client.get(place(esi))).body);
    assert.equal(await hasPicture(client, esi), true);
});

test('a processor acts for its issuer', async () => {
    const esi = await makePerson(client);
    const processor = router.client(PROCESSOR);
    expectStatus(await send(processor, place(esi), exact), 201);
    expectPicture((await processor.get(place(esi))).body);
    expectPicture((await client.get(place(esi))).body);
    expectStatus(await processor.delete(place(esi)), 204);
    const theirs = await makePerson(router.client(SECOND), SECOND);
    expectError(await send(processor, place(theirs, SECOND), exact), 403, 'SE-0000');
});

test('a token needs the right', async () => {
    const made = await router.addOrganisation({ identifier: '999999950' });
    const caller = router.client('999999950');
    const esi = await makePerson(caller, '999999950');
    const path = place(esi, '999999950');
    sql(router.database, `UPDATE token SET scopes = 23 WHERE id = ${made.tokenId}`);
    expectError(await caller.get(path), 403, 'ER-2201', 'pictures');
    expectError(await send(caller, path, exact), 403, 'ER-2201', 'pictures');
    expectError(await caller.delete(path), 403, 'ER-2201', 'pictures');
    sql(router.database, `UPDATE token SET scopes = 8 WHERE id = ${made.tokenId}`);
    expectStatus(await send(caller, path, exact), 201);
    assert.equal((await caller.get(path)).status, 200);
    expectStatus(await caller.delete(path), 204);
});

test('a picture is erased with its person, from the answers and from the database', async () => {
    const esi = await makePerson(client);
    expectStatus(await send(client, place(esi), exact), 201);
    const count = () => sql(router.database, 'SELECT COUNT(*) AS n FROM picture')[0].n;
    const before = count();
    expectStatus(await client.delete(personPath(esi)), 204);
    assert.equal(count(), before - 1);
    expectError(await client.get(place(esi)), 404, 'ER-0003');
});

test('nothing of an erased picture is left in the database file', async (t) => {
    const other = await startRouter();
    t.after(() => removeDirectory(other.directory));
    const caller = other.client(FIRST);
    const put = async (picture) => {
        const esi = await makePerson(caller);
        expectStatus(await send(caller, `${place(esi)}?resize=true`, picture), 201);
        return { esi, bytes: (await caller.get(place(esi))).body };
    };
    const kept = await put(draw('jpeg', 200, 300));
    const erased = await put(draw('jpeg', 640, 480, 'grey'));
    const gone = await put(draw('png', 300, 200, 'turned-6', 'grey'));
    expectStatus(await caller.delete(place(erased.esi)), 204);
    expectStatus(await caller.delete(personPath(gone.esi)), 204);
    await other.stop({ keep: true });
    const files = readdirSync(other.directory).filter((name) => /^sandbox\.db(-wal)?$/.test(name));
    const content = Buffer.concat(files.map((name) => readFileSync(join(other.directory, name))));
    const piece = ({ bytes }) => bytes.subarray(800, 864);
    assert.ok(content.includes(piece(kept)), 'the search finds what is there');
    assert.ok(!content.includes(piece(erased)) && !content.includes(piece(gone)));
});

test('the sandbox has some pictures, which are drawn', async () => {
    const persons = await Promise.all([FIRST, SECOND].map((organisation) => router.client(organisation).get('/api/v2/persons?size=200')));
    const seen = persons.flatMap((answer) => expectStatus(answer, 200).content).flatMap(({ identifier, organisations }) =>
        organisations.filter(({ hasPicture }) => hasPicture).map(({ organisation }) => ({ identifier, organisation: organisation.identifier })),
    );
    const invented = seen.filter(({ identifier }) => /example:\d+$/.test(identifier));
    assert.ok(invented.length >= 4, `${invented.length} pictures`);
    for (const { identifier, organisation } of invented) {
        const { body } = await router.client(organisation).get(place(identifier, organisation));
        assert.deepEqual([tell(body).width, tell(body).height], [200, 300]);
    }
});

test('many pictures at once are made one after the other, and lists go on', async () => {
    const persons = await Promise.all(Array.from({ length: 16 }, () => makePerson(client)));
    const picture = draw('png', 900, 1200);
    const sends = persons.map((esi) => send(client, `${place(esi)}?resize=true`, picture));
    const lists = Array.from({ length: 16 }, () => client.get('/api/v2/cards?size=5'));
    for (const answer of await Promise.all(lists)) {
        expectStatus(answer, 200);
    }
    for (const answer of await Promise.all(sends)) {
        expectStatus(answer, 201);
    }
    for (const esi of persons) {
        expectPicture((await client.get(place(esi))).body);
    }
});

test('a router that ends finishes the pictures it has taken', async () => {
    const other = await startRouter();
    const caller = other.client(FIRST);
    const esi = await makePerson(caller);
    const sends = Array.from({ length: 3 }, () => send(caller, `${place(esi)}?resize=true`, exact).then(({ status }) => status, () => 'cut'));
    const list = await caller.get('/api/v2/persons?size=1');
    expectStatus(list, 200);
    await other.stop();
    for (const status of await Promise.all(sends)) {
        assert.ok([201, 503, 'cut'].includes(status), `${status}`);
    }
});
