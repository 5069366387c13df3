// SPDX-License-Identifier: EUPL-1.2
// The look of the pages by configuration: skins, the operator's logo and colours, and those of organisations.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { FIRST, SECOND, makeCard } from './lib/make.mjs';
import { command, removeDirectory, sharedRouter, temporaryDirectory, until } from './lib/router.mjs';
import { Visitor, visitors } from './lib/visitor.mjs';

const folder = temporaryDirectory();
after(() => removeDirectory(folder));
mkdirSync(folder, { recursive: true });
const logo = path.join(folder, 'logo.svg');
writeFileSync(logo, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><rect width="30" height="10" fill="#0e47cb"/></svg>');
const router = await sharedRouter({ args: ['--skin', 'eu', '--site-logo', logo] });
const visitor = new Visitor(router);

/** The token of a user's forms. */
const tokenOf = async (who) => (await who.get('/console/account')).forms.flatMap(({ fields }) => fields).find(({ name }) => name === 'csrf').value;

const PATHS = ['/verify', '/console/sign-in', '/student/link'];

test('every page has style sheet and logo of the look, and its policy admits them', async () => {
    for (const at of PATHS) {
        const { text, headers } = await visitor.get(at);
        const style = /href="(\/look\/[0-9a-f]{16}\.css)"/.exec(text)?.[1];
        const image = /src="(\/look\/[0-9a-f]{16}\.svg)"/.exec(text)?.[1];
        assert.ok(style && image, at);
        assert.match(headers['content-security-policy'], /style-src [^;]*'self'/, at);
        const sheet = await visitor.get(style);
        assert.equal(sheet.headers['content-type'], 'text/css; charset=utf-8');
        assert.match(sheet.text, /--card:#0e47cb;--gold:#ffcc00;--font:Arial/);
        const drawn = await visitor.get(image);
        assert.equal(drawn.headers['content-type'], 'image/svg+xml');
        for (const answer of [sheet, drawn]) {
            assert.match(answer.headers['cache-control'], /immutable/);
            assert.match(answer.headers['content-security-policy'], /default-src 'none'.*sandbox/);
        }
    }
    assert.equal((await visitor.get('/look/0000000000000000.css')).status, 404);
});

test('failures have the look too, also those that no page has seen', async () => {
    const failures = [
        ['GET', '/nothing/here', 404],
        ['GET', '/console/nothing', 404],
        ['GET', '/esc-rest/nothing', 404],
        ['GET', '/look/0000000000000000.css', 404],
        ['GET', '/console/%zz', 400],
        ['GET', `/verify?q=%00`, 400],
        ['DELETE', '/verify', 405],
        ['POST', '/nothing/here', 404],
    ];
    for (const [method, at, expected] of failures) {
        const { status, text, headers } = await visitor.ask(method, at);
        assert.equal(status, expected, at);
        assert.match(text, /href="\/look\/[0-9a-f]{16}\.css"/, at);
        assert.match(text, /src="\/look\/[0-9a-f]{16}\.svg"/, at);
        assert.match(headers['content-security-policy'], /style-src [^;]*'self'/, at);
    }
    const program = await visitor.get('/nothing/here', { headers: { Accept: 'application/json' } });
    assert.deepEqual([program.status, JSON.parse(program.text).code], [404, 'SE-0404']);
});

test('the check of a card shows the colours of its issuer, and stays small', async () => {
    const own = await makeCard(router.client(FIRST));
    const plain = await makeCard(router.client(SECOND), { issuer: SECOND });
    const page = (number, headers) => visitor.get(`/${number}`, { headers });
    assert.match((await page(own.cardNumber)).text, /<svg class="own".*fill="#0b3d91".*\n<path fill="#ffcc00"/);
    assert.ok(!(await page(plain.cardNumber)).text.includes('class="own"'));
    const packed = await page(own.cardNumber, { 'Accept-Encoding': 'gzip' });
    assert.ok(packed.body.length < 6 * 1024, `${packed.body.length} bytes`);
});

test('an organisation gets a logo, which its cards show, and loses it', async () => {
    const logoOf = (...args) => command('organisation', 'logo', '--database', router.database, '--json', ...args, FIRST);
    const card = await makeCard(router.client(FIRST));
    const shown = async () => /src="(\/logo\/[^"]+)"/.exec((await visitor.get(`/${card.cardNumber}`)).text)?.[1];
    assert.equal(await shown(), undefined);
    const { logo: name } = JSON.parse((await logoOf('--file', logo)).stdout);
    const address = await until('the page shows it', shown);
    assert.equal(address, `/logo/${name}`);
    const drawn = await visitor.get(address);
    assert.deepEqual([drawn.status, drawn.headers['content-type']], [200, 'image/svg+xml']);
    assert.match(drawn.headers['content-security-policy'], /default-src 'none'.*sandbox/);
    assert.ok(drawn.body.includes('fill="#0e47cb"'));
    assert.equal((await logoOf('--remove')).code, 0);
    await until('it is gone', async () => (await shown()) === undefined);
    assert.equal((await visitor.get(address)).status, 404);
    for (const [args, message] of [[['--file', '/bin/sh'], /neither an SVG nor a PNG/], [[], /--file FILE or --remove/], [['--file', logo, '--remove'], /--file FILE or --remove/]]) {
        const { code, stderr } = await logoOf(...args);
        assert.equal(code, 2);
        assert.match(stderr, message);
    }
});

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><circle cx="5" cy="5" r="4" fill="#006633"/></svg>';

/** Sends the form of the logo as a browser does, with a file. */
async function sendLogo(who, page, content, { csrf, act = '' } = {}) {
    const token = csrf ?? (await who.get(page)).forms.flatMap(({ fields }) => fields).find(({ name }) => name === 'csrf')?.value ?? '';
    const part = (name, value, more = '') => `--line\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
    const body = `${part('csrf', token)}${part('act', act)}${part('file', content, '; filename="logo"\r\nContent-Type: image/svg+xml')}--line--\r\n`;
    return who.ask('POST', page, { body, headers: { 'Content-Type': 'multipart/form-data; boundary=line' } });
}

test('who may change the organisation sends its logo by the console; nobody else does', async () => {
    const all = await visitors(router);
    const id = (await all.AUTHORISED_REPRESENTATIVE.get('/console/organisations/edit')).location.match(/organisations\/(\d+)/)[1];
    const page = `/console/organisations/${id}/logo`;
    const card = await makeCard(router.client(FIRST));
    const shown = async () => /src="(\/logo\/[^"]+)"/.exec((await visitor.get(`/${card.cardNumber}`)).text)?.[1];
    for (const bad of ['', 'GIF89a', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script>alert(1)</script></svg>', 'x'.repeat(300_000)]) {
        const { status, text } = await sendLogo(all.AUTHORISED_REPRESENTATIVE, page, bad);
        assert.equal(status, 400);
        assert.ok(text.includes('id="file-error"'), bad.slice(0, 40));
    }
    assert.equal((await sendLogo(all.AUTHORISED_REPRESENTATIVE, page, SVG, { csrf: 'x' })).status, 403);
    for (const role of ['READER', 'TECHNICAL_ADMINISTRATOR']) {
        assert.equal((await all[role].get(page)).status, 403, role);
        assert.equal((await sendLogo(all[role], page, SVG, { csrf: await tokenOf(all[role]) })).status, 403, role);
    }
    assert.equal((await all.STRANGER.get(page)).status, 303);
    assert.equal((await all.AUTHORISED_REPRESENTATIVE.get('/console/organisations/2/logo')).status, 404);
    assert.equal(await shown(), undefined);
    const saved = await sendLogo(all.AUTHORISED_REPRESENTATIVE, page, SVG);
    assert.deepEqual([saved.status, saved.location], [303, `/console/organisations/${id}`]);
    assert.ok((await visitor.get(await shown())).body.includes('#006633'));
    assert.equal((await sendLogo(all.AUTHORISED_REPRESENTATIVE, page, '', { act: 'remove' })).status, 303);
    assert.equal(await shown(), undefined);
});

test('what can not be used is told before the start', async () => {
    const bad = path.join(folder, 'bad.svg');
    writeFileSync(bad, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" onload="alert(1)"/>');
    const cases = [
        [['--skin', 'pink'], /skin is "pink"; default or eu was expected/],
        [['--site-colour', '#ffcc00'], /site-colour is #ffcc00, whose contrast .* is 1\.40; 4\.50 at least/],
        [['--site-accent', '#1e46b5'], /site-accent is #1e46b5, whose contrast .* 3\.00 at least/],
        [['--site-logo', path.join(folder, 'nowhere.svg')], /site-logo .*nowhere\.svg can't be read/],
        [['--site-logo', bad], /site-logo/],
        [['--site-logo', '/bin/sh'], /site-logo/],
    ];
    for (const [args, message] of cases) {
        const { code, stderr } = await command('serve', '-t', '--database', 'sqlite:x.db', ...args);
        assert.notEqual(code, 0, args.join(' '));
        assert.match(stderr, message);
    }
    const good = await command('serve', '-t', '--database', 'sqlite:x.db', '--skin', 'eu', '--site-logo', logo, '--site-colour', '#006633');
    assert.equal(good.code, 0, good.stderr);
});
