// SPDX-License-Identifier: EUPL-1.2
// The mails that a router without a mail server writes into its folder.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The texts of the mails in a folder, as they were written before quoting, newest last. The folder comes with its first mail; what is still being written has another name. */
export function mailTexts(folder) {
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.eml')) : [];
    return names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)).map((name) => readFileSync(join(folder, name), 'utf8').replace(/=\r?\n/g, ''));
}

/** The links of one purpose in the mails of a folder, newest last. */
export function mailedLinks(folder, purpose) {
    return mailTexts(folder).flatMap((text) => [...text.matchAll(new RegExp(`https?://[^/\\s]+(/link/${purpose}/[\\w-]+)`, 'g'))].map(([, path]) => path));
}
