// SPDX-License-Identifier: EUPL-1.2
// People in a hurry: two who change one card, buttons pressed twice, the way back; and what is erased is gone from every page.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { day, FIRST, makeCard, makePerson } from '../api/lib/make.mjs';
import { sharedRouter, sql } from '../api/lib/router.mjs';
import { visitorOf } from '../api/lib/visitor.mjs';
import { openPage, sharedBrowser } from './lib/browser.mjs';
import { stateOf } from './lib/signin.mjs';

const router = await sharedRouter();
const browser = await sharedBrowser();
const first = router.client(FIRST);
const chief = stateOf(await visitorOf(router, 'AUTHORISED_REPRESENTATIVE'));
const clerk = stateOf(await visitorOf(router, 'FUNCTIONAL_ADMINISTRATOR'));

const button = (page, name) => page.getByRole('main').getByRole('button', { name, exact: true });
const headingOf = (page) => page.locator('h1').innerText();
const cardsOf = (esi) => sql(router.database, `SELECT card.id FROM card JOIN person ON person.id = person_id WHERE esi = '${esi}'`).length;

/** Runs `work` on a page with scripts and on one without; gives what it gave. */
async function eitherWay(as, work) {
    for (const javaScriptEnabled of [true, false]) {
        const { page, context, complaints } = await openPage(browser, { site: router.url, as, javaScriptEnabled });
        await work(page, javaScriptEnabled ? 'with scripts' : 'without scripts');
        complaints.assertNone('in a hurry');
        await context.close();
    }
}

test('of two people who change one card the second is told, keeps what was typed, and overwrites nothing', async () => {
    await eitherWay(chief, async (page, how) => {
        const { cardNumber } = await makeCard(first, { displayName: 'Ada L.' });
        const path = `/console/cards/${cardNumber}/edit`;
        const other = await openPage(browser, { site: router.url, as: clerk });
        await other.page.goto(path);
        await page.goto(path);
        await page.fill('#displayName', 'Ada the First');
        await button(page, 'Save').click();
        await page.waitForURL(`**/console/cards/${cardNumber}`);
        await other.page.fill('#displayName', 'Ada the Second');
        await button(other.page, 'Save').click();
        await other.page.waitForSelector('#summary');
        assert.match(await other.page.locator('#summary').innerText(), /changed .*meanwhile/i, how);
        assert.equal(await other.page.inputValue('#displayName'), 'Ada the Second', how);
        assert.equal((await first.get(`/api/v2/cards/${cardNumber}`)).json.displayName, 'Ada the First', how);
        await other.context.close();
    });
});

test('a button that is pressed twice issues one card', async () => {
    await eitherWay(clerk, async (page, how) => {
        const esi = await makePerson(first);
        await page.goto(`/console/cards/new?person=${encodeURIComponent(esi)}`);
        await button(page, 'Save').dblclick({ noWaitAfter: true });
        await page.waitForURL(/\/console\/cards\/[0-9a-f-]{36}$/);
        assert.equal(cardsOf(esi), 1, how);
    });
});

test('who has issued a card issues none by loading its page again, and finds a fresh form when going back', async () => {
    await eitherWay(clerk, async (page, how) => {
        const esi = await makePerson(first);
        await page.goto(`/console/cards/new?person=${encodeURIComponent(esi)}`);
        await page.fill('#displayName', 'Ada L.');
        await button(page, 'Save').click();
        await page.waitForURL(/\/console\/cards\/[0-9a-f-]{36}$/);
        await page.reload();
        assert.equal(cardsOf(esi), 1, how);
        await page.goBack();
        await page.waitForURL(/\/console\/cards\/new/);
        assert.equal(await page.inputValue('#displayName'), '', how);
        assert.equal(cardsOf(esi), 1, how);
    });
});

test('a cardholder who leaves is gone from the lists, and the card is unknown to whoever checks it', async () => {
    await eitherWay(chief, async (page, how) => {
        const esi = await makePerson(first, FIRST, { fullName: 'Grace Leaving' });
        const { cardNumber } = await makeCard(first, { esi, issuedAt: day(-2) });
        await page.goto(`/console/persons?name=${encodeURIComponent('Grace Leaving')}`);
        await page.getByRole('link', { name: 'Grace Leaving' }).click();
        await page.getByRole('link', { name: 'End this registration' }).click();
        await button(page, 'End this registration').click();
        await page.waitForURL('**/console/persons');
        await page.goto(`/console/persons?name=${encodeURIComponent('Grace Leaving')}`);
        assert.match(await page.locator('main').innerText(), /No cardholder fits/, how);
        assert.equal((await page.goto(`/console/persons/${encodeURIComponent(esi)}`)).status(), 404, how);
        assert.equal((await page.goto(`/console/cards/${cardNumber}`)).status(), 404, how);
        assert.equal((await page.goto(`/${cardNumber}`)).status(), 404, how);
        assert.equal(await headingOf(page), 'Unknown card', how);
    });
});

test('a card whose last day is moved to yesterday has expired to whoever checks it', async () => {
    await eitherWay(clerk, async (page, how) => {
        const { cardNumber } = await makeCard(first);
        await page.goto(`/console/cards/${cardNumber}`);
        await page.getByRole('link', { name: 'Change', exact: true }).click();
        await page.fill('#expiresAt', day(-1));
        await button(page, 'Save').click();
        await page.waitForURL(`**/console/cards/${cardNumber}`);
        await page.getByRole('link', { name: 'As everybody sees it' }).click();
        await page.waitForURL((url) => url.pathname === `/${cardNumber}`);
        assert.equal(await headingOf(page), 'Expired student card', how);
    });
});
