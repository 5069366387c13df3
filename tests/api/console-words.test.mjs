// SPDX-License-Identifier: EUPL-1.2
// Every word on a page is a message of the catalogues, or data: in the tests' own language each message stands in brackets, and what stands
// outside of them must stand in the database.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { crawl } from './lib/crawl.mjs';
import { FIRST, makeCard } from './lib/make.mjs';
import { removeDirectory, sharedRouter, sql, temporaryDirectory } from './lib/router.mjs';
import { unescape, visitors } from './lib/visitor.mjs';
import { linksByMail, student, studentLink } from './lib/ways.mjs';

const mails = temporaryDirectory();
after(() => removeDirectory(mails));
const router = await sharedRouter({ args: ['--mail-folder', mails] });
const found = [];
let words;
let details;

/** Long texts, which hold all the words there are. */
const texts = /^(legal_text|legal_acceptance|consent_text|outbox|audit|sqlite_.*)$/;

function wordsOf(text) {
    return text.match(/\p{L}[\p{L}\p{M}\d'’]+/gu) ?? [];
}

function wordsOfDatabase() {
    const tables = sql(router.database, "SELECT name FROM sqlite_master WHERE type = 'table'").map(({ name }) => name);
    const values = tables.filter((name) => !texts.test(name)).flatMap((name) => sql(router.database, `SELECT * FROM "${name}"`)).flatMap(Object.values);
    return new Set(values.filter((value) => typeof value === 'string').flatMap(wordsOf));
}

/** What is neither message nor data: units, months within dates, names of files and of things that are called so everywhere. */
const anywhere = new Set('UTC KB MB CSV PDF PNG SVG ZIP QR PIC API URL ESC ESI JSON V1 V2 January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec'.split(' '));

/** Names of countries come from the system. */
const countries = JSON.parse(readFileSync('/usr/share/iso-codes/json/iso_3166-1.json', 'utf8'))['3166-1'].flatMap((one) => [one.name, one.common_name ?? '']);
['Kosovo', 'English', ...countries].flatMap(wordsOf).forEach((word) => anywhere.add(word));

/** The reference of the API is made from the names in its documents, which are English everywhere. */
const reference = /^\/docs\b/;

before(async () => {
    sql(router.database, 'UPDATE account SET language = NULL');
    await makeCard(router.client(FIRST), { displayName: 'Ada L.' });
    const people = { ...(await visitors(router)), STUDENT: await student(router) };
    const links = [...(await linksByMail(mails, people, router.users)), await studentLink(router)];
    const starts = { STRANGER: ['/', '/console/sign-in', '/console/forgotten', '/nonsense', '/no/page', ...links], STUDENT: ['/student/card'] };
    for (const [role, visitor] of Object.entries(people)) {
        visitor.cookies.set('lang', 'qps');
        found.push(...(await crawl(visitor, starts[role] ?? ['/console'])).filter(({ isPage, path }) => isPage && !reference.test(path)).map((answer) => ({ ...answer, role })));
    }
    words = wordsOfDatabase();
    details = new Set(sql(router.database, 'SELECT detail FROM audit').map(({ detail }) => detail));
    const languages = [...found[0].text.matchAll(/hreflang="[a-z]*"[^>]*>([^<]*)</g)].map(([, name]) => name);
    languages.flatMap(wordsOf).forEach((word) => anywhere.add(word));
});

/** What a reader sees or hears of a page, apart from what says itself in which language it is. */
function spoken(html) {
    const bare = html
        .replace(/^[^]*?<title>/, '<title>')
        .replace(/<(style|script|svg|textarea)\b[^]*?<\/\1>/g, ' ')
        .replace(/<(\w+)\b[^>]* lang="[^"]*"[^>]*>[^]*?<\/\1>/g, ' ')
        .replace(/<(\w+)\b[^>]* aria-hidden="true"[^>]*>[^]*?<\/\1>/g, ' ')
        .replace(/<(code|pre|kbd|samp)\b[^]*?<\/\1>/g, ' ');
    const attributes = [...bare.matchAll(/ (?:aria-label|placeholder|title|alt)="([^"]*)"/g)].map(([, value]) => value);
    return [...bare.replace(/<[^>]*>/g, '\n').split('\n'), ...attributes].map(unescape);
}

test('every word is a message or data', (t) => {
    if (!found.some(({ text }) => text.includes('⟦'))) {
        t.skip('the program was built without the language of tests');
        return;
    }
    const foreign = found.flatMap(({ shape, role, text }) =>
        spoken(text)
            .filter((line) => !details.has(line))
            .map((line) => line.replace(/⟦[^⟧]*⟧|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|\{\{[^}]*\}\}/g, ' ').trim())
            .filter((line) => wordsOf(line).some((word) => !words.has(word) && !anywhere.has(word)))
            .map((line) => `${shape} (${role}): ${line.slice(0, 120)}`),
    );
    assert.deepEqual([...new Set(foreign)], []);
});
