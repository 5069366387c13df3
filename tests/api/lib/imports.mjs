// SPDX-License-Identifier: EUPL-1.2
// CSV files sent as forms, and imports waited for.
import { expectStatus } from './expect.mjs';
import { until } from './router.mjs';
import { filled } from './visitor.mjs';

// The body and headers of a form with the one part "file".
export function csvForm(content, name = 'file') {
    const line = 'the-line-between';
    const head = `--${line}\r\nContent-Disposition: form-data; name="${name}"; filename="cards.csv"\r\nContent-Type: text/csv\r\n\r\n`;
    const body = Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from(`\r\n--${line}--\r\n`)]);
    return { body, headers: { 'Content-Type': `multipart/form-data; boundary=${line}` } };
}

export function sendCsv(client, query, content, options = {}) {
    const form = csvForm(content);
    return client.send('POST', `/api/v2/cards/import?${query}`, { ...form, ...options, headers: { ...form.headers, ...options.headers } });
}

export function validateCsv(client, query, content) {
    return client.send('POST', `/api/v2/cards/validate-csv?${query}`, csvForm(content));
}

const isOver = ({ state }) => state !== 'QUEUED' && state !== 'RUNNING';

// How an import ends.
export async function ending(client, id) {
    let last;
    await until(`import ${id} ends`, async () => isOver((last = expectStatus(await client.get(`/api/v2/imports/${id}`), 200))));
    return last;
}

// Sends a file and waits for the end of its import.
export async function importCsv(client, query, content) {
    const begun = expectStatus(await sendCsv(client, query, content), 202);
    return ending(client, begun.id);
}

export async function errorsOf(client, id) {
    const answer = await client.get(`/api/v2/imports/${id}/errors.csv`);
    expectStatus(answer, 200);
    return answer.text.replace(/^\uFEFF/, '').split('\r\n').filter((line) => line !== '');
}

// The body and headers of a form with these fields, [[name, value]], and with a file; without one when `content` is undefined.
export function formWithFile(fields, content, filename = 'cards.csv') {
    const line = 'the-line-between';
    const texts = fields.map(([name, value]) => `--${line}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('');
    const head = `--${line}\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\nContent-Type: text/csv\r\n\r\n`;
    const file = content === undefined ? [] : [Buffer.from(head), Buffer.from(content), Buffer.from('\r\n')];
    const body = Buffer.concat([Buffer.from(texts), ...file, Buffer.from(`--${line}--\r\n`)]);
    return { body, headers: { 'Content-Type': `multipart/form-data; boundary=${line}` } };
}

// The fields of the console's form for files as it stands in a page, with other values where asked.
export function importFields(page, values = {}) {
    const form = page.forms.find(({ enctype }) => enctype === 'multipart/form-data');
    return Object.entries({ ...Object.fromEntries(filled(form)), ...values });
}

// Sends a file with the console's form, which is loaded first.
export async function sendFile(visitor, content, values = {}, options = {}) {
    const form = formWithFile(importFields(await visitor.get('/console/imports'), values), content);
    return visitor.ask('POST', '/console/imports', { body: form.body, headers: { ...form.headers, ...options.headers } });
}

// The page of an import that is over.
export async function endedPage(visitor, path) {
    let page;
    await until(`${path} is over`, async () => {
        page = await visitor.get(path);
        return !page.text.includes('data-follow');
    });
    return page;
}
