// SPDX-License-Identifier: EUPL-1.2
// The QR codes of a card, good and bad ones, in every look; and scanned from the screen.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FIRST, makeCard } from '../api/lib/make.mjs';
import { sharedRouter } from '../api/lib/router.mjs';
import { Visitor } from '../api/lib/visitor.mjs';
import { sharedBrowser } from './lib/browser.mjs';
import { everyLook } from './lib/looks.mjs';
import { decodeQr } from './lib/qr.mjs';
import { stateOf, userOf } from './lib/signin.mjs';

const router = await sharedRouter();
const browser = await sharedBrowser();
const { cardNumber } = await makeCard(router.client(FIRST), { displayName: 'Ελένη Παπαδοπούλου' });
const visitor = new Visitor(router);
await visitor.signIn(userOf(router, 'READER'));
const as = () => stateOf(visitor);
const path = `/console/cards/${cardNumber}/qr`;

everyLook(browser, router.url, [
    { name: 'codes', path, as },
    { name: 'codes-too-small', path: `${path}?width=12&ground=%230e47cb`, as },
]);

test('each code can be scanned from the screen', async () => {
    const context = await browser.newContext({ baseURL: router.url, storageState: as(), deviceScaleFactor: 3 });
    const page = await context.newPage();
    await page.goto(path);
    for (const code of (await page.locator('svg.code').all()).slice(0, 2)) {
        assert.deepEqual(decodeQr(await code.screenshot()), [`https://s.esc-r.eu/${cardNumber}`]);
    }
    await context.close();
});
