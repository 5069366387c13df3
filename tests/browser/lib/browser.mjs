// SPDX-License-Identifier: EUPL-1.2
// One Chromium for all the tests of a file, and pages in it that note everything that goes wrong on them.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

export const screenshots = join(fileURLToPath(new URL('../../../', import.meta.url)), 'build/screenshots');
mkdirSync(screenshots, { recursive: true });

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1360, height: 900 };

// Nothing but the pages under test is to be asked for.
const quiet = ['--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

const program = process.env.CHROMIUM_BIN ?? '/usr/bin/chromium-headless-shell';

export function launch() {
    return chromium.launch({ executablePath: program, args: quiet });
}

export async function sharedBrowser() {
    const browser = await launch();
    after(() => browser.close());
    return browser;
}

/** What a browser says of a document whose status is no success; its subject is the page itself. */
function isAboutDocument(message, page) {
    return /^Failed to load resource: the server responded with a status of \d+/.test(message.text()) && message.location().url === page.url();
}

/** Notes what a visitor would never see and never want: errors on the console, scripts that fail, requests that come to nothing. */
export class Complaints {
    #list = [];

    constructor(page) {
        page.on('console', (message) => {
            if (['error', 'warning'].includes(message.type()) && !isAboutDocument(message, page)) {
                this.#list.push(`console: ${message.text()}`);
            }
        });
        page.on('pageerror', (error) => this.#list.push(`script: ${error.message}`));
        page.on('requestfailed', (request) => {
            // A page that is left gives up what it was still loading, and a download is no page.
            if (request.failure()?.errorText !== 'net::ERR_ABORTED') {
                this.#list.push(`request: ${request.url()} ${request.failure()?.errorText}`);
            }
        });
        page.on('response', (response) => {
            if (response.status() >= 400 && !response.request().isNavigationRequest()) {
                this.#list.push(`request: ${response.url()} answered ${response.status()}`);
            }
        });
    }

    /** What has come up since the last time. */
    take() {
        return this.#list.splice(0);
    }

    assertNone(about) {
        assert.deepEqual(this.take(), [], `${about}: the browser has nothing to complain of`);
    }
}

/** A visitor of `site`; `as` is what stateOf() gave, options as Playwright's contexts have them. */
export function openContext(browser, { site, as, ...options } = {}) {
    return browser.newContext({
        baseURL: site,
        viewport: PHONE,
        locale: 'en-GB',
        reducedMotion: 'reduce',
        ...(as === undefined ? {} : { storageState: as }),
        ...options,
    });
}

/** One more page of a visitor: {page, context, complaints}. */
export async function openPageIn(context) {
    const page = await context.newPage();
    return { page, context, complaints: new Complaints(page) };
}

/** A page in a context of its own. */
export async function openPage(browser, options) {
    return openPageIn(await openContext(browser, options));
}
