// SPDX-License-Identifier: EUPL-1.2
// The compiler of templates: what it writes, and that it refuses what is malformed or can't be escaped, with file and line.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ownRoot } from '../../tools/lib/tree.mjs';

const folder = mkdtempSync(join(tmpdir(), 'template-'));
after(() => rmSync(folder, { recursive: true }));
const compiler = join(folder, 'template');
const sources = ['template.c', 'html.c'].map((name) => join(ownRoot, 'tools/template', name));
execFileSync('cc', ['-std=c17', '-D_GNU_SOURCE', '-fsanitize=address,undefined', '-o', compiler, ...sources]);

/** Compiles a template: {status, complaint, code} with the path of the file left out. */
function compile(text) {
    const input = join(folder, 'page.html');
    const output = join(folder, 'page.c');
    writeFileSync(input, text);
    const { status, stderr } = spawnSync(compiler, [output, input], { encoding: 'utf8' });
    const code = status === 0 ? readFileSync(output, 'utf8').replaceAll(input, 'page.html') : '';
    return { status, complaint: stderr.replaceAll(input, 'page.html'), code };
}

const body = (text) => `%template t(void)\n${text}\n%end\n`;

test('a part is of its file alone', () => {
    const { complaint, code } = compile('%part row(int n)\n<br>\n%end\n%template show()\n% row(page, 1);\n%end\n');
    assert.match(code, /static void +row\(struct page \*page, int n\)/, complaint);
    assert.match(code, /^void +show\(struct page \*page\)/m);
});

test('literals, expressions, messages and lines of C become calls', () => {
    const { status, complaint, code } = compile('%# a comment\n%include "a.h"\n%template show(const struct v *v)\n  <p class="a {{ v->kind }}">{{_ Valid until }} {{day: v->day }}</p>\n% if (v->x) {\n<br>\n% }\n%end\n');
    assert.equal(status, 0, complaint);
    const calls = code.split('\n').filter((line) => !line.startsWith('#line')).map((line) => line.trim());
    assert.deepEqual(calls, [
        '#include "console/page.h"', '#include "a.h"', 'void  show(struct page *page, const struct v *v)', '{',
        'page_raw(page, "<p class=\\"a ", 12);', 'page_text(page, v->kind);', 'page_raw(page, "\\">", 2);', 'page_say(page, "Valid until");',
        'page_raw(page, " ", 1);', 'page_day(page, v->day);', 'page_raw(page, "</p>\\n", 5);', 'if (v->x) {', 'page_raw(page, "<br>\\n", 5);', '}', '}', '', '',
    ]);
    assert.match(code, /#line 4 "page\.html"\n {4}page_text/);
});

test('messages keep their letters, as catalogues name them', () => {
    const { code, complaint } = compile(body('{{_ Add to “Home”… }}'));
    assert.ok(code.includes('page_say(page, "Add to “Home”…");'), complaint);
});

const refused = [
    ['an expression that is not closed', body('<p>{{ x </p>'), 2, '{{ is not closed by }} in its line'],
    ['a stray end of an expression', body('<p>x }}</p>'), 2, '}} closes nothing'],
    ['an empty expression', body('{{ }}'), 2, '{{ }} holds no expression'],
    ['an empty message', body('{{_ }}'), 2, '{{_ }} holds no words'],
    ['a formatter without a value', body('{{day: }}'), 2, '{{ }} holds no expression'],
    ['a tag that is closed by another', body('<p>\n<b>\n</p>'), 4, '</p> stands where </b> of line 3 was expected'],
    ['a tag that is never closed', body('<div>\n<p></p>'), 2, '<div> is never closed'],
    ['a closing tag too many', body('</p>'), 2, '</p> closes nothing'],
    ['a value without quotes', body('<p class=a></p>'), 2, 'the value of class is not in double quotes'],
    ['a value in single quotes', body("<p class='a'></p>"), 2, 'the value of class is not in double quotes'],
    ['an expression in a tag', body('<p {{ x }}></p>'), 2, 'an expression stands in a tag'],
    ['an expression as a value without quotes', body('<p class={{ x }}></p>'), 2, 'an expression stands in a tag'],
    ['an address that begins with a text', body('<a href="{{ x }}">x</a>'), 2, 'the value of href begins with an expression'],
    ['an inline style', body('<p style="color: red"></p>'), 2, 'the attribute style is forbidden'],
    ['an inline handler', body('<p onclick="f()"></p>'), 2, 'the attribute onclick is forbidden'],
    ['an inline script', body('<script>f()</script>'), 2, 'a script in the page is forbidden'],
    ['an expression in a script', body('<script>{{ x }}</script>'), 2, 'an expression stands in a tag'],
    ['a style element', body('<style></style>'), 2, '<style> is forbidden'],
    ['a comment of HTML', body('<!-- secret -->'), 2, 'a comment would be sent to everybody'],
    ['a lonely less-than', body('a < b'), 2, '"<" begins no tag'],
    ['text outside of a template', '<p></p>\n', 1, 'this stands in no template'],
    ['a template without end', '%template t(void)\n<p></p>\n', 2, 'the template has no %end'],
    ['a template within another', '%template t(void)\n%template u(void)\n', 2, 'the template before has no %end'],
    ['a template without parameters', '%template t\n', 1, 'a NAME(parameters) was expected'],
    ['an unknown directive', '%tempalte t(void)\n', 1, '%tempalte t(void) is no directive'],
    ['a NUL', body('a\0b'), 2, 'the line holds a NUL'],
];

for (const [name, text, line, message] of refused) {
    test(`refused: ${name}`, () => {
        const { status, complaint } = compile(text);
        assert.equal(status, 1);
        assert.ok(complaint.startsWith(`page.html:${line}: ${message}`), complaint);
    });
}

test('addresses may begin with a checked expression or with text of the template', () => {
    assert.equal(compile(body('<a href="{{url: x }}">x</a><a href="/cards/{{ x }}">x</a>')).status, 0);
});
