// SPDX-License-Identifier: EUPL-1.2
// The router full of invented data: who and what is in it, that it is the same at every start, and what stays over restarts.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import test from 'node:test';

import { expectStatus } from './lib/expect.mjs';
import { cardPath, FIRST, makeCard, personPath, PROCESSOR, SECOND, UNACCEPTED } from './lib/make.mjs';
import { page, walk } from './lib/pages.mjs';
import { command, commandJson, removeDirectory, sharedRouter, startRouter, startWith, temporaryDirectory, until } from './lib/router.mjs';

const STUDENTS = 120;
const router = await sharedRouter({ students: STUDENTS });
const PERSONS = '/api/v2/persons';
const CARDS = '/api/v2/cards';

const organisations = {
    [FIRST]: { name: 'Université de Saint-Valentin', country: 'FR', schac: 'univ-saint-valentin.example' },
    [SECOND]: { name: 'Hochschule Musterstadt', country: 'DE', schac: 'hs-musterstadt.example' },
    [UNACCEPTED]: { name: 'Università di Borgo', country: 'IT', schac: 'uni-borgo.example' },
};

async function everything(from, identifier) {
    const client = from.client(identifier);
    return { persons: await walk(client, PERSONS, { size: 200 }), cards: await walk(client, CARDS, { size: 200 }) };
}

test('the ready file names the organisations with their tokens', () => {
    assert.match(router.url, /^http:\/\/127\.0\.0\.1:\d+/);
    for (const [identifier, { name }] of Object.entries(organisations)) {
        assert.equal(router.organisations[identifier].name, name);
        assert.match(router.organisations[identifier].token, /^esc_test_\w+$/);
    }
    assert.equal(router.processor.identifier, PROCESSOR);
    assert.equal(router.processor.name, 'CampusCard Services');
    assert.match(router.processor.token, /^esc_test_\w+$/);
});

test('the ready file names a user of every role, whom the command line knows', async () => {
    const roles = router.users.map(({ role, organisation }) => [role, organisation]);
    assert.deepEqual(roles, [
        ['SUPER_ADMINISTRATOR', null],
        ...['AUTHORISED_REPRESENTATIVE', 'FUNCTIONAL_ADMINISTRATOR', 'TECHNICAL_ADMINISTRATOR', 'READER'].map((role) => [role, FIRST]),
    ]);
    assert.equal(router.users[0].email, 'admin@sandbox.example');
    assert.ok(router.users.every(({ password }) => /^\w{16}$/.test(password)));
});

test('the first institution has an import with a row to mend, and legal documents that it has accepted', async () => {
    const imports = await until('the import has ended', async () => {
        const all = expectStatus(await router.client(FIRST).get('/api/v2/imports'), 200);
        return all.some(({ state }) => state === 'DONE') && all;
    });
    const { created, failed, dryRun } = imports.at(-1);
    assert.deepEqual({ created, failed, dryRun }, { created: 3, failed: 1, dryRun: true });
});

test('the newest students of the first institution have agreed to its text, one of them no more', async () => {
    const { content } = await page(router.client(FIRST), PERSONS, { size: 200 });
    const own = content.filter(({ identifier }) => identifier.includes(organisations[FIRST].schac)).slice(0, 5);
    const told = [];
    for (const { identifier } of own) {
        const consents = await commandJson('consent', 'show', '--organisation', FIRST, identifier, '--database', router.database);
        const last = consents.at(-1);
        assert.deepEqual([consents[0].how, last.organisation], ['INSTITUTION', FIRST]);
        told.push([consents.length - 1, last.how, last.language, last.version, last.withdrawnAt !== null]);
    }
    assert.deepEqual(told, [
        [1, 'LINK', 'fr', 1, false], [1, 'PORTAL', 'en', 1, false], [1, 'INSTITUTION', null, 1, false], [1, 'PORTAL', 'fr', 1, true],
        [0, 'INSTITUTION', null, 1, false],
    ]);
});

test('organisations are who they are said to be', async () => {
    for (const identifier of [FIRST, SECOND]) {
        const [card] = (await page(router.client(identifier), CARDS, { size: 1 })).content;
        const { name, schac, country } = organisations[identifier];
        assert.deepEqual([card.issuer.identifier, card.issuer.name, card.issuer.schacHomeOrganization], [identifier, name, schac]);
        assert.equal(card.issuer.address?.country?.key ?? country, country);
    }
    assert.equal((await page(router.client(UNACCEPTED), PERSONS)).empty, true);
});

test('students are shared between the first two, with one to three cards each', async () => {
    const cardsOf = new Map();
    for (const identifier of [FIRST, SECOND]) {
        const { persons, cards } = await everything(router, identifier);
        assert.ok(persons.length > 0 && persons.length < STUDENTS);
        persons.forEach((person) => cardsOf.set(person.identifier, cardsOf.get(person.identifier) ?? 0));
        cards.forEach((card) => cardsOf.set(card.person.identifier, cardsOf.get(card.person.identifier) + 1));
    }
    assert.equal(cardsOf.size, STUDENTS);
    assert.deepEqual([...new Set(cardsOf.values())].sort(), [1, 2, 3]);
});

test('all types, states and levels occur, and names in several scripts', async () => {
    const all = [await everything(router, FIRST), await everything(router, SECOND)];
    const cards = all.flatMap((one) => one.cards);
    assert.equal(new Set(cards.map((card) => card.cardType.key)).size, 7);
    assert.deepEqual([...new Set(cards.map((card) => card.cardStatusType.key))].sort(), ['ACTIVE', 'EXPIRED', 'INACTIVE']);
    const enrolments = all.flatMap((one) => one.persons).flatMap((person) => person.organisations);
    const levels = new Set(enrolments.map((enrolment) => enrolment.academicLevel?.key));
    for (const level of ['BACHELOR', 'MASTER', 'DOCTORATE']) {
        assert.ok(levels.has(level), level);
    }
    const names = enrolments.map((enrolment) => enrolment.fullName).join(' ');
    for (const script of ['Latin', 'Greek', 'Cyrillic']) {
        assert.match(names, new RegExp(`\\p{Script=${script}}`, 'u'), script);
    }
});

test('what it prints names the address, the tokens, and a curl line that works', async () => {
    const { stdout } = router.process;
    for (const { token } of Object.values(router.organisations)) {
        assert.ok(stdout.includes(token));
    }
    assert.ok(stdout.includes(router.url));
    const line = stdout.split('\n').map((text) => text.trim()).find((text) => text.startsWith('curl '));
    const printed = await new Promise((resolve, reject) => {
        execFile('sh', ['-c', line], (error, out) => (error ? reject(error) : resolve(out)));
    });
    assert.ok(JSON.parse(printed), printed);
});

test('the management port tells that it lives, is ready, and counts', async () => {
    const ask = (where) =>
        new Promise((resolve, reject) => {
            http.get(`${router.managementUrl}${where}`, (answer) => {
                let text = '';
                answer.setEncoding('utf8').on('data', (part) => (text += part)).on('end', () => resolve({ status: answer.statusCode, text }));
            }).on('error', reject);
        });
    assert.equal((await ask('/healthz')).status, 200);
    assert.equal((await ask('/readyz')).status, 200);
    const metrics = await ask('/metrics');
    assert.equal(metrics.status, 200);
    assert.match(metrics.text, /^# TYPE \w+ (counter|gauge|histogram)$/m);
    assert.ok(!/999999991|urn:schac/.test(metrics.text), 'metrics hold nothing personal');
});

// What must not change from one start to the next; days and states may follow the calendar.
const outline = ({ persons, cards }) => ({
    persons: persons.map((person) => [person.identifier, person.fullName]),
    cards: cards.map((card) => [card.cardNumber, card.cardType.key, card.person.identifier]),
});

test('students and numbers are the same at every start, tokens are not', async () => {
    const other = await startRouter({ students: STUDENTS });
    try {
        for (const identifier of [FIRST, SECOND]) {
            const [mine, theirs] = [await everything(router, identifier), await everything(other, identifier)];
            assert.deepEqual(outline(theirs), outline(mine));
            assert.notEqual(other.organisations[identifier].token, router.organisations[identifier].token);
        }
    } finally {
        await other.stop();
    }
});

test('a database that holds a sandbox goes on: cards made meanwhile stay, so do deletions', async (t) => {
    const before = await startRouter();
    t.after(() => removeDirectory(before.directory));
    const client = before.client(FIRST);
    const made = await makeCard(client);
    const [first, second] = (await walk(client, PERSONS, { size: 200 })).slice(-2);
    expectStatus(await client.delete(personPath(first.identifier)), 204);
    const old = { ...before.organisations[FIRST] };
    const persons = await walk(client, PERSONS, { size: 200 });
    await before.stop({ keep: true });

    const again = await startRouter({ directory: before.directory });
    assert.deepEqual(expectStatus(await again.client(FIRST).get(cardPath(made.cardNumber)), 200), made);
    assert.deepEqual(await walk(again.client(FIRST), PERSONS, { size: 200 }), persons);
    assert.equal((await again.client(FIRST).get(personPath(first.identifier))).status, 404);
    expectStatus(await again.client(FIRST).get(personPath(second.identifier)), 200);
    assert.notEqual(again.organisations[FIRST].token, old.token);
    await again.stop({ keep: true });
});

test('without a database it uses one of its own and leaves nothing behind', async (t) => {
    const directory = temporaryDirectory();
    t.after(() => removeDirectory(directory));
    const place = temporaryDirectory();
    t.after(() => removeDirectory(place));
    const args = ['sandbox', '--listen', '127.0.0.1:0', '--students', '5'];
    const alone = await startWith(args, { readyFile: path.join(place, 'ready.json'), directory: place, env: { TMPDIR: directory } });
    expectStatus(await alone.client(FIRST).get(PERSONS), 200);
    await alone.stop();
    assert.deepEqual(readdirSync(directory), []);
});

test('a port that is taken, a bad option and a bad database are told, with a failure', async () => {
    const taken = await command('sandbox', '--listen', `127.0.0.1:${router.port}`, '--students', '1');
    assert.notEqual(taken.code, 0);
    assert.match(taken.stderr, new RegExp(String(router.port)));
    const bad = await command('sandbox', '--students', 'many');
    assert.notEqual(bad.code, 0);
    assert.match(bad.stderr, /students.*many/);
    const nowhere = await command('sandbox', '--database', 'sqlite:/nonexistent/folder/x.db');
    assert.notEqual(nowhere.code, 0);
    assert.match(nowhere.stderr, /nonexistent/);
});
