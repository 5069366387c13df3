// SPDX-License-Identifier: EUPL-1.2
// Cardholders and cards in the console: lists with their state in the address, issuing and changing, acts on many, and two who change one thing.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { FIRST, makeCard, makePerson, newEscn, newEsi, SECOND } from './lib/make.mjs';
import { sharedRouter } from './lib/router.mjs';
import { filled, visitors } from './lib/visitor.mjs';

const router = await sharedRouter({ students: 450 });
const first = () => router.client(FIRST);
let people;
before(async () => {
    people = await visitors(router);
});

const numbersIn = ({ text }) => [...text.matchAll(/name="chosen" value="([0-9a-f-]{36})" form/g)].map(([, number]) => number);
const summaryOf = ({ text }) => [...text.matchAll(/<li><a href="#([\w-]+)">/g)].map(([, field]) => field);
const pathOf = (esi) => `/console/persons/${encodeURIComponent(esi)}`;
const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test('the list of cards is filtered by each column, sorted and paged by its address', async () => {
    const { FUNCTIONAL_ADMINISTRATOR: clerk } = people;
    const esi = await makePerson(first(), FIRST, { fullName: 'Zoë Ünique' });
    const card = await makeCard(first(), { esi, cardStatusType: 'INACTIVE', cardType: 'SMART_CDZ', expiresAt: day(100) });
    const finds = async (query) => numbersIn(await clerk.get(`/console/cards?${query}`)).includes(card.cardNumber);
    for (const query of [`number=${card.cardNumber}`, 'name=unique', 'status=INACTIVE&type=SMART_CDZ', `expires=${day(100)}`, `person=${encodeURIComponent(esi)}`]) {
        assert.equal(await finds(query), true, query);
    }
    for (const query of ['number=nonsense', 'name=nobody', 'status=ACTIVE&name=unique', 'type=PASSIVE&name=unique', 'expires=1999-01-01', 'expires=soon', 'status=ODD']) {
        assert.equal(await finds(query), false, query);
    }
    const ascending = numbersIn(await clerk.get('/console/cards?sort=number&size=200'));
    assert.deepEqual(ascending, [...ascending].sort());
    const [one, two] = [await clerk.get('/console/cards?size=5'), await clerk.get('/console/cards?size=5&page=2')];
    assert.equal(new Set([...numbersIn(one), ...numbersIn(two)]).size, 10);
    assert.ok(one.links.includes('/console/cards?size=5&page=2'));
    const wide = await clerk.get('/console/cards?columns=number&columns=person');
    assert.equal(wide.status, 200);
});

test('what the list shows is a file, and cells that begin like formulas are harmless', async () => {
    const esi = await makePerson(first(), FIRST, { fullName: '=1+1' });
    await makeCard(first(), { esi });
    const file = await people.READER.get('/console/cards.csv?name=1%2B1');
    const [head, ...rows] = file.body.toString().trim().split(/\r?\n/);
    assert.match(head, /^cardNumber,displayName,cardType,issuedAt,expiresAt,cardStatusType,personIdentifier,issuerIdentifier/);
    assert.equal(rows.length, 1);
    assert.doesNotMatch(rows[0], /,=1/);
    assert.ok((await people.READER.get('/console/persons.csv?name=1%2B1')).body.toString().includes(esi));
});

test('a file has all rows of the list, in its order, however many pages it has', async () => {
    const { READER: reader } = people;
    for (const [list, query, first] of [['cards', 'sort=number', 0], ['cards', '', 0], ['cards', 'type=PASSIVE&sort=-expires', 0], ['persons', 'sort=-person', 0], ['persons', '', 0], ['persons', 'level=MASTER', 0]]) {
        const file = await reader.get(`/console/${list}.csv?${query}&page=2&size=5`);
        assert.equal(file.headers['content-disposition'], `attachment; filename="${list === 'cards' ? 'cards' : 'cardholders'}.csv"`);
        const rows = file.text.trim().split(/\r?\n/).slice(1).map((row) => row.split(',')[first]);
        const shown = [];
        for (let page = 1; shown.length < rows.length; page += 1) {
            const { text } = await reader.get(`/console/${list}?${query}&size=200&page=${page}`);
            const found = [...text.matchAll(list === 'cards' ? /name="chosen" value="([0-9a-f-]{36})" form/g : /<a href="\/console\/persons\/([^"\/]+)"><strong>/g)].map(([, one]) => decodeURIComponent(one));
            assert.ok(found.length > 0, `${list}?${query} has ${rows.length} rows in the file and ${shown.length} in the list`);
            shown.push(...found);
        }
        assert.deepEqual(rows, shown, `${list}?${query}`);
    }
    assert.ok((await reader.get('/console/cards.csv')).text.split('\n').length > 202, 'more than the longest page');
    assert.equal((await reader.get('/console/cards.csv?status=ODD')).text.trim().split('\n').length, 1);
    assert.equal((await people.SUPER_ADMINISTRATOR.get('/console/cards.csv')).status, 403);
});

test('a cardholder is registered, gets a card, is changed, gets another identifier, and leaves', async () => {
    const { FUNCTIONAL_ADMINISTRATOR: clerk } = people;
    const esi = newEsi();
    const empty = await clerk.submit('/console/persons/new', { identifier: '', fullName: '' });
    assert.deepEqual([empty.status, summaryOf(empty).sort()], [400, ['fullName', 'identifier']]);
    const bad = await clerk.submit('/console/persons/new', { identifier: 'nonsense', fullName: 'Ada <script>', email: 'no address' });
    assert.equal(bad.status, 400);
    assert.ok(bad.text.includes('Ada &lt;script&gt;') && !bad.text.includes('<script>'));
    assert.equal((await clerk.submit('/console/persons/new', { identifier: esi, fullName: 'Ada Nova', email: 'ada@example.org', academicLevel: 'MASTER' })).location, pathOf(esi));
    const issued = await clerk.submit(`/console/cards/new?person=${encodeURIComponent(esi)}`, { personIdentifier: esi, cardType: 'PASSIVE', cardStatusType: 'ACTIVE' }, '/console/cards/new');
    assert.equal(issued.status, 303);
    const number = issued.location.split('/').at(-1);
    assert.equal((await router.client().get(`/api/v2/cards/${number}/status`)).status, 200);
    const page = await clerk.get(pathOf(esi));
    assert.ok(page.text.includes(number) && page.text.includes('Ada Nova'));
    assert.equal((await clerk.submit(`${pathOf(esi)}/edit`, { fullName: 'Ada Nova-Kowalska' })).status, 303);
    const next = newEsi();
    const replaced = await clerk.submit(pathOf(esi), { identifier: next }, `${pathOf(esi)}/identifier`);
    assert.equal(replaced.location, pathOf(next));
    assert.equal((await clerk.submit(`${pathOf(next)}/delete`, {})).status, 303);
    assert.equal((await clerk.get(pathOf(next))).status, 404);
    assert.equal((await router.client().get(`/api/v2/cards/${number}/status`)).status, 404);
});

test('of two who change one card or person the second is told, and nothing is overwritten', async () => {
    const { FUNCTIONAL_ADMINISTRATOR: clerk, AUTHORISED_REPRESENTATIVE: chief } = people;
    const card = await makeCard(first());
    for (const [path, values, late] of [
        [`/console/cards/${card.cardNumber}/edit`, { displayName: 'First' }, { displayName: 'Second' }],
        [`${pathOf(card.person.identifier)}/edit`, { fullName: 'First' }, { fullName: 'Second' }],
    ]) {
        const form = (await chief.get(path)).forms.find(({ action }) => action === path);
        assert.equal((await clerk.submit(path, values)).status, 303, path);
        const [field] = Object.keys(late);
        const answer = await chief.post(path, [...filled(form).filter(([name]) => name !== field), [field, 'Second']]);
        assert.equal(answer.status, 400, path);
        assert.ok(answer.text.includes('value="Second"') && answer.text.includes('meanwhile'), 'told, and nothing typed is lost');
    }
    assert.equal((await first().get(`/api/v2/cards/${card.cardNumber}`)).json.displayName, 'First');
});

test('many cards are extended, deactivated and deleted at once, after asking', async () => {
    const { FUNCTIONAL_ADMINISTRATOR: clerk } = people;
    const esi = await makePerson(first());
    const cards = [];
    for (let i = 0; i < 3; i += 1) {
        cards.push((await makeCard(first(), { esi, expiresAt: day(10) })).cardNumber);
    }
    const list = await clerk.get('/console/cards');
    const guard = list.forms.find(({ action }) => action === '/console/cards/chosen').fields.filter(({ kind }) => kind === 'hidden').map(({ name, value }) => [name, value]);
    const chosen = cards.map((number) => ['chosen', number]);
    const act = (fields) => clerk.post('/console/cards/chosen', [...guard, ...chosen, ...fields]);
    const status = async () => (await first().get(`/api/v2/cards/${cards[0]}`)).json;
    const asked = await act([['act', 'extend']]);
    assert.equal(asked.status, 200);
    assert.equal((await status()).expiresAt, day(10), 'asking changes nothing');
    assert.equal((await act([['act', 'extend'], ['sure', 'yes'], ['until', day(400)]])).status, 303);
    assert.equal((await status()).expiresAt, day(400));
    assert.equal((await act([['act', 'extend'], ['sure', 'yes'], ['until', 'soon']])).status, 400);
    assert.equal((await act([['act', 'deactivate'], ['sure', 'yes']])).status, 303);
    assert.match(JSON.stringify((await status()).cardStatusType), /INACTIVE/);
    const foreign = await makeCard(router.client(SECOND), { issuer: SECOND });
    const mixed = await clerk.post('/console/cards/chosen', [...guard, ...chosen, ['chosen', foreign.cardNumber], ['act', 'delete'], ['sure', 'yes']]);
    assert.equal(mixed.status, 400, 'all or none');
    assert.equal((await first().get(`/api/v2/cards/${cards[0]}`)).status, 200);
    assert.equal((await act([['act', 'delete'], ['sure', 'yes']])).status, 303);
    assert.equal((await first().get(`/api/v2/cards/${cards[0]}`)).status, 404);
    assert.equal((await clerk.post('/console/cards/chosen', [...guard, ['act', 'delete']])).status, 400);
});

test('search leads to the card, the person, or those whose names fit', async () => {
    const card = await makeCard(first());
    const go = async (q) => (await people.READER.get(`/console/search?q=${encodeURIComponent(q)}`)).location;
    assert.equal(await go(`https://s.esc-r.eu/${card.cardNumber}`), `/console/cards/${card.cardNumber}`);
    assert.equal(await go(card.person.identifier), pathOf(card.person.identifier));
    assert.equal(await go('Kovač & sons'), '/console/persons?name=Kova%C4%8D%20%26%20sons');
});

test('search for what is not there, or another organisation\'s, leads to a list that says so', async () => {
    const foreign = await makeCard(router.client(SECOND), { issuer: SECOND });
    for (const [wanted, says] of [[newEscn(), 'No card fits'], [foreign.cardNumber, 'No card fits'], [newEsi(), 'No cardholder fits'], [foreign.person.identifier, 'No cardholder fits'], ['urn:"><b>', 'No cardholder fits']]) {
        const { location } = await people.READER.get(`/console/search?q=${encodeURIComponent(wanted)}`);
        const list = await people.READER.get(location);
        assert.equal(list.status, 200, location);
        assert.ok(list.text.includes(says), location);
    }
});

test('who may not: another organisation, a reader, who runs the router', async () => {
    const own = await makeCard(first());
    const foreign = await makeCard(router.client(SECOND), { issuer: SECOND });
    const { READER: reader, SUPER_ADMINISTRATOR: admin } = people;
    for (const path of [`/console/cards/${foreign.cardNumber}`, pathOf(foreign.person.identifier)]) {
        const answer = await reader.get(path);
        assert.ok([403, 404].includes(answer.status), path);
        assert.ok(!answer.text.includes('Musterstadt'));
    }
    assert.equal((await reader.get(`/console/cards/${own.cardNumber}`)).status, 200);
    for (const path of ['/console/cards/new', `/console/cards/${own.cardNumber}/edit`, '/console/persons/new']) {
        assert.equal((await reader.get(path)).status, 403, path);
    }
    for (const path of ['/console/cards', '/console/persons', `/console/cards/${own.cardNumber}`]) {
        assert.equal((await admin.get(path)).status, 403, path);
    }
});

test('the form of a new card issues one card, however often it is sent; changed, it issues another', async () => {
    const { FUNCTIONAL_ADMINISTRATOR: clerk } = people;
    const esi = await makePerson(first());
    const form = (await clerk.get(`/console/cards/new?person=${esi}`)).forms.find(({ action }) => action === '/console/cards/new');
    const answers = await Promise.all([1, 2, 3].map(() => clerk.post(form.action, filled(form))));
    const later = await clerk.post(form.action, filled(form));
    const paths = new Set([...answers, later].map(({ status, location }) => `${status} ${location}`));
    assert.equal(paths.size, 1, [...paths].join(', '));
    assert.match(later.location, /^\/console\/cards\/[0-9a-f-]{36}$/);
    const other = await clerk.post(form.action, [...filled(form).filter(([name]) => name !== 'displayName'), ['displayName', 'Other']]);
    assert.ok(other.status === 303 && other.location !== later.location);
    assert.equal(numbersIn(await clerk.get(`/console/cards?person=${encodeURIComponent(esi)}`)).length, 2);
});
