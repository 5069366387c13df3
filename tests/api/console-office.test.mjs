// SPDX-License-Identifier: EUPL-1.2
// What administrators do in the console: tokens, users and their roles, services, the log of acts; and what comes of it elsewhere.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { mailedLinks } from './lib/mailbox.mjs';
import { FIRST, SECOND, makeCard } from './lib/make.mjs';
import { removeDirectory, sharedRouter, sql, temporaryDirectory, until } from './lib/router.mjs';
import { filled, Visitor, visitorOf, visitors } from './lib/visitor.mjs';

const mails = temporaryDirectory();
after(() => removeDirectory(mails));
const router = await sharedRouter({ args: ['--mail-folder', mails] });
let people;
before(async () => {
    people = await visitors(router);
});

const secretOf = ({ text }) => /id="secret">([^<]*)</.exec(text)?.[1];
const summaryOf = ({ text }) => [...text.matchAll(/<li><a href="#([\w-]+)">/g)].map(([, field]) => field);
const saidBy = async (visitor, answer) => /role="status">([^<]*)</.exec((await visitor.get(answer.location)).text)?.[1];

/** The newest link of a purpose, when there are more than `count`. */
const lastLink = (purpose, count) => until(`a mail about ${purpose}`, () => mailedLinks(mails, purpose).slice(count).at(-1));

test('a token is made with rights, works, is replaced without a gap, and revoked', async () => {
    const technical = people.TECHNICAL_ADMINISTRATOR;
    const made = await technical.submit('/console/tokens/new', { name: 'Student system', scopes: 'read', test: 'yes' });
    assert.equal(made.status, 201);
    const token = secretOf(made);
    assert.match(token, /^esc_test_\w{43}$/);
    const client = router.client(FIRST).with({ token });
    assert.equal((await client.get('/api/v2/cards?size=1')).status, 200);
    const list = await technical.get('/console/tokens');
    assert.ok(list.text.includes('Student system') && !list.text.includes(token), 'the secret is not shown again');
    const path = list.links.filter((link) => /tokens\/\d+\/rotate/.test(link)).at(-1);
    const rotated = await technical.submit(path, {});
    assert.equal(rotated.status, 201);
    const next = router.client(FIRST).with({ token: secretOf(rotated) });
    assert.deepEqual([(await client.get('/api/v2/cards?size=1')).status, (await next.get('/api/v2/cards?size=1')).status], [200, 200]);
    const old = path.replace('rotate', 'revoke');
    const revoked = await technical.submit('/console/tokens', {}, old);
    assert.match(await saidBy(technical, revoked), /revoked/);
    assert.deepEqual([(await client.get('/api/v2/cards?size=1')).status, (await next.get('/api/v2/cards?size=1')).status], [401, 200]);
});

test('a token with nothing right about it is refused field by field, and what was typed stays', async () => {
    const answer = await people.TECHNICAL_ADMINISTRATOR.submit('/console/tokens/new', { name: ' ', expires: '2020-01-01', networks: 'kitchen', scopes: 'none' });
    assert.equal(answer.status, 400);
    assert.deepEqual(summaryOf(answer).sort(), ['expires', 'name', 'scopes']);
    assert.ok(answer.text.includes('value="kitchen"'));
    const network = await people.TECHNICAL_ADMINISTRATOR.submit('/console/tokens/new', { name: 'x', scopes: 'read', networks: 'kitchen' });
    assert.deepEqual(summaryOf(network), ['networks']);
});

test('the tokens of another organisation are not there', async () => {
    const admin = people.SUPER_ADMINISTRATOR;
    const made = await admin.submit('/console/tokens/new', { organisation: SECOND, name: 'Elsewhere', scopes: 'read' });
    assert.equal(made.status, 201);
    const all = await admin.get('/console/tokens');
    const id = Math.max(...all.links.map((link) => Number(/tokens\/(\d+)\/rotate/.exec(link)?.[1] ?? 0)));
    const technical = people.TECHNICAL_ADMINISTRATOR;
    assert.ok(!(await technical.get('/console/tokens')).text.includes('Elsewhere'));
    assert.equal((await technical.get(`/console/tokens/${id}/rotate`)).status, 404);
    const { forms } = await technical.get('/console/tokens');
    const guard = forms.find(({ action }) => action.endsWith('/revoke')).fields.map(({ name, value }) => [name, value]);
    assert.equal((await technical.post(`/console/tokens/${id}/revoke`, guard)).status, 404);
});

test('a user is invited, comes, gets another role, is shut out and let in again', async () => {
    const representative = people.AUTHORISED_REPRESENTATIVE;
    const count = mailedLinks(mails, 'invitation').length;
    const invited = await representative.submit('/console/users/invite', { email: 'Nadia@sandbox.example', role: 'reader' });
    assert.match(await saidBy(representative, invited), /on its way/);
    assert.ok((await representative.get('/console/users')).text.includes('Nadia@sandbox.example'));
    const link = await lastLink('invitation', count);
    const nadia = new Visitor(router);
    const weak = await nadia.submit(link, { name: 'Nadia', password: 'short', again: 'short' });
    assert.deepEqual([weak.status, summaryOf(weak)], [400, ['password']]);
    const unlike = await nadia.submit(link, { name: 'Nadia', password: 'five green bottles', again: 'six green bottles' });
    assert.deepEqual([unlike.status, summaryOf(unlike)], [400, ['again']]);
    assert.equal((await nadia.submit(link, { name: 'Nadia <b>', password: 'five green bottles', again: 'five green bottles' })).status, 303);
    assert.equal((await nadia.get(link)).status, 409, 'a link works once');
    await nadia.signIn({ email: 'nadia@sandbox.example', password: 'five green bottles' });
    assert.equal((await nadia.get('/console/tokens')).status, 403);
    const users = await representative.get('/console/users');
    assert.ok(users.text.includes('Nadia &lt;b&gt;'));
    const page = /href="(\/console\/users\/\d+)"><strong>Nadia/.exec(users.text)[1];
    const act = (fields) => representative.submit(page, fields);
    assert.equal((await act({ act: 'give', role: 'technical', at: '' })).status, 303);
    assert.equal((await nadia.get('/console/tokens')).status, 200, 'from the next request on');
    assert.equal((await act({ act: 'disable' })).status, 303);
    assert.equal((await nadia.get('/console/tokens')).status, 303, 'the session is over');
    assert.equal((await nadia.submit('/console/sign-in', { email: 'nadia@sandbox.example', password: 'five green bottles' })).status, 400);
    assert.equal((await act({ act: 'enable' })).status, 303);
    await nadia.signIn({ email: 'nadia@sandbox.example', password: 'five green bottles' });
});

test('a password that was forgotten is set by a link, for those who exist and as quietly for those who do not', async () => {
    const count = mailedLinks(mails, 'password').length;
    const stranger = new Visitor(router);
    const reader = router.users.find(({ role }) => role === 'READER');
    const answers = [];
    for (const email of ['nobody@sandbox.example', reader.email]) {
        const answer = await stranger.submit('/console/forgotten', { email });
        answers.push([answer.status, answer.location, await saidBy(stranger, answer)]);
    }
    assert.deepEqual(answers[0], answers[1]);
    const link = await lastLink('password', count);
    assert.equal((await stranger.submit(link, { password: 'a bridge over water', again: 'a bridge over water' })).status, 303);
    await new Visitor(router).signIn({ email: reader.email, password: 'a bridge over water' });
    assert.equal((await people.READER.get('/console')).status, 303, 'other sessions are over');
    const back = new Visitor(router);
    await back.signIn({ email: reader.email, password: 'a bridge over water' });
    const changed = await back.submit('/console/account', { old: 'wrong', password: 'another long word', again: 'another long word' }, '/console/account/password');
    assert.deepEqual([changed.status, summaryOf(changed)], [400, ['old']]);
    people.READER = back;
});

test('an address is replaced by who knows the password, and counts once the link is used', async () => {
    const user = router.users.find(({ role }) => role === 'FUNCTIONAL_ADMINISTRATOR');
    const visitor = people.FUNCTIONAL_ADMINISTRATOR;
    const ask = (fields) => visitor.submit('/console/account', { email: 'fiona.new@sandbox.example', ...fields }, '/console/account/email');
    const count = mailedLinks(mails, 'email').length;
    for (const old of ['', 'wrong']) {
        const refused = await ask({ old });
        assert.deepEqual([refused.status, summaryOf(refused)], [400, ['email-old']]);
        assert.ok(refused.text.includes('value="fiona.new@sandbox.example"'), 'the address is not lost');
    }
    assert.match(await saidBy(visitor, await ask({ old: user.password })), /on its way/);
    const link = await lastLink('email', count);
    assert.equal(mailedLinks(mails, 'email').length, count + 1, 'the refused ones sent nothing');
    assert.equal((await new Visitor(router).submit(link, {})).status, 303);
    await new Visitor(router).signIn({ email: 'fiona.new@sandbox.example', password: user.password });
});

test('services: kept by who may, shown to everybody, changed by one at a time', async () => {
    const technical = people.TECHNICAL_ADMINISTRATOR;
    const service = { name: 'Zoo <i>&', kind: 'CULTURE', city: 'Łódź', country: 'PL', link: 'https://zoo.example/' };
    assert.equal((await technical.submit('/console/services/new', service)).status, 303);
    const shown = await new Visitor(router).get('/services?country=PL&kind=CULTURE&q=lodz');
    assert.ok(shown.text.includes('Zoo &lt;i&gt;&amp;') && shown.text.includes('https://zoo.example/'));
    assert.ok(!(await new Visitor(router).get('/services?country=DE')).text.includes('Zoo'));
    const page = /href="(\/console\/services\/\d+)"><strong>Zoo/.exec((await technical.get('/console/services')).text)[1];
    const stale = await technical.get(page);
    assert.equal((await technical.submit(page, { name: 'Zoo', act: '' })).status, 303);
    const fields = stale.forms.find(({ action }) => action === page).fields.filter(({ kind, checked }) => !['button', 'radio'].includes(kind) || checked);
    const late = await technical.post(page, [...fields.filter(({ name }) => name !== 'name').map(({ name, value }) => [name, value]), ['name', 'Too late']]);
    assert.equal(late.status, 400);
    assert.ok(late.text.includes('value="Too late"') && late.text.includes('changed'), 'told, and nothing typed is lost');
    assert.ok(!(await new Visitor(router).get('/services')).text.includes('Too late'));
    const bad = await technical.submit('/console/services/new', { ...service, link: 'javascript:alert(1)' });
    assert.equal(bad.status, 400);
    assert.equal((await technical.submit(page, { act: 'remove' })).status, 303);
    assert.ok(!(await new Visitor(router).get('/services')).text.includes('Zoo'));
});

test('a system that is told of changes gets its secret once', async () => {
    const technical = people.TECHNICAL_ADMINISTRATOR;
    const made = await technical.submit('/console/services/told/new', { name: 'Library', url: 'https://library.example/hook' });
    assert.equal(made.status, 201);
    assert.match(secretOf(made), /^escs_\w{43}$/);
    const list = await technical.get('/console/services');
    assert.ok(list.text.includes('https://library.example/hook') && !list.text.includes(secretOf(made)));
    const action = list.forms.map(({ action: one }) => one).find((one) => /told\/\d+$/.test(one));
    assert.notEqual(secretOf(await technical.submit('/console/services', { act: 'secret' }, action)), secretOf(made));
    assert.equal((await technical.submit('/console/services', { act: 'remove' }, action)).status, 303);
    assert.ok(!(await technical.get('/console/services')).text.includes('library.example'));
});

test('the log of acts says who did what, filtered and as a file, without other organisations\' acts', async () => {
    const card = await makeCard(router.client(FIRST));
    await router.client(FIRST).put(`/api/v2/cards/${card.cardNumber}`, { ...card, cardStatusType: 'INACTIVE', issuerIdentifier: FIRST, personIdentifier: card.person.identifier });
    await makeCard(router.client(SECOND), { issuer: SECOND });
    const functional = people.FUNCTIONAL_ADMINISTRATOR;
    const page = await functional.get('/console/audit');
    for (const words of ['Card issued', 'Token revoked', 'Theo Technical']) {
        assert.ok(page.text.includes(words), words);
    }
    const file = await functional.get('/console/audit.csv?action=CARD_ISSUE');
    assert.match(file.headers['content-disposition'], /attachment; filename="audit\.csv"/);
    const rows = file.body.toString().trim().split(/\r?\n/);
    assert.ok(rows.length > 1 && rows.slice(1).every((row) => row.includes('CARD_ISSUE') && !row.includes('Musterstadt')));
    assert.equal((await people.READER.get('/console/audit')).status, 403);
    assert.ok((await people.SUPER_ADMINISTRATOR.get('/console/audit.csv?action=CARD_ISSUE')).body.toString().includes('Musterstadt'));
});

test('the second factor: set up with an app, asked for at signing in, removed with the password', async () => {
    const representative = router.users.find(({ role }) => role === 'AUTHORISED_REPRESENTATIVE');
    const visitor = people.AUTHORISED_REPRESENTATIVE;
    const begun = await visitor.submit('/console/account', {}, '/console/account/factor');
    assert.match(begun.text, /<svg viewBox="0 0 \d+ \d+" role="img"/);
    const secret = /class="mono">([A-Z2-7 ]{32,})</.exec(begun.text)[1].replaceAll(' ', '');
    const { totp } = await import('./lib/totp.mjs');
    const form = begun.forms.find(({ action }) => action.endsWith('/confirm'));
    const guard = form.fields.filter(({ kind }) => kind === 'hidden').map(({ name, value }) => [name, value]);
    assert.equal((await visitor.post(form.action, [...guard, ['code', '000000']])).status, 400);
    const confirmed = await visitor.post(form.action, [...guard, ['code', totp(secret)]]);
    const codes = [...confirmed.text.matchAll(/<li>(\w{4}-\w{4}-\w{4}-\w{4})<\/li>/g)].map(([, code]) => code);
    assert.equal(codes.length, 10);
    const again = new Visitor(router);
    assert.match((await again.signIn(representative)).location, /^\/console\/factor\?next=/);
    assert.equal((await again.get('/console')).status, 303, 'the password alone opens nothing');
    assert.equal((await again.submit('/console/factor', { code: '123456' })).status, 400);
    assert.equal((await again.submit('/console/factor', { code: codes[0] })).status, 303);
    assert.equal((await again.get('/console')).status, 200);
    const wrong = await again.submit('/console/account', { old: 'wrong' }, '/console/account/factor/remove');
    assert.deepEqual([wrong.status, summaryOf(wrong)], [400, ['factor-old']]);
    assert.ok(wrong.forms.find(({ action }) => action.endsWith('/factor/remove')).ids.includes('factor-old'), 'and not the field of the password');
    assert.equal((await again.submit('/console/account', { old: representative.password }, '/console/account/factor/remove')).status, 303);
    assert.equal((await new Visitor(router).signIn(representative)).location, '/console');
});

test('the log of acts leads to what they were about, in the words of the reader, who sees no more than he may', async () => {
    const card = await makeCard(router.client(FIRST));
    const functional = people.FUNCTIONAL_ADMINISTRATOR;
    const path = `/console/cards/${card.cardNumber}`;
    assert.equal((await functional.submit(`${path}/edit`, { cardStatusType: 'INACTIVE', displayName: 'Zoë > ACTIVE' })).status, 303);
    const german = await functional.get('/console/audit?lang=de');
    assert.ok(german.text.includes('Status Gültig → Nicht aktiv, Name auf dem Ausweis'), 'in German');
    assert.ok(!german.text.includes('Zoë'), 'names are not in the log');
    await functional.get('/console/audit?lang=en');
    const history = await functional.get(path);
    assert.match(history.text, /id="history"[^]*Fanny Functional[^]*Card changed[^]*Status Valid → Not active/);
    for (const page of [path, `/console/persons/${card.person.identifier}`]) {
        assert.ok(german.text.includes(`href="${page}"`), page);
        assert.equal((await functional.get(page)).status, 200);
    }
    for (const blind of [people.TECHNICAL_ADMINISTRATOR, people.SUPER_ADMINISTRATOR]) {
        const { text } = await blind.get('/console/audit');
        assert.ok(text.includes('Card changed'));
        assert.ok(!text.includes(card.cardNumber) && !text.includes(card.person.identifier));
    }
});

const own = `/console/organisations/${sql(router.database, `SELECT id FROM organisation WHERE identifier = '${FIRST}'`)[0].id}`;
const repeated = [
    { what: 'a service', role: 'TECHNICAL_ADMINISTRATOR', form: '/console/services/new', list: '/console/services', fields: { name: 'Twice Library', kind: 'LIBRARY', city: 'Lyon', country: 'FR' } },
    { what: 'a contact', role: 'AUTHORISED_REPRESENTATIVE', form: `${own}/contacts/new`, list: own, fields: { name: 'Twice Library', email: 'twice@univ.example', role: 'FUNCTIONAL' } },
];
for (const { what, role, form: path, list, fields } of repeated) {
    test(`the form of ${what} makes one, however often it is sent; changed, it makes another`, async () => {
        const visitor = await visitorOf(router, role);
        const form = (await visitor.get(path)).forms.find(({ action }) => action === path);
        const body = (changes) => [...filled(form).filter(([name]) => !(name in changes)), ...Object.entries(changes)];
        const times = async () => (await visitor.get(list)).text.split('Twice Library').length - 1;
        assert.equal((await visitor.post(path, body(fields))).status, 303);
        const once = await times();
        const answers = await Promise.all([1, 2].map(() => visitor.post(path, body(fields))));
        assert.deepEqual(answers.map(({ status }) => status), [303, 303]);
        assert.equal(await times(), once);
        assert.equal((await visitor.post(path, body({ ...fields, name: 'Twice Library, again' }))).status, 303);
        assert.ok((await times()) > once);
    });
}
