// SPDX-License-Identifier: EUPL-1.2
// Pictures: sent by 8 clients, each decoded in a process of its own, while others ask for the status of cards.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultless, median } from './load.mjs';
import { root } from './processes.mjs';
import { holdersFile } from './router.mjs';

const holders = 50_000;
const rounds = 3;

/** The newest of an organisation's persons with a picture; undefined when the last few have none. */
async function pictured(url, { identifier, token }) {
    const { content } = await (await fetch(`${url}/api/v2/persons?size=10`, { headers: { authorization: `Bearer ${token}` } })).json();
    const person = content.find(({ organisations }) => organisations.some((o) => o.hasPicture && o.organisation.identifier === identifier));
    return person === undefined ? undefined : { path: `/api/v2/organisations/${identifier}/person/${person.identifier}/picture`, token };
}

/** One of the pictures that the sandbox has drawn, for the last of its students, as a file; gives its path and bytes. */
async function samplePicture({ url, organisations }) {
    const [found] = (await Promise.all(organisations.map((one) => pictured(url, one)))).filter((one) => one !== undefined);
    if (found === undefined) {
        throw new Error('the sandbox has no picture: esc-darkroom is missing in build/, or was when the database was filled');
    }
    const headers = { authorization: `Bearer ${found.token}` };
    const path = join(root, 'bench/work/picture.jpg');
    const bytes = Buffer.from(await (await fetch(url + found.path, { headers })).arrayBuffer());
    writeFileSync(path, bytes);
    return { path, bytes: bytes.length };
}

export async function measurePictures({ router, seeded, table, plan }) {
    const [organisation] = router.ready.organisations;
    const picture = await samplePicture(router.ready);
    const { path } = await holdersFile(seeded.path, organisation.identifier, holders);
    const args = [path, organisation.identifier, organisation.token, picture.path];
    const statuses = [join(root, 'bench/work/hot.txt')];
    const send = () => faultless('picture', router.ready.url, { connections: 8, seconds: plan.longSeconds, args });
    const ask = () => faultless('status', router.ready.url, { connections: 8, seconds: plan.longSeconds, args: statuses });
    const alone = [];
    const together = [];
    for (let round = 0; round < rounds; round++) {
        alone.push(await send());
        together.push(await Promise.all([send(), ask()]));
    }
    const rate = (results) => Math.round(median(results.map(({ perSecond }) => perSecond))).toLocaleString('en');
    const [sent, asked] = [0, 1].map((side) => together.map((pair) => pair[side]));
    const slowest = Math.max(...asked.map(({ max }) => max));
    table.add(`pictures of ${(picture.bytes / 1024).toFixed(0)} KB from 8 clients, each in a process of its own`, `${rate(alone)} a second`);
    const found = `${rate(asked)} a second, the slowest answer ${slowest.toFixed(0)} ms (pictures ${rate(sent)} a second)`;
    table.add('status for 8 others meanwhile', found, 'no stall', slowest < 1000);
}
