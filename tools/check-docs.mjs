#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// Every command and option that a program's --help tells stands in its man page, and the page tells of no others: check-docs [ROOT], with the
// programs in ROOT/build.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { run } from './lib/check.mjs';

/** Each program with the source that it is built from. */
const programs = { esc: 'src/esc/main.c', 'esc-router': 'src/router/main.c' };

function helpOf(tree, program, words = []) {
    return execFileSync(join(tree.root, 'build', program), [...words, '--help'], { encoding: 'utf8' });
}

/** The commands of a help text, rows under "Commands:" whose name ends at two blanks. */
function commandsIn(help) {
    const [, rows = ''] = /^Commands:\n((?: +.*\n)*)/m.exec(help) ?? [];
    return [...rows.matchAll(/^ +(\S+(?: \S+)*?)(?: {2}.*)?$/gm)].map((match) => match[1]);
}

/** The options of a help text, at the beginnings of its rows. */
function optionsIn(help) {
    return [...help.matchAll(/^ +(?:-\w,? +)?(--[a-z][a-z-]*)/gm)].map((match) => match[1]);
}

/** All that a program tells about itself: {commands, options}. */
function accountOf(tree, program) {
    const overview = helpOf(tree, program);
    const commands = commandsIn(overview);
    const options = [overview, ...commands.map((command) => helpOf(tree, program, command.split(' ')))].flatMap(optionsIn);
    return { commands, options: [...new Set(options)] };
}

function rendered(tree, page) {
    return execFileSync('mandoc', ['-T', 'utf8', join(tree.root, page)], { encoding: 'utf8' }).replace(/.\x08/g, '');
}

function checkProgram(tree, program, page, add) {
    const { commands, options } = accountOf(tree, program);
    const text = rendered(tree, page);
    const told = new Set(text.match(/(?<![\w-])--[a-z][a-z-]*/g));
    for (const command of commands.filter((name) => !new RegExp(`(?<![\\w-])${name.replace(/ /g, '\\s+')}(?![\\w-])`).test(text))) {
        add(page, 1, `does not tell of the command '${command}' of ${program}`);
    }
    for (const option of options.filter((name) => !told.has(name))) {
        add(page, 1, `does not tell of the option ${option} of ${program}`);
    }
    for (const option of [...told].filter((name) => !options.includes(name))) {
        add(page, 1, `tells of the option ${option}, which ${program} --help does not`);
    }
}

await run((tree, add) => {
    for (const [program, source] of Object.entries(programs).filter((entry) => tree.has(entry[1]))) {
        const page = tree.files.find((file) => new RegExp(`^man/${program}\\.[18]$`).test(file));
        if (!tree.has(`build/${program}`)) {
            add(source, 1, `build/${program} is not there to ask: run \`make build\` first`);
        } else if (page === undefined) {
            add(source, 1, `${program} has no man page; expected man/${program}.1`);
        } else {
            checkProgram(tree, program, page, add);
        }
    }
});
