// SPDX-License-Identifier: EUPL-1.2
// Starting: how long `serve` on the filled database takes until its port answers.
import { connect } from 'node:net';
import { join } from 'node:path';
import { median } from './load.mjs';
import { freePort } from './nginx.mjs';
import { root, start, stop, until } from './processes.mjs';

/** True once a request gets an answer, whatever it says. */
function answers(port) {
    return new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1');
        socket.once('connect', () => socket.write('GET /esc-rest/api/v2/cards/x/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'));
        socket.once('data', () => {
            socket.destroy();
            resolve(true);
        });
        socket.once('error', () => resolve(false));
        socket.once('end', () => resolve(false));
    });
}

async function startOnce(database) {
    const port = await freePort();
    const args = ['serve', '--database', `sqlite:${database}`, '--listen', `127.0.0.1:${port}`];
    const begin = process.hrtime.bigint();
    const child = start('build/esc-router', args, join(root, 'bench/work/serve.log'));
    await until(child, `esc-router ${args.join(' ')} (its words are in bench/work/serve.log)`, () => answers(port));
    const ms = Number(process.hrtime.bigint() - begin) / 1e6;
    await stop(child);
    return ms;
}

export async function measureStart({ database, table, plan }) {
    const times = [];
    for (let round = 0; round < plan.rounds; round++) {
        times.push(await startOnce(database));
    }
    table.add('start of `serve` until the port answers', `${median(times).toFixed(0)} ms`, 'under 200 ms', median(times) < 200);
}
