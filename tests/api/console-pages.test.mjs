// SPDX-License-Identifier: EUPL-1.2
// What holds for every page of the console, found by following its links as each role: who may see it, what its head says, that looking changes
// nothing, and that nobody but its owner can send its forms.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { changed, contents, crawl, guardOf, postForms, roles, sent, shapeOf, withoutGuard } from './lib/crawl.mjs';
import { FIRST, makeCard } from './lib/make.mjs';
import { pageRoutes, routeOf, sentOn } from './lib/routes.mjs';
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

/** Who may see which page: S super administrator, A authorised representative, F functional and T technical administrator, R reader. */
const table = {
    '/console': 'SAFTR',
    '/console/account': 'SAFTR',
    '/console/audit': 'SAFT',
    '/console/audit.csv': 'SAFT',
    '/console/cards': 'AFR',
    '/console/cards.csv': 'AFR',
    '/console/cards/new': 'AF',
    '/console/cards/{number}': 'AFR',
    '/console/cards/{number}/delete': 'AF',
    '/console/cards/{number}/edit': 'AF',
    '/console/cards/{number}/qr': 'AFR',
    '/console/cards/{number}/qr.pdf': 'AFR',
    '/console/cards/{number}/qr.png': 'AFR',
    '/console/contacts/{id}': 'SA',
    '/console/contacts/{id}/remove': 'SA',
    '/console/first-steps': 'AFTR',
    '/console/imports': 'AF',
    '/console/imports/{id}': 'AF',
    '/console/imports/{id}/errors.csv': 'AF',
    '/console/legal': 'SAFTR',
    '/console/legal/publish': 'S',
    '/console/legal/{version}': 'SAFTR',
    '/console/legal/{version}/accepted': 'S',
    '/console/legal/{version}/accepted.txt': 'A',
    '/console/organisations': 'SAFTR',
    '/console/organisations.csv': 'S',
    '/console/organisations/{id}': 'SAFTR',
    '/console/organisations/{id}/contacts/new': 'SA',
    '/console/organisations/{id}/edit': 'SA',
    '/console/organisations/{id}/legal/{version}': 'S',
    '/console/organisations/{id}/logo': 'SA',
    '/console/organisations/{id}/state/{act}': 'S',
    '/console/organisations/{id}/texts/new': 'AF',
    '/console/organisations/{id}/texts/{version}': 'AF',
    '/console/persons': 'AFR',
    '/console/persons.csv': 'AFR',
    '/console/persons/new': 'AF',
    '/console/persons/{esi}': 'AFR',
    '/console/persons/{esi}/delete': 'AF',
    '/console/persons/{esi}/edit': 'AF',
    '/console/persons/{esi}/link': 'AF',
    '/console/persons/{esi}/picture/edit': 'AF',
    '/console/processors': 'SA',
    '/console/processors/new': 'A',
    '/console/processors/{id}': 'SA',
    '/console/processors/{id}/withdraw': 'A',
    '/console/registrations': 'S',
    '/console/registrations/{id}': 'S',
    '/console/report.pdf': 'SAFTR',
    '/console/services': 'SAT',
    '/console/services/new': 'AT',
    '/console/services/told/new': 'AT',
    '/console/services/{id}': 'SAT',
    '/console/tokens': 'SAT',
    '/console/tokens/new': 'SAT',
    '/console/tokens/{id}/rotate': 'SAT',
    '/console/users': 'SA',
    '/console/users/invite': 'SA',
    '/console/users/{id}': 'SA',
};

const paths = pageRoutes().filter(({ method }) => method === 'GET').map(({ path }) => path);

test('the table has every page of the console', () => {
    const known = paths.filter((path) => path.startsWith('/console') && !guestPages.test(path) && !sentOn.includes(path) && !path.endsWith('/picture'));
    assert.deepEqual(Object.keys(table), known.sort());
});

/** An address of a route, found by the links of those who may see it; the institution's own where it has one. */
function addressOf(route) {
    const leadsThere = ({ path }) => routeOf(paths, path) === route;
    const answer = [found.AUTHORISED_REPRESENTATIVE, ...roles.map((role) => found[role])].flat().find(leadsThere);
    assert.ok(answer !== undefined, `a link leads to ${route}`);
    return answer.path;
}

test('each page is shown to whose role it is for, refused to other roles, and leads strangers to signing in', async () => {
    const wrong = [];
    for (const [route, who] of Object.entries(table)) {
        const path = addressOf(route);
        for (const role of roles) {
            const { status } = await people[role].get(path);
            const isRight = who.includes(role[0]) ? status === 200 : [403, 404].includes(status);
            wrong.push(...(isRight ? [] : [`${route} for ${role}: ${status} (${path})`]));
        }
        const { status, location } = await new Visitor(router).get(path);
        assert.deepEqual([status, location], [303, `/console/sign-in?next=${encodeURIComponent(path)}`], path);
    }
    assert.deepEqual(wrong, []);
});

test('every link leads somewhere', () => {
    const bad = Object.values(found).flat().filter(({ status }) => ![200, 303].includes(status));
    assert.deepEqual([...new Set(bad.map(({ path, status, from }) => `${path} answers ${status}, linked from ${from}`))], []);
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

/** The ids to which labels, descriptions and links within the page refer in vain. */
function dangling(text) {
    const ids = new Set([...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    const names = [...text.matchAll(/ (?:for|aria-labelledby|aria-describedby|aria-controls|data-copy)="([^"]*)"| href="#([^"]*)"/g)];
    return names.flatMap(([, list, link]) => (list ?? link).split(' ')).filter((name) => name !== '' && !ids.has(name));
}

test('the markup of every page is whole', () => {
    for (const { text, path } of Object.values(found).flat().filter(({ isPage }) => isPage)) {
        assert.match(text, /^<!doctype html>\s*<html lang="[a-z]{2}"/, path);
        assert.equal((text.match(/<h1\b/g) ?? []).length, 1, `${path} has one heading of the first order`);
        const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
        assert.deepEqual(ids.filter((id, i) => ids.indexOf(id) !== i), [], `${path}: ids that stand twice`);
        assert.deepEqual(dangling(text), [], `${path}: names of elements that are not there`);
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

/** What is typed in a text field: no number, address or day, so that most fields refuse it. */
const typed = 'Zwölf "grüne" <Flaschen> & mehr';

function isTyped({ kind, name }) {
    return ['text', 'textarea', 'email', 'tel', 'url', 'search'].includes(kind) && !['csrf', 'for'].includes(name);
}

test('a form that is refused says so on top and at its fields, and loses nothing that was typed', async () => {
    const looked = [];
    for (const form of postForms(found).filter(({ fields, enctype }) => fields.some(isTyped) && enctype !== 'multipart/form-data')) {
        const names = form.fields.filter(isTyped).map(({ name }) => name);
        const fields = [...filled(form).filter(([name]) => !names.includes(name)), ...names.map((name) => [name, typed])];
        const answer = await people[form.role].post(form.action, fields);
        if (answer.status !== 400 || !answer.isPage) {
            continue;
        }
        looked.push(form.action);
        const { text } = answer;
        assert.match(text, /<div class="summary" role="alert"/, form.action);
        assert.match(text, /<title>\s*Error:/, form.action);
        assert.deepEqual(dangling(text), [], `${form.action}: names of elements that are not there`);
        const wrong = [...text.matchAll(/<li><a href="#([^"]*)">/g)].map(([, id]) => id);
        for (const id of wrong) {
            assert.ok(text.includes(`id="${id}-error"`), `${form.action}: the complaint stands at ${id}`);
        }
        const again = answer.forms.find(({ action, method }) => method === 'post' && action === form.action);
        assert.ok(again !== undefined, `${form.action}: the form is there again`);
        for (const name of names) {
            assert.equal(again.fields.find((field) => field.name === name)?.value, typed, `${form.action}: ${name} is not lost`);
        }
    }
    assert.ok(looked.length >= 5, looked.join(' '));
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

const isEntered = ({ kind, name }) => isTyped({ kind, name }) || ['password', 'file', 'checkbox', 'radio', 'date', 'number'].includes(kind);
const nameOf = ({ action, fields }) => `${shapeOf(action)} ${fields.filter(({ kind }) => kind === 'button').map(({ name, value }) => `${name}=${value}`)}`;

test('each complaint on top leads to one place of the page, in the form that was sent', async () => {
    const looked = new Set();
    for (const form of postForms(found).filter(({ fields }) => fields.some(isEntered))) {
        const names = form.fields.filter(isEntered).map(({ name }) => name);
        const rest = filled(form).filter(([name]) => !names.includes(name));
        for (const value of ['', typed]) {
            const { body, headers } = sent(form, [...rest, ...names.map((name) => [name, value])]);
            const { status, text, forms } = await people[form.role].ask('POST', form.action, { body, headers });
            const again = forms.filter((one) => one.method === 'post' && nameOf(one) === nameOf(form)).flatMap(({ ids }) => ids);
            for (const [, id] of status === 400 ? text.matchAll(/<li><a href="#([^"]*)">/g) : []) {
                looked.add(form.action);
                assert.equal(text.split(` id="${id}"`).length - 1, 1, `${form.action}: ${id} stands once in the page`);
                assert.ok(again.includes(id), `${form.action}: ${id} is in the form that was sent`);
            }
        }
    }
    assert.ok(looked.has('/console/account/email') && looked.has('/console/account/password'), 'forms of one page');
    assert.ok(looked.size >= 12, [...looked].join(' '));
});
