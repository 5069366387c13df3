// SPDX-License-Identifier: EUPL-1.2
// Starting, ending and watching the programs of a measurement.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const started = new Set();

/** Raises the limit of open files to what is allowed, for thousands of connections. */
const unlimited = ['-c', 'ulimit -n "$(ulimit -Hn)"; exec "$@"', 'sh'];

/** Starts a program that goes on; what it prints goes to a file. */
export function start(command, args, logPath) {
    const log = openSync(logPath, 'w');
    const child = spawn('sh', [...unlimited, command, ...args], { cwd: root, stdio: ['ignore', log, log] });
    started.add(child);
    child.once('exit', () => started.delete(child));
    return child;
}

export async function stop(child) {
    if (child.exitCode === null && child.signalCode === null) {
        const end = once(child, 'exit');
        child.kill('SIGTERM');
        await end;
    }
}

/** Ends whatever still runs when the measurement is left. */
process.on('exit', () => started.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => process.exit(1));
}

/** Runs a program to its end; gives what it printed on its standard output. */
export async function output(command, args) {
    const { stdout } = await promisify(execFile)('sh', [...unlimited, command, ...args], { cwd: root, maxBuffer: 1 << 28 });
    return stdout;
}

/** Asks `condition` again and again until it gives something; fails with `what` when the program ends first. */
export async function until(child, what, condition) {
    for (;;) {
        const value = await condition();
        if (value) {
            return value;
        }
        if (child.exitCode !== null || child.signalCode !== null) {
            throw new Error(`${what}: the program has ended (${child.exitCode ?? child.signalCode})`);
        }
        await sleep(2);
    }
}

/** Memory of a process in MB: all that is resident, and the part that is its own. */
export function memoryOf(child) {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    const megabytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024;
    return { resident: megabytes('VmRSS'), own: megabytes('RssAnon') };
}
