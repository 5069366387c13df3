// SPDX-License-Identifier: EUPL-1.2
// Imports in the console: a file is sent, checked, mended, imported and taken back; and what is no such file is refused at its field.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { FIRST, newEsi, SECOND } from './lib/make.mjs';
import { sharedRouter } from './lib/router.mjs';
import { visitors } from './lib/visitor.mjs';

const router = await sharedRouter();
let people;
before(async () => {
    people = await visitors(router);
});

/** Sends a file with the import form; `fields` are the form's own. */
async function send(visitor, content, fields = {}) {
    const page = await visitor.get('/console/imports');
    const form = page.forms.find(({ enctype }) => enctype === 'multipart/form-data');
    const all = { ...Object.fromEntries(form.fields.filter(({ kind }) => kind === 'hidden').map(({ name, value }) => [name, value])), operation: 'CREATE', mode: 'valid', run: 'no', ...fields };
    const data = new FormData();
    for (const [name, value] of Object.entries(all)) {
        data.append(name, value);
    }
    data.append('file', new Blob([content]), 'cards.csv');
    const encoded = new Response(data);
    const body = Buffer.from(await encoded.arrayBuffer());
    return visitor.ask('POST', '/console/imports', { body, headers: { 'Content-Type': encoded.headers.get('content-type') } });
}

async function over(visitor, path) {
    for (;;) {
        const page = await visitor.get(path);
        assert.equal(page.status, 200);
        if (!page.text.includes('data-follow')) {
            return page;
        }
        await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
}

const tiles = ({ text }) => [...text.matchAll(/<b>([\d\s]+)<\/b>/g)].map(([, count]) => Number(count));
const head = 'personIdentifier;fullName;cardType;expiresAt\n';

test('a file is checked, its bad row mended, imported, and taken back', async () => {
    const clerk = people.FUNCTIONAL_ADMINISTRATOR;
    const [good, bad] = [newEsi(), newEsi()];
    const checked = await send(clerk, `${head}${good};Ada Import;PASSIVE;30/09/2030\n${bad};Bob Import;NONSENSE;30/09/2030\n`);
    assert.equal(checked.status, 303);
    const preview = await over(clerk, checked.location);
    assert.deepEqual(tiles(preview), [1, 0, 0, 1]);
    assert.ok(preview.text.includes('NONSENSE') || preview.text.includes('cardType'));
    assert.equal((await router.client(FIRST).get(`/api/v2/persons/${encodeURIComponent(good)}`)).status, 404, 'nothing is written');
    const errors = await clerk.get(`${checked.location}/errors.csv`);
    assert.match(errors.headers['content-disposition'], /attachment/);
    assert.ok(errors.body.toString().includes(bad));
    const done = await send(clerk, `${head}${good};Ada Import;PASSIVE;30/09/2030\n${bad};Bob Import;PASSIVE;30/09/2030\n`, { run: 'yes', mode: 'all' });
    assert.deepEqual(tiles(await over(clerk, done.location)), [2, 0, 0, 0]);
    assert.equal((await router.client(FIRST).get(`/api/v2/persons/${encodeURIComponent(good)}`)).status, 200);
    assert.equal((await clerk.submit(done.location, {}, `${done.location}/undo`)).status, 400, 'it asks whether one is sure');
    assert.equal((await clerk.submit(done.location, { sure: 'yes' }, `${done.location}/undo`)).status, 303);
    await over(clerk, done.location);
    assert.equal((await router.client(FIRST).get(`/api/v2/persons/${encodeURIComponent(good)}`)).status, 404);
});

test('what is no file of cards is refused at its field', async () => {
    for (const content of ['', 'no header at all', Buffer.from('PK\u0003\u0004zip'), 'personIdentifier;personIdentifier\nx;y\n']) {
        const answer = await send(people.FUNCTIONAL_ADMINISTRATOR, content);
        assert.equal(answer.status, 400);
        assert.ok(answer.text.includes('<a href="#file">'));
    }
});

test('who may not: a reader, another organisation, a form of nobody', async () => {
    assert.equal((await people.READER.get('/console/imports')).status, 403);
    const refused = await send(people.FUNCTIONAL_ADMINISTRATOR, `${head}`, { csrf: 'x' });
    assert.equal(refused.status, 403);
    const body = `personIdentifier;cardType;expiresAt\n${newEsi()};PASSIVE;2030-09-30\n`;
    const form = new FormData();
    form.append('file', new Blob([body]), 'cards.csv');
    const encoded = new Response(form);
    const foreign = await router.client(SECOND).send('POST', '/api/v2/cards/import?operation=CREATE&dryRun=true',
        { body: Buffer.from(await encoded.arrayBuffer()), headers: { 'Content-Type': encoded.headers.get('content-type') } });
    assert.equal(foreign.status, 202);
    const answer = await people.FUNCTIONAL_ADMINISTRATOR.get(`/console/imports/${foreign.json.id}`);
    assert.ok([403, 404].includes(answer.status));
});
