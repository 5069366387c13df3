// SPDX-License-Identifier: EUPL-1.2
// Just enough of C's syntax for the checks: comments and literals taken apart from code, #include lines, function bodies.
import { lineAt } from './check.mjs';

const pieces = /\/\*[^]*?\*\/|\/\/[^\n]*|"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'/g;

function blanked(piece) {
    return piece.replace(/[^\n]/g, ' ');
}

/** The text with comments and the insides of literals blanked out, every line in its place. */
export function codeOf(text) {
    return text.replace(pieces, (piece) => {
        const isLiteral = piece[0] === '"' || piece[0] === "'";
        return isLiteral ? piece[0] + blanked(piece.slice(1, -1)) + piece[0] : blanked(piece);
    });
}

/** The string literals as {line, value}, escapes left as written; #include lines are not among them. */
export function stringsOf(text) {
    const without = text.replace(/^\s*#\s*include[^\n]*/gm, blanked);
    return [...without.matchAll(pieces)]
        .filter(([piece]) => piece[0] === '"')
        .map((match) => ({ line: lineAt(text, match.index), value: match[0].slice(1, -1) }));
}

/** The #include lines as {line, name, isSystem}. */
export function includesOf(text) {
    return text.split('\n').flatMap((row, index) => {
        const match = /^\s*#\s*include\s*(["<])([^">]+)[">]/.exec(row);
        return match ? [{ line: index + 1, name: match[2], isSystem: match[1] === '<' }] : [];
    });
}

/** The functions of a formatted file (braces of functions alone at the beginning of their lines) as {name, line, length}. */
export function functionsOf(text) {
    const rows = codeOf(text).split('\n');
    const functions = [];
    let start = -1;
    rows.forEach((row, index) => {
        if (row.startsWith('{')) {
            start = index;
        } else if (row.startsWith('}') && start !== -1) {
            functions.push({ name: nameBefore(rows, start), line: start + 1, length: index - start });
            start = -1;
        }
    });
    return functions;
}

function nameBefore(rows, brace) {
    let head = '';
    for (let at = brace - 1; at >= 0 && rows[at].trim() !== ''; at--) {
        head = rows[at] + head;
        const name = /^\w[^(]*?(\w+)\s*\(/.exec(head);
        if (name) {
            return name[1];
        }
    }
    return '(no name)';
}
