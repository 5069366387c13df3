// SPDX-License-Identifier: EUPL-1.2
// The router's own OpenAPI document against the surface of the real router: it may say more, never less and nothing else.
import assert from 'node:assert/strict';
import test from 'node:test';

import { expectStatus } from './lib/expect.mjs';
import { newEscn, newEsi } from './lib/make.mjs';
import { compareWithSurface, operationsOf } from './lib/openapi.mjs';
import { sharedRouter } from './lib/router.mjs';
import { surface, surfaceV1 } from './lib/schema.mjs';

// Operations that are still to come.
const ABSENT = new Set([]);
const ABSENT_SCHEMAS = new Set([]);

const router = await sharedRouter();
const ours = expectStatus(await router.client().get('/v3/api-docs/V2'), 200);
const oursV1 = expectStatus(await router.client().get('/v3/api-docs/V1'), 200);

const documents = [
    { version: 'V1', ours: oursV1, surface: surfaceV1 },
    { version: 'V2', ours, surface },
];

for (const { version, ours, surface } of documents) {
    test(`the document ${version} is one, at both bases, in the version of the real one`, async () => {
        assert.match(ours.openapi, /^3\.1\./);
        assert.equal(ours.info.title, surface.info.title);
        assert.ok(ours.servers.some((server) => server.url.endsWith('/esc-rest')));
        assert.deepEqual(expectStatus(await router.client(undefined, { base: '' }).get(`/v3/api-docs/${version}`), 200), ours);
    });
}

compareWithSurface(oursV1, surfaceV1);
compareWithSurface(ours, surface, ABSENT, ABSENT_SCHEMAS);

test('V1 is the operations of the real one and no others, all deprecated', () => {
    const names = (document) => operationsOf(document).map(({ path, method }) => `${method} ${path}`).sort();
    assert.deepEqual(names(oursV1), names(surfaceV1));
    assert.ok(operationsOf(oursV1).every(({ operation }) => operation.deprecated === true));
    assert.ok(operationsOf(ours).every(({ operation }) => operation.deprecated === undefined));
});

// A path with something in place of its parameters.
const filled = (path) =>
    path
        .replace(/\{escn\}|\{europeanStudentCardNumber\}/, newEscn())
        .replace(/\{esi\}|\{europeanStudentIdentifier\}/, newEsi())
        .replace('{id}', '999999991');

test('whatever is documented is answered', async () => {
    for (const { path, method } of [...operationsOf(oursV1), ...operationsOf(ours)]) {
        const answer = await router.client(undefined, { base: '' }).send(method.toUpperCase(), filled(path));
        assert.notEqual(answer.status, 405, `${method} ${path}`);
        const unknownPath = (await router.client().get('/nowhere')).json.code;
        assert.notEqual(answer.json?.code, unknownPath, `${method} ${path}`);
    }
});

test('operations that are to come are not promised', () => {
    for (const { operation } of operationsOf(ours)) {
        assert.ok(!ABSENT.has(operation.operationId), `${operation.operationId} is there now: take it off the list of absent ones`);
    }
});
