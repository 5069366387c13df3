// SPDX-License-Identifier: EUPL-1.2
// From a stranger's request to join to an organisation that works: asking, deciding, the invitation, the first steps.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { mailTexts } from './lib/mailbox.mjs';
import { makeCard, makePerson } from './lib/make.mjs';
import { removeDirectory, sharedRouter, startRouter, temporaryDirectory, until } from './lib/router.mjs';
import { Visitor, visitors } from './lib/visitor.mjs';

const mails = temporaryDirectory();
after(() => removeDirectory(mails));
const router = await sharedRouter({ args: ['--mail-folder', mails] });
let people;
before(async () => {
    people = await visitors(router);
});

const summaryOf = ({ text }) => [...text.matchAll(/<li><a href="#([\w.-]+)">/g)].map(([, field]) => field);
const textOf = ({ text }) => text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

function invitationOf(email) {
    const mail = mailTexts(mails).find((text) => text.includes(email) && text.includes('/link/invitation/'));
    return mail === undefined ? undefined : /\/link\/invitation\/[\w-]+/.exec(mail)[0];
}

function asking(identifier, more = {}) {
    return {
        kind: 'institution',
        name: 'Univerza v Dolini',
        country: 'SI',
        identifier,
        schacHomeOrganization: 'uni-dolina.example',
        website: 'https://www.uni-dolina.example',
        representativeName: 'Maja Rektorica',
        email: 'rektorat@uni-dolina.example',
        message: 'We would like to begin in autumn.',
        ...more,
    };
}

const ask = (values) => new Visitor(router).submit('/register', values);

async function requestOf(identifier) {
    const page = await people.SUPER_ADMINISTRATOR.get('/console/registrations?state=');
    const row = page.text.split('<tr>').find((one) => one.includes(identifier));
    return row === undefined ? undefined : /\/console\/registrations\/\d+/.exec(row)[0];
}

test('the page is linked from the first page and from where one signs in', async () => {
    for (const path of ['/', '/console/sign-in']) {
        assert.ok((await people.STRANGER.get(path)).links.includes('/register'), path);
    }
});

test('what is missing or wrong is told at its field, and what was typed stays', async () => {
    const nothing = await ask({ name: ' ', country: '', identifier: '', representativeName: '', email: '', kind: 'club' });
    assert.equal(nothing.status, 400);
    assert.deepEqual(summaryOf(nothing).sort(), ['country', 'email', 'identifier', 'kind', 'name', 'representativeName']);
    const wrong = [
        ['identifier', { identifier: '12345' }, /nine digits/],
        ['identifier', { kind: 'processor', country: 'BE', identifier: 'BE0123456780' }, /VAT|number/],
        ['email', { email: 'nobody at home' }, /e-mail address/],
        ['website', { website: 'javascript:alert(1)' }, /website|http/i],
        ['schacHomeOrganization', { schacHomeOrganization: 'no domain' }, /domain|schac/i],
        ['country', { country: 'US' }, /can't join|can&#39;t join/],
    ];
    for (const [field, more, about] of wrong) {
        const answer = await ask(asking('999999711', more));
        assert.equal(answer.status, 400, field);
        assert.deepEqual(summaryOf(answer), [field]);
        assert.match(answer.text, about);
        assert.ok(answer.text.includes('value="Maja Rektorica"'), 'nothing typed is lost');
    }
    assert.equal(await requestOf('999999711'), undefined);
});

test('a request arrives once, is seen by the super administrator alone, and is refused with a reason', async () => {
    const sent = await ask(asking('999999712', { name: 'Academy of <b>Hills</b>', email: 'hills@example.org' }));
    assert.equal(sent.status, 303);
    assert.equal(sent.location, '/register/thanks');
    assert.equal((await people.STRANGER.get(sent.location)).status, 200);
    const again = await ask(asking('999999712'));
    assert.equal(again.status, 400);
    assert.match(textOf(again), /waits for its decision already/);

    const path = await until('the request is listed', () => requestOf('999999712'));
    const top = await people.SUPER_ADMINISTRATOR.get('/console/organisations');
    assert.ok(top.links.includes(path), 'it stands on top of the organisations');
    assert.ok(top.text.includes('Academy of &lt;b&gt;Hills&lt;/b&gt;'));
    for (const role of ['AUTHORISED_REPRESENTATIVE', 'READER']) {
        assert.equal((await people[role].get(path)).status, 403, role);
        assert.equal((await people[role].get('/console/registrations')).status, 403, role);
    }
    const unsaid = await people.SUPER_ADMINISTRATOR.submit(path, { act: 'refuse', reason: ' ' });
    assert.deepEqual(summaryOf(unsaid), ['reason']);
    const refused = await people.SUPER_ADMINISTRATOR.submit(path, { act: 'refuse', reason: 'It issues no degrees.' });
    assert.equal(refused.status, 303);
    await until('the mail is there', () => mailTexts(mails).some((text) => text.includes('hills@example.org') && text.includes('It issues no degrees.')));
    const decided = await people.SUPER_ADMINISTRATOR.get(path);
    assert.match(textOf(decided), /Refused.*It issues no degrees\./);
    assert.equal(decided.forms.filter(({ action }) => action === path).length, 0, 'nothing is left to decide');
});

test('a form of a decision counts once', async () => {
    await ask(asking('999999713', { email: 'twice@example.org' }));
    const path = await until('the request is listed', () => requestOf('999999713'));
    const admin = people.SUPER_ADMINISTRATOR;
    const { fields } = (await admin.get(path)).forms.find(({ action }) => action === path);
    const body = fields.map(({ name, value }) => [name, value]);
    const answers = await Promise.all([admin.post(path, body), admin.post(path, body)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 400]);
    assert.match(textOf(answers.find(({ status }) => status === 400)), /decided before/);
});

test('an organisation is let in, and its representative goes all first steps', async () => {
    await ask(asking('999999714', { website: '' }));
    const path = await until('the request is listed', () => requestOf('999999714'));
    const admin = people.SUPER_ADMINISTRATOR;
    assert.equal((await admin.submit(path, { act: 'validate' })).status, 303);
    const link = await until('the invitation is mailed', () => invitationOf('rektorat@uni-dolina.example'));

    const maja = new Visitor(router);
    const password = 'four little words here';
    assert.equal((await maja.submit(link, { name: 'Maja Rektorica', password, again: password })).status, 303);
    await maja.signIn({ email: 'rektorat@uni-dolina.example', password });

    const openSteps = async () => {
        const { text } = await maja.get('/console/first-steps');
        return [...text.matchAll(/<li class="(done)?">\s*(?:<a href="[^"]*">)?<strong>([^<]*)/g)].filter(([, done]) => done === undefined).map(([, , words]) => words);
    };
    assert.equal((await openSteps()).length, 6);
    assert.ok((await maja.get('/console')).links.includes('/console/first-steps'), 'the first page leads there');

    for (const page of ['/console', '/console/users', '/console/account', '/console/organisations']) {
        assert.match(textOf(await maja.get(page)), /No person and no card can be changed until the authorised representative has accepted/, page);
    }
    const untouched = await maja.submit('/console/legal', { acceptedBy: 'Maja Rektorica' });
    assert.deepEqual(summaryOf(untouched), ['agree']);
    assert.equal((await maja.submit('/console/legal', { acceptedBy: 'Maja Rektorica', agree: 'yes' })).status, 303);
    assert.doesNotMatch(textOf(await maja.get('/console')), /can be changed until the authorised/);
    assert.match(textOf(await maja.get('/console/organisations')), /State Active/);

    const edit = (await maja.get('/console/organisations/edit')).location;
    const saved = await maja.submit(edit, { website: 'https://www.uni-dolina.example', 'address.streetName': 'Dolga ulica', 'address.cityName': 'Dolina' });
    assert.equal(saved.status, 303);
    assert.equal((await maja.submit('/console/users/invite', { email: 'janez@uni-dolina.example', role: 'functional' })).status, 303);
    const made = await maja.submit('/console/tokens/new', { name: 'Cards', scopes: 'read' });
    assert.equal(made.status, 201);
    assert.deepEqual(await openSteps(), ['Issue a first card', 'Scan it']);

    const all = await maja.submit('/console/tokens/new', { name: 'All', scopes: 'cards' });
    const persons = await maja.submit('/console/tokens/new', { name: 'Persons', scopes: 'persons' });
    const tokenOf = ({ text }) => /id="secret">([^<]*)</.exec(text)[1];
    router.organisations['999999714'] = { identifier: '999999714', token: tokenOf(persons) };
    const esi = await makePerson(router.client('999999714'), '999999714');
    router.organisations['999999714'].token = tokenOf(all);
    const card = await makeCard(router.client('999999714'), { esi, issuer: '999999714' });
    assert.deepEqual(await openSteps(), ['Scan it']);
    assert.equal((await people.STRANGER.get(`/${card.cardNumber}`)).status, 200);
    assert.deepEqual(await openSteps(), []);
    assert.ok(!(await maja.get('/console')).links.includes('/console/first-steps'), 'the panel is gone');
});

test('many requests from one address are held back, with what was typed', async () => {
    const alone = await startRouter();
    try {
        const visitor = new Visitor(alone);
        const answers = [];
        for (let i = 0; i < 11; i++) {
            answers.push(await visitor.submit('/register', asking(`99999950${i % 10}`)));
        }
        assert.deepEqual(answers.slice(0, 10).map(({ status }) => status), Array(10).fill(303));
        assert.equal(answers[10].status, 429);
        assert.ok(Number(answers[10].headers['retry-after']) > 0);
        assert.ok(answers[10].text.includes('value="Maja Rektorica"'));
    } finally {
        await alone.stop();
    }
});
