// SPDX-License-Identifier: EUPL-1.2
// The pages that strangers see, and those that a super administrator alone sees, each in every look. They are found by their links.
import { after } from 'node:test';

import { removeDirectory, sharedRouter, temporaryDirectory } from '../api/lib/router.mjs';
import { visitors } from '../api/lib/visitor.mjs';
import { linksByMail } from '../api/lib/ways.mjs';
import { sharedBrowser } from './lib/browser.mjs';
import { everyLook } from './lib/looks.mjs';
import { looksOf } from './lib/reached.mjs';

const mails = temporaryDirectory();
after(() => removeDirectory(mails));
const router = await sharedRouter({ args: ['--mail-folder', mails] });
const browser = await sharedBrowser();
const people = await visitors(router);
const links = await linksByMail(mails, people, router.users);

const ofStrangers = await looksOf(people.STRANGER, ['/', '/console/sign-in', '/console/forgotten', ...links], { prefix: 'public' });
const ofInstitution = await looksOf(people.AUTHORISED_REPRESENTATIVE, ['/console'], { prefix: 'console' });
const ofRouter = await looksOf(people.SUPER_ADMINISTRATOR, ['/console'], { prefix: 'router', under: '/console', but: ofInstitution });

everyLook(browser, router.url, [...ofStrangers, ...ofRouter]);
