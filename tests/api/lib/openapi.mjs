// SPDX-License-Identifier: EUPL-1.2
// Holds an OpenAPI document of ours to the surface of the real router: it may say more, never less and nothing else.
import assert from 'node:assert/strict';
import test from 'node:test';

// Every operation of a document as {path, method, operation}.
export function operationsOf(document) {
    return Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.entries(methods)
            .filter(([method]) => ['get', 'post', 'put', 'delete', 'head', 'patch', 'options'].includes(method))
            .map(([method, operation]) => ({ path, method, operation })),
    );
}

// The part of a schema that both documents must agree on. "A or null" counts as A.
function plainSchema(schema) {
    const choice = schema.anyOf ?? schema.oneOf;
    if (choice) {
        return plainSchema(choice.find((one) => one.type !== 'null'));
    }
    const types = [schema.type ?? []].flat().filter((type) => type !== 'null');
    return {
        ...(schema.$ref ? { $ref: schema.$ref } : {}),
        ...(types.length ? { type: types.length === 1 ? types[0] : types } : {}),
        ...(schema.items ? { items: plainSchema(schema.items) } : {}),
    };
}

// Whatever the real one states, ours states the same.
function assertStates(found, wanted, at) {
    assert.deepEqual(plainSchema(found), plainSchema(wanted), at);
    for (const key of ['format', 'default', 'maxLength', 'minItems', 'uniqueItems', 'deprecated', 'enum']) {
        if (wanted[key] !== undefined) {
            assert.deepEqual(found[key], wanted[key], `${at}: ${key}`);
        }
    }
}

function parameterOf(operation, { in: place, name }) {
    const same = (one) => one.in === place && one.name.toLowerCase() === name.toLowerCase();
    return (operation.parameters ?? []).find((one) => same(one) && (place === 'header' || one.name === name));
}

function assertContent(found, wanted, at) {
    for (const [type, media] of Object.entries(wanted ?? {})) {
        assert.ok(found?.[type], `${at}: ${type} is there`);
        assertStates(found[type].schema, media.schema, `${at} ${type}`);
    }
}

// Makes the tests of one document. `absent` are names of operations and schemas that are still to come.
export function compareWithSurface(ours, surface, absent = new Set(), absentSchemas = new Set()) {
    test('both ways of giving a token are described', () => {
        const schemes = Object.values(ours.components.securitySchemes);
        assert.ok(schemes.some((scheme) => scheme.type === 'http' && /^bearer$/i.test(scheme.scheme)));
        assert.deepEqual(
            (({ type, in: place, name }) => ({ type, in: place, name }))(ours.components.securitySchemes.api_key),
            surface.components.securitySchemes.api_key,
        );
    });

    for (const { path, method, operation } of operationsOf(surface).filter(({ operation }) => !absent.has(operation.operationId))) {
        const at = `${method} ${path}`;
        const mine = () => ours.paths[path][method];

        test(`${at} is there under its name`, () => {
            assert.ok(ours.paths[path]?.[method], `${at} is documented`);
            assert.equal(mine().operationId, operation.operationId);
        });

        test(`${at} has its parameters`, () => {
            for (const wanted of operation.parameters ?? []) {
                const found = parameterOf(mine(), wanted);
                assert.ok(found, `${at}: ${wanted.in} ${wanted.name}`);
                assert.equal(Boolean(found.required), wanted.required, `${at}: ${wanted.name} required`);
                assertStates(found.schema, wanted.schema, `${at}: ${wanted.name}`);
            }
            for (const found of mine().parameters ?? []) {
                const known = found.in === 'header' || parameterOf(operation, found);
                assert.ok(known || !found.required, `${at}: ${found.name} is not forced on clients of the real one`);
            }
        });

        test(`${at} has its body and answers`, () => {
            if (operation.requestBody) {
                assert.equal(mine().requestBody.required, operation.requestBody.required);
                assertContent(mine().requestBody.content, operation.requestBody.content, `${at} body`);
            } else {
                assert.equal(mine().requestBody, undefined);
            }
            for (const [status, wanted] of Object.entries(operation.responses)) {
                assert.ok(mine().responses[status], `${at}: ${status} is declared`);
                assertContent(mine().responses[status].content, wanted.content, `${at} ${status}`);
            }
            const successes = Object.keys(mine().responses).filter((status) => status < '400');
            assert.deepEqual(successes, Object.keys(operation.responses).filter((status) => status < '400'));
        });
    }

    for (const [name, wanted] of Object.entries(surface.components.schemas).filter(([name]) => !absentSchemas.has(name))) {
        test(`schema ${name} has its members`, () => {
            const found = ours.components.schemas[name];
            assert.ok(found, `${name} is described`);
            assert.deepEqual(Object.keys(found.properties).sort(), Object.keys(wanted.properties).sort());
            for (const [member, schema] of Object.entries(wanted.properties)) {
                assertStates(found.properties[member], schema, `${name}.${member}`);
            }
            const required = (wanted.required ?? []).filter((member) => !(found.required ?? []).includes(member));
            assert.deepEqual(required, [], `${name} requires them`);
            if (/Update|Post/.test(name)) {
                assert.deepEqual([...(found.required ?? [])].sort(), [...(wanted.required ?? [])].sort(), `${name} requires no more`);
            }
        });
    }

    test('references lead somewhere, names of operations are given once, everything is explained', () => {
        const references = JSON.stringify(ours).match(/#\/components\/schemas\/\w+/g);
        for (const reference of new Set(references)) {
            assert.ok(ours.components.schemas[reference.split('/').at(-1)], reference);
        }
        const all = operationsOf(ours);
        const names = all.map(({ operation }) => operation.operationId);
        assert.equal(new Set(names).size, names.length);
        for (const { path, method, operation } of all) {
            assert.ok(operation.summary || operation.description, `${method} ${path} says what it does`);
        }
    });
}
