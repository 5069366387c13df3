// SPDX-License-Identifier: EUPL-1.2
// The reference for reading: nginx with as many workers, giving one fixed answer with the bytes of the router's.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { output, root, start, until } from './processes.mjs';

/** The program: the system's, or Debian's package unpacked here, so that no web server is installed and started for a measurement. */
async function program(folder) {
    const unpacked = join(folder, 'package/usr/sbin/nginx');
    const found = ['/usr/sbin/nginx', unpacked].find(existsSync);
    if (found) {
        return found;
    }
    mkdirSync(folder, { recursive: true });
    await output('sh', ['-c', 'cd "$1" && apt-get download -q nginx && dpkg -x nginx_*.deb package', 'sh', folder]);
    if (!existsSync(unpacked)) {
        throw new Error(`no ${unpacked} in ${readdirSync(folder)}`);
    }
    return unpacked;
}

/** A port that nobody uses. */
export async function freePort() {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address();
    server.close();
    return port;
}

/** Headers of the answer that nginx would not send by itself. */
function headerLines(headers) {
    const own = ['connection', 'content-length', 'content-type', 'date', 'keep-alive', 'server'];
    return Object.entries(headers)
        .filter(([name]) => !own.includes(name))
        .map(([name, value]) => `add_header ${name} ${name === 'x-request-id' ? '$request_id' : `'${value}'`};`);
}

function configuration(folder, port, { body, headers }) {
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${join(folder, name)};`);
    return `daemon off; worker_processes 2; worker_rlimit_nofile 20000;
pid ${join(folder, 'pid')}; error_log ${join(folder, 'error.log')};
events { worker_connections 9000; }
http {
    access_log off; keepalive_requests 1000000000; server_tokens off;
    ${temporary.join(' ')}
    default_type '${headers['content-type']}';
    server {
        listen 127.0.0.1:${port} backlog=4096 reuseport;
        location / { ${headerLines(headers).join(' ')} return 200 '${body.replace(/[\\']/g, '\\$&')}'; }
    }
}
`;
}

/** Starts nginx giving `answer` {body, headers}; gives {child, url}. */
export async function startNginx(answer) {
    const folder = join(root, 'bench/work/nginx');
    mkdirSync(folder, { recursive: true });
    const port = await freePort();
    const file = join(folder, 'nginx.conf');
    writeFileSync(file, configuration(folder, port, answer));
    const child = start(await program(folder), ['-p', folder, '-e', join(folder, 'error.log'), '-c', file], join(folder, 'output.log'));
    const url = `http://127.0.0.1:${port}`;
    await until(child, `nginx -c ${file}`, () => fetch(url).then((reply) => reply.ok, () => false));
    return { child, url };
}
