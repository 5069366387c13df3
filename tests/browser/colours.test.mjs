// SPDX-License-Identifier: EUPL-1.2
// An organisation's colours are seen while they are chosen, with a warning where text could not be read.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sharedRouter } from '../api/lib/router.mjs';
import { visitorOf } from '../api/lib/visitor.mjs';
import { violations } from './lib/axe.mjs';
import { openPage, sharedBrowser } from './lib/browser.mjs';
import { visit } from './lib/looks.mjs';
import { stateOf } from './lib/signin.mjs';

const router = await sharedRouter();
const browser = await sharedBrowser();
const EDIT = '/console/organisations/1/edit';

const open = async (options) => openPage(browser, { site: router.url, as: stateOf(await visitorOf(router, 'AUTHORISED_REPRESENTATIVE')), ...options });
const fillOf = (page, name) => page.getAttribute(`[data-of="${name}"]`, 'fill');

test('the card is painted as one types and chooses, and tells when its text can not be read', async () => {
    const { page, context, complaints } = await open();
    await visit(page, { path: EDIT });
    await page.fill('#mainColor', '#777777');
    await page.fill('#contrastColor', '#888888');
    await page.fill('#secondaryColor', '');
    assert.deepEqual([await fillOf(page, 'main'), await fillOf(page, 'second'), await fillOf(page, 'text')], ['#777777', 'none', '#888888']);
    assert.ok(await page.isVisible('[data-of="bad"]') && await page.isVisible('[data-of="instead"]'));
    assert.match(await page.innerText('[data-of="ratio"]'), /is 1\.26 to 1/);
    await page.fill('#contrastColor', '');
    assert.equal(await fillOf(page, 'text'), '#000000', 'the better of black and white');
    assert.ok(await page.isVisible('[data-of="good"]') && await page.isHidden('[data-of="bad"]'));
    await page.locator('#mainColor + .picker').evaluate((picker) => {
        picker.value = '#0b3d91';
        picker.dispatchEvent(new Event('input'));
    });
    assert.equal(await page.inputValue('#mainColor'), '#0b3d91', 'what is picked stands in the field');
    assert.deepEqual([await fillOf(page, 'main'), await fillOf(page, 'text')], ['#0b3d91', '#ffffff']);
    assert.deepEqual(await violations(page), []);
    await page.fill('#mainColor', 'blue');
    assert.ok(await page.isHidden('[data-colours]'), 'what is no colour is not shown');
    await page.fill('#mainColor', '#0B3D91');
    await page.click('main form .primary');
    assert.equal(await fillOf(page, 'main'), '#0B3D91');
    complaints.assertNone(EDIT);
    await context.close();
});

test('without scripts the stored colours are shown, and no picker', async () => {
    const { page, context } = await open({ javaScriptEnabled: false });
    await visit(page, { path: EDIT });
    assert.ok(await page.isVisible('[data-colours] .sample'));
    assert.equal(await page.locator('.picker').count(), 0);
    await context.close();
});
