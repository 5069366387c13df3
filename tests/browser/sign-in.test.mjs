// SPDX-License-Identifier: EUPL-1.2
// Signing in and out as people do, with scripts and without, by keyboard, and what the back button shows afterwards.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sharedRouter } from '../api/lib/router.mjs';
import { visitorOf } from '../api/lib/visitor.mjs';
import { openPage, sharedBrowser } from './lib/browser.mjs';
import { everyLook, visit } from './lib/looks.mjs';
import { signIn, stateOf, userOf } from './lib/signin.mjs';

const router = await sharedRouter();
const browser = await sharedBrowser();
const reader = userOf(router, 'READER');

async function sendNothing(page) {
    await page.$eval('main form', (form) => form.setAttribute('novalidate', ''));
    await page.click('main form button');
    await page.waitForSelector('#summary');
}

everyLook(browser, router.url, [
    { name: 'sign-in-nothing-entered', path: '/console/sign-in', prepare: sendNothing },
    { name: 'not-allowed', path: '/console/users', status: 403, as: async () => stateOf(await visitorOf(router, 'READER')) },
]);

test('a password is mistyped, then typed well, with the keyboard alone', async () => {
    const { page, context, complaints } = await openPage(browser, { site: router.url });
    await visit(page, { path: '/console' });
    assert.equal(new URL(page.url()).pathname, '/console/sign-in');
    const focus = (id) => page.waitForFunction((wanted) => document.activeElement.id === wanted, id);
    await page.focus('#email');
    await page.keyboard.type(reader.email);
    await page.keyboard.press('Tab');
    await focus('password');
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await focus('summary');
    assert.equal(await page.inputValue('#email'), reader.email);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await focus('password');
    await page.keyboard.type(reader.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${router.url}/console`);
    assert.equal(await page.innerText('nav.side [aria-current=page]'), 'Home');
    complaints.assertNone('signing in');
    await context.close();
});

test('without scripts everything is there as well', async () => {
    const { page, context, complaints } = await openPage(browser, { site: router.url, javaScriptEnabled: false });
    await signIn(page, reader);
    await page.click('nav.side form button');
    await page.waitForURL(/sign-in/);
    assert.match(await page.textContent('[role="status"]'), /signed out/);
    complaints.assertNone('without scripts');
    await context.close();
});

test('after logging out the back button shows nothing of what was there', async () => {
    const { page, context } = await openPage(browser, { site: router.url, viewport: { width: 1360, height: 900 } });
    await signIn(page, reader);
    await page.click('nav.side form button');
    await page.waitForURL(/sign-in/);
    await page.goBack();
    await page.waitForURL(/sign-in/);
    assert.ok(!(await page.content()).includes(reader.name));
    await context.close();
});

test('the page does not let itself be framed by another site', async () => {
    const { page, context } = await openPage(browser, { site: router.url });
    await page.route('https://attacker.example/', (route) =>
        route.fulfill({ contentType: 'text/html', body: `<iframe src="${router.url}/console/sign-in"></iframe>` }),
    );
    await page.goto('https://attacker.example/');
    const frame = page.frames().find((one) => one !== page.mainFrame());
    await frame.waitForLoadState();
    assert.equal(await frame.$('#email'), null, 'nothing of the page is in the frame');
    await context.close();
});
