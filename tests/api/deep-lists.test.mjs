// SPDX-License-Identifier: EUPL-1.2
// Lists of thousands: any page is the right part of the whole, also after entries in the middle have gone.
import assert from 'node:assert/strict';
import test from 'node:test';

import { expectStatus } from './lib/expect.mjs';
import { FIRST, makePerson, personPath } from './lib/make.mjs';
import { page, walk } from './lib/pages.mjs';
import { sharedRouter } from './lib/router.mjs';

const router = await sharedRouter({ students: 4000 });
const PERSONS = '/api/v2/persons';
const CARDS = '/api/v2/cards';
const keys = { [PERSONS]: (person) => person.identifier, [CARDS]: (card) => card.cardNumber };

const client = router.client(FIRST);

async function assertPagesAreParts(path, whole, size) {
    const last = Math.ceil(whole.length / size) - 1;
    const middle = Math.floor(last / 2);
    for (const number of [0, 1, middle - 1, middle, middle + 1, last - 1, last, last + 1]) {
        const { content } = await page(client, path, { size, page: number });
        assert.deepEqual(content.map(keys[path]), whole.slice(number * size, (number + 1) * size), `page ${number} of ${size}`);
    }
}

for (const path of [PERSONS, CARDS]) {
    test(`${path}: any page is the right part of the whole`, async () => {
        const whole = (await walk(client, path, { size: 200 })).map(keys[path]);
        assert.ok(whole.length > 1500, `${whole.length} are enough to matter`);
        assert.equal(new Set(whole).size, whole.length);
        for (const size of [1, 13, 100, 199]) {
            await assertPagesAreParts(path, whole, size);
        }
    });
}

test('pages stay right when entries in the middle go and others come', async () => {
    const whole = (await walk(client, PERSONS, { size: 200 })).map(keys[PERSONS]);
    const gone = new Set(whole.filter((_, i) => i % 97 === 5 || (i > 300 && i < 420)));
    for (const esi of gone) {
        expectStatus(await client.delete(personPath(esi)), 204);
    }
    const come = [];
    for (let i = 0; i < 15; i += 1) {
        come.unshift(await makePerson(client));
    }
    const left = [...come, ...whole.filter((esi) => !gone.has(esi))];
    assert.deepEqual((await walk(client, PERSONS, { size: 200 })).map(keys[PERSONS]), left);
    for (const size of [7, 50]) {
        await assertPagesAreParts(PERSONS, left, size);
    }
    const cards = (await walk(client, CARDS, { size: 200 })).map(keys[CARDS]);
    assert.equal(new Set(cards).size, cards.length);
    await assertPagesAreParts(CARDS, cards, 50);
});
