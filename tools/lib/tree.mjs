// SPDX-License-Identifier: EUPL-1.2
// The files of a source tree as the checks see them: what Git tracks or would add; without Git, all.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ownRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

function filesOfGit(root) {
    const args = ['-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    return execFileSync('git', args, { encoding: 'utf8', maxBuffer: 1 << 26 }).split('\0').filter(Boolean);
}

/** What is made in the tree, as .gitignore has it. */
const made = /^(build[^/]*|(.*\/)?node_modules|bench\/work)$/;

function filesOfFolder(root, folder = '') {
    return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (!entry.isDirectory()) {
            return [path];
        }
        return made.test(path) ? [] : filesOfFolder(root, path);
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
