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

// What doctor says of the key file; the exit code is checked against it.
async function examined(database, ...args) {
    const told = await command('doctor', '--database', database, '--json', ...args);
    assert.ok([0, 1].includes(told.code), told.stderr);
    const finding = JSON.parse(told.stdout).findings.find(({ name }) => name === 'key-file');
    const text = await command('doctor', '--database', database, ...args);
    assert.match(text.stdout, finding === undefined ? /^good {2}key-file: /m : /^BAD {3}key-file: .*\n {6}cure: /m);
    return finding?.what ?? /key-file: (.*)/.exec(text.stdout)[1];
}

test('doctor looks at the key file', async () => {
    const { file, database, key } = await migrated('examined');
    assert.match(await examined(database), /its owner's alone; nothing is sealed/);
    chmodSync(key, 0o644);
    assert.match(await examined(database), /open to others than its owner/);
    chmodSync(key, 0o600);
    const good = readFileSync(key);
    writeFileSync(key, 'short');
    assert.match(await examined(database), /holds no key: 64 hexadecimal digits were expected/);
    writeFileSync(key, good);
    rmSync(key);
    assert.match(await examined(database), /there is no key file, and nothing is sealed/);
    bind(file, '0123456789abcdef');
    assert.match(await examined(database), /examined\/esc-router\.key is missing, and secrets in the database are sealed/);
    writeFileSync(key, good, { mode: 0o600 });
    const mismatch = await examined(database);
    assert.match(mismatch, /sealed with the key 0123456789abcdef, but the key file holds [0-9a-f]{16}/);
    sql(file, `UPDATE setting SET value = '${/holds ([0-9a-f]{16})/.exec(mismatch)[1]}' WHERE name = 'key_name'`);
    assert.match(await examined(database), /the key by which secrets in the database are sealed$/);
    assert.match(await examined(database, '--key-file', path.join(folder, 'nowhere.key')), /nowhere\.key is missing/);
});
