// SPDX-License-Identifier: EUPL-1.2
// The drawing of a card's QR code: its variants and their geometry, its two forms, its refusals.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { expectError, expectStatus } from './lib/expect.mjs';
import { cardPath, FIRST, makeCard, newEscn } from './lib/make.mjs';
import { removeDirectory, sharedRouter, temporaryDirectory } from './lib/router.mjs';

const router = await sharedRouter();
const anybody = () => router.client();

const number = (await makeCard(router.client(FIRST))).cardNumber;
const directory = temporaryDirectory();
after(() => removeDirectory(directory));

const qr = (query = '', headers = {}) => anybody().get(cardPath(number, `/qr${query}`), { headers });

// Width and height of the canvas.
const canvas = {
    horizontal: { XS: [70.2, 46.2], S: [105.3, 69.3], M: [280.8, 184.8] },
    vertical: { XS: [46.2, 56.2], S: [69.3, 84.3], M: [184.8, 224.8] },
};

function canvasOf(svg) {
    const root = svg.match(/<svg\b[^>]*>/)[0];
    const value = (name) => Number.parseFloat(root.match(new RegExp(`\\s${name}="([^"]*)"`))[1]);
    return [value('width'), value('height')];
}

for (const orientation of ['horizontal', 'vertical']) {
    for (const colours of ['normal', 'inverted']) {
        for (const size of ['XS', 'S', 'M']) {
            test(`draws ${orientation}, ${colours}, ${size}`, async () => {
                const answer = await qr(`?orientation=${orientation}&colours=${colours}&size=${size}`);
                assert.equal(answer.status, 200, answer.text);
                assert.equal(answer.headers['content-type'].split(';')[0], 'image/svg+xml');
                assert.deepEqual(canvasOf(answer.text), canvas[orientation][size]);
                const upper = await qr(`?orientation=${orientation.toUpperCase()}&colours=${colours.toUpperCase()}&size=${size.toLowerCase()}`);
                assert.equal(upper.text, answer.text);
                const text = await qr(`?orientation=${orientation}&colours=${colours}&size=${size}`, { Accept: 'text/plain' });
                assert.equal(Buffer.from(text.text, 'base64').toString(), answer.text);
            });
        }
    }
}

test('the variants all differ, the defaults are horizontal, normal, S', async () => {
    const all = [];
    for (const orientation of ['horizontal', 'vertical']) {
        for (const colours of ['normal', 'inverted']) {
            for (const size of ['XS', 'S', 'M']) {
                all.push((await qr(`?orientation=${orientation}&colours=${colours}&size=${size}`)).text);
            }
        }
    }
    assert.equal(new Set(all).size, 12);
    assert.equal((await qr()).text, (await qr('?orientation=horizontal&colours=normal&size=S')).text);
});

const accepts = [
    { name: 'nothing', headers: {}, type: 'image/svg+xml' },
    { name: 'anything', headers: { Accept: '*/*' }, type: 'image/svg+xml' },
    { name: 'SVG', headers: { Accept: 'image/svg+xml' }, type: 'image/svg+xml' },
    { name: 'SVG in other letter case', headers: { Accept: 'Image/SVG+XML' }, type: 'image/svg+xml' },
    { name: 'text', headers: { Accept: 'text/plain' }, type: 'text/plain' },
    { name: 'text with a charset', headers: { Accept: 'text/plain; charset=utf-8' }, type: 'text/plain' },
    { name: 'what a browser takes for a picture', headers: { Accept: 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8' }, type: 'image/svg+xml' },
];

for (const { name, headers, type } of accepts) {
    test(`answers a caller that accepts ${name} with ${type}`, async () => {
        const answer = await qr('', headers);
        assert.equal(answer.status, 200, answer.text);
        assert.equal(answer.headers['content-type'].split(';')[0], type);
    });
}

test('the text is one line of Base64', async () => {
    const { text } = await qr('', { Accept: 'text/plain' });
    assert.match(text, /^[A-Za-z0-9+/]+={0,2}$/);
    assert.equal(Buffer.from(text, 'base64').toString('base64'), text);
    assert.match(Buffer.from(text, 'base64').toString(), /^<(\?xml|svg)/);
});

const refusals = [
    { query: '?orientation=diagonal', says: ['orientation', 'diagonal', 'horizontal', 'vertical'] },
    { query: '?colours=pink', says: ['colours', 'pink', 'normal', 'inverted'] },
    { query: '?size=XXL', says: ['size', 'XXL', 'XS', 'M'] },
    { query: '?size=%3Cscript%3E', says: ['size', '<script>'] },
];

for (const { query, says } of refusals) {
    test(`refuses ${query}`, async () => expectError(await qr(query), 400, undefined, ...says));
}

test('a number that nobody has has no QR', async () => {
    expectError(await anybody().get(cardPath(newEscn(), '/qr')), 404, 'ER-0001');
    const nothing = await anybody().get(cardPath('no-number', '/qr'));
    assert.ok([400, 404].includes(nothing.status), nothing.text);
});

test('the QR of a number is the same in any letter case', async () => {
    expectStatus(await anybody().get(cardPath(number, '/status')), 200);
    assert.equal((await anybody().get(cardPath(number.toUpperCase(), '/qr'))).text, (await qr()).text);
});

const haveReaders = ['rsvg-convert', 'zbarimg'].every((tool) => spawnSync(tool, ['--version']).status === 0);

test('a scanner reads the link of the card from it', { skip: !haveReaders && 'needs rsvg-convert and zbarimg' }, async () => {
    for (const query of ['?size=M', '?size=M&orientation=vertical']) {
        const svg = path.join(directory, 'qr.svg');
        const png = path.join(directory, 'qr.png');
        writeFileSync(svg, (await qr(query)).text);
        execFileSync('rsvg-convert', ['--background-color=white', '--zoom=2', '-o', png, svg]);
        const read = execFileSync('zbarimg', ['--nodbus', '--quiet', '--raw', '-S*.disable', '-Sqrcode.enable', png], { encoding: 'utf8' });
        assert.equal(read.trim(), `https://s.esc-r.eu/${number}`);
    }
});
