// SPDX-License-Identifier: EUPL-1.2
// The colours of charts, out of the style sheet: seen on their ground, and told apart by every kind of colour vision; the same on paper.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const css = read('web/styles/app.css');
const press = read('src/press/svg.c');

/** [light, dark] of a token. */
function token(name) {
    const [, light, dark] = new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(css);
    return [light, dark];
}

const series = [1, 2, 3, 4, 5, 6, 7].map((n) => token(`k${n}`));
const surface = token('surface');

function linear(colour) {
    const digits = colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit).join('') : colour.slice(1);
    return [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
}

const luminance = (colour) => linear(colour).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);

function contrast(one, other) {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
}

/** What is seen without one of the three kinds of cones, and with all (Machado, Oliveira and Fernandes 2009). */
const visions = {
    full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

/** CIELAB of a colour as a vision sees it. */
function lab(colour, vision) {
    const rgb = linear(colour);
    const [r, g, b] = visions[vision].map((row) => Math.min(1, Math.max(0, row.reduce((sum, weight, i) => sum + weight * rgb[i], 0))));
    const f = (t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
    const [x, y, z] = [
        f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047),
        f(0.2126 * r + 0.7152 * g + 0.0722 * b),
        f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883),
    ];
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const distance = (one, other, vision) => Math.hypot(...lab(one, vision).map((value, i) => value - lab(other, vision)[i]));

/** The lines at which a rule begins within another one, or a brace closes nothing; 0 when the last does not end. */
function brokenLines(code) {
    const open = [];
    const broken = [];
    for (const { 0: found, 1: before, index } of code.matchAll(/([^{};]*)\{|\}/g)) {
        const line = code.slice(0, index).split('\n').length;
        if (found === '}' ? open.pop() === undefined : open.length > 0 && open.at(-1) !== 'group') {
            broken.push(line);
        }
        if (found !== '}') {
            open.push(/^\s*@(media|supports)/.test(before) ? 'group' : 'rule');
        }
    }
    return open.length === 0 ? broken : [...broken, 0];
}

test('every style sheet is whole', () => {
    for (const path of ['web/styles/app.css', 'web/styles/verify.css']) {
        assert.deepEqual(brokenLines(read(path).replace(/\/\*[^]*?\*\//g, '')), [], path);
    }
    assert.deepEqual(brokenLines('a {\nb: c;\nd {\ne: f;\n}'), [2, 0]);
    assert.deepEqual(brokenLines('@media print {\na {\n}\n}\n}'), [5]);
});

test('each series is seen on its ground', () => {
    for (const colours of series) {
        colours.forEach((colour, i) => assert.ok(contrast(colour, surface[i]) >= 3, `${colour} on ${surface[i]}: ${contrast(colour, surface[i])}`));
    }
});

test('any two series are told apart by every vision', () => {
    for (const [at, ground] of ['light', 'dark'].entries()) {
        for (const vision of Object.keys(visions)) {
            for (let i = 0; i < series.length; i++) {
                for (let j = i + 1; j < series.length; j++) {
                    const apart = distance(series[i][at], series[j][at], vision);
                    assert.ok(apart >= 15, `${ground}, ${vision}: k${i + 1} and k${j + 1} are ${apart.toFixed(1)} apart`);
                }
            }
        }
    }
});

test('the steps of the map grow lighter or darker one by one', () => {
    for (const [at, sign] of [[0, -1], [1, 1]]) {
        const steps = [0, 1, 2, 3, 4].map((n) => luminance(token(`s${n}`)[at]));
        for (let i = 1; i < steps.length; i++) {
            assert.ok(sign * (steps[i] - steps[i - 1]) > 0.01, `step ${i}: ${steps}`);
        }
    }
});

test('paper has the light colours', () => {
    for (const [name, [light]] of [...series.map((colours, i) => [`k${i + 1}`, colours]), ...[0, 1, 2, 3, 4].map((n) => [`s${n}`, token(`s${n}`)])]) {
        assert.match(press, new RegExp(`\\.${name}( rect)?\\{fill:${light}\\}`), name);
    }
    assert.ok(read('src/press/paper.c').includes(`{${series.map(([light]) => light.replace('#', '0x')).join(', ')}}`), 'beside rows of tables');
});
