// SPDX-License-Identifier: EUPL-1.2
// Imports in the console: a file is sent, checked, started or discarded, and taken back; what is no such file is refused at its field.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { before, test } from 'node:test';

import { endedPage, formWithFile, importFields, sendCsv, sendFile } from './lib/imports.mjs';
import { FIRST, newEsi, SECOND } from './lib/make.mjs';
import { sharedRouter, sql, startRouter } from './lib/router.mjs';
import { visitorOf, visitors } from './lib/visitor.mjs';

const router = await sharedRouter();
let people;
before(async () => {
    people = await visitors(router);
});

const tiles = ({ text }) => [...text.matchAll(/<b>([\d,.\s\u00a0\u202f]+)<\/b>/g)].map(([, count]) => Number(count.replace(/\D/g, '')));
const head = 'personIdentifier;fullName;cardType;expiresAt\n';
const row = (esi, name, type = 'PASSIVE') => `${esi};${name};${type};30/09/2030\n`;
const personStatus = async (esi) => (await router.client(FIRST).get(`/api/v2/persons/${encodeURIComponent(esi)}`)).status;
const files = () => readdirSync(`${router.directory}/sandbox.db-imports`);

/** Has a file checked; gives the page of the check. */
async function checked(visitor, content, values) {
    const sent = await sendFile(visitor, content, values);
    assert.equal(sent.status, 303);
    return endedPage(visitor, sent.location);
}

const press = (visitor, page, act) => visitor.submit(page.path, {}, `${page.path}/${act}`);

test('a file is checked, its bad row mended, imported, and taken back', async () => {
    const clerk = people.FUNCTIONAL_ADMINISTRATOR;
    const [good, bad] = [newEsi(), newEsi()];
    const preview = await checked(clerk, head + row(good, 'Ada Import') + row(bad, 'Bob Import', 'NONSENSE'));
    assert.deepEqual(tiles(preview), [1, 0, 0, 1]);
    assert.ok(preview.text.includes('NONSENSE'), 'why');
    assert.ok(preview.text.includes(bad), 'whose row it is');
    assert.ok(preview.text.includes('Ada Import'), 'the first rows as they were read');
    assert.ok(preview.text.includes('One row has errors'));
    assert.equal(await personStatus(good), 404, 'nothing is written');
    const errors = await clerk.get(`${preview.path}/errors.csv`);
    assert.match(errors.headers['content-disposition'], /attachment; filename="import-\d+-errors.csv"/);
    assert.ok(errors.body.toString().includes(bad));
    const done = await sendFile(clerk, head + row(good, 'Ada Import') + row(bad, 'Bob Import'), { run: 'all' });
    assert.deepEqual(tiles(await endedPage(clerk, done.location)), [2, 0, 0, 0]);
    assert.equal(await personStatus(good), 200);
    const unsure = await clerk.submit(done.location, {}, `${done.location}/undo`);
    assert.equal(unsure.status, 400, 'it asks whether one is sure');
    assert.equal((await clerk.submit(done.location, { sure: 'yes' }, `${done.location}/undo`)).status, 303);
    await endedPage(clerk, done.location);
    assert.equal(await personStatus(good), 404);
    assert.equal((await press(clerk, preview, 'discard')).status, 303);
});

test('what was checked is imported once, without sending it again', async () => {
    const clerk = people.FUNCTIONAL_ADMINISTRATOR;
    const esi = newEsi();
    const page = await checked(clerk, head + row(esi, 'Eve Once'));
    assert.ok(page.text.includes('All of its rows are good'));
    const form = page.forms.find(({ action }) => action.endsWith('/start'));
    const fields = form.fields.filter(({ kind }) => kind === 'hidden').map(({ name, value }) => [name, value]);
    const [first, second] = await Promise.all([clerk.post(form.action, fields), clerk.post(form.action, fields)]);
    const [started, refused] = first.status === 303 ? [first, second] : [second, first];
    assert.deepEqual([started.status, refused.status], [303, 409]);
    assert.match(refused.text, /was started already, as import \d+/);
    assert.deepEqual(tiles(await endedPage(clerk, started.location)), [1, 0, 0, 0]);
    assert.equal(await personStatus(esi), 200);
    const back = await clerk.post(form.action, fields);
    assert.equal(back.status, 409);
    assert.ok(back.links.includes(started.location), 'it leads to what was started');
    assert.ok(!back.forms.some(({ action }) => /start|discard/.test(action)));
    const name = started.location.split('/').at(-1);
    const [{ account_id: account }] = sql(router.database, `SELECT account_id FROM import WHERE id = ${name}`);
    assert.ok(account > 0);
    const history = await clerk.get('/console/imports');
    assert.ok(history.text.includes('Fanny Functional'), 'who has started it');
    const acts = await people.AUTHORISED_REPRESENTATIVE.get('/console/audit?action=CARD_ISSUE');
    assert.ok(acts.text.includes('Fanny Functional'), 'and who has issued its cards');
});

test('the good rows alone are imported where there are bad ones', async () => {
    const clerk = people.FUNCTIONAL_ADMINISTRATOR;
    const [good, bad] = [newEsi(), newEsi()];
    const page = await checked(clerk, head + row(good, 'Ada Good') + row(bad, 'Bob Bad', 'NONSENSE'));
    const started = await press(clerk, page, 'start');
    assert.equal(started.status, 303);
    assert.deepEqual(tiles(await endedPage(clerk, started.location)), [1, 0, 0, 1]);
    assert.deepEqual([await personStatus(good), await personStatus(bad)], [200, 404]);
});

test('what is discarded is gone, and can be started no more', async () => {
    const clerk = people.FUNCTIONAL_ADMINISTRATOR;
    const earlier = files();
    const page = await checked(clerk, head + row(newEsi(), 'Dan Discarded'));
    assert.equal(files().length, earlier.length + 1);
    const form = page.forms.find(({ action }) => action.endsWith('/start'));
    assert.equal((await press(clerk, page, 'discard')).status, 303);
    assert.deepEqual(files(), earlier);
    const late = await clerk.post(form.action, form.fields.map(({ name, value }) => [name, value]));
    assert.equal(late.status, 409);
    assert.ok(late.text.includes('its file was discarded'));
    assert.equal((await clerk.post(page.path.concat('/discard'), form.fields.map(({ name, value }) => [name, value]))).status, 409);
});

test('a file in which nothing is new is not kept', async () => {
    const clerk = people.FUNCTIONAL_ADMINISTRATOR;
    const earlier = files();
    const page = await checked(clerk, `personIdentifier;cardNumber\n${newEsi()};nonsense\n`, { operation: 'DELETE' });
    assert.ok(!page.forms.some(({ action }) => action.endsWith('/start')));
    assert.deepEqual(files(), earlier);
});

test('a form that is sent twice counts once', async () => {
    const clerk = people.FUNCTIONAL_ADMINISTRATOR;
    const esi = newEsi();
    const fields = importFields(await clerk.get('/console/imports'), { run: 'all' });
    const send = () => clerk.ask('POST', '/console/imports', formWithFile(fields, head + row(esi, 'Tim Twice')));
    const answers = await Promise.all([send(), send()]);
    const started = answers.find(({ status }) => status === 303);
    const refused = answers.find(({ status }) => status === 409);
    assert.ok(started !== undefined && refused !== undefined, 'one of them');
    assert.match(refused.text, /This form was sent already, as import \d+/);
    assert.notDeepEqual(importFields(refused).find(([name]) => name === 'once'), fields.find(([name]) => name === 'once'));
    await endedPage(clerk, started.location);
    assert.equal(sql(router.database, `SELECT COUNT(*) AS n FROM card c JOIN person p ON p.id = c.person_id WHERE p.esi = '${esi}'`)[0].n, 1);
});

const zip = Buffer.from('UEsDBBQAAAAIAAAAIQAAAAAAAAAAAAAAAAATAAAAW0NvbnRlbnRfVHlwZXNdLnhtbA==', 'base64');
for (const [what, content] of [
    ['no file at all', undefined],
    ['an empty file', ''],
    ['a file without a header', 'no header at all'],
    ['a PDF', Buffer.from('%PDF-1.7\n%\u00e2\u00e3\n1 0 obj <</Type /Catalog>> endobj\n')],
    ['a ZIP, and so a spreadsheet under another name', zip],
    ['a picture', Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ', 'base64')],
    ['a web page', '<!doctype html><title>x</title>'],
    ['a file with NUL in its header', 'personIdentifier;\0cardType;expiresAt\nx;y;z\n'],
    ['a column that stands twice', 'personIdentifier;personIdentifier\nx;y\n'],
    ['a column that is not known', 'personIdentifier;shoeSize;cardType;expiresAt\nx;y;0;2030-01-01\n'],
    ['a header of 100 kB', `personIdentifier;${'x'.repeat(100_000)}\n`],
]) {
    test(`${what} is refused at its field, and what was chosen stays`, async () => {
        const earlier = files();
        const answer = await sendFile(people.FUNCTIONAL_ADMINISTRATOR, content, { operation: 'CREATE', run: 'valid' });
        assert.equal(answer.status, 400);
        assert.ok(answer.text.includes('<a href="#file">'));
        assert.deepEqual(new Map(importFields(answer)).get('run'), 'valid');
        assert.deepEqual(files(), earlier, 'nothing of it is kept');
    });
}

for (const [what, content, reason] of [
    ['a cell of 100 kB', `${head}${newEsi()};${'x'.repeat(100_000)};0;2030-01-01\n`, /row 2/i],
    ['a quote that never ends', `${head}${newEsi()};"Ada;0;2030-01-01\n`, /a quote is opened that is not closed/],
]) {
    test(`${what} is told when the file is checked`, async () => {
        const page = await checked(people.FUNCTIONAL_ADMINISTRATOR, content);
        assert.match(page.text, /<p class="note bad">/);
        assert.match(page.text, reason);
        assert.ok(!page.forms.some(({ action }) => action.endsWith('/start')));
    });
}

test('what was not chosen is asked for', async () => {
    const answer = await sendFile(people.FUNCTIONAL_ADMINISTRATOR, head + row(newEsi(), 'Ada'), { operation: 'NONSENSE', run: '' });
    assert.equal(answer.status, 400);
    assert.ok(answer.text.includes('<a href="#operation">') && answer.text.includes('<a href="#run">'));
});

/** Forgets how much memory the router has had at most; from then on that is counted anew. Both in KiB. */
const resetPeak = ({ pid }) => writeFileSync(`/proc/${pid}/clear_refs`, '5');
const peakOf = ({ pid }) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);

test('a large file goes through, and memory does not grow with it', async () => {
    const clerk = people.FUNCTIONAL_ADMINISTRATOR;
    const padding = ' '.repeat(60_000);
    const rows = Array.from({ length: 450 }, (_, i) => `${newEsi()};Large ${i}${padding};0;2030-01-01`);
    const content = Buffer.from(head + rows.join('\n'));
    assert.ok(content.length > 24 << 20);
    resetPeak(router);
    const earlier = peakOf(router);
    const page = await checked(clerk, content);
    assert.deepEqual(tiles(page), [450, 0, 0, 0]);
    assert.ok(peakOf(router) - earlier < 16 << 10, `${peakOf(router) - earlier} KiB more for ${content.length >> 10} KiB of file`);
    assert.equal((await press(clerk, page, 'discard')).status, 303);
});

const large = Buffer.from(head + 'x'.repeat(200_000));

for (const [who, of, headers, status] of [
    ['a reader', 'READER', {}, 403],
    ['a technical administrator', 'TECHNICAL_ADMINISTRATOR', {}, 403],
    ['a super administrator', 'SUPER_ADMINISTRATOR', {}, 403],
    ['who is not signed in', 'STRANGER', {}, 401],
    ['another site', 'FUNCTIONAL_ADMINISTRATOR', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['another site in an old browser', 'FUNCTIONAL_ADMINISTRATOR', { Origin: 'https://evil.example' }, 403],
]) {
    test(`${who} is refused before a file is taken`, async () => {
        const visitor = people[of];
        const form = formWithFile(importFields(await people.FUNCTIONAL_ADMINISTRATOR.get('/console/imports')), large);
        // The body is announced and never sent.
        const answer = await visitor.ask('POST', '/console/imports', { headers: { ...form.headers, 'Content-Length': form.body.length, ...headers }, body: '' });
        assert.equal(answer.status, status);
    });
}

test('a file that is larger than those that are taken is refused as by the API', async (t) => {
    const small = await startRouter({ args: ['--import-max', '2000'] });
    t.after(() => small.stop());
    const clerk = await visitorOf(small, 'FUNCTIONAL_ADMINISTRATOR');
    const page = await clerk.get('/console/imports');
    assert.ok(page.text.includes('At most 2000 B.'));
    const content = head + row(newEsi(), 'Ada').repeat(30);
    const form = formWithFile(importFields(page), content);
    const answer = await clerk.ask('POST', '/console/imports', form);
    assert.equal(answer.status, 413);
    assert.ok(answer.isPage);
    assert.equal((await sendCsv(small.client(FIRST), 'operation=CREATE', content)).status, 413);
    assert.equal((await sendFile(clerk, head + row(newEsi(), 'Ada'))).status, 303);
});

test('a form of nobody is refused once it is read, and its file is not kept', async () => {
    const earlier = files();
    for (const csrf of ['x', '']) {
        assert.equal((await sendFile(people.FUNCTIONAL_ADMINISTRATOR, large, { csrf })).status, 403);
    }
    assert.deepEqual(files(), earlier);
});

test('imports of another organisation are nobody else\'s', async () => {
    const clerk = people.FUNCTIONAL_ADMINISTRATOR;
    const foreign = await sendCsv(router.client(SECOND), 'operation=CREATE&dryRun=true', head + row(newEsi(), 'Far Away'));
    assert.equal(foreign.status, 202);
    const place = `/console/imports/${foreign.json.id}`;
    assert.equal((await clerk.get(place)).status, 403);
    const own = await clerk.get('/console/imports');
    const guard = own.forms.find(({ enctype }) => enctype === 'multipart/form-data').fields.filter(({ name }) => ['csrf', 'for'].includes(name));
    for (const act of ['start', 'discard', 'undo']) {
        const fields = [...guard.map(({ name, value }) => [name, value]), ['mode', 'all'], ['sure', 'yes']];
        assert.equal((await clerk.post(`${place}/${act}`, fields)).status, 403, act);
        assert.equal((await people.READER.post(`${place}/${act}`, fields)).status, 403, act);
    }
    assert.equal((await clerk.get(`${place}/errors.csv`)).status, 403);
    assert.equal((await clerk.get('/console/imports/999999')).status, 404);
    assert.equal((await people.READER.get('/console/imports')).status, 403);
});
