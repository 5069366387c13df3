// SPDX-License-Identifier: EUPL-1.2
// Other programs, run with a limit of time, their whole process group ended with them.
import { spawn } from 'node:child_process';

const running = new Set();

function endGroup(child) {
    if (child.pid === undefined) {
        return;
    }
    try {
        process.kill(-child.pid, 'SIGKILL');
    } catch (error) {
        if (error.code !== 'ESRCH') {
            throw error;
        }
    }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
        running.forEach(endGroup);
        process.exit(1);
    });
}

/** Runs a command to its end; gives {ok, stdout, output, ending}, where `output` has both streams and `ending` says how it ended. */
export function run(command, args, { cwd, env = {}, timeoutMs = 600_000 } = {}) {
    return new Promise((resolve) => {
        const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
        const parts = { stdout: '', output: '' };
        let timedOut = false;
        const timer = setTimeout(() => {
            timedOut = true;
            endGroup(child);
        }, timeoutMs);
        running.add(child);
        child.stdout.setEncoding('utf8').on('data', (text) => {
            parts.stdout += text;
            parts.output += text;
        });
        child.stderr.setEncoding('utf8').on('data', (text) => (parts.output += text));
        const finish = (ok, ending) => {
            clearTimeout(timer);
            running.delete(child);
            resolve({ ok, ...parts, ending });
        };
        child.on('error', (error) => finish(false, `could not be started: ${error.message}`));
        child.on('exit', () => endGroup(child));
        child.on('close', (status, signal) => {
            finish(status === 0 && !timedOut, timedOut ? `was ended after ${timeoutMs / 1000} s` : signal ? `was ended by ${signal}` : `exited with ${status}`);
        });
    });
}

/** Runs `work` on every item, `width` at a time. */
export async function inParallel(width, items, work) {
    const rest = [...items];
    const worker = async () => {
        while (rest.length > 0) {
            await work(rest.shift());
        }
    };
    await Promise.all(Array.from({ length: width }, worker));
}
