// SPDX-License-Identifier: EUPL-1.2
// CSV files: what they may look like, what is wrong with them, importing them, seeing how it went, taking it back, and who may.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import test from 'node:test';

import { expectError, expectStatus } from './lib/expect.mjs';
import { csvForm, ending, errorsOf, importCsv, sendCsv, validateCsv } from './lib/imports.mjs';
import { cardBody, cardPath, FIRST, makeCard, makePerson, newEscn, newEsi, personPath, PROCESSOR, SECOND, UNACCEPTED } from './lib/make.mjs';
import { commandJson, sharedRouter, sql, until } from './lib/router.mjs';

const router = await sharedRouter();
const client = router.client(FIRST);
const other = router.client(SECOND);

const HEADER = 'personIdentifier,cardNumber,fullName,cardType,expiresAt';
const rowOf = (esi, number = '', name = 'Ada Lovelace') => `${esi},${number},${name},SMART_CDZ,2030-01-01`;
const fileOf = (...rows) => [HEADER, ...rows].join('\r\n');
const importPath = (id, rest = '') => `/api/v2/imports/${id}${rest}`;

async function cardsOf(esi) {
    const search = encodeURIComponent(`person.identifier:${esi}`);
    return expectStatus(await client.get(`/api/v2/cards?search=${search}`), 200).content;
}

test('the columns are named with their places', async () => {
    const columns = expectStatus(await client.get('/api/v2/cards/csv-config'), 200);
    const names = ['personIdentifier', 'fullName', 'email', 'academicLevel', 'cardNumber', 'cardType', 'cardStatusType', 'displayName'];
    names.push('issuedAt', 'expiresAt', 'issuerIdentifier', 'processorIdentifier');
    assert.deepEqual(columns, Object.fromEntries(names.map((name, index) => [name, index])));
});

test('a file without fault has no problems, and validating writes nothing', async () => {
    const esi = newEsi();
    assert.deepEqual(expectStatus(await validateCsv(client, 'operation=CREATE', fileOf(rowOf(esi))), 200), []);
    expectStatus(await client.get(personPath(esi)), 404);
});

const problems = [
    ['nothing', 'CREATE', '', [[1, '', 'ER-1202']]],
    ['a ZIP archive', 'CREATE', 'PK\x03\x04', [[1, '', 'ER-1202']]],
    ['no header', 'CREATE', 'a,b\n1,2\n', [[1, '', 'ER-1203']]],
    ['an unknown column, one twice, one missing', 'CREATE', 'personIdentifier,colour,email,E-Mail,cardType\n', [[1, 'colour', 'ER-1203'], [1, 'email', 'ER-1203'], [1, 'expiresAt', 'ER-1203']]],
    ['a million columns', 'DELETE', `cardNumber${',x'.repeat(1_000_000)}`, [[1, '', 'ER-1204']]],
    ['a row of more cells than there may be, and of those after it', 'DELETE', `cardNumber\n1${',x'.repeat(64)}\n2\n`, [[2, '', 'ER-1204'], [2, 'cardNumber', 'ER-1001'], [3, 'cardNumber', 'ER-1001']]],
    ['a long line', 'DELETE', `cardNumber\n${'x'.repeat(2_000_000)}`, [[2, '', 'ER-1204']]],
    ['a quote that nobody closes', 'DELETE', 'cardNumber\n"1\n', [[2, '', 'ER-1204']]],
    ['a NUL', 'DELETE', 'cardNumber\n1\0\n', [[2, '', 'ER-1204']]],
    ['two encodings', 'DELETE', Buffer.concat([Buffer.from('\uFEFFcardNumber,fullName\nx,Müller\n'), Buffer.from('x,M\xfcller\n', 'latin1')]), [[2, 'cardNumber', 'ER-1001'], [3, '', 'ER-1204']]],
    ['several problems of a row, in the order of the columns', 'CREATE', `${HEADER},email\nx,y,z,9,\n`, [[2, 'personIdentifier', 'ER-1002'], [2, 'cardNumber', 'ER-1001'], [2, 'cardType', 'ER-1012'], [2, 'expiresAt', 'ER-1011']]],
    ['a card that is not there', 'UPDATE', `cardNumber\n${newEscn()}\n`, [[2, 'cardNumber', 'ER-0001']]],
];
for (const [name, operation, content, expected] of problems) {
    test(`validation tells of ${name}`, async () => {
        const found = expectStatus(await validateCsv(client, `operation=${operation}`, content), 200);
        assert.deepEqual(found.map(({ rowNumber, fieldName, params }) => [rowNumber, fieldName, params.code]), expected);
        assert.ok(found.every(({ errorMessage }) => errorMessage.length > 10));
    });
}

test('a card number that stands twice is told with its first row, a value is told unless it is personal', async () => {
    const number = newEscn();
    const twice = expectStatus(await validateCsv(client, 'operation=CREATE', fileOf(rowOf(newEsi(), number), rowOf(newEsi(), number))), 200);
    assert.deepEqual(twice.map(({ rowNumber, errorMessage, params }) => ({ rowNumber, errorMessage, params })), [
        { rowNumber: 3, errorMessage: 'this cardNumber stands in row 2 already', params: { code: 'ER-1207', value: number } },
    ]);
    const [email] = expectStatus(await validateCsv(client, 'operation=CREATE', `${HEADER},email\n${rowOf(newEsi())},secret\n`), 200);
    assert.deepEqual([email.fieldName, email.params], ['email', { code: 'ER-1013' }]);
});

test('no more than a thousand problems are told', async () => {
    const found = expectStatus(await validateCsv(client, 'operation=DELETE', `cardNumber\n${'x\n'.repeat(1500)}`), 200);
    assert.equal(found.length, 1000);
});

test('an import issues cards and enrols persons; all is seen at once', async () => {
    const [ada, eve] = [newEsi(), newEsi()];
    const begun = await sendCsv(client, 'operation=CREATE&mode=all', fileOf(rowOf(ada), rowOf(eve, '', '"Eve; E."')));
    const view = expectStatus(begun, 202);
    assert.equal(begun.headers.location, `/esc-rest/api/v2/imports/${view.id}`);
    assert.equal(view.state, 'QUEUED');
    const done = await ending(client, view.id);
    assert.deepEqual({ ...done, createdAt: 0, endedAt: 0 }, {
        id: view.id, operation: 'CREATE', mode: 'all', dryRun: false, state: 'DONE', progress: 100,
        created: 2, updated: 0, unchanged: 0, failed: 0, reason: null, createdAt: 0, endedAt: 0,
    });
    const [card] = await cardsOf(eve);
    assert.equal(card.displayName, 'Eve; E.');
    assert.equal(card.cardType.key, 'SMART_CDZ');
    assert.deepEqual(await errorsOf(client, view.id), [`${HEADER.replace('cardNumber,fullName', 'fullName,cardNumber')},errors`]);
    const again = await importCsv(client, 'operation=CREATE', fileOf(rowOf(eve, card.cardNumber, '"Eve; E."')));
    assert.deepEqual([again.state, again.unchanged], ['DONE', 1]);
    const update = await importCsv(client, 'operation=UPDATE', `cardNumber;cardStatusType;email\n${card.cardNumber};INACTIVE;eve@univ.example\n`);
    assert.deepEqual([update.state, update.updated], ['DONE', 1]);
    assert.equal(expectStatus(await client.get(cardPath(card.cardNumber, '/status'), { token: null }), 200).status, 'INACTIVE');
    const deletion = await importCsv(client, 'operation=DELETE', `cardNumber\n${card.cardNumber}\n`);
    assert.deepEqual([deletion.state, deletion.updated], ['DONE', 1]);
    expectError(await client.get(cardPath(card.cardNumber)), 404, 'ER-0001');
    expectStatus(await client.delete(importPath(deletion.id)), 200);
    assert.equal(expectStatus(await client.get(cardPath(card.cardNumber)), 200).cardStatusType.key, 'INACTIVE');
});

test('mode all writes everything or nothing, mode valid the good rows; the bad ones come back to be mended', async () => {
    const [good, bad] = [newEsi(), newEsi()];
    const file = `personIdentifier;fullName;cardType;expiresAt\n${good};Good;0;2030-01-01\n${bad};=Bad;77;2030-01-01\n`;
    const all = await importCsv(client, 'operation=CREATE&mode=all', file);
    assert.deepEqual([all.state, all.created, all.failed], ['FAILED', 0, 1]);
    assert.match(all.reason, /1 row can't be imported/);
    expectStatus(await client.get(personPath(good)), 404);
    expectError(await client.delete(importPath(all.id)), 409, 'ER-1205', 'written nothing');
    const valid = await importCsv(client, 'operation=CREATE&mode=valid', file);
    assert.deepEqual([valid.state, valid.created, valid.failed], ['DONE', 1, 1]);
    assert.equal((await cardsOf(good)).length, 1);
    const lines = await errorsOf(client, valid.id);
    assert.equal(lines[0], 'personIdentifier;fullName;cardType;expiresAt;errors');
    assert.match(lines[1], new RegExp(`^${bad};'=Bad;77;2030-01-01;"cardType is ""77""`));
    const mended = await importCsv(client, 'operation=CREATE&mode=all', lines.join('\n').replace(';77;', ';1;'));
    assert.deepEqual([mended.state, mended.created], ['DONE', 1]);
    assert.equal(expectStatus(await client.get(personPath(bad)), 200).fullName, '=Bad');
});

test('a dry run tells what would be, and writes nothing', async () => {
    const esi = newEsi();
    const dry = await importCsv(client, 'operation=CREATE&mode=all&dryRun=true', fileOf(rowOf(esi), rowOf('x')));
    assert.deepEqual([dry.state, dry.dryRun, dry.created, dry.failed], ['DONE', true, 1, 1]);
    assert.equal((await errorsOf(client, dry.id)).length, 2);
    expectStatus(await client.get(personPath(esi)), 404);
    expectError(await client.delete(importPath(dry.id)), 409, 'ER-1205', 'written nothing');
});

test('an import is taken back, unless something has changed since', async () => {
    const [ada, eve] = [newEsi(), newEsi()];
    const first = await importCsv(client, 'operation=CREATE', fileOf(rowOf(ada)));
    const [card] = await cardsOf(ada);
    assert.equal(expectStatus(await client.delete(importPath(first.id)), 200).state, 'UNDONE');
    expectError(await client.get(cardPath(card.cardNumber)), 404, 'ER-0001');
    expectStatus(await client.get(personPath(ada)), 404);
    expectError(await client.delete(importPath(first.id)), 409, 'ER-1205', 'undone already');
    const second = await importCsv(client, 'operation=CREATE', fileOf(rowOf(eve)));
    expectStatus(await client.post('/api/v2/cards', cardBody(eve)), 201);
    expectError(await client.delete(importPath(second.id)), 409, 'ER-1205', '1 other cards');
    assert.equal(expectStatus(await client.get(importPath(second.id)), 200).state, 'DONE');
});

test('a large import goes through, and back', async () => {
    const people = Array.from({ length: 1500 }, () => newEsi());
    const done = await importCsv(client, 'operation=CREATE&mode=all', fileOf(...people.map((esi) => rowOf(esi))));
    assert.deepEqual([done.state, done.created, done.progress], ['DONE', 1500, 100]);
    assert.equal((await cardsOf(people[1499])).length, 1);
    expectStatus(await client.delete(importPath(done.id)), 202);
    assert.equal((await ending(client, done.id)).state, 'UNDONE');
    expectStatus(await client.get(personPath(people[0])), 404);
    expectStatus(await client.get(personPath(people[1499])), 404);
});

test('imports of one organisation wait for each other and are listed, newest first', async () => {
    const sent = [];
    for (let i = 0; i < 3; i++) {
        sent.push(expectStatus(await sendCsv(other, 'operation=CREATE', fileOf(rowOf(newEsi()))), 202).id);
    }
    for (const id of sent) {
        assert.equal((await ending(other, id)).created, 1);
    }
    const listed = expectStatus(await other.get('/api/v2/imports'), 200).map(({ id }) => id);
    assert.deepEqual(listed, [...sent].reverse());
    assert.deepEqual(expectStatus(await other.get(`/api/v2/imports?before=${sent[2]}&size=1`), 200).map(({ id }) => id), [sent[1]]);
    expectError(await other.get('/api/v2/imports?size=0'), 400, 'ER-1018');
});

test('nothing is left of the files', async () => {
    const folder = `${router.database.replace(/^sqlite:/, '')}-imports`;
    await importCsv(client, 'operation=CREATE', fileOf(rowOf(newEsi())));
    expectStatus(await sendCsv(client, 'operation=CREATE', 'x'), 400);
    if (existsSync(folder)) {
        await until('the folder is empty', () => readdirSync(folder).length === 0);
    }
});

test('the same request again is the same import', async () => {
    const headers = { 'Idempotency-Key': `import-${newEsi()}` };
    const file = fileOf(rowOf(newEsi()));
    const first = expectStatus(await sendCsv(client, 'operation=CREATE', file, { headers }), 202);
    const again = await sendCsv(client, 'operation=CREATE', file, { headers });
    assert.deepEqual(expectStatus(again, 202), first);
    assert.equal(again.headers.location, `/esc-rest/api/v2/imports/${first.id}`);
    assert.equal((await ending(client, first.id)).created, 1);
});

test('bad requests are refused', async () => {
    const file = fileOf(rowOf(newEsi()));
    expectError(await sendCsv(client, '', file), 400, 'ER-1018', 'operation');
    expectError(await sendCsv(client, 'operation=REPLACE', file), 400, 'ER-1018', 'CREATE, UPDATE or DELETE');
    expectError(await sendCsv(client, 'operation=create&mode=some', file), 400, 'ER-1018', 'all or valid');
    expectError(await sendCsv(client, 'operation=create&dryRun=maybe', file), 400, 'ER-1018', 'dryRun');
    expectError(await sendCsv(client, 'operation=create', ''), 400, 'ER-1202', 'empty');
    expectError(await sendCsv(client, 'operation=create', 'PK\x03\x04'), 400, 'ER-1202', 'ZIP');
    expectError(await sendCsv(client, 'operation=create', 'colour,cardType\n'), 400, 'ER-1203', 'colour');
    expectError(await validateCsv(client, 'operation=x', file), 400, 'ER-1018');
    expectError(await client.send('POST', '/api/v2/cards/import?operation=CREATE', csvForm(file, 'data')), 400, 'ER-1302', 'file');
    expectError(await client.post('/api/v2/cards/import?operation=CREATE', {}), 415, 'SE-0415');
    for (const path of [importPath(0), importPath(99999999), importPath('x'), importPath(99999999, '/errors.csv')]) {
        expectError(await client.get(path), 404, 'ER-1201');
    }
    expectError(await client.delete(importPath(99999999)), 404, 'ER-1201');
});

test('who may not is refused, with the file as without', async () => {
    const file = fileOf(rowOf(newEsi()));
    const mine = await importCsv(client, 'operation=CREATE', file);
    const own = [['GET', importPath(mine.id)], ['GET', importPath(mine.id, '/errors.csv')], ['DELETE', importPath(mine.id)]];
    const { id, token } = await commandJson('token', 'create', '--database', router.database, '--organisation', FIRST, '--name', 'cards alone');
    sql(router.database, `UPDATE token SET scopes = 15 WHERE id = ${id}`); // all but import
    const calls = [...own, ['GET', '/api/v2/imports'], ['POST', '/api/v2/cards/import?operation=CREATE', csvForm(file)], ['POST', '/api/v2/cards/validate-csv?operation=CREATE', csvForm(file)]];
    for (const [method, path, options] of calls) {
        expectError(await client.send(method, path, { ...options, token: null }), 401, 'SE-0401');
        expectError(await client.send(method, path, { ...options, token: 'esc_test_nonsense' }), 401, 'SE-0401');
        expectError(await client.send(method, path, { ...options, token }), 403, 'ER-2201', 'import');
    }
    for (const [method, path] of own) {
        expectError(await other.send(method, path), 403, 'SE-0000');
        expectError(await router.client(PROCESSOR).send(method, path), 403, 'SE-0000');
    }
    expectError(await client.send('GET', '/api/v2/cards/csv-config', { token: null }), 401, 'SE-0401');
    expectError(await sendCsv(router.client(UNACCEPTED), 'operation=CREATE', file), 403, 'ER-2003');
    assert.deepEqual(expectStatus(await router.client(UNACCEPTED).get('/api/v2/imports'), 200), []);
});

test("rows about others' cards and persons are refused one by one", async () => {
    const esi = await makePerson(other, SECOND);
    const number = (await makeCard(other, { issuer: SECOND, esi })).cardNumber;
    const deletion = await importCsv(client, 'operation=DELETE&mode=valid', `cardNumber\n${number}\n`);
    assert.deepEqual([deletion.state, deletion.updated, deletion.failed], ['DONE', 0, 1]);
    assert.match((await errorsOf(client, deletion.id))[1], /SE-0000/);
    const foreign = await importCsv(client, 'operation=CREATE&mode=valid', `personIdentifier,cardType,expiresAt,issuerIdentifier\n${esi},0,2030-01-01,${SECOND}\n`);
    assert.equal(foreign.failed, 1);
    assert.match((await errorsOf(client, foreign.id))[1], /SE-0000/);
    const byProcessor = await importCsv(router.client(PROCESSOR), 'operation=CREATE', `personIdentifier,cardType,expiresAt,issuerIdentifier\n${newEsi()},0,2030-01-01,${FIRST}\n`);
    assert.deepEqual([byProcessor.state, byProcessor.created], ['DONE', 1]);
});

test('a person who leaves takes along what refused rows and undo data hold', async () => {
    const esi = newEsi();
    const name = `Very Rare Name ${esi.slice(-8)}`;
    const file = `${HEADER}\n${rowOf(esi, '', name)}\n${rowOf(esi, 'x', `${name} Again`)}\n`;
    const done = await importCsv(client, 'operation=CREATE&mode=valid', file);
    assert.deepEqual([done.created, done.failed], [1, 1]);
    const number = (await cardsOf(esi))[0].cardNumber;
    await importCsv(client, 'operation=UPDATE', `cardNumber,fullName\n${number},Other Name\n`);
    const held = () => sql(router.database, `SELECT (SELECT COUNT(*) FROM import_error WHERE cells LIKE '%${name}%') + (SELECT COUNT(*) FROM import_row WHERE full_name = '${name}') AS n`)[0].n;
    assert.equal(held(), 2);
    expectStatus(await client.delete(personPath(esi)), 204);
    assert.equal(held(), 0);
});
