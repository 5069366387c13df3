// SPDX-License-Identifier: EUPL-1.2
// Pictures drawn for a test, and what a finished one shows.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';

import { program } from './router.mjs';

const build = path.dirname(program);

export const darkroom = path.join(build, 'esc-darkroom');
export const unfenced = path.join(build, 'tests/pictures/unfenced-darkroom');
const drawer = path.join(build, 'tests/pictures/draw-picture');

function run(args, input) {
    const done = spawnSync(drawer, args, { input, maxBuffer: 64 << 20 });
    assert.equal(done.status, 0, `draw-picture ${args.join(' ')}: ${done.error ?? done.stderr}`);
    return done.stdout;
}

// A picture of four quarters, red, green, blue and white: draw('jpeg', 400, 600, 'progressive', 'turned-6'). tests/pictures/draw.c has the words.
export function draw(format, width, height, ...words) {
    return run([format, String(width), String(height), ...words]);
}

// {width, height, components, markers, quarters} of a JPEG; a quarter is [red, green, blue].
export function tell(jpeg) {
    return JSON.parse(run(['tell'], jpeg));
}

export const RED = [255, 0, 0];
export const GREEN = [0, 255, 0];
export const BLUE = [0, 0, 255];
export const WHITE = [255, 255, 255];

// Holds a finished picture to its form, and its quarters to colours.
export function expectPicture(jpeg, quarters = [RED, GREEN, BLUE, WHITE]) {
    const told = tell(jpeg);
    assert.deepEqual([told.width, told.height, told.components], [200, 300, 3]);
    assert.deepEqual(told.markers, [0xe0], 'nothing but the heading of a JPEG is there');
    told.quarters.forEach((colour, i) => {
        const off = Math.max(...colour.map((value, c) => Math.abs(value - quarters[i][c])));
        assert.ok(off <= 4, `quarter ${i} is ${colour}, expected ${quarters[i]}`);
    });
}

// Runs a darkroom by itself: {code, signal, verdict, size, picture, stderr}.
export function develop(path, words, input) {
    const child = spawn(path, words, { stdio: ['pipe', 'pipe', 'pipe'] });
    const said = [];
    let stderr = '';
    child.stdout.on('data', (chunk) => said.push(chunk));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    return new Promise((resolve) => {
        child.on('close', (code, signal) => {
            const reply = Buffer.concat(said);
            const has = reply.length >= 20;
            const verdict = has ? reply.readUInt32LE(4) : undefined;
            const size = has ? [reply.readUInt32LE(8), reply.readUInt32LE(12)] : undefined;
            resolve({ code, signal, verdict, size, picture: reply.subarray(20), stderr });
        });
    });
}
