// SPDX-License-Identifier: EUPL-1.2
// The examples of the documentation are copied from its pages and run, in every language that this machine has.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { expectStatus } from './lib/expect.mjs';
import { FIRST } from './lib/make.mjs';
import { operationsOf } from './lib/openapi.mjs';
import { removeDirectory, startRouter, temporaryDirectory } from './lib/router.mjs';
import { Visitor, unescape } from './lib/visitor.mjs';

const folder = temporaryDirectory();
after(() => removeDirectory(folder));

// How an example is run; `check` tells whether the machine can.
const languages = {
    curl: { file: 'example.sh', run: ['sh'], check: ['curl', '--version'] },
    javascript: { file: 'example.mjs', run: [process.execPath], check: [process.execPath, '--version'] },
    python: { file: 'example.py', run: ['python3'], check: ['python3', '--version'] },
    php: { file: 'example.php', run: ['php'], check: ['php', '-r', 'exit(function_exists("curl_init") ? 0 : 1);'] },
    java: { file: 'Example.java', run: ['java'], check: ['java', '--version'] },
};

const isThere = ({ check }) => spawnSync(check[0], check.slice(1)).status === 0;

/** What the example prints: curl is asked for the status, the others print it themselves, before the answer. */
function run(router, name, example) {
    const { file, run: words } = languages[name];
    const text = name === 'curl' ? example.replace(/^curl/, "curl -sS -w '\\n%{http_code} '") : example;
    const at = path.join(mkdtempSync(path.join(folder, 'run-')), file);
    writeFileSync(at, text);
    const env = { ...process.env, ESC_TOKEN: router.organisations[FIRST].token };
    return new Promise((resolve, reject) => {
        execFile(words[0], [...words.slice(1), at], { cwd: folder, env, timeout: 60_000 }, (error, stdout, stderr) => {
            if (error) {
                reject(new Error(`${name}: ${stderr}\n${text}`));
                return;
            }
            const statuses = (name === 'curl' ? stdout.trim().split('\n').at(-1) : stdout).match(/^\d{3}\b/);
            assert.ok(statuses, `${name} prints a status: ${stdout.slice(0, 300)}`);
            resolve(Number(statuses[0]));
        });
    });
}

// What others need comes before them, and what ends others behind.
const first = ['uploadStudentPicture', 'importCards', 'add'];
const last = ['deleteStudentPicture', 'undoImport', 'changeIdentifier', 'delete_1', 'delete', 'deleteStudent'];

function inOrder(operations) {
    const rank = ({ operation, method }) => {
        const known = [first.indexOf(operation.operationId) - first.length, last.indexOf(operation.operationId)];
        return known[0] >= -first.length ? known[0] : known[1] >= 0 ? 100 + known[1] : ['get', 'post', 'put', 'delete'].indexOf(method);
    };
    return operations.sort((a, b) => rank(a) - rank(b));
}

async function examplesOf(router, version) {
    const document = expectStatus(await router.client().get(`/v3/api-docs/${version}`), 200);
    const visitor = new Visitor(router);
    const all = inOrder(operationsOf(document));
    return Promise.all(
        all.map(async ({ operation, method }) => {
            const { text } = await visitor.get(`/docs/${version.toLowerCase()}/${operation.operationId}`);
            const example = (name) => unescape(new RegExp(`<pre id="example-${name}"><code>([^<]*)</code>`).exec(text)[1]);
            return { operation, method, example, sample: unescape(/<pre id="body-sample"><code>([^<]*)/.exec(text)?.[1] ?? '') };
        }),
    );
}

/** The files that examples send: the rows that the page shows, and a picture of the sandbox. */
async function writeFiles(router, examples) {
    const csv = examples.find(({ operation }) => operation.operationId === 'importCards')?.sample;
    if (csv === undefined) {
        return;
    }
    writeFileSync(path.join(folder, 'cards.csv'), csv);
    const client = router.client(FIRST);
    const { content } = expectStatus(await client.get('/api/v2/persons?size=20'), 200);
    const pictured = content.find(({ organisations }) => organisations.some(({ hasPicture }) => hasPicture));
    const picture = await client.get(`/api/v2/organisations/${FIRST}/person/${encodeURIComponent(pictured.identifier)}/picture`);
    writeFileSync(path.join(folder, 'picture.jpg'), picture.body);
}

// The first import of a sandbox is its own, and may be one that can't be taken back.
const successOf = (operation) =>
    Object.keys(operation.responses).map(Number).filter((status) => status < 300 || (operation.operationId === 'undoImport' && status === 409));

for (const version of ['V2', 'V1']) {
    test(`each example of ${version} in curl does what it says`, async () => {
        const router = await startRouter();
        try {
            const examples = await examplesOf(router, version);
            await writeFiles(router, examples);
            for (const { operation, example } of examples) {
                const status = await run(router, 'curl', example('curl'));
                assert.ok(successOf(operation).includes(status), `${operation.operationId} answers ${status}:\n${example('curl')}`);
            }
        } finally {
            await router.stop();
        }
    });
}

// What can be asked for again and again.
const repeatable = ['findByExternalId', 'getQRCode', 'validateCsv', 'createInBulk', 'create_1'];

test('examples in other languages are programs that say the same', async (t) => {
    const router = await startRouter();
    const examples = (await examplesOf(router, 'V2')).filter(({ operation }) => repeatable.includes(operation.operationId));
    await writeFiles(router, await examplesOf(router, 'V2'));
    assert.equal(examples.length, repeatable.length);
    for (const name of Object.keys(languages).filter((one) => one !== 'curl')) {
        await t.test(name, { skip: isThere(languages[name]) ? false : `${name} is not on this machine` }, async () => {
            // Java takes a second to begin.
            const some = name === 'java' ? examples.filter(({ operation }) => operation.operationId === 'create_1') : examples;
            await Promise.all(
                some.map(async ({ operation, example }) => {
                    const status = await run(router, name, example(name));
                    assert.ok(successOf(operation).includes(status), `${operation.operationId} answers ${status}:\n${example(name)}`);
                }),
            );
        });
    }
    await router.stop();
});
