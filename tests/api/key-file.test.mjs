// SPDX-License-Identifier: EUPL-1.2
// The key file: made once for its owner alone, and never silently replaced.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { command, removeDirectory, sql, temporaryDirectory } from './lib/router.mjs';

const folder = temporaryDirectory();
after(() => removeDirectory(folder));

// A database in a folder of its own, and the key beside it.
async function migrated(name, ...args) {
    const own = path.join(folder, name);
    mkdirSync(own);
    const file = path.join(own, 'esc.db');
    const done = await command('migrate', '--database', `sqlite:${file}`, ...args);
    assert.equal(done.code, 0, done.stderr);
    return { file, database: `sqlite:${file}`, key: path.join(own, 'esc-router.key') };
}

async function refused(code, pattern, ...args) {
    const done = await command(...args);
    assert.equal(done.code, code, `${args.join(' ')}: ${done.stdout}${done.stderr}`);
    assert.match(done.stderr, pattern);
}

test('migrate makes the key for its owner alone, and leaves it alone afterwards', async () => {
    const { database, key } = await migrated('made');
    assert.equal(statSync(key).mode & 0o777, 0o600);
    const first = readFileSync(key, 'utf8');
    assert.match(first, /^[0-9a-f]{64}\n$/);
    assert.equal((await command('migrate', '--database', database)).code, 0);
    assert.equal(readFileSync(key, 'utf8'), first);
});

test('a key file elsewhere', async () => {
    const elsewhere = path.join(folder, 'elsewhere.key');
    const { database, key } = await migrated('apart', '--key-file', elsewhere);
    assert.equal(statSync(elsewhere).mode & 0o777, 0o600);
    assert.throws(() => statSync(key), /ENOENT/);
    await refused(3, /key file .*esc-router\.key is missing.*bring it back/, 'migrate', '--database', database);
});

test('a lost key is not replaced while secrets are sealed with it', async () => {
    const { database, key } = await migrated('lost');
    renameSync(key, `${key}.kept`);
    await refused(3, /is missing, and secrets in the database are sealed/, 'serve', '--database', database, '--listen', '127.0.0.1:0');
    assert.throws(() => statSync(key), /ENOENT/);
    renameSync(`${key}.kept`, key);
    assert.equal((await command('migrate', '--database', database)).code, 0);
});

test('another key than the database knows is refused', async () => {
    const { database, key } = await migrated('other');
    writeFileSync(key, `${'ab'.repeat(32)}\n`);
    await refused(3, /sealed with the key [0-9a-f]{16}, but the key file holds [0-9a-f]{16}/, 'migrate', '--database', database);
});

const broken = [
    { name: 'empty', content: '' },
    { name: 'too short', content: `${'ab'.repeat(31)}\n` },
    { name: 'too long', content: `${'ab'.repeat(33)}\n` },
    { name: 'with other characters', content: `${'xy'.repeat(32)}\n` },
];

for (const { name, content } of broken) {
    test(`a key file that is ${name}`, async () => {
        const { database, key } = await migrated(`broken ${name}`);
        writeFileSync(key, content);
        await refused(2, /holds no key: 64 hexadecimal digits were expected/, 'migrate', '--database', database);
    });
}

test('a key file that others may read', async () => {
    const { database, key } = await migrated('open');
    chmodSync(key, 0o640);
    await refused(2, /open to others than its owner: chmod 600/, 'migrate', '--database', database);
});

test('the name of the key in the database is not the key', async () => {
    const { file, key } = await migrated('named');
    const [[name]] = sql(file, "SELECT value FROM setting WHERE name = 'key_name'").map(Object.values);
    assert.match(name, /^[0-9a-f]{16}$/);
    assert.ok(!readFileSync(key, 'utf8').includes(name));
});
