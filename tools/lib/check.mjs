// SPDX-License-Identifier: EUPL-1.2
// What the check-* programs share: check-NAME [ROOT] looks at a tree, prints a line for each finding, and fails when there is one.
import { resolve } from 'node:path';
import { ownRoot, Tree } from './tree.mjs';

/** The 1-based line of an offset. */
export function lineAt(text, offset) {
    let line = 1;
    for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
        line++;
    }
    return line;
}

/** Every match of a global pattern, as {line, match}. */
export function matches(text, pattern) {
    return [...text.matchAll(pattern)].map((match) => ({ line: lineAt(text, match.index), match }));
}

/** Runs `check(tree, add)`, where add(file, line, message) notes a finding, and reports. */
export async function run(check) {
    const tree = new Tree(resolve(process.argv[2] ?? ownRoot));
    const findings = [];
    await check(tree, (file, line, message) => findings.push({ file, line, message }));
    findings.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
    for (const { file, line, message } of findings) {
        console.log(`${file}:${line}: ${message}`);
    }
    process.exitCode = findings.length === 0 ? 0 : 1;
}
