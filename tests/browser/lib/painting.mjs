// SPDX-License-Identifier: EUPL-1.2
// How long a visitor on a slow network waits until the largest part of a page is painted.
import { launch } from './browser.mjs';

/** What Chromium's developer tools call slow 4G. */
const slow = { offline: false, latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };

async function painted(page, url) {
    await page.goto(url, { waitUntil: 'load' });
    return page.evaluate(() => new Promise((resolve) => {
        const observer = new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime));
        observer.observe({ type: 'largest-contentful-paint', buffered: true });
    }));
}

/** Milliseconds at visits, each by a new browser's context: {first, again}, lists; `again` with what the first visit left in the cache. */
export async function paintings(url, { cookies = [], visits = 5 } = {}) {
    const browser = await launch();
    const times = { first: [], again: [] };
    try {
        for (let visit = 0; visit < visits; visit++) {
            const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
            await context.addCookies(cookies.map(([name, value]) => ({ name, value, url })));
            const page = await context.newPage();
            const session = await context.newCDPSession(page);
            await session.send('Network.enable');
            await session.send('Network.emulateNetworkConditions', slow);
            times.first.push(await painted(page, url));
            times.again.push(await painted(page, url));
            await context.close();
        }
    } finally {
        await browser.close();
    }
    return times;
}
