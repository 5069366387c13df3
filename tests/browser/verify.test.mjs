// SPDX-License-Identifier: EUPL-1.2
// The public check of a card in a real browser: how its pages look and read, by keyboard and in every language, and what they cost.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FIRST, day, makeCard } from '../api/lib/make.mjs';
import { sharedRouter } from '../api/lib/router.mjs';
import { openPage, sharedBrowser } from './lib/browser.mjs';
import { everyLook, sticksOut, visit } from './lib/looks.mjs';

const router = await sharedRouter();
const browser = await sharedBrowser();
const first = router.client(FIRST);

const valid = await makeCard(first);
const inactive = await makeCard(first, { cardStatusType: 'INACTIVE' });
const expired = await makeCard(first, { issuedAt: day(-10), expiresAt: day(-2) });

const looks = [
    { name: 'verify-form', path: '/verify' },
    { name: 'verify-nothing-entered', path: '/verify?number=+', status: 400 },
    { name: 'verify-languages', path: '/verify', prepare: (page) => page.click('summary') },
    { name: 'verify-valid', path: `/${valid.cardNumber}` },
    { name: 'verify-typed', path: `/verify?number=${valid.cardNumber}` },
    { name: 'verify-inactive', path: `/${inactive.cardNumber}` },
    { name: 'verify-expired', path: `/${expired.cardNumber}` },
    { name: 'verify-unknown', path: '/6a01dfc0-cb98-1035-a19b-001999859608', status: 404 },
    { name: 'verify-no-number', path: '/nonsense', status: 404 },
    { name: 'error-not-found', path: '/no/such/page', status: 404 },
];
everyLook(browser, router.url, looks);

/** Looks whose words stand in another look as well. */
const repeated = new Set(['verify-form', 'verify-languages', 'verify-typed']);

test('no language sticks out of a narrow screen', async () => {
    const { page, context, complaints } = await openPage(browser, { site: router.url, viewport: { width: 320, height: 640 } });
    await visit(page, { path: '/verify' });
    const codes = await page.$$eval('details a', (links) => links.map((link) => link.hreflang));
    assert.equal(codes.length, 24);
    for (const code of codes) {
        for (const { path, status } of looks.filter(({ name }) => !repeated.has(name))) {
            const target = `${path}${path.includes('?') ? '&' : '?'}lang=${code}`;
            await visit(page, { path: target, status });
            await page.evaluate(() => document.querySelector('details').toggleAttribute('open'));
            assert.deepEqual(await sticksOut(page), [], target);
        }
    }
    complaints.assertNone('all languages');
    await context.close();
});

test('a card is checked with the keyboard alone', async () => {
    const { page, context, complaints } = await openPage(browser, { site: router.url });
    await visit(page, { path: '/verify' });
    const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.localName);
    const isShown = () => page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== 'none');
    for (const expected of ['summary', 'number']) {
        await page.keyboard.press('Tab');
        assert.equal(await focused(), expected);
        assert.ok(await isShown(), `${expected} shows that it has the focus`);
    }
    await page.keyboard.type(valid.cardNumber.toUpperCase().replaceAll('-', ' '));
    await page.keyboard.press('Enter');
    await page.waitForURL(/number=/);
    assert.equal(await page.textContent('h1'), 'Valid student card');
    assert.ok((await page.textContent('dl')).includes(valid.cardNumber));
    complaints.assertNone('by keyboard');
    await context.close();
});

test('a card page waits for one answer alone, of a few packets', async () => {
    const { page, context } = await openPage(browser, { site: router.url });
    await visit(page, { path: `/${valid.cardNumber}` });
    const { bytes, waited } = await page.evaluate(() => ({
        bytes: performance.getEntriesByType('navigation')[0].transferSize,
        waited: performance.getEntriesByType('resource').filter((one) => one.renderBlockingStatus !== 'non-blocking').map(({ name }) => name),
    }));
    assert.ok(bytes < 6000, `${bytes} bytes`);
    assert.deepEqual(waited, []);
    await context.close();
});

test('the language is chosen on the page and stays', async () => {
    const { page, context } = await openPage(browser, { site: router.url, javaScriptEnabled: false });
    await visit(page, { path: `/${valid.cardNumber}` });
    await page.click('summary');
    await page.click('a[hreflang="fr"]');
    assert.equal(await page.getAttribute('html', 'lang'), 'fr');
    assert.equal(new URL(page.url()).pathname, `/${valid.cardNumber}`);
    await visit(page, { path: '/verify' });
    assert.equal(await page.getAttribute('html', 'lang'), 'fr');
    await context.close();
});
