// SPDX-License-Identifier: EUPL-1.2
// The decoders by themselves: every form of picture that there is, and damage of all kinds, which they refuse or take, but never break on.
import assert from 'node:assert/strict';
import test from 'node:test';

import { BLUE, darkroom, develop, draw, expectPicture, GREEN, RED, unfenced, WHITE } from '../api/lib/pictures.mjs';

const [MADE, WRONG_SIZE, DAMAGED] = [0, 1, 2];
const GREYS = [0, 85, 170, 255].map((value) => [value, value, value]);

const forms = [
    ['jpeg', 640, 480],
    ['jpeg', 400, 600, 'progressive', 'notes'],
    ['jpeg', 400, 600, 'profile'],
    ['jpeg', 300, 300, 'cmyk'],
    ['jpeg', 2500, 3700],
    ['png', 400, 600],
    ['png', 401, 603, 'interlaced'],
    ['png', 400, 600, 'deep', 'alpha', 'notes'],
    ['png', 400, 600, 'palette', 'alpha'],
    ['png', 400, 600, 'profile'],
    ['webp', 400, 600, 'notes'],
    ['webp', 400, 600, 'lossless', 'alpha'],
    ['webp', 400, 600, 'film'],
    ['webp', 400, 600, 'profile'],
];

for (const form of forms) {
    test(`taken: ${form.join(' ')}`, async () => {
        const picture = draw(...form);
        for (const program of [darkroom, unfenced]) {
            const end = await develop(program, ['resize'], picture);
            assert.deepEqual([end.code, end.verdict], [0, MADE], `${program}: ${end.signal} ${end.stderr}`);
            expectPicture(end.picture);
        }
    });
}

test('grey pictures stay grey', async () => {
    for (const form of [['jpeg', 200, 300, 'grey'], ['png', 200, 300, 'grey', 'deep'], ['png', 200, 300, 'grey', 'interlaced'], ['jpeg', 200, 300, 'grey', 'profile']]) {
        expectPicture((await develop(darkroom, ['exact'], draw(...form))).picture, GREYS);
    }
});

test('pictures are turned as their metadata says', async () => {
    const turned = { 1: [RED, GREEN, BLUE, WHITE], 3: [WHITE, BLUE, GREEN, RED], 6: [BLUE, RED, WHITE, GREEN], 8: [GREEN, WHITE, RED, BLUE] };
    for (const [orientation, quarters] of Object.entries(turned)) {
        const size = orientation > 4 ? [300, 200] : [200, 300];
        for (const format of ['jpeg', 'png', 'webp']) {
            const end = await develop(darkroom, ['exact'], draw(format, ...size, `turned-${orientation}`));
            assert.equal(end.verdict, MADE, `${format} ${orientation}`);
            expectPicture(end.picture, quarters);
        }
    }
});

test('a size that is not the exact one is told', async () => {
    assert.deepEqual(await develop(darkroom, ['exact'], draw('png', 300, 200)).then(({ verdict, size }) => [verdict, size]), [WRONG_SIZE, [300, 200]]);
    const turned = await develop(darkroom, ['exact'], draw('jpeg', 200, 300, 'turned-6'));
    assert.deepEqual([turned.verdict, turned.size], [WRONG_SIZE, [300, 200]]);
});

test('a picture that is cut short anywhere is refused', async () => {
    for (const form of [['jpeg', 40, 60], ['jpeg', 40, 60, 'progressive'], ['png', 40, 60], ['webp', 40, 60], ['webp', 40, 60, 'lossless']]) {
        const picture = draw(...form);
        for (const part of [0, 0.1, 0.5, 0.9, 0.99]) {
            const end = await develop(darkroom, ['resize'], picture.subarray(0, Math.floor(picture.length * part)));
            assert.deepEqual([end.code, end.verdict], [1, DAMAGED], `${form} cut at ${part}`);
        }
    }
});

// The same numbers in every run.
function dice(seed) {
    let state = seed;
    return (sides) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor((state / 2 ** 32) * sides);
    };
}

function damage(picture, roll) {
    const out = Buffer.from(picture);
    for (let i = roll(8); i >= 0; i--) {
        out[roll(out.length)] = [0, 255, 127, 128, roll(256)][roll(5)];
    }
    return roll(4) === 0 ? out.subarray(0, roll(out.length)) : out;
}

test('damage of all kinds breaks no decoder', async () => {
    const roll = dice(2026);
    const small = [
        ['jpeg', 30, 40, 'turned-6', 'profile'],
        ['jpeg', 30, 40, 'progressive'],
        ['jpeg', 30, 40, 'cmyk'],
        ['png', 30, 40, 'interlaced', 'alpha', 'turned-3'],
        ['png', 30, 40, 'palette', 'alpha', 'profile'],
        ['webp', 30, 40, 'alpha', 'turned-8'],
        ['webp', 30, 40, 'lossless', 'film'],
    ].map((form) => draw(...form));
    const seen = new Set();
    for (let round = 0; round < 12; round++) {
        const inputs = small.map((picture) => damage(picture, roll));
        for (const end of await Promise.all(inputs.map((input) => develop(unfenced, ['resize'], input)))) {
            assert.equal(end.signal, null, end.stderr);
            assert.ok([0, 1].includes(end.code), end.stderr);
            seen.add(end.verdict);
        }
    }
    assert.ok(seen.has(MADE) && seen.has(DAMAGED), `some were taken, some refused: ${[...seen]}`);
});
