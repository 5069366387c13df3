// SPDX-License-Identifier: EUPL-1.2
// A service for tests: takes events as it is told to, checks their signatures, and keeps what came.
import { createHmac, timingSafeEqual } from 'node:crypto';
import http from 'node:http';

// What a receiver does with each request (see docs/clients.md).
export function isSigned(secret, headers, body) {
    const wanted = Buffer.from(createHmac('sha256', secret).update(`${headers['esc-timestamp']}.`).update(body).digest('hex'));
    const given = Buffer.from(/^v1=([0-9a-f]{64})$/.exec(headers['esc-signature'] ?? '')?.[1] ?? '');
    const isFresh = Math.abs(Date.now() / 1000 - Number(headers['esc-timestamp'])) < 300;
    return given.length === wanted.length && timingSafeEqual(given, wanted) && isFresh;
}

// `answer(request)` gives {status, body, headers}, undefined for 200, or 'nothing' to let the sender wait.
export async function startReceiver(t, answer = () => undefined) {
    const receiver = { requests: [], secret: undefined, answer };
    const sockets = new Set();
    const server = http.createServer((request, response) => {
        const chunks = [];
        request.on('data', (chunk) => chunks.push(chunk)).on('end', () => take(receiver, request, Buffer.concat(chunks), response));
    });
    server.on('connection', (socket) => sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => {})));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    receiver.port = server.address().port;
    receiver.url = `http://127.0.0.1:${receiver.port}/hook`;
    receiver.stop = () => (sockets.forEach((socket) => socket.destroy()), new Promise((resolve) => server.close(resolve)));
    receiver.events = () => receiver.requests.filter((one) => one.taken).map((one) => one.json);
    t.after(receiver.stop);
    return receiver;
}

function take(receiver, request, body, response) {
    const text = body.toString('utf8');
    const seen = { method: request.method, path: request.url, headers: request.headers, text, json: text === '' ? undefined : JSON.parse(text) };
    seen.signed = receiver.secret === undefined ? undefined : isSigned(receiver.secret, request.headers, body);
    receiver.requests.push(seen);
    const how = receiver.answer(seen, receiver.requests.length) ?? { status: 200 };
    if (how === 'nothing') {
        return;
    }
    seen.taken = how.status >= 200 && how.status < 300;
    response.writeHead(how.status, how.headers ?? {});
    response.end(how.body ?? '');
}
