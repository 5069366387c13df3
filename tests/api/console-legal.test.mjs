// SPDX-License-Identifier: EUPL-1.2
// Legal documents in the console: publishing, reading them filled, accepting what was read and nothing else, keeping the proof.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, test } from 'node:test';

import { day, FIRST, makePerson, personBody, SECOND } from './lib/make.mjs';
import { sharedRouter, sql } from './lib/router.mjs';
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
const articleOf = ({ text }) => /<article[^]*<\/article>/.exec(text)?.[0];
const formOf = (page, action) => page.forms.find((form) => form.method === 'post' && form.action === action);
const csrfOf = ({ forms }) => forms.flatMap(({ fields }) => fields).find(({ name }) => name === 'csrf').value;
const idOf = (identifier) => sql(router.database, `SELECT id FROM organisation WHERE identifier = '${identifier}'`)[0].id;
const versions = () => sql(router.database, 'SELECT COUNT(*) AS n FROM legal_document')[0].n;
const acceptances = (version) => sql(router.database, `SELECT COUNT(*) AS n FROM legal_acceptance WHERE version = ${version}`)[0].n;

const publication = {
    title: 'Documents of the test',
    graceUntil: '',
    'title-terms-0': 'Terms',
    'text-terms-0': '1. Parties\n\nBetween us and\n\n    {{organisation.name}}\n    {{organisation.identifier}}\n\n2. Duties\n\na) to be kind;\nb) to keep\n   what was promised.\n\n- <b>no</b> markup',
    'text-privacy-0': '',
    'text-joint-controllership-0': '',
};

const publish = (more = {}) => admin.submit('/console/legal/publish', { ...publication, act: 'publish', ...more });

/** Sends the form of acceptance as it stands in a page that was read. */
function accept(visitor, page, values) {
    const fields = filled(formOf(page, '/console/legal')).filter(([name]) => !(name in values));
    return visitor.post('/console/legal', [...fields, ...Object.entries(values)]);
}

const agreed = { acceptedBy: 'Remi Representative', agree: 'yes' };

test('what is accepted is shown to those who work there, with what there is to read', async () => {
    for (const role of ['AUTHORISED_REPRESENTATIVE', 'FUNCTIONAL_ADMINISTRATOR', 'TECHNICAL_ADMINISTRATOR', 'READER']) {
        const page = await people[role].get('/console/legal');
        assert.equal(page.status, 200, role);
        assert.match(articleOf(page), /<h2>Terms and Conditions<\/h2>[^]*<h3>1\. What the router is for<\/h3>/, role);
        assert.match(articleOf(page), /Université de Saint-Valentin/);
        assert.equal(formOf(page, '/console/legal'), undefined, 'nothing is left to accept');
    }
    assert.match(textOf(await representative.get('/console/legal')), /What was accepted Version Accepted by/);
    assert.doesNotMatch(textOf(await people.READER.get('/console/legal')), /What was accepted/);
});

test('a version with faults is refused with the place of each, and nothing is lost or published', async () => {
    const count = versions();
    const faulty = await publish({ title: '', graceUntil: 'soon', 'text-terms-0': 'Good\n{{organisation.shoes}}', 'title-privacy-0': '', 'text-privacy-0': '{{#processors}}\nnever closed' });
    assert.equal(faulty.status, 400);
    assert.deepEqual(summaryOf(faulty).sort(), ['graceUntil', 'text-privacy-0', 'text-terms-0', 'title', 'title-privacy-0']);
    assert.match(textOf(faulty), /[Ll]ine 2/);
    assert.ok(faulty.text.includes('{{organisation.shoes}}'));
    const nothing = await publish({ 'text-terms-0': '' });
    assert.match(textOf(nothing), /Enter at least one document/);
    assert.deepEqual(summaryOf(await publish({ graceUntil: day(-1) })), ['graceUntil']);
    assert.equal((await publish({ 'text-terms-0': 'x'.repeat(300_000) })).status, 400);
    assert.equal(versions(), count);
});

test('a language is added without publishing, and each needs all documents', async () => {
    const count = versions();
    const more = await publish({ act: 'language' });
    assert.equal(more.status, 200);
    assert.equal(more.text.match(/name="language"/g).length, 2);
    const page = formOf(more, '/console/legal/publish');
    const form = filled(page).filter(([name]) => !['act', 'language', 'text-privacy-1'].includes(name));
    const both = [['language', 'en'], ['language', 'fr'], ['text-privacy-1', 'Nous gardons peu.'], ['act', 'publish']];
    const refused = await admin.send(page, [...form, ...both]);
    assert.equal(refused.status, 400);
    assert.match(textOf(refused), /each language needs all documents/);
    assert.equal(versions(), count);
});

const file = (content) => ({ name: 'x', content });

test('texts are taken from files, shown filled before they are published, and published as they were shown', async () => {
    const count = versions();
    const terms = '\ufeffTerms from a file\r\n\r\n1. Parties\r\n\r\nFor {{organisation.name}}.\r\n{{#processors}}\r\n- {{processor.name}}\r\n{{/processors}}\r\n';
    const files = { 'text-terms-0': 'typed before', 'file-terms-0': file(terms), act: 'preview' };
    const seen = await publish(files);
    assert.equal(seen.status, 200);
    assert.match(articleOf(seen), /<h2>Terms from a file<\/h2>\s*<h3>1\. Parties<\/h3>\s*<p>For Université de Saint-Valentin\.<\/p>/);
    const form = formOf(seen, '/console/legal/publish');
    const valueOf = (name) => form.fields.find((field) => field.name === name).value;
    assert.equal(valueOf('title-terms-0'), 'Terms from a file');
    assert.match(valueOf('text-terms-0'), /^1\. Parties\n\nFor \{\{organisation\.name\}\}\.\n/);
    const other = await publish({ ...files, 'for-whom': SECOND });
    assert.match(articleOf(other), /For Hochschule Musterstadt\./);
    assert.deepEqual(summaryOf(await publish({ ...files, 'for-whom': '1' })), ['for-whom']);
    assert.equal(versions(), count, 'looking publishes nothing');
});

test('a file that is no text is refused by its kind, a template that is broken with its line, and what was typed stays', async () => {
    const count = versions();
    const cases = [
        ['%PDF-1.7 \0\xff', /The file is a PDF/],
        [Buffer.from('504b0304140006000800', 'hex'), /of a word processor/],
        [Buffer.from('fffe5400', 'hex'), /in UTF-16/],
        [Buffer.from('Title\nCaf\xe9', 'latin1'), /no text in UTF-8/],
        ['Title\nwith \0 in it', /no text: save/],
        [`Title\n${'x'.repeat(262_144)}`, /has 262150 bytes; 262144 at most/],
        ['Title alone', /a line with its title, and below it its text/],
        ['Title\n\nGood\n{{organisation.shoes}}', /Line 4/],
        ['Title\n{{#processors}}\nnever closed', /Line 2: the block is not closed/],
    ];
    for (const act of ['preview', 'publish', 'language']) {
        for (const [content, message] of cases) {
            const refused = await publish({ 'file-terms-0': file(content), act });
            assert.equal(refused.status, 400, String(message));
            assert.deepEqual(summaryOf(refused), ['file-terms-0'], String(message));
            assert.match(textOf(refused), message);
            assert.match(refused.text, /1\. Parties/, 'the text that was typed is there');
            assert.ok(!/<article/.test(refused.text));
        }
    }
    assert.equal(versions(), count);
});

test('only who may publish does', async () => {
    const page = await admin.get('/console/legal/publish');
    const form = formOf(page, '/console/legal/publish');
    const fields = [...filled(form).filter(([name]) => !['csrf', 'act'].includes(name)), ['act', 'publish']];
    for (const role of ['AUTHORISED_REPRESENTATIVE', 'READER']) {
        assert.equal((await people[role].get('/console/legal/publish')).status, 403, role);
        const guard = csrfOf(await people[role].get('/console'));
        assert.equal((await people[role].send(form, [...fields, ['csrf', guard]])).status, 403, role);
        assert.equal((await people[role].get('/console/legal/1/accepted')).status, 403, role);
    }
    assert.equal((await admin.send(form, fields)).status, 403, 'without the token of the form');
});

test('a new version has a grace, is read filled, and is accepted as it was read by who may', async () => {
    assert.equal((await publish({ graceUntil: day(14) })).status, 303);
    const version = versions();
    assert.match(textOf(await people.READER.get('/console')), /The legal documents have changed\. They are to be accepted until/);
    await makePerson(router.client(FIRST));

    const read = await representative.get('/console/legal');
    const article = articleOf(read);
    assert.match(article, /<h2>Terms<\/h2>\s*<h3>1\. Parties<\/h3>\s*<p>Between us and<\/p>\s*<p class="verse">Université de Saint-Valentin<br>\s*999999991<\/p>/);
    assert.match(article, /<ul>\s*<li class="lettered">a\) to be kind;<\/li>\s*<li class="lettered">b\) to keep\s+what was promised\.<\/li>\s*<\/ul>/);
    assert.match(article, /<li class="">&lt;b&gt;no&lt;\/b&gt; markup/);

    const reader = await people.READER.get('/console/legal');
    assert.equal(formOf(reader, '/console/legal'), undefined);
    const foreign = filled(formOf(read, '/console/legal')).filter(([name]) => name !== 'csrf');
    const guard = csrfOf(reader);
    assert.equal((await people.READER.post('/console/legal', [...foreign, ...Object.entries(agreed), ['csrf', guard]])).status, 403);

    assert.deepEqual(summaryOf(await accept(representative, read, { acceptedBy: ' ' })).sort(), ['acceptedBy', 'agree']);
    for (const hash of ['', 'zz', '0'.repeat(64)]) {
        assert.equal((await accept(representative, read, { ...agreed, hash })).status, 400, hash);
    }
    for (const acceptedBy of ['a\0b', 'x'.repeat(100_000)]) {
        assert.ok([400, 413].includes((await accept(representative, read, { ...agreed, acceptedBy })).status));
    }
    assert.equal(acceptances(version), 0);

    const edit = `/console/organisations/${idOf(FIRST)}/edit`;
    assert.equal((await representative.submit(edit, { name: 'Université de Saint-Valentin-les-Bains' })).status, 303);
    const stale = await accept(representative, read, agreed);
    assert.equal(stale.status, 400);
    assert.match(textOf(stale), /The text has changed since it was shown/);
    assert.match(articleOf(stale), /Saint-Valentin-les-Bains/, 'the page shows it as it is now');
    assert.equal(acceptances(version), 0);

    const bidi = '\u202EevitatneserpeR <script>alert(1)</script>';
    const now = await representative.get('/console/legal');
    assert.equal((await accept(representative, now, { ...agreed, acceptedBy: bidi })).status, 303);
    assert.equal((await accept(representative, now, agreed)).status, 400, 'the second time is told');
    assert.equal(acceptances(version), 1);
    const after = await representative.get('/console/legal');
    assert.ok(!after.text.includes('<script>alert') && after.text.includes('&lt;script&gt;alert'));
    assert.doesNotMatch(textOf(await representative.get('/console')), /The legal documents have changed/);

    const file = await representative.get(`/console/legal/${version}/accepted.txt`);
    const hash = createHash('sha256').update(file.body).digest('hex');
    assert.ok(after.text.includes(hash), 'the hash is that of the file');
    assert.match(file.headers['content-disposition'], /attachment/);
    assert.equal((await people.READER.get(`/console/legal/${version}/accepted.txt`)).status, 403);

    const list = await admin.get(`/console/legal/${version}/accepted`);
    assert.match(textOf(list), /Université de Saint-Valentin-les-Bains/);
    const link = list.links.find((one) => one.endsWith(`/legal/${version}`));
    assert.deepEqual((await admin.get(link)).body, file.body);
    assert.match(textOf(await admin.get(`/console/legal/${version}/accepted?organisation=nobody`)), /Nobody yet/);
});

test('what others have accepted is not told', async () => {
    assert.equal((await representative.get(`/console/organisations/${idOf(SECOND)}/legal/1`)).status, 404);
    assert.equal((await representative.get('/console/legal/99')).status, 404);
    assert.equal((await representative.get('/console/legal/99999999999')).status, 404);
    assert.equal((await representative.get('/console/legal/99/accepted.txt')).status, 404);
});

test('without a grace nothing is written until it is accepted', async () => {
    assert.equal((await publish({ title: 'At once' })).status, 303);
    assert.match(textOf(await people.READER.get('/console/users')) + textOf(await people.READER.get('/console')), /No person and no card can be changed until/);
    assert.equal((await router.client(FIRST).post('/api/v2/persons', personBody())).status, 403);
    const earlier = await representative.get('/console/legal/1');
    assert.match(textOf(earlier), /This is an earlier version/);
    assert.equal(formOf(earlier, '/console/legal'), undefined);
    const page = await representative.get('/console/legal');
    assert.equal((await accept(representative, page, agreed)).status, 303);
    await makePerson(router.client(FIRST));
});
