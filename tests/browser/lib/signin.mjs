// SPDX-License-Identifier: EUPL-1.2
// Signing in: as a person does it, and the quick way for tests that are about something else.
import assert from 'node:assert/strict';

export function userOf(router, role) {
    return router.users.find((user) => user.role === role);
}

/** Fills in the page on which one signs in, and waits for what comes behind it. */
export async function signIn(page, { email, password }, path = '/console') {
    await page.goto(path);
    await page.fill('#email', email);
    await page.fill('#password', password);
    await page.click('main form button');
    await page.waitForURL((url) => !url.pathname.startsWith('/console/sign-in'));
    assert.ok(await page.isVisible('nav.side'), `${email} is let in`);
}

/** What a browser's context takes as its state (`as` of openPage) for a user whom the router has let in already. */
export function stateOf(visitor) {
    const cookies = [...visitor.cookies].map(([name, value]) => ({
        name,
        value,
        domain: '127.0.0.1',
        path: '/',
        expires: -1,
        httpOnly: true,
        secure: false,
        sameSite: 'Lax',
    }));
    return { cookies, origins: [] };
}
