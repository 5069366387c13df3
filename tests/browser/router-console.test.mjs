// SPDX-License-Identifier: EUPL-1.2
// The pages that strangers see, and those of a super administrator, each in every look. They are found by their links.
import { sharedRouter } from '../api/lib/router.mjs';
import { sharedBrowser } from './lib/browser.mjs';
import { everyLook } from './lib/looks.mjs';
import { looksOf } from './lib/reached.mjs';

const router = await sharedRouter();
const browser = await sharedBrowser();

everyLook(browser, router.url, await looksOf(router, undefined, ['/', '/console/sign-in', '/console/forgotten'], 'public'));
everyLook(browser, router.url, await looksOf(router, 'SUPER_ADMINISTRATOR', ['/console'], 'router'));
