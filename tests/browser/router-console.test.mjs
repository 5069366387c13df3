// SPDX-License-Identifier: EUPL-1.2
// The pages that strangers see, and those of a super administrator, each in every look. They are found by their links; a page that nobody has
// looked at is told.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { removeDirectory, sharedRouter, temporaryDirectory } from '../api/lib/router.mjs';
import { isFile, pageRoutes, routeOf, sentOn } from '../api/lib/routes.mjs';
import { visitors } from '../api/lib/visitor.mjs';
import { linksByMail } from '../api/lib/ways.mjs';
import { sharedBrowser } from './lib/browser.mjs';
import { everyLook } from './lib/looks.mjs';
import { looksOf, writtenPaths } from './lib/reached.mjs';

const mails = temporaryDirectory();
after(() => removeDirectory(mails));
const router = await sharedRouter({ args: ['--mail-folder', mails] });
const browser = await sharedBrowser();
const people = await visitors(router);
const links = await linksByMail(mails, people, router.users);

/** The same pages as an institution has, with all institutions in them. */
const ofAll = ['organisations', 'processors', 'users', 'tokens', 'legal', 'services', 'audit'].map((page) => `/console/${page}`);

const ofStrangers = await looksOf(people.STRANGER, ['/', '/console/sign-in', '/console/forgotten', ...links], { prefix: 'public' });
const ofInstitution = await looksOf(people.AUTHORISED_REPRESENTATIVE, ['/console'], { prefix: 'console' });
const ofRouter = await looksOf(people.SUPER_ADMINISTRATOR, ['/console', ...ofAll], { prefix: 'router', under: '/console', but: ofInstitution });

everyLook(browser, router.url, [...ofStrangers, ...ofRouter]);

test('every page that there is was looked at', () => {
    const paths = pageRoutes().filter(({ method }) => method === 'GET').map(({ path }) => path);
    const looked = [...[ofStrangers, ofInstitution, ofRouter].flat().map(({ path }) => path), ...writtenPaths()];
    const routes = new Set(looked.map((path) => routeOf(paths, path)));
    assert.deepEqual(paths.filter((path) => !routes.has(path) && !isFile(path) && !sentOn.includes(path)), []);
});
