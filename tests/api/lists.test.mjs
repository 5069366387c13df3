// SPDX-License-Identifier: EUPL-1.2
// Lists of persons and cards: pages, links, every sort order and search, over names in many scripts.
import assert from 'node:assert/strict';
import test from 'node:test';

import { expectError, expectStatus } from './lib/expect.mjs';
import { cardBody, cardPath, day, enrolment, makePerson, newEsi, personBody, personPath } from './lib/make.mjs';
import { assertSorted, fold, follow, linkTarget, page, walk } from './lib/pages.mjs';
import { sharedRouter } from './lib/router.mjs';

const router = await sharedRouter();
const LISTED = '999999910';
const SPARE = '999999911';
const EMPTY = '999999912';
const PERSONS = '/api/v2/persons';
const CARDS = '/api/v2/cards';

const names = [
    'Ada Lovelace', 'ada lovelace', 'ÁDÁ LOVELACE', 'Åse Ångström', 'Zoë Zimmer', 'zoe zimmer', 'Łukasz Żółw', 'Øystein Ø', 'Đorđe Đ',
    'Иван Иванов', 'иван иванов', 'Ωμέγα Άλφα', 'أحمد', '李雷', 'Straße', 'STRASSE', 'ﬁne ligature', "O'Brien", '"quoted"', 'van der Berg',
    '100% sure', 'under_score', 'back\\slash', 'a', 'A', 'b', 'ab', 'a b', 'Ħal Tarxien', 'ŧ', 'Jürgen', 'Jurgen', 'JÜRGEN', '한국어', '𝒜lgebra',
    'Maria Rossi', 'Maria Rossi', 'Maria Rossi', 'Maria Rossi', 'Maria Rossi', 'a<+>b', 'fullName:trap', '0', '9', '10',
];

const types = ['PASSIVE', 'SMART_CDZ', 'SMART_PASSIVE'];

for (const identifier of [LISTED, SPARE, EMPTY]) {
    await router.addOrganisation({ identifier });
}
const client = router.client(LISTED);

// What was entered, as answered.
const people = [];
const cards = [];

async function enter(fullName, i) {
    const esi = newEsi(i % 2 ? 'Listed.Example' : 'listed.example');
    const views = [enrolment(LISTED, { fullName, email: `person${i}.x@mail${i % 7}.example` })];
    const body = personBody(esi, LISTED, { personOrganisationUpdateViews: views });
    people.push(expectStatus(await client.post(PERSONS, body), 201));
    for (let n = 0; n <= i % 2; n += 1) {
        const displayName = n === 1 ? `Card of ${fullName}` : undefined;
        const days = { issuedAt: day(-400 + ((i * 7) % 30)), expiresAt: day(-5 + ((i * 11) % 40)) };
        cards.push(expectStatus(await client.post(CARDS, cardBody(esi, LISTED, { ...days, displayName, cardType: types[i % 3] })), 201));
    }
}

for (const [i, name] of names.entries()) {
    await enter(name, i);
}

const lists = [
    { path: PERSONS, all: people, key: (person) => person.identifier },
    { path: CARDS, all: cards, key: (card) => card.cardNumber },
];

const sorts = {
    [PERSONS]: {
        fullName: (person) => fold(person.fullName),
        identifier: (person) => person.identifier.toLowerCase(),
    },
    [CARDS]: {
        cardNumber: (card) => card.cardNumber,
        issuedAt: (card) => card.issuedAt,
        expiresAt: (card) => card.expiresAt,
        displayName: (card) => fold(card.displayName),
        issuer: () => '',
        'issuer.name': (card) => fold(card.issuer.name),
        'issuer.identifier': (card) => card.issuer.identifier,
        person: () => '',
        'person.identifier': (card) => card.person.identifier.toLowerCase(),
        'person.fullName': (card) => fold(card.person.fullName),
    },
};

function assertSame(found, expected, key) {
    assert.deepEqual(found.map(key).sort(), expected.map(key).sort());
}

for (const { path, all, key } of lists) {
    test(`${path}: without sort, newest first, every element once at every size`, async () => {
        const expected = all.map(key).reverse();
        for (const size of [undefined, 1, 7, 45, 199, 200]) {
            assert.deepEqual((await walk(client, path, { size })).map(key), expected, `size ${size}`);
        }
    });

    test(`${path}: the default is page 0 of 10`, async () => {
        const { page: shown } = await page(client, path);
        assert.deepEqual([shown.number, shown.size], [0, 10]);
    });

    for (const [sort, keyOf] of Object.entries(sorts[path])) {
        test(`${path}: sorted by ${sort}, both ways, every element once`, async () => {
            for (const direction of [undefined, 'ASC', 'DESC']) {
                for (const size of [7, 200]) {
                    const found = await walk(client, path, { sort, direction, size });
                    assertSame(found, all, key);
                    assertSorted(found.map(keyOf), direction, `${sort} ${direction}`);
                }
            }
        });

        test(`${path}: pages sorted by ${sort} are parts of one order`, async () => {
            const whole = (await walk(client, path, { sort, size: 200 })).map(key);
            assert.deepEqual((await walk(client, path, { sort, size: 3 })).map(key), whole);
        });
    }

    test(`${path}: links lead through all pages, forwards and backwards, and keep what was asked`, async () => {
        for (const base of ['/esc-rest', '']) {
            const walker = client.with({ base });
            const asked = `${path}?size=8&sort=${path === PERSONS ? 'fullName' : 'displayName'}&direction=DESC`;
            const forwards = await follow(walker, asked, 'next');
            assertSame(forwards.flatMap((at) => at.content), all, key);
            const backwards = await follow(walker, linkTarget(walker, forwards[0], 'last'), 'prev');
            assert.deepEqual(backwards.reverse(), forwards);
        }
    });

    test(`${path}: a page has the links that apply`, async () => {
        const rels = async (number) => (await page(client, path, { size: 8, page: number })).links.map((link) => link.rel);
        const { totalPages } = (await page(client, path, { size: 8 })).page;
        assert.deepEqual(await rels(0), ['first', 'self', 'next', 'last']);
        assert.deepEqual(await rels(1), ['first', 'prev', 'self', 'next', 'last']);
        assert.deepEqual(await rels(totalPages - 1), ['first', 'prev', 'self', 'last']);
    });

    test(`${path}: links of a page lead where they say`, async () => {
        const at = await page(client, path, { size: 8, page: 2 });
        for (const [rel, number] of Object.entries({ first: 0, prev: 1, self: 2, next: 3, last: at.page.totalPages - 1 })) {
            assert.equal(expectStatus(await client.get(linkTarget(client, at, rel)), 200).page.number, number, rel);
        }
    });

    test(`${path}: pages past the end are empty`, async () => {
        for (const number of [100, 1_000_000, 2_147_483_647]) {
            const at = await page(client, path, { size: 10, page: number });
            assert.deepEqual([at.content, at.empty, at.page.number], [[], true, number]);
            assert.equal(at.page.totalElements, all.length);
        }
    });

    test(`${path}: a list of nothing is empty`, async () => {
        const at = await page(router.client(EMPTY), path);
        assert.deepEqual([at.content, at.empty], [[], true]);
        assert.deepEqual(at.page, { size: 10, totalElements: 0, totalPages: 0, number: 0 });
        assert.ok(!at.links.some((link) => ['prev', 'next'].includes(link.rel)));
    });

    const refused = [
        { query: 'size=0', says: ['size', '200'] },
        { query: 'size=201', says: ['size', '201', '200'] },
        { query: 'size=-1', says: ['size'] },
        { query: 'size=ten', says: ['size', 'ten'] },
        { query: 'size=99999999999999999999', says: ['size'] },
        { query: 'page=-1', says: ['page', '-1'] },
        { query: 'page=one', says: ['page', 'one'] },
        { query: 'page=99999999999999999999', says: ['page'] },
        { query: 'sort=shoeSize', says: ['sort', 'shoeSize'] },
        { query: 'sort=fullName&direction=SIDEWAYS'.replace('fullName', path === PERSONS ? 'fullName' : 'cardNumber'), says: ['direction', 'SIDEWAYS', 'ASC', 'DESC'] },
        { query: 'search=shoeSize%3A43', says: ['search', 'shoeSize'] },
        { query: `search=${encodeURIComponent('shoeSize:43<+>size:XL')}`, says: ['search', 'shoeSize'] },
    ];
    for (const { query, says } of refused) {
        test(`${path}: refuses ${query}`, async () => expectError(await client.get(`${path}?${query}`), 400, undefined, ...says));
    }
}

// Persons whose name, ESI or e-mail address holds the text.
const holds = (person, text) =>
    [person.fullName, person.identifier, person.organisations[0].contactPoint.email].some((value) => fold(value).includes(fold(text)));

const texts = [
    'lovelace', 'LOVELACE', 'lóvelace', 'zimmer', 'angstrom', 'Ångström', 'zolw', 'oystein', 'иван', 'ИВАН', 'ωμεγα', 'أحمد', '李', '국', 'strasse',
    'fine', "o'b", '"', '%', '_', '\\', 'jurgen', 'maria rossi', 'mail3', 'person1', 'listed.example', 'a', 'nobody at all', '<', 'a<', "' OR 1=1 --",
];

for (const text of texts) {
    test(`persons are found by ${text}`, async () => {
        const expected = people.filter((person) => holds(person, text));
        assertSame(await walk(client, PERSONS, { search: text, size: 7 }), expected, (person) => person.identifier);
    });

    test(`cards are found by ${text}`, async () => {
        const byIdentifier = new Map(people.map((person) => [person.identifier, person]));
        const expected = cards.filter((card) => holds(byIdentifier.get(card.person.identifier), text) || fold(card.displayName).includes(fold(text)));
        assertSame(await walk(client, CARDS, { search: text, size: 7 }), expected, (card) => card.cardNumber);
    });
}

test('a card is found by its number, or a part of it, in any letter case', async () => {
    const { cardNumber } = cards[5];
    for (const search of [cardNumber, cardNumber.toUpperCase(), cardNumber.slice(0, 13)]) {
        assert.ok((await walk(client, CARDS, { search })).some((card) => card.cardNumber === cardNumber), search);
    }
    assert.deepEqual((await walk(client, CARDS, { search: cardNumber })).length, 1);
});

test('a person is found by the whole ESI, in any letter case', async () => {
    const { identifier } = people[11];
    for (const search of [identifier, identifier.toUpperCase(), identifier.slice(-16)]) {
        assert.deepEqual((await walk(client, PERSONS, { search })).map((person) => person.identifier), [identifier]);
    }
});

test('a joint whose plus arrives as a blank is a joint', async () => {
    const { identifier } = people[11];
    const query = `search=${encodeURIComponent('person.identifierCode:ESI')}%3C+%3E${encodeURIComponent(`person.identifier:${identifier}`)}`;
    const found = expectStatus(await client.get(`${CARDS}?${query}`), 200).content;
    assert.deepEqual([...new Set(found.map((card) => card.person.identifier))], [identifier]);
});

test('terms find what all of them fit', async () => {
    const person = people[3];
    const card = cards.find((one) => one.person.identifier === person.identifier);
    const terms = [
        [PERSONS, `identifier:${person.identifier}`],
        [PERSONS, `identifier:${person.identifier.toUpperCase()}`],
        [PERSONS, `fullName:${person.fullName}<+>identifier:${person.identifier}`],
        [PERSONS, 'fullName:åse ångstrom'],
        [CARDS, `cardNumber:${card.cardNumber}`],
        [CARDS, `cardNumber:${card.cardNumber.toUpperCase()}<+>issuer.identifier:${LISTED}<+>person.identifierCode:ESI`],
    ];
    for (const [path, search] of terms) {
        const found = await walk(client, path, { search });
        assert.deepEqual(found.map((one) => one.cardNumber ?? one.identifier), [path === CARDS ? card.cardNumber : person.identifier], search);
    }
});

test('terms find cards by holder, issuer, days and name', async () => {
    const sample = cards[9];
    const terms = {
        [`person.identifierCode:ESI<+>person.identifier:${sample.person.identifier}`]: (card) => card.person.identifier === sample.person.identifier,
        [`person.fullName:${sample.person.fullName}`]: (card) => fold(card.person.fullName).includes(fold(sample.person.fullName)),
        [`issuedAt:${sample.issuedAt}`]: (card) => card.issuedAt === sample.issuedAt,
        [`expiresAt:${sample.expiresAt}<+>issuedAt:${sample.issuedAt}`]: (card) => card.issuedAt === sample.issuedAt && card.expiresAt === sample.expiresAt,
        [`issuer.identifier:${LISTED}`]: () => true,
        [`issuer.name:Organisation ${LISTED}`]: () => true,
        'issuer.identifier:999999991': () => false,
        'displayName:Card of zoe zimmer': (card) => fold(card.displayName).includes('card of zoe zimmer'),
        'person.identifierCode:PASSPORT': () => false,
    };
    for (const [search, fits] of Object.entries(terms)) {
        assertSame(await walk(client, CARDS, { search, size: 9 }), cards.filter(fits), (card) => card.cardNumber);
    }
});

test('search and sort go together', async () => {
    for (const direction of ['ASC', 'DESC']) {
        const found = await walk(client, PERSONS, { search: 'mail3', sort: 'fullName', direction, size: 2 });
        assertSame(found, people.filter((person) => holds(person, 'mail3')), (person) => person.identifier);
        assertSorted(found.map((person) => fold(person.fullName)), direction, 'found');
    }
});

test('changes and deletions show in lists at once', async () => {
    const spare = router.client(SPARE);
    const esis = [];
    for (const fullName of ['One', 'Two', 'Three']) {
        esis.push(await makePerson(spare, SPARE, { fullName }));
    }
    const card = expectStatus(await spare.post(CARDS, cardBody(esis[0], SPARE)), 201);
    const renamed = { personOrganisationUpdateViews: [enrolment(SPARE, { fullName: 'Zero' })] };
    expectStatus(await spare.put(personPath(esis[1]), personBody(esis[1], SPARE, renamed)), 200);
    assert.deepEqual((await walk(spare, PERSONS, { sort: 'fullName' })).map((p) => p.fullName), ['One', 'Three', 'Zero']);
    assert.deepEqual((await walk(spare, PERSONS, { search: 'two' })).length, 0);
    expectStatus(await spare.delete(personPath(esis[2])), 204);
    assert.deepEqual((await walk(spare, PERSONS)).map((p) => p.fullName), ['Zero', 'One']);
    expectStatus(await spare.delete(cardPath(card.cardNumber)), 204);
    assert.equal((await page(spare, CARDS)).page.totalElements, 0);
});
