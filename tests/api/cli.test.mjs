// SPDX-License-Identifier: EUPL-1.2
// The commands of the operator: organisations, tokens, the database's upkeep, configuration. What they change, a running router sees.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { Client } from './lib/client.mjs';
import { expectError, expectStatus } from './lib/expect.mjs';
import { cardBody, cardPath, FIRST, makeCard, makePerson, newEscn, personBody } from './lib/make.mjs';
import { page } from './lib/pages.mjs';
import { command, commandJson, program, removeDirectory, sharedRouter, sql, startRouter, startWith, temporaryDirectory } from './lib/router.mjs';

const router = await sharedRouter();
const CARDS = '/api/v2/cards';

const folder = temporaryDirectory();
after(() => removeDirectory(folder));

const database = () => ['--database', router.database];
const inFolder = (name) => path.join(folder, name);

async function succeeds(...args) {
    const done = await command(...args);
    assert.equal(done.code, 0, `${args.join(' ')}: ${done.stderr}`);
    return done.stdout;
}

async function fails(pattern, ...args) {
    const done = await command(...args);
    assert.notEqual(done.code, 0, `${args.join(' ')} succeeded: ${done.stdout}`);
    assert.equal(typeof done.code, 'number', `${args.join(' ')} was killed`);
    assert.match(done.stderr, pattern);
}

const about = (identifier, changes = {}) => {
    const all = { identifier, kind: 'institution', name: `University ${identifier}`, country: 'fr', schac: 'new.example', ...changes };
    return Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
};

test('an organisation that is added is in the list, and a running router knows it', async () => {
    await succeeds('organisation', 'add', ...database(), ...about('999999930', { name: 'Nový Ústav', 'accepted-by': 'The Rector' }));
    const listed = (await commandJson('organisation', 'list', ...database())).find((one) => one.identifier === '999999930');
    assert.equal(listed.name, 'Nový Ústav');
    const text = await succeeds('organisation', 'list', ...database());
    assert.match(text, /999999930.*Nový Ústav/);
    const { token } = await commandJson('token', 'create', ...database(), '--organisation', '999999930', '--name', 'first', '--test');
    const client = new Client(router, { token });
    const esi = await makePerson(client, '999999930');
    assert.equal(expectStatus(await client.post(CARDS, cardBody(esi, '999999930')), 201).issuer.name, 'Nový Ústav');
});

test("an answer that can't be written is no success", () => {
    const full = openSync('/dev/full', 'w');
    for (const args of [
        ['token', 'create', ...database(), '--organisation', FIRST, '--name', 'unseen'],
        ['organisation', 'list', ...database(), '--json'],
        ['--help'],
    ]) {
        const { status, stderr } = spawnSync(program, args, { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' });
        assert.equal(status, 3, args.join(' '));
        assert.match(stderr, /^esc-router: standard output can't be written: No space left on device$/m);
    }
    closeSync(full);
});

test('an organisation without acceptance reads and does not write', async () => {
    await succeeds('organisation', 'add', ...database(), ...about('999999931'));
    const { token } = await commandJson('token', 'create', ...database(), '--organisation', '999999931', '--name', 'first');
    const client = new Client(router, { token });
    expectStatus(await client.get(CARDS), 200);
    expectError(await client.post('/api/v2/persons', personBody(undefined, '999999931')), 403, undefined, /legal documents/);
});

const badOrganisations = [
    { name: 'a PIC that is too short', args: about('99999'), says: /nine (decimal )?digits/ },
    { name: 'an identifier that is there already', args: about(FIRST), says: new RegExp(FIRST) },
    { name: 'an unknown kind', args: about('999999932', { kind: 'school' }), says: /kind.*school/ },
    { name: 'no name', args: about('999999932', { name: undefined }), says: /name/ },
    { name: 'a country of three letters', args: about('999999932', { country: 'FRA' }), says: /FRA/ },
    { name: 'a PIC for a processor', args: about('999999932', { kind: 'processor' }), says: /VAT/ },
    { name: 'a mistyped VAT number', args: about('B58378432', { kind: 'processor', country: 'ES' }), says: /check digits/ },
    { name: 'a VAT number of another country', args: about('B58378431', { kind: 'processor', country: 'BE' }), says: /form of a VAT number of Belgium/ },
    { name: 'an option that does not exist', args: [...about('999999932'), '--colour', 'red'], says: /colour/ },
];

for (const { name, args, says } of badOrganisations) {
    test(`an organisation is refused: ${name}`, async () => {
        await fails(says, 'organisation', 'add', ...database(), ...args);
        const identifiers = (await commandJson('organisation', 'list', ...database())).map((one) => one.identifier);
        assert.ok(!identifiers.includes('999999932'));
        assert.equal(new Set(identifiers).size, identifiers.length);
    });
}

test('a processor and an authority are added too', async () => {
    await succeeds('organisation', 'add', ...database(), ...about('ESB12345678', { kind: 'processor' }));
    await succeeds('organisation', 'add', ...database(), ...about('999999933', { kind: 'authority' }));
    const added = await commandJson('organisation', 'add', ...database(), ...about('es b-58378431', { kind: 'processor', country: 'ES' }));
    assert.equal(added.identifier, 'ESB58378431');
    await fails(/there is an organisation ESB58378431 already/, 'organisation', 'add', ...database(), ...about('B58378431', { kind: 'processor', country: 'es' }));
});

test('a token is shown once, works at once, and is kept as a hash alone', async () => {
    const text = await succeeds('token', 'create', ...database(), '--organisation', FIRST, '--name', 'printed');
    const [secret] = text.match(/esc_live_\w+/);
    expectStatus(await new Client(router, { token: secret }).get(CARDS), 200);
    const listed = await succeeds('token', 'list', ...database());
    assert.match(listed, /printed/);
    const json = JSON.stringify(await commandJson('token', 'list', ...database()));
    assert.ok(!listed.includes(secret) && !json.includes(secret));
    for (const file of readdirSync(router.directory, { withFileTypes: true }).filter((one) => one.isFile() && one.name.includes('.db')).map((one) => one.name)) {
        assert.ok(!readFileSync(path.join(router.directory, file)).includes(secret), `${file} does not hold the secret`);
    }
});

test('a token for tests says so', async () => {
    const { token, id, organisation, name } = await commandJson('token', 'create', ...database(), '--organisation', FIRST, '--name', 'trial', '--test');
    assert.match(token, /^esc_test_/);
    assert.deepEqual([organisation, name], [FIRST, 'trial']);
    assert.ok((await commandJson('token', 'list', ...database())).some((one) => String(one.id) === String(id) && one.name === 'trial'));
});

test('a token that is revoked is refused from the next request on', async () => {
    for (let round = 0; round < 3; round += 1) {
        const made = await commandJson('token', 'create', ...database(), '--organisation', FIRST, '--name', `short-lived ${round}`);
        const client = new Client(router, { token: made.token });
        for (let i = 0; i < 5; i += 1) {
            expectStatus(await client.get(CARDS), 200);
        }
        await succeeds('token', 'revoke', String(made.id), ...database());
        expectError(await client.get(CARDS), 401);
        expectError(await client.get(cardPath(newEscn(), '/status')), 401);
    }
});

test('a token of nobody, and a token that is not there, are told', async () => {
    await fails(/999999999/, 'token', 'create', ...database(), '--organisation', '999999999', '--name', 'x');
    await fails(/12345678/, 'token', 'revoke', '12345678', ...database());
    await fails(/name/, 'token', 'create', ...database(), '--organisation', FIRST);
});

test('migrate makes a database, and a second time finds nothing to do', async () => {
    const url = `sqlite:${inFolder('migrated.db')}`;
    await succeeds('migrate', '--database', url);
    await succeeds('migrate', '--database', url);
    await commandJson('migrate', '--database', url);
    await succeeds('organisation', 'add', '--database', url, ...about('999999940'));
    assert.deepEqual((await commandJson('organisation', 'list', '--database', url)).map((one) => one.identifier), ['999999940']);
});

test('a database that is not there is told, and not made', async () => {
    const file = inFolder('missing.db');
    for (const words of [['organisation', 'list'], ['token', 'list'], ['doctor'], ['backup', inFolder('b1.db')], ['serve', '--listen', '127.0.0.1:0']]) {
        await fails(/missing\.db/, ...words, '--database', `sqlite:${file}`);
        assert.ok(!existsSync(file), `${words.join(' ')} made no database`);
    }
    await fails(/sqlite:/, 'doctor', '--database', 'oracle:x');
});

test('doctor finds nothing wrong with a router in use', async () => {
    await makeCard(router.client(FIRST));
    await succeeds('doctor', ...database());
    const report = await commandJson('doctor', ...database());
    assert.deepEqual(report, { healthy: true, findings: [] });
});

const damages = [
    { name: 'a list that counts wrongly', sql: 'UPDATE list_head SET entries = entries + 1', repairable: true },
    { name: 'pages that can not be found', sql: 'DELETE FROM list_bucket', repairable: true },
    { name: 'counters that count wrongly', sql: 'UPDATE counter SET cards = cards + 1', repairable: true },
    { name: 'cards whose holder is enrolled nowhere', sql: 'DELETE FROM enrolment WHERE id = (SELECT min(id) FROM enrolment)', repairable: false },
];

for (const damage of damages) {
    test(`doctor finds ${damage.name}, and tells the cure`, async (t) => {
        const broken = await startRouter();
        t.after(() => removeDirectory(broken.directory));
        await broken.stop({ keep: true });
        sql(broken.database, damage.sql);
        const found = await command('doctor', '--database', broken.database, '--json');
        const { healthy, findings } = JSON.parse(found.stdout);
        assert.deepEqual([found.code === 0, healthy, findings.length > 0], [false, false, true]);
        findings.forEach(({ what, cure }) => assert.ok(what.length > 10 && cure.length > 10));
        const repaired = await command('doctor', '--database', broken.database, '--repair');
        assert.equal(repaired.code === 0, damage.repairable, repaired.stdout);
    });
}

test('a backup is taken while cards are issued, and holds all that came before', async (t) => {
    const client = router.client(FIRST);
    const esi = await makePerson(client);
    const numbers = [];
    let going = true;
    const writer = (async () => {
        while (going) {
            numbers.push((await makeCard(client, { esi })).cardNumber);
        }
    })();
    while (numbers.length < 20) {
        await new Promise((resolve) => setImmediate(resolve));
    }
    const earlier = numbers.slice();
    const copy = inFolder('online.backup');
    try {
        await succeeds('backup', copy, ...database());
    } finally {
        going = false;
        await writer;
    }
    const url = `sqlite:${inFolder('restored.db')}`;
    await succeeds('migrate', '--database', url);
    await succeeds('restore', copy, '--database', url);
    assert.deepEqual(await commandJson('doctor', '--database', url), { healthy: true, findings: [] });
    const readyFile = inFolder('restored.json');
    const restored = await startWith(['sandbox', '--listen', '127.0.0.1:0', '--database', url, '--students', '20'], { readyFile, directory: inFolder('none') });
    t.after(() => restored.stop());
    for (const number of earlier) {
        expectStatus(await restored.client(FIRST).get(cardPath(number)), 200);
    }
});

test('a backup overwrites nothing', async () => {
    const file = inFolder('precious.txt');
    writeFileSync(file, 'precious');
    await fails(/precious\.txt/, 'backup', file, ...database());
    assert.equal(readFileSync(file, 'utf8'), 'precious');
});

test('restore brings back what was, and takes nothing that is no backup', async (t) => {
    const old = await startRouter();
    t.after(() => removeDirectory(old.directory));
    const kept = await makeCard(old.client(FIRST));
    const copy = inFolder('offline.backup');
    await succeeds('backup', copy, '--database', old.database);
    const lost = await makeCard(old.client(FIRST));
    await old.stop({ keep: true });
    await fails(/precious|database/, 'restore', inFolder('no-such.backup'), '--database', old.database);
    writeFileSync(inFolder('junk.backup'), 'junk'.repeat(10_000));
    await fails(/junk\.backup/, 'restore', inFolder('junk.backup'), '--database', old.database);
    await succeeds('restore', copy, '--database', old.database);
    const again = await startRouter({ directory: old.directory });
    expectStatus(await again.client(FIRST).get(cardPath(kept.cardNumber)), 200);
    expectError(await again.client(FIRST).get(cardPath(lost.cardNumber)), 404, 'ER-0001');
    await again.stop({ keep: true });
});

test('serve takes its settings from a file, and -t tests them', async (t) => {
    const url = `sqlite:${inFolder('served.db')}`;
    await succeeds('migrate', '--database', url);
    await succeeds('organisation', 'add', '--database', url, ...about('999999950', { 'accepted-by': 'The Rector' }));
    const made = await commandJson('token', 'create', '--database', url, '--organisation', '999999950', '--name', 'served');
    const config = inFolder('router.conf');
    writeFileSync(config, `listen = 127.0.0.1:0\ndatabase = ${url}\npublic_url = https://cards.example.org\n`);
    await succeeds('serve', '-c', config, '-t');
    const served = await startWith(['serve', '-c', config], { readyFile: inFolder('served.json'), directory: inFolder('none') });
    t.after(() => served.stop());
    served.organisations['999999950'] = { token: made.token };
    const client = served.client('999999950');
    for (let i = 0; i < 3; i += 1) {
        await makePerson(client, '999999950');
    }
    const { links } = await page(client, '/api/v2/persons', { size: 1 });
    assert.ok(links.length > 0);
    for (const { href } of links.filter((link) => /^https?:/.test(link.href))) {
        assert.match(href, /^https:\/\/cards\.example\.org\/esc-rest\/api\/v2\/persons/);
    }
});

const badFiles = [
    { name: 'an unknown key', text: 'listen = 127.0.0.1:0\ncolour = red\n', says: /bad\.conf.*2|bad\.conf:2/ },
    { name: 'a line that is none', text: 'listen = 127.0.0.1:0\nwhatever\n', says: /bad\.conf.*2|bad\.conf:2/ },
    { name: 'an address that is none', text: 'listen = nowhere\n', says: /nowhere/ },
    { name: 'a database of no known kind', text: 'database = oracle:x\n', says: /oracle/ },
];

for (const { name, text, says } of badFiles) {
    test(`serve -t refuses ${name}`, async () => {
        writeFileSync(inFolder('bad.conf'), text);
        await fails(says, 'serve', '-t', '-c', inFolder('bad.conf'));
    });
}

test('help and version are told, what is unknown is refused', async () => {
    assert.match(await succeeds('--help'), /sandbox/);
    assert.match(await succeeds('--version'), /\d+\.\d+/);
    for (const words of [['sandbox'], ['serve'], ['organisation', 'add'], ['token', 'create'], ['backup']]) {
        assert.match(await succeeds(...words, '--help'), /--database/);
    }
    await fails(/dance/, 'dance');
    await fails(/sandbox|Usage|usage/);
    await fails(/dance/, 'token', 'dance');
});
