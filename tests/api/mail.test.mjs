// SPDX-License-Identifier: EUPL-1.2
// Mails: by SMTP and as files, in any language, whatever is in them, until they have arrived.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { parse, startSmtp } from './lib/smtp.mjs';
import { command, sql, startRouter, temporaryDirectory, removeDirectory, until } from './lib/router.mjs';

const quote = (text) => `'${text.replaceAll("'", "''")}'`;

// Puts a mail into the outbox as another process does.
function post(router, { to = 'ada@example.org', subject = 'Welcome', text = 'Hello', createdUs = Date.now() * 1000 } = {}) {
    const insert = `INSERT INTO outbox (kind, recipient, subject, body, created_at_us, next_at_us)
        VALUES (1, ${quote(to)}, ${quote(subject)}, ${quote(text)}, ${createdUs}, 0) RETURNING id`;
    const output = execFileSync('sqlite3', ['-cmd', '.timeout 20000', router.database.replace(/^sqlite:/, ''), insert], { encoding: 'utf8' });
    return Number(output.trim());
}

const waiting = (router) => sql(router.database, 'SELECT * FROM outbox');
const empty = (router) => until('the outbox is empty', () => waiting(router).length === 0);

async function metric(router, name) {
    const text = await (await fetch(`${router.managementUrl}/metrics`)).text();
    return Number(text.split('\n').find((line) => line.startsWith(`${name} `)).split(' ').at(-1));
}

async function start(t, ...args) {
    const router = await startRouter({ students: 1, args });
    t.after(() => router.stop());
    return router;
}

// One server and one router for most of the tests; a test may set how the server answers.
let answers;
const ends = [];
const shared = { after: (end) => ends.push(end) };
after(async () => {
    for (const end of ends.reverse()) {
        await end();
    }
});
const smtp = await startSmtp(shared, (line) => answers?.(line));
const router = await start(shared, '--mail-server', smtp.url, '--mail-from', 'Bureau des cartes é <cards@univ.example>');

function fresh(how) {
    answers = how;
    smtp.mails.length = 0;
    smtp.commands.length = 0;
}


test('a mail arrives at the server as it was written, in every script', async () => {
    fresh();
    const subject = `Ihre Karte für Zürich, Łódź und Ελλάδα: ${'学生証'.repeat(20)}`;
    const text = `Grüße,\n.a dot begins this line\n${'long '.repeat(100)}=\ntrailing blank \n\n日本語\n`;
    const id = post(router, { subject, text });
    const [mail] = await until('it is there', () => smtp.mails.length > 0 && smtp.mails);
    assert.equal(mail.subject, subject);
    assert.equal(mail.text, text.replaceAll('\n', '\r\n'));
    assert.deepEqual(mail.to, ['ada@example.org']);
    assert.match(mail.from, /^MAIL FROM:<cards@univ\.example>/);
    assert.match(mail.headers.from, /^=\?UTF-8\?B\?[^?]+\?= <cards@univ\.example>$/);
    assert.equal(mail.headers['auto-submitted'], 'auto-generated');
    assert.match(mail.headers['message-id'], new RegExp(`^<esc\\.${id}\\.\\d+@univ\\.example>$`));
    assert.ok(Math.abs(Date.parse(mail.headers.date) - Date.now()) < 120_000, mail.headers.date);
    assert.ok(mail.raw.split('\r\n').every((line) => line.length <= 78 && /^[\x20-\x7e]*$/.test(line)), mail.raw);
    await empty(router);
    assert.ok((await metric(router, 'esc_outbox_delivered_total{kind="mail"}')) >= 1);
    assert.equal(await metric(router, 'esc_outbox_waiting{kind="mail"}'), 0);
});

test('nothing that is in a mail breaks out of its place', async () => {
    fresh();
    post(router, { subject: 'Hello\r\nBcc: all@example.org\r\n\r\nand a body', text: 'text\r\n.\r\nMAIL FROM:<x@y.example>\r\n' });
    post(router, { subject: '=?UTF-8?B?QmNj?=\u0007', text: 'a' });
    post(router, { subject: 'x'.repeat(5000), text: '' });
    const mails = await until('all three are there', () => smtp.mails.length === 3 && smtp.mails);
    const names = ['Date', 'From', 'To', 'Subject', 'Message-ID', 'Auto-Submitted', 'MIME-Version', 'Content-Type', 'Content-Transfer-Encoding'];
    for (const mail of mails) {
        assert.deepEqual(mail.names, names);
        assert.deepEqual(mail.to, ['ada@example.org']);
    }
    assert.ok(mails.some((mail) => mail.subject === 'Hello  Bcc: all@example.org    and a body'));
    assert.ok(mails.some((mail) => mail.text === 'text\r\n.\r\nMAIL FROM:<x@y.example>\r\n'));
    assert.equal(smtp.commands.filter((line) => line.startsWith('MAIL')).length, 3);
});

test('an address that could say something else to the server is not used', async () => {
    fresh();
    for (const to of ['a>,<b@example.org', 'a@example.org>\r\nDATA', 'no-address', '-x@example.org', 'a b@example.org', '"a"@example.org', '']) {
        post(router, { to });
    }
    await empty(router);
    assert.deepEqual([smtp.mails.length, smtp.commands.filter((line) => line.startsWith('RCPT')).length], [0, 0]);
    assert.ok((await metric(router, 'esc_outbox_given_up_total{kind="mail"}')) >= 7);
    assert.equal(sql(router.database, 'SELECT count(*) AS n FROM audit WHERE action = 116')[0].n, 7);
});

test('a server that does not want a mail is asked again', async () => {
    let refusals = 2;
    fresh((line) => (line.startsWith('RCPT') && refusals-- > 0 ? '451 later' : undefined));
    post(router);
    await until('it is there', () => smtp.mails.length === 1);
    await empty(router);
    assert.ok((await metric(router, 'esc_outbox_failed_total{kind="mail"}')) >= 2);
});

test('a server that is not there yet gets the mail when it is, after a restart too', async (t) => {
    const place = await startSmtp(t);
    await place.stop();
    const directory = temporaryDirectory();
    t.after(() => removeDirectory(directory));
    const args = (smtp) => ['--mail-server', smtp.url, '--mail-from', 'cards@univ.example'];
    const router = await startRouter({ students: 1, directory, args: args(place) });
    post(router);
    await until('it has failed', () => waiting(router)[0]?.attempts > 0);
    assert.doesNotMatch(waiting(router)[0].failure, /ada@/);
    await router.stop({ keep: true });
    const smtp = await startSmtp(t);
    const again = await startRouter({ students: 1, directory, args: args(smtp) });
    await until('it is there', () => smtp.mails.length === 1);
    await empty(again);
    await again.stop({ keep: true });
});

test('what is refused for good for days is given up, and leaves nothing of itself', async () => {
    fresh((line) => (line.startsWith('RCPT') ? '550 no such user' : undefined));
    const id = post(router, { to: 'secret.person@example.org', createdUs: (Date.now() - 3 * 86_400_000) * 1000 });
    await empty(router);
    const record = sql(router.database, `SELECT * FROM audit WHERE action = 116 AND object_id = ${id}`);
    assert.equal(record.length, 1);
    assert.doesNotMatch(JSON.stringify(record) + router.process.stderr, /secret\.person/);
    await until('the log says so', () => router.process.stderr.includes('is given up'));
});

test('one refused address holds up nobody else', async () => {
    fresh((line) => (line.startsWith('RCPT TO:<bad') ? '550 no such user' : undefined));
    for (let i = 0; i < 20; i += 1) {
        post(router, { to: `${i % 4 === 0 ? 'bad' : 'good'}${i}@example.org` });
    }
    await until('the others are there', () => smtp.mails.length === 15);
    await until('theirs are out', () => waiting(router).length === 5);
    fresh();
    await empty(router);
});

test('a router that dies before a mail is acknowledged sends it again as the same mail', async (t) => {
    let isSilent = true;
    const seen = [];
    const smtp = await startSmtp(t, (line) => (line === '.' ? (seen.push(line), isSilent ? '' : undefined) : undefined));
    const directory = temporaryDirectory();
    t.after(() => removeDirectory(directory));
    const args = ['--mail-server', smtp.url, '--mail-from', 'cards@univ.example'];
    const router = await startRouter({ students: 1, directory, args });
    post(router);
    await until('the server has it', () => seen.length === 1);
    await router.kill();
    isSilent = false;
    const again = await startRouter({ students: 1, directory, args });
    await until('it comes again', () => smtp.mails.length === 1);
    await empty(again);
    await again.stop({ keep: true });
});

test('a server that says nothing does not hold up the end', async (t) => {
    const seen = [];
    const smtp = await startSmtp(t, (line) => (seen.push(line), ''));
    const router = await startRouter({ students: 1, args: ['--mail-server', smtp.url, '--mail-from', 'cards@univ.example'] });
    t.after(() => removeDirectory(router.directory));
    post(router);
    await until('it waits for an answer', () => seen.length > 0);
    await router.stop({ keep: true });
    assert.equal(waiting(router).length, 1);
});

test('to another machine nothing is said without TLS', async (t) => {
    const router = await start(t, '--mail-server', 'smtp://localhost.localdomain.invalid:2525', '--mail-from', 'a@b.example');
    post(router);
    await until('it has failed', () => waiting(router)[0]?.attempts > 0);
    assert.match(waiting(router)[0].failure, /name that leads nowhere/);
});

test('without a server mails become files, one each, for their owner alone', async (t) => {
    const router = await start(t);
    const folder = path.join(router.directory, 'mail');
    post(router, { subject: 'Première', text: 'un' });
    post(router, { subject: 'Second', text: 'two' });
    await empty(router);
    const files = readdirSync(folder).sort();
    assert.equal(files.length, 2);
    const mails = files.map((file) => parse(readFileSync(path.join(folder, file), 'latin1')));
    assert.deepEqual(mails.map((mail) => [mail.subject, mail.text]), [['Première', 'un\r\n'], ['Second', 'two\r\n']]);
    assert.deepEqual([statSync(folder).mode & 0o777, ...files.map((file) => statSync(path.join(folder, file)).mode & 0o777)], [0o700, 0o600, 0o600]);
});

test('a folder that can not be written is tried again', async (t) => {
    const place = temporaryDirectory();
    t.after(() => removeDirectory(place));
    const folder = path.join(place, 'box');
    writeFileSync(folder, 'in the way');
    const router = await start(t, '--mail-folder', folder);
    post(router);
    await until('it has failed', () => waiting(router)[0]?.attempts > 0);
    rmSync(folder);
    mkdirSync(folder);
    await empty(router);
    assert.equal(readdirSync(folder).length, 1);
    assert.ok(!existsSync(path.join(router.directory, 'mail')));
});

const wrong = [
    { name: 'a server that is none', args: ['--mail-server', 'http://mail.example', '--mail-from', 'a@b.example'], says: /mail-server/ },
    { name: 'a server with a password in it', args: ['--mail-server', 'smtp://me:secret@mail.example', '--mail-from', 'a@b.example'], says: /mail-server/ },
    { name: 'a server without a sender', args: ['--mail-server', 'smtp://mail.example'], says: /mail-from/ },
    { name: 'a sender who is none', args: ['--mail-from', 'Card office <cards>'], says: /mail-from/ },
    { name: 'a sender with a line break', args: ['--mail-from', 'a@b.example\r\nBcc: x@y.example'], says: /mail-from/ },
    { name: 'a user without a password', args: ['--mail-server', 'smtp://m.example', '--mail-from', 'a@b.example', '--mail-user', 'me'], says: /mail-password-file/ },
    { name: 'a password that is not there', args: ['--mail-server', 'smtp://m.example', '--mail-from', 'a@b.example', '--mail-user', 'me', '--mail-password-file', '/nowhere/password'], says: /nowhere/ },
    { name: 'a server and a folder', args: ['--mail-server', 'smtp://m.example', '--mail-from', 'a@b.example', '--mail-folder', '/tmp'], says: /mail-folder/ },
];

for (const { name, args, says } of wrong) {
    test(`serve -t refuses ${name}`, async () => {
        const done = await command('serve', '-t', '--database', 'sqlite:none.db', ...args);
        assert.notEqual(done.code, 0);
        assert.match(done.stderr, says);
        assert.doesNotMatch(done.stderr, /secret/);
    });
}

test('the password goes to the server, and to nobody else', async (t) => {
    const smtp = await startSmtp(t, (line) => (line.startsWith('EHLO') ? '250-test\r\n250 AUTH PLAIN' : line.startsWith('AUTH') ? '235 yes' : undefined));
    const folder = temporaryDirectory();
    t.after(() => removeDirectory(folder));
    const file = path.join(folder, 'password');
    writeFileSync(file, 'tea for two\nnot this\n');
    const router = await start(t, '--mail-server', smtp.url, '--mail-from', 'a@b.example', '--mail-user', 'cards', '--mail-password-file', file);
    post(router);
    await until('it is there', () => smtp.mails.length === 1);
    const said = smtp.commands.find((line) => line.startsWith('AUTH PLAIN '));
    assert.equal(Buffer.from(said.split(' ')[2], 'base64').toString(), '\0cards\0tea for two');
    assert.doesNotMatch(router.process.stderr, /tea for two/);
});
