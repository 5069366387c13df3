// SPDX-License-Identifier: EUPL-1.2
// The student's page: the way in by a link that works once, what is shown and to whom alone, what the student can do, the way out.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { expectStatus } from './lib/expect.mjs';
import { mailTexts } from './lib/mailbox.mjs';
import { FIRST, SECOND, makeCard, makePerson, newEsi, personPath } from './lib/make.mjs';
import { draw, expectPicture } from './lib/pictures.mjs';
import { commandJson, removeDirectory, sharedRouter, sql, startRouter, temporaryDirectory, until } from './lib/router.mjs';
import { unescape, Visitor } from './lib/visitor.mjs';

const folder = temporaryDirectory();
after(() => removeDirectory(folder));
const accessLog = path.join(folder, 'access.log');
const mails = path.join(folder, 'mail');
const router = await sharedRouter({ args: ['--access-log', accessLog, '--mail-folder', mails] });
const first = router.client(FIRST);
const second = router.client(SECOND);

/** A student's browser. */
class Student extends Visitor {
    constructor(headers = {}) {
        super(router);
        this.own = headers;
    }

    ask(method, address, { headers = {}, ...rest } = {}) {
        const { pathname, search } = new URL(address, router.url);
        return super.ask(method, pathname + search, { headers: { ...this.own, ...headers }, ...rest });
    }

    /** The token that the forms of a page hold. */
    async tokenOf(address) {
        const field = (await this.get(address)).forms.flatMap(({ fields }) => fields).find(({ name }) => name === 'csrf');
        assert.ok(field, `${address} has a form`);
        return field.value;
    }

    /** Sends fields with the token of a page: to it, or to another address. */
    async send(address, fields = {}, to = address) {
        return this.post(to, { csrf: await this.tokenOf(address), ...fields });
    }
}

/** The words of a page, without markup. */
const wordsOf = (text) => unescape(text.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim();

const PAGES = ['card', 'kept', 'data', 'acts', 'email', 'text', 'withdraw'];
const HOLDER = 'Zoé <b>Holder</b>';

/** A student of an organisation with a card: {esi, number}. */
async function makeStudent(client = first, organisation = FIRST, enrolment = {}) {
    const esi = await makePerson(client, organisation, { fullName: HOLDER, email: 'zoe@univ.example', ...enrolment });
    return { esi, number: (await makeCard(client, { issuer: organisation, esi })).cardNumber };
}

const linkFor = async (esi, client = first) => expectStatus(await client.send('POST', `${personPath(esi)}/student-link`), 201).url;

/** Opens a link as a student does: looks at its page, presses the button. */
async function come(esi, client = first, headers = {}) {
    const visitor = new Student(headers);
    const answer = await visitor.send(await linkFor(esi, client));
    assert.deepEqual([answer.status, answer.headers['location']], [303, '/student/card']);
    return visitor;
}

const shows = async (visitor, page, status = 200) => {
    const answer = await visitor.get(`/student/${page}`);
    assert.equal(answer.status, status, `/student/${page}`);
    return answer;
};

const headingOf = ({ text }) => wordsOf(/<h1[^>]*>(.*?)<\/h1>/s.exec(text)?.[1] ?? '');

test('the link shows a button, and only the button uses it up', async () => {
    const { esi } = await makeStudent();
    const url = await linkFor(esi);
    const scanner = new Student();
    for (const method of ['GET', 'HEAD', 'GET']) {
        assert.equal((await scanner.ask(method, url)).status, 200);
    }
    assert.equal((await scanner.get(url)).text.match(/<button/g).length, 1);
    const visitor = new Student();
    const come = await visitor.send(url);
    assert.equal(come.status, 303);
    const cookie = come.headers['set-cookie'].find((one) => one.startsWith('esc-student='));
    assert.match(cookie, /^esc-student=[0-9A-Za-z]{43}; Path=\/; Max-Age=1800; SameSite=Strict; HttpOnly$/);
    assert.equal((await visitor.get('/student')).headers['location'], '/student/card');
    assert.ok((await shows(visitor, 'card')).text.includes('Zoé &lt;b&gt;Holder&lt;/b&gt;'));
});

test('links that were used, replaced, forged or cut off open nothing, and say why', async () => {
    const { esi } = await makeStudent();
    const replaced = await linkFor(esi);
    const used = await linkFor(esi);
    await new Student().send(used);
    const cases = [
        [used, 410, 'This link was used before'],
        [replaced, 410, 'This link was replaced'],
        [used.slice(0, -1), 404, 'This link is not known'],
        [`${router.url}/link/student/${'0'.repeat(43)}`, 404, 'This link is not known'],
        [`${router.url}/link/student/${encodeURIComponent('<script>')}`, 404, 'This link is not known'],
    ];
    for (const [url, status, heading] of cases) {
        const visitor = new Student();
        const page = await visitor.get(url);
        assert.deepEqual([page.status, headingOf(page)], [status, heading]);
        const csrf = await visitor.tokenOf('/student/link');
        const sent = await visitor.post(url, { csrf });
        assert.deepEqual([sent.status, headingOf(sent)], [status, heading]);
        assert.ok(!visitor.cookies.has('esc-student'));
    }
});

test('of many who press the button of one link at once, one gets in', async () => {
    const url = await linkFor((await makeStudent()).esi);
    const visitors = Array.from({ length: 8 }, () => new Student());
    const tokens = await Promise.all(visitors.map((visitor) => visitor.tokenOf(url)));
    const answers = await Promise.all(visitors.map((visitor, i) => visitor.post(url, { csrf: tokens[i] })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 410, 410, 410, 410, 410, 410, 410]);
    assert.equal(visitors.filter((visitor) => visitor.cookies.has('esc-student')).length, 1);
});

test('over TLS the cookie is sent over TLS alone, and belongs to this host', async (t) => {
    const safe = await startRouter({ args: ['--public-url', 'https://router.example'] });
    t.after(() => safe.stop());
    const client = safe.client(FIRST);
    const esi = await makePerson(client);
    const { pathname } = new URL(await linkFor(esi, client));
    const visitor = new Visitor(safe);
    const { headers } = await visitor.submit(pathname, {});
    const cookie = headers['set-cookie'].find((one) => one.startsWith('__Host-esc-student='));
    assert.match(cookie, /; Path=\/; Max-Age=1800; SameSite=Strict; HttpOnly; Secure$/);
    assert.equal((await visitor.get('/student/card')).status, 200);
});

test('links and visits that have expired', async () => {
    const { esi } = await makeStudent();
    const url = await linkFor(esi);
    const visitor = await come((await makeStudent()).esi);
    await shows(visitor, 'card');
    sql(router.database, 'UPDATE link SET expires_at_us = created_at_us + 1 WHERE purpose IN (5, 7) AND used_at_us IS NULL');
    const expired = await new Student().get(url);
    assert.deepEqual([expired.status, headingOf(expired)], [410, 'This link has expired']);
    for (const page of PAGES) {
        assert.equal(headingOf(await shows(visitor, page, 401)), 'Please open your link');
    }
});

test('nobody gets in without a visit', async () => {
    await makeStudent();
    const strangers = [new Student(), new Student(), new Student()];
    strangers[1].cookies.set('esc-student', '0'.repeat(43));
    strangers[2].cookies.set('esc-student', "' OR 1=1 --");
    for (const visitor of strangers) {
        for (const page of [...PAGES, 'export', 'picture']) {
            const { text } = await shows(visitor, page, 401);
            assert.ok(!text.includes('Holder'));
        }
        for (const page of ['email', 'text', 'withdraw', 'close']) {
            assert.equal((await visitor.post(`/student/${page}`, { csrf: 'x', email: 'eve@evil.example', sure: 'yes' })).status, 401);
        }
    }
    const program = await fetch(`${router.url}/student/data`, { headers: { accept: 'application/json' } });
    assert.deepEqual([program.status, (await program.json()).code], [401, 'ER-2422']);
});

test('pages are kept nowhere, tell no other site, and hold to the policy of apps', async () => {
    const visitor = await come((await makeStudent()).esi);
    for (const page of PAGES) {
        const { headers, text } = await shows(visitor, page);
        assert.equal(headers['cache-control'], 'no-store', page);
        assert.equal(headers['referrer-policy'], 'no-referrer', page);
        assert.match(headers['content-security-policy'], /^default-src 'none';.*frame-ancestors 'none'.*; manifest-src 'self'; worker-src 'self'$/, page);
        assert.ok(text.includes('<meta name="robots" content="noindex">'), page);
        assert.ok(!text.includes('<b>Holder'), page);
    }
    assert.ok(!((await fetch(`${router.url}/verify`)).headers.get('content-security-policy')).includes('worker-src'));
});

test('the card: name, validity, number, QR code, picture and colours of its organisation', async () => {
    const { esi, number } = await makeStudent();
    await shows(await come(esi), 'picture', 404);
    const form = new FormData();
    form.append('file', new Blob([draw('jpeg', 200, 300)], { type: 'image/jpeg' }), 'me.jpg');
    const put = await fetch(`${router.url}/api/v2/organisations/${FIRST}/person/${encodeURIComponent(esi)}/picture`, {
        method: 'POST', headers: { authorization: `Bearer ${router.organisations[FIRST].token}` }, body: form,
    });
    assert.equal(put.status, 201);
    const visitor = await come(esi);
    const { text } = await shows(visitor, 'card');
    assert.ok(text.includes(number));
    assert.match(text, /<div class="esc-code">\s*<svg [^>]*role="img"/);
    const colours = /href="(\/colours\/[^"]+)"/.exec(text)[1];
    assert.equal(colours, '/colours/0b3d91-ffcc00-ffffff.css');
    const style = await visitor.get(colours);
    assert.equal(style.text, ':root{--own:#0b3d91;--own-edge:#ffcc00;--own-text:#ffffff}\n');
    assert.match(style.headers['cache-control'], /immutable/);
    assert.ok(wordsOf(text).includes('Valid until') && text.includes('src="/student/picture"'));
    const picture = await shows(visitor, 'picture');
    assert.equal(picture.headers['content-type'], 'image/jpeg');
    assert.equal(picture.headers['cache-control'], 'no-store');
    const [part] = JSON.parse((await shows(visitor, 'export')).text).organisations;
    assert.deepEqual([part.hasPicture, part.picture.mediaType], [true, 'image/jpeg']);
    expectPicture(Buffer.from(part.picture.base64, 'base64'));
});

test('texts in colours that can not be read become black or white; other colours are none', async () => {
    const style = async (name) => (await fetch(`${router.url}/colours/${name}`)).text();
    assert.equal(await style('ffcc00-000000-ffffff.css'), ':root{--own:#ffcc00;--own-edge:#000000;--own-text:#000000}\n');
    for (const name of ['ffcc00-000000.css', 'ffcc0-000000-ffffff.css', 'ffcc00-000000-ffffff-1.css', 'red-red-red.css', 'ffcc00-000000-ffffff', '%7D%7D%7D%7D%7D%7D-000000-ffffff.css']) {
        assert.equal((await fetch(`${router.url}/colours/${name}`)).status, 404, name);
    }
});

test('cards: the valid first, expired ones without a code, deleted ones not at all', async () => {
    const { esi, number } = await makeStudent();
    const more = { personIdentifier: esi, issuerIdentifier: FIRST, cardType: 'PASSIVE', cardStatusType: 'ACTIVE', issuedAt: '2020-01-01', expiresAt: '2999-01-01' };
    const expired = expectStatus(await first.post('/api/v2/cards', { ...more, expiresAt: '2021-01-01' }), 201).cardNumber;
    const inactive = expectStatus(await first.post('/api/v2/cards', { ...more, cardStatusType: 'INACTIVE' }), 201).cardNumber;
    const deleted = expectStatus(await first.post('/api/v2/cards', more), 201).cardNumber;
    await first.delete(`/api/v2/cards/${deleted}`);
    const visitor = await come(esi);
    const { text } = await shows(visitor, 'card');
    assert.deepEqual([...text.matchAll(/data-number="([^"]+)"/g)].map(([, one]) => one), [number, inactive, expired]);
    assert.equal(text.match(/class="esc-code"/g).length, 2);
    const data = await shows(visitor, 'data');
    assert.ok(data.text.includes(deleted), 'what is stored is shown whole');
});

test('another student’s data never, and of two organisations one', async () => {
    const other = await makeStudent(first, FIRST, { fullName: 'Eve Other', email: 'eve@other.example' });
    const { esi } = await makeStudent();
    expectStatus(await second.post('/api/v2/persons', {
        identifier: esi, identifierCode: 'ESI', personOrganisationUpdateViews: [{ organisationIdentifier: SECOND, fullName: 'Zoé Second', email: 'zoe@second.example' }],
    }), 201);
    const visitor = await come(esi);
    for (const page of [...PAGES, 'export']) {
        const { text } = await shows(visitor, page);
        for (const foreign of ['Eve Other', 'eve@other.example', other.number, other.esi, 'Zoé Second', 'zoe@second.example']) {
            assert.ok(!text.includes(foreign), `${page} shows ${foreign}`);
        }
    }
    const there = await come(esi, second);
    assert.ok((await shows(there, 'data')).text.includes('zoe@second.example'));
    assert.ok(!(await shows(there, 'export')).text.includes('zoe@univ.example'));
});

test('a form counts with its own token alone, from this site alone', async () => {
    const visitor = await come((await makeStudent()).esi);
    const other = await come((await makeStudent()).esi);
    const csrf = await visitor.tokenOf('/student/email');
    const cases = [
        [{ email: 'eve@evil.example' }, {}],
        [{ email: 'eve@evil.example', csrf: '' }, {}],
        [{ email: 'eve@evil.example', csrf: await other.tokenOf('/student/email') }, {}],
        [{ email: 'eve@evil.example', csrf }, { 'sec-fetch-site': 'cross-site' }],
        [{ email: 'eve@evil.example', csrf }, { origin: 'https://evil.example' }],
    ];
    for (const [fields, headers] of cases) {
        assert.equal((await visitor.post('/student/email', fields, { headers })).status, 403);
    }
    for (const page of ['text', 'withdraw', 'close']) {
        assert.equal((await visitor.post(`/student/${page}`, { sure: 'yes', version: '1' })).status, 403, page);
    }
    assert.ok((await shows(visitor, 'data')).text.includes('zoe@univ.example'));
    const stranger = new Student();
    const url = await linkFor((await makeStudent()).esi);
    assert.equal((await stranger.post(url, {})).status, 403);
    assert.equal((await stranger.get(url)).status, 200, 'the link is still good');
});

test('a form that is sent twice, and one sent after all is gone, do no harm', async () => {
    const visitor = await come((await makeStudent()).esi);
    const csrf = await visitor.tokenOf('/student/withdraw');
    const sent = await Promise.all([1, 2, 3].map(() => visitor.post('/student/withdraw', { csrf, sure: 'yes' })));
    const statuses = sent.map(({ status }) => status).sort();
    assert.equal(statuses[0], 200);
    assert.ok(statuses.slice(1).every((status) => status >= 400 && status < 500), statuses.join());
    assert.ok([401, 404].includes((await visitor.get('/student/card')).status), 'nor does going back show anything');
});

test('the address is corrected, taken away, and nonsense is shown again with what is wrong', async () => {
    const { esi } = await makeStudent();
    const visitor = await come(esi);
    const saved = await visitor.send('/student/email', { email: ' new@univ.example ' });
    assert.deepEqual([saved.status, saved.headers['location']], [303, '/student/data']);
    const data = await shows(visitor, 'data');
    assert.ok(data.text.includes('new@univ.example') && wordsOf(data.text).includes('Saved.'));
    for (const bad of ['nonsense', '"><script>alert(1)</script>', `${'x'.repeat(300)}@univ.example`]) {
        const again = await visitor.send('/student/email', { email: bad });
        assert.equal(again.status, 400, bad);
        assert.ok(again.text.includes('id="summary"') && !again.text.includes('<script>alert'));
    }
    assert.equal((await visitor.send('/student/email', { email: 'a@b\u0000.example' })).status, 400);
    assert.equal((await visitor.send('/student/email', { email: '' })).status, 303);
    const person = expectStatus(await first.get(personPath(esi)), 200);
    assert.equal(person.personOrganisationViews?.[0]?.email ?? null, null);
});

test('who read or changed it: organisations and the student', async () => {
    const { esi } = await makeStudent();
    const visitor = await come(esi);
    await visitor.send('/student/email', { email: 'new@univ.example' });
    await commandJson('student', 'show', '--database', router.database, esi);
    const words = wordsOf((await shows(visitor, 'acts')).text);
    const lines = ['Looked at all that is stored about you The operator of the router', 'Corrected your e-mail address You',
        'Issued a card Université de Saint-Valentin', 'Registered you Université de Saint-Valentin'];
    let at = -1;
    for (const line of lines) {
        const found = words.indexOf(line);
        assert.ok(found > at, `"${line}" in "${words}"`);
        at = found;
    }
    assert.ok(!words.includes('Changed your data'), 'a correction is told once');
});

test('everything to take along, as JSON', async () => {
    const { esi, number } = await makeStudent();
    const { headers, text } = await shows(await come(esi), 'export');
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers['content-disposition'], 'attachment; filename="student.json"');
    const all = JSON.parse(text);
    assert.equal(all.identifier, esi);
    assert.equal(all.organisations[0].fullName, HOLDER);
    assert.equal(all.organisations[0].cards[0].cardNumber, number);
    assert.deepEqual([all.organisations[0].hasPicture, all.organisations[0].picture], [false, null]);
});

test('the text in the student’s language; a newer one is agreed to', async () => {
    const { esi } = await makeStudent();
    const visitor = await come(esi, first, { 'accept-language': 'fr' });
    assert.ok((await shows(visitor, 'text')).text.includes('J’accepte que l’Université'));
    assert.ok(!(await shows(visitor, 'text')).text.includes('name="version"'));
    sql(router.database, `INSERT INTO consent_text (organisation_id, version, language, body, hash, published_at_us)
        SELECT id, 2, 'fr', 'Nouveau texte', x'00', ${Date.now()}000 FROM organisation WHERE identifier = '${FIRST}'`);
    const fresh = await shows(visitor, 'text');
    assert.ok(fresh.text.includes('Nouveau texte') && fresh.text.includes('name="version" value="2"'));
    assert.equal((await visitor.send('/student/text', { version: '2' })).status, 303);
    const consents = JSON.parse((await shows(visitor, 'export')).text).organisations[0].consents;
    assert.deepEqual([consents.at(-1).version, consents.at(-1).how, consents.at(-1).language], [2, 'PORTAL', 'fr']);
    assert.ok(!(await shows(visitor, 'text')).text.includes('name="version"'));
    sql(router.database, 'DELETE FROM consent_text WHERE version = 2');
});

test('withdrawing wants to be sure, erases, and ends the visit', async () => {
    const { esi, number } = await makeStudent();
    const visitor = await come(esi);
    const unsure = await visitor.send('/student/withdraw');
    assert.equal(unsure.status, 400);
    assert.ok(unsure.text.includes('href="#sure"'));
    expectStatus(await first.get(personPath(esi)), 200);
    const done = await visitor.send('/student/withdraw', { sure: 'yes' });
    assert.equal(done.status, 200);
    assert.equal(done.headers['clear-site-data'], '"storage"');
    assert.ok(done.text.includes('data-page="forget"') && !done.text.includes('Holder'));
    assert.ok(!visitor.cookies.has('esc-student'));
    assert.equal((await first.get(`/api/v2/cards/${number}/status`)).status, 404);
    expectStatus(await first.get(personPath(esi)), 404);
});

test('where no consent is needed, the page says how to object', async () => {
    const at = ['--database', router.database];
    await commandJson('organisation', 'edit', ...at, '--legal-basis', 'public-task', SECOND);
    await commandJson('organisation', 'contact', 'add', ...at, '--role', 'data-protection', '--name', 'An Officer', '--email', 'dpo@second.example', SECOND);
    const { esi } = await makeStudent(second, SECOND);
    const visitor = await come(esi, second);
    const page = await until('the legal basis is known', async () => {
        const shown = await shows(visitor, 'withdraw');
        return headingOf(shown) === 'Object' && shown;
    });
    assert.ok(wordsOf(page.text).includes('public task') && page.text.includes('mailto:dpo@second.example') && !page.text.includes('name="sure"'));
    const refused = await visitor.send('/student/email', { sure: 'yes' }, '/student/withdraw');
    assert.ok([400, 403].includes(refused.status));
    expectStatus(await second.get(personPath(esi)), 200);
});

test('closing ends the visit for good', async () => {
    const visitor = await come((await makeStudent()).esi);
    const stolen = new Student();
    stolen.cookies.set('esc-student', visitor.cookies.get('esc-student'));
    await shows(stolen, 'card');
    const closed = await visitor.send('/student/card', {}, '/student/close');
    assert.equal(closed.status, 200);
    assert.equal(closed.headers['clear-site-data'], '"storage"');
    assert.ok(!visitor.cookies.has('esc-student'));
    await shows(stolen, 'card', 401);
    assert.equal((await visitor.get('/student/close')).status, 405);
});

/** The mails to a receiver. */
const mailsTo = (receiver) => mailTexts(mails).filter((mail) => mail.includes(receiver));

test('who asks for a link is told the same whether there is such a student or not', async () => {
    const email = `asker-${Date.now()}@univ.example`;
    const { esi, number } = await makeStudent(first, FIRST, { email });
    const asks = [[newEsi(), email], [esi, 'eve@evil.example'], ['nonsense', 'nonsense'], [esi, email.toUpperCase()], [number, email]];
    const answers = [];
    for (const [who, address] of asks) {
        const answer = await new Student().send('/student/link', { number: who, email: address });
        assert.equal(answer.status, 200);
        answers.push(answer.text);
    }
    assert.equal(new Set(answers).size, 1);
    const [mail] = await until('the mail is there', () => mailsTo(email).length > 0 && mailsTo(email));
    const url = /http:\/\/\S+\/link\/student\/[0-9A-Za-z]+/.exec(mail)[0];
    const visitor = new Student();
    assert.equal((await visitor.send(url)).status, 303);
    assert.ok((await shows(visitor, 'data')).text.includes(number));
    assert.equal(mailsTo(email).length, 1, 'no second mail within ten minutes');
    assert.equal(mailsTo('eve@evil.example').length, 0);
});

test('a link in a mail never leads where the caller says', async () => {
    const visitor = new Student();
    const csrf = await visitor.tokenOf('/student/link');
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
        const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const sent = request(`${router.url}/student/link`, {
            method: 'POST', headers: { host: 'evil.example', cookie, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
        }, (answer) => answer.resume().on('end', () => resolve(answer.statusCode)));
        sent.on('error', reject).end(`csrf=${encodeURIComponent(csrf)}&number=x&email=a%40b.example`);
    });
    assert.equal(status, 503);
});

test('an empty wish is shown again; too many from one address have to wait', async () => {
    const visitor = new Student();
    const again = await visitor.send('/student/link', { number: ' ', email: 'a@b.example' });
    assert.equal(again.status, 400);
    assert.ok(again.text.includes('href="#number"') && again.text.includes('value="a@b.example"'));
    const csrf = await visitor.tokenOf('/student/link');
    const wish = () => visitor.post('/student/link', { csrf, number: 'x', email: 'a@b.example' });
    await until('the address is held back', async () => (await wish()).status === 429);
    await shows(visitor, 'link');
});

test('the app for the home screen: manifest in the page’s language, icons, worker', async () => {
    const manifest = await (await fetch(`${router.url}/student/manifest.webmanifest?lang=de`)).json();
    assert.equal(manifest.lang, 'de');
    assert.deepEqual([manifest.start_url, manifest.scope, manifest.display], ['/student/card', '/student/', 'standalone']);
    for (const icon of manifest.icons) {
        const answer = await fetch(`${router.url}${icon.src}`);
        assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, icon.type]);
        const bytes = Buffer.from(await answer.arrayBuffer());
        if (icon.type === 'image/png') {
            assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, icon.sizes);
        }
    }
    const worker = await fetch(`${router.url}/student/worker.js`);
    assert.deepEqual([worker.status, worker.headers.get('cache-control')], [200, 'no-cache']);
    assert.match(worker.headers.get('content-type'), /javascript/);
});

test('pages speak the student’s language', async () => {
    const visitor = await come((await makeStudent()).esi, first, { 'accept-language': 'de-AT, en;q=0.5' });
    assert.equal((await shows(visitor, 'card')).headers['content-language'], 'de');
    await visitor.get('/student/card?lang=pl');
    assert.equal((await shows(visitor, 'data')).headers['content-language'], 'pl');
});

test('no log has links, keys, addresses, identifiers, names or numbers', async () => {
    const email = `logged-${Date.now()}@univ.example`;
    const { esi, number } = await makeStudent(first, FIRST, { email });
    const url = await linkFor(esi);
    const visitor = new Student();
    await visitor.send(url);
    const key = visitor.cookies.get('esc-student');
    for (const page of [...PAGES, 'export']) {
        await shows(visitor, page);
    }
    await visitor.send('/student/email', { email: `new-${email}` });
    await visitor.send('/student/email', { email: 'bad' });
    await new Student().get(url);
    await until('the last answer is logged', () => readFileSync(accessLog, 'utf8').trim().split('\n').at(-1).includes('pageStudentLink'));
    const logs = readFileSync(accessLog, 'utf8') + router.process.stderr;
    assert.match(logs, / GET pageStudentCard 200 /);
    for (const secret of [url.split('/').at(-1), key, email, esi, number, 'Holder']) {
        assert.ok(!logs.includes(secret), `the log has ${secret}`);
    }
});
