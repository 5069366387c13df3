#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// Runs the tests and ends with `N passed, N failed`: run-tests.mjs test | check
// `test` is what a change must pass at any time; `check` is that and the slower looks at the code, as CI does it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inParallel, run } from './lib/process.mjs';
import { Results } from './lib/results.mjs';
import { commandTest, filesIn, mesonSuite, mesonSuites, nodeSuite } from './lib/suites.mjs';
import { ownRoot, Tree } from './lib/tree.mjs';

const asan = 'build-asan';
const tsan = 'build-tsan';

/** Folders under tests/ with files for Node's test runner, in the order in which they are run. */
const nodeFolders = ['http', 'cli', 'api', 'fault'];

/** What runs under the thread sanitizer: unit tests of what threads share, and the servers' tests. */
const threaded = { programs: /queue|generator|numbers|writer|pool|server|inbox|throttle|census|uses/, folders: ['http', 'api'] };

async function build(results, suite, directory, ...options) {
    return commandTest(results, suite, `${directory} builds`, 'tools/build-tree', [directory, ...options]);
}

async function buildWith(results, suite, directory, sanitizers, level) {
    const options = [`-Db_sanitize=${sanitizers}`, '-Db_lundef=false', `-Doptimization=${level}`, '-Dc_args=-fno-sanitize-recover=undefined'];
    return build(results, suite, directory, ...options);
}

async function toolsStage(results) {
    await results.suite('tools', async (suite) => {
        for (const file of filesIn('tools', /^check-.*\.mjs$/)) {
            await commandTest(results, suite, file, process.execPath, [file]);
        }
        await nodeSuite(results, suite, 'tests/tools');
    });
}

/** A folder under tests/ must hold tests of one kind or the other once it is there. */
async function folderStage(results, folder, programs) {
    if (!existsSync(join(ownRoot, 'tests', folder)) && programs === undefined) {
        return;
    }
    await results.suite(folder, async (suite) => {
        await mesonSuite(results, suite, programs ?? []);
        if (filesIn(`tests/${folder}`, /\.test\.mjs$/).length > 0) {
            await nodeSuite(results, suite, `tests/${folder}`, { directory: asan });
        }
    });
}

async function sanitizedStage(results) {
    let isBuilt = false;
    await results.suite('build', async (suite) => {
        isBuilt = await buildWith(results, suite, asan, 'address,undefined', '1');
    });
    if (!isBuilt) {
        return;
    }
    const programs = await mesonSuites(asan);
    for (const folder of new Set(['unit', ...programs.keys(), ...nodeFolders])) {
        await folderStage(results, folder, programs.get(folder));
    }
    await browserStage(results);
}

/** Pages in a real browser; what runs against the sanitized program takes no longer there than against the ordinary one. */
async function browserStage(results) {
    await results.suite('browser', async (suite) => {
        await nodeSuite(results, suite, 'tests/browser', { directory: asan });
    });
}

async function formatStage(results) {
    await results.suite('format', async (suite) => {
        const files = new Tree(ownRoot).matching(/\.[ch]$/);
        await commandTest(results, suite, 'clang-format', 'clang-format-14', ['--dry-run', '-Werror', ...files]);
    });
}

async function compilerStage(results) {
    await results.suite('compilers', async (suite) => {
        await commandTest(results, suite, 'clang builds without a warning', 'env', ['CC=clang', 'tools/build-tree', 'build-clang']);
    });
}

async function tidyStage(results) {
    await results.suite('tidy', async (suite) => {
        const outputs = [];
        await inParallel(2, new Tree(ownRoot).matching(/^src\/.*\.c$/), async (file) => {
            const { ok, output } = await run('clang-tidy-14', ['--quiet', '-p', 'build-clang', file], { cwd: ownRoot });
            outputs.push(...(ok ? [] : [output]));
        });
        results.add(suite, 'clang-tidy', outputs.length === 0 ? 'passed' : 'failed', outputs.sort().join('\n'));
    });
}

/** Some kernels lay out memory so widely that the thread sanitizer cannot start; setarch -R keeps it narrow where that is allowed. */
async function narrowMemory() {
    return (await run('setarch', ['-R', 'true'])).ok ? ['setarch', '-R'] : [];
}

async function threadStage(results) {
    await results.suite('threads', async (suite) => {
        if (!(await buildWith(results, suite, tsan, 'thread', '1'))) {
            return;
        }
        const launcher = await narrowMemory();
        const programs = [...(await mesonSuites(tsan)).values()].flat().filter(({ name }) => threaded.programs.test(name));
        await mesonSuite(results, suite, programs.map((program) => ({ ...program, cmd: [...launcher, ...program.cmd] })));
        for (const folder of threaded.folders.map((name) => `tests/${name}`).filter((path) => filesIn(path, /\.test\.mjs$/).length > 0)) {
            await nodeSuite(results, suite, folder, { directory: tsan, launcher });
        }
    });
}

const stages = {
    test: [toolsStage, sanitizedStage],
    check: [formatStage, toolsStage, compilerStage, tidyStage, sanitizedStage, threadStage],
};

const chosen = stages[process.argv[2]];
if (chosen === undefined) {
    console.error(`usage: run-tests.mjs ${Object.keys(stages).join(' | ')}`);
    process.exit(2);
}
const results = new Results();
for (const stage of chosen) {
    await stage(results);
}
process.exitCode = results.report();
