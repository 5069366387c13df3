// SPDX-License-Identifier: EUPL-1.2
// A caller of the API that sends paths, headers and bodies exactly as told, and holds every answer to the API's documented surface.
import http from 'node:http';
import net from 'node:net';

import { checkCode } from './codes.mjs';
import { checkAnswer } from './schema.mjs';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

async function collect(response) {
    const chunks = [];
    for await (const chunk of response) {
        chunks.push(chunk);
    }
    return Buffer.concat(chunks);
}

// An answer: status, headers (lower-case names), body (bytes), text and json (of JSON answers).
function answerOf(status, headers, body) {
    const isBytes = headers['content-type'] === 'application/octet-stream';
    const text = isBytes ? '' : UTF8.decode(body);
    const isJson = /^application\/json\b/i.test(headers['content-type'] ?? '') && text !== '';
    return { status, headers, body, text, json: isJson ? JSON.parse(text) : undefined };
}

export class Client {
    // `base` goes before every path: '/esc-rest' as documented, or '' as the Commission's own clients have it.
    constructor(router, { token, base = '/esc-rest' } = {}) {
        Object.assign(this, { router, token, base });
    }

    with(changes) {
        return new Client(this.router, { token: this.token, base: this.base, ...changes });
    }

    // Sends one request. `json` is written as the body with its Content-Type; `body` goes as it is; `token: null` sends none. Headers
    // override all others; a header of undefined is left out.
    async send(method, path, { json, body, headers = {}, token = this.token } = {}) {
        const content = json === undefined ? body : JSON.stringify(json);
        const all = {
            ...(token ? { Authorization: `Bearer ${token}` } : {}),
            ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
            ...(content === undefined ? {} : { 'Content-Length': Buffer.byteLength(content) }),
            ...headers,
        };
        const answer = await exchange(this.router, method, this.base + path, all, content);
        checkAnswer(method, this.base + path, answer);
        await checkCode(this.router, method, this.base + path, answer);
        return answer;
    }

    get(path, options) {
        return this.send('GET', path, options);
    }

    post(path, json, options) {
        return this.send('POST', path, { json, ...options });
    }

    put(path, json, options) {
        return this.send('PUT', path, { json, ...options });
    }

    delete(path, options) {
        return this.send('DELETE', path, options);
    }
}

function exchange(router, method, path, headers, content) {
    const present = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
    return new Promise((resolve, reject) => {
        const request = http.request({ host: '127.0.0.1', port: router.port, agent: router.agent, method, path, headers: present });
        request.on('error', reject);
        request.on('response', (response) => {
            collect(response).then((body) => resolve(answerOf(response.statusCode, response.headers, body)), reject);
        });
        request.end(content);
    });
}

// Head and body of the answer that begins these bytes; undefined while something is missing. Without a length the body ends with the
// connection.
function splitAnswer(bytes, closed) {
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) {
        return undefined;
    }
    const [statusLine, ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
    const headers = Object.fromEntries(lines.map((line) => [line.split(':', 1)[0].toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
    const status = Number(statusLine.split(' ')[1]);
    const rest = bytes.subarray(end + 4);
    const length = status === 204 ? 0 : Number(headers['content-length'] ?? (closed ? rest.length : Infinity));
    return rest.length < length ? undefined : { status, headers, body: rest.subarray(0, length) };
}

// Sends bytes as they are on a connection of their own and gives the answer. Undefined when the connection was closed (or reset) without
// one.
export function rawBytes(router, bytes) {
    return new Promise((resolve) => {
        let received = Buffer.alloc(0);
        const socket = net.connect({ host: '127.0.0.1', port: router.port, allowHalfOpen: true }, () => socket.write(bytes));
        const look = (closed) => {
            const found = splitAnswer(received, closed);
            if (found || closed) {
                socket.destroy();
                resolve(found && answerOf(found.status, found.headers, found.body));
            }
        };
        socket.on('data', (chunk) => {
            received = Buffer.concat([received, chunk]);
            look(false);
        });
        socket.on('end', () => look(true)).on('error', () => look(true));
    });
}

// A request whose head is given as text, for what node:http would refuse to send or would send otherwise. `content` follows the head. A
// header of undefined is left out.
export async function rawRequest(router, requestLine, headers = {}, content = Buffer.alloc(0)) {
    const all = Object.entries({ Host: `127.0.0.1:${router.port}`, ...headers }).filter(([, value]) => value !== undefined);
    const head = [requestLine, ...all.map(([name, value]) => `${name}: ${value}`)].join('\r\n');
    const answer = await rawBytes(router, Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), Buffer.from(content)]));
    if (answer) {
        const [method, path] = requestLine.split(' ');
        checkAnswer(method, path, answer);
    }
    return answer;
}

// For catch(): what a router that has gone causes. Gives undefined for it and throws all else on.
export function connectionLost(error) {
    if (error.syscall || error.code === 'ECONNRESET') {
        return undefined;
    }
    throw error;
}
