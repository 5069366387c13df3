// SPDX-License-Identifier: EUPL-1.2
// The commands about students: texts of consent, consents, what is stored, links, withdrawal, identifiers; each as JSON and with its refusals.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { expectError, expectStatus } from './lib/expect.mjs';
import { FIRST, SECOND, makeCard, makePerson, newEsi, personPath } from './lib/make.mjs';
import { command, commandJson, sharedRouter, sql, until } from './lib/router.mjs';

const router = await sharedRouter();
const first = router.client(FIRST);
const ADDED = '999999980';
const at = ['--database', router.database];

async function refused(code, words, ...args) {
    const done = await command(...args, ...at);
    assert.equal(done.code, code, `${args.join(' ')}: ${done.stdout}${done.stderr}`);
    assert.match(done.stderr, words);
}

test('texts are published, and consents recorded and shown', async () => {
    await router.addOrganisation({ identifier: ADDED });
    const esi = await makePerson(router.client(ADDED), ADDED);
    const file = path.join(router.directory, 'notice.txt');
    writeFileSync(file, 'We keep your name.\n');
    const publish = ['consent', 'text', 'publish', '--organisation', ADDED, '--file', file];
    const text = await commandJson(...publish, '--language', 'EN', ...at);
    assert.deepEqual([text.organisation, text.version, text.language], [ADDED, 1, 'en']);
    await refused(1, /published stays as it is/, ...publish, '--language', 'en', '--version', '1');
    await refused(2, /--language is missing/, ...publish);
    await refused(3, /can't be opened/, 'consent', 'text', 'publish', '--organisation', ADDED, '--language', 'en', '--file', '/nowhere');
    assert.deepEqual(await commandJson('consent', 'text', 'list', '--organisation', ADDED, ...at), [text]);
    const record = ['consent', 'record', '--organisation', ADDED];
    const consent = await commandJson(...record, '--how', 'portal', '--language', 'en', esi, ...at);
    assert.deepEqual([consent.identifier, consent.version, consent.language, consent.how, consent.withdrawnAt], [esi, 1, 'en', 'PORTAL', null]);
    await refused(2, /INSTITUTION, LINK or PORTAL/, ...record, '--how', 'guess', esi);
    await refused(1, /not enrolled at organisation/, 'consent', 'record', '--organisation', SECOND, esi);
    const history = await commandJson('consent', 'show', esi, ...at);
    assert.deepEqual(history.map(({ how, version }) => [how, version]), [['INSTITUTION', null], ['PORTAL', 1]]);
});

test('a student is shown, gets links, and is erased', async () => {
    const esi = await makePerson(first, FIRST, { fullName: 'Ada Shown' });
    const { cardNumber } = await makeCard(first, { esi });
    const stored = await commandJson('student', 'show', esi, ...at);
    assert.equal(stored.identifier, esi);
    assert.deepEqual(stored.formerIdentifiers, []);
    const [part] = stored.organisations;
    assert.deepEqual([part.organisation, part.legalBasis, part.fullName, part.hasPicture], [FIRST, 'CONSENT', 'Ada Shown', false]);
    assert.equal(part.cards[0].cardNumber, cardNumber);
    assert.equal(part.consents[0].how, 'INSTITUTION');
    assert.deepEqual(JSON.parse((await command('student', 'export', esi, ...at)).stdout).organisations[0].cards, part.cards);
    assert.match((await command('student', 'show', esi, ...at)).stdout, /Ada Shown/);
    await refused(1, /not enrolled at organisation/, 'student', 'show', '--organisation', SECOND, esi);
    await refused(2, /--url/, 'student', 'link', '--organisation', FIRST, esi);
    const link = await commandJson('student', 'link', '--organisation', FIRST, '--url', 'https://router.example', esi, ...at);
    assert.match(link.url, /^https:\/\/router\.example\/link\/student\/[0-9A-Za-z]{43}$/);
    const mailed = await commandJson('student', 'link', '--mail', '--url', 'https://router.example', esi, ...at);
    assert.deepEqual(mailed, { url: null, expiresAt: null, mailed: true });
    assert.deepEqual(await commandJson('student', 'withdraw', '--organisation', FIRST, esi, ...at), { organisations: 1 });
    await until('the router knows', async () => (await first.get(personPath(esi))).status === 404);
    await refused(1, /there is no person/, 'student', 'withdraw', esi);
});

test('a public task is not withdrawn from', async () => {
    const esi = await makePerson(router.client(SECOND), SECOND);
    sql(router.database, `UPDATE organisation SET legal_basis = 1 WHERE identifier = '${SECOND}'`);
    await refused(2, /as its public task/, 'student', 'withdraw', esi);
    sql(router.database, `UPDATE organisation SET legal_basis = 0 WHERE identifier = '${SECOND}'`);
});

test('the operator changes an identifier that several organisations know', async () => {
    const old = await makePerson(first);
    const view = { organisationIdentifier: SECOND, fullName: 'Ada' };
    expectStatus(await router.client(SECOND).post('/api/v2/persons', { identifier: old, personOrganisationUpdateViews: [view] }), 201);
    const identifier = newEsi();
    assert.deepEqual(await commandJson('person', 'change-identifier', old, identifier, ...at), { identifier, former: old, organisations: 2 });
    await until('the router knows', async () => (await first.get(personPath(old))).json.identifier === identifier);
    assert.equal((await commandJson('student', 'show', identifier, ...at)).formerIdentifiers[0].identifier, old);
    await refused(1, /another person's/, 'person', 'change-identifier', identifier, await makePerson(first));
    await refused(2, /takes 2 arguments/, 'person', 'change-identifier', identifier);
    expectError(await first.get(personPath(newEsi())), 404, 'ER-0003');
});
