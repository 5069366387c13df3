// SPDX-License-Identifier: EUPL-1.2
// The catalogues of the pages: seven languages say everything, the other official languages of the EU what the check of a card says; and what
// stands in the place of words of the source stays what it is.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { ownRoot } from '../../tools/lib/tree.mjs';

const folder = join(ownRoot, 'web/po');
const complete = ['de', 'es', 'fr', 'it', 'pl', 'pt'];
const others = readdirSync(folder).filter((name) => name.endsWith('.po')).map((name) => name.slice(0, -3)).filter((code) => !complete.includes(code));

/** The entries of a catalogue as a Map from English to {plural, forms}. */
function read(name) {
    const entries = new Map();
    for (const block of readFileSync(join(folder, name), 'utf8').split('\n\n')) {
        const entry = {};
        let key;
        for (const line of block.split('\n')) {
            const [, word, first] = /^(msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")$/.exec(line) ?? [];
            key = word ?? key;
            if (word !== undefined || line.startsWith('"')) {
                entry[key] = (entry[key] ?? '') + JSON.parse(first ?? line);
            }
        }
        if (entry.msgid) {
            const forms = Object.keys(entry).filter((one) => one.startsWith('msgstr')).map((one) => entry[one]);
            entries.set(entry.msgid, { plural: entry.msgid_plural, forms });
        }
    }
    return entries;
}

const all = read('esc.pot');
const placesOf = (text) => [...text.matchAll(/%[1-9]/g)].map(([place]) => place).sort().join();

for (const code of complete) {
    test(`${code}: everything is said`, () => {
        const said = read(`${code}.po`);
        assert.deepEqual([...all.keys()].filter((id) => (said.get(id)?.forms ?? ['']).some((form) => form === '')), []);
    });
}

test('the other languages say the same messages, and every one of the check of a card', () => {
    const wanted = new Set(others.flatMap((code) => [...read(`${code}.po`).keys()]));
    assert.ok(others.length === 17 && wanted.size >= 20);
    for (const code of others) {
        const said = read(`${code}.po`);
        assert.deepEqual([...wanted].filter((id) => !said.has(id)), [], code);
    }
    const source = readFileSync(join(ownRoot, 'src/console/verify.c'), 'utf8') + readFileSync(join(ownRoot, 'web/templates/verify.html'), 'utf8');
    const shown = [...source.matchAll(/N_\("([^"]*)"\)|\{\{_ (.*?) \}\}/g)].map(([, one, other]) => one ?? other);
    assert.deepEqual(shown.filter((id) => !wanted.has(id)), []);
});

test('places for numbers and names stand in every translation', () => {
    for (const code of [...complete, ...others]) {
        for (const [id, { plural, forms }] of read(`${code}.po`)) {
            for (const form of forms) {
                assert.ok([placesOf(id), placesOf(plural ?? id)].includes(placesOf(form)), `${code}: "${form}" for "${id}"`);
            }
        }
    }
});

test('no translation is a guess', () => {
    assert.deepEqual([...complete, ...others].filter((code) => /^#,.*\bfuzzy\b/m.test(readFileSync(join(folder, `${code}.po`), 'utf8'))), []);
});

test('what is counted is gathered with its plural', () => {
    const sources = ['web/templates', 'src/console'].flatMap((where) => readdirSync(join(ownRoot, where)).map((name) => join(ownRoot, where, name)));
    const counted = sources.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/say_count\(\w+, (?:N_\()?"([^"]*)"\)?, (?:N_\()?"([^"]*)"/g)]);
    assert.ok(counted.length >= 6);
    assert.deepEqual(counted.filter(([, one, many]) => all.get(one)?.plural !== many).map(([, one]) => one), []);
});
