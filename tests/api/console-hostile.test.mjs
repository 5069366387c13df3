// SPDX-License-Identifier: EUPL-1.2
// Pages between hostile hands: stored texts that try to become markup, and forms filled with everything that nobody should type.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { crawl, postForms, roles, shapeOf } from './lib/crawl.mjs';
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
    ['an endless text', 'x'.repeat(100_000)],
    ['text from right to left', '\u202Etxt.exe\u202C שלום'],
    ['a NUL', 'a\0b'],
    ['half a character', Buffer.from([0xed, 0xa0, 0xbd])],
    ['bytes of no text', Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0xf8])],
    ['SQL', "'; DROP TABLE card; --"],
    ['a number out of bounds', '99999999999999999999'],
    ['a line break for headers', 'a\r\nSet-Cookie: pwned=1'],
].map(([about, value]) => [about, Buffer.from(value)]);

const files = [
    ['an empty file', ''],
    ['a file of markup', payload],
    ['a picture that runs', `<svg xmlns="http://www.w3.org/2000/svg" onload="window.pwned=1"><script>window.pwned=1</script></svg>`],
    ['a picture that breaks off', Buffer.from('89504e470d0a1a0a0000000d4948445200', 'hex')],
    ['a file of NULs', Buffer.alloc(100_000)],
    ['a file of one endless line', 'x'.repeat(100_000)],
].map(([about, value]) => [about, Buffer.from(value)]);

const isOwn = ({ name }) => ['csrf', 'for', 'once'].includes(name);
const escaped = (bytes) => bytes.toString('hex').replace(/../g, '%$&');

const part = (name, bytes, more = '') => [Buffer.from(`--limit\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`), bytes, Buffer.from('\r\n')];

/** The body of a form and its header, from [[name, bytes]] and [[name, bytes of a file]]. */
function encoded(form, fields, uploads) {
    if (form.enctype !== 'multipart/form-data') {
        return { body: fields.map(([name, bytes]) => `${name}=${escaped(bytes)}`).join('&') };
    }
    const texts = fields.flatMap(([name, bytes]) => part(name, bytes));
    const pieces = uploads.flatMap(([name, bytes]) => part(name, bytes, '; filename="><script>window.pwned=1</script>"'));
    const body = Buffer.concat([...texts, ...pieces, Buffer.from('--limit--\r\n')]);
    return { body, headers: { 'Content-Type': 'multipart/form-data; boundary=limit' } };
}

/** Sends a form with hostile bytes in all of its fields, or in its files alone. */
async function attack(form, bytes, inFilesAlone, at) {
    const names = [...new Set(form.fields.filter((field) => field.kind !== 'file' && !isOwn(field)).map(({ name }) => name))];
    const kept = filled(form).filter(([name]) => inFilesAlone || isOwn({ name })).map(([name, value]) => [name, Buffer.from(value)]);
    const typed = inFilesAlone ? [] : names.map((name) => [name, bytes]);
    const uploads = form.fields.filter(({ kind }) => kind === 'file').map(({ name }) => [name, bytes]);
    const answer = await people[form.role].ask('POST', form.action, encoded(form, [...kept, ...typed], uploads));
    assert.ok(answer.status < 500, `${at}: ${answer.status}`);
    assert.ok(!(answer.headers['set-cookie'] ?? []).some((line) => line.startsWith('pwned')), at);
    assertHarmless({ ...answer, path: at });
}

/** Parts of the console whose forms must be among those that are attacked. */
const attacked = ['cards/new', 'cards/{}/edit', 'cards/chosen', 'persons/new', 'persons/{}/edit', 'imports', 'organisations/{}/edit', 'tokens/new', 'users/invite'];

test('forms answer whatever is typed into them, or sent as a file', async () => {
    const forms = postForms(found).filter(({ fields }) => fields.some((field) => !isOwn(field)));
    const shapes = new Set(forms.map(({ action }) => shapeOf(action)));
    assert.deepEqual(attacked.filter((one) => !shapes.has(`/console/${one}`)), []);
    for (const form of forms) {
        // Passwords are slow to judge.
        const some = form.fields.some(({ kind }) => kind === 'password') ? hostile.slice(0, 4) : hostile;
        for (const [about, bytes] of some) {
            await attack(form, bytes, false, `${form.action} of ${form.path} with ${about}`);
        }
        for (const [about, bytes] of form.fields.some(({ kind }) => kind === 'file') ? files : []) {
            await attack(form, bytes, true, `${form.action} of ${form.path} with ${about}`);
        }
    }
});

/** All names that a page takes in its address: those in links to it, and those of its forms that search. */
function namesOf({ path, forms }) {
    const searching = forms.filter(({ method }) => method === 'get').flatMap(({ fields }) => fields.map(({ name }) => name));
    return [...new Set([...new URL(path, router.url).searchParams.keys(), ...searching, 'page', 'sort', 'next', 'lang'])];
}

test('addresses answer whatever stands in them', async () => {
    const pages = Object.entries(found).flatMap(([role, answers]) => answers.filter(({ isPage }) => isPage).map((answer) => ({ ...answer, role })));
    for (const { role, path, forms } of new Map(pages.map((page) => [page.shape, page])).values()) {
        const { pathname } = new URL(path, router.url);
        for (const [about, bytes] of hostile.filter(([, { length }]) => length < 10_000)) {
            const query = namesOf({ path, forms }).map((name) => `${name}=${escaped(bytes)}`).join('&');
            const answer = await people[role].get(`${pathname}?${query}`);
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
