// SPDX-License-Identifier: EUPL-1.2
// Reads QR codes out of pictures, as the camera of a phone does.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { removeDirectory, temporaryDirectory } from '../../api/lib/router.mjs';

/** The texts of the QR codes in a PNG, as {Buffer} -> [text]; fails when there is none. */
export function decodeQr(png) {
    const directory = temporaryDirectory();
    try {
        const file = path.join(directory, 'picture.png');
        writeFileSync(file, png);
        const read = execFileSync('zbarimg', ['--nodbus', '--quiet', '--raw', '-S*.disable', '-Sqrcode.enable', file], { encoding: 'utf8' });
        return read.trimEnd().split('\n');
    } finally {
        removeDirectory(directory);
    }
}
