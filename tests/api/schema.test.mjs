// SPDX-License-Identifier: EUPL-1.2
// The checker that judges every answer of the other tests: what it lets pass, and that it can fail.
import assert from 'node:assert/strict';
import test from 'node:test';

import { checkAnswer, checkValue, templateOf } from './lib/schema.mjs';

const NUMBER = '6a01dfc0-cb98-1035-a19b-001999859608';

const status = {
    cardNumber: NUMBER,
    displayName: null,
    issuedAt: '2026-01-01',
    expiresAt: '2027-01-01',
    issuerIdentifier: '999859608',
    issuerName: 'A university',
    status: 'ACTIVE',
};

const error = { code: 'ER-0001', message: 'there is no such card' };

const organisation = {
    id: 1,
    identifier: '999859608',
    identifierCode: { key: 'PIC', label: 'PIC' },
    name: 'A university',
    fullLabel: '999859608 - A university',
    organisationType: { key: 'HEI', label: 'University' },
    status: { key: 'ACTIVE', label: 'Active' },
    schacHomeOrganization: 'example.org',
    website: null,
    address: null,
    mainColor: null,
    secondaryColor: null,
    contrastColor: null,
    newLogoAt: null,
};

const nothing = Object.fromEntries(Object.keys(organisation).map((key) => [key, null]));

const enrolment = { academicLevel: null, contactPoint: { email: null }, fullName: 'Ada', hasPicture: false, organisation };

const person = { identifier: 'urn:schac:personalUniqueCode:int:esi:fr:1', fullName: 'Ada', organisations: [enrolment] };

const card = {
    cardNumber: NUMBER,
    cardStatusType: { key: 'ACTIVE', label: 'Active' },
    cardType: { key: 'PASSIVE', label: 'Passive' },
    displayName: 'Ada',
    issuedAt: '2026-01-01',
    expiresAt: '2027-01-01',
    hasOwnerAuthorization: true,
    issuer: organisation,
    processor: nothing,
    person,
};

function answer(status, json, headers = {}) {
    const text = json === undefined ? '' : JSON.stringify(json);
    const type = json === undefined ? {} : { 'content-type': 'application/json' };
    return { status, headers: { 'x-request-id': '1', ...type, ...headers }, body: Buffer.from(text), text, json };
}

const STATUS_PATH = `/esc-rest/api/v2/cards/${NUMBER}/status`;
const CARD_PATH = `/esc-rest/api/v2/cards/${NUMBER}`;
const without = (object, key) => Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));

const accepted = [
    { name: 'a status', path: STATUS_PATH, answer: answer(200, status) },
    { name: 'a charset', path: STATUS_PATH, answer: answer(404, error, { 'content-type': 'application/json;charset=UTF-8' }) },
    { name: 'a card without processor', path: CARD_PATH, answer: answer(200, card) },
    { name: 'a card with processor', path: CARD_PATH, answer: answer(200, { ...card, processor: organisation }) },
    { name: 'an error of any path', path: '/nowhere', answer: answer(404, { code: 'HT-0404', message: 'no such path: /nowhere' }) },
    { name: 'nothing after a deletion', method: 'DELETE', path: CARD_PATH, answer: answer(204) },
];

const refused = [
    { name: 'a missing member', path: STATUS_PATH, answer: answer(200, without(status, 'displayName')), says: /has the members of CardStatusView/ },
    { name: 'an extra member', path: STATUS_PATH, answer: answer(200, { ...status, extra: 1 }), says: /has the members of CardStatusView/ },
    { name: 'a null that may not be', path: STATUS_PATH, answer: answer(200, { ...status, status: null }), says: /status is never null/ },
    { name: 'a wrong type', path: STATUS_PATH, answer: answer(200, { ...status, issuerName: 7 }), says: /issuerName is a text/ },
    { name: 'a date-time', path: STATUS_PATH, answer: answer(200, { ...status, issuedAt: '2026-01-01T00:00:00Z' }), says: /has its form/ },
    { name: 'an upper-case number', path: STATUS_PATH, answer: answer(200, { ...status, cardNumber: NUMBER.toUpperCase() }), says: /has its form/ },
    { name: 'no such status', path: STATUS_PATH, answer: answer(200, { ...status, status: 'OK' }), says: /has its form/ },
    { name: 'a long name', path: STATUS_PATH, answer: answer(200, { ...status, displayName: 'x'.repeat(256) }), says: /at most 255/ },
    { name: 'a null processor', path: CARD_PATH, answer: answer(200, { ...card, processor: null }), says: /processor is never null/ },
    { name: 'half an issuer', path: CARD_PATH, answer: answer(200, { ...card, issuer: nothing }), says: /issuer\.\w+ is never null/ },
    { name: 'an id past its range', path: CARD_PATH, answer: answer(200, { ...card, issuer: { ...organisation, id: 0.5 } }), says: /is an int64/ },
    { name: 'an enrolment twice', path: CARD_PATH, answer: answer(200, { ...card, person: { ...person, organisations: [enrolment, enrolment] } }), says: /nothing twice/ },
    { name: 'a list for a person', path: CARD_PATH, answer: answer(200, { ...card, person: [person] }), says: /person is an object/ },
    { name: 'a text for a flag', path: CARD_PATH, answer: answer(200, { ...card, hasOwnerAuthorization: 'no' }), says: /true or false/ },
    { name: 'an undeclared success', path: STATUS_PATH, answer: answer(201, status), says: /201 is one of 200/ },
    { name: 'a body after a deletion', method: 'DELETE', path: CARD_PATH, answer: answer(204, {}), says: /no body/ },
    { name: 'a type without a body', method: 'DELETE', path: CARD_PATH, answer: answer(204, undefined, { 'content-type': 'text/plain' }), says: /no Content-Type/ },
    { name: 'another type', path: STATUS_PATH, answer: answer(200, status, { 'content-type': 'text/html' }), says: /text\/html is one of/ },
    { name: 'no request id', path: STATUS_PATH, answer: answer(200, status, { 'x-request-id': undefined }), says: /X-Request-Id/ },
    { name: 'a third member in an error', path: STATUS_PATH, answer: answer(404, { ...error, status: 404 }), says: /has the members of ApiErrorMessage/ },
    { name: 'an error without message', path: STATUS_PATH, answer: answer(404, { code: 'ER-0001', message: null }), says: /message is never null/ },
    { name: 'an empty code', path: STATUS_PATH, answer: answer(404, { ...error, code: '' }), says: /an error's code/ },
    { name: 'a known code with another status', path: STATUS_PATH, answer: answer(400, error), says: /ER-0001 goes with 404/ },
    { name: 'an error in plain text', path: STATUS_PATH, answer: answer(404, error, { 'content-type': 'text/plain' }), says: /an error is JSON/ },
    { name: 'a breakdown', path: STATUS_PATH, answer: answer(500, { code: 'HT-0500', message: 'something broke down' }), says: /never 500/ },
];

for (const { name, method = 'GET', path, answer } of accepted) {
    test(`passes: ${name}`, () => checkAnswer(method, path, answer));
}

for (const { name, method = 'GET', path, answer, says } of refused) {
    test(`fails: ${name}`, () => assert.throws(() => checkAnswer(method, path, answer), { name: 'AssertionError', message: says }));
}

test('finds the documented path, a plain one before one with parameters', () => {
    assert.equal(templateOf('/esc-rest/api/v2/cards/generate-escn?prefix=1'), '/api/v2/cards/generate-escn');
    assert.equal(templateOf('/api/v2/cards/x'), '/api/v2/cards/{escn}');
    assert.equal(templateOf('/esc-verifier-service/api/v1/cards/verify/x'), '/api/v1/cards/verify/{escn}');
    assert.equal(templateOf('/api/v2/persons/a:b%3Ac'), '/api/v2/persons/{esi}');
    assert.equal(templateOf('/api/v2/nowhere/x/y'), undefined);
});

test('checks lists of texts', () => {
    const schema = { type: 'array', items: { type: 'string' } };
    checkValue(schema, [NUMBER]);
    assert.throws(() => checkValue(schema, { 0: NUMBER }), /is a list/);
    assert.throws(() => checkValue(schema, [1]), /\[0\] is a text/);
});
