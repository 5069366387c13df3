// SPDX-License-Identifier: EUPL-1.2
// Pages between hostile hands: stored texts that try to become markup, and forms filled with everything that nobody should type.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { crawl, postForms, roles, sent } from './lib/crawl.mjs';
import { payload, startPoisoned, unescaped } from './lib/poison.mjs';
import { filled, Visitor, visitors } from './lib/visitor.mjs';
import { student, studentLink } from './lib/ways.mjs';

const router = await startPoisoned();
after(() => router.stop());
const found = {};
let people;

before(async () => {
    people = { ...(await visitors(router)), STUDENT: await student(router) };
    for (const role of roles) {
        found[role] = await crawl(people[role], ['/console']);
    }
    found.STRANGER = await crawl(people.STRANGER, ['/', '/console/sign-in', '/console/forgotten', await studentLink(router)]);
    found.STUDENT = await crawl(people.STUDENT, ['/student/card']);
});

function assertHarmless({ text, path }) {
    for (const markup of unescaped) {
        assert.ok(!text.includes(markup), `${path}: ${markup} stands in the page: ${text.slice(Math.max(0, text.indexOf(markup) - 200), text.indexOf(markup) + 80)}`);
    }
}

test('stored texts stay texts on every page', () => {
    const pages = Object.values(found).flat().filter(({ isPage }) => isPage);
    pages.forEach(assertHarmless);
    assert.ok(pages.some(({ text }) => text.includes('&lt;script&gt;window.pwned')), 'the texts do stand in the pages');
    assert.deepEqual(pages.filter(({ status }) => status >= 500).map(({ path, status }) => `${path}: ${status}`), []);
});

const hostile = [
    ['nothing', ''],
    ['blanks', ' \t\n '],
    ['markup', payload],
    ['an endless text', 'x'.repeat(70_000)],
    ['text from right to left', '\u202Etxt.exe\u202C שלום'],
    ['a NUL', 'a\0b'],
    ['half a character', '\uD83D'],
    ['SQL', "'; DROP TABLE card; --"],
    ['a number out of bounds', '99999999999999999999'],
    ['a line break for headers', 'a\r\nSet-Cookie: pwned=1'],
];

const typed = ['text', 'textarea', 'email', 'password', 'search', 'tel', 'url', 'number', 'date', 'select', 'checkbox', 'radio', 'hidden'];

test('forms answer whatever is typed into them', async () => {
    const forms = postForms(found).filter(({ fields }) => fields.some(({ kind }) => ['text', 'textarea', 'email', 'password', 'select', 'date'].includes(kind)));
    assert.ok(forms.length > 0);
    for (const form of forms) {
        // Passwords are slow to judge.
        const some = form.fields.some(({ kind }) => kind === 'password') ? hostile.slice(0, 4) : hostile;
        for (const [about, value] of some) {
            const visitor = people[form.role];
            const fresh = (await visitor.get(form.path)).forms.find(({ action, method }) => method === 'post' && action === form.action) ?? form;
            const kept = filled(fresh).filter(([name]) => ['csrf', 'for'].includes(name));
            const names = fresh.fields.filter(({ name, kind }) => typed.includes(kind) && !['csrf', 'for'].includes(name)).map(({ name }) => name);
            const { body, headers } = sent(fresh, [...kept, ...[...new Set(names)].map((name) => [name, value])]);
            const answer = await visitor.ask('POST', fresh.action, { body, headers });
            const at = `${form.action} of ${form.path} with ${about}`;
            assert.ok(answer.status < 500, `${at}: ${answer.status}`);
            assert.ok(!(answer.headers['set-cookie'] ?? []).some((line) => line.startsWith('pwned')), at);
            assertHarmless({ ...answer, path: at });
        }
    }
});

test('addresses answer whatever stands in them', async () => {
    const shapes = new Map(Object.entries(found).flatMap(([role, answers]) => answers.filter(({ isPage }) => isPage).map(({ shape, path }) => [shape, { role, path }])));
    for (const { role, path } of shapes.values()) {
        const url = new URL(path, router.url);
        const keys = [...url.searchParams.keys(), 'page', 'sort', 'next', 'lang'];
        for (const [about, value] of hostile.filter(([, text]) => text.length < 10_000)) {
            const query = new URLSearchParams(keys.map((key) => [key, value]));
            const answer = await people[role].get(`${url.pathname}?${query}`);
            assert.ok(answer.status < 500, `${path} with ${about}: ${answer.status}`);
            assert.ok(!(answer.headers['set-cookie'] ?? []).some((line) => line.startsWith('pwned')), path);
            assertHarmless(answer);
        }
    }
});

test('the router is as well as before', async () => {
    const answer = await new Visitor(router).get('/verify');
    assert.equal(answer.status, 200);
});
