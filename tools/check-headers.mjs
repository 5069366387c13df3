#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// Every header compiles alone, opens with what it is and `#pragma once`; every .c file includes its own header first.
import { execFileSync, spawn } from 'node:child_process';
import { includesOf } from './lib/c.mjs';
import { run } from './lib/check.mjs';

/** Where the headers of libraries lie that have folders of their own, as the build finds them. */
const found = execFileSync('pkg-config', ['--cflags-only-I', 'pangocairo'], { encoding: 'utf8' });
const folders = [...found.matchAll(/-I(\S+)/g)].flatMap(([, folder]) => ['-isystem', folder]);

const compiler = ['gcc', '-x', 'c', '-std=c17', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror', '-Iinclude', '-Isrc', ...folders, '-fsyntax-only', '-'];

/** What the compiler says of a file that includes the header alone; '' when nothing. */
function complaint(tree, name) {
    return new Promise((resolve, reject) => {
        const child = spawn(compiler[0], compiler.slice(1), { cwd: tree.root, stdio: ['pipe', 'ignore', 'pipe'] });
        let output = '';
        child.stderr.on('data', (data) => (output += data));
        child.on('error', reject);
        child.on('close', (status) => resolve(status === 0 ? '' : output));
        child.stdin.end(`#include "${name}"\n`);
    });
}

async function checkAlone(tree, file, add) {
    const output = await complaint(tree, file.replace(/^(src|include)\//, ''));
    const first = /(?:error|fatal error): (.*)/.exec(output);
    if (output !== '') {
        add(file, 1, `does not compile alone: ${first ? first[1] : output.trim()}`);
    }
}

function checkForm(tree, file, add) {
    const rows = tree.lines(file);
    if (!/^\/\* \S/.test(rows[1] ?? '')) {
        add(file, 2, 'a header opens, under its licence line, with a comment of one sentence that says what it is');
    }
    if (rows.find((row) => row.startsWith('#')) !== '#pragma once') {
        add(file, 1, 'the first directive of a header is `#pragma once`');
    }
}

function checkOwnFirst(tree, file, add) {
    const own = file.replace(/^src\/(.*)\.c$/, '$1.h');
    const [first] = includesOf(tree.text(file));
    if (tree.has(`src/${own}`) && first?.name !== own) {
        add(file, first?.line ?? 1, `includes ${first?.name ?? 'nothing'} first; expected its own header "${own}", so that it proves complete`);
    }
}

await run(async (tree, add) => {
    const headers = tree.matching(/^(src|include)\/.*\.h$/);
    headers.forEach((file) => checkForm(tree, file, add));
    tree.matching(/^src\/.*\.c$/).forEach((file) => checkOwnFirst(tree, file, add));
    const rest = [...headers];
    const worker = async () => {
        while (rest.length > 0) {
            await checkAlone(tree, rest.shift(), add);
        }
    };
    await Promise.all([worker(), worker()]);
});
