// SPDX-License-Identifier: EUPL-1.2
// The files of a source tree as the checks see them: what Git tracks or would add; without Git, all.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ownRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

function filesOfGit(root) {
    const args = ['-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    return execFileSync('git', args, { encoding: 'utf8', maxBuffer: 1 << 26 }).split('\0').filter(Boolean);
}

function filesOfFolder(root, folder = root) {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? filesOfFolder(root, path) : [relative(root, path)];
    });
}

export class Tree {
    #texts = new Map();

    constructor(root) {
        this.root = root;
        const all = existsSync(join(root, '.git')) ? filesOfGit(root) : filesOfFolder(root);
        this.files = [...new Set(all)].filter((path) => existsSync(join(root, path))).sort();
    }

    has(path) {
        return existsSync(join(this.root, path));
    }

    matching(pattern) {
        return this.files.filter((path) => pattern.test(path));
    }

    bytes(path) {
        return readFileSync(join(this.root, path));
    }

    text(path) {
        if (!this.#texts.has(path)) {
            this.#texts.set(path, this.bytes(path).toString('utf8'));
        }
        return this.#texts.get(path);
    }

    lines(path) {
        return this.text(path).split('\n');
    }
}
