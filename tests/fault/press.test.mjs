// SPDX-License-Identifier: EUPL-1.2
// The program that draws papers, with orders that nobody wrote: cut short, of nonsense, too large. It refuses them; nothing ends it but itself.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { program, removeDirectory, temporaryDirectory } from '../api/lib/router.mjs';

const press = path.join(path.dirname(program), 'esc-press');
const folder = temporaryDirectory();
after(() => removeDirectory(folder));

const KINDS = ['REPORT', 'SHEET', 'PAGE', 'PICTURE', 'ARCHIVE', 'HEADING', 'LEAD', 'FIGURE', 'CHART', 'COLUMNS', 'ROW', 'LOGO', 'CODE'];
const NUMBER = '6a01dfc0-cb98-1035-a19b-001999859608';
const HEAD = ['Title', 'de', 'Author', '2026-11-22T09:14:07Z', 'foot'];
const REFUSED = 3;

function word(number) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(number);
    return bytes;
}

function record(kind, ...texts) {
    const parts = texts.map((text) => Buffer.from(`${text}\0`));
    return Buffer.concat([word(KINDS.indexOf(kind)), word(texts.length), ...parts.flatMap((part) => [word(part.length - 1), part])]);
}

/** Runs the press as the router does, with files at both ends; gives {status, signal, made}. */
function print(order) {
    const [orderFile, madeFile] = [path.join(folder, 'order'), path.join(folder, 'made')];
    writeFileSync(orderFile, order);
    writeFileSync(madeFile, '');
    const [input, output] = [openSync(orderFile, 'r'), openSync(madeFile, 'r+')];
    const { status, signal } = spawnSync(press, [], { stdio: [input, output, 'ignore'], env: { TZ: 'UTC0' } });
    closeSync(input);
    closeSync(output);
    return { status, signal, made: readFileSync(madeFile) };
}

const whole = Buffer.concat([record('PICTURE'), record('CODE', NUMBER, 'hn', '', '200')]);

test('a good order is carried out', () => {
    const { status, made } = print(whole);
    assert.equal(status, 0);
    assert.equal(made.subarray(1, 4).toString(), 'PNG');
});

test('an order that is cut short anywhere is refused', () => {
    for (let length = 0; length < whole.length; length += 5) {
        const { status, signal } = print(whole.subarray(0, length));
        assert.deepEqual([status, signal], [REFUSED, null], `${length} bytes`);
    }
});

const nonsense = [
    ['an unknown kind', Buffer.concat([word(99), word(0)])],
    ['too many texts', Buffer.concat([word(0), word(1000)])],
    ['a text longer than the order', Buffer.concat([word(0), word(1), word(0xfffffff0), Buffer.from('a\0')])],
    ['a text without its end', Buffer.concat([word(0), word(1), word(1), Buffer.from('ab')])],
    ['a part of a report on its own', record('HEADING', 'x')],
    ['a code in a report', Buffer.concat([record('REPORT', ...HEAD), record('CODE', NUMBER, 'hn', '', '0')])],
    ['a heading on a sheet', Buffer.concat([record('SHEET', ...HEAD), record('HEADING', 'x')])],
    ['a number that is none', Buffer.concat([record('SHEET', ...HEAD), record('CODE', 'x', 'hn', '', '0')])],
    ['a style that is none', Buffer.concat([record('PICTURE'), record('CODE', NUMBER, 'zz', '', '200')])],
    ['a picture without end', Buffer.concat([record('PICTURE'), record('CODE', NUMBER, 'hn', '', '999999')])],
    ['a chart that is no SVG', Buffer.concat([record('REPORT', ...HEAD), record('CHART', '<no', 'alt', '100', '100', '')])],
    ['a row without cells', Buffer.concat([record('REPORT', ...HEAD), record('COLUMNS', 'a', 'b'), record('ROW', 'k1')])],
];

for (const [name, order] of nonsense) {
    test(`refused: ${name}`, () => {
        const { status, signal } = print(order);
        assert.deepEqual([status, signal], [REFUSED, null]);
    });
}

test('a report goes over pages, with the heads of its table on each', () => {
    const rows = Array.from({ length: 120 }, (_, i) => record('ROW', '', `Université ${i} العربية 中文`, String(i)));
    const order = Buffer.concat([record('REPORT', ...HEAD), record('HEADING', 'H'), record('COLUMNS', 'Name', 'Cards'), ...rows]);
    const { status, made } = print(order);
    assert.equal(status, 0);
    const file = path.join(folder, 'report.pdf');
    writeFileSync(file, made);
    const words = spawnSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).stdout;
    const pages = words.split('\f').filter((page) => page.trim() !== '');
    assert.equal(pages.length, 4);
    for (const [i, page] of pages.entries()) {
        assert.match(page, /Name +Cards/);
        assert.match(page, new RegExp(`${i + 1} ?/ ?4`));
    }
    assert.match(words, /Université 119/);
    assert.deepEqual(print(order).made, made, 'the same order gives the same bytes');
});
