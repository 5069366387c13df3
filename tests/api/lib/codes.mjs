// SPDX-License-Identifier: EUPL-1.2
// Holds refusals to the router's own documents: whatever code an operation answers with, its documentation names it.
import assert from 'node:assert/strict';

/** Paths of both documents, as [{pattern, parameters, operations}]. */
async function readPaths(router) {
    const read = async (version) => (await fetch(`${router.url}/v3/api-docs/${version}`)).json();
    const documents = await Promise.all(['V1', 'V2'].map(read));
    return documents
        .flatMap(({ paths }) => Object.entries(paths))
        .map(([path, operations]) => ({
            pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
            parameters: path.split('{').length,
            operations,
        }))
        .sort((a, b) => a.parameters - b.parameters);
}

const documented = new WeakMap();

/** Throws when an operation refuses with a code that is not documented there with this status. Paths of no operation are passed over. */
export async function checkCode(router, method, path, { status, json }) {
    const code = json?.code ?? json?.error;
    if (status < 400 || code === undefined) {
        return;
    }
    if (!documented.has(router)) {
        documented.set(router, readPaths(router));
    }
    const bare = path.split('?')[0].replace(/^\/esc-rest(?=\/)/, '').replace(/^\/v1\//, '/api/v1/');
    const found = (await documented.get(router)).find(({ pattern }) => pattern.test(bare));
    const operation = found?.operations[method.toLowerCase()];
    if (operation !== undefined) {
        assert.ok(operation.responses[status]?.description.includes(code), `${operation.operationId} documents ${status} ${code}`);
    }
}
