// SPDX-License-Identifier: EUPL-1.2
// The pages of the console that an institution's people see, each in every look. They are found by their links.
import { FIRST, day, makeCard } from '../api/lib/make.mjs';
import { sharedRouter } from '../api/lib/router.mjs';
import { visitorOf } from '../api/lib/visitor.mjs';
import { sharedBrowser } from './lib/browser.mjs';
import { everyLook, everyLookFits } from './lib/looks.mjs';
import { looksOf } from './lib/reached.mjs';

const router = await sharedRouter();
const browser = await sharedBrowser();
await makeCard(router.client(FIRST), { displayName: 'Ada L.' });
await makeCard(router.client(FIRST), { issuedAt: day(-10), expiresAt: day(-2) });
const representative = await visitorOf(router, 'AUTHORISED_REPRESENTATIVE');

const looks = await looksOf(representative, ['/console'], { prefix: 'console', under: '/console' });

everyLook(browser, router.url, looks);
everyLookFits(browser, router.url, looks, ['de', 'pl']);
