// SPDX-License-Identifier: EUPL-1.2
// Pages in another look than our own, and cards in colours that an organisation has chosen badly, can be read by everybody.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';

import { FIRST, makeCard } from '../api/lib/make.mjs';
import { removeDirectory, sharedRouter, temporaryDirectory } from '../api/lib/router.mjs';
import { visitorOf } from '../api/lib/visitor.mjs';
import { studentLink } from '../api/lib/ways.mjs';
import { violations } from './lib/axe.mjs';
import { DESK, openPage, PHONE, sharedBrowser } from './lib/browser.mjs';
import { sticksOut, visit } from './lib/looks.mjs';
import { stateOf } from './lib/signin.mjs';

const folder = temporaryDirectory();
after(() => removeDirectory(folder));
const logo = path.join(folder, 'logo.svg');
writeFileSync(logo, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20"><rect width="60" height="20" fill="#7a4b00"/></svg>');
const browser = await sharedBrowser();

const badly = { mainColor: '#888888', secondaryColor: '#808080', contrastColor: '#999999' };

async function judge(page, at, status = 200) {
    await visit(page, { path: at, status });
    for (const [viewport, colorScheme] of [[PHONE, 'light'], [DESK, 'dark']]) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page), [], `${at} at ${viewport.width}, ${colorScheme}`);
        assert.deepEqual(await sticksOut(page), [], `${at} at ${viewport.width}`);
    }
}

const looks = {
    'the look of the European Union': ['--skin', 'eu'],
    "an operator's logo and colours": ['--site-logo', logo, '--site-colour', '#7a4b00', '--site-accent', '#ffe0a0'],
};

for (const [name, args] of Object.entries(looks)) {
    test(`${name}, with an organisation in colours of little contrast`, async () => {
        const router = await sharedRouter({ args });
        const representative = await visitorOf(router, 'AUTHORISED_REPRESENTATIVE');
        assert.equal((await representative.submit('/console/organisations/1/edit', badly)).status, 303);
        const { cardNumber } = await makeCard(router.client(FIRST));
        const { page, context, complaints } = await openPage(browser, { site: router.url, as: stateOf(representative) });
        for (const at of ['/verify', `/${cardNumber}`, '/console', '/console/organisations/1', `/console/cards/${cardNumber}`]) {
            await judge(page, at);
        }
        await judge(page, '/nothing/here', 404);
        await visit(page, { path: await studentLink(router) });
        await page.locator('main form button').first().click();
        await page.waitForURL('**/student/card');
        assert.deepEqual(await violations(page), [], "the student's card");
        complaints.assertNone(name);
        await context.close();
    });
}
