// SPDX-License-Identifier: EUPL-1.2
// Each check accepts a good tree and finds what is wrong in a bad one, with file, line and a reason.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { ownRoot } from '../../tools/lib/tree.mjs';

const spdx = '/* SPDX-License-Identifier: EUPL-1.2 */\n';
const layers = 'base:\ndb: base\nhttp: base\nstore: base db\nrouter: base db http store\npublic err.h: base\nlibrary sqlite3.h: db\n';
const purity = 'header base/str.h string.h\nobject str.c\nfunction strlen\n';
const ofMachine = ['', 'home', 'ana', 'x'].join('/');
const inTree = (text) => ({ 'tools/layers.txt': layers, ...text });
const long = (lines) => `${spdx}void f(void)\n{\n${'    f();\n'.repeat(lines)}}\n`;
const fault = '\n    {"ER-0001", 404, "No card with a \\"<b>\\".",\n        "Look."},\n';
const faultRow = '| `ER-0001` | 404 | No card with a "\\<b>". | Look. |\n';

/** A tree as {path: text} and what the check says of it: the beginning of each line, none for a good tree. */
const cases = [
    ['layers', 'what stands behind the colon', inTree({ 'src/store/a.c': '#include "db/db.h"\n#include "esc/err.h"\n' }), []],
    ['layers', 'a layer above', inTree({ 'src/db/a.c': '\n#include "store/b.h"\n' }), ['src/db/a.c:2: "store/b.h" belongs to store; db may include db, base only']],
    ['layers', 'a public header of a layer above', inTree({ 'src/x/a.c': '', 'src/base/b.c': '#include "esc/escn.h"' }),
        ["src/base/b.c:1: \"esc/escn.h\" belongs to no layer", "src/x/a.c:1: the folder 'x' is no layer"]],
    ['layers', 'a library of another layer', inTree({ 'src/http/a.c': '#include <sqlite3.h>\n' }), ['src/http/a.c:1: <sqlite3.h> belongs to db']],
    ['layers', 'a path from the file itself', inTree({ 'src/db/a.c': '#include "b.h"\n#include "../base/c.h"\n' }),
        ['src/db/a.c:1: "b.h" does not start at the source root', 'src/db/a.c:2: "../base/c.h" does not start']],
    ['layers', 'a table that goes up', { 'tools/layers.txt': 'base: db\ndb:\n' }, ["tools/layers.txt:1: 'db' is no layer declared above"]],
    ['layers', 'a public header that shows the inside', inTree({ 'include/esc/err.h': '#include "base/b.h"' }), ['include/esc/err.h:1: a public header may include']],
    ['layers', 'a public header of nobody', inTree({ 'include/esc/new.h': '' }), ["include/esc/new.h:1: tools/layers.txt has no line 'public new.h: LAYER'"]],

    ['purity', 'a header of the world', { 'tools/purity.txt': purity, 'src/core/a.c': '#include <time.h>\n' },
        ['build/src/core/libcore.a:1: is not there', 'src/core/a.c:1: the core may not include time.h']],

    ['headers', 'a good pair', { 'src/base/a.h': `${spdx}/* A thing. */\n#pragma once\n`, 'src/base/a.c': '#include "base/a.h"\n' }, []],
    ['headers', 'a header that leans on others', { 'src/base/a.h': `${spdx}/* A thing. */\n#pragma once\nsize_t f(void);\n` },
        ["src/base/a.h:1: does not compile alone: unknown type name ‘size_t’"]],
    ['headers', 'a header without a word', { 'src/base/a.h': `${spdx}#ifndef A\n#define A\n#endif\n` },
        ['src/base/a.h:1: the first directive of a header is `#pragma once`', 'src/base/a.h:2: a header opens']],
    ['headers', 'own header second', { 'src/base/a.h': `${spdx}/* A thing. */\n#pragma once\n`, 'src/base/a.c': '#include <stdio.h>\n#include "base/a.h"\n' },
        ['src/base/a.c:1: includes stdio.h first; expected its own header "base/a.h"']],

    ['spdx', 'first line, second line, and no source', { 'a.c': spdx, b: '#!/bin/sh\n# SPDX-License-Identifier: EUPL-1.2\n', 'c.md': 'text' }, []],
    ['spdx', 'no licence', { 'a.c': 'int a;\n', Makefile: 'all:\n', 'src/meson.build': '\n' }, ['Makefile:1: the first or second', 'a.c:1:', 'src/meson.build:1:']],

    ['banned', 'words in comments and texts', { 'src/db/a.c': '/* goto strcpy */ const char *const t = "goto \\" strcpy"; // atoi\n' }, []],
    ['banned', 'unsafe functions', { 'src/db/a.c': 'f(strcpy(a, b),\n sprintf(c), atoi(d), alloca(e), gmtime(f), strtok(g));\n' },
        ['src/db/a.c:1: strcpy', 'src/db/a.c:2: sprintf', 'src/db/a.c:2: atoi', 'src/db/a.c:2: gmtime', 'src/db/a.c:2: strtok', 'src/db/a.c:2: alloca']],
    ['banned', 'a clock that is set', { 'src/router/a.c': 'clock_gettime(CLOCK_REALTIME, &t);\n', 'src/base/clock.c': 'CLOCK_REALTIME;\n' }, ['src/router/a.c:1: CLOCK_REALTIME jumps']],
    ['banned', 'a jump', { 'tests/a.c': 'goto end;\n' }, ['tests/a.c:1: goto jumps']],
    ['banned', 'process control in a layer', { 'src/db/a.c': 'getenv("A");\nexit(1);\n', 'src/router/a.c': 'exit(1);' }, ['src/db/a.c:1: getenv', 'src/db/a.c:2: exit']],
    ['banned', 'SQL outside the store', { 'src/api/a.c': 'f("SELECT 1");\n', 'src/store/a.c': 'f("SELECT 1");\n' }, ['src/api/a.c:1: SQL outside the store: "SELECT 1"']],
    ['banned', 'typedefs', { 'src/api/a.h': 'typedef void a_fn(void *context);\ntypedef struct a {\n int b; } a;\n' }, ['src/api/a.h:2: typedef hides']],
    ['banned', 'arrays of variable length', { 'meson.build': "'-Wall'" }, ["meson.build:1: the compilers must refuse"]],

    ['size', 'as long as allowed', { 'a.c': long(59) }, []],
    ['size', 'a long function', { 'a.c': long(60) }, ['a.c:3: f has 61 lines, expected at most 60']],
    ['size', 'a long file', { 'a.c': '\n'.repeat(601) }, ['a.c:601: the file has 601 lines, expected at most 600']],

    ['self-contained', 'links and paths of the product', { 'a.md': 'https://esc.example/home/x /api/v2/cards /etc/esc-router.conf\n' }, []],
    ['self-contained', 'paths of a machine', { 'a.md': `\nsee ${ofMachine}\n` }, [`a.md:2: ${ofMachine.slice(0, 7)} is a path of one machine`]],
    ['self-contained', 'unfinished work', { 'a.c': `// ${'TO' + 'DO'}: later\n` }, ['a.c:1: TO' + 'DO marks something unfinished']],
    ['self-contained', 'a registry', { 'a.json': `"https://registry.${'npmjs'}.org/x"` }, ['a.json:1: registry.']],
    ['self-contained', 'a program', { a: '\x7fELF\0', 'tests/fuzz/corpus/a': '\0', 'docs/a.png': 'PNG\0' }, ['a:1: is no text']],

    ['codes', 'all in the table', { 'src/api/fault.c': '{"ER-0001"},\n', 'src/store/a.c': 'f("ER-0001");\n' }, []],
    ['codes', 'not in the table, twice, and unused', { 'src/api/fault.c': '{"ER-0001"},\n{"ER-0001"},\n', 'src/store/a.c': '\nf("ER-0002");\n' },
        ['src/api/fault.c:1: ER-0001 is used nowhere', 'src/api/fault.c:2: ER-0001 stands in the table twice', 'src/api/fault.c:2: ER-0001 is used nowhere',
            'src/store/a.c:2: ER-0002 is not in the table']],

    ['faults', 'as the table says', { 'src/api/fault.c': fault, 'docs/clients.md': faultRow }, []],
    ['faults', 'no page', { 'src/api/fault.c': fault }, ['src/api/fault.c:1: docs/clients.md with its table of errors is missing']],
    ['faults', 'a row is missing, another too many', { 'src/api/fault.c': fault, 'docs/clients.md': '\n| `ER-0002` | 404 | a | b |\n' },
        ['docs/clients.md:2: ER-0002 is not in the table', `src/api/fault.c:2: docs/clients.md lacks ER-0001; expected ${faultRow.trim()}`]],
    ['faults', 'other words, other status', { 'src/api/fault.c': fault, 'docs/clients.md': `${faultRow.replace('404', '400')}${faultRow.replace('card', 'Card')}` },
        [`docs/clients.md:1: expected ${faultRow.trim()}`, `docs/clients.md:2: expected ${faultRow.trim()}`]],
];

function makeTree(files) {
    const root = mkdtempSync(join(tmpdir(), 'esc-check-'));
    for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
    }
    return root;
}

function runCheck(check, root) {
    const result = spawnSync(process.execPath, [join(ownRoot, `tools/check-${check}.mjs`), root], { encoding: 'utf8' });
    return { status: result.status, lines: result.stdout.split('\n').filter(Boolean), errors: result.stderr };
}

function expectFindings(check, root, expected) {
    const { status, lines, errors } = runCheck(check, root);
    assert.equal(errors, '');
    assert.deepEqual(lines.map((line, index) => line.slice(0, expected[index]?.length)), expected, lines.join('\n'));
    assert.equal(status, expected.length === 0 ? 0 : 1);
}

for (const [check, name, files, expected] of cases) {
    test(`check-${check}: ${name}`, (t) => {
        const root = makeTree(files);
        t.after(() => rmSync(root, { recursive: true }));
        expectFindings(check, root, expected);
    });
}

/** Compiles src/LAYER/NAME.c into the library of its layer, as the build does. */
function compile(root, layer, name) {
    const folder = join(root, 'build/src', layer);
    mkdirSync(folder, { recursive: true });
    execFileSync('gcc', ['-c', '-o', join(folder, `${name}.c.o`), join(root, 'src', layer, `${name}.c`)]);
    execFileSync('ar', ['rcs', join(folder, `lib${layer}.a`), join(folder, `${name}.c.o`)]);
}

test('check-purity: calls are looked up in the library', (t) => {
    const root = makeTree({
        'tools/purity.txt': purity,
        'src/core/a.c': 'unsigned long strlen(const char *);\nint pure(void);\nint puts(const char *);\nint a(void) { return puts("") + pure() + (int)strlen("x"); }\n',
        'src/core/b.c': 'long time(long *);\nint tick(void);\nint b(void) { return (int)time(0) + tick(); }\n',
        'src/base/str.c': 'int pure(void) { return 1; }\n',
        'src/base/clock.c': 'int tick(void) { return 1; }\n',
    });
    t.after(() => rmSync(root, { recursive: true }));
    [['core', 'a'], ['core', 'b'], ['base', 'str'], ['base', 'clock']].forEach(([layer, name]) => compile(root, layer, name));
    expectFindings('purity', root, ['src/core/a.c:1: uses puts', 'src/core/b.c:1: uses tick', 'src/core/b.c:1: uses time']);
});

/** A program that knows the command "card new" with an option --prefix. */
const program = `#!/bin/sh
case "$1" in
card) printf 'Usage: esc card new\\n\\nOptions:\\n  -p, --prefix N  prefix\\n' ;;
*) printf 'Usage: esc COMMAND\\n\\nCommands:\\n  card new    a new number\\n\\nMore.\\n' ;;
esac
`;

/** A page's body and what the check says of it. */
const pages = [
    ['all is told', '.It Cm card new Op Fl -prefix Ar N', []],
    ['a command is missing', '.It Fl -prefix', ["man/esc.1:1: does not tell of the command 'card new' of esc"]],
    ['an option is missing', '.It Cm card new', ['man/esc.1:1: does not tell of the option --prefix of esc']],
    ['an option too many', '.It Cm card new Fl -prefix Fl -suffix', ['man/esc.1:1: tells of the option --suffix']],
];

for (const [name, body, expected] of pages) {
    test(`check-docs: ${name}`, (t) => {
        const page = `.Dd November 1, 2026\n.Dt ESC 1\n.Os\n.Sh NAME\n.Nm esc\n.Nd x\n.Sh COMMANDS\n.Bl -tag\n${body}\nText.\n.El\n`;
        const root = makeTree({ 'src/esc/main.c': '', 'build/esc': program, 'man/esc.1': page });
        t.after(() => rmSync(root, { recursive: true }));
        chmodSync(join(root, 'build/esc'), 0o755);
        expectFindings('docs', root, expected);
    });
}

test('check-docs: a program without page, and one that is not built', (t) => {
    const root = makeTree({ 'src/esc/main.c': '', 'build/esc': program, 'src/router/main.c': '' });
    t.after(() => rmSync(root, { recursive: true }));
    expectFindings('docs', root, ['src/esc/main.c:1: esc has no man page', 'src/router/main.c:1: build/esc-router is not there']);
});
