// SPDX-License-Identifier: EUPL-1.2
// Going on to another page as a person does, who looks at what came before doing more.

/** Presses a button that sends a form, or a link, and waits for the page that answers: what is asked for meanwhile would call the sending off. */
export async function follow(locator) {
    const page = locator.page();
    const arrived = page.waitForEvent('framenavigated', (frame) => frame === page.mainFrame());
    await Promise.all([arrived, locator.click()]);
    await page.waitForLoadState();
}
