// SPDX-License-Identifier: EUPL-1.2
// Persons, cards and days for tests: each call gives identifiers that no other test has.
import { randomBytes } from 'node:crypto';

import { expectStatus } from './expect.mjs';

export const FIRST = '999999991';
export const SECOND = '999999992';
export const UNACCEPTED = '999999993';
export const PROCESSOR = 'B99999999';

const DAY_MS = 86_400_000;

// A day as "yyyy-MM-dd", counted from today in UTC.
export function day(offset) {
    return new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);
}

export function newEsi(scope = 'univ-saint-valentin.example') {
    return `urn:schac:personalUniqueCode:int:esi:${scope}:t${randomBytes(8).toString('hex')}`;
}

// An ESI as it stands in a path, its colons encoded.
export function personPath(esi) {
    return `/api/v2/persons/${encodeURIComponent(esi)}`;
}

export function cardPath(number, rest = '') {
    return `/api/v2/cards/${number}${rest}`;
}

export function verifyPath(number) {
    return `/api/v1/cards/verify/${number}`;
}

// A conforming number that nobody has used: version 1, this PIC.
export function newEscn(pic = FIRST, prefix = '001') {
    const hex = randomBytes(8).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-1${hex.slice(13, 16)}-a${randomBytes(2).toString('hex').slice(1)}-${prefix}${pic}`;
}

export function enrolment(organisation = FIRST, changes = {}) {
    return { organisationIdentifier: organisation, fullName: 'Ada Lovelace', email: 'ada@example.org', academicLevel: 'BACHELOR', ...changes };
}

export function personBody(esi = newEsi(), organisation = FIRST, changes = {}) {
    return { identifier: esi, identifierCode: 'ESI', personOrganisationUpdateViews: [enrolment(organisation)], ...changes };
}

export function cardBody(esi, issuer = FIRST, changes = {}) {
    return {
        cardStatusType: 'ACTIVE',
        cardType: 'PASSIVE',
        issuedAt: day(-10),
        expiresAt: day(300),
        issuerIdentifier: issuer,
        personIdentifier: esi,
        ...changes,
    };
}

// A person enrolled at one organisation, through the API. Gives the ESI.
export async function makePerson(client, organisation = FIRST, changes = {}) {
    const esi = newEsi();
    const views = [enrolment(organisation, changes)];
    expectStatus(await client.post('/api/v2/persons', personBody(esi, organisation, { personOrganisationUpdateViews: views })), 201);
    return esi;
}

// A card of a person, or of a new one. Gives the card as answered.
export async function makeCard(client, { issuer = FIRST, esi, ...changes } = {}) {
    const holder = esi ?? (await makePerson(client, issuer));
    return expectStatus(await client.post('/api/v2/cards', cardBody(holder, issuer, changes)), 201);
}
