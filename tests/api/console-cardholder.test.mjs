// SPDX-License-Identifier: EUPL-1.2
// A cardholder's page: picture, link to the student, ground and history, ending the registration; and the filters of the list.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { mailedLinks, mailTexts } from './lib/mailbox.mjs';
import { FIRST, makeCard, makePerson, newEsi, SECOND } from './lib/make.mjs';
import { BLUE, draw, expectPicture, GREEN, RED, WHITE } from './lib/pictures.mjs';
import { removeDirectory, sharedRouter, temporaryDirectory, until } from './lib/router.mjs';
import { filled, visitors } from './lib/visitor.mjs';

const mails = temporaryDirectory();
after(() => removeDirectory(mails));
const router = await sharedRouter({ args: ['--mail-folder', mails] });
const first = () => router.client(FIRST);
let people;
before(async () => {
    people = await visitors(router);
});

const pathOf = (esi) => `/console/persons/${encodeURIComponent(esi)}`;
const complaints = ({ text }) => [...text.matchAll(/<li><a href="#([\w-]+)">\s*(?:<span lang="en">)?([^<]*)/g)].map(([, field, what]) => `${field}: ${what.trim()}`);

/** Sends the page's form with a file in it, as a browser does. */
async function sendFile(visitor, path, content, extra = {}, type = 'image/jpeg') {
    const page = await visitor.get(path);
    const form = page.forms.find(({ enctype }) => enctype === 'multipart/form-data');
    const data = new FormData();
    for (const { name, value } of form.fields.filter(({ kind }) => kind === 'hidden')) {
        data.append(name, value);
    }
    for (const [name, value] of Object.entries(extra)) {
        data.append(name, value);
    }
    data.append('file', new Blob([content], { type }), 'me.jpg');
    const encoded = new Response(data);
    const body = Buffer.from(await encoded.arrayBuffer());
    return visitor.ask('POST', form.action, { body, headers: { 'Content-Type': encoded.headers.get('content-type') } });
}

test('a picture is sent, replaced and taken away, and what is none is told at its field', async () => {
    const { FUNCTIONAL_ADMINISTRATOR: clerk, READER: reader } = people;
    const esi = await makePerson(first());
    const edit = `${pathOf(esi)}/picture/edit`;
    const picture = () => reader.get(`${pathOf(esi)}/picture`);
    assert.equal((await picture()).status, 404);
    assert.equal((await sendFile(clerk, edit, draw('jpeg', 200, 300))).location, pathOf(esi));
    assert.match((await clerk.get(pathOf(esi))).text, /<img class="portrait" src="[^"]*\/picture\?v=\d+"/);
    expectPicture((await picture()).body);
    assert.equal((await sendFile(clerk, edit, draw('png', 400, 600, 'turned-3'))).status, 303, 'of any size and kind, twice the same is the same');
    expectPicture((await picture()).body, [WHITE, BLUE, GREEN, RED]);
    for (const [content, complaint] of [
        ['', /^file: Choose a file/],
        ['<svg onload="alert(1)"/>', /^file: .*JPEG/],
        [draw('jpeg', 200, 300).subarray(0, 900), /^file: /],
        [Buffer.alloc(5 * 1024 * 1024 + 1, 'x'), /^file: The file is too large/],
    ]) {
        const refused = await sendFile(clerk, edit, content);
        assert.equal(refused.status, 400, String(complaint));
        assert.match(complaints(refused).join('\n'), complaint);
    }
    expectPicture((await picture()).body, [WHITE, BLUE, GREEN, RED]);
    for (let i = 0; i < 2; i += 1) {
        assert.equal((await sendFile(clerk, edit, '', { act: 'remove' })).status, 303, 'twice does no harm');
        assert.equal((await picture()).status, 404);
    }
});

test('pictures are for who may send them: not for readers, others, or forms of other sites', async () => {
    const { FUNCTIONAL_ADMINISTRATOR: clerk, READER: reader, TECHNICAL_ADMINISTRATOR: engineer, SUPER_ADMINISTRATOR: admin } = people;
    const esi = await makePerson(first());
    const foreign = await makePerson(router.client(SECOND), SECOND);
    const edit = `${pathOf(esi)}/picture/edit`;
    assert.ok([403, 404].includes((await clerk.get(`${pathOf(foreign)}/picture/edit`)).status));
    const form = filled((await clerk.get(edit)).forms.find(({ enctype }) => enctype === 'multipart/form-data'));
    const post = (fields) => {
        const data = `${fields.map(([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--x--\r\n`;
        return [data, { 'Content-Type': 'multipart/form-data; boundary=x' }];
    };
    for (const visitor of [reader, engineer, admin]) {
        assert.equal((await visitor.get(edit)).status, 403);
        const [bare, type] = post([['act', 'remove']]);
        assert.equal((await visitor.ask('POST', edit, { body: bare, headers: type })).status, 403);
    }
    const [body, headers] = post([['csrf', 'nonsense'], ['act', 'remove']]);
    assert.equal((await clerk.ask('POST', edit, { body, headers })).status, 403);
    const [good, plain] = post([...form.filter(([name]) => name !== 'act'), ['act', 'remove']]);
    assert.equal((await clerk.ask('POST', `${pathOf(foreign)}/picture/edit`, { body: good, headers: plain })).status, 403, 'of another organisation');
    assert.equal((await clerk.ask('POST', edit, { body: good, headers: plain })).status, 303);
});

test('a link goes to the student by mail, once in ten minutes, in the language chosen', async () => {
    const { FUNCTIONAL_ADMINISTRATOR: clerk, READER: reader } = people;
    const email = `${newEsi().split(':').at(-1)}@example.org`;
    const esi = await makePerson(first(), FIRST, { email });
    const link = `${pathOf(esi)}/link`;
    assert.equal((await reader.get(link)).status, 403);
    assert.ok((await clerk.get(link)).text.includes(email));
    assert.equal((await clerk.submit(link, { language: 'de' })).location, pathOf(esi));
    assert.match((await clerk.get(pathOf(esi))).text, /The link is on its way/);
    const mine = () => mailTexts(mails).filter((text) => text.includes(email));
    await until('the mail is written', () => mine().length > 0);
    assert.match(mine()[0], /Subject: .*Studierendenausweis|Subject: =\?/i);
    const again = await clerk.submit(link, {});
    assert.equal(again.status, 400);
    assert.match(again.text, /less than ten minutes ago/);
    assert.equal(mine().length, 1);
    const [path] = mailedLinks(mails, 'student').slice(-1);
    const answer = await people.STRANGER.get(path);
    assert.ok([200, 303].includes(answer.status), 'the link leads somewhere');
    const without = await makePerson(first(), FIRST, { email: undefined });
    const none = await clerk.get(`${pathOf(without)}/link`);
    assert.match(none.text, /No e-mail address is stored/);
    assert.ok(!none.forms.some(({ action }) => action.endsWith('/link')));
    const form = filled((await clerk.get(pathOf(without))).forms.find(({ action }) => action.endsWith('/identifier')));
    const forced = await clerk.post(`${pathOf(without)}/link`, form.filter(([name]) => name === 'csrf' || name === 'for'));
    assert.equal(forced.status, 400);
    assert.match(forced.text, /role="alert"[^]*?no e-mail address/i);
});

test('the page shows on what ground the person is registered, and what was done, to who may read the log', async () => {
    const { FUNCTIONAL_ADMINISTRATOR: clerk, AUTHORISED_REPRESENTATIVE: chief, READER: reader } = people;
    const esi = await makePerson(first());
    const card = await makeCard(first(), { esi });
    assert.equal((await clerk.submit(`/console/cards/${card.cardNumber}/edit`, { displayName: 'Other' })).status, 303);
    assert.equal((await clerk.submit(`${pathOf(esi)}/edit`, { academicLevel: 'DOCTORATE' })).status, 303);
    const page = await chief.get(pathOf(esi));
    const history = page.text.slice(page.text.indexOf('id="history"'));
    const rows = [...history.matchAll(/<tr><td><time[^]*?<\/tr>/g)].map(([row]) => row);
    assert.equal(rows.length, 4, 'registered, card issued, card changed, person changed');
    assert.ok(/Level of study/.test(rows[0]) && /Name on card/.test(rows[1]) && !/Status/.test(rows[1]), 'what was changed');
    const name = router.users.find(({ role }) => role === 'FUNCTIONAL_ADMINISTRATOR').email.split('@')[0];
    assert.ok(new RegExp(name, 'i').test(rows[0]) && /Token/.test(rows[3]), 'by whom');
    assert.match(page.text, /Declared by your organisation[^]*?Text number 1, published/);
    const plain = await reader.get(pathOf(esi));
    assert.ok(plain.text.includes('Declared by your organisation') && !plain.text.includes('id="history"'));
});

test('before a registration ends the page tells what will be deleted, and twice does no harm', async () => {
    const { FUNCTIONAL_ADMINISTRATOR: clerk } = people;
    const esi = await makePerson(first());
    const card = await makeCard(first(), { esi });
    const page = await clerk.get(`${pathOf(esi)}/delete`);
    assert.ok(page.text.includes(card.cardNumber) && page.text.includes('1 card, which') && !page.text.includes('The picture'));
    assert.equal((await clerk.get(pathOf(esi))).status, 200, 'asking deletes nothing');
    const form = filled(page.forms.find(({ action }) => action.endsWith('/delete')));
    for (let i = 0; i < 2; i += 1) {
        assert.equal((await clerk.post(`${pathOf(esi)}/delete`, form)).location, '/console/persons');
    }
    assert.equal((await clerk.get(pathOf(esi))).status, 404);
});

test('the list of cardholders is filtered by each of its columns', async () => {
    const { READER: reader } = people;
    const email = `Zyx.${newEsi().split(':').at(-1)}@example.org`;
    const esi = await makePerson(first(), FIRST, { fullName: 'Łucja Zyx', email, academicLevel: 'DOCTORATE' });
    const finds = async (query) => (await reader.get(`/console/persons?${query}`)).links.includes(pathOf(esi));
    const file = async (query) => (await reader.get(`/console/persons.csv?${query}`)).text.includes(esi);
    for (const query of [`email=${email.toLowerCase()}`, 'email=zyx.', 'level=DOCTORATE&name=zyx', `person=${encodeURIComponent(esi)}&level=DOCTORATE`]) {
        assert.deepEqual([await finds(query), await file(query)], [true, true], query);
    }
    for (const query of ['email=nobody', 'level=MASTER&name=zyx', 'level=ODD&name=zyx', `person=${encodeURIComponent(esi)}&level=MASTER`]) {
        assert.deepEqual([await finds(query), await file(query)], [false, false], query);
    }
    const card = await makeCard(first(), { esi });
    const holds = async (query) => (await reader.get(`/console/cards?person=${encodeURIComponent(esi)}&${query}`)).text.includes(card.cardNumber);
    assert.deepEqual([await holds('type=PASSIVE'), await holds('type=SMART_CDZ'), await holds('status=ACTIVE'), await holds('status=INACTIVE')], [true, false, true, false]);
});
