// SPDX-License-Identifier: EUPL-1.2
// Every look of a page: on a phone and on a desk, light and dark, with scripts and without; each is photographed and judged.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { colourRules, violations, widthRules } from './axe.mjs';
import { DESK, openContext, openPage, openPageIn, PHONE, screenshots } from './browser.mjs';

/** WCAG 1.4.10: what is 320 pixels wide is read without scrolling to the side. */
const NARROW = { width: 320, height: 640 };

/** What sticks out to the right of the window without a frame of its own that scrolls. */
export function sticksOut(page) {
    return page.evaluate(() => {
        const width = document.documentElement.clientWidth;
        const isFramed = (element) => element !== null && (/auto|scroll/.test(getComputedStyle(element).overflowX) || isFramed(element.parentElement));
        const outside = [...document.body.querySelectorAll('*')].filter((element) => {
            const { right, width: own } = element.getBoundingClientRect();
            return own > 1 && right > width + 1 && element.checkVisibility({ visibilityProperty: true }) && !isFramed(element.parentElement);
        });
        const scrolls = document.documentElement.scrollWidth > width ? ['the whole page'] : [];
        return [...scrolls, ...outside.map((element) => element.outerHTML.slice(0, 120))].slice(0, 5);
    });
}

/** Texts that are wider than what they stand in, where that is no field: cut off, on top of what is beside, or seen by scrolling alone. */
export function cutOff(page) {
    return page.evaluate(() => {
        const isWide = (element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline';
        const isCut = (element) => !/auto|scroll/.test(getComputedStyle(element).overflowX) && getComputedStyle(element).clipPath === 'none';
        const elements = [...document.body.querySelectorAll('main *')].filter((element) => element instanceof HTMLElement && !element.matches('input, select'));
        const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
        const found = elements.filter((element) => hasText(element) && isWide(element) && isCut(element) && element.checkVisibility({ visibilityProperty: true }));
        const frames = [...document.querySelectorAll('.scroll')].filter((frame) => frame.scrollWidth > frame.clientWidth + 1);
        return [...found, ...frames].map((element) => element.outerHTML.slice(0, 120)).slice(0, 5);
    });
}

async function assertFits(page, about) {
    assert.deepEqual(await sticksOut(page), [], `${about}: nothing sticks out to the side`);
    assert.deepEqual(await cutOff(page), [], `${about}: nothing is cut off`);
}

export async function visit(page, { path, status = 200 }) {
    const response = await page.goto(path);
    assert.equal(response.status(), status, `${path} answers ${status}`);
}

/** What lies further down is judged, and photographed no more. */
const PICTURE_HEIGHT = 3000;

async function photograph(page, name, { width }, scheme, rest = '') {
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    const clip = { x: 0, y: 0, width, height: Math.min(height, PICTURE_HEIGHT) };
    await page.screenshot({ path: join(screenshots, `${name}-${width}-${scheme}${rest}.png`), fullPage: true, clip });
}

/** Every look is measured and photographed; each rule is applied where it can break. */
const sights = [
    { viewport: PHONE, colorScheme: 'light' },
    { viewport: PHONE, colorScheme: 'dark', rules: [] },
    { viewport: DESK, colorScheme: 'dark', rules: colourRules },
    { viewport: DESK, colorScheme: 'light', rules: widthRules },
];

async function withScripts({ page, complaints }, look) {
    await visit(page, look);
    await look.prepare?.(page);
    for (const { viewport, colorScheme, rules } of sights) {
        const about = `${look.name} at ${viewport.width}, ${colorScheme}`;
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await assertFits(page, about);
        await photograph(page, look.name, viewport, colorScheme);
        assert.deepEqual(rules?.length === 0 ? [] : await violations(page, rules), [], about);
    }
    await page.setViewportSize(NARROW);
    await assertFits(page, `${look.name} at ${NARROW.width}`);
    complaints.assertNone(look.name);
    await page.close();
}

async function withoutScripts({ page, complaints }, look) {
    await visit(page, look);
    await assertFits(page, `${look.name} at ${PHONE.width} without scripts`);
    await photograph(page, look.name, PHONE, 'light', '-plain');
    await page.setViewportSize(DESK);
    await assertFits(page, `${look.name} at ${DESK.width} without scripts`);
    complaints.assertNone(`${look.name} without scripts`);
    await page.close();
}

/** Long words fit as well: a test for each language, on a phone and on a desk. */
export function everyLookFits(browser, site, looks, languages) {
    for (const language of languages) {
        test(`pages in the language ${language} fit`, async () => {
            const { page, context, complaints } = await openPage(browser, { site, as: looks[0].as() });
            for (const { path } of looks) {
                await visit(page, { path: `${path}${path.includes('?') ? '&' : '?'}lang=${language}` });
                assert.equal(await page.getAttribute('html', 'lang'), language);
                for (const viewport of [DESK, PHONE]) {
                    await page.setViewportSize(viewport);
                    await assertFits(page, `${path} in ${language} at ${viewport.width}`);
                }
            }
            complaints.assertNone(`pages in ${language}`);
            await context.close();
        });
    }
}

/** Visitors with scripts and without: those who come as the same come once. */
class Visitors {
    #known = new Map();

    constructor(browser, site) {
        this.open = async (as) => {
            const options = { site, as: await as?.() };
            return { scripts: await openContext(browser, options), plain: await openContext(browser, { ...options, javaScriptEnabled: false }) };
        };
    }

    of(as) {
        if (!this.#known.has(as)) {
            this.#known.set(as, this.open(as));
        }
        return this.#known.get(as);
    }
}

/** A test for each page, {name, path, status, as, prepare}: `as` gives who looks, `prepare` brings the page into the state to be judged. */
export function everyLook(browser, site, looks) {
    const visitors = new Visitors(browser, site);
    for (const look of looks) {
        test(`${look.name} in every look`, async () => {
            const { scripts, plain } = await visitors.of(look.as);
            await withScripts(await openPageIn(scripts), look);
            if (look.prepare === undefined) {
                await withoutScripts(await openPageIn(plain), look);
            }
        });
    }
}
