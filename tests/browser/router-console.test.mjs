// SPDX-License-Identifier: EUPL-1.2
// The pages that strangers see, and those that a super administrator alone sees, each in every look. They are found by their links.
import { sharedRouter } from '../api/lib/router.mjs';
import { sharedBrowser } from './lib/browser.mjs';
import { everyLook } from './lib/looks.mjs';
import { looksOf } from './lib/reached.mjs';

const router = await sharedRouter();
const browser = await sharedBrowser();

everyLook(browser, router.url, await looksOf(router, { starts: ['/', '/console/sign-in', '/console/forgotten'], prefix: 'public' }));
everyLook(browser, router.url, await looksOf(router, { role: 'SUPER_ADMINISTRATOR', starts: ['/console'], prefix: 'router', but: 'AUTHORISED_REPRESENTATIVE' }));
