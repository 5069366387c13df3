#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// web/po/esc.pot holds the messages that templates and pages say, no more and no fewer.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { run } from './lib/check.mjs';

await run((tree, add) => {
    if (!tree.has('web/po/esc.pot')) {
        return;
    }
    const { status, stdout, stderr } = spawnSync(join(tree.root, 'tools/update-messages'), ['--check'], { encoding: 'utf8' });
    if (status !== 0) {
        add('web/po/esc.pot', 1, `${stdout}${stderr}`.trim());
    }
});
