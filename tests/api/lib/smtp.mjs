// SPDX-License-Identifier: EUPL-1.2
// A mail server for tests: takes mails as it is told to, and keeps what came in on each connection.
import net from 'node:net';

// A test may answer otherwise than usual: `answers` gives a line for a command ("RCPT TO:<x>" ...), or undefined for the usual one.
export async function startSmtp(t, answers = () => undefined) {
    const mails = [];
    const commands = [];
    const sockets = new Set();
    const server = net.createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => {}).on('close', () => sockets.delete(socket));
        serve(socket, { mails, commands, answers });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const smtp = { mails, commands, url: `smtp://127.0.0.1:${server.address().port}`, stop: () => stop(server, sockets) };
    t.after(smtp.stop);
    return smtp;
}

function stop(server, sockets) {
    sockets.forEach((socket) => socket.destroy());
    return new Promise((resolve) => server.close(resolve));
}

function serve(socket, { mails, commands, answers }) {
    let envelope = {};
    let waiting = '';
    let inData = false;
    const say = (line) => socket.write(`${line}\r\n`);
    const usual = {
        EHLO: () => '250-test\r\n250 SMTPUTF8',
        HELO: () => '250 test',
        MAIL: (line) => ((envelope = { from: line, to: [] }), '250 ok'),
        RCPT: (line) => (envelope.to.push(/<(.*)>/.exec(line)[1]), '250 ok'),
        DATA: () => ((inData = true), '354 go on'),
        RSET: () => '250 ok',
        NOOP: () => '250 ok',
        QUIT: () => '221 bye',
    };
    const takeCommand = (line) => {
        commands.push(line);
        const other = answers(line);
        say(other ?? (usual[line.slice(0, 4).toUpperCase()] ?? (() => '500 what'))(line));
    };
    const takeData = () => {
        const end = waiting.indexOf('\r\n.\r\n');
        if (end < 0) {
            return false;
        }
        const text = waiting.slice(0, end + 2).replace(/^\.\./gm, '.');
        waiting = waiting.slice(end + 5);
        inData = false;
        const other = answers('.');
        if (other === undefined) {
            mails.push({ ...envelope, ...parse(text) });
        }
        say(other ?? '250 taken');
        return true;
    };
    socket.setEncoding('latin1').on('data', (chunk) => {
        waiting += chunk;
        for (;;) {
            if (inData) {
                if (!takeData()) {
                    return;
                }
            } else {
                const end = waiting.indexOf('\r\n');
                if (end < 0) {
                    return;
                }
                const line = waiting.slice(0, end);
                waiting = waiting.slice(end + 2);
                takeCommand(line);
            }
        }
    });
    say('220 test');
}

function decodeWords(value) {
    return value.replace(/=\?UTF-8\?B\?([^?]*)\?=(?:\r\n (?==\?))?/g, (_, base64) => Buffer.from(base64, 'base64').toString('utf8'));
}

// Headers by lower-case name (as they stand, and decoded), and the text of a message in quoted-printable.
export function parse(raw) {
    const end = raw.indexOf('\r\n\r\n');
    const lines = raw.slice(0, end).split(/\r\n(?![ \t])/);
    const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]));
    const bytes = raw.slice(end + 4).replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
    return { raw, names: lines.map((line) => line.split(':', 1)[0]), headers, subject: decodeWords(headers.subject), text: Buffer.from(bytes, 'latin1').toString('utf8') };
}
