// SPDX-License-Identifier: EUPL-1.2
// The dashboard, its report and the QR codes of cards: as pages and as the files that esc-press makes, read back by the programs of others.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { expectStatus } from './lib/expect.mjs';
import { FIRST, SECOND, makeCard } from './lib/make.mjs';
import { removeDirectory, sharedRouter, temporaryDirectory } from './lib/router.mjs';
import { Visitor, visitors } from './lib/visitor.mjs';

const router = await sharedRouter({ students: 60 });
const folder = temporaryDirectory();
let people;
let own;
let foreign;

after(() => removeDirectory(folder));
before(async () => {
    people = await visitors(router);
    own = (await makeCard(router.client(FIRST), { displayName: 'Ελένη Παπαδοπούλου' })).cardNumber;
    foreign = (await makeCard(router.client(SECOND), { issuer: SECOND })).cardNumber;
});

const user = () => people.READER;
const plain = (html) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

function kept(name, { body }) {
    const file = path.join(folder, name);
    writeFileSync(file, body);
    return file;
}

function run(program, ...args) {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

const factsOf = (file) => Object.fromEntries(run('pdfinfo', file).split('\n').map((line) => line.split(/:\s+/, 2)));

/** What a scanner reads on the first page of a PDF. */
function scanned(file) {
    const picture = file.replace(/\.pdf$/, '');
    run('pdftoppm', '-r', '200', '-png', '-singlefile', file, picture);
    const { stdout } = spawnSync('zbarimg', ['--nodbus', '-q', '--raw', `${picture}.png`], { encoding: 'utf8' });
    return stdout.trim().split('\n').sort();
}

const link = (number) => `https://s.esc-r.eu/${number}`;

test('the dashboard has the figures of the statistics, each chart with its table', async () => {
    const { total } = expectStatus(await router.client(FIRST).get('/api/v2/statistics'), 200);
    const { status, text } = await user().get('/console');
    assert.equal(status, 200);
    const count = (n) => n.toLocaleString('en-US');
    assert.ok(plain(text).includes(`Active cards ${count(total.active)} `), plain(text).slice(0, 600));
    assert.ok(plain(text).includes(`Cardholders ${count(total.personsWithActiveCards)} `), plain(text).slice(0, 600));
    for (const [figure, title] of [['donut', 'Active cards by type'], ['bars', 'Issued cards by year']]) {
        assert.match(text, new RegExp(`<svg[^>]* class="${figure}[^>]*role="img"><title>${title}</title>`));
    }
    assert.equal(text.match(/<table class="legend">/g).length, 2);
    assert.ok(text.includes('Ελένη Παπαδοπούλου'), 'the newest card is shown');
    assert.ok(!text.includes(foreign), 'cards of others are not');
});

test('a super administrator sees all organisations, and Europe', async () => {
    const { status, text } = await people.SUPER_ADMINISTRATOR.get('/console');
    assert.equal(status, 200);
    assert.match(text, /class="tiles-map"[^>]*role="img"><title>Active cards by country<\/title>/);
    assert.equal(text.match(/<rect [^>]*rx="6"/g).length, 41);
    assert.match(plain(text), /Germany \d+/);
    assert.match(plain(text), /Organisations \d+ registered/);
    assert.ok(!text.includes(own), 'no cards');
});

test('who can see no statistics is led to signing in', async () => {
    for (const path of ['/console', '/console/report.pdf', `/console/cards/${own}/qr`, `/console/cards/${own}/qr.png`]) {
        const { status, location } = await people.STRANGER.get(path);
        assert.equal(status, 303, path);
        assert.match(location, /^\/console\/sign-in/);
    }
});

test('the report is a tagged PDF in the language of its reader, whose text can be read', async () => {
    const visitor = new Visitor(router);
    await visitor.signIn(router.users.find(({ role }) => role === 'READER'));
    const answer = await visitor.get('/console/report.pdf?lang=fr');
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-type'], 'application/pdf');
    assert.match(answer.headers['content-disposition'], /^attachment; filename="[\w-]+\.pdf"$/);
    const file = kept('report.pdf', answer);
    const facts = factsOf(file);
    assert.equal(facts.Tagged, 'yes');
    assert.match(facts['Page size'], /A4/);
    assert.equal(facts.Author, 'Université de Saint-Valentin');
    const words = run('pdftotext', '-layout', file, '-');
    assert.match(words, /^Université de Saint-Valentin$/m);
    assert.match(words, /1 ?\/ ?1\s*$/);
    const structure = run('pdfinfo', '-struct', file);
    for (const part of [/^Document/, /^ {2}H1/m, /^ {2}H2/m, /^ {2}Figure/m, /^ {2}Table/m, /^ {6}TH/m, /^ {6}TD/m]) {
        assert.match(structure, part);
    }
    const source = readFileSync(file, 'latin1');
    assert.match(source, /\/Lang <FEFF00660072>/);
    assert.equal(source.match(/\/S \/Figure\n[^>]*\/Alt <FEFF/g).length, 2, 'each picture has words');
});

test('the report of a super administrator has the countries and the organisations', async () => {
    const file = kept('router.pdf', await people.SUPER_ADMINISTRATOR.get('/console/report.pdf'));
    const words = run('pdftotext', '-layout', file, '-');
    for (const expected of ['Active cards by country', 'Germany', 'Hochschule Musterstadt', 'Issued cards by year']) {
        assert.ok(words.includes(expected), `${expected} in ${words}`);
    }
    assert.ok(!words.includes(own));
});

test('the page of a code shows all variants and warns of what would not be read', async () => {
    const page = async (query) => (await user().get(`/console/cards/${own}/qr?${query}`)).text;
    const usual = await page('');
    assert.equal(usual.match(/<svg class="code"/g).length, 4);
    assert.equal(usual.match(/Good to print/g).length, 4);
    assert.equal((await page('width=12')).match(/Too small/g).length, 4);
    assert.equal((await page('width=20')).match(/Too small/g).length, 2, 'vertical ones have larger modules');
    assert.match(await page('width=20'), /at least 23\.2 mm wide/);
    assert.equal((await page('ground=%230e47cb')).match(/Too pale/g).length, 2, 'black on blue');
    assert.equal((await page('ground=%22%3E%3Cscript%3E')).match(/Good to print/g).length, 4, 'no colour is no ground');
});

test('a code comes as PNG and PDF of the size that was asked for', async () => {
    for (const [query, expected] of [['pixels=600', [600, 395]], ['orientation=vertical&pixels=600', [600, 730]]]) {
        const file = kept('code.png', await user().get(`/console/cards/${own}/qr.png?${query}`));
        const picture = readFileSync(file);
        assert.deepEqual([picture.readUInt32BE(16), picture.readUInt32BE(20)], expected);
        assert.equal(spawnSync('zbarimg', ['--nodbus', '-q', '--raw', file], { encoding: 'utf8' }).stdout.trim(), link(own));
    }
    const file = kept('code.pdf', await user().get(`/console/cards/${own}/qr.pdf?width=50`));
    assert.match(factsOf(file)['Page size'], /^141\.732 x 93\.27\d* pts/);
    assert.deepEqual(scanned(file), [link(own)]);
});

test("others' cards have no page and no code, and what is no card neither", async () => {
    for (const number of [foreign, '00000000-0000-1000-8000-000000000000', 'x']) {
        for (const file of ['qr', 'qr.png', 'qr.pdf']) {
            const { status } = await user().get(`/console/cards/${number}/${file}`);
            assert.ok([400, 403, 404].includes(status), `${number} ${file}: ${status}`);
        }
    }
    assert.equal((await people.SUPER_ADMINISTRATOR.get(`/console/cards/${own}/qr`)).status, 403);
    assert.equal((await people.TECHNICAL_ADMINISTRATOR.get(`/console/cards/${own}/qr`)).status, 403);
});

/** Sends the form of a list, with these cards chosen. */
async function chosen(visitor, form, numbers) {
    const guard = (await visitor.get('/console')).forms.find(({ method }) => method === 'post').fields.filter(({ kind }) => kind === 'hidden');
    return visitor.post(`/console/cards/qr.${form}`, [...guard.map(({ name, value }) => [name, value]), ...numbers.map((one) => ['chosen', one])]);
}

test('chosen cards come as sheets of labels, each of which can be scanned', async () => {
    const { content } = expectStatus(await router.client(FIRST).get('/api/v2/cards?size=30'), 200);
    const numbers = content.map(({ cardNumber }) => cardNumber);
    const answer = await chosen(user(), 'pdf', numbers);
    assert.equal(answer.status, 200);
    const file = kept('sheet.pdf', answer);
    assert.equal(factsOf(file).Pages, String(Math.ceil(numbers.length / 21)));
    assert.deepEqual(scanned(file), numbers.slice(0, 21).map(link).sort());
    assert.ok(run('pdftotext', file, '-').includes('Ελένη Παπαδοπούλου'), 'names of all scripts are text');
});

test('chosen cards come as SVG in a ZIP whose names tell no person', async () => {
    const answer = await chosen(user(), 'zip', [own]);
    assert.equal(answer.headers['content-type'], 'application/zip');
    const file = kept('codes.zip', answer);
    assert.deepEqual(run('unzip', '-Z1', file).trim().split('\n'), [`${own}.svg`]);
    assert.match(run('unzip', '-p', file), /^<svg .*<\/svg>\n$/s);
    assert.deepEqual((await chosen(user(), 'zip', [own])).body, answer.body, 'the same twice');
});

test('nothing chosen, others chosen, another site: refused', async () => {
    assert.equal((await chosen(user(), 'zip', [])).status, 400);
    assert.equal((await chosen(user(), 'pdf', [own, foreign])).status, 403);
    assert.equal((await user().post('/console/cards/qr.zip', { chosen: own })).status, 403, 'without the guard');
    const stranger = new Visitor(router);
    assert.equal((await stranger.post('/console/cards/qr.zip', { chosen: own })).status, 401);
});
