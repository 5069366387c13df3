// SPDX-License-Identifier: EUPL-1.2
// Organisations in the console: the list of all, one's own, contacts, texts for students, mandates, being suspended; and two who edit at once.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { day, FIRST, makePerson, personBody, PROCESSOR, SECOND } from './lib/make.mjs';
import { command, sharedRouter, sql, until } from './lib/router.mjs';
import { filled, visitors } from './lib/visitor.mjs';

const router = await sharedRouter();
let people;
let admin;
let representative;
before(async () => {
    people = await visitors(router);
    admin = people.SUPER_ADMINISTRATOR;
    representative = people.AUTHORISED_REPRESENTATIVE;
});

const summaryOf = ({ text }) => [...text.matchAll(/<li><a href="#([\w.-]+)">/g)].map(([, field]) => field);
const textOf = ({ text }) => text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const namesIn = ({ text }) => [...text.matchAll(/<a href="\/console\/organisations\/\d+"><strong>([^<]*)/g)].map(([, name]) => name);
const stored = (columns, identifier = FIRST) => sql(router.database, `SELECT ${columns} FROM organisation WHERE identifier = '${identifier}'`)[0];
const idOf = (identifier) => stored('id', identifier).id;
const pathOf = (identifier, rest = '') => `/console/organisations/${idOf(identifier)}${rest}`;
const guardOf = ({ forms }) => filled(forms.find(({ method }) => method === 'post')).filter(([name]) => ['csrf', 'for'].includes(name));
const formOf = (page, action) => page.forms.find((form) => form.method === 'post' && form.action === action);

/** What the form of a page sends, with some of it changed. */
function changedFields(page, action, values) {
    return [...filled(formOf(page, action)).filter(([name]) => !(name in values)), ...Object.entries(values)];
}

test('the list is filtered, sorted and given as a file, all by its address', async () => {
    assert.deepEqual(namesIn(await admin.get('/console/organisations')), ['CampusCard Services', 'Hochschule Musterstadt', 'Università di Borgo', 'Université de Saint-Valentin']);
    assert.deepEqual(namesIn(await admin.get('/console/organisations?name=UNIVERSITA')), ['Università di Borgo']);
    assert.deepEqual(namesIn(await admin.get('/console/organisations?identifier=99992')), ['Hochschule Musterstadt']);
    assert.deepEqual(namesIn(await admin.get('/console/organisations?type=processor')), ['CampusCard Services']);
    assert.deepEqual(namesIn(await admin.get('/console/organisations?country=DE&state=ACTIVE')), ['Hochschule Musterstadt']);
    assert.deepEqual(namesIn(await admin.get('/console/organisations?legal=MISSING')), ['Università di Borgo']);
    assert.deepEqual(namesIn(await admin.get('/console/organisations?sort=-identifier&type=institution')), ['Università di Borgo', 'Hochschule Musterstadt', 'Université de Saint-Valentin']);
    assert.equal(namesIn(await admin.get('/console/organisations?size=2&page=2')).length, 2);
    assert.match(textOf(await admin.get('/console/organisations?name=nowhere')), /No organisation fits/);
    const file = await admin.get('/console/organisations.csv?country=DE');
    const [heads, line, end] = file.text.split('\r\n');
    assert.equal(heads.split(',')[0], 'identifier');
    assert.ok(line.startsWith(`${SECOND},Hochschule Musterstadt,HEI,DE,ACTIVE,ACCEPTED,`), line);
    assert.equal(end, '');
});

test('others see their own organisation, and that alone', async () => {
    for (const role of ['AUTHORISED_REPRESENTATIVE', 'FUNCTIONAL_ADMINISTRATOR', 'TECHNICAL_ADMINISTRATOR', 'READER']) {
        const own = await people[role].get('/console/organisations');
        assert.match(textOf(own), /Université de Saint-Valentin/, role);
        assert.doesNotMatch(textOf(own), /Musterstadt/, role);
        assert.equal((await people[role].get(pathOf(FIRST))).status, 200, role);
        assert.equal((await people[role].get(pathOf(SECOND))).status, 404, role);
        assert.equal((await people[role].get('/console/organisations.csv')).status, 403, role);
    }
    assert.equal((await people.STRANGER.get(pathOf(FIRST))).status, 303);
});

test('who may not change it sees no button and no contacts, and is refused', async () => {
    const page = await people.READER.get('/console/organisations');
    assert.ok(!page.links.some((link) => /edit|contacts|state/.test(link)));
    assert.doesNotMatch(textOf(page), /Contacts/);
    const edit = await representative.get(pathOf(FIRST, '/edit'));
    const guard = guardOf(await people.READER.get('/console'));
    const fields = [...changedFields(edit, pathOf(FIRST, '/edit'), { name: 'Mine now' }).filter(([name]) => !['csrf', 'for'].includes(name)), ...guard];
    assert.equal((await people.READER.get(pathOf(FIRST, '/edit'))).status, 403);
    assert.equal((await people.READER.post(pathOf(FIRST, '/edit'), fields)).status, 403);
    const own = filled(formOf(edit, pathOf(FIRST, '/edit')));
    assert.equal((await representative.post(pathOf(SECOND, '/edit'), own)).status, 404);
    assert.equal((await representative.post(pathOf(FIRST, '/state/suspend'), [...own, ['reason', 'x']])).status, 403);
    assert.equal(stored('name').name, 'Université de Saint-Valentin');
    assert.equal(stored('status').status, 0);
});

test('its data are changed, and what is wrong is told at its field', async () => {
    const path = pathOf(FIRST, '/edit');
    const wrong = [
        ['name', { name: ' ' }],
        ['country', { country: 'XX' }],
        ['website', { website: 'javascript:alert(1)' }],
        ['schacHomeOrganization', { schacHomeOrganization: 'not a domain' }],
        ['mainColor', { mainColor: 'blue' }],
        ['newLogoAt', { newLogoAt: '31/31/2026' }],
        ['legalBasis', { legalBasis: 'WISH' }],
        ['address.latitude', { 'address.latitude': '90.5', 'address.longitude': '1' }],
        ['address.latitude', { 'address.latitude': '', 'address.longitude': '1' }],
        ['address.latitude', { 'address.latitude': '0x10', 'address.longitude': '1' }],
        ['address.latitude', { 'address.latitude': '1,5,5', 'address.longitude': '1' }],
        ['address.longitude', { 'address.latitude': '1', 'address.longitude': 'inf' }],
        ['address.longitude', { 'address.latitude': '1', 'address.longitude': '-180.1' }],
        ['address.cityName', { 'address.cityName': 'x'.repeat(300) }],
    ];
    for (const [field, values] of wrong) {
        const answer = await representative.submit(path, { 'address.streetName': 'Kept street', ...values });
        assert.equal(answer.status, 400, field);
        assert.deepEqual(summaryOf(answer), [field]);
        assert.ok(answer.text.includes('value="Kept street"'), 'nothing typed is lost');
    }
    const saved = await representative.submit(path, { website: 'https://saint-valentin.example/', mainColor: '#767676', contrastColor: '#777777', showsName: 'yes', newLogoAt: '2026-09-01' });
    assert.equal(saved.status, 303);
    const shown = await representative.get(saved.location);
    assert.match(textOf(shown), /Hard to read.*Black or white is taken in its place/);
    assert.match(textOf(shown), /Shown to who checks a card/);
    assert.match(textOf(shown), /1 September 2026/);
});

test('its place on the map is set, shown, and taken away', async () => {
    const path = pathOf(FIRST, '/edit');
    const saved = await representative.submit(path, { 'address.latitude': '46,8117', 'address.longitude': '-1.69190' });
    assert.equal(saved.status, 303);
    const shown = await representative.get(saved.location);
    assert.match(textOf(shown), /Place on the map 46\.8117, -1\.6919/);
    assert.match(shown.text, /href="https:\/\/www\.openstreetmap\.org\/\?mlat=46\.811700&amp;mlon=-1\.691900#/);
    assert.deepEqual(stored('address_x, address_y'), { address_x: -1.6919, address_y: 46.8117 });
    const again = await representative.get(path);
    assert.ok(again.text.includes('value="46.8117"') && again.text.includes('value="-1.6919"'));
    assert.equal((await representative.submit(path, { 'address.latitude': '', 'address.longitude': '' })).status, 303);
    assert.deepEqual(stored('address_x, address_y'), { address_x: null, address_y: null });
    assert.doesNotMatch(textOf(await representative.get(saved.location)), /Place on the map/);
});

test('the form shows how a card looks in the colours that were sent, also where they are refused', async () => {
    const path = pathOf(FIRST, '/edit');
    const refused = await representative.submit(path, { name: '', mainColor: '#abcdef', secondaryColor: '', contrastColor: '' });
    assert.match(refused.text, /<div data-colours\s*>\s*<svg class="sample"[^]*?fill="#abcdef" data-of="main"[^]*?fill="none" data-of="second"[^]*?fill="#000000" data-of="text"/);
    const none = await representative.submit(path, { name: '', mainColor: 'blue"' });
    assert.match(none.text, /<div data-colours\s+hidden/);
});

test('hostile texts are refused or shown as texts', async () => {
    const path = pathOf(FIRST, '/edit');
    const hostile = ['<script>alert(1)</script>', '\u202Eemordnilap', 'a\0b', 'x'.repeat(100_000)];
    for (const text of hostile) {
        const answer = await representative.submit(path, { 'address.otherComments': text });
        assert.ok([303, 400, 413].includes(answer.status), `${answer.status}`);
        const shown = await representative.get('/console/organisations');
        assert.ok(!shown.text.includes('<script>alert'));
    }
    await representative.submit(path, { 'address.otherComments': '' });
});

test('who saves second is told, and overwrites nothing', async () => {
    const path = pathOf(FIRST, '/edit');
    const first = await representative.get(path);
    const second = await admin.get(path);
    assert.equal((await representative.post(path, changedFields(first, path, { 'address.cityName': 'Châteauroux' }))).status, 303);
    const refused = await admin.post(path, changedFields(second, path, { 'address.province': 'Berry' }));
    assert.equal(refused.status, 400);
    assert.match(textOf(refused), /Somebody else has changed the organisation meanwhile/);
    assert.match(textOf(refused), /City Châteauroux/, 'what is stored now is told');
    assert.ok(refused.text.includes('value="Berry"'), 'what was typed stays');
    assert.deepEqual(stored('address_city_name, address_province'), { address_city_name: 'Châteauroux', address_province: 'Indre' });
});

test('contacts are added, changed and removed by who may', async () => {
    const add = pathOf(FIRST, '/contacts/new');
    const blank = await representative.submit(add, { name: '', email: 'nowhere', role: 'KING' });
    assert.deepEqual(summaryOf(blank).sort(), ['name', 'role']);
    assert.equal((await representative.submit(add, { name: 'Dana Delegate', email: 'dpo@saint-valentin.example', role: 'DATA_PROTECTION' })).status, 303);
    const listed = await representative.get('/console/organisations');
    assert.match(textOf(listed), /Dana Delegate Data protection officer/);
    const { id } = sql(router.database, "SELECT id FROM contact WHERE name = 'Dana Delegate'")[0];
    assert.equal((await people.READER.get(`/console/contacts/${id}`)).status, 403);
    assert.equal((await representative.submit(`/console/contacts/${id}`, { name: 'Dana Deputy' })).status, 303);
    assert.match(textOf(await representative.get('/console/organisations')), /Dana Deputy/);

    const other = await admin.submit(pathOf(SECOND, '/contacts/new'), { name: 'Otto Other', email: 'otto@musterstadt.example', role: 'TECHNICAL' });
    assert.equal(other.status, 303);
    const theirs = sql(router.database, "SELECT id FROM contact WHERE name = 'Otto Other'")[0].id;
    const own = filled(formOf(await representative.get(`/console/contacts/${id}`), `/console/contacts/${id}`));
    assert.equal((await representative.post(`/console/contacts/${theirs}`, own)).status, 403);
    assert.equal((await representative.post(`/console/contacts/${theirs}/remove`, own)).status, 403);

    const removal = `/console/contacts/${id}/remove`;
    const fields = filled(formOf(await representative.get(removal), removal));
    assert.equal((await representative.post(removal, fields)).status, 303);
    assert.equal((await representative.post(removal, fields)).status, 404, 'what is gone is gone');
});

test('texts for students are published, in more languages, and read', async () => {
    const path = pathOf(FIRST, '/texts/new');
    const empty = await people.FUNCTIONAL_ADMINISTRATOR.submit(path, { body: '  ', language: '' });
    assert.deepEqual(summaryOf(empty).sort(), ['body', 'language']);
    assert.equal((await people.FUNCTIONAL_ADMINISTRATOR.submit(path, { which: 'new', language: 'en', body: 'We store\nwhat <b>the card</b> needs.' })).status, 303);
    const twice = await people.FUNCTIONAL_ADMINISTRATOR.submit(path, { which: 'same', language: 'en', body: 'Other words' });
    assert.deepEqual(summaryOf(twice), ['language']);
    assert.equal((await people.FUNCTIONAL_ADMINISTRATOR.submit(path, { which: 'same', language: 'fr', body: 'Nous gardons le nécessaire.' })).status, 303);
    const { version } = sql(router.database, `SELECT MAX(version) AS version FROM consent_text WHERE organisation_id = ${idOf(FIRST)}`)[0];
    const read = await people.FUNCTIONAL_ADMINISTRATOR.get(pathOf(FIRST, `/texts/${version}?language=en`));
    assert.ok(read.text.includes('what &lt;b&gt;the card&lt;/b&gt; needs.'));
    assert.equal((await people.READER.get(path)).status, 403);
    assert.equal((await representative.get(pathOf(SECOND, '/texts/new'))).status, 404);
});

test('a suspended organisation is told so on every page and can change nothing, until it is taken up again', async () => {
    const suspend = pathOf(FIRST, '/state/suspend');
    assert.deepEqual(summaryOf(await admin.submit(suspend, { reason: ' ' })), ['reason']);
    assert.equal((await admin.submit(suspend, { reason: 'The contract has ended.' })).status, 303);
    for (const path of ['/console', '/console/users', '/console/organisations']) {
        assert.match(textOf(await representative.get(path)), /Your organisation is suspended.*The contract has ended\./, path);
    }
    const refused = await router.client(FIRST).post('/api/v2/persons', personBody());
    assert.equal(refused.status, 403);
    const again = await admin.get(suspend);
    assert.equal(again.location, pathOf(FIRST), 'there is nothing to suspend');
    assert.equal((await admin.submit(pathOf(FIRST, '/state/resume'), {})).status, 303);
    await makePerson(router.client(FIRST));
    assert.doesNotMatch(textOf(await representative.get('/console')), /suspended/);
    assert.equal((await admin.get(pathOf(FIRST, '/state/erase'))).status, 404);
});

test('closing asks for a reason and tells what it means', async () => {
    const close = pathOf('999999993', '/state/close');
    assert.match(textOf(await admin.get(close)), /Its cards stay verifiable until they expire/);
    assert.equal((await admin.submit(close, { reason: 'It has merged.' })).status, 303);
    assert.deepEqual(stored('status, status_reason', '999999993'), { status: 3, status_reason: 'It has merged.' });
});

const mandateOf = (issuer) => sql(router.database, `SELECT MAX(id) AS id FROM mandate WHERE issuer_id = ${idOf(issuer)}`)[0].id;

test('a mandate is withdrawn after a question, at once, and given again', async () => {
    const id = mandateOf(FIRST);
    const processor = router.client(PROCESSOR);
    await makePerson(processor, FIRST);
    const page = await representative.get(`/console/processors/${id}`);
    assert.match(textOf(page), /What the processor has done.*Person enrolled/);
    const withdraw = `/console/processors/${id}/withdraw`;
    const fields = filled(formOf(await representative.get(withdraw), withdraw));
    for (const role of ['FUNCTIONAL_ADMINISTRATOR', 'TECHNICAL_ADMINISTRATOR', 'READER']) {
        assert.equal((await people[role].get('/console/processors')).status, 403, role);
        assert.equal((await people[role].get(withdraw)).status, 403, role);
    }
    assert.equal((await representative.post(withdraw, fields)).status, 303);
    assert.equal((await processor.post('/api/v2/persons', personBody())).status, 403);
    assert.equal((await representative.post(withdraw, fields)).status, 400, 'the second time is told');

    const before = await representative.submit('/console/processors/new', { processor: '', from: '', until: 'never' });
    assert.deepEqual(summaryOf(before).sort(), ['from', 'processor', 'until']);
    const past = await representative.submit('/console/processors/new', { processor: PROCESSOR, from: day(-20), until: day(-10) });
    assert.deepEqual(summaryOf(past), ['until']);
    assert.equal((await representative.submit('/console/processors/new', { processor: PROCESSOR, from: day(0), until: '' })).status, 303);
    await makePerson(processor, FIRST);
    const overlap = await representative.submit('/console/processors/new', { processor: PROCESSOR, from: day(1), until: '' });
    assert.deepEqual(summaryOf(overlap), ['from']);
    const path = `/console/processors/${mandateOf(FIRST)}`;
    assert.equal((await representative.submit(path, { until: day(30) })).status, 303);
    assert.deepEqual(summaryOf(await representative.submit(path, { until: day(-1) })), ['until']);
});

test('the super administrator sees all mandates and changes none; others see no mandate but theirs', async () => {
    const all = await admin.get('/console/processors');
    assert.match(textOf(all), /Hochschule Musterstadt|Université de Saint-Valentin/);
    assert.ok(!all.links.some((link) => /withdraw|new/.test(link)));
    const guard = guardOf(all);
    assert.equal((await admin.post(`/console/processors/${mandateOf(FIRST)}`, guard)).status, 403);
    assert.equal((await representative.get('/console/processors/999')).status, 404);
});

test('who works for a processor sees the institutions for which it acts, and the page of the processor', async () => {
    const reader = router.users.find(({ role }) => role === 'READER');
    const place = ['--database', router.database, '--organisation', PROCESSOR];
    const given = await command('user', 'role', 'give', reader.email, '--role', 'representative', ...place);
    assert.equal(given.code, 0, given.stderr);
    const visitor = people.READER;
    const switched = await until('the role is known', async () => {
        await visitor.submit('/console', { organisation: PROCESSOR }, '/console/switch').catch(() => {});
        const page = await visitor.get('/console/organisations');
        return /CampusCard Services/.test(textOf(page)) && page;
    });
    assert.match(textOf(switched), /VAT number B99999999/);
    assert.doesNotMatch(textOf(switched), /Texts of consent/);
    const page = await visitor.get('/console/processors');
    assert.match(textOf(page), /Université de Saint-Valentin/);
    assert.ok(!page.links.some((link) => /withdraw|new/.test(link)));
    assert.equal((await visitor.get('/console/processors/new')).status, 403, 'it has nobody to mandate');
});
