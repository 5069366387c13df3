// SPDX-License-Identifier: EUPL-1.2
// Statistics: one's own by token, all together without, small groups for nobody.
import assert from 'node:assert/strict';
import test from 'node:test';

import { expectError, expectStatus } from './lib/expect.mjs';
import { cardBody, cardPath, day, FIRST, makeCard, makePerson, personPath, PROCESSOR, SECOND, UNACCEPTED, verifyPath } from './lib/make.mjs';
import { command, commandJson, sharedRouter, sql } from './lib/router.mjs';

const PATH = '/api/v2/statistics';
const router = await sharedRouter({ students: 300 });
const first = router.client(FIRST);

const statistics = async (client) => expectStatus(await client.get(PATH), 200);
const sum = (groups, member = 'cards') => groups.reduce((total, group) => total + group[member], 0);
const cardsOf = (groups, key) => groups.find((group) => group.key === key)?.cards ?? 0;
const thisYear = new Date().getUTCFullYear();
const academicYear = new Date().getUTCMonth() >= 8 ? `${thisYear}/${thisYear + 1}` : `${thisYear - 1}/${thisYear}`;

// All numbers of persons or cards in a public answer.
function numbersIn(value, name = '') {
    if (typeof value === 'number') {
        return /^(year|registered|haveIssued|issueActive)$/.test(name) ? [] : [value];
    }
    return value && typeof value === 'object' ? Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, key)) : [];
}

test('parts add up to the whole, for one institution and for a processor', async () => {
    for (const identifier of [FIRST, SECOND, PROCESSOR]) {
        const { total, each, day: today, organisations } = await statistics(router.client(identifier));
        assert.equal(today, day(0));
        assert.equal(sum(total.issuedByYear), total.issued);
        assert.equal(sum(total.issuedByAcademicYear), total.issued);
        for (const groups of [total.activeByType, total.activeByLevel, total.activeByCountry, total.activeByLogo]) {
            assert.equal(sum(groups), total.active);
        }
        assert.deepEqual(each.map((one) => one.organisationIdentifier), [identifier === PROCESSOR ? FIRST : identifier]);
        assert.deepEqual({ ...each[0], organisationIdentifier: null, organisationName: null }, total);
        assert.deepEqual([organisations.haveIssued, organisations.issueActive], [1, 1]);
    }
});

test('each change counts at once', async () => {
    const before = (await statistics(first)).total;
    const esi = await makePerson(first);
    const { cardNumber } = await makeCard(first, { esi, issuedAt: day(0), cardType: 'SMART_CDZ', expiresAt: day(0) });
    const issued = (await statistics(first)).total;
    assert.deepEqual([issued.issued, issued.active, issued.personsWithActiveCards], [before.issued + 1, before.active + 1, before.personsWithActiveCards + 1]);
    assert.equal(cardsOf(issued.activeByType, 'SMART_CDZ'), cardsOf(before.activeByType, 'SMART_CDZ') + 1);
    assert.equal(cardsOf(issued.activeByLevel, 'BACHELOR'), cardsOf(before.activeByLevel, 'BACHELOR') + 1);
    const yearBefore = before.issuedByYear.find((one) => one.year === thisYear)?.cards ?? 0;
    assert.equal(issued.issuedByYear.find((one) => one.year === thisYear).cards, yearBefore + 1);
    assert.ok(issued.issuedByAcademicYear.some((one) => one.academicYear === academicYear));
    expectStatus(await first.put(cardPath(cardNumber), cardBody(esi, FIRST, { issuedAt: day(-9), expiresAt: day(-1) })), 200);
    const expired = (await statistics(first)).total;
    assert.deepEqual([expired.issued, expired.active, expired.expired], [before.issued + 1, before.active, before.expired + 1]);
    assert.equal(expired.personsWithActiveCards, before.personsWithActiveCards);
    expectStatus(await first.delete(cardPath(cardNumber)), 204);
    expectStatus(await first.delete(personPath(esi)), 204);
    const gone = (await statistics(first)).total;
    assert.deepEqual([gone.issued, gone.active, gone.expired], [before.issued + 1, before.active, before.expired]);
});

test('a refused write counts nowhere', async () => {
    const { number, esi } = await (async () => {
        const holder = await makePerson(first);
        return { esi: holder, number: (await makeCard(first, { esi: holder })).cardNumber };
    })();
    const { lastSynchronisation, verifications, ...before } = (await statistics(first)).total;
    expectError(await first.post('/api/v2/cards', cardBody(esi, FIRST, { cardNumber: number })), 409, 'ER-0002');
    expectError(await first.post('/api/v2/cards', cardBody(esi, FIRST, { issuedAt: day(5), expiresAt: day(1) })), 400);
    const { lastSynchronisation: later, verifications: same, ...after } = (await statistics(first)).total;
    assert.deepEqual(after, before);
    assert.equal(later, lastSynchronisation);
});

test('the last synchronisation is the last write by a token', async () => {
    const started = Date.now();
    await makePerson(first);
    const at = Date.parse((await statistics(first)).total.lastSynchronisation);
    assert.ok(at >= started && at <= Date.now());
    assert.equal((await statistics(router.client(UNACCEPTED))).total.lastSynchronisation, null);
    await makePerson(router.client(PROCESSOR), FIRST);
    assert.ok(Date.parse((await statistics(first)).total.lastSynchronisation) >= at);
});

test('verifications are counted by day, for the issuer', async () => {
    const today = (one) => one.total.verifications.find((count) => count.day === day(0))?.verifications ?? 0;
    const before = today(await statistics(first));
    const { cardNumber } = await makeCard(first);
    for (let i = 0; i < 4; i += 1) {
        expectStatus(await router.client().get(cardPath(cardNumber, '/status')), 200);
        expectStatus(await router.client().get(verifyPath(cardNumber)), 200);
    }
    assert.equal(today(await statistics(first)), before + 8);
    assert.deepEqual(sql(router.database, "SELECT name FROM pragma_table_info('verification_count')").map((one) => one.name), ['organisation_id', 'day', 'verifications']);
});

test('without a token all together is told, and no group under 10', async () => {
    const found = await statistics(router.client());
    assert.deepEqual(found.each, []);
    assert.equal(found.total.organisationIdentifier, null);
    assert.ok(found.organisations.registered >= 4);
    assert.ok(numbersIn(found).every((number) => number >= 10), JSON.stringify(found));
    const own = await Promise.all([FIRST, SECOND].map((one) => statistics(router.client(one))));
    assert.equal(found.total.active, sum(own.map((one) => one.total), 'active'));
    for (const { cards } of found.total.activeByType) {
        assert.ok(cards === null || cards >= 10);
    }
});

test('a bad token, a token of the wrong right', async () => {
    expectError(await router.client().get(PATH, { token: 'esc_test_nobody' }), 401, 'SE-0401');
    const place = ['--database', router.database, '--organisation', FIRST];
    const made = await commandJson('token', 'create', ...place, '--name', 'narrow', '--scopes', 'persons,cards');
    expectError(await first.with({ token: made.token }).get(PATH), 403, 'ER-2201', '"read"');
});

test('the command line tells the same', async () => {
    const place = ['--database', router.database];
    const [told, asked] = [await commandJson('statistics', ...place, '--organisation', FIRST), await statistics(first)];
    for (const one of [told.total, asked.total]) {
        delete one.verifications; // those of the last minute are the router's own
    }
    assert.deepEqual(told.total, asked.total);
    assert.equal((await commandJson('statistics', ...place)).each.length, 3);
    const paper = await command('statistics', ...place);
    assert.equal(paper.code, 0, paper.stderr);
    assert.match(paper.stdout, new RegExp(`^  active cards +${(await commandJson('statistics', ...place)).total.active}$`, 'm'));
    assert.match(paper.stdout, /^All together$/m);
    const nobody = await command('statistics', ...place, '--organisation', '999999988');
    assert.equal(nobody.code, 2);
    assert.match(nobody.stderr, /999999988/);
});

test('nothing is wrong in the end', async () => {
    assert.equal((await commandJson('doctor', '--database', router.database)).healthy, true);
});

test('who has nothing sees nothing', async () => {
    const { total } = await statistics(router.client(UNACCEPTED));
    assert.deepEqual([total.issued, total.active, total.personsWithActiveCards], [0, 0, 0]);
    assert.deepEqual([total.issuedByYear, total.activeByType, total.verifications], [[], [], []]);
});
