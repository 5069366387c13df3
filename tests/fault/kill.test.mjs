// SPDX-License-Identifier: EUPL-1.2
// A router that dies without warning under a load of writes has every card that it acknowledged, and no half of any other.
import assert from 'node:assert/strict';
import test from 'node:test';

import { connectionLost } from '../api/lib/client.mjs';
import { expectStatus } from '../api/lib/expect.mjs';
import { cardBody, cardPath, FIRST, makePerson, newEscn, personPath } from '../api/lib/make.mjs';
import { walk } from '../api/lib/pages.mjs';
import { commandJson, removeDirectory, sql, startRouter, temporaryDirectory, until } from '../api/lib/router.mjs';

const ROUNDS = 5;
const WRITERS = 16;

// What the writers of all rounds know: cards as acknowledged last, numbers acknowledged as deleted, all numbers ever tried.
class Ledger {
    constructor() {
        this.cards = new Map();
        this.deleted = new Set();
        this.uncertain = new Set();
    }

    get acknowledged() {
        return this.cards.size + this.deleted.size;
    }
}

// Runs one write. Until the answer is there its outcome is uncertain; a router that has gone gives none.
async function attempt(ledger, number, write, settle) {
    ledger.uncertain.add(number);
    const answer = await write().catch(connectionLost);
    if (answer === undefined) {
        return false;
    }
    assert.ok([200, 201, 204].includes(answer.status), answer.text);
    ledger.uncertain.delete(number);
    settle(answer.json);
    return true;
}

// Issues, changes and deletes cards until the router is gone.
async function writer(client, ledger) {
    for (;;) {
        const number = newEscn();
        const esi = await makePerson(client).catch(connectionLost);
        if (esi === undefined) {
            return;
        }
        const keep = (card) => ledger.cards.set(number, card);
        const forget = () => ledger.cards.delete(number) && ledger.deleted.add(number);
        const body = cardBody(esi, FIRST, { cardNumber: number });
        const steps = [
            [() => client.post('/api/v2/cards', body), keep],
            [() => client.put(cardPath(number), { ...body, cardStatusType: 'INACTIVE' }), keep],
            [() => client.delete(cardPath(number)), forget],
        ];
        for (const [write, settle] of steps.slice(0, 1 + (Number.parseInt(number.slice(0, 2), 16) % 3))) {
            if (!(await attempt(ledger, number, write, settle))) {
                return;
            }
        }
    }
}

async function assertLedgerHolds(router, ledger) {
    const client = router.client(FIRST);
    for (const [number, card] of ledger.cards) {
        const found = await client.get(cardPath(number));
        if (!ledger.uncertain.has(number)) {
            assert.deepEqual(expectStatus(found, 200), card);
        }
    }
    for (const number of ledger.deleted) {
        assert.equal((await client.get(cardPath(number))).status, 404);
    }
}

// What the log of acts must hold of each card that was not there at the first start, and of no other (the numbers of acts are fixed).
const ISSUED = 10;

function assertLogAgrees(database, seeded, ledger) {
    const issued = `SELECT object_id FROM audit WHERE action = ${ISSUED}`;
    assert.deepEqual(sql(database, `SELECT id FROM card WHERE id > ${seeded} AND id NOT IN (${issued})`), [], 'no card without its act');
    assert.deepEqual(sql(database, `${issued} AND object_id NOT IN (SELECT id FROM card)`), [], 'no act without its card');
    assert.ok(sql(database, issued).length >= ledger.acknowledged, 'an act for each acknowledged card');
}

// A write that was not acknowledged is there as a whole or not at all: every listed card reads well, with its holder and its status.
async function assertNoHalves(router) {
    const client = router.client(FIRST);
    const cards = await walk(client, '/api/v2/cards', { size: 200 });
    for (const card of cards.slice(0, 200)) {
        assert.deepEqual(expectStatus(await client.get(cardPath(card.cardNumber)), 200), card);
        expectStatus(await client.get(cardPath(card.cardNumber, '/status')), 200);
        expectStatus(await client.get(personPath(card.person.identifier)), 200);
    }
    const report = await commandJson('doctor', '--database', router.database);
    assert.deepEqual(report.findings, [], 'lists, counters and records agree');
}

test('kill -9 under a load of writes loses nothing that was acknowledged and leaves no halves', async (t) => {
    const directory = temporaryDirectory();
    t.after(() => removeDirectory(directory));
    const ledger = new Ledger();
    let seeded;
    for (let round = 0; round < ROUNDS; round += 1) {
        const router = await startRouter({ directory });
        seeded ??= sql(router.database, 'SELECT max(id) AS id FROM card')[0].id;
        const enough = ledger.acknowledged + 100 + 37 * round;
        const writers = Array.from({ length: WRITERS }, () => writer(router.client(FIRST), ledger));
        const allWriters = Promise.all(writers);
        await Promise.race([until('enough writes are acknowledged', () => ledger.acknowledged >= enough), allWriters]);
        await router.kill();
        await allWriters;

        const again = await startRouter({ directory });
        await assertLedgerHolds(again, ledger);
        await assertNoHalves(again);
        assertLogAgrees(again.database, seeded, ledger);
        await again.stop({ keep: true });
    }
});
