// SPDX-License-Identifier: EUPL-1.2
// What was kept long enough is erased each day, and what was erased is gone from the files while the router runs.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';

import { expectError, expectStatus } from './lib/expect.mjs';
import { importCsv } from './lib/imports.mjs';
import { FIRST, PROCESSOR, SECOND, cardBody, cardPath, day, newEsi, personPath } from './lib/make.mjs';
import { draw } from './lib/pictures.mjs';
import { command, commandJson, sql, startRouter, until } from './lib/router.mjs';

// A form with one file.
function formOf(content) {
    const head = '--line\r\nContent-Disposition: form-data; name="file"; filename="me.jpg"\r\nContent-Type: image/jpeg\r\n\r\n';
    const body = Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n--line--\r\n')]);
    return { body, headers: { 'Content-Type': 'multipart/form-data; boundary=line' } };
}

const TRACES = ['Qwertzuiop', 'qwertzuiop', 'wertzuiop'];

// A router of the test's own, ended after it.
async function sandbox(t, options) {
    const router = await startRouter(options);
    t.after(() => router.stop());
    return router;
}

// The database file and its log, as bytes.
function files(database) {
    const path = database.replace(/^sqlite:/, '');
    return [path, `${path}-wal`].filter(existsSync).map((one) => readFileSync(one));
}

const hasTraces = (database) => files(database).some((bytes) => TRACES.some((trace) => bytes.includes(trace)));

async function enrol(client, expiresAt) {
    const esi = newEsi('qwertzuiop.example');
    const view = { organisationIdentifier: FIRST, fullName: 'Qwertzuiop Asdf', email: 'qwertzuiop@example.org' };
    expectStatus(await client.post('/api/v2/persons', { identifier: esi, personOrganisationUpdateViews: [view] }), 201);
    const card = cardBody(esi, FIRST, { issuedAt: day(-500), expiresAt, displayName: 'Qwertzuiop' });
    const { cardNumber } = expectStatus(await client.post('/api/v2/cards', card), 201);
    return { esi, cardNumber };
}

test('a deleted person leaves the files of a running router within moments', async (t) => {
    const router = await sandbox(t);
    const first = router.client(FIRST);
    const { esi } = await enrol(first, day(100));
    assert.ok(hasTraces(router.database));
    expectStatus(await first.delete(personPath(esi)), 204);
    await until('the files hold no trace', () => !hasTraces(router.database));
    expectError(await first.get(personPath(esi)), 404, 'ER-0003');
});

// Everything that a person leaves behind: a kept answer, a picture, imports, refused rows, a former identifier, a mail.
async function leaveTraces(router, first) {
    const { esi } = await enrol(first, day(100));
    const place = `/api/v2/organisations/${FIRST}/person/${encodeURIComponent(esi)}/picture`;
    const form = formOf(draw('jpeg', 200, 300));
    expectStatus(await first.send('POST', place, { body: form.body, headers: form.headers }), 201);
    const picture = (await first.get(place)).body.subarray(200, 264);
    const card = cardBody(esi, FIRST, { displayName: 'Qwertzuiop again' });
    expectStatus(await first.post('/api/v2/cards', card, { headers: { 'Idempotency-Key': 'Qwertzuiop-1' } }), 201);
    const file = `personIdentifier,fullName,email,cardType,expiresAt\r\n${esi},Qwertzuiop Import,qwertzuiop2@example.org,SMART_CDZ,2999-01-01\r\n${esi},Qwertzuiop Bad,x,NONE,2999-01-01\r\n`;
    await importCsv(first, 'operation=CREATE&mode=valid', file);
    const renamed = newEsi('qwertzuiop.example');
    expectStatus(await first.post(`${personPath(esi)}/identifier`, { identifier: renamed }), 200);
    const mailed = await command('student', 'link', '--database', router.database, '--mail', '--url', 'https://router.example', renamed);
    assert.equal(mailed.code, 0, mailed.stderr);
    return { esi: renamed, picture };
}

test('nothing that a person leaves behind outlives it', async (t) => {
    const router = await sandbox(t);
    const first = router.client(FIRST);
    const { esi, picture } = await leaveTraces(router, first);
    const has = () => hasTraces(router.database) || files(router.database).some((bytes) => bytes.includes(picture));
    assert.ok(files(router.database).some((bytes) => bytes.includes(picture)), 'the picture is in the files');
    expectStatus(await first.delete(personPath(esi)), 204);
    await until('the files hold no trace', () => !has());
});

test('the server erases by itself what was kept long enough, and says so in its log', async (t) => {
    const router = await sandbox(t, { args: ['--retention-days', '30', '--retention-person-days', '365', '--retention-at', '00:00'] });
    await until('it has run', () => /kept long enough: \d+ cards and \d+ enrolments are erased/.test(router.process.stderr));
    const left = expectStatus(await router.client(FIRST).get('/api/v2/cards?sort=expiresAt&size=200'), 200);
    assert.ok(left.content.every((card) => card.expiresAt >= day(-30)), 'no card is left that expired long ago');
    assert.ok(sql(router.database, "SELECT 1 FROM audit WHERE action = 132").length > 0);
    assert.equal(sql(router.database, "SELECT value FROM setting WHERE name = 'retention-day'")[0].value, day(0));
});

test('the command shows first, then erases', async (t) => {
    const router = await sandbox(t);
    const first = router.client(FIRST);
    const { esi, cardNumber } = await enrol(first, day(-400));
    const options = ['--database', router.database, '--retention-days', '390', '--retention-person-days', '0'];
    const preview = await commandJson('retention', '--preview', ...options);
    assert.equal(preview.preview, true);
    assert.equal(preview.day, day(0));
    assert.ok(preview.cards >= 1);
    assert.ok(preview.organisations.some(({ organisation, cards }) => organisation === FIRST && cards >= 1));
    expectStatus(await first.get(cardPath(cardNumber)), 200);
    const done = await commandJson('retention', ...options);
    assert.deepEqual({ ...done, preview: true }, preview);
    await until('the router knows', async () => (await first.get(cardPath(cardNumber))).status === 404);
    expectStatus(await first.get(personPath(esi)), 200); // enrolled a moment ago: kept for now
    const empty = await command('retention', ...options);
    assert.match(empty.stdout, /^nothing was kept long enough$/m);
    assert.equal((await command('doctor', '--database', router.database)).code, 0);
});

test('the settings are held to their form', async () => {
    for (const [option, value] of [['--retention-days', '-1'], ['--retention-person-days', 'x'], ['--retention-at', '24:00'], ['--retention-at', '3:15']]) {
        const done = await command('serve', '-t', '--database', 'sqlite:/nowhere/x.db', option, value);
        assert.equal(done.code, 2, `${option} ${value}: ${done.stderr}`);
        assert.match(done.stderr, new RegExp(option.slice(2)));
    }
});

test('a student learns which organisations have read', async (t) => {
    const router = await sandbox(t);
    const { esi, cardNumber } = await enrol(router.client(FIRST), day(100));
    expectStatus(await router.client(PROCESSOR).get(personPath(esi)), 200);
    expectStatus(await router.client(PROCESSOR).get(cardPath(cardNumber)), 200);
    expectError(await router.client(SECOND).get(personPath(esi)), 403, 'SE-0000');
    const see = async () => (await commandJson('student', 'show', '--database', router.database, esi)).organisations[0];
    const acts = await until('reads are written down', async () => {
        const { acts: found } = await see();
        return found.some(({ act }) => act === 'CARD_READ') && found;
    });
    const readers = acts.filter(({ act }) => act.endsWith('_READ'));
    assert.deepEqual(new Set(readers.map(({ act }) => act)), new Set(['PERSON_READ', 'CARD_READ']));
    assert.ok(readers.every(({ by }) => by.startsWith(`${PROCESSOR} - `)), JSON.stringify(readers));
    assert.ok(acts.some(({ act, by }) => act === 'PERSON_ENROL' && by.startsWith(`${FIRST} - `)));
    assert.ok(acts.some(({ act, by }) => act === 'STUDENT_SEE' && by === 'the operator of the router, for the student'));
});
