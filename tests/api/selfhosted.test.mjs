// SPDX-License-Identifier: EUPL-1.2
// Institutions that keep names and addresses themselves: asked when somebody with a right to know asks, and never a burden to others.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { expectError, expectStatus } from './lib/expect.mjs';
import { cardBody, cardPath, FIRST, newEsi, personPath, PROCESSOR, SECOND } from './lib/make.mjs';
import { startReceiver } from './lib/receiver.mjs';
import { command, commandJson, sql, startRouter, until } from './lib/router.mjs';

const OPEN = ['--services-allow-http', '--services-allow-private'];
const ends = [];
after(async () => {
    for (const end of ends.reverse()) {
        await end();
    }
});
const router = await startRouter({ students: 5, args: OPEN });
ends.push(() => router.stop());
const keyFile = path.join(router.directory, 'key');
writeFileSync(keyFile, 'open-sesame\n');

// The institution's own server: tells of each card number what `people` has.
const people = new Map();
let otherwise;
const institution = await startReceiver({ after: (end) => ends.push(end) }, (request) => {
    const person = people.get(request.path.split('/').at(-1));
    return otherwise?.(request) ?? (person ? { status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(person) } : { status: 404 });
});

async function begin(organisation = FIRST) {
    otherwise = undefined;
    institution.requests.length = 0;
    const args = ['--organisation', organisation, '--url', institution.url, '--access-key-file', keyFile, '--services-allow-http'];
    return commandJson('self-hosted', 'set', ...args, '--database', router.database);
}

// Enrols somebody without a name, with a card.
async function makeNameless(organisation = FIRST) {
    const client = router.client(organisation);
    const esi = newEsi();
    expectStatus(await client.post('/api/v2/persons', { identifier: esi, personOrganisationUpdateViews: [{ organisationIdentifier: organisation }] }), 201);
    const card = expectStatus(await client.post('/api/v2/cards', cardBody(esi, organisation)), 201);
    return { esi, number: card.cardNumber };
}

const shown = async (esi, client = router.client(FIRST)) => expectStatus(await client.get(personPath(esi)), 200);

test('the name is asked for by card number, with the key, and shown in person, card and V1', async () => {
    const row = await begin();
    assert.deepEqual([row.organisation, row.url], [FIRST, institution.url]);
    const { esi, number } = await makeNameless();
    people.set(number, { fullName: 'Ada Ñandú', email: 'ada@univ.example', more: { is: 'ignored' } });
    const asked = await until('it is asked', async () => {
        const person = await shown(esi);
        return person.fullName !== '' && person;
    });
    assert.equal(asked.fullName, 'Ada Ñandú');
    assert.equal(asked.organisations[0].contactPoint.email, 'ada@univ.example');
    const [request] = institution.requests;
    assert.deepEqual([request.method, request.path, request.headers.key], ['GET', `/hook/${number}`, 'open-sesame']);
    const card = expectStatus(await router.client(FIRST).get(cardPath(number)), 200);
    assert.deepEqual([card.displayName, card.person.fullName], ['Ada Ñandú', 'Ada Ñandú']);
    const old = await router.client(FIRST).get(`/api/v1/students/${encodeURIComponent(esi)}`);
    assert.deepEqual([expectStatus(old, 200).name, old.json.emailAddress], ['Ada Ñandú', 'ada@univ.example']);
    assert.equal(old.headers.deprecation?.includes(','), false);
    assert.equal(institution.requests.length, 1, 'what was said is remembered');
    assert.deepEqual(sql(router.database, `SELECT e.full_name, e.email FROM enrolment e JOIN person p ON p.id = e.person_id WHERE p.esi = '${esi}'`), [{ full_name: '', email: null }]);
});

test('the words of V1 do, too, and a processor of the institution sees the name', async () => {
    await begin();
    const { esi, number } = await makeNameless();
    people.set(number, { name: 'Grace', emailAddress: 'grace@univ.example' });
    const person = await shown(esi, router.client(PROCESSOR));
    assert.deepEqual([person.fullName, person.organisations[0].contactPoint.email], ['Grace', 'grace@univ.example']);
});

test('who may not see the person causes no question, nor do public answers and lists', async () => {
    await begin();
    const { esi, number } = await makeNameless();
    people.set(number, { fullName: 'Secret Name' });
    expectError(await router.client(SECOND).get(personPath(esi)), 403, 'SE-0000');
    expectError(await router.client(undefined).get(personPath(esi)), 401);
    expectError(await router.client(SECOND).get(cardPath(number)), 403, 'SE-0000');
    const answers = [
        await router.client(undefined).get(cardPath(number, '/status')),
        await router.client(undefined).get(`/api/v1/cards/verify/${number}`),
        await router.client(FIRST).get('/api/v2/persons?size=50'),
    ];
    for (const answer of answers) {
        expectStatus(answer, 200);
        assert.doesNotMatch(answer.text, /Secret Name/);
    }
    assert.equal(institution.requests.length, 0);
});

test('a name that is stored is shown without a question', async () => {
    await begin();
    const { esi, number } = await makeNameless();
    people.set(number, { fullName: 'Other' });
    const views = [{ organisationIdentifier: FIRST, fullName: 'Stored' }];
    expectStatus(await router.client(FIRST).put(personPath(esi), { identifier: esi, personOrganisationUpdateViews: views }), 200);
    assert.equal((await shown(esi)).fullName, 'Stored');
    assert.equal(institution.requests.length, 0);
});

// Each failure leaves the institution alone for a while: another institution each time.
const failures = [
    { name: 'a fault of the institution', how: () => ({ status: 500, body: '{"fullName":"x"}' }) },
    { name: 'no JSON', how: () => ({ status: 200, body: '<html>' }) },
    { name: 'a name that is a number', how: () => ({ status: 200, body: '{"fullName":1}' }) },
    { name: 'a name without end', how: () => ({ status: 200, body: JSON.stringify({ fullName: 'x'.repeat(300) }) }) },
    { name: 'an answer without end', how: () => ({ status: 200, body: JSON.stringify({ fullName: 'Ada', more: 'x'.repeat(1 << 20) }) }) },
    { name: 'a redirect', how: () => ({ status: 302, headers: { Location: 'http://127.0.0.1:1/' } }) },
    { name: 'silence', how: () => 'nothing' },
];

failures.forEach(({ name, how }, index) => {
    test(`what is stored is shown after ${name}, and others don't wait`, async () => {
        const identifier = `98765430${index}`;
        await router.addOrganisation({ identifier });
        await begin(identifier);
        const { esi } = await makeNameless(identifier);
        otherwise = how;
        const slow = shown(esi, router.client(identifier));
        const others = Promise.all(Array.from({ length: 20 }, () => router.client(FIRST).get('/api/v2/cards?size=5')));
        await others;
        assert.equal((await slow).fullName, '');
        assert.equal((await shown(esi, router.client(identifier))).fullName, '');
        assert.equal(institution.requests.length, 1, 'it is left alone for a while');
    });
});

test('an institution that is not to be asked any more is not', async () => {
    await begin();
    const { esi, number } = await makeNameless();
    people.set(number, { fullName: 'Ada' });
    await commandJson('self-hosted', 'clear', '--organisation', FIRST, '--database', router.database);
    assert.deepEqual((await commandJson('self-hosted', 'list', '--database', router.database)).filter((one) => one.organisation === FIRST), []);
    await makeNameless(); /* the writer has seen the change */
    assert.equal((await shown(esi)).fullName, '');
    assert.equal(institution.requests.length, 0);
    const again = await command('self-hosted', 'clear', '--organisation', FIRST, '--database', router.database);
    assert.deepEqual([again.code, /keeps no data itself/.test(again.stderr)], [1, true]);
});

test('what can not be asked is refused', async () => {
    const set = (...args) => command('self-hosted', 'set', '--database', router.database, '--services-allow-http', ...args);
    const bad = path.join(router.directory, 'bad');
    writeFileSync(bad, 'a key\u0007\n');
    const cases = [
        [['--organisation', FIRST, '--url', 'http://x.example/?a', '--access-key-file', keyFile], /can't be called/],
        [['--organisation', PROCESSOR, '--url', 'http://x.example/', '--access-key-file', keyFile], /processor/],
        [['--organisation', FIRST, '--url', 'http://x.example/', '--access-key-file', bad], /printable ASCII/],
        [['--organisation', FIRST, '--url', 'http://x.example/', '--access-key-file', '/nowhere'], /nowhere/],
    ];
    for (const [args, says] of cases) {
        const done = await set(...args);
        assert.notEqual(done.code, 0);
        assert.match(done.stderr, says);
    }
    assert.ok(!sql(router.database, 'SELECT hex(key) AS key FROM self_hosted').some((one) => Buffer.from(one.key, 'hex').includes('sesame')));
});
