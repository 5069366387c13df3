// SPDX-License-Identifier: EUPL-1.2
// What the operator does with organisations, legal documents and mandates counts in a running router: for the very next request.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { Client } from './lib/client.mjs';
import { expectError, expectStatus } from './lib/expect.mjs';
import { cardBody, cardPath, day, FIRST, makeCard, makePerson, personBody, personPath, PROCESSOR, SECOND, UNACCEPTED } from './lib/make.mjs';
import { command, commandJson, removeDirectory, sharedRouter, sql, temporaryDirectory } from './lib/router.mjs';

const router = await sharedRouter();
const CARDS = '/api/v2/cards';
const PERSONS = '/api/v2/persons';

const folder = temporaryDirectory();
after(() => removeDirectory(folder));

const run = (...args) => commandJson(...args, '--database', router.database);
const text = async (...args) => {
    const done = await command(...args, '--database', router.database);
    assert.equal(done.code, 0, done.stderr);
    return done.stdout;
};

async function refused(code, pattern, ...args) {
    const done = await command(...args, '--database', router.database);
    assert.match(done.stderr, pattern);
    assert.equal(done.code, code, done.stderr);
}

// An issuer of the test's own, with a card of a person of its own.
let next = 999999700;
async function newIssuer() {
    const identifier = String((next += 1));
    await router.addOrganisation({ identifier });
    const client = router.client(identifier);
    const card = await makeCard(client, { issuer: identifier });
    return { identifier, client, card, esi: card.person.identifier };
}

const issue = (client, { esi, identifier }, changes) => client.post(CARDS, cardBody(esi, identifier, changes));

test('a suspended organisation reads and is told why it can not write, from the next request on', async () => {
    const issuer = await newIssuer();
    const { client, card, identifier, esi } = issuer;
    const suspended = await run('organisation', 'suspend', identifier, '--reason', 'the agreement has ended');
    assert.deepEqual([suspended.status, suspended.statusReason], ['SUSPENDED', 'the agreement has ended']);
    const writes = [
        () => issue(client, issuer),
        () => client.put(cardPath(card.cardNumber), cardBody(esi, identifier)),
        () => client.delete(cardPath(card.cardNumber)),
        () => client.post(PERSONS, personBody(undefined, identifier)),
        () => client.put(personPath(esi), personBody(esi, identifier)),
        () => client.delete(personPath(esi)),
    ];
    for (const write of writes) {
        expectError(await write(), 403, 'ER-2002', /is suspended.*; the reason: the agreement has ended/);
    }
    expectStatus(await client.get(cardPath(card.cardNumber)), 200);
    expectStatus(await client.get(PERSONS), 200);
    assert.equal(expectStatus(await client.get(cardPath(card.cardNumber)), 200).issuer.status.key, 'SUSPENDED');
    await run('organisation', 'resume', identifier);
    expectStatus(await issue(client, issuer), 201);
});

test('a closed organisation writes nothing; its cards can be verified until they expire', async () => {
    const issuer = await newIssuer();
    await run('organisation', 'close', issuer.identifier, '--reason', 'merged');
    expectError(await issue(issuer.client, issuer), 403, 'ER-2002', /is closed.*merged/);
    assert.equal(expectStatus(await router.client().get(cardPath(issuer.card.cardNumber, '/status')), 200).status, 'ACTIVE');
    await refused(1, /can't be suspended: its status is CLOSED/, 'organisation', 'suspend', issuer.identifier, '--reason', 'x');
    await run('organisation', 'resume', issuer.identifier);
    expectStatus(await issue(issuer.client, issuer), 201);
});

test('a processor that is closed sees nothing of its issuers any more', async () => {
    const [issuer, other] = [await newIssuer(), await newIssuer()];
    const processor = 'FR40303265045';
    await router.addOrganisation({ identifier: processor, kind: 'processor' });
    const client = router.client(processor);
    for (const { identifier } of [issuer, other]) {
        await run('mandate', 'give', '--issuer', identifier, '--processor', processor);
    }
    expectStatus(await client.get(personPath(issuer.esi)), 200);
    await run('organisation', 'close', processor, '--reason', 'out of business');
    for (const { esi, card, identifier } of [issuer, other]) {
        expectError(await client.get(personPath(esi)), 403, 'SE-0000');
        expectError(await client.get(cardPath(card.cardNumber)), 403, 'SE-0000');
        assert.equal((await run('audit', 'list', '--organisation', identifier, '--action', 'mandate-withdraw')).length, 1);
    }
    assert.equal(expectStatus(await client.get(PERSONS), 200).page.totalElements, 0);
    /* Taken up again it starts anew. */
    await run('organisation', 'resume', processor);
    expectError(await client.get(personPath(issuer.esi)), 403, 'SE-0000');
});

test('what is edited shows in the next answer, and an edit of an old version is refused', async () => {
    const { identifier, client, card } = await newIssuer();
    const before = await run('organisation', 'show', identifier);
    const values = ['--name', 'Née Nouvelle', '--website', 'https://new.example', '--main-color', '#ffcc00', '--city', 'Ville', '--country', 'de', '--new-logo-at', '2026-09-01'];
    const edited = await run('organisation', 'edit', identifier, ...values);
    assert.equal(edited.version, before.version + 1);
    const { issuer } = expectStatus(await client.get(cardPath(card.cardNumber)), 200);
    assert.equal(issuer.name, 'Née Nouvelle');
    assert.deepEqual(issuer.address.country, { key: 'DE', label: 'Germany' });
    assert.deepEqual([issuer.mainColor, issuer.contrastColor, issuer.newLogoAt, issuer.address.cityName], ['#ffcc00', '#000000', '2026-09-01', 'Ville']);
    await refused(1, /changed by somebody else/, 'organisation', 'edit', identifier, '--name', 'Late', '--version', String(before.version));
    await refused(2, /a colour such as/, 'organisation', 'edit', identifier, '--main-color', 'red');
    await refused(2, /an address such as/, 'organisation', 'edit', identifier, '--website', 'javascript:alert(1)');
    assert.equal((await run('organisation', 'edit', identifier, '--website', '')).website, null);
});

test('a mandate lets a processor in at once, and shuts it out at once', async () => {
    const issuers = [await newIssuer(), await newIssuer()];
    const processor = router.client(PROCESSOR);
    expectError(await issue(processor, issuers[0]), 403, 'SE-0000');
    const mandates = [];
    for (const issuer of issuers) {
        mandates.push(await run('mandate', 'give', '--issuer', issuer.identifier, '--processor', PROCESSOR, '--until', day(30)));
        const card = expectStatus(await issue(processor, issuer), 201);
        assert.equal(card.processor.identifier, PROCESSOR);
    }
    assert.deepEqual([mandates[0].state, mandates[0].until], ['ON', day(30)]);
    for (let round = 0; round < 2; round += 1) {
        const mandate = await run('mandate', 'list', '--organisation', issuers[0].identifier);
        await run('mandate', 'withdraw', String(mandate.at(-1).id));
        expectError(await issue(processor, issuers[0]), 403, 'SE-0000');
        expectError(await processor.get(cardPath(issuers[0].card.cardNumber)), 403, 'SE-0000');
        expectStatus(await issue(processor, issuers[1]), 201);
        await run('mandate', 'give', '--issuer', issuers[0].identifier, '--processor', PROCESSOR);
        expectStatus(await issue(processor, issuers[0]), 201);
    }
    await refused(1, /has days in common/, 'mandate', 'give', '--issuer', issuers[1].identifier, '--processor', PROCESSOR, '--from', day(20));
    const later = await run('mandate', 'give', '--issuer', issuers[1].identifier, '--processor', PROCESSOR, '--from', day(31));
    assert.deepEqual([later.state, later.until], ['TO_COME', null]);
    assert.equal((await run('mandate', 'end', String(mandates[1].id), '--until', day(0))).until, day(0));
    expectStatus(await issue(processor, issuers[1]), 201);
    await refused(2, /either a last day/, 'mandate', 'end', String(mandates[1].id));
    await refused(1, /no mandate with the number 999999/, 'mandate', 'withdraw', '999999');
});

test('an issuer sees in its log what was done for it, and by whom', async () => {
    const issuer = await newIssuer();
    const { identifier } = issuer;
    const mandate = await run('mandate', 'give', '--issuer', identifier, '--processor', PROCESSOR);
    const answer = await issue(router.client(PROCESSOR), issuer);
    expectStatus(answer, 201);
    const acts = await run('audit', 'list', '--organisation', identifier);
    assert.ok(acts.every((act) => act.organisation === identifier));
    assert.deepEqual(acts.map((act) => act.id), acts.map((act) => act.id).sort((a, b) => b - a));
    assert.deepEqual(acts[0].action, 'CARD_ISSUE');
    assert.deepEqual([acts[0].actor, acts[0].requestId], [PROCESSOR, answer.headers['x-request-id']]);
    const given = await run('audit', 'list', '--organisation', identifier, '--action', 'mandate-give', '--object', String(mandate.id));
    assert.equal(given.length, 1);
    assert.equal((await run('audit', 'list', '--organisation', identifier, '--actor', PROCESSOR)).length, 1);
    assert.equal((await run('audit', 'list', '--organisation', identifier, '--since', day(1))).length, 0);
    const pages = [];
    for (let before = []; ; before = ['--before', String(pages.at(-1).id)]) {
        const page = await run('audit', 'list', '--organisation', identifier, '--limit', '4', ...before);
        pages.push(...page);
        if (page.length < 4) {
            break;
        }
    }
    assert.deepEqual(pages, acts);
    assert.ok(!JSON.stringify(acts).includes('Ada'), 'the log names nobody');
    await refused(2, /there is no act "dance"/, 'audit', 'list', '--action', 'dance');
});

const joining = (identifier, changes = {}) => {
    const all = { identifier, name: 'New University', country: 'fr', representative: 'Rita Rector', email: 'rita@new.example', ...changes };
    return ['registration', 'request', ...Object.entries(all).flatMap(([name, value]) => [`--${name}`, value])];
};

test('a request to join is validated: the organisation is invited, and writes once its representative accepts', async () => {
    const { id, state } = await run(...joining('999999801'));
    assert.equal(state, 'WAITING');
    await refused(1, /waits for its decision already/, ...joining('999999801'));
    await refused(2, /--url, or public_url/, 'registration', 'validate', String(id));
    const made = await run('registration', 'validate', String(id), '--url', 'https://cards.example');
    assert.equal(made.status, 'INVITED');
    assert.match(made.invitation, /^https:\/\/cards\.example\/.+/);
    await refused(1, /was decided before: VALIDATED/, 'registration', 'refuse', String(id), '--reason', 'late');
    assert.equal((await run('organisation', 'contact', 'list', '999999801'))[0].email, 'rita@new.example');
    const { token } = await run('token', 'create', '--organisation', '999999801', '--name', 'first');
    const client = new Client(router, { token });
    expectError(await client.post(PERSONS, personBody(undefined, '999999801')), 403, 'ER-2002', /is invited/);
    await run('legal', 'accept', '--organisation', '999999801', '--by', 'Rita Rector');
    expectStatus(await client.post(PERSONS, personBody(undefined, '999999801')), 201);
    await refused(1, /there is an organisation 999999801 already/, ...joining('999999801'));
});

test('a request is refused with a reason, and bad ones are not taken', async () => {
    const { id } = await run(...joining('B58378431', { kind: 'processor', country: 'ES' }));
    await refused(1, /waits for its decision already/, ...joining('ES-B58378431', { kind: 'processor', country: 'ES' }));
    const decided = await run('registration', 'refuse', String(id), '--reason', 'no such company');
    assert.deepEqual([decided.state, decided.reason], ['REFUSED', 'no such company']);
    assert.ok((await run('registration', 'list', '--state', 'refused')).some((one) => one.id === id));
    assert.equal((await run('registration', 'show', String(id))).representativeName, 'Rita Rector');
    await refused(2, /check digits/, ...joining('B58378432', { kind: 'processor', country: 'ES' }));
    await refused(2, /organisations of Switzerland can't join/, ...joining('999999802', { country: 'CH' }));
    await refused(2, /nine decimal digits/, ...joining('99999980'));
    await refused(2, /state is "done"/, 'registration', 'list', '--state', 'done');
    await refused(1, /no request to join with the number 999999/, 'registration', 'show', '999999');
});

test('contacts are kept, changed and removed', async () => {
    const about = ['--role', 'technical', '--name', 'Tess Technician', '--email', 'tess@first.example'];
    const made = await run('organisation', 'contact', 'add', FIRST, ...about, '--phone', '+33 1 23');
    assert.deepEqual([made.role, made.phone], ['TECHNICAL', '+33 1 23']);
    const changed = await run('organisation', 'contact', 'edit', String(made.id), '--role', 'data-protection', '--phone', '');
    assert.deepEqual([changed.role, changed.phone, changed.name], ['DATA_PROTECTION', null, 'Tess Technician']);
    await refused(2, /role is "rector"/, 'organisation', 'contact', 'add', FIRST, '--role', 'rector', '--name', 'X', '--email', 'x@y.example');
    await text('organisation', 'contact', 'remove', String(made.id));
    assert.ok(!(await run('organisation', 'contact', 'list', FIRST)).some((one) => one.id === made.id));
    await refused(1, /no contact with the number/, 'organisation', 'contact', 'remove', String(made.id));
});

const documents = (name, texts) => {
    const place = path.join(folder, name);
    mkdirSync(place);
    Object.entries(texts).forEach(([file, content]) => writeFileSync(path.join(place, file), content));
    return place;
};

test('bad legal documents are refused with file and line, and nothing is published', async () => {
    const versions = (await run('legal', 'list')).length;
    const cases = [
        [{ 'terms.en.txt': 'Terms\nFor {{organisation.nam}}\n' }, /terms\.en\.txt: line 2: there is no placeholder \{\{organisation.nam\}\}/],
        [{ 'terms.en.txt': 'Terms' }, /terms.en.txt: the file has not the form of a legal document/],
        [{ 'cookies.en.txt': 'Terms\nx' }, /the file cookies.en.txt has no name of a legal document/],
        [{ 'terms.en.txt': 'T\nx', 'privacy.fr.txt': 'P\nx' }, /is there in (en|fr) and not in (en|fr)/],
        [{ 'terms.en.txt': Buffer.from([0x54, 0x0a, 0xff]) }, /terms\.en\.txt: the file is no text in UTF-8/],
        [{}, /there is no document to publish/],
    ];
    for (const [index, [texts, pattern]] of cases.entries()) {
        await refused(2, pattern, 'legal', 'publish', '--folder', documents(`bad-${index}`, texts));
    }
    await refused(3, /nowhere/, 'legal', 'publish', '--folder', path.join(folder, 'nowhere'));
    assert.equal((await run('legal', 'list')).length, versions);
});

// The last test: it leaves every organisation with documents to accept.
test('a new version asks again; within its grace writing goes on, for who had accepted before', async () => {
    const issuer = await newIssuer();
    const { client, identifier } = issuer;
    const place = documents('good', { 'terms.en.txt': 'Terms\r\nFor {{organisation.name}} by {{processors}}.\r\n', 'terms.fr.txt': 'Conditions\nPour {{organisation.name}}.\n' });
    const first = await run('legal', 'publish', '--folder', place, '--title', 'Of 2027', '--grace-until', day(1));
    expectStatus(await issue(client, issuer), 201);
    expectError(await router.client(UNACCEPTED).post(PERSONS, personBody(undefined, UNACCEPTED)), 403, 'ER-2003', /legal documents/);
    const [waiting] = await run('legal', 'status', '--organisation', identifier);
    assert.deepEqual([waiting.current, waiting.mayWrite, waiting.graceUntil], [false, true, day(1)]);

    const shown = await run('legal', 'show', '--organisation', identifier);
    assert.equal(shown.text, `Terms\n\nFor Organisation ${identifier} by none.\n`);
    assert.equal(shown.hash, createHash('sha256').update(shown.text).digest('hex'));
    await run('mandate', 'give', '--issuer', identifier, '--processor', PROCESSOR);
    await refused(1, /the text has changed since it was shown/, 'legal', 'accept', '--organisation', identifier, '--by', 'R', '--hash', shown.hash);
    const accepted = await run('legal', 'accept', '--organisation', identifier, '--by', 'The Rector', '--language', 'fr');
    assert.deepEqual([accepted.version, accepted.language, accepted.current], [first.version, 'fr', true]);
    await refused(1, /has accepted version \d+ of the legal documents before/, 'legal', 'accept', '--organisation', identifier, '--by', 'R');
    const proof = await text('legal', 'show', '--organisation', identifier, '--accepted');
    assert.equal(createHash('sha256').update(proof).digest('hex'), accepted.hash);

    await run('legal', 'publish', '--folder', place);
    for (const [who, where] of [[client, issuer], [router.client(PROCESSOR), issuer]]) {
        expectError(await issue(who, where), 403, 'ER-2003', /has not accepted the current legal documents/);
    }
    expectStatus(await client.get(CARDS), 200);
    await run('legal', 'accept', '--organisation', identifier, '--by', 'The Rector');
    expectStatus(await issue(client, issuer), 201);
    expectError(await issue(router.client(PROCESSOR), issuer), 403, 'ER-2003', new RegExp(`rganisation ${PROCESSOR} has not accepted`));
    const esi = await makePerson(client, identifier);
    assert.ok(esi);
    expectError(await router.client(SECOND).post(PERSONS, personBody(undefined, SECOND)), 403, 'ER-2003');
    assert.deepEqual(sql(router.database, "SELECT count(*) AS n FROM audit WHERE detail LIKE '%Rector%'"), [{ n: 0 }]);
});
