// SPDX-License-Identifier: EUPL-1.2
// Holds answers to the surface of the API: the members of each schema, all present, of the right type, null only where it may be.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const read = (name) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));
export const surface = read('openapi-v2.json');
export const surfaceV1 = read('openapi-v1.json');

// What the documents of the real router leave out.
const verification = {
    CardVerification: {
        cardNumber: { type: 'string' },
        cardType: { $ref: 'CodeView' },
        cardStatusType: { $ref: 'CodeView' },
        expiresAt: { type: 'string' },
        cardHolder: { $ref: 'CardVerificationHolder' },
        issuer: { $ref: 'CardVerificationIssuer' },
    },
    CardVerificationHolder: { academicLevel: { $ref: 'CodeView' } },
    CardVerificationIssuer: { identifier: { type: 'string' }, identifierType: { $ref: 'CodeView' }, name: { type: 'string' } },
};

const schemas = {
    ...surfaceV1.components.schemas,
    ...surface.components.schemas,
    ...Object.fromEntries(Object.entries(verification).map(([name, properties]) => [name, { type: 'object', properties }])),
};

const VERIFY_PATH = '/api/v1/cards/verify/{escn}';

const paths = {
    ...surfaceV1.paths,
    ...surface.paths,
    [VERIFY_PATH]: { get: { responses: { 200: { content: { 'application/json': { schema: { $ref: 'CardVerification' } } } } } } },
};

const CARD = 'cardNumber cardStatusType cardType displayName issuedAt expiresAt hasOwnerAuthorization issuer processor person';

// Members that are never null; all others may be.
const neverNull = Object.fromEntries(
    Object.entries({
        ApiErrorMessage: 'code message',
        CardLiteView: CARD,
        CardV1View: 'europeanStudentCardNumber cardType',
        CardStatusView: 'cardNumber issuedAt expiresAt issuerIdentifier issuerName status',
        CardVerification: 'cardNumber cardType cardStatusType expiresAt cardHolder issuer',
        CardVerificationIssuer: 'identifier identifierType name',
        CardView: CARD,
        CodeView: 'key label',
        Link: 'rel href',
        OrganisationLiteView: 'id identifier identifierCode name fullLabel organisationType status',
        PageMetadata: 'size totalElements totalPages number',
        PagedResourcesCardLiteView: 'links content page empty',
        PagedResourcesPersonLiteView: 'links content page empty',
        PersonLiteView: 'identifier organisations',
        PersonOrganisationView: 'contactPoint hasPicture organisation',
        PersonView: 'identifier identifierCode organisationCount organisations',
        PointView: 'x y',
        StudentView: 'europeanStudentIdentifier picInstitutionCode name cards',
    }).map(([name, members]) => [name, new Set(members.split(' '))]),
);

// Members whose values have a form that the documents do not state.
const forms = {
    issuedAt: /^\d{4}-\d\d-\d\d$/,
    expiresAt: /^\d{4}-\d\d-\d\d$/,
    cardNumber: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    europeanStudentCardNumber: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    expiryDate: /^\d{4}-\d\d-\d\dT12:00:00\.000Z$/,
    status: /^(ACTIVE|INACTIVE|EXPIRED)$/,
};

const INTEGER_LIMIT = { int32: 2 ** 31, int64: Number.MAX_SAFE_INTEGER };

function checkText(schema, value, at) {
    assert.equal(typeof value, 'string', `${at} is a text, not ${JSON.stringify(value)}`);
    assert.ok([...value].length <= (schema.maxLength ?? Infinity), `${at} has at most ${schema.maxLength} characters`);
    if (schema.format === 'date') {
        assert.match(value, forms.issuedAt, `${at} is a date`);
    }
}

function checkNumber(schema, value, at) {
    assert.equal(typeof value, 'number', `${at} is a number, not ${JSON.stringify(value)}`);
    if (schema.type === 'integer') {
        assert.ok(Number.isInteger(value) && Math.abs(value) < INTEGER_LIMIT[schema.format], `${at} is an ${schema.format}, not ${value}`);
    }
}

function checkList(schema, value, at) {
    assert.ok(Array.isArray(value), `${at} is a list, not ${JSON.stringify(value)}`);
    value.forEach((item, i) => checkValue(schema.items, item, `${at}[${i}]`));
    if (schema.uniqueItems) {
        assert.equal(new Set(value.map((item) => JSON.stringify(item))).size, value.length, `${at} holds nothing twice`);
    }
}

// An organisation that is not there is an object of nulls where the schema wants an object.
function isAbsentObject(value) {
    return Object.values(value).every((member) => member === null);
}

function checkMember(name, key, schema, value, at) {
    if (value === null) {
        assert.ok(!neverNull[name]?.has(key), `${at} is never null`);
        return;
    }
    checkValue(schema, value, at, key === 'processor');
    if (typeof value === 'string' && forms[key]) {
        assert.match(value, forms[key], `${at} has its form`);
    }
}

function checkObject(name, value, at, mayBeAbsent) {
    const properties = schemas[name].properties;
    assert.ok(value !== null && typeof value === 'object' && !Array.isArray(value), `${at} is an object, not ${JSON.stringify(value)}`);
    assert.deepEqual(Object.keys(value).sort(), Object.keys(properties).sort(), `${at} has the members of ${name}`);
    if (mayBeAbsent && isAbsentObject(value)) {
        return;
    }
    for (const [key, schema] of Object.entries(properties)) {
        checkMember(name, key, schema, value[key], `${at}.${key}`);
    }
}

// Throws unless `value` is what `schema` describes. `at` names the place in messages.
export function checkValue(schema, value, at = 'the answer', mayBeAbsent = false) {
    if (schema.$ref) {
        checkObject(schema.$ref.split('/').at(-1), value, at, mayBeAbsent);
        return;
    }
    switch (schema.type) {
        case 'string':
            checkText(schema, value, at);
            return;
        case 'integer':
        case 'number':
            checkNumber(schema, value, at);
            return;
        case 'boolean':
            assert.equal(typeof value, 'boolean', `${at} is true or false, not ${JSON.stringify(value)}`);
            return;
        case 'array':
            checkList(schema, value, at);
            return;
        default:
            assert.equal(typeof value, 'object', `${at} is an object`);
    }
}

const templates = Object.keys(paths).map((template) => ({
    template,
    pattern: new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`),
    parameters: template.split('{').length,
}));

// The documented path that a request's path falls under; undefined for none. One without parameters wins over one with them.
export function templateOf(path) {
    const bare = path.split('?')[0].replace(/^\/(esc-rest|esc-verifier-service)(?=\/)/, '');
    return templates.filter(({ pattern }) => pattern.test(bare)).sort((a, b) => a.parameters - b.parameters)[0]?.template;
}

// The codes that clients of the real router know, each with the only status it goes with.
const knownCodes = { 'ER-0001': 404, 'ER-0002': 409, 'ER-0019': 409, 'SE-0000': 403 };

// An error of the form before November 2024, as the other form would have it.
function asError({ error, error_description: message, error_uri: uri, ...others }, at) {
    assert.deepEqual(others, {}, `${at}: error, error_description and error_uri, nothing else`);
    assert.match(uri, /^\/esc-rest\/v3\/api-docs\/V1$/, `${at}: where more can be read`);
    return { code: error, message };
}

function checkError(answer, at, isOldForm) {
    assert.notEqual(answer.status, 500, `${at}: never 500: ${answer.text}`);
    assert.match(answer.headers['content-type'] ?? '', /^application\/json(; ?charset=utf-8)?$/i, `${at}: an error is JSON`);
    const error = isOldForm ? asError(answer.json, at) : answer.json;
    checkValue({ $ref: 'ApiErrorMessage' }, error, at);
    assert.match(error.code, /^[A-Z]{2}-\d{4}$/, `${at}: an error's code`);
    assert.ok(error.message.length > 10, `${at}: an error's message is a sentence`);
    const status = knownCodes[error.code];
    assert.ok(status === undefined || status === answer.status, `${at}: ${error.code} goes with ${status}, not ${answer.status}`);
}

function checkNoBody(answer, at) {
    assert.equal(answer.body.length, 0, `${at}: no body`);
    assert.equal(answer.headers['content-type'], undefined, `${at}: no Content-Type without a body`);
}

function checkSuccess(operation, answer, at) {
    const declared = operation.responses[answer.status];
    assert.ok(declared, `${at}: ${answer.status} is one of ${Object.keys(operation.responses)}: ${answer.text}`);
    if (!declared.content) {
        checkNoBody(answer, at);
        return;
    }
    const type = (answer.headers['content-type'] ?? '').split(';')[0];
    assert.ok(declared.content[type], `${at}: ${type} is one of ${Object.keys(declared.content)}`);
    if (type === 'application/json') {
        checkValue(declared.content[type].schema, answer.json, at);
    }
}

// Throws unless the answer is one that the API may give to this method and path.
export function checkAnswer(method, path, answer) {
    const at = `${method} ${path.slice(0, 200)} ${answer.status}`;
    assert.ok(answer.headers['x-request-id'], `${at}: X-Request-Id is there`);
    if (method === 'HEAD') {
        assert.equal(answer.body.length, 0, `${at}: no body`);
        return;
    }
    if (answer.status >= 400) {
        checkError(answer, at, /^(\/esc-rest)?\/v1\//.test(path));
        return;
    }
    const operation = paths[templateOf(path)]?.[method.toLowerCase()];
    if (operation) {
        checkSuccess(operation, answer, at);
    }
}
