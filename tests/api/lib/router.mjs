// SPDX-License-Identifier: EUPL-1.2
// Starts the program under test on a port of the system's choice, in a directory of its own, and ends it by its process id.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Client } from './client.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export const program = path.resolve(root, process.env.ESC_ROUTER_BIN ?? 'build/esc-router');

// Only a run that hangs gets this far: nothing waits for a time to pass, all waits end with their condition.
const PATIENCE_MS = 120_000;

// What the sanitizers write on stderr when they find something.
const SANITIZER_REPORT = /(ERROR|WARNING): (Address|Leak|Memory|Thread|Undefined)\w*Sanitizer|runtime error:/;

export function temporaryDirectory() {
    return mkdtempSync(path.join(os.tmpdir(), 'esc-test-'));
}

export function removeDirectory(directory) {
    rmSync(directory, { recursive: true, force: true });
}

// Asks again and again until `probe` gives something true; `what` is the sentence of the failure.
export async function until(what, probe) {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
        const found = await probe();
        if (found) {
            return found;
        }
        assert.ok(Date.now() < deadline, `waited in vain: ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
    }
}

export function assertNoSanitizerReport(stderr) {
    assert.doesNotMatch(stderr, SANITIZER_REPORT, `a sanitizer has found something:\n${stderr.slice(0, 8000)}`);
}

// Looks into (or damages) a database from outside, with the sqlite3 shell. Gives the rows as objects.
export function sql(database, text) {
    const output = execFileSync('sqlite3', ['-json', database.replace(/^sqlite:/, ''), text], { encoding: 'utf8' });
    return output === '' ? [] : JSON.parse(output);
}

// Runs the program to its end, as a person at the command line would.
export function command(...args) {
    return new Promise((resolve) => {
        execFile(program, args, { timeout: PATIENCE_MS, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
            assertNoSanitizerReport(stderr);
            resolve({ code: error ? error.code : 0, stdout, stderr });
        });
    });
}

// The same, where success and JSON are expected.
export async function commandJson(...args) {
    const done = await command(...args, '--json');
    assert.equal(done.code, 0, `${args.join(' ')}: ${done.stderr}`);
    return JSON.parse(done.stdout);
}

// A run that is broken off takes along what it has started.
const running = new Set();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => process.exit(1));
}

// A started process with all that it has written so far.
class Process {
    constructor(args, env) {
        this.child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
        this.stdout = '';
        this.stderr = '';
        this.child.stdout.setEncoding('utf8').on('data', (text) => (this.stdout += text));
        this.child.stderr.setEncoding('utf8').on('data', (text) => (this.stderr += text));
        this.ended = new Promise((resolve) => {
            this.child.on('error', (error) => resolve({ code: null, signal: null, error }));
            this.child.on('close', (code, signal) => resolve({ code, signal }));
        });
        this.ended.then((end) => {
            this.end = end;
            running.delete(this.child);
        });
        running.add(this.child);
    }

    // Sends a signal to this process alone and waits for its end.
    async signal(name) {
        this.child.kill(name);
        return this.ended;
    }
}

// A running router. `organisations` maps identifiers to {identifier, name, token}; the processor is among them.
export class Router {
    constructor(process, ready, { directory, database }) {
        this.process = process;
        this.directory = directory;
        this.database = database;
        this.url = ready.url;
        this.managementUrl = ready.management_url;
        this.organisations = Object.fromEntries([...(ready.organisations ?? []), ready.processor].filter(Boolean).map((o) => [o.identifier, o]));
        this.processor = ready.processor;
        this.users = ready.users;
        this.agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
    }

    get port() {
        return Number(new URL(this.url).port);
    }

    get pid() {
        return this.process.child.pid;
    }

    // A caller with the token of an organisation; without an identifier, one without a token.
    client(identifier, options = {}) {
        const token = identifier === undefined ? undefined : this.organisations[identifier].token;
        return new Client(this, { token, ...options });
    }

    // Enters an organisation at the command line and makes its token; both are known to the running router when this returns.
    async addOrganisation({ identifier, kind = 'institution', name = `Organisation ${identifier}`, accepted = true, more = [] }) {
        const place = ['--database', this.database];
        const about = ['--identifier', identifier, '--kind', kind, '--name', name, '--country', 'FR', '--schac', 'added.example'];
        const added = await command('organisation', 'add', ...place, ...about, ...(accepted ? ['--accepted-by', 'The Rector'] : []), ...more);
        assert.equal(added.code, 0, added.stderr);
        const made = await commandJson('token', 'create', ...place, '--organisation', identifier, '--name', 'tests');
        this.organisations[identifier] = { identifier, name, token: made.token, tokenId: made.id };
        const client = this.client(identifier);
        await until(`the token of ${identifier} is known`, async () => (await client.get('/api/v2/cards')).status !== 401);
        return this.organisations[identifier];
    }

    // Ends the router as a service manager does and holds it to a clean exit. May be called again.
    async stop({ keep = false } = {}) {
        this.agent.destroy();
        const end = await this.process.signal('SIGTERM');
        if (!keep) {
            removeDirectory(this.directory);
        }
        assertNoSanitizerReport(this.process.stderr);
        assert.deepEqual(end, { code: 0, signal: null }, `the router ended badly: ${this.process.stderr}`);
    }

    // Ends the router without any warning, as a power cut would. The directory stays.
    async kill() {
        this.agent.destroy();
        await this.process.signal('SIGKILL');
    }
}

async function waitForReadyFile(started, file) {
    await until('the ready file is there', () => existsSync(file) || started.end);
    assert.ok(existsSync(file), `${program} ended before it was ready: ${started.end?.error ?? started.stderr}`);
    return JSON.parse(readFileSync(file, 'utf8'));
}

// Starts a router by any command line that makes it write `readyFile`, with more in its environment where asked.
export async function startWith(args, { readyFile, directory, database, env }) {
    const started = new Process([...args, '--ready-file', readyFile], env);
    return new Router(started, await waitForReadyFile(started, readyFile), { directory, database });
}

let starts = 0;

// Starts `esc-router sandbox`. With `directory` it goes on with the database that another router has left (or still uses) there.
export async function startRouter({ students = 20, directory = temporaryDirectory(), args = [] } = {}) {
    const database = `sqlite:${path.join(directory, 'sandbox.db')}`;
    const readyFile = path.join(directory, `ready-${(starts += 1)}.json`);
    const all = ['sandbox', '--listen', '127.0.0.1:0', '--students', String(students), '--database', database, ...args];
    return startWith(all, { readyFile, directory, database });
}

// One router for all the tests of a file, ended after them.
export async function sharedRouter(options) {
    const router = await startRouter(options);
    after(() => router.stop());
    return router;
}
