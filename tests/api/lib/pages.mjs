// SPDX-License-Identifier: EUPL-1.2
// Walking through lists as clients do, and the order in which texts are expected.
import assert from 'node:assert/strict';

import { expectStatus } from './expect.mjs';

// Letters whose plain form Unicode does not give by decomposition.
const plain = { ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ł: 'l', ŧ: 't', ß: 'ss', ς: 'σ' };

// A text as lists compare and search it: letter case and accents aside.
export function fold(text) {
    const bare = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    return [...bare].map((letter) => plain[letter] ?? letter).join('');
}

// Fails unless the keys stand in the order of their code points, forwards or backwards.
export function assertSorted(keys, direction, about) {
    const bytes = keys.map((key) => Buffer.from(key));
    for (let i = 1; i < bytes.length; i += 1) {
        const order = Buffer.compare(bytes[i - 1], bytes[i]) * (direction === 'DESC' ? -1 : 1);
        assert.ok(order <= 0, `${about}: ${JSON.stringify(keys[i - 1])} stands before ${JSON.stringify(keys[i])}`);
    }
}

// A query string of what is not undefined.
export function queryOf(parameters) {
    const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
    return given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}

export async function page(client, path, parameters = {}) {
    const query = queryOf(parameters);
    return expectStatus(await client.get(query ? `${path}?${query}` : path), 200);
}

// All pages by their numbers, each held to what it says about itself.
export async function walk(client, path, parameters = {}) {
    const items = [];
    const head = await page(client, path, parameters);
    const { totalElements, totalPages, size } = head.page;
    assert.equal(totalPages, Math.ceil(totalElements / size));
    for (let number = 0; number < totalPages; number += 1) {
        const at = number === 0 ? head : await page(client, path, { ...parameters, page: number });
        assert.deepEqual(at.page, { size, totalElements, totalPages, number });
        assert.equal(at.content.length, Math.min(size, totalElements - number * size), `page ${number} of ${totalPages} is full`);
        assert.equal(at.empty, false);
        items.push(...at.content);
    }
    assert.equal(items.length, totalElements);
    return items;
}

// The target of a link as a path to ask for, with its query; undefined when the page has no such link.
export function linkTarget(client, found, rel) {
    const link = found.links.find((one) => one.rel === rel);
    if (!link) {
        return undefined;
    }
    const url = new URL(link.href, client.router.url);
    assert.ok(url.pathname.startsWith(`${client.base}/api/`), `${rel} stays under ${client.base}: ${link.href}`);
    return url.pathname.slice(client.base.length) + url.search;
}

// All pages by following `next` from the first, or `prev` from the last.
export async function follow(client, path, rel) {
    const pages = [];
    for (let target = path; target; target = linkTarget(client, pages.at(-1), rel)) {
        pages.push(expectStatus(await client.get(target), 200));
        assert.ok(pages.length < 1000, `following ${rel} comes to an end`);
    }
    return pages;
}
