// SPDX-License-Identifier: EUPL-1.2
// Runs the program esc: ESC_BIN, or build/esc.
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = process.env.ESC_BIN ?? fileURLToPath(new URL('../../../build/esc', import.meta.url));

export const NUMBER = '6a01dfc0-cb98-1035-a19b-001999859608';

async function textOf(stream) {
    const chunks = [];
    for await (const chunk of stream ?? []) {
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
}

function linesOf(text) {
    return text.split('\n').filter((line) => line !== '');
}

/** Runs esc with these arguments: {status, stdout, stderr, lines, objects}, `objects` being the lines as JSON. */
export async function esc(args, { input = '', stdoutFile } = {}) {
    const out = stdoutFile === undefined ? 'pipe' : openSync(stdoutFile, 'w');
    const child = spawn(program, args, { stdio: ['pipe', out, 'pipe'] });
    child.stdin.on('error', () => {}); // a command that reads nothing may be gone already
    child.stdin.end(input);
    const [stdout, stderr, [status]] = await Promise.all([textOf(child.stdout), textOf(child.stderr), once(child, 'close')]);
    if (out !== 'pipe') {
        closeSync(out);
    }
    return { status, stdout, stderr, lines: linesOf(stdout), get objects() { return linesOf(stdout).map((line) => JSON.parse(line)); } };
}
