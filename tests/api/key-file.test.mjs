// SPDX-License-Identifier: EUPL-1.2
// The key file: made once for its owner alone, and never silently replaced.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

// As when the first secret is sealed with a key of this name.
function bind(file, name) {
    sql(file, `INSERT INTO setting VALUES ('key_name', '${name}')`);
}

test('a key file elsewhere', async () => {
    const elsewhere = path.join(folder, 'elsewhere.key');
    const { key } = await migrated('apart', '--key-file', elsewhere);
    assert.equal(statSync(elsewhere).mode & 0o777, 0o600);
    assert.throws(() => statSync(key), /ENOENT/);
});

test('a lost key is made anew only while nothing is sealed with it', async () => {
    const { file, database, key } = await migrated('lost');
    rmSync(key);
    assert.equal((await command('migrate', '--database', database)).code, 0);
    rmSync(key);
    bind(file, '0123456789abcdef');
    await refused(3, /esc-router\.key is missing, and secrets in the database are sealed.*bring it back/, 'migrate', '--database', database);
    await refused(3, /is missing, and secrets in the database/, 'serve', '--database', database, '--listen', '127.0.0.1:0');
    assert.throws(() => statSync(key), /ENOENT/);
});

test('another key than the database knows is refused', async () => {
    const { file, database } = await migrated('other');
    bind(file, '0123456789abcdef');
    await refused(3, /sealed with the key 0123456789abcdef, but the key file holds [0-9a-f]{16}/, 'migrate', '--database', database);
    await refused(3, /put the right file in its place/, 'serve', '--database', database, '--listen', '127.0.0.1:0');
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
