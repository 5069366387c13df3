// SPDX-License-Identifier: EUPL-1.2
// The documentation in a real browser: how it looks, copying an example, searching while one types, and trying an operation with scripts.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FIRST } from '../api/lib/make.mjs';
import { sharedRouter } from '../api/lib/router.mjs';
import { DESK, openPage, sharedBrowser } from './lib/browser.mjs';
import { everyLook, visit } from './lib/looks.mjs';

const STUDENT = 'urn:schac:personalUniqueCode:int:esi:univ-saint-valentin.example:1000000';

const router = await sharedRouter();
const browser = await sharedBrowser();
const token = router.organisations[FIRST].token;

async function tryOut(page) {
    await page.fill('#token', token);
    await page.click('#try button');
    await page.waitForSelector('#tried:not([hidden])');
}

const openAll = (page) => page.evaluate(() => document.querySelectorAll('details.inset, .examples details').forEach((one) => { one.name = ''; one.open = true; }));

everyLook(browser, router.url, [
    { name: 'docs-card', path: '/docs/v2/create_1' },
    { name: 'docs-old', path: '/docs/v1/addStudent', prepare: openAll },
    { name: 'docs-tried', path: '/docs/v2/findByExternalId', prepare: tryOut },
    { name: 'docs-nothing-found', path: '/docs/v2?q=nothing+of+this' },
]);

const options = { site: router.url, viewport: DESK };
const part = (page, name) => page.textContent(`[data-tried="${name}"]`);

test('an operation is tried out', async () => {
    const { page, context, complaints } = await openPage(browser, options);
    await visit(page, { path: '/docs/v2/findByExternalId' });
    await tryOut(page);
    assert.equal(await part(page, 'status'), '200');
    assert.match(await part(page, 'head'), /content-type: application\/json/);
    assert.equal(JSON.parse(await part(page, 'body')).identifier, STUDENT);
    complaints.assertNone('a person asked for');
    await page.fill('#token', 'esc_wrong');
    await page.click('#try button');
    await page.waitForFunction(() => document.querySelector('[data-tried="status"]').textContent === '401');
    assert.equal(JSON.parse(await part(page, 'body')).code, 'SE-0401');
    await page.fill('#path-esi', '');
    await page.click('#try button');
    await page.waitForSelector('#path-esi-error');
    await context.close();
});

test('bodies, forms and pictures are sent as they are', async () => {
    const { page, context } = await openPage(browser, options);
    await visit(page, { path: '/docs/v2/create_1' });
    await tryOut(page);
    assert.equal(await part(page, 'status'), '201');
    await visit(page, { path: '/docs/v2/validateCsv' });
    await page.fill('#file', 'personIdentifier;cardType\na;b');
    await tryOut(page);
    assert.equal(JSON.parse(await part(page, 'body'))[0].params.code, 'ER-1203');
    await visit(page, { path: '/docs/v2/uploadStudentPicture' });
    await page.setInputFiles('#file', { name: 'x.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') });
    await tryOut(page);
    assert.equal(JSON.parse(await part(page, 'body')).code, 'ER-1401');
    await context.close();
});

test('an example is copied', async () => {
    const { page, context, complaints } = await openPage(browser, { ...options, permissions: ['clipboard-read', 'clipboard-write'] });
    await visit(page, { path: '/docs/v2/create_1' });
    await page.click('text=Python');
    await page.click('[data-copy="example-python"]');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, (await page.textContent('#example-python')).trim());
    assert.ok(copied.startsWith('import os'));
    complaints.assertNone('copying');
    await context.close();
});

test('searching answers while one types', async () => {
    const { page, context, complaints } = await openPage(browser, options);
    await visit(page, { path: '/docs/v2' });
    await page.fill('#filter', 'qr code');
    await page.waitForFunction(() => document.querySelectorAll('.operations li').length === 1);
    assert.equal(new URL(page.url()).search, '?q=qr+code');
    complaints.assertNone('searching');
    await context.close();
});
