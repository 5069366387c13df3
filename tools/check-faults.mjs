#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// The table of errors in docs/clients.md has the rows of the table in src/api/fault.c, word by word.
import { lineAt, matches, run } from './lib/check.mjs';

const source = 'src/api/fault.c';
const page = 'docs/clients.md';
const text = String.raw`"((?:\\.|[^"\\])*)"`;
const entry = new RegExp(String.raw`\{${text},\s*(\d{3}),\s*${text},\s*${text}\}`, 'g');

/** The text of a C literal as a cell of a table. */
function cell(literal) {
    return JSON.parse(`"${literal}"`).replace(/[<|]/g, '\\$&');
}

/** The entries of the table in C, as {line, code, row}. */
function expectedRows(tree) {
    return matches(tree.text(source), entry).map(({ line, match }) => {
        const [, code, status, meaning, cure] = match;
        return { line, code, row: `| \`${code}\` | ${status} | ${cell(meaning)} | ${cell(cure)} |` };
    });
}

/** The rows of the page that begin with a code, as {line, code, row}. */
function rowsOf(tree) {
    return [...tree.text(page).matchAll(/^\| `([A-Z]{2}-\d{4})` \|.*$/gm)].map((match) => {
        return { line: lineAt(tree.text(page), match.index), code: match[1], row: match[0] };
    });
}

function compare(expected, found, add) {
    const rows = new Map(expected.map(({ code, row }) => [code, row]));
    for (const { line, code } of found.filter((other) => rows.get(other.code) !== other.row)) {
        add(page, line, rows.has(code) ? `expected ${rows.get(code)}` : `${code} is not in the table of ${source}`);
    }
    const told = new Set(found.map(({ code }) => code));
    for (const { line, code, row } of expected.filter((other) => !told.has(other.code))) {
        add(source, line, `${page} lacks ${code}; expected ${row}`);
    }
}

await run((tree, add) => {
    if (!tree.has(source)) {
        return;
    }
    if (!tree.has(page)) {
        add(source, 1, `${page} with its table of errors is missing`);
        return;
    }
    compare(expectedRows(tree), rowsOf(tree), add);
});
