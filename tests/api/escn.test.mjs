// SPDX-License-Identifier: EUPL-1.2
// Numbers made in advance: their form, the limits of a call, and that none repeats over calls, processes and restarts.
import assert from 'node:assert/strict';
import test from 'node:test';

import { expectError, expectStatus } from './lib/expect.mjs';
import { cardBody, FIRST, makePerson } from './lib/make.mjs';
import { removeDirectory, sharedRouter, startRouter } from './lib/router.mjs';

const router = await sharedRouter();
const generate = (query, from = router) => from.client().get(`/api/v2/cards/generate-escn?${query}`);

function assertForm(number, prefix, pic) {
    assert.match(number, /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-\d{12}$/);
    assert.equal(number.slice(-12), prefix.padStart(3, '0') + pic);
}

const accepted = [
    { query: 'prefix=1&pic=999999991', prefix: '1', pic: '999999991', count: 1 },
    { query: 'prefix=0&pic=999999991', prefix: '0', pic: '999999991', count: 1 },
    { query: 'prefix=001&pic=999859608', prefix: '1', pic: '999859608', count: 1 },
    { query: 'prefix=999&pic=000000001&numberOfESCN=2', prefix: '999', pic: '000000001', count: 2 },
    { query: 'numberOfESCN=100&pic=999999992&prefix=988', prefix: '988', pic: '999999992', count: 100 },
];

for (const { query, prefix, pic, count } of accepted) {
    test(`makes ${count} at ${query}`, async () => {
        const numbers = expectStatus(await generate(query), 200);
        assert.equal(numbers.length, count);
        assert.equal(new Set(numbers).size, count);
        numbers.forEach((number) => assertForm(number, prefix, pic));
    });
}

const refused = [
    { query: 'pic=999999991', says: ['prefix'] },
    { query: 'prefix=&pic=999999991', says: ['prefix'] },
    { query: 'prefix=1000&pic=999999991', says: ['prefix', '1000', '999'] },
    { query: 'prefix=-1&pic=999999991', says: ['prefix', '-1'] },
    { query: 'prefix=one&pic=999999991', says: ['prefix', 'one'] },
    { query: 'prefix=1.5&pic=999999991', says: ['prefix', '1.5'] },
    { query: 'prefix=18446744073709551617&pic=999999991', says: ['prefix'] },
    { query: 'prefix=1', says: ['pic'] },
    { query: 'prefix=1&pic=', says: ['pic'] },
    { query: 'prefix=1&pic=99999999', says: ['pic', '99999999', 'nine'] },
    { query: 'prefix=1&pic=9999999911', says: ['pic'] },
    { query: 'prefix=1&pic=99999999a', says: ['pic', '99999999a'] },
    { query: 'prefix=1&pic=999999991&numberOfESCN=0', says: ['numberOfESCN', '100'] },
    { query: 'prefix=1&pic=999999991&numberOfESCN=101', says: ['numberOfESCN', '101', '100'] },
    { query: 'prefix=1&pic=999999991&numberOfESCN=-5', says: ['numberOfESCN'] },
    { query: 'prefix=1&pic=999999991&numberOfESCN=many', says: ['numberOfESCN', 'many'] },
    { query: 'prefix=1&pic=999999991&numberOfESCN=99999999999999999999', says: ['numberOfESCN'] },
];

for (const { query, says } of refused) {
    test(`refuses ${query}`, async () => expectError(await generate(query), 400, undefined, ...says));
}

test('a number made in advance is good for a card', async () => {
    const client = router.client(FIRST);
    const [cardNumber] = expectStatus(await generate(`prefix=7&pic=${FIRST}`), 200);
    const esi = await makePerson(client);
    assert.equal(expectStatus(await client.post('/api/v2/cards', cardBody(esi, FIRST, { cardNumber })), 201).cardNumber, cardNumber);
});

// The parts of a number that must not repeat: all but the random clock sequence, which guards nothing.
const timeOf = (number) => number.slice(0, 18);

async function makeMany(from, calls) {
    const answers = await Promise.all(Array.from({ length: calls }, () => generate(`prefix=1&pic=${FIRST}&numberOfESCN=100`, from)));
    return answers.flatMap((answer) => expectStatus(answer, 200));
}

test('no number repeats over parallel calls, not even its time', async () => {
    const numbers = await makeMany(router, 100);
    assert.equal(new Set(numbers.map(timeOf)).size, 10_000);
});

test('no number repeats over processes that share a database, and over restarts', async (t) => {
    const one = await startRouter();
    t.after(() => removeDirectory(one.directory));
    const two = await startRouter({ directory: one.directory });
    const numbers = (await Promise.all([makeMany(one, 30), makeMany(two, 30)])).flat();
    await two.stop({ keep: true });
    await one.stop({ keep: true });
    for (let round = 0; round < 2; round += 1) {
        const again = await startRouter({ directory: one.directory });
        numbers.push(...(await makeMany(again, 20)));
        await again.stop({ keep: true });
    }
    assert.equal(new Set(numbers.map(timeOf)).size, 10_000);
});
