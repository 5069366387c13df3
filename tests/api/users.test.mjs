// SPDX-License-Identifier: EUPL-1.2
// The operator's commands for users: adding, inviting, roles, disabling, passwords, sessions.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import test, { after, before } from 'node:test';

import { command, commandJson, program, removeDirectory, sql, temporaryDirectory } from './lib/router.mjs';

const folder = temporaryDirectory();
const file = path.join(folder, 'users.db');
const database = ['--database', `sqlite:${file}`];
const PIC = '999999960';
const AT = ['--organisation', PIC, '--role'];
const URL = ['--url', 'https://router.example'];
const PASSWORD = 'correct horse battery';

after(() => removeDirectory(folder));

before(async () => {
    assert.equal((await command('migrate', ...database)).code, 0);
    await commandJson('organisation', 'add', ...database, '--identifier', PIC, '--name', 'U', '--country', 'FR', '--accepted-by', 'X');
});

const run = (...args) => commandJson(...args, ...database);

// With a line of standard input.
function withInput(input, ...args) {
    return new Promise((resolve) => {
        const child = execFile(program, [...args, ...database], (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }));
        child.stdin.on('error', () => {}).end(input);
    });
}

async function refused(code, says, ...args) {
    const done = await command(...args, ...database);
    assert.equal(done.code, code, `${args.join(' ')}: ${done.stdout}${done.stderr}`);
    assert.match(done.stderr, says);
}

test('the first super administrator is made with a password from standard input', async () => {
    const args = ['user', 'create', '--super', '--email', 'root@router.example', '--name', 'Root', '--password-stdin'];
    const weak = await withInput('password1234\n', ...args);
    assert.equal(weak.code, 2);
    assert.match(weak.stderr, /the first that others would try/);
    assert.ok(!weak.stderr.includes('password1234'));
    const none = await withInput('', ...args);
    assert.equal(none.code, 2);
    assert.equal((await withInput(`${PASSWORD}\n`, ...args)).code, 0);
    const user = await run('user', 'show', 'ROOT@router.example');
    assert.deepEqual(user.roles, [{ organisation: null, role: 'SUPER_ADMINISTRATOR' }]);
    assert.equal(user.hasPassword, true);
    const [{ password_hash: hash }] = sql(file, 'SELECT password_hash FROM account');
    assert.match(hash, /^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    const again = await withInput(`${PASSWORD}\n`, ...args);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /there is a user with this e-mail address already/);
});

test('a user is made with a link, or invited by mail', async () => {
    const about = ['--email', 'ada@univ.example', '--name', 'Ada', ...AT, 'representative'];
    await refused(2, /the link must lead somewhere: --url/, 'user', 'create', ...about);
    const made = await run('user', 'create', ...about, ...URL);
    assert.match(made.url, /^https:\/\/router\.example\/link\/password\/[0-9A-Za-z]{43}$/);
    /* Nobody is told that a mail goes out where none can. */
    await refused(2, /no mail can be sent to the e-mail address/, 'user', 'invite', '--email', 'łukasz@univ.example', ...AT, 'reader', ...URL);
    const invited = await run('user', 'invite', '--email', 'bob@univ.example', ...AT, 'reader', ...URL);
    assert.match(invited.url, /^https:\/\/router\.example\/link\/invitation\/[0-9A-Za-z]{43}$/);
    assert.ok(Date.parse(invited.expiresAt) > Date.now() + 6 * 86_400_000);
    const [mail] = sql(file, 'SELECT recipient, body FROM outbox');
    assert.equal(mail.recipient, 'bob@univ.example');
    assert.ok(mail.body.includes(invited.url));
    assert.deepEqual((await run('user', 'list', '--organisation', PIC)).map((one) => one.email), ['ada@univ.example']);
});

test('the last of a role stays', async () => {
    await refused(1, /the last authorised representative/, 'user', 'disable', 'ada@univ.example');
    await refused(1, /the last super administrator/, 'user', 'role', 'take', 'root@router.example', '--super');
    await refused(1, /the last authorised representative/, 'user', 'role', 'take', 'ada@univ.example', ...AT, 'representative');
    await run('user', 'create', '--email', 'eve@univ.example', '--name', 'Eve', ...AT, 'representative', ...URL);
    assert.ok((await run('user', 'disable', 'ada@univ.example')).disabledAt);
    assert.equal((await run('user', 'enable', 'ada@univ.example')).disabledAt, null);
});

test('roles are given and taken', async () => {
    const given = await run('user', 'role', 'give', 'eve@univ.example', ...AT, 'technical');
    assert.deepEqual(given.roles.map((one) => one.role), ['AUTHORISED_REPRESENTATIVE', 'TECHNICAL_ADMINISTRATOR']);
    const taken = await run('user', 'role', 'take', String(given.id), ...AT, 'TECHNICAL_ADMINISTRATOR');
    assert.deepEqual(taken.roles, [{ organisation: PIC, role: 'AUTHORISED_REPRESENTATIVE' }]);
    await refused(1, /does not have this role/, 'user', 'role', 'take', 'eve@univ.example', ...AT, 'technical');
    await refused(2, /the role is "king"/, 'user', 'role', 'give', 'eve@univ.example', ...AT, 'king');
    await refused(2, /stands in place of/, 'user', 'role', 'give', 'eve@univ.example', ...AT, 'reader', '--super');
    await refused(2, /--role is missing/, 'user', 'role', 'give', 'eve@univ.example', '--organisation', PIC);
});

test('a password is set, or a link given to set one; sessions end', async () => {
    const { id } = await run('user', 'show', 'ada@univ.example');
    const now = Date.now() * 1000;
    sql(file, `INSERT INTO login (hash, account_id, created_at_us, seen_at_us, expires_at_us) VALUES
        (x'01', ${id}, ${now}, ${now}, ${now + 3_600_000_000}), (x'02', ${id}, ${now}, ${now}, ${now + 3_600_000_000}),
        (x'03', ${id}, ${now}, ${now}, ${now + 3_600_000_000}), (x'04', ${id}, ${now}, ${now}, ${now - 1})`);
    const sessions = await run('session', 'list');
    assert.deepEqual(sessions.map((one) => one.user), [id, id, id]);
    assert.deepEqual(await run('session', 'end', String(sessions[0].id)), { id: sessions[0].id, ended: true });
    await refused(1, /there is no session/, 'session', 'end', String(sessions[0].id));
    await refused(2, /is no session's id/, 'session', 'end', 'all');
    const { url } = await run('user', 'reset', 'ada@univ.example', ...URL);
    assert.match(url, /\/link\/password\//);
    assert.equal((await run('session', 'list')).length, 2);
    assert.equal((await withInput(`${PASSWORD}!\n`, 'user', 'reset', 'ada@univ.example', '--password-stdin')).code, 0);
    assert.equal((await run('session', 'list')).length, 0);
    assert.equal((await run('user', 'logout', 'ada@univ.example')).id, id);
});

test('what is not there is told', async () => {
    await refused(1, /there is no such user/, 'user', 'show', 'nobody@univ.example');
    await refused(1, /there is no such user/, 'user', 'disable', '4711');
    await refused(1, /there is no second factor to remove/, 'user', 'totp-off', 'ada@univ.example');
    await refused(2, /there is no organisation "1"/, 'user', 'list', '--organisation', '1');
});

test('people can read it too', async () => {
    const list = await command('user', 'list', ...database);
    assert.match(list.stdout, /root@router\.example +never +good +SUPER_ADMINISTRATOR/);
    assert.match((await command('session', 'list', ...database)).stdout, /^ID +USER +BEGUN/);
});

test('the log of acts holds no address and no secret', async () => {
    const rows = sql(file, 'SELECT action, object_id, detail FROM audit WHERE action BETWEEN 32 AND 102 AND action <> 41');
    assert.ok(rows.length > 10);
    assert.ok(!/@|correct/.test(JSON.stringify(rows)));
});
