// SPDX-License-Identifier: EUPL-1.2
// The command line as people and scripts use it: what it prints, and the status it ends with.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { esc, NUMBER } from './lib/esc.mjs';

const PIC = '999859608';
const ESI = 'urn:schac:personalUniqueCode:int:esi:polito.it:S123456';
const TEXT = /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9]{12}$/;

const folder = mkdtempSync(join(tmpdir(), 'esc-cli-'));
after(() => rmSync(folder, { recursive: true }));

test('escn new makes one number of the usual prefix', async () => {
    const { status, stdout, stderr } = await esc(['escn', 'new', '--pic', PIC]);
    assert.equal(status, 0);
    assert.equal(stderr, '');
    assert.match(stdout.trimEnd(), TEXT);
    assert.ok(stdout.endsWith(`-001${PIC}\n`));
});

test('escn new makes as many different numbers as told, with the prefix told', async () => {
    const { lines } = await esc(['escn', 'new', '--pic', PIC, '--prefix', '7', '--count', '25000']);
    assert.equal(new Set(lines).size, 25000);
    assert.ok(lines.every((line) => TEXT.test(line) && line.endsWith(`-007${PIC}`)));
});

test('escn new tells the instant of its making', async () => {
    const before = Date.now();
    const { stdout } = await esc(['escn', 'new', '--pic', PIC]);
    const { objects } = await esc(['escn', 'inspect', '--json', stdout.trim()]);
    const made = Date.parse(objects[0].escInstant);
    assert.equal(objects[0].formula, 'ESC');
    assert.ok(made >= before && made <= Date.now());
});

test('escn new --json gives one object a line', async () => {
    const { objects } = await esc(['escn', 'new', '--pic', PIC, '-n', '3', '--json']);
    assert.equal(objects.length, 3);
    assert.deepEqual(objects.map(Object.keys), Array(3).fill(['cardNumber']));
});

test('escn inspect shows what a number tells', async () => {
    const { status, stdout } = await esc(['escn', 'inspect', '25539be8-6423-103e-add8-988999978433']);
    assert.equal(status, 0);
    assert.equal(stdout, `25539be8-6423-103e-add8-988999978433
  valid              yes
  issuer's PIC       999978433
  prefix             988
  made               2025-08-11T17:25:37.613Z + 24 ticks, by the ESC formula
  read otherwise     1638-06-08T20:51:06.893002Z, by RFC 4122
  UUID               version 1, variant 2
  time field         17561550668930024
  clock sequence     add8
  link               https://s.esc-r.eu/25539be8-6423-103e-add8-988999978433
`);
});

test('escn inspect --json has all its members', async () => {
    const { status, objects } = await esc(['escn', 'inspect', '--json', 'HTTP://ESC.GG/6A01DFC0CB981035A19B001999859608']);
    assert.equal(status, 0);
    assert.deepEqual(objects, [{
        input: 'HTTP://ESC.GG/6A01DFC0CB981035A19B001999859608',
        cardNumber: NUMBER,
        valid: true,
        problem: null,
        pic: PIC,
        prefix: '001',
        formula: 'ESC',
        escInstant: '2017-12-11T08:29:54.684Z',
        escExtraTicks: 0,
        rfcInstant: '1630-10-08T11:55:23.964000Z',
        version: 1,
        variant: 2,
        ticks: '15142029239640000',
        clock: 'a19b',
        link: `https://s.esc-r.eu/${NUMBER}`,
    }]);
});

test('escn inspect knows a number that was made by RFC 4122', async () => {
    const { objects, stdout } = await esc(['escn', 'inspect', '--json', '13814000-1dd2-11b2-8000-001999859608']);
    assert.equal(objects[0].formula, 'RFC 4122', stdout);
    assert.equal(objects[0].rfcInstant, '1970-01-01T00:00:00.000000Z');
});

test('escn inspect says no to what conforms not, and why', async () => {
    const { status, objects } = await esc(['escn', 'inspect', '--json', '6a01dfc0-cb98-4035-a19b-001999859608', 'hello']);
    assert.equal(status, 1);
    assert.deepEqual(objects.map(({ cardNumber, valid, version }) => ({ cardNumber, valid, version })), [
        { cardNumber: '6a01dfc0-cb98-4035-a19b-001999859608', valid: false, version: 4 },
        { cardNumber: null, valid: false, version: null },
    ]);
    assert.match(objects[0].problem, /UUID of version 4; version 1 was expected/);
    assert.match(objects[1].problem, /"hello" is neither a card number nor a card's link/);
    assert.deepEqual(Object.keys(objects[0]), Object.keys(objects[1]));
});

test('- reads one thing a line, and the worst answer counts', async () => {
    const input = `${NUMBER}\r\n\n  6a01 dfc0 cb98 1035 a19b 0019 9985 9608 \nnonsense`;
    const { status, objects } = await esc(['escn', 'inspect', '--json', '-'], { input });
    assert.equal(status, 1);
    assert.deepEqual(objects.map(({ valid }) => valid), [true, true, false]);
    assert.equal((await esc(['escn', 'inspect', '-'], { input: NUMBER })).status, 0);
    assert.equal((await esc(['escn', 'inspect', '-'], { input: '' })).stdout, '');
});

test('esi check shows the parts of both forms', async () => {
    const { status, stdout } = await esc(['esi', 'check', ESI, 'ES-CT-999859608-1234']);
    assert.equal(status, 0);
    assert.equal(stdout, `${ESI}
  valid              yes
  form               urn
  scope              polito.it
  student's code     S123456
  compared as        urn:schac:personaluniquecode:int:esi:polito.it:s123456
ES-CT-999859608-1234
  valid              yes
  form               old
  country            ES
  region             CT
  institution's PIC  999859608
  student's code     1234
  compared as        es-ct-999859608-1234
`);
});

test('esi check --json has all its members', async () => {
    const { status, objects } = await esc(['esi', 'check', '--json', ESI, 'urn:schac:personalUniqueCode:int:esi:fr:']);
    assert.equal(status, 1);
    assert.deepEqual(objects, [
        {
            input: ESI,
            valid: true,
            problem: null,
            form: 'urn',
            scope: 'polito.it',
            region: null,
            pic: null,
            code: 'S123456',
            folded: ESI.toLowerCase(),
        },
        {
            input: 'urn:schac:personalUniqueCode:int:esi:fr:',
            valid: false,
            problem: 'the identifier ends without a student code; one or more characters were expected after the scope',
            form: null,
            scope: null,
            region: null,
            pic: null,
            code: null,
            folded: null,
        },
    ]);
});

test('esi new makes an identifier', async () => {
    assert.equal((await esc(['esi', 'new', '--scope', 'polito.it', '--code', 'S123456'])).stdout, `${ESI}\n`);
    assert.deepEqual((await esc(['esi', 'new', '-s', 'polito.it', '-c', 'S123456', '--json'])).objects, [{ identifier: ESI }]);
});

test('qr draws into a file and tells of it', async () => {
    const file = join(folder, 'a.svg');
    const { status, stdout } = await esc(['qr', NUMBER, '-o', file]);
    const svg = readFileSync(file, 'utf8');
    assert.equal(status, 0);
    assert.equal(stdout, `${file}\n  card number        ${NUMBER}\n  bytes              ${svg.length}\n`);
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="105\.3" height="69\.3" viewBox="0 0 105\.3 69\.3"/);
});

test('qr draws every variant, named in any letter case', async () => {
    const cases = [
        [['--orientation', 'VERTICAL', '--size', 'xs'], 'width="46.2" height="56.2"', 'fill="#2c4390"'],
        [['--orientation=horizontal', '--size=M', '--colours=Inverted'], 'width="280.8" height="184.8"', 'fill="#fff"'],
    ];
    for (const [options, size, colour] of cases) {
        const { status, stdout } = await esc(['qr', ...options, '-o', '-', NUMBER]);
        assert.equal(status, 0);
        assert.ok(stdout.includes(size) && stdout.includes(colour) && stdout.endsWith('</svg>\n'));
    }
});

test('qr --json tells of the file, or holds the drawing', async () => {
    const file = join(folder, 'b.svg');
    const ofFile = await esc(['qr', NUMBER, '-o', file, '--json']);
    const svg = readFileSync(file, 'utf8');
    assert.deepEqual(ofFile.objects, [{ cardNumber: NUMBER, file, bytes: svg.length, svg: null }]);
    const ofStdout = await esc(['qr', '-', '-o', '-', '--json'], { input: `https://s.esc-r.eu/${NUMBER}\n` });
    assert.deepEqual(ofStdout.objects, [{ cardNumber: NUMBER, file: null, bytes: svg.length, svg }]);
});

test('qr takes a logo, and refuses one that runs something', async () => {
    const logo = join(folder, 'logo.svg');
    writeFileSync(logo, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 41"><path id="mine" d="M0 0h24v41z"/></svg>');
    const { stdout } = await esc(['qr', NUMBER, '-o', '-', '--logo', logo]);
    assert.ok(stdout.includes('<path id="mine" d="M0 0h24v41z">'));
    writeFileSync(logo, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 41"><script>alert(1)</script></svg>');
    const refused = await esc(['qr', NUMBER, '-o', '-', '--logo', logo]);
    assert.equal(refused.status, 1);
    assert.equal(refused.stdout, '');
    assert.match(refused.stderr, /logo\.svg: the logo's SVG, line 1: the element <script> is not taken/);
});

test('qr says no to a number that conforms not', async () => {
    const { status, stdout, stderr } = await esc(['qr', '6a01dfc0-cb98-4035-a19b-001999859608', '-o', '-']);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^esc: card number 6a01dfc0-cb98-4035-a19b-001999859608 is a UUID of version 4/);
});

const misuses = [
    [[], /^usage: esc COMMAND/],
    [['dance'], /there is no command "dance"/],
    [['escn'], /^usage: esc COMMAND/],
    [['escn', 'dance'], /there is no command "escn dance"/],
    [['escn', 'new'], /the issuer's PIC was expected: --pic PIC\n.*"esc escn new --help"/],
    [['escn', 'new', '--pic'], /--pic needs a value/],
    [['escn', 'new', '--pic', '12'], /the PIC is "12"; nine decimal digits were expected/],
    [['escn', 'new', '--pic', PIC, '--prefix', '1000'], /prefix is "1000"; a whole number from 0 to 999 was expected/],
    [['escn', 'new', '--pic', PIC, '--count', '0'], /count is "0"; a whole number from 1 to/],
    [['escn', 'new', '--pic', PIC, 'more'], /"more" is too much/],
    [['escn', 'inspect'], /a card number was expected, or - for the lines of standard input/],
    [['escn', 'inspect', '--pic', PIC], /there is no option --pic/],
    [['esi', 'check'], /a student identifier was expected/],
    [['esi', 'new', '--scope', 'fr'], /a scope and a code were expected/],
    [['esi', 'new', '--scope', 'france', '--code', '1'], /the scope is "france"/],
    [['qr', NUMBER], /a file was expected: -o FILE/],
    [['qr', '-o', '-'], /a card number was expected/],
    [['qr', '-o', '-', NUMBER, NUMBER], /one card number was expected/],
    [['qr', '-o', '-', NUMBER, '--size', 'L'], /size is "L"; XS, S or M was expected/],
    [['verify', NUMBER], /the router's address was expected: --router URL/],
    [['verify', NUMBER, '--router', 'router.example.org'], /the router's address is "router\.example\.org"/],
    [['status', '--router', 'http://127.0.0.1:1'], /a card number or the link of its QR code was expected/],
    [['status', NUMBER, '--router', 'http://127.0.0.1:1', '--timeout', '0'], /timeout is "0"/],
];

for (const [args, message] of misuses) {
    test(`misused: esc ${args.join(' ')}`, async () => {
        const { status, stdout, stderr } = await esc(args);
        assert.equal(status, 2);
        assert.equal(stdout, '');
        assert.match(stderr, message);
    });
}

const helps = ['escn new', 'escn inspect', 'esi check', 'esi new', 'qr', 'verify', 'status'];

for (const name of helps) {
    test(`esc ${name} --help tells how it is used`, async () => {
        for (const option of ['--help', '-h']) {
            const { status, stdout, stderr } = await esc([...name.split(' '), option]);
            assert.equal(status, 0);
            assert.equal(stderr, '');
            assert.ok(stdout.startsWith(`usage: esc ${name} `));
            assert.match(stdout, /--json/);
        }
    });
}

test('help lists the commands, --version the version', async () => {
    for (const args of [['--help'], ['-h'], ['help']]) {
        const { status, stdout } = await esc(args);
        assert.equal(status, 0);
        assert.deepEqual([...stdout.matchAll(/^ {2}([a-z]+(?: [a-z]+)?) {2,}/gm)].map(([, name]) => name), helps);
    }
    assert.equal((await esc(['escn', '--help'])).status, 0);
    assert.match((await esc(['--version'])).stdout, /^esc \d+\.\d+\.\d+\n$/);
});

test('files that are not there end with status 4', async () => {
    const missing = join(folder, 'missing', 'a.svg');
    for (const args of [['qr', NUMBER, '-o', missing], ['qr', NUMBER, '-o', '-', '--logo', missing]]) {
        const { status, stderr } = await esc(args);
        assert.equal(status, 4);
        assert.ok(stderr.includes(missing));
    }
});

test('what can\'t be written ends with status 4', async () => {
    const { status, stderr } = await esc(['escn', 'new', '--pic', PIC], { stdoutFile: '/dev/full' });
    assert.equal(status, 4);
    assert.match(stderr, /standard output can't be written/);
});

test('control characters and broken UTF-8 reach neither the terminal nor JSON', async () => {
    const input = Buffer.from('\u001b[31mred\u0007\u009b\n\xff\xfe"\\\n', 'latin1');
    const people = await esc(['esi', 'check', '-'], { input });
    assert.doesNotMatch(people.stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufffd]/);
    const { status, objects } = await esc(['esi', 'check', '--json', '-'], { input });
    assert.equal(status, 1);
    assert.deepEqual(objects.map((object) => object.input), ['\u001b[31mred\u0007\ufffd', '\ufffd\ufffd"\\']);
});
