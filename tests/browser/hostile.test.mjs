// SPDX-License-Identifier: EUPL-1.2
// Stored texts that try to run scripts, on every page in a real browser: none runs, and the browser finds nothing to refuse.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { startPoisoned } from '../api/lib/poison.mjs';
import { visitorOf } from '../api/lib/visitor.mjs';
import { student } from '../api/lib/ways.mjs';
import { DESK, openPage, sharedBrowser } from './lib/browser.mjs';
import { looksOf } from './lib/reached.mjs';

const router = await startPoisoned();
after(() => router.stop());
const browser = await sharedBrowser();

const visits = {
    'an authorised representative': async () => [await visitorOf(router, 'AUTHORISED_REPRESENTATIVE'), '/console'],
    'a super administrator': async () => [await visitorOf(router, 'SUPER_ADMINISTRATOR'), '/console'],
    'a student': async () => [await student(router), '/student/card'],
};

for (const [who, come] of Object.entries(visits)) {
    test(`no stored text runs on the pages of ${who}`, async () => {
        const [visitor, start] = await come();
        const looks = await looksOf(visitor, [start], { prefix: 'hostile' });
        const { page, context, complaints } = await openPage(browser, { site: router.url, viewport: DESK, as: looks[0].as() });
        for (const { path } of looks) {
            await page.goto(path);
            assert.equal(await page.evaluate(() => window.pwned), undefined, path);
            complaints.assertNone(path);
        }
        await context.close();
    });
}
