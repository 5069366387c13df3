// SPDX-License-Identifier: EUPL-1.2
// Services of organisations: told of changes by signed events, once they take them, and never at addresses that they must not name.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import test, { after } from 'node:test';

import { expectStatus } from './lib/expect.mjs';
import { importCsv } from './lib/imports.mjs';
import { cardBody, cardPath, day, FIRST, makeCard, makePerson, newEscn, newEsi, personPath, PROCESSOR, SECOND } from './lib/make.mjs';
import { isSigned, startReceiver } from './lib/receiver.mjs';
import { command, commandJson, removeDirectory, sql, startRouter, temporaryDirectory, until } from './lib/router.mjs';

const ends = [];
after(async () => {
    for (const end of ends.reverse()) {
        await end();
    }
});

const OPEN = ['--services-allow-http', '--services-allow-private'];
const router = await startRouter({ students: 5, args: OPEN });
ends.push(() => router.stop());

const service = (...args) => commandJson('service', ...args, '--database', router.database);
const waiting = (id, place = router) => sql(place.database, `SELECT * FROM outbox WHERE service_id = ${id}`);

// Registers a receiver for an organisation; the router's writer looks for what others have written before it writes itself.
async function register(receiver, { organisation = FIRST, more = [], place = router } = {}) {
    const name = `test ${randomBytes(4).toString('hex')}`;
    const args = ['--organisation', organisation, '--name', name, '--url', receiver.url, '--services-allow-http'];
    const made = await commandJson('service', 'add', ...args, ...more, '--database', place.database);
    receiver.secret = made.secret;
    return made;
}

async function registered(t, options = {}) {
    const receiver = await startReceiver(t, options.answer);
    const made = await register(receiver, options);
    t.after(() => command('service', 'remove', String(made.id), '--database', router.database));
    return [receiver, made];
}

test('what happens to cards and persons is told, signed, without more of the person than is needed', async (t) => {
    const [receiver, made] = await registered(t);
    assert.match(made.secret, /^escs_[0-9A-Za-z]{43}$/);
    const client = router.client(FIRST);
    const esi = await makePerson(client);
    const card = await makeCard(client, { esi });
    expectStatus(await client.put(cardPath(card.cardNumber), { ...cardBody(esi, FIRST), cardStatusType: 'INACTIVE' }), 200);
    expectStatus(await client.delete(personPath(esi)), 204);
    const events = await until('all four are there', () => receiver.requests.length >= 4 && receiver.events());
    assert.deepEqual(events.map((one) => one.event), ['card.created', 'card.updated', 'card.deleted', 'person.deleted']);
    for (const request of receiver.requests) {
        assert.ok(request.signed, 'the signature is right');
        assert.deepEqual([request.method, request.path, request.headers['content-type']], ['POST', '/hook', 'application/json']);
        assert.deepEqual([request.headers['esc-event'], request.headers['esc-delivery']], [request.json.event, request.json.id]);
        assert.match(request.json.occurredAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
        assert.equal(request.json.issuerIdentifier, FIRST);
    }
    assert.equal(new Set(events.map((one) => one.id)).size, 4);
    const { id, occurredAt, ...created } = events[0];
    assert.deepEqual(created, {
        event: 'card.created', issuerIdentifier: FIRST, cardNumber: card.cardNumber, cardType: card.cardType.key, cardStatusType: 'ACTIVE',
        issuedAt: card.issuedAt, expiresAt: card.expiresAt,
    });
    assert.equal(events[1].cardStatusType, 'INACTIVE');
    assert.ok(events.slice(0, 3).every((one) => !JSON.stringify(one).includes(esi)), 'no student in events of cards');
    assert.deepEqual(Object.keys(events[3]), ['id', 'event', 'occurredAt', 'issuerIdentifier', 'personIdentifier']);
    assert.equal(events[3].personIdentifier, esi);
    await until('nothing is left of them', () => waiting(made.id).length === 0);
    const shown = await service('show', String(made.id));
    assert.deepEqual([shown.state, shown.failures, shown.waiting, shown.givenUp], ['GOOD', 0, 0, 0]);
    assert.ok(!JSON.stringify(shown).includes(made.secret));
});

test('a service hears of its own organisation alone, whoever acts for it, and of what it has chosen', async (t) => {
    const [first] = await registered(t, { more: ['--events', 'card.created'] });
    const [second] = await registered(t, { organisation: SECOND });
    const esi = await makePerson(router.client(PROCESSOR), FIRST);
    const card = await makeCard(router.client(PROCESSOR), { esi, issuer: FIRST });
    expectStatus(await router.client(FIRST).delete(cardPath(card.cardNumber)), 204);
    const other = await makeCard(router.client(SECOND), { issuer: SECOND });
    await until('the second hears', () => second.events().length === 1);
    await until('the first hears', () => first.events().length === 1);
    assert.deepEqual(first.events().map((one) => [one.event, one.cardNumber]), [['card.created', card.cardNumber]]);
    assert.deepEqual(second.events().map((one) => one.cardNumber), [other.cardNumber]);
});

// What came for a card or student of these, in any order, once as many are there as were awaited.
async function told(receiver, wanted) {
    const lines = () => receiver.events().map((one) => `${one.event} ${one.cardNumber ?? one.personIdentifier} ${one.cardStatusType ?? ''}`.trim()).sort();
    await until(`${wanted.length} events are there`, () => receiver.events().length >= wanted.length);
    assert.deepEqual(lines(), wanted.sort());
    receiver.requests.length = 0;
}

test('imports tell what they write and what they take back, and nothing of what they only try', async (t) => {
    const [receiver] = await registered(t);
    const client = router.client(FIRST);
    const students = [0, 1].map(() => ({ esi: newEsi(), number: newEscn() }));
    const row = ({ esi, number }, more = 'ACTIVE') => `${esi},${number},PASSIVE,${more},${day(300)}`;
    const file = (...rows) => ['personIdentifier,cardNumber,cardType,cardStatusType,expiresAt', ...rows, ''].join('\r\n');
    const all = (event, status) => students.map(({ number }) => `${event} ${number} ${status}`.trim());
    const good = file(...students.map((one) => row(one)));
    assert.equal((await importCsv(client, 'operation=CREATE&dryRun=true', good)).created, 2);
    assert.equal((await importCsv(client, 'operation=CREATE&mode=all', file(row(students[0]), row(students[1], 'ODD')))).state, 'FAILED');
    const made = await importCsv(client, 'operation=CREATE&mode=valid', file(row(students[0]), row({ esi: 'x', number: newEscn() }), row(students[1])));
    assert.deepEqual([made.created, made.failed], [2, 1]);
    await told(receiver, all('card.created', 'ACTIVE'));
    const changed = await importCsv(client, 'operation=UPDATE', file(...students.map((one) => row(one, 'INACTIVE'))));
    await told(receiver, all('card.updated', 'INACTIVE'));
    expectStatus(await client.delete(`/api/v2/imports/${changed.id}`), 200);
    await told(receiver, all('card.updated', 'ACTIVE'));
    expectStatus(await client.delete(`/api/v2/imports/${made.id}`), 200);
    await told(receiver, [...all('card.deleted', 'ACTIVE'), ...students.map(({ esi }) => `person.deleted ${esi}`)]);
});

test('erasing by time is told, by the command as by the router', async (t) => {
    const [receiver] = await registered(t);
    const client = router.client(FIRST);
    const esi = await makePerson(client);
    const card = await makeCard(client, { esi, issuedAt: day(-900), expiresAt: day(-800) });
    await told(receiver, [`card.created ${card.cardNumber} ACTIVE`]);
    sql(router.database, `UPDATE enrolment SET updated_at_us = updated_at_us - 800 * 86400000000 WHERE person_id = (SELECT id FROM person WHERE esi = '${esi}')`);
    await commandJson('retention', '--retention-days', '790', '--retention-person-days', '0', '--database', router.database);
    await told(receiver, [`card.deleted ${card.cardNumber} ACTIVE`, `person.deleted ${esi}`]);
});

test('what is undone is not told', async (t) => {
    const [receiver] = await registered(t);
    const client = router.client(FIRST);
    const card = await makeCard(client);
    expectStatus(await client.post('/api/v2/cards', { ...cardBody(card.person.identifier, FIRST), cardNumber: card.cardNumber }), 409);
    const later = await makeCard(client);
    await until('both are there', () => receiver.events().length === 2);
    assert.deepEqual(receiver.events().map((one) => one.cardNumber), [card.cardNumber, later.cardNumber]);
});

test('a service that fails is asked again, in order, with the same event under a fresh signature', async (t) => {
    const [receiver, made] = await registered(t, { answer: (request, count) => (count <= 2 ? { status: 503 } : undefined) });
    const client = router.client(FIRST);
    const card = await makeCard(client);
    const body = cardBody(card.person.identifier, FIRST);
    expectStatus(await client.put(cardPath(card.cardNumber), { ...body, cardStatusType: 'INACTIVE' }), 200);
    expectStatus(await client.put(cardPath(card.cardNumber), body), 200);
    await until('all three are taken', () => receiver.events().length === 3);
    assert.deepEqual(receiver.events().map((one) => one.event), ['card.created', 'card.updated', 'card.updated']);
    assert.deepEqual(receiver.events().map((one) => one.cardStatusType), ['ACTIVE', 'INACTIVE', 'ACTIVE']);
    const first = receiver.requests.filter((one) => one.json.event === 'card.created');
    assert.equal(first.length, 3);
    assert.deepEqual([new Set(first.map((one) => one.text)).size, first.every((one) => one.signed)], [1, true]);
    await until('it counts as good again', async () => (await service('show', String(made.id))).state === 'GOOD');
});

test('a service that says nothing holds up neither another one nor itself for ever', async (t) => {
    const [silent] = await registered(t, { answer: () => 'nothing' });
    const [quick] = await registered(t);
    const client = router.client(FIRST);
    for (let i = 0; i < 20; i += 1) {
        await makeCard(client);
    }
    await until('the quick one has all', () => quick.events().length === 20);
    assert.ok(silent.requests.length <= 8, 'eight at once at most');
});

test('events of many changes arrive, each once, those of a person in their order', async (t) => {
    const [receiver, made] = await registered(t, { more: ['--events', 'card.created,card.updated'] });
    const client = router.client(FIRST);
    const work = async () => {
        const card = await makeCard(client);
        const body = cardBody(card.person.identifier, FIRST);
        for (const cardStatusType of ['INACTIVE', 'ACTIVE', 'INACTIVE']) {
            expectStatus(await client.put(cardPath(card.cardNumber), { ...body, cardStatusType }), 200);
        }
    };
    await Promise.all(Array.from({ length: 50 }, work));
    await until('all are there', () => receiver.events().length >= 200);
    await until('the outbox is empty', () => waiting(made.id).length === 0);
    const byCard = group(receiver.events());
    assert.deepEqual([receiver.events().length, byCard.size], [200, 50]);
    for (const events of byCard.values()) {
        assert.deepEqual(events.map((one) => one.cardStatusType), ['ACTIVE', 'INACTIVE', 'ACTIVE', 'INACTIVE']);
    }
});

function group(events) {
    const groups = new Map();
    for (const event of events) {
        groups.set(event.cardNumber, [...(groups.get(event.cardNumber) ?? []), event]);
    }
    return groups;
}

test('redirects are not followed, large answers not read', async (t) => {
    const elsewhere = await startReceiver(t);
    const [receiver, made] = await registered(t, {
        answer: (request, count) => (count === 1 ? { status: 307, headers: { Location: elsewhere.url } } : { status: 200, body: 'x'.repeat(1 << 20) }),
    });
    await makeCard(router.client(FIRST));
    await until('it is taken', () => receiver.requests.length === 2 && waiting(made.id).length === 0);
    assert.equal(elsewhere.requests.length, 0);
});

test('an old event that nobody takes is given up, and leaves no student behind', async (t) => {
    const [receiver, made] = await registered(t, { answer: () => ({ status: 400 }) });
    const client = router.client(FIRST);
    const esi = await makePerson(client);
    expectStatus(await client.delete(personPath(esi)), 204);
    await until('it was refused', () => receiver.requests.length > 0 && waiting(made.id)[0]?.attempts > 0);
    assert.match(waiting(made.id)[0].body, new RegExp(esi));
    const age = `UPDATE outbox SET created_at_us = created_at_us - 4 * 86400000000 WHERE service_id = ${made.id}`;
    execFileSync('sqlite3', ['-cmd', '.timeout 20000', router.database.replace(/^sqlite:/, ''), age]);
    await until('it is given up', () => waiting(made.id).length === 0);
    const shown = await service('show', String(made.id));
    assert.deepEqual([shown.givenUp, shown.state, shown.lastFailure], [1, 'FAILING', 'answered 400']);
    assert.deepEqual(sql(router.database, `SELECT detail FROM audit WHERE action = 115 AND object_id = ${made.id}`), [{ detail: 'person.deleted' }]);
});

test('a service of the old form is told as the old router told, and has to say OK', async (t) => {
    let says = 'not yet';
    const [receiver, made] = await registered(t, { more: ['--old-form'], answer: () => ({ status: 200, body: says }) });
    const client = router.client(FIRST);
    const esi = await makePerson(client);
    const card = await makeCard(client, { esi });
    await until('it was asked', () => receiver.requests.length > 0);
    says = 'OK';
    const body = cardBody(esi, FIRST);
    const change = async (changes) => expectStatus(await client.put(cardPath(card.cardNumber), { ...body, ...changes }), 200);
    await change({ cardStatusType: 'INACTIVE' });
    await change({ cardStatusType: 'ACTIVE' });
    await change({ expiresAt: '2031-01-31' });
    expectStatus(await client.delete(personPath(esi)), 204);
    await until('all has arrived', () => receiver.requests.at(-1)?.path === '/hook/deletestudent' && waiting(made.id).length === 0);
    const paths = receiver.requests.map((one) => one.path.replace('/hook/', ''));
    assert.deepEqual([...new Set(paths)], ['addcard', 'deactivate', 'activate', 'updatestudent', 'deletecard', 'deletestudent']);
    assert.ok(receiver.requests.every((one) => one.signed));
    const { id, ...added } = receiver.requests[0].json;
    assert.match(id, /^[0-9a-f]{32}$/);
    assert.deepEqual(added, {
        event: 'addcard', europeanStudentIdentifier: esi, picInstitutionCode: FIRST, europeanStudentCardNumber: card.cardNumber,
        cardType: added.cardType, expiryDate: card.expiresAt,
    });
    const moved = receiver.requests.find((one) => one.path.endsWith('updatestudent')).json;
    assert.deepEqual([moved.expiryDate, moved.europeanStudentIdentifier, moved.europeanStudentCardNumber], ['2031-01-31', esi, undefined]);
});

test('a service is tried, disabled, enabled, given a new secret and removed', async (t) => {
    const [receiver, made] = await registered(t);
    const id = String(made.id);
    const tried = await command('service', 'test', id, '--database', router.database, ...OPEN, '--json');
    assert.deepEqual([tried.code, JSON.parse(tried.stdout)], [0, { id: made.id, arrived: true, status: 200, failure: null }]);
    assert.deepEqual([receiver.requests[0].json.event, receiver.requests[0].signed], ['service.test', true]);
    receiver.answer = () => ({ status: 404 });
    const refused = await command('service', 'test', id, '--database', router.database, ...OPEN);
    assert.deepEqual([refused.code, /answered 404/.test(refused.stdout)], [1, true]);
    receiver.answer = () => undefined;

    assert.equal((await service('disable', id)).state, 'DISABLED');
    await makeCard(router.client(FIRST));
    assert.equal(waiting(made.id).length, 0);
    assert.equal((await service('enable', id)).state, 'GOOD');
    const rotated = await service('rotate-secret', id);
    assert.notEqual(rotated.secret, made.secret);
    receiver.requests.length = 0;
    await makeCard(router.client(FIRST));
    await until('it is told again', () => receiver.requests.length === 1);
    assert.equal(receiver.requests[0].signed, false);
    assert.ok(isSigned(rotated.secret, receiver.requests[0].headers, receiver.requests[0].text));
    assert.deepEqual(await service('remove', id), { id: made.id, removed: true });
    assert.ok(!(await service('list')).some((one) => one.id === made.id));
    const gone = await command('service', 'show', id, '--database', router.database);
    assert.deepEqual([gone.code, /there is no service/.test(gone.stderr)], [1, true]);
});

const refusedAdditions = [
    { name: 'an address of plain http', url: 'http://example.org/x', says: /plain http/, open: false },
    { name: 'another scheme', url: 'file:///etc/passwd', says: /can't be called/ },
    { name: 'gopher', url: 'gopher://example.org/', says: /can't be called/ },
    { name: 'a password in it', url: 'https://me:secret@example.org/', says: /can't be called/ },
    { name: 'a query', url: 'https://example.org/?a=b', says: /can't be called/ },
    { name: 'a line break', url: 'https://example.org/\r\nX: y', says: /can't be called/ },
    { name: 'no host', url: 'https:///x', says: /can't be called/ },
    { name: 'an unknown event', url: 'https://example.org/', more: ['--events', 'card.created,card.eaten'], says: /card\.eaten/ },
    { name: 'no event', url: 'https://example.org/', more: ['--events', ''], says: /card\.created/ },
    { name: 'a processor', url: 'https://example.org/', organisation: PROCESSOR, says: /processor/ },
    { name: 'nobody', url: 'https://example.org/', organisation: '111111111', says: /no organisation/ },
    { name: 'no name', url: 'https://example.org/', service: ' ', says: /name/ },
];

for (const { name, url, says, more = [], organisation = FIRST, open = true, service: called = 'x' } of refusedAdditions) {
    test(`a service is refused: ${name}`, async () => {
        const args = ['--organisation', organisation, '--name', called, '--url', url, ...(open ? ['--services-allow-http'] : [])];
        const done = await command('service', 'add', ...args, ...more, '--database', router.database);
        assert.notEqual(done.code, 0);
        assert.match(done.stderr, says);
    });
}

test('private addresses and plain http are not called unless the operator says so, whatever their names', async (t) => {
    const directory = temporaryDirectory();
    t.after(() => removeDirectory(directory));
    const receiver = await startReceiver(t);
    const strict = await startRouter({ students: 1, directory, args: ['--services-allow-http'] });
    const urls = [`http://127.0.0.1:${receiver.port}/`, `http://localhost:${receiver.port}/`, `http://[::1]:${receiver.port}/`, `http://2130706433:${receiver.port}/`, 'http://10.0.0.1/', 'http://169.254.169.254/latest/meta-data'];
    const ids = [];
    for (const url of urls) {
        ids.push((await register({ url }, { place: strict })).id);
    }
    await makeCard(strict.client(FIRST));
    for (const id of ids) {
        const row = await until('it was refused', () => waiting(id, strict).find((one) => one.attempts > 0));
        assert.match(row.failure, /private or local address/);
    }
    const tried = await command('service', 'test', String(ids[0]), '--database', strict.database, '--services-allow-http');
    assert.match(tried.stdout, /private or local/);
    await strict.stop({ keep: true });
    const stricter = await startRouter({ students: 1, directory, args: ['--services-allow-private'] });
    await until('plain http is refused', () => waiting(ids[0], stricter).some((one) => /plain http/.test(one.failure ?? '')));
    assert.equal(receiver.requests.length, 0);
    await stricter.stop({ keep: true });
    const found = JSON.parse((await command('doctor', '--database', stricter.database, '--json')).stdout);
    assert.deepEqual(found.findings.filter((one) => one.name === 'outbox'), []);
    sql(stricter.database, 'UPDATE outbox SET created_at_us = created_at_us - 2 * 86400000000; UPDATE remote_service SET failures = 9');
    const later = JSON.parse((await command('doctor', '--database', stricter.database, '--json')).stdout);
    assert.deepEqual(later.findings.map((one) => one.name), ['outbox', 'services']);
});

test('kill -9 while events are on their way loses none', async (t) => {
    const directory = temporaryDirectory();
    t.after(() => removeDirectory(directory));
    const receiver = await startReceiver(t, (request, count) => (count <= 5 ? 'nothing' : undefined));
    const doomed = await startRouter({ students: 1, directory, args: OPEN });
    const made = await register(receiver, { place: doomed });
    const client = doomed.client(FIRST);
    const numbers = [];
    for (let i = 0; i < 12; i += 1) {
        numbers.push((await makeCard(client)).cardNumber);
    }
    await until('some are on their way', () => receiver.requests.length >= 5);
    await doomed.kill();
    const again = await startRouter({ students: 1, directory, args: OPEN });
    await until('all have arrived', () => numbers.every((number) => receiver.events().some((one) => one.cardNumber === number)));
    await until('the outbox is empty', () => waiting(made.id, again).length === 0);
    const ids = receiver.requests.map((one) => [one.json.id, one.json.cardNumber].join());
    assert.equal(new Set(ids).size, 12, 'copies bear the same id');
    await again.stop({ keep: true });
});
