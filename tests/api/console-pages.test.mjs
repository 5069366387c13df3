// SPDX-License-Identifier: EUPL-1.2
// What holds for every page of the console, found by following its links as each role: who may see it, what its head says, that looking changes
// nothing, and that nobody but its owner can send its forms.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { changed, contents, crawl, guardOf, postForms, roles, sent, shapeOf, withoutGuard } from './lib/crawl.mjs';
import { FIRST, makeCard } from './lib/make.mjs';
import { removeDirectory, sharedRouter, temporaryDirectory } from './lib/router.mjs';
import { filled, Visitor, visitors } from './lib/visitor.mjs';
import { linksByMail, student, studentLink } from './lib/ways.mjs';

const mails = temporaryDirectory();
after(() => removeDirectory(mails));
const router = await sharedRouter({ args: ['--mail-folder', mails] });
let people;
let contentsBefore;
const found = {};

const isConsole = ({ path, status }) => path.startsWith('/console') && status !== 404;
const guestPages = /^\/console\/(sign-in|factor|forgotten|register)/;

before(async () => {
    await makeCard(router.client(FIRST), { displayName: 'Ada L.' });
    people = { ...(await visitors(router)), STUDENT: await student(router) };
    const links = [...(await linksByMail(mails, people, router.users)), await studentLink(router)];
    contentsBefore = contents(router);
    for (const role of roles) {
        found[role] = await crawl(people[role], ['/console']);
    }
    found.STRANGER = await crawl(people.STRANGER, ['/', '/console/sign-in', '/console/forgotten', ...links]);
    found.STUDENT = await crawl(people.STUDENT, ['/student/card']);
});

test('looking at pages changes nothing', () => {
    assert.deepEqual(changed(contentsBefore, contents(router)), []);
});

test('every page has the strict policy, is not kept, and tells nobody where its reader came from', () => {
    for (const answer of Object.values(found).flat().filter(({ isPage }) => isPage)) {
        const { headers, path } = answer;
        const policy = headers['content-security-policy'] ?? '';
        assert.match(policy, /^default-src 'none'; /, path);
        assert.match(policy, /frame-ancestors 'none'/, path);
        assert.doesNotMatch(policy, /unsafe|\*|data:|http/, path);
        assert.equal(headers['x-content-type-options'], 'nosniff', path);
        assert.equal(headers['referrer-policy'], 'no-referrer', path);
        assert.match(headers['cache-control'], /no-store/, path);
    }
});

test('files of the console are not kept either, and are never shown as pages', () => {
    for (const { headers, path } of Object.values(found).flat().filter((answer) => answer.status === 200 && !answer.isPage && isConsole(answer))) {
        assert.match(headers['cache-control'], /no-store/, path);
        assert.equal(headers['x-content-type-options'], 'nosniff', path);
    }
});

test('the markup of every page is whole', () => {
    for (const { text, path } of Object.values(found).flat().filter(({ isPage }) => isPage)) {
        assert.match(text, /^<!doctype html>\s*<html lang="[a-z]{2}"/, path);
        assert.equal((text.match(/<h1\b/g) ?? []).length, 1, `${path} has one heading of the first order`);
        const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
        assert.deepEqual(ids.filter((id, i) => ids.indexOf(id) !== i), [], `${path}: ids that stand twice`);
        assert.doesNotMatch(text, /<[^>]*\son\w+=|<script>|\sstyle="/, path);
    }
});

test('a page of the console is for those who are signed in, and is shown after signing in', async () => {
    const paths = new Map(roles.flatMap((role) => found[role]).filter(isConsole).map((answer) => [answer.shape, answer.path]));
    for (const path of [...paths.values()].filter((one) => !guestPages.test(one))) {
        const answer = await new Visitor(router).get(path);
        assert.equal(answer.status, 303, path);
        const target = new URL(answer.location, router.url);
        assert.equal(target.pathname, '/console/sign-in', path);
        assert.equal(target.searchParams.get('next'), path);
    }
});

test('what one role can reach another is shown or refused, never an error', async () => {
    const paths = new Map(roles.flatMap((role) => found[role]).filter(isConsole).map((answer) => [answer.shape, answer.path]));
    for (const role of roles) {
        const own = new Set(found[role].map(({ shape }) => shape));
        for (const [shape, path] of paths) {
            if (!own.has(shape)) {
                const { status, text } = await people[role].get(path);
                assert.ok([200, 303, 403, 404].includes(status), `${path} for ${role}: ${status} ${text.slice(0, 300)}`);
            }
        }
    }
});

test('a form counts only with the token of the one who sends it, from a page of this site', async () => {
    const stateBefore = contents(router);
    const forms = postForms(found);
    assert.ok(forms.length > 0);
    for (const form of forms) {
        const other = !roles.includes(form.role) ? 'READER' : roles.find((role) => role !== form.role);
        const foreign = (await people[other].get('/console')).forms.map(guardOf).find((guard) => guard !== undefined);
        const own = guardOf(form);
        const attempts = [
            ['without a token', withoutGuard(form), {}],
            ['with an empty token', [...withoutGuard(form), ['csrf', '']], {}],
            ["with another user's token", [...withoutGuard(form), ['csrf', foreign]], {}],
            ['from another site', [...withoutGuard(form), ['csrf', own]], { 'Sec-Fetch-Site': 'cross-site' }],
            ['from a neighbouring site', [...withoutGuard(form), ['csrf', own]], { 'Sec-Fetch-Site': 'same-site' }],
            ['from another origin', [...withoutGuard(form), ['csrf', own]], { Origin: 'https://attacker.example' }],
            ['from nowhere', [...withoutGuard(form), ['csrf', own]], { Origin: 'null' }],
        ];
        assert.ok(own !== undefined, `${form.path}: the form for ${form.action} has a token`);
        for (const [about, fields, headers] of attempts) {
            const { body, headers: more = {} } = sent(form, fields);
            const answer = await people[form.role].ask('POST', form.action, { body, headers: { ...more, ...headers } });
            assert.equal(answer.status, 403, `${form.action} (${form.path}) ${about}`);
        }
    }
    assert.deepEqual(changed(stateBefore, contents(router)), [], 'nothing was changed by them');
});

test('no form is answered to a GET, and none changes anything by it', async () => {
    const stateBefore = contents(router);
    for (const form of postForms(found)) {
        const answer = await people[form.role].get(`${form.action.split('?')[0]}?${new URLSearchParams(filled(form))}`);
        assert.ok([200, 303, 400, 403, 404, 405].includes(answer.status), `${form.action}: ${answer.status}`);
    }
    assert.deepEqual(changed(stateBefore, contents(router)), []);
});

test('a form sent by somebody whose role may not do it is refused', async () => {
    const stateBefore = contents(router);
    const mine = new Set(postForms(found).filter(({ role }) => role === 'READER').map(({ action }) => shapeOf(action)));
    const [guard] = (await people.READER.get('/console')).forms.map(guardOf).filter(Boolean);
    const readerSees = new Set(found.READER.flatMap(({ forms }) => forms).map(({ action }) => shapeOf(action)));
    for (const form of postForms(found).filter(({ role, action }) => roles.includes(role) && !mine.has(shapeOf(action)) && !readerSees.has(shapeOf(action)))) {
        const fields = [...withoutGuard(form).filter(([name]) => name !== 'for'), ['csrf', guard]];
        const { body, headers } = sent(form, fields);
        const answer = await people.READER.ask('POST', form.action, { body, headers });
        assert.ok([303, 403, 404, 409].includes(answer.status), `${form.action} by a reader: ${answer.status}`);
    }
    assert.deepEqual(changed(stateBefore, contents(router)), [], 'nothing was changed by them');
});
