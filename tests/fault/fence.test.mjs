// SPDX-License-Identifier: EUPL-1.2
// The fence around the program that decodes pictures: whatever is forbidden there ends it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { darkroom, develop } from '../api/lib/pictures.mjs';
import { until } from '../api/lib/router.mjs';

const FORBIDDEN = [
    'open',
    'create',
    'connect',
    'fork',
    'execute',
    'signal',
    'trace',
    'read-elsewhere',
    'write-elsewhere',
    'code-in-memory',
    'file-in-memory',
    'make-code',
    'lift-limits',
    'lift-alarm',
    'live-on',
];

for (const act of FORBIDDEN) {
    test(`the kernel ends a decoder that tries: ${act}`, async () => {
        const end = await develop(darkroom, ['try', act], '');
        assert.deepEqual([end.code, end.signal], [null, 'SIGSYS'], end.stderr);
        assert.equal(end.stderr, '');
    });
}

test('the kernel ends a decoder that goes on computing', async () => {
    const end = await develop(darkroom, ['try', 'burn'], '');
    assert.equal(end.code, null);
    assert.match(end.signal, /^SIG(KILL|ALRM)$/, 'the limit of the processor, or on a busy machine that of the clock');
});

test('an act that nobody knows is no proof', async () => {
    assert.equal((await develop(darkroom, ['try', 'nothing'], '')).code, 2);
    assert.equal((await develop(darkroom, [], '')).code, 2);
});

test('the fence stands before the first byte is read', async (t) => {
    const child = spawn(darkroom, ['exact'], { stdio: ['pipe', 'pipe', 'inherit'] });
    t.after(() => child.kill('SIGKILL'));
    const state = (name) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
    await until('the filter is there', () => state('Seccomp') === '2');
    assert.equal(state('NoNewPrivs'), '1');
    assert.equal(state('Threads'), '1');
    const limits = readFileSync(`/proc/${child.pid}/limits`, 'utf8');
    const limit = (name) => new RegExp(`^Max ${name}\\s+(\\S+)\\s+(\\S+)`, 'm').exec(limits).slice(1);
    assert.deepEqual(limit('open files'), ['0', '0']);
    assert.deepEqual(limit('processes'), ['0', '0']);
    assert.deepEqual(limit('file size'), ['0', '0']);
    assert.deepEqual(limit('core file size'), ['0', '0']);
    assert.deepEqual(limit('cpu time'), ['5', '5']);
    assert.ok(Number(limit('address space')[1]) <= 1 << 30);
});
