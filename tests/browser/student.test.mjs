// SPDX-License-Identifier: EUPL-1.2
// The student's page in a real browser: how it looks, the code read from the screen, and the card that is kept on the device: shown without
// network, checked again with one, gone when the student leaves.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { expectStatus } from '../api/lib/expect.mjs';
import { FIRST, SECOND, cardBody, day, makeCard, makePerson, personPath } from '../api/lib/make.mjs';
import { sharedRouter, startRouter, until } from '../api/lib/router.mjs';
import { DESK, openPage, PHONE, sharedBrowser } from './lib/browser.mjs';
import { everyLook } from './lib/looks.mjs';
import { decodeQr } from './lib/qr.mjs';

const router = await sharedRouter();
const browser = await sharedBrowser();

async function makeStudent(at = router, organisation = FIRST) {
    const client = at.client(organisation);
    const esi = await makePerson(client, organisation, { fullName: 'Zoë Żółć-Papadopoulou von und zu Hohenstein' });
    return { client, esi, number: (await makeCard(client, { issuer: organisation, esi })).cardNumber };
}

const linkFor = async ({ client, esi }) => expectStatus(await client.send('POST', `${personPath(esi)}/student-link`), 201).url;

/** A page on which the student has come by a link. */
async function come(student, { site = router.url, ...options } = {}) {
    const opened = await openPage(browser, { site, ...options });
    await opened.page.goto(await linkFor(student));
    await opened.page.click('main button');
    await opened.page.waitForURL('**/student/card');
    return opened;
}

/** The cookies of a student who has come. */
async function stateOf(student) {
    const { context } = await come(student);
    const state = await context.storageState();
    await context.close();
    return state;
}

const student = await makeStudent();
await makeCard(student.client, { esi: student.esi, cardStatusType: 'INACTIVE' });
await makeCard(student.client, { esi: student.esi, issuedAt: day(-10), expiresAt: day(-2) });
const plain = await makeStudent(router, SECOND);
const openLink = await linkFor(await makeStudent());
const as = () => stateOf(student);

everyLook(browser, router.url, [
    { name: 'student-link', path: new URL(openLink).pathname },
    { name: 'student-link-unknown', path: '/link/student/0', status: 404 },
    { name: 'student-ask', path: '/student/link' },
    {
        name: 'student-ask-empty',
        path: '/student/link',
        prepare: async (page) => {
            await page.click('main button');
            await page.waitForSelector('#summary');
        },
    },
    { name: 'student-card', path: '/student/card', as },
    { name: 'student-card-plain', path: '/student/card', as: () => stateOf(plain) },
    { name: 'student-data', path: '/student/data', as },
    { name: 'student-acts', path: '/student/acts', as },
    { name: 'student-email', path: '/student/email', as },
    { name: 'student-text', path: '/student/text', as },
    { name: 'student-withdraw', path: '/student/withdraw', as },
    { name: 'student-copy', path: '/student/kept', as, prepare: (page) => page.waitForSelector('#online:not([hidden])') },
    { name: 'student-nobody', path: '/student/card', status: 401 },
]);

test('the code on the screen leads to the card', async () => {
    for (const viewport of [PHONE, DESK]) {
        const { page, context } = await come(student, { viewport });
        assert.deepEqual(decodeQr(await page.locator('.esc-code').first().screenshot()), [`https://s.esc-r.eu/${student.number}`]);
        await context.close();
    }
});

const kept = (page) => page.evaluate(async () => {
    const stores = await caches.keys();
    const requests = stores.length === 0 ? [] : await (await caches.open(stores[0])).keys();
    return { stores, paths: requests.map(({ url }) => new URL(url).pathname.replace(/\.[0-9a-f]{16}\./, '.')).sort() };
});

const workers = (page) => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);

async function keep(page) {
    await page.click('#keep');
    await page.waitForSelector('[data-when="kept"]:not([hidden])');
    await page.evaluate(() => navigator.serviceWorker.ready);
}

const shownState = (page) => page.locator('.esc-card [data-state]:visible').first().getAttribute('data-state');

test('nothing is kept unless the student wants it; then the card and what it is drawn with', async () => {
    const { page, context, complaints } = await come(await makeStudent());
    await page.waitForSelector('#device:not([hidden])');
    assert.deepEqual([await kept(page), await workers(page)], [{ stores: [], paths: [] }, 0]);
    await keep(page);
    assert.deepEqual((await kept(page)).paths, ['/assets/app.css', '/assets/student.css', '/assets/student.js', '/assets/student.svg',
        '/colours/0b3d91-ffcc00-ffffff.css', '/student/kept']);
    await page.goto('/student/data');
    assert.equal((await kept(page)).paths.length, 6, 'other pages are not kept');
    await page.goto('/student/card');
    await page.click('#forget');
    await page.waitForSelector('[data-when="not-kept"]:not([hidden])');
    assert.deepEqual([await kept(page), await workers(page)], [{ stores: [], paths: [] }, 0]);
    complaints.assertNone('keeping and forgetting');
    await context.close();
});

test('without network the card is shown as it was last checked', async (t) => {
    const own = await startRouter();
    t.after(() => own.stop());
    const holder = await makeStudent(own);
    const { page, context } = await come(holder, { site: own.url });
    await keep(page);
    const before = await page.locator('main time').last().getAttribute('datetime');
    await own.stop();
    await page.goto(`${own.url}/student/card`);
    assert.ok(await page.isVisible('#offline') && !(await page.isVisible('#online')));
    assert.equal(await shownState(page), 'ACTIVE');
    assert.ok(Math.abs(Date.parse(await page.getAttribute('#checked time', 'datetime')) - Date.parse(before)) < 60_000);
    assert.deepEqual(decodeQr(await page.locator('.esc-code').screenshot()), [`https://s.esc-r.eu/${holder.number}`]);
    const ground = await page.locator('.esc-face').evaluate((face) => getComputedStyle(face).backgroundColor);
    assert.equal(ground, 'rgb(11, 61, 145)', 'in the colours of its organisation');
    assert.equal(await page.locator('form').count(), 0);
    await context.close();
});

test('when the visit is over the copy is checked anew; a card that is gone takes it along', async () => {
    const holder = await makeStudent();
    const { page, context } = await come(holder);
    await keep(page);
    await context.clearCookies();
    await page.goto('/student/card');
    await page.waitForSelector('#online:not([hidden])');
    assert.equal(await shownState(page), 'ACTIVE');
    expectStatus(await holder.client.put(`/api/v2/cards/${holder.number}`, cardBody(holder.esi, FIRST, { cardStatusType: 'INACTIVE' })), 200);
    await page.reload();
    await page.waitForSelector('[data-state="INACTIVE"]:not([hidden])');
    await holder.client.delete(`/api/v2/cards/${holder.number}`);
    await page.reload();
    await page.waitForSelector('[data-state="UNKNOWN"]:not([hidden])');
    await until('the copy is gone', async () => (await kept(page)).stores.length === 0 && (await workers(page)) === 0);
    await context.close();
});

test('closing and withdrawing take the copy from the device', async () => {
    for (const leave of [
        (page) => page.click('.esc-leave button'),
        async (page) => {
            await page.goto('/student/withdraw');
            await page.check('#sure');
            await page.click('.btn.danger');
        },
    ]) {
        const { page, context, complaints } = await come(await makeStudent());
        await keep(page);
        await leave(page);
        await page.waitForSelector('.esc-parting');
        await until('the copy is gone', async () => (await kept(page)).stores.length === 0 && (await workers(page)) === 0);
        assert.equal((await page.goto('/student/card')).status(), 401);
        complaints.assertNone('leaving');
        await context.close();
    }
});
