// SPDX-License-Identifier: EUPL-1.2
// Imports as they are seen from the file that is sent to the end, in every look; and the way there with live progress.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { endedPage, sendFile } from '../api/lib/imports.mjs';
import { newEsi } from '../api/lib/make.mjs';
import { sharedRouter, sql } from '../api/lib/router.mjs';
import { visitorOf } from '../api/lib/visitor.mjs';
import { openPage, PHONE, sharedBrowser } from './lib/browser.mjs';
import { everyLook } from './lib/looks.mjs';
import { stateOf } from './lib/signin.mjs';

const router = await sharedRouter();
const browser = await sharedBrowser();
const clerk = await visitorOf(router, 'FUNCTIONAL_ADMINISTRATOR');
const state = stateOf(clerk);

const head = 'personIdentifier;fullName;email;academicLevel;cardType;issuedAt;expiresAt\n';
const row = (name, { type = 'SMART_CDZ', expires = '30/09/2030' } = {}) => `${newEsi()};${name};${name.split(' ')[0].toLowerCase()}@univ.example;MASTER;${type};01/10/2026;${expires}\n`;
const names = ['Ada Lovelace', 'Émilie du Châtelet', 'Σοφία Παπαδοπούλου', 'Иван Петров', 'Zoë Çelik', 'Jürgen Groß', 'María-José de la Cruz y Fernández del Castillo'];
const good = () => head + names.map((name) => row(name)).join('');
const mixed = () => good() + row('Bob Bad', { type: 'NONSENSE' }) + row('Eve Late', { expires: '30/02/2030' }) + row('Tim Both', { type: '99', expires: 'soon' });

/** The address of an import that has ended. */
async function ended(content, values) {
    const { location } = await sendFile(clerk, content, values);
    await endedPage(clerk, location);
    return location;
}

const press = (path, act, values = {}) => clerk.submit(path, values, `${path}/${act}`);

const done = await ended(good(), { run: 'valid' });
const failed = await ended(mixed(), { run: 'all' });
const broken = await ended(`${head}"never closed`);
const undone = await ended(good(), { run: 'all' });
await press(undone, 'undo', { sure: 'yes' });
await endedPage(clerk, undone);
const discarded = await ended(good());
await press(discarded, 'discard');
const started = await ended(good());
const following = (await press(started, 'start')).location;
await endedPage(clerk, following);
// What a run by command that was broken off leaves goes on for nobody: it shows how one looks that runs.
const running = await ended(mixed());
sql(router.database, `UPDATE import SET state = 2, phase = 1, is_dry_run = 0, progress = 43, created = 3, ended_at_us = NULL, is_local = 1 WHERE id = ${running.split('/').at(-1)}`);
const preview = await ended(mixed());
const clean = await ended(good());

const look = (name, path, more = {}) => ({ name: `imports-${name}`, path, as: () => state, ...more });

everyLook(browser, router.url, [
    look('history', '/console/imports'),
    look('refused', '/console/imports', {
        prepare: async (page) => {
            await page.click('text=Send the file');
            await page.waitForSelector('#summary');
        },
    }),
    look('running', running),
    look('preview', preview),
    look('clean', clean),
    look('started', started),
    look('discarded', discarded),
    look('done', done, { prepare: (page) => page.click('summary:has-text("Take this import back")') }),
    look('failed', failed),
    look('broken', broken),
    look('undone', undone),
]);

test('a file is sent, its check is followed live, and it is imported with one press', async () => {
    const { page, context, complaints } = await openPage(browser, { site: router.url, as: state, viewport: PHONE });
    await page.goto('/console/imports');
    const content = head + Array.from({ length: 3000 }, (_, i) => row(`Person ${i}`)).join('');
    await page.setInputFiles('#file', { name: 'cards.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
    await page.click('text=Send the file');
    await page.waitForURL(/\/console\/imports\/\d+$/);
    await page.click('text=Import now');
    await page.waitForURL((url) => /\/console\/imports\/\d+$/.test(url.pathname));
    await page.waitForSelector('summary:has-text("Take this import back")');
    assert.equal(await page.textContent('.tiles li:first-child b'), '3,000');
    await page.goBack();
    assert.ok(!(await page.isVisible('text=Import now')), 'what was started is not offered again');
    complaints.assertNone('an import');
    await context.close();
});

test('good rows are imported, the refused ones mended in their file and sent again, and all is taken back', async () => {
    const { page, context, complaints } = await openPage(browser, { site: router.url, as: state, acceptDownloads: true });
    const send = async (content) => {
        await page.goto('/console/imports');
        await page.setInputFiles('#file', { name: 'cards.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
        await page.click('text=Send the file');
        await page.waitForSelector('#question');
    };
    const imported = async (button) => {
        await page.click(`button:has-text("${button}")`);
        await page.waitForSelector('summary:has-text("Take this import back")');
        return page.textContent('.tiles li:first-child b');
    };
    await send(head + row('Good Row') + row('Bad Row', { type: 'NONSENSE' }));
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=The rows as a file')]);
    const refused = readFileSync(await download.path(), 'utf8');
    assert.ok(refused.includes('Bad Row') && !refused.includes('Good Row'));
    assert.equal(await imported('Import the good rows'), '1');
    await send(refused.replace('NONSENSE', 'PASSIVE'));
    assert.equal(await page.textContent('.tiles li:last-child b'), '0');
    assert.equal(await imported('Import now'), '1');
    await page.click('summary:has-text("Take this import back")');
    await page.check('#sure');
    await page.click('text=Take it back');
    await page.waitForSelector('text=Taken back by');
    complaints.assertNone('mending');
    await context.close();
});
