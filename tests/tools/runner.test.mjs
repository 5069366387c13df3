// SPDX-License-Identifier: EUPL-1.2
// The test runner counts what ran, and takes silence and crashes for failures.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Results } from '../../tools/lib/results.mjs';
import { mesonSuite, parseTap } from '../../tools/lib/suites.mjs';
import { ownRoot } from '../../tools/lib/tree.mjs';

test('TAP lines give names, outcomes and what was said', () => {
    const { tests, planned } = parseTap('1..3\nok 1 - a\nnot ok 2 - b\n# 0x1 != 0x2\nnot ok 3 # SKIP c\n');
    assert.equal(planned, 3);
    assert.deepEqual(tests, [
        { name: 'a', outcome: 'passed', output: '' },
        { name: 'b', outcome: 'failed', output: '# 0x1 != 0x2\n' },
        { name: 'c', outcome: 'skipped', output: '\n' },
    ]);
});

/** A shell script as a test program of a suite, and what the runner makes of it: [passed, failed]. */
const programs = [
    ['unit', 'all is well', 'echo 1..2; echo ok 1 - a; echo ok 2 - b', [2, 0]],
    ['unit', 'one test fails', 'echo 1..2; echo ok 1 - a; echo not ok 2 - b; exit 1', [1, 1]],
    ['unit', 'a test fails but the program says all is well', 'echo 1..1; echo not ok 1 - a', [0, 1]],
    ['unit', 'the program fails after its tests', 'echo 1..1; echo ok 1 - a; exit 3', [1, 1]],
    ['unit', 'the program crashes on the way', 'echo 1..2; echo ok 1 - a; kill -SEGV $$', [1, 1]],
    ['unit', 'the program ends early, content', 'echo 1..2; echo ok 1 - a', [1, 1]],
    ['fuzz', 'a program of another kind', 'true', [1, 0]],
    ['fuzz', 'a failing program of another kind', 'echo why >&2; false', [0, 1]],
    ['unit', 'a program that runs no test', 'true', [0, 1]],
    ['unit', 'a program that leaves another behind', 'sleep 60 & echo 1..1; echo ok 1 - a', [1, 0]],
    ['unit', 'a program that hangs', 'sleep 60', [0, 1]],
];

for (const [suite, name, script, [passed, failed]] of programs) {
    test(`a test program: ${name}`, async () => {
        const results = new Results();
        await mesonSuite(results, suite, [{ name, cmd: ['sh', '-c', script], env: {}, timeout: 1 }]);
        assert.deepEqual([results.count('passed'), results.count('failed')], [passed, failed]);
    });
}

test('a program that cannot be started fails', async () => {
    const results = new Results();
    await mesonSuite(results, 'unit', [{ name: 'none', cmd: ['./no-such-program'], env: {}, timeout: 1 }]);
    assert.equal(results.count('failed'), 1);
});

test('a suite without a test fails', async (t) => {
    t.mock.method(console, 'log', () => {});
    const results = new Results();
    await results.suite('empty', () => {});
    assert.equal(results.count('failed'), 1);
    assert.equal(results.report(), 1);
});

test('the count is the last line', async (t) => {
    const log = t.mock.method(console, 'log', () => {});
    const results = new Results();
    results.passed('a', 'one');
    results.failed('b', 'two', 'why');
    assert.equal(results.report(), 1);
    assert.equal(log.mock.calls.at(-1).arguments[0].trim(), '1 passed, 1 failed');
    assert.match(log.mock.calls.at(-2).arguments[0], /FAILED b: two\n {4}why/);
});

const head = "import { test, describe, before } from 'node:test'; import assert from 'node:assert';";

/** A test file, and the outcomes that the reporter writes for it. */
const files = [
    ['single tests', "test('a', () => {}); test('b', () => assert.equal(1, 2)); test('c', { skip: true }, () => {});", ['a passed', 'b failed', 'c skipped']],
    ['groups do not count', "describe('g', () => { test('a', () => {}); test('b', () => assert.fail()); }); test('c', async (t) => { await t.test('d', () => {}); });",
        ['a passed', 'b failed', 'd passed']],
    ['a group whose preparation fails', "describe('g', () => { before(() => { throw new Error('no'); }); test('a', () => {}); });", ['failed']],
    ['a file that cannot be read', 'syntax error', ['failed']],
    ['a file that ends the process', "test('a', () => {}); test('b', () => process.exit(3));", ['failed']],
];

function reportOf(path) {
    const args = ['--test', '--test-reporter=./tools/lib/node-reporter.mjs', '--test-reporter-destination=stdout', path];
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { stdout } = spawnSync(process.execPath, args, { cwd: ownRoot, env, encoding: 'utf8' });
    return stdout.split('\n').filter(Boolean).map((row) => JSON.parse(row)).filter((row) => row.name !== undefined);
}

for (const [name, text, expected] of files) {
    test(`the reporter: ${name}`, (t) => {
        const folder = mkdtempSync(join(tmpdir(), 'esc-report-'));
        t.after(() => rmSync(folder, { recursive: true }));
        const path = join(folder, 'a.test.mjs');
        writeFileSync(path, `${head}\n${text}\n`);
        const found = reportOf(path).map((row) => `${row.name} ${row.outcome}`);
        for (const outcome of expected) {
            assert.ok(found.some((row) => row.endsWith(outcome)), `${outcome} in ${found}`);
        }
        assert.ok(found.length >= expected.length && !found.some((row) => row.startsWith('g passed')), found.join());
    });
}
