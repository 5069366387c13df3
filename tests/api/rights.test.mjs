// SPDX-License-Identifier: EUPL-1.2
// Every operation that the documents describe, with no token, an unknown one, and one that lacks the right that the operation names.
import assert from 'node:assert/strict';
import test from 'node:test';

import { expectError, expectStatus } from './lib/expect.mjs';
import { FIRST, newEscn, newEsi } from './lib/make.mjs';
import { operationsOf } from './lib/openapi.mjs';
import { commandJson, sharedRouter } from './lib/router.mjs';

const RIGHTS = ['read', 'persons', 'cards', 'pictures', 'import'];

const router = await sharedRouter();
const documents = [];
for (const version of ['V1', 'V2']) {
    documents.push(expectStatus(await router.client().get(`/v3/api-docs/${version}`), 200));
}
const operations = documents.flatMap(operationsOf);
const guarded = operations.filter(({ operation }) => operation.security);

/** A token for each right that has all the others: {right: token}. */
const lacking = {};
for (const right of RIGHTS) {
    const others = RIGHTS.filter((other) => other !== right).join(',');
    lacking[right] = (await commandJson('token', 'create', '--database', router.database, '--organisation', FIRST, '--name', `all but ${right}`, '--scopes', others)).token;
}

const filled = (path) =>
    path
        .replace(/\{escn\}|\{europeanStudentCardNumber\}/, newEscn())
        .replace(/\{esi\}|\{europeanStudentIdentifier\}/, newEsi())
        .replace('{id}', '999999991');

/** Sends an operation with a body of the kind that it takes. */
function send({ path, method, operation }, token) {
    const kinds = Object.keys(operation.requestBody?.content ?? {});
    const type = kinds[0] === 'multipart/form-data' ? 'multipart/form-data; boundary=x' : kinds[0];
    const body = type === undefined ? undefined : type.startsWith('multipart') ? '--x--\r\n' : '{}';
    const headers = { ...(type && { 'content-type': type }), ...(token && { authorization: `Bearer ${token}` }) };
    return router.client(undefined, { base: '' }).send(method.toUpperCase(), filled(path), { body, headers });
}

/** The rights that an operation needs, all of them. */
const rightsOf = ({ operation }) => operation.security.flatMap((way) => way.bearer ?? []);
const isOpenToo = ({ operation }) => operation.security.some((way) => Object.keys(way).length === 0);

test('operations name rights that there are, and every right opens something', () => {
    assert.ok(guarded.flatMap(rightsOf).every((right) => RIGHTS.includes(right)));
    assert.deepEqual([...new Set(guarded.flatMap(rightsOf))].sort(), [...RIGHTS].sort());
    const free = guarded.filter((entry) => rightsOf(entry).length === 0).map(({ operation }) => operation.operationId);
    assert.deepEqual(free, ['getCsvConfig']);
});

for (const entry of guarded) {
    test(`${entry.method} ${entry.path}: no token, an unknown one, one without the right`, async () => {
        if (!isOpenToo(entry)) {
            expectError(await send(entry), 401, 'SE-0401');
        }
        expectError(await send(entry, 'esc_test_0000000000000000000000000000000000000000000'), 401, 'SE-0401');
        for (const right of rightsOf(entry)) {
            expectError(await send(entry, lacking[right]), 403, 'ER-2201', `"${right}"`);
        }
    });
}

test('operations without a token are few and known, and still refuse a bad one', async () => {
    const open = operations.filter(({ operation }) => !operation.security);
    const names = [...new Set(open.map(({ operation }) => operation.operationId))].sort();
    assert.deepEqual(names, ['getEscnList', 'getQRCode', 'status', 'verify', 'verify_1']);
    assert.deepEqual(guarded.filter(isOpenToo).map(({ operation }) => operation.operationId), ['statistics']);
    for (const entry of open) {
        expectError(await send(entry, 'nobody'), 401, 'SE-0401');
    }
});
