// SPDX-License-Identifier: EUPL-1.2
// The public page of a card: what it shows, in which language, with which headers; and what happens to everything that is no card.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { gunzipSync } from 'node:zlib';

import { FIRST, makeCard } from './lib/make.mjs';
import { sharedRouter } from './lib/router.mjs';

const router = await sharedRouter();
const first = () => router.client(FIRST);

/** Asks for a page as a browser does: {status, headers, text}. */
async function look(path, headers = {}) {
    const answer = await fetch(`${router.url}${path}`, { headers: { accept: 'text/html,*/*;q=0.8', ...headers }, redirect: 'manual' });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const titleOf = (text) => /<h1>([^<]*)<\/h1>/.exec(text)?.[1];

test('a valid card: its issuer, number and validity, and no name', async () => {
    const card = await makeCard(first(), { displayName: 'A private matter' });
    const { status, headers, text } = await look(`/${card.cardNumber}`);
    assert.equal(status, 200);
    assert.equal(titleOf(text), 'Valid student card');
    for (const shown of [card.cardNumber, card.issuer.name, card.expiresAt]) {
        assert.ok(text.includes(shown), shown);
    }
    assert.ok(!text.includes('A private matter') && !text.includes(card.person.fullName));
    assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.match(headers.get('content-security-policy'), /default-src 'none'.*frame-ancestors 'none'/);
    assert.ok(text.includes('<meta name="robots" content="noindex">'));
});

test('every outcome has its word and status', async () => {
    const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const inactive = await makeCard(first(), { cardStatusType: 'INACTIVE' });
    const expired = await makeCard(first(), { issuedAt: day(-10), expiresAt: day(-2) });
    const deleted = await makeCard(first());
    await first().delete(`/api/v2/cards/${deleted.cardNumber}`);
    const outcomes = [
        [`/${inactive.cardNumber}`, 200, 'Student card not active'],
        [`/${expired.cardNumber}`, 200, 'Expired student card'],
        [`/${deleted.cardNumber}`, 404, 'Unknown card'],
        ['/6a01dfc0-cb98-1035-a19b-001999859608', 404, 'Unknown card'],
        ['/nonsense', 404, 'Not a card number'],
        ['/%3Cscript%3E', 404, 'Not a card number'],
        ['/verify?number=12', 404, 'Not a card number'],
    ];
    for (const [path, status, title] of outcomes) {
        const page = await look(path);
        assert.deepEqual([page.status, titleOf(page.text)], [status, title], path);
        assert.ok(!page.text.includes('<script>'), path);
    }
});

test('numbers as people type them, and links of QR codes', async () => {
    const card = await makeCard(first());
    const bare = card.cardNumber.replaceAll('-', '');
    const grouped = bare.toUpperCase().replace(/(.{4})/g, '$1 ');
    for (const typed of [card.cardNumber.toUpperCase(), bare, grouped, `https://s.esc-r.eu/${card.cardNumber}`, `http://esc.gg/${card.cardNumber}`]) {
        const { status, text } = await look(`/verify?number=${encodeURIComponent(typed)}`);
        assert.equal(status, 200, typed);
        assert.ok(text.includes(card.cardNumber), typed);
    }
});

test('the form asks, and tells when nothing was entered', async () => {
    const empty = await look('/verify');
    assert.equal(empty.status, 200);
    assert.ok(empty.text.includes('<form') && !empty.text.includes('id="error"'));
    const sent = await look('/verify?number=+');
    assert.equal(sent.status, 400);
    assert.ok(sent.text.includes('id="error"'));
});

test('the language: by address, then cookie, then browser, then English', async () => {
    const language = async (path, headers) => (await look(path, headers)).headers.get('content-language');
    assert.equal(await language('/verify'), 'en');
    assert.equal(await language('/verify', { 'accept-language': 'ja, fr;q=0.8, de;q=0.9' }), 'de');
    assert.equal(await language('/verify', { 'accept-language': 'de', cookie: 'x=1; lang=it' }), 'it');
    assert.equal(await language('/verify?lang=pl', { 'accept-language': 'de', cookie: 'lang=it' }), 'pl');
    assert.equal(await language('/verify?lang=xx', { cookie: 'lang=<>' }), 'en');
    const chosen = await look('/verify?lang=fr');
    assert.match(chosen.headers.get('set-cookie'), /^lang=fr; Path=\/; .*SameSite=Lax/);
    assert.ok(chosen.text.includes('<html lang="fr">'));
    assert.equal((await look('/verify')).headers.get('set-cookie'), null);
});

test('every language of the list says the whole page in its own words', async () => {
    const card = await makeCard(first());
    const wordsOf = (text) => [...text.replace(/<ul>.*?<\/ul>/s, '').matchAll(/<(h1|p|dt|a|label|button)\b[^>]*>([^<]{4,})</g)].map((match) => match[2]);
    for (const path of [`/${card.cardNumber}`, '/verify', '/nonsense']) {
        const english = await look(path);
        const codes = [...new Set([...english.text.matchAll(/lang=([a-z]{2})"/g)].map((match) => match[1]))];
        assert.equal(codes.length, 24);
        for (const code of codes.filter((code) => code !== 'en')) {
            const { text } = await look(`${path}?lang=${code}`);
            const left = wordsOf(text).filter((words) => wordsOf(english.text).includes(words));
            assert.deepEqual(left, [], `${path} in ${code}`);
        }
    }
});

test('a page is there with one small answer: its style stands in it, in every language', async () => {
    const card = await makeCard(first());
    const english = await look('/verify');
    const codes = [...new Set([...english.text.matchAll(/lang=([a-z]{2})"/g)].map((match) => match[1]))];
    for (const code of codes) {
        const { text, headers } = await look(`/${card.cardNumber}?lang=${code}`, { 'accept-encoding': 'gzip' });
        const [, style] = /<style>([^]*)<\/style>/.exec(text);
        assert.ok(Number(headers.get('content-length')) < 6000, `${code}: ${headers.get('content-length')} bytes`);
        const digest = createHash('sha256').update(style).digest('base64');
        assert.match(headers.get('content-security-policy'), new RegExp(`style-src 'sha256-${digest.replace(/[+]/g, '[+]')}';`));
        assert.doesNotMatch(text, /<link rel="stylesheet"|<style>[^]*<style>| style="/);
    }
});

test('assets are kept for ever under their own name', async () => {
    const [path] = /\/assets\/icon\.[0-9a-f]{16}\.svg/.exec((await look('/verify')).text);
    const icon = await look(path);
    assert.equal(icon.headers.get('content-type'), 'image/svg+xml');
    assert.equal(icon.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal((await look('/assets/icon.0000000000000000.svg')).status, 404);
});

test('a reader who takes no gzip gets the plain page', async () => {
    const { request } = await import('node:http');
    const raw = (headers) =>
        new Promise((resolve, reject) => {
            request(`${router.url}/verify`, { headers }, (answer) => {
                const parts = [];
                answer.on('data', (part) => parts.push(part)).on('end', () => resolve({ coding: answer.headers['content-encoding'], body: Buffer.concat(parts) }));
            }).on('error', reject).end();
        });
    const plain = await raw({});
    const packed = await raw({ 'accept-encoding': 'br, gzip' });
    assert.ok(packed.body.length < plain.body.length);
    assert.equal(plain.coding, undefined);
    assert.equal(packed.coding, 'gzip');
    assert.equal(gunzipSync(packed.body).toString(), plain.body.toString());
    assert.equal((await raw({ 'accept-encoding': 'gzip;q=0' })).coding, undefined);
});

test('a browser gets a page for every path that leads nowhere', async () => {
    for (const path of ['/a/b', '/no/such/page', '/api/nothing', '/esc-rest/verify', '/a/%00', '/%ff/x']) {
        const { status, headers, text } = await look(path);
        assert.ok(status === 404 || status === 400, `${path}: ${status}`);
        assert.equal(headers.get('content-type'), 'text/html; charset=utf-8', path);
        assert.match(text, /<main>/, path);
        assert.match(headers.get('content-security-policy'), /default-src 'none'/, path);
    }
});

test('pages stand at their own paths only, and programs still get JSON for what is not there', async () => {
    for (const path of ['/esc-rest/verify', '/api/nothing', '/nothing', '/a/b', '/verify?number=12']) {
        const answer = await look(path, { accept: 'application/json, */*' });
        assert.equal(answer.status, 404, path);
        assert.equal(JSON.parse(answer.text).code, 'SE-0404', path);
    }
    const posted = await fetch(`${router.url}/verify`, { method: 'POST' });
    assert.equal(posted.status, 405);
    assert.match(posted.headers.get('allow'), /GET/);
});
