// SPDX-License-Identifier: EUPL-1.2
// Sessions of the console: how they begin and end, what their cookies are like, and what others try with them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sharedRouter, sql } from './lib/router.mjs';
import { filled, Visitor } from './lib/visitor.mjs';

const router = await sharedRouter();
const userOf = (role) => router.users.find((user) => user.role === role);
const reader = userOf('READER');

const titleOf = ({ text }) => /<h1>\s*([^<]*?)\s*<\/h1>/.exec(text)?.[1];

async function signedIn(user = reader) {
    const visitor = new Visitor(router);
    await visitor.signIn(user);
    return visitor;
}

test('the cookie of a session is out of reach of scripts and other sites', async () => {
    const answer = await new Visitor(router).signIn(reader);
    const cookie = answer.headers['set-cookie'].find((line) => line.startsWith('esc-session='));
    assert.match(cookie, /^esc-session=[\w-]{43}; Path=\/; SameSite=(Lax|Strict); HttpOnly$/);
    assert.equal(answer.location, '/console');
});

test('neither a wrong password nor an unknown address tells which of them is wrong', async () => {
    const visitor = new Visitor(router);
    const [wrong, unknown] = [await visitor.submit('/console/sign-in', { email: reader.email, password: 'not the password' }),
        await visitor.submit('/console/sign-in', { email: 'nobody@sandbox.example', password: 'not the password' })];
    for (const answer of [wrong, unknown]) {
        assert.equal(answer.status, 400);
        assert.match(answer.text, /The e-mail address or the password is wrong/);
        assert.ok(!answer.text.includes('not the password'), 'a password is not shown again');
    }
    assert.ok(wrong.text.includes(`value="${reader.email}"`), 'the address need not be typed again');
    assert.equal(visitor.cookies.has('esc-session'), false);
});

test('what was not entered is told at its field and on top', async () => {
    const answer = await new Visitor(router).submit('/console/sign-in', { email: ' ', password: '' });
    assert.equal(answer.status, 400);
    for (const part of ['<a href="#email">', '<a href="#password">', 'id="email-error"', 'id="password-error"', 'aria-invalid="true"']) {
        assert.ok(answer.text.includes(part), part);
    }
});

test('a session that somebody has planted is none, and its secret is not taken over', async () => {
    const planted = 'A'.repeat(43);
    const visitor = new Visitor(router);
    visitor.cookies.set('esc-session', planted);
    assert.equal((await visitor.get('/console')).status, 303);
    await visitor.signIn(reader);
    assert.notEqual(visitor.cookies.get('esc-session'), planted);
    const attacker = new Visitor(router);
    attacker.cookies.set('esc-session', planted);
    assert.equal((await attacker.get('/console')).status, 303);
});

test("a form that was made for a guest does not count in somebody's session", async () => {
    const visitor = await signedIn();
    const guest = new Visitor(router);
    const form = (await guest.get('/console/sign-in')).forms.find(({ method }) => method === 'post');
    guest.cookies.set('esc-session', visitor.cookies.get('esc-session'));
    const answer = await guest.post('/console/sign-in', [...filled(form), ['email', reader.email], ['password', reader.password]]);
    assert.equal(answer.status, 403);
    assert.equal((await visitor.get('/console')).status, 200);
});

test('the database holds no secret of a session', async () => {
    const visitor = await signedIn();
    const tables = sql(router.database, "SELECT name FROM sqlite_master WHERE type = 'table'").map(({ name }) => name);
    const all = tables.map((name) => JSON.stringify(sql(router.database, `SELECT * FROM "${name}"`))).join('\n');
    assert.ok(!all.includes(visitor.cookies.get('esc-session')));
});

test('signing in leads to the page that was asked for, and to no other site', async () => {
    const targets = [
        ['/console?a=1', '/console?a=1'],
        ['/console/account', '/console/account'],
        ['https://attacker.example/', '/console'],
        ['//attacker.example/', '/console'],
        ['/\\attacker.example', '/console'],
        ['/console\\@attacker.example', '/console'],
        ['/consoles', '/console'],
        ['\t//attacker.example', '/console'],
        ['/console/\r\nSet-Cookie: a=b', '/console'],
        ['javascript:alert(1)', '/console'],
        ['console', '/console'],
        ['', '/console'],
    ];
    const known = await signedIn();
    for (const [next, expected] of targets) {
        const page = `/console/sign-in?next=${encodeURIComponent(next)}`;
        const answer = await known.get(page);
        assert.deepEqual([answer.status, answer.location], [303, expected], `${JSON.stringify(next)}, signed in already`);
        const form = (await new Visitor(router).get(page)).forms.find(({ method }) => method === 'post');
        assert.equal(filled(form).find(([name]) => name === 'next')?.[1], expected, `${JSON.stringify(next)} in the form`);
    }
    for (const [next, expected] of targets.slice(1, 4)) {
        const sent = await new Visitor(router).submit('/console/sign-in', { email: reader.email, password: reader.password, next });
        assert.deepEqual([sent.status, sent.location], [303, expected], `${JSON.stringify(next)} sent`);
    }
});

test('a strange language or method changes nothing about who may see', async () => {
    for (const path of ['/console?lang=xx', '/console?lang=%00', '/console/', '/console//', '/CONSOLE', '/esc-rest/console']) {
        const answer = await new Visitor(router).get(path);
        assert.ok([303, 400, 404].includes(answer.status), `${path}: ${answer.status}`);
    }
    const head = await new Visitor(router).ask('HEAD', '/console');
    assert.equal(head.status === 200, false);
    for (const method of ['PUT', 'DELETE', 'POST']) {
        assert.equal((await new Visitor(router).ask(method, '/console')).status, 405, method);
    }
});

test('logging out ends the session in the router, not only in the browser', async () => {
    const visitor = await signedIn();
    const secret = visitor.cookies.get('esc-session');
    const answer = await visitor.submit('/console', {}, '/console/sign-out');
    assert.deepEqual([answer.status, answer.location], [303, '/console/sign-in']);
    assert.match(answer.headers['clear-site-data'], /"cache"/);
    assert.equal(visitor.cookies.has('esc-session'), false);
    assert.match((await visitor.get('/console/sign-in')).text, /You are signed out/);
    visitor.cookies.set('esc-session', secret);
    assert.equal((await visitor.get('/console')).status, 303, 'the former secret opens nothing');
});

test('a page tells once what was done', async () => {
    const visitor = await signedIn();
    await visitor.submit('/console', {}, '/console/sign-out');
    assert.match((await visitor.get('/console/sign-in')).text, /role="status"/);
    assert.doesNotMatch((await visitor.get('/console/sign-in')).text, /role="status"/);
    for (const planted of ['999', '-1', '1e3', '<b>', '']) {
        visitor.cookies.set('esc-said', planted);
        const { status, text } = await visitor.get('/console/sign-in');
        assert.equal(status, 200, planted);
        assert.doesNotMatch(text, /role="status"/, planted);
    }
});

test('nobody works in an organisation at which he has no role', async () => {
    const visitor = await signedIn();
    visitor.cookies.set('esc-organisation', '999999992');
    const { text } = await visitor.get('/console');
    assert.ok(text.includes('Université de Saint-Valentin') && !text.includes('Hochschule Musterstadt'));
});

test('who guesses passwords has to wait, and is told so at the form', async () => {
    const visitor = new Visitor(router);
    const technical = userOf('TECHNICAL_ADMINISTRATOR');
    let answer;
    for (let attempt = 0; attempt < 30 && !/Too many attempts/.test(answer?.text ?? ''); attempt += 1) {
        answer = await visitor.submit('/console/sign-in', { email: technical.email, password: `guess ${attempt}` });
        assert.equal(answer.status, 400);
    }
    assert.match(answer.text, /Too many attempts have failed/);
    assert.equal(titleOf(answer), 'Sign in');
});

test('the language is that of the account when one signs in, and what is chosen afterwards holds', async () => {
    const languageOf = ({ text }) => /<html lang="(\w+)"/.exec(text)?.[1];
    const visitor = new Visitor(router);
    await visitor.get('/console/sign-in?lang=de');
    await visitor.signIn(reader);
    const chosen = languageOf(await visitor.get('/console'));
    assert.ok(['en', 'de'].includes(chosen));
    assert.equal(languageOf(await visitor.get('/console?lang=pl')), 'pl');
    assert.equal(languageOf(await visitor.get('/console/cards')), 'pl', 'on the next page too');
    assert.equal((await visitor.submit('/console/account', { language: 'fr' }, '/console/account/profile')).status, 303);
    assert.equal(languageOf(await visitor.get('/console')), 'fr', 'the one of the account, once it is set');
    await visitor.get('/console?lang=it');
    const again = new Visitor(router);
    await again.get('/console/sign-in?lang=de');
    await again.signIn(reader);
    assert.equal(languageOf(await again.get('/console')), 'fr');
    assert.equal((await again.submit('/console/account', { language: '' }, '/console/account/profile')).status, 303);
    assert.equal(languageOf(await again.get('/console')), 'en', 'as the browser says');
});
