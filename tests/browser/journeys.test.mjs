// SPDX-License-Identifier: EUPL-1.2
// Whole journeys in a real browser, without scripts: from a stranger's request to join to a card that is scanned at a counter.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';

import { cardBody, cardPath, day, personBody, newEsi } from '../api/lib/make.mjs';
import { expectStatus } from '../api/lib/expect.mjs';
import { removeDirectory, sharedRouter, temporaryDirectory, until } from '../api/lib/router.mjs';
import { mailedLinks } from '../api/lib/mailbox.mjs';
import { DESK, openPage, PHONE, sharedBrowser } from './lib/browser.mjs';
import { follow } from './lib/follow.mjs';
import { decodeQr } from './lib/qr.mjs';
import { signIn, userOf } from './lib/signin.mjs';

const mails = temporaryDirectory();
after(() => removeDirectory(mails));
const router = await sharedRouter({ args: ['--mail-folder', mails] });
const browser = await sharedBrowser();

const IDENTIFIER = '999999731';
const EMAIL = 'rector@univ-hill.example';
const PASSWORD = 'three hills and a river';

async function inBrowser(viewport, work) {
    const { page, context, complaints } = await openPage(browser, { site: router.url, viewport, javaScriptEnabled: false });
    const result = await work(page);
    complaints.assertNone('on the journey');
    await context.close();
    return result;
}

const press = (page, name) => follow(page.getByRole('main').getByRole('button', { name, exact: true }));
const headingOf = (page) => page.locator('h1').innerText();

async function askToJoin(page) {
    await page.goto('/register');
    await page.check('input[name="kind"][value="institution"]');
    await page.fill('#name', 'University on the Hill');
    await page.selectOption('#country', 'SI');
    await page.fill('#identifier', IDENTIFIER);
    await page.fill('#representativeName', 'Maja Rector');
    await page.fill('#email', EMAIL);
    await follow(page.locator('main form button').last());
    assert.equal(new URL(page.url()).pathname, '/register/thanks');
}

async function letIn(page) {
    await signIn(page, userOf(router, 'SUPER_ADMINISTRATOR'));
    await page.goto('/console/registrations');
    await follow(page.getByRole('link', { name: 'University on the Hill' }));
    await follow(page.locator('main button[value="validate"]'));
    assert.equal(await page.locator('#summary').count(), 0);
}

async function acceptInvitation(page) {
    await page.goto(await until('the invitation is mailed', () => mailedLinks(mails, 'invitation').at(-1)));
    await page.fill('#name', 'Maja Rector');
    await page.fill('#password', PASSWORD);
    await page.fill('#again', PASSWORD);
    await press(page, 'Accept the invitation');
    await signIn(page, { email: EMAIL, password: PASSWORD });
}

async function acceptDocuments(page) {
    await page.goto('/console/legal');
    await page.fill('#acceptedBy', 'Maja Rector');
    await page.check('input[name="agree"]');
    await follow(page.locator('form:has(#acceptedBy) button'));
    assert.equal(await page.locator('#summary').count(), 0);
}

/** Gives the token, which is shown once. */
async function makeToken(page) {
    await page.goto('/console/tokens/new');
    await page.fill('#name', 'Card office');
    await press(page, 'Make the token');
    return (await page.locator('#secret').innerText()).trim();
}

/** Issues a card as the institution's software does; gives its number. */
async function issue(client) {
    const esi = newEsi('univ-hill.example');
    expectStatus(await client.post('/api/v2/persons', personBody(esi, IDENTIFIER)), 201);
    return expectStatus(await client.post('/api/v2/cards', cardBody(esi, IDENTIFIER)), 201).cardNumber;
}

/** What a phone reads from the codes of a card on the screen of the card office. */
async function scan(page, number) {
    await page.goto(`/console/cards/${number}/qr`);
    return decodeQr(await page.locator('.variant svg').first().screenshot());
}

test('a university asks to join, is let in, and its first card is scanned', async () => {
    await inBrowser(PHONE, askToJoin);
    await inBrowser(DESK, letIn);
    await inBrowser(DESK, async (page) => {
        await acceptInvitation(page);
        await acceptDocuments(page);
        const client = router.client().with({ token: await makeToken(page) });
        const number = await issue(client);
        const [link] = await scan(page, number);
        assert.equal(link, `https://s.esc-r.eu/${number}`);
        await inBrowser(PHONE, async (phone) => {
            await phone.goto(new URL(link).pathname);
            assert.equal(await headingOf(phone), 'Valid student card');
            assert.ok((await phone.locator('dl').innerText()).includes('University on the Hill'));
            const card = expectStatus(await client.get(cardPath(number)), 200);
            const over = cardBody(card.person.identifier, IDENTIFIER, { issuedAt: day(-10), expiresAt: day(-1) });
            expectStatus(await client.put(cardPath(number), over), 200);
            await phone.reload();
            assert.equal(await headingOf(phone), 'Expired student card');
        });
    });
});

/** Reads a page again, as somebody without scripts does, until it shows something; a state that leads nowhere else ends the wait. */
async function readUntil(page, text) {
    await until(`${page.url()} shows "${text}"`, async () => {
        await page.reload();
        const shown = await page.locator('main').innerText();
        assert.doesNotMatch(shown, /\bFailed\b/, shown);
        return shown.includes(text);
    });
}

/** Sends a file and waits until it was checked and `offer` can be pressed. */
async function sendCsv(page, content, offer) {
    await page.goto('/console/imports');
    await page.setInputFiles('#file', { name: 'cards.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
    await press(page, 'Send the file');
    await page.waitForURL(/\/console\/imports\/\d+$/);
    await readUntil(page, offer);
}

/** Starts what was checked, which has a page of its own, and waits until it is done. */
async function startChecked(page, name) {
    await press(page, name);
    await readUntil(page, 'Take this import back');
}

/** The file of refused rows, as it lies in the clerk's folder. */
async function downloadErrors(page) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a[href$="/errors.csv"]').first().click()]);
    return readFileSync(await download.path(), 'utf8');
}

test('a file with bad rows is checked, the bad rows are mended in the file that tells why, and all its cards are there', async () => {
    await inBrowser(DESK, async (page) => {
        await signIn(page, userOf(router, 'FUNCTIONAL_ADMINISTRATOR'));
        const esis = [newEsi(), newEsi(), newEsi()];
        const rows = [['Ada Mender', 'PASSIVE', day(300)], ['Bob Mender', 'PASIVE', day(300)], ['Cem Mender', 'PASSIVE', 'soon']];
        const lines = rows.map(([name, type, expires], i) => [esis[i], name, 'MASTER', type, day(0), expires].join(';'));
        await sendCsv(page, ['personIdentifier;fullName;academicLevel;cardType;issuedAt;expiresAt', ...lines].join('\n'), 'Import the good rows');
        const refused = await downloadErrors(page);
        assert.ok(refused.includes('PASIVE') && refused.includes('soon') && !refused.includes('Ada Mender'), refused);
        await startChecked(page, 'Import the good rows');
        await sendCsv(page, refused.replace('PASIVE', 'PASSIVE').replace(/\bsoon\b/, day(300)), 'Import now');
        assert.equal(await page.locator('a[href$="/errors.csv"]').count(), 0, 'nothing is refused any more');
        await startChecked(page, 'Import now');
        await page.goto('/console/cards?name=Mender');
        const links = page.locator('tbody td.mono a');
        assert.equal(await links.count(), 3);
        await page.goto(`/${await links.first().innerText()}`);
        assert.equal(await headingOf(page), 'Valid student card');
    });
});
