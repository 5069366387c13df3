// SPDX-License-Identifier: EUPL-1.2
// Other ways to the same data: V1 against V2, and the public page of a card against its status.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { duel, faultless, middle, ratio } from './load.mjs';
import { root } from './processes.mjs';

const work = join(root, 'bench/work');

/** Cards with their holders, by the API: [{number, esi}]. */
async function latestCards({ url, organisations: [{ token }] }, count) {
    const cards = [];
    for (let page = 0; cards.length < count; page++) {
        const reply = await fetch(`${url}/esc-rest/api/v2/cards?size=200&page=${page}`, { headers: { authorization: `Bearer ${token}` } });
        const { content, empty } = await reply.json();
        if (reply.status !== 200 || empty) {
            break;
        }
        cards.push(...content.map(({ cardNumber, person }) => ({ number: cardNumber, esi: person.identifier })));
    }
    return cards;
}

/** Writes the paths of all cards into a file and gives the load over them. */
function reading(name, cards, pathOf, token, { router, plan }) {
    const file = join(work, `${name}.txt`);
    writeFileSync(file, cards.map((card) => `${pathOf(card)}\n`).join(''));
    return () => faultless('read', router.ready.url, { seconds: plan.seconds, args: [file, token] });
}

async function compare(side, what, ours, theirs, least, name) {
    const results = await duel(side.plan.rounds, ours, theirs);
    const by = ratio(results, 'perSecond');
    const rates = [0, 1].map((which) => Math.round(middle(results, which, 'perSecond')).toLocaleString('en'));
    side.table.add(what, `${by.toFixed(2)} of ${name} (${rates[0]} by ${rates[1]} a second)`, `at least ${least}`, by >= least);
}

export async function measureVersions(side) {
    const cards = await latestCards(side.router.ready, 2000);
    const [{ token }] = side.router.ready.organisations;
    const read = (name, pathOf) => reading(name, cards, pathOf, token, side);
    const open = (name, pathOf) => reading(name, cards, pathOf, '-', side);
    await compare(side, 'a student by V1', read('v1-students', ({ esi }) => `/api/v1/students/${esi}`), read('v2-persons', ({ esi }) => `/api/v2/persons/${esi}`), 0.7, 'V2');
    await compare(side, 'a card by V1', read('v1-cards', ({ esi, number }) => `/api/v1/students/${esi}/cards/${number}`), read('v2-cards', ({ number }) => `/api/v2/cards/${number}`), 0.9, 'V2');
    await compare(side, 'the public page of a card', open('pages', ({ number }) => `/${number}`), open('statuses', ({ number }) => `/api/v2/cards/${number}/status`), 0.5, 'its status');
}
