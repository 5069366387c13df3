// SPDX-License-Identifier: EUPL-1.2
// Starts the test server and talks to it byte by byte.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { createInterface } from 'node:readline';

const binary = process.env.HTTP_SERVE_BIN ?? 'build/tests/http/http-serve';

/** Waits until `condition` gives something true; fails with `what` after a while. */
export async function until(condition, what) {
    for (const began = performance.now(); performance.now() - began < 30_000; ) {
        const value = await condition();
        if (value) {
            return value;
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`waited in vain until ${what}`);
}

/** Runs `body` with a server that ends well afterwards, or is killed when the body failed. */
export async function withServer(options, body) {
    const server = await Server.start(options);
    try {
        await body(server);
        await server.stop();
    } finally {
        server.signal('SIGKILL');
    }
}

export class Server {
    /** Options are those of serve.c, such as { 'header-ms': 300 }. */
    static async start(options = {}) {
        const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
        const server = new Server();
        server.process = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
        server.errors = '';
        server.process.stderr.on('data', (data) => (server.errors += data));
        server.exited = once(server.process, 'exit');
        server.lines = createInterface({ input: server.process.stdout })[Symbol.asyncIterator]();
        const first = await server.lines.next();
        if (first.done) {
            throw new Error(`${binary} did not start: ${server.errors}`);
        }
        server.port = Number(first.value);
        return server;
    }

    signal(name) {
        this.process.kill(name);
    }

    /** Stops it in the ordinary way, unless it has stopped; any other end than success fails. */
    async stop() {
        this.signal('SIGTERM');
        await this.ended();
    }

    async ended() {
        const [code, signal] = await this.exited;
        if (code !== 0) {
            throw new Error(`${binary} ended with ${code ?? signal}: ${this.errors}`);
        }
    }

    connect(options) {
        return Connection.open(this.port, options);
    }

    /** One request on a connection of its own; gives the answer. */
    async request(bytes, options) {
        const connection = await this.connect();
        connection.write(bytes);
        const answer = await connection.answer(options);
        connection.destroy();
        return answer;
    }

    async get(path, headers = {}) {
        return this.request(requestOf('GET', path, { headers }));
    }

    /** The number of a metric, 0 when it is not there. */
    async metric(name) {
        // Where connections are few, the one that asks may have to make room for another.
        const { text } = await until(() => this.get('/metrics'), 'the metrics are told');
        const row = text.split('\n').find((line) => line.startsWith(`${name} `));
        return row === undefined ? 0 : Number(row.slice(name.length + 1));
    }
}

/** The bytes of a request. */
export function requestOf(method, path, { headers = {}, body, version = '1.1' } = {}) {
    const all = { ...(version === '1.1' ? { Host: 'test.example' } : {}), ...headers };
    if (body !== undefined && !('Transfer-Encoding' in all)) {
        all['Content-Length'] ??= Buffer.byteLength(body);
    }
    const lines = Object.entries(all).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${value}\r\n`);
    return `${method} ${path} HTTP/${version}\r\n${lines.join('')}\r\n${body ?? ''}`;
}

function headersOf(lines) {
    const headers = {};
    for (const line of lines) {
        const colon = line.indexOf(': ');
        const name = line.slice(0, colon).toLowerCase();
        headers[name] = name in headers ? `${headers[name]}, ${line.slice(colon + 2)}` : line.slice(colon + 2);
    }
    return headers;
}

/** Head of the answer that begins these bytes, and where its body begins; undefined while it is incomplete. */
function headOf(bytes) {
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) {
        return undefined;
    }
    const [first, ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
    const match = /^HTTP\/1\.1 (\d{3}) /.exec(first);
    if (!match) {
        throw new Error(`no status line: ${first}`);
    }
    return { status: Number(match[1]), headers: headersOf(lines), bodyAt: end + 4 };
}

export class Connection {
    static async open(port, { host = '127.0.0.1' } = {}) {
        const connection = new Connection();
        const socket = net.connect({ port, host, allowHalfOpen: true, noDelay: true });
        Object.assign(connection, { socket, bytes: Buffer.alloc(0), isEnded: false, wake: () => {} });
        socket.on('data', (data) => {
            connection.bytes = Buffer.concat([connection.bytes, data]);
            connection.wake();
        });
        const end = () => {
            connection.isEnded = true;
            connection.wake();
        };
        socket.on('end', end);
        socket.on('close', end);
        socket.on('error', end);
        await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
        return connection;
    }

    write(bytes) {
        if (!this.socket.destroyed) {
            this.socket.write(bytes);
        }
    }

    /** Says that nothing more will be sent, still reading. */
    finish() {
        this.socket.end();
    }

    destroy() {
        this.socket.destroy();
    }

    changed() {
        return new Promise((resolve) => {
            this.wake = resolve;
        });
    }

    /** Waits until the server has closed the connection; gives what came and was not read. */
    async end() {
        while (!this.isEnded) {
            await this.changed();
        }
        this.socket.destroy();
        return this.bytes;
    }

    /** The next answer: { status, headers, text, body }. `isHead`: one to HEAD, without its body. Undefined when the connection ended before. */
    async answer({ isHead = false } = {}) {
        for (;;) {
            const head = headOf(this.bytes);
            const length = head === undefined ? undefined : this.bodyLength(head, isHead);
            if (length !== undefined && this.bytes.length >= head.bodyAt + length) {
                const body = this.bytes.subarray(head.bodyAt, head.bodyAt + length);
                this.bytes = this.bytes.subarray(head.bodyAt + length);
                return { status: head.status, headers: head.headers, body, text: body.toString() };
            }
            if (this.isEnded) {
                return undefined;
            }
            await this.changed();
        }
    }

    bodyLength(head, isHead) {
        const hasNone = isHead || head.status === 204 || head.status === 304 || head.status < 200;
        return hasNone ? 0 : Number(head.headers['content-length']);
    }
}
