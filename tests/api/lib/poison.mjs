// SPDX-License-Identifier: EUPL-1.2
// A router whose stored texts all try to become markup: what a page would do with them if it trusted any.
import path from 'node:path';

import { sql, startRouter, temporaryDirectory } from './router.mjs';

export const payload = `"><script>window.pwned=1</script><img src=x onerror="window.pwned=1">'`;

/** What would be in a page that did not escape it. */
export const unescaped = ['<script>window.pwned', '<img src=x', 'href="javascript:', 'src="javascript:'];

const texts = {
    account: ['name'],
    card: ['display_name'],
    contact: ['name', 'phone'],
    enrolment: ['full_name', 'email'],
    import: ['file', 'reason'],
    legal_document: ['title'],
    organisation: ['name', 'address_label', 'address_street_name', 'address_city_name', 'address_other_comments', 'status_reason'],
    registration: ['name', 'representative_name', 'message', 'reason'],
    remote_service: ['name'],
    token: ['name'],
};
const addresses = { organisation: ['website'], remote_service: ['url'] };

/** Starts a sandbox, and again after its texts were replaced. */
export async function startPoisoned() {
    const directory = temporaryDirectory();
    const first = await startRouter({ directory });
    await first.stop({ keep: true });
    const quoted = payload.replaceAll("'", "''");
    const database = path.join(directory, 'sandbox.db');
    for (const [table, columns] of Object.entries(texts)) {
        sql(database, `UPDATE "${table}" SET ${columns.map((column) => `${column} = '${quoted}' || coalesce(${column}, '')`).join(', ')}`);
    }
    for (const [table, columns] of Object.entries(addresses)) {
        sql(database, `UPDATE "${table}" SET ${columns.map((column) => `${column} = 'javascript:window.pwned=1//' || coalesce(${column}, '')`).join(', ')}`);
    }
    return startRouter({ directory });
}
