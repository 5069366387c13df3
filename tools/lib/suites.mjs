// SPDX-License-Identifier: EUPL-1.2
// The kinds of suites: programs that Meson knows, files of Node's test runner, checks of the tree.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inParallel, run } from './process.mjs';
import { ownRoot } from './tree.mjs';

const width = 2;

/** Suites whose programs are all written with cmocka: one that reports no test has run none. */
const cmockaSuites = ['unit', 'contract'];

/** Files of a folder of the tree whose names match, as paths; none when there is no such folder. */
export function filesIn(folder, pattern) {
    const path = join(ownRoot, folder);
    return existsSync(path) ? readdirSync(path).filter((name) => pattern.test(name)).sort().map((name) => join(folder, name)) : [];
}

/** One command as one test. */
export async function commandTest(results, suite, name, command, args, options = {}) {
    const { ok, output, ending } = await run(command, args, { cwd: ownRoot, ...options });
    if (ok) {
        results.passed(suite, name);
    } else {
        results.failed(suite, name, `${output}\n${command} ${ending}`);
    }
    return ok;
}

/** The test programs of a build directory, by Meson's suite: Map of name -> [{name, cmd, env, timeout, workdir}]. */
export async function mesonSuites(directory) {
    const { ok, stdout, output } = await run('meson', ['introspect', '--tests', directory], { cwd: ownRoot });
    if (!ok) {
        throw new Error(`meson introspect ${directory}: ${output}`);
    }
    const suites = new Map();
    for (const program of JSON.parse(stdout)) {
        const suite = program.suite[0]?.split(':').at(-1) ?? 'other';
        const workdir = program.workdir ?? join(ownRoot, directory);
        suites.set(suite, [...(suites.get(suite) ?? []), { ...program, workdir }]);
    }
    return suites;
}

/** Takes cmocka's TAP lines apart: [{name, outcome, output}] and how many tests were announced. */
export function parseTap(text) {
    const tests = [];
    let planned = 0;
    for (const row of text.split('\n')) {
        const plan = /^1\.\.(\d+)/.exec(row);
        const line = /^(ok|not ok) \d+ (# SKIP)?[ -]*(.*)$/.exec(row);
        if (plan) {
            planned += Number(plan[1]);
        } else if (line) {
            tests.push({ name: line[3], outcome: line[2] ? 'skipped' : line[1] === 'ok' ? 'passed' : 'failed', output: '' });
        } else if (tests.length > 0) {
            tests.at(-1).output += `${row}\n`;
        }
    }
    return { tests, planned };
}

/** Runs one program of Meson's; each of its cmocka functions is a test. A program of another kind is one test. */
async function mesonProgram(results, suite, program, env) {
    const [command, ...args] = program.cmd;
    const options = { cwd: program.workdir, env: { CMOCKA_MESSAGE_OUTPUT: 'TAP', ...program.env, ...env }, timeoutMs: program.timeout * 1000 };
    const { ok, stdout, output, ending } = await run(command, args, options);
    const { tests, planned } = parseTap(stdout);
    for (const test of tests) {
        results.add(suite, `${program.name}: ${test.name}`, test.outcome, test.output);
    }
    const isSilent = planned === 0 && cmockaSuites.includes(suite);
    if (isSilent || tests.length !== planned || (!ok && !tests.some(({ outcome }) => outcome === 'failed'))) {
        results.failed(suite, program.name, `${output}\n${planned} tests announced, ${tests.length} reported; ${ending}`);
    } else if (planned === 0) {
        results.passed(suite, program.name);
    }
}

/** Runs programs of Meson's as a suite; `env` is added to their environment. */
export async function mesonSuite(results, suite, programs, env = {}) {
    await inParallel(width, programs, (program) => mesonProgram(results, suite, program, env));
}

/** What a sanitizer has written into its report files fails the suite, whatever the tests said. */
function addReports(results, suite, folder) {
    for (const file of readdirSync(folder)) {
        results.failed(suite, `a sanitizer's report, ${file}`, readFileSync(join(folder, file), 'utf8'));
    }
}

function freshFolder(path) {
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path, { recursive: true });
    return path;
}

/** The environment of node tests: the programs of a build directory, and where its sanitizers report. */
function nodeEnvironment(directory, reports) {
    const build = join(ownRoot, directory);
    const common = `log_path=${join(reports, 'report')}:allocator_may_return_null=1`;
    return {
        ESC_BIN: join(build, 'esc'),
        ESC_ROUTER_BIN: join(build, 'esc-router'),
        HTTP_SERVE_BIN: join(build, 'tests/http/http-serve'),
        ASAN_OPTIONS: `${common}:detect_leaks=1:detect_stack_use_after_return=1`,
        UBSAN_OPTIONS: `${common}:print_stacktrace=1`,
        TSAN_OPTIONS: `${common}:second_deadlock_stack=1:exitcode=0`,
    };
}

/** What the reporter wrote: the tests, and all that they printed. */
function readRows(stdout) {
    const rows = stdout.split('\n').filter((row) => row.startsWith('{')).map((row) => JSON.parse(row));
    return { tests: rows.filter((row) => row.name !== undefined), printed: rows.map((row) => row.printed ?? '').join('').slice(-8000) };
}

/** Runs the *.test.mjs files of a folder against the programs of a build directory. */
export async function nodeSuite(results, suite, folder, { directory = 'build', launcher = [], timeoutMs = 900_000 } = {}) {
    const reports = freshFolder(join(ownRoot, directory, 'reports', suite));
    const args = ['--test', `--test-concurrency=${width}`, '--test-reporter=./tools/lib/node-reporter.mjs', '--test-reporter-destination=stdout'];
    const [command, ...rest] = [...launcher, process.execPath, ...args, ...filesIn(folder, /\.test\.mjs$/)];
    const { ok, stdout, output, ending } = await run(command, rest, { cwd: ownRoot, env: nodeEnvironment(directory, reports), timeoutMs });
    const { tests, printed } = readRows(stdout);
    for (const test of tests) {
        const isEmptyFile = test.outcome === 'passed' && test.name.endsWith('.test.mjs');
        results.add(suite, test.name, isEmptyFile ? 'failed' : test.outcome, isEmptyFile ? 'the file holds no test' : test.output);
    }
    const failure = tests.length === 0 ? output : printed;
    if (tests.length === 0 || (!ok && !tests.some(({ outcome }) => outcome === 'failed'))) {
        results.failed(suite, folder, `${failure}\nnode ${ending}, ${tests.length} tests reported`);
    } else if (!ok && printed !== '') {
        results.note(suite, `printed meanwhile:\n${printed}`);
    }
    addReports(results, suite, reports);
}
