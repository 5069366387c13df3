// SPDX-License-Identifier: EUPL-1.2
// What forms refuse is said in the reader's language: in the tests' own one each sentence stands in brackets, and so do the words within it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { sent } from './lib/crawl.mjs';
import { expectStatus } from './lib/expect.mjs';
import { errorsOf, formWithFile, importCsv, importFields, sendCsv } from './lib/imports.mjs';
import { day, FIRST, makeCard, makePerson, newEscn, newEsi, SECOND } from './lib/make.mjs';
import { removeDirectory, sharedRouter, sql, temporaryDirectory } from './lib/router.mjs';
import { filled, unescape, visitors } from './lib/visitor.mjs';
import { linksByMail, student } from './lib/ways.mjs';

const mails = temporaryDirectory();
after(() => removeDirectory(mails));
const router = await sharedRouter({ args: ['--mail-folder', mails] });
const SUPER = 'SUPER_ADMINISTRATOR';
const HEAD = 'AUTHORISED_REPRESENTATIVE';
let people;
let at;

before(async () => {
    change('UPDATE account SET language = NULL');
    const client = router.client(FIRST);
    const esi = await makePerson(client);
    const other = await makePerson(client);
    const own = await makeCard(client, { esi });
    people = { ...(await visitors(router)), STUDENT: await student(router) };
    const links = await linksByMail(mails, people, router.users);
    Object.values(people).forEach(({ cookies }) => cookies.set('lang', 'qps'));
    const organisation = sql(router.database, `SELECT id FROM organisation WHERE identifier = '${FIRST}'`)[0].id;
    at = { esi: encodeURIComponent(esi), number: own.cardNumber, organisation, other, invitation: links[0] };
});

async function speaks(t) {
    const is = (await people.STRANGER.get('/register')).text.includes('⟦');
    return is || t.skip('the program was built without the language of tests');
}

/** The router may be writing at the moment. */
function change(statement) {
    sql(router.database, `PRAGMA busy_timeout = 10000; ${statement}`);
}

/** What a page complains of at its fields and on top, as it is read. */
function complaints({ text }) {
    const [summary] = /id="summary">[^]*?<\/ul>/.exec(text) ?? [''];
    const items = [...summary.matchAll(/<li>([^]*?)<\/li>/g), ...text.matchAll(/<p class="error"[^>]*>([^]*?)<\/p>/g)];
    return [...new Set(items.map(([, inner]) => unescape(inner.replace(/<span class="vh">[^]*?<\/span>/g, '').replace(/<(?!span lang)[^>]*>/g, '').trim())))];
}

/** Sends the form of a page that goes to `action`, with these values in it, and gives what is complained of. */
async function refused(role, path, values, action = path) {
    const visitor = people[role];
    const page = await visitor.get(path);
    const form = page.forms.find((one) => one.method === 'post' && one.action.split('?')[0] === action);
    assert.ok(form !== undefined, `${path} has a form for ${action}: ${page.status}`);
    const { body, headers } = sent(form, [...filled(form).filter(([name]) => !(name in values)), ...Object.entries(values)]);
    const answer = await visitor.ask('POST', form.action, { body, headers });
    return answer.isPage ? complaints(answer) : [`${answer.status}`];
}

const newCard = () => ({ personIdentifier: decodeURIComponent(at.esi), cardType: 'PASSIVE', cardStatusType: 'ACTIVE', cardNumber: '', issuedAt: day(0), expiresAt: day(100) });
const newTold = { name: 'LMS', url: 'https://lms.example/hook', events: 'card.created' };
const registration = { identifier: '999859608', kind: 'institution', name: 'Somewhere', country: 'FR', schacHomeOrganization: 'somewhere.example', representativeName: 'Ada', email: 'ada@somewhere.example' };

const cases = [
    [HEAD, () => '/console/persons/new', { identifier: 'ada', fullName: 'Ada' }, "⟦the identifier doesn't begin as one; urn:schac:personalUniqueCode:int:esi:<scope>:<code> was expected⟧."],
    [HEAD, () => '/console/persons/new', { identifier: 'urn:schac:personalUniqueCode:int:esi:nowhere:1', fullName: 'Ada' }, '⟦the scope is "nowhere"; a country (fr), a country with region (es-ct) or an institution\'s domain (polito.it) was expected⟧.'],
    [HEAD, () => '/console/persons/new', () => ({ identifier: decodeURIComponent(at.esi), fullName: 'Ada' }), () => `⟦the person ${decodeURIComponent(at.esi)} is registered for organisation ${FIRST} already⟧.`],
    [HEAD, () => '/console/persons/new', { identifier: 'urn:schac:personalUniqueCode:int:esi:fr:1', fullName: 'Ada', email: 'nobody' }, '⟦the e-mail address has not the form name@example.org⟧.'],
    [HEAD, () => '/console/cards/new', () => ({ ...newCard(), expiresAt: day(-5) }), () => `⟦⟦“⟦Expires⟧”⟧ is ${day(-5)}, before ⟦“⟦Issued⟧”⟧ ${day(0)}; a card can't expire before it is issued⟧.`],
    [HEAD, () => '/console/cards/new', () => ({ ...newCard(), cardNumber: '12' }), '⟦the card number "12" has 2 characters; a UUID was expected, 36 characters with dashes or 32 without⟧.'],
    [HEAD, () => '/console/cards/new', () => ({ ...newCard(), cardNumber: at.number }), () => `⟦a card with the number ${at.number} exists already⟧.`],
    [HEAD, () => '/console/cards/new', () => ({ ...newCard(), cardType: 'GOLD' }), /^⟦⟦“⟦Type⟧”⟧ is "GOLD"; .* was expected⟧\.$/],
    [HEAD, () => '/console/cards/new', () => ({ ...newCard(), personIdentifier: 'urn:schac:personalUniqueCode:int:esi:fr:1' }), new RegExp(`^⟦⟦“⟦Student identifier⟧”⟧ is urn:.*, who is not enrolled at the issuer ${FIRST}; register the person there first⟧\\.$`)],
    [HEAD, () => `/console/organisations/${at.organisation}/edit`, { website: 'no address' }, '⟦⟦“⟦Website⟧”⟧ is "no address"; an address such as https://www.univ-example.eu was expected⟧.'],
    [HEAD, () => `/console/organisations/${at.organisation}/edit`, { mainColor: 'blue' }, '⟦⟦“⟦Main colour⟧”⟧ is "blue"; a colour such as #0b3d91 was expected⟧.'],
    [HEAD, () => `/console/organisations/${at.organisation}/edit`, { schacHomeOrganization: 'a <b> %1' }, '⟦"a <b> %1" is no domain name such as univ-example.eu⟧.'],
    [HEAD, () => `/console/organisations/${at.organisation}/edit`, { name: 'x'.repeat(256) }, "⟦⟦the organisation's name⟧ is too long; 1 to 255 characters were expected⟧."],
    [HEAD, () => '/console/tokens/new', { name: 'x'.repeat(256) }, "⟦⟦the token's name⟧ is too long; 1 to 255 characters were expected⟧."],
    [HEAD, () => '/console/processors/new', { processor: SECOND, from: day(1) }, `⟦organisation ${SECOND} is no processor: only processors can be mandated⟧.`],
    [HEAD, () => '/console/services/told/new', { ...newTold, url: 'ftp://lms.example' }, '⟦the address "ftp://lms.example" can\'t be called; https://host/path without user, query and fragment was expected⟧.'],
    [HEAD, () => '/console/users/invite', { email: 'nobody', role: 'reader' }, '⟦the e-mail address has not the form name@example.org⟧.'],
    [SUPER, () => '/console/legal/publish', { title: 'x'.repeat(256), 'title-terms-0': 'Terms', 'text-terms-0': 'Text', 'language-0': 'en' }, "⟦⟦the version's title⟧ is too long; 1 to 255 characters were expected⟧."],
    [SUPER, () => '/console/legal/publish', { title: 'Version', 'title-terms-0': 'Terms', 'text-terms-0': '{{nothing}}', 'language-0': 'en' }, /^⟦line 1: there is no placeholder \{\{nothing\}\}; there are .*⟧\.$/],
    [HEAD, () => `/console/persons/${at.esi}`, () => ({ identifier: at.other }), () => `⟦the identifier ${at.other} is another person's, or was one's before; two persons can't be made one, and no identifier is given twice⟧.`, (path) => `${path}/identifier`],
    [HEAD, () => '/console/cards', () => ({ chosen: at.number, act: 'extend', until: '2001-02-03', sure: 'yes' }), () => new RegExp(`^⟦card ${at.number}⟧: ⟦⟦“⟦Expires⟧”⟧ is 2001-02-03, before .*⟧\\.$`), () => '/console/cards/chosen'],
    ['STRANGER', () => '/register', { ...registration, country: 'US' }, /^⟦organisations of United States can't join; those of .* can⟧\.$/],
    ['STRANGER', () => '/register', { ...registration, identifier: FIRST }, `⟦there is an organisation ${FIRST} already⟧.`],
    ['STRANGER', () => '/register', { ...registration, kind: 'processor', identifier: 'FR123' }, /^⟦"FR123" has not the form of a VAT number of France, which is FR/],
    ['STRANGER', () => at.invitation, { name: 'Ada', password: 'short', again: 'short' }, '⟦the password ⟦is too short⟧; 12 to 256 characters that nobody guesses were expected, such as some words of your own⟧.'],
];

test('forms complain in the language of the page', async (t) => {
    if (!(await speaks(t))) {
        return;
    }
    const wrong = [];
    for (const [role, path, values, expected, action = (own) => own] of cases) {
        const found = await refused(role, path(), typeof values === 'function' ? values() : values, action(path()));
        const wanted = typeof expected === 'function' ? expected() : expected;
        if (found.length !== 1 || !(wanted instanceof RegExp ? wanted.test(found[0]) : wanted === found[0])) {
            wrong.push({ path: path(), values: JSON.stringify(values)?.slice(0, 200), found, wanted });
        }
    }
    assert.deepEqual(wrong, []);
});

test('the rows of an import are refused in the language of the page, and in English for programs', async (t) => {
    if (!(await speaks(t))) {
        return;
    }
    const client = router.client(FIRST);
    const rows = ['personIdentifier,cardNumber,cardType,issuedAt,expiresAt', `${newEsi()},12,GOLD,1/2,`, `${newEsi()},${newEscn(SECOND)},PASSIVE,,2030-01-01`, `${newEsi()},,PASSIVE,,2030-01-01,"a""b"x`];
    const { id } = await importCsv(client, 'operation=CREATE&mode=valid', rows.join('\n'));
    const page = await people[HEAD].get(`/console/imports/${id}`);
    const [, table] = /id="bads"[^]*?<tbody>([^]*?)<\/tbody>/.exec(page.text);
    const reasons = [...table.matchAll(/<tr>[^]*?<\/tr>/g)].map(([row]) => unescape(/.*<td[^>]*>([^]*?)<\/td><\/tr>/s.exec(row)[1].trim()));
    assert.equal(reasons.length, 3);
    assert.match(reasons[0], /^⟦the card number "12" has 2 characters; .*⟧ \(ER-1001\); ⟦cardType is "GOLD"; .*⟧ \(ER-1012\); ⟦issuedAt is "1\/2"; .*⟧ \(ER-1012\); ⟦expiresAt is missing⟧ \(ER-1011\)$/);
    assert.match(reasons[1], /^⟦card number .* carries the PIC .*⟧ \(ER-1001\)$/);
    assert.equal(reasons[2], '⟦the row ⟦has text after a closing quote; a quote within quotes is written twice⟧⟧ (ER-1204)');
    const file = (await errorsOf(client, id)).slice(1);
    assert.ok(file.every((line, i) => line.includes(reasons[i].replace(/[⟦⟧]/g, '').replaceAll('"', '""'))), file.join('\n'));
});

const header = 'personIdentifier,cardType,expiresAt';
const failures = [
    ['a row', `${header}\n${newEsi()},GOLD,2030-01-01\n`, "1 row can't be imported, so that none was written (mode all); errors.csv tells why"],
    ['two rows', `${header}\n${newEsi()},GOLD,2030-01-01\n${newEsi()},GOLD,2030-01-01\n`, "2 rows can't be imported, so that none was written (mode all); errors.csv tells why"],
    ['an open quote', `${header}\n"${newEsi()},PASSIVE,2030-01-01\n`, 'row 2: a quote is opened that is not closed before the end of the file'],
];
for (const [name, content, english] of failures) {
    test(`an import tells in the language of the page that it failed for ${name}`, async (t) => {
        if (!(await speaks(t))) {
            return;
        }
        const { id, reason } = await importCsv(router.client(FIRST), 'operation=CREATE&mode=all', content);
        assert.equal(reason, english);
        const { text } = await people[HEAD].get(`/console/imports/${id}`);
        const [, said] = /<p class="note bad">\s*([^]*?)\s*<\/p>/.exec(text);
        assert.match(said, /^(⟦[^]*⟧(: )?)+$/);
        assert.equal(unescape(said).replace(/[⟦⟧]/g, ''), english);
    });
}

test('a file whose columns are wrong is refused in the language of the page, and in English for programs', async (t) => {
    if (!(await speaks(t))) {
        return;
    }
    const content = 'personIdentifier,colour,cardType,cardType\n';
    const page = await people[HEAD].get('/console/imports');
    const { body, headers } = formWithFile(importFields(page, { operation: 'CREATE', mode: 'all' }), content);
    assert.deepEqual(complaints(await people[HEAD].ask('POST', '/console/imports', { body, headers })), [
        '⟦row 1, the first of 3 problems of its columns⟧: ⟦the column "colour" is not known; personIdentifier, fullName, email, academicLevel, cardNumber, cardType, cardStatusType, displayName, issuedAt, expiresAt, issuerIdentifier, processorIdentifier were expected⟧.',
    ]);
    const answer = expectStatus(await sendCsv(router.client(FIRST), 'operation=CREATE&mode=all', content), 400);
    assert.match(answer.message, /^file: row 1: the column "colour" is not known; .* were expected; and 2 more problems of columns\.$/);
});

test('reasons that an earlier version has stored are shown as they are', async (t) => {
    if (!(await speaks(t))) {
        return;
    }
    const [{ id }] = sql(router.database, 'SELECT MAX(import_id) AS id FROM import_error WHERE row_number = 4');
    change(`UPDATE import_error SET said = NULL WHERE import_id = ${id} AND row_number = 2`);
    change(`UPDATE import_error SET said = 'ER-1' || char(31) || char(31) || 'once %1' || char(31) || '<b>' || char(31) || char(30) WHERE import_id = ${id} AND row_number = 3`);
    const { text } = await people[HEAD].get(`/console/imports/${id}`);
    assert.match(text, /<span lang="en">the card number &#34;12&#34; has 2 characters; .*<\/span>/);
    assert.match(text, /<span lang="en">once &lt;b&gt;<\/span> \(ER-1\)/);
});
