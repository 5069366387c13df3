// SPDX-License-Identifier: EUPL-1.2
// Pages to which no link leads, because forms answer with them: secrets that are shown once, questions, refusals, lists in which nothing fits.
import { FIRST, makeCard } from '../api/lib/make.mjs';
import { sharedRouter } from '../api/lib/router.mjs';
import { totp } from '../api/lib/totp.mjs';
import { visitorOf } from '../api/lib/visitor.mjs';
import { switchOnFactor } from '../api/lib/ways.mjs';
import { sharedBrowser } from './lib/browser.mjs';
import { everyLook } from './lib/looks.mjs';
import { signIn, stateOf, userOf } from './lib/signin.mjs';

const router = await sharedRouter();
const browser = await sharedBrowser();
await makeCard(router.client(FIRST));

const representative = stateOf(await visitorOf(router, 'AUTHORISED_REPRESENTATIVE'));
const as = () => representative;
const careful = userOf(router, 'FUNCTIONAL_ADMINISTRATOR');
await switchOnFactor(await visitorOf(router, careful.role));

const press = (name) => (page) => page.getByRole('main').getByRole('button', { name, exact: true }).click();

/** Fills in a form by the ids of its fields, presses its button, and waits for what the answer has. */
function send(fields, button, awaited) {
    return async (page) => {
        for (const [id, value] of Object.entries(fields)) {
            await page.fill(`#${id}`, value);
        }
        await press(button)(page);
        await page.waitForSelector(awaited);
    };
}

async function choose(page, button) {
    for (const box of (await page.locator('tbody input[name="chosen"]').all()).slice(0, 2)) {
        await box.check();
    }
    await press(button)(page);
    await page.waitForSelector('input[name="sure"]', { state: 'attached' });
}

/** Switches the second factor on and gives the secret. */
async function switchOn(page) {
    await press('Set up a second factor')(page);
    const secret = await page.locator('.qr .mono').innerText();
    await page.fill('#code', totp(secret.replaceAll(' ', '')));
    await press('Switch it on')(page);
    await page.waitForSelector('.codes');
}

/** Signs in with a password alone, where a code is asked for besides. */
async function comeHalfWay(page) {
    await page.goto('/console/sign-in');
    await page.fill('#email', careful.email);
    await page.fill('#password', careful.password);
    await press('Sign in')(page);
    await page.waitForSelector('#code');
}

everyLook(browser, router.url, [
    { name: 'register-thanks', path: '/register/thanks' },
    { name: 'register-refused', path: '/register', prepare: send({}, 'Send the request', '#summary') },
    { name: 'card-refused', path: '/console/cards/new', as, prepare: send({ cardNumber: 'x', expiresAt: '' }, 'Save', '#summary') },
    { name: 'person-refused', path: '/console/persons/new', as, prepare: send({ identifier: 'x' }, 'Save', '#summary') },
    { name: 'cards-none', path: '/console/cards?name=nobody+of+this+name', as },
    { name: 'persons-none', path: '/console/persons?name=nobody+of+this+name', as },
    { name: 'audit-none', path: '/console/audit?until=2001-01-01', as },
    { name: 'cards-extend', path: '/console/cards', as, prepare: (page) => choose(page, 'Extend') },
    { name: 'cards-delete', path: '/console/cards', as, prepare: (page) => choose(page, 'Delete') },
    { name: 'cards-columns', path: '/console/cards', as, prepare: (page) => page.click('summary:text("Columns")') },
    { name: 'account-menu', path: '/console', as, prepare: (page) => page.click('.me summary') },
    { name: 'token-made', path: '/console/tokens/new', as, prepare: send({ name: 'Card office' }, 'Make the token', '#secret') },
    { name: 'token-replaced', path: '/console/tokens/1/rotate', as, prepare: send({}, 'Make the new token', '#secret') },
    { name: 'told-made', path: '/console/services/told/new', as, prepare: send({ name: 'Portal', url: 'https://portal.example/esc' }, 'Add the system', '#secret') },
    { name: 'factor-set-up', path: '/console/account', as, prepare: send({}, 'Set up a second factor', '.qr') },
    { name: 'factor-codes', path: '/console/account', as: async () => stateOf(await visitorOf(router, 'TECHNICAL_ADMINISTRATOR')), prepare: switchOn },
    { name: 'factor-asked', path: '/console/factor', prepare: comeHalfWay },
]);
