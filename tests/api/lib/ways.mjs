// SPDX-License-Identifier: EUPL-1.2
// Ways into the pages that no link leads to: those in mails, that of a student, that of the second factor.
import assert from 'node:assert/strict';

import { expectStatus } from './expect.mjs';
import { mailedLinks } from './mailbox.mjs';
import { FIRST, makeCard, makePerson, personPath } from './make.mjs';
import { until } from './router.mjs';
import { totp } from './totp.mjs';
import { filled, Visitor } from './visitor.mjs';

/** The links to which an invitation, a forgotten password and a new address lead: [path]. `people` as visitors() gives them. */
export async function linksByMail(folder, people, users) {
    const userOf = (role) => users.find((user) => user.role === role);
    await people.AUTHORISED_REPRESENTATIVE.submit('/console/users/invite', { email: 'invited@sandbox.example', role: 'reader' });
    await people.STRANGER.submit('/console/forgotten', { email: userOf('FUNCTIONAL_ADMINISTRATOR').email });
    const old = userOf('READER').password;
    await people.READER.submit('/console/account', { email: 'moved@sandbox.example', old }, '/console/account/email');
    const purposes = ['invitation', 'password', 'email'];
    return Promise.all(purposes.map((purpose) => until(`a mail about ${purpose}`, () => mailedLinks(folder, purpose).at(-1))));
}

/** The address at which a new student of the first organisation comes in, once. */
export async function studentLink(router) {
    const client = router.client(FIRST);
    const esi = await makePerson(client);
    await makeCard(client, { esi });
    return new URL(expectStatus(await client.send('POST', `${personPath(esi)}/student-link`), 201).url).pathname;
}

/** A student who has come in. */
export async function student(router) {
    const visitor = new Visitor(router);
    const answer = await visitor.submit(await studentLink(router), {});
    assert.equal(answer.status, 303, 'the student is let in');
    return visitor;
}

/** Switches the second factor of a signed-in user on. */
export async function switchOnFactor(visitor) {
    const begun = await visitor.submit('/console/account', {}, '/console/account/factor');
    const [, secret] = /class="mono">([A-Z2-7 ]{32,})</.exec(begun.text);
    const form = begun.forms.find(({ action }) => action.endsWith('/confirm'));
    expectStatus(await visitor.post(form.action, [...filled(form).filter(([name]) => name !== 'code'), ['code', totp(secret.replaceAll(' ', ''))]]), 200);
}
