// SPDX-License-Identifier: EUPL-1.2
// A visitor of the pages without a browser: keeps cookies, follows links, fills in forms as they stand in the page.
import assert from 'node:assert/strict';
import http from 'node:http';

const entities = { amp: '&', lt: '<', gt: '>', '#34': '"', '#39': "'" };

export function unescape(text) {
    return text.replace(/&(amp|lt|gt|#34|#39);/g, (_, name) => entities[name]);
}

/** The attributes of a tag as {name: value}; one without a value is ''. */
function attributesOf(tag) {
    return Object.fromEntries([...tag.matchAll(/([\w-]+)(?:="([^"]*)")?(?=[\s>/])/g)].map(([, name, value]) => [name, unescape(value ?? '')]));
}

function optionsOf(html) {
    const options = [...html.matchAll(/<option\b[^>]*>/g)].map(([tag]) => attributesOf(tag.replace('<option', '')));
    return { options: options.map(({ value }) => value), value: (options.find((one) => 'selected' in one) ?? options[0])?.value ?? '' };
}

const fieldTags = /<input\b([^>]*>)|<textarea\b([^>]*>)([^]*?)<\/textarea>|<select\b([^>]*>)([^]*?)<\/select>|<button\b([^>]*>)/g;

/** The fields of a form: {kind, name, value, checked, options, required}; buttons that carry a value are among them. */
function fieldsOf(html) {
    return [...html.matchAll(fieldTags)].flatMap(([, input, area, text, select, inner, button]) => {
        const tag = attributesOf(` ${input ?? area ?? select ?? button}`);
        const kind = input !== undefined ? (tag.type ?? 'text') : area !== undefined ? 'textarea' : select !== undefined ? 'select' : 'button';
        if (tag.name === undefined) {
            return [];
        }
        const common = { kind, name: tag.name, checked: 'checked' in tag, required: 'required' in tag, value: tag.value ?? '' };
        return [kind === 'select' ? { ...common, ...optionsOf(inner) } : kind === 'textarea' ? { ...common, value: unescape(text) } : common];
    });
}

/** The fields that stand elsewhere in the page and belong to the form of this id. */
function fieldsElsewhere(html, id) {
    const tags = id === undefined ? [] : [...html.matchAll(/<(?:input|button)\b[^>]*>/g)].map(([tag]) => tag).filter((tag) => tag.includes(` form="${id}"`));
    return fieldsOf(tags.join(''));
}

/** The forms of a page as {method, action, enctype, fields, ids}. */
export function formsOf(html, path) {
    return [...html.matchAll(/<form\b([^>]*>)([^]*?)<\/form>/g)].map(([, tag, inner]) => {
        const { method = 'get', action = path, enctype = 'application/x-www-form-urlencoded', id } = attributesOf(` ${tag}`);
        const fields = [...fieldsOf(inner), ...fieldsElsewhere(html, id)];
        return { method: method.toLowerCase(), action: action.split('#')[0], enctype, fields, ids: [...inner.matchAll(/ id="([^"]*)"/g)].map(([, one]) => one) };
    });
}

/** What a browser would send when the form's first button is pressed, as [[name, value]]. */
export function filled(form) {
    const sent = form.fields.filter(({ kind, checked }) => (['checkbox', 'radio'].includes(kind) ? checked : kind !== 'button' && kind !== 'file'));
    const button = form.fields.find(({ kind }) => kind === 'button');
    return [...sent, ...(button === undefined ? [] : [button])].map(({ name, value }) => [name, value]);
}

/** The addresses of this site to which a page leads, each once and without fragment. */
export function linksOf(html, base) {
    const found = [...html.matchAll(/<a\b([^>]*>)/g)].map(([, tag]) => attributesOf(` ${tag}`).href).filter(Boolean);
    const urls = found.map((href) => new URL(href, base)).filter((url) => url.origin === new URL(base).origin);
    return [...new Set(urls.map((url) => url.pathname + url.search))];
}

function exchange(router, method, path, headers, content) {
    return new Promise((resolve, reject) => {
        const request = http.request({ host: '127.0.0.1', port: router.port, agent: router.agent, method, path, headers });
        request.on('error', reject).on('response', async (response) => {
            const chunks = [];
            for await (const chunk of response) {
                chunks.push(chunk);
            }
            resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) });
        });
        request.end(content);
    });
}

const partOf = ([name, value]) => {
    const isFile = typeof value === 'object';
    const head = `--limit\r\nContent-Disposition: form-data; name="${name}"${isFile ? `; filename="${value.name ?? 'file'}"` : ''}\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), Buffer.from(isFile ? value.content : value), Buffer.from('\r\n')]);
};

/** The same fields as each kind of form sends them; a file is {name, content}. */
export function sent(form, fields) {
    if (form.enctype !== 'multipart/form-data') {
        return { body: new URLSearchParams(fields).toString() };
    }
    return { body: Buffer.concat([...fields.map(partOf), Buffer.from('--limit--\r\n')]), headers: { 'Content-Type': 'multipart/form-data; boundary=limit' } };
}

export class Visitor {
    constructor(router) {
        this.router = router;
        this.cookies = new Map();
    }

    #keep(lines) {
        for (const line of lines) {
            const [pair, ...rest] = line.split(/; */);
            const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
            if (rest.includes('Max-Age=0')) {
                this.cookies.delete(name);
            } else {
                this.cookies.set(name, value);
            }
        }
    }

    /** One request as a browser sends it; gives {status, headers, text, body, location, forms, links}. Redirections are not followed. */
    async ask(method, path, { headers = {}, body } = {}) {
        const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const all = {
            Accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
            'Accept-Language': 'en',
            ...(cookie === '' ? {} : { Cookie: cookie }),
            ...(body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body) }),
            ...headers,
        };
        const answer = await exchange(this.router, method, path, all, body);
        this.#keep(answer.headers['set-cookie'] ?? []);
        const isPage = /^text\/html/.test(answer.headers['content-type'] ?? '');
        const text = /^(text\/|application\/json)/.test(answer.headers['content-type'] ?? '') ? answer.body.toString('utf8') : '';
        return {
            ...answer,
            path,
            text,
            isPage,
            location: answer.headers.location,
            forms: isPage ? formsOf(text, path) : [],
            links: isPage ? linksOf(text, new URL(path, this.router.url)) : [],
        };
    }

    get(path, options) {
        return this.ask('GET', path, options);
    }

    /** Sends fields, [[name, value]] or {name: value}, as a form does. */
    post(path, fields, options = {}) {
        return this.ask('POST', path, { body: new URLSearchParams(fields).toString(), ...options });
    }

    /** Sends fields as this form of a page does. */
    send(form, fields) {
        return this.ask('POST', form.action, sent(form, fields));
    }

    /** Loads a page and sends its form that goes to `action` with these values in it; gives the answer. */
    async submit(path, values, action = path) {
        const page = await this.get(path);
        const form = page.forms.find((one) => one.method === 'post' && one.action.split('?')[0] === action.split('?')[0]);
        assert.ok(form !== undefined, `${path} has a form for ${action}: ${page.status}`);
        return this.send(form, [...filled(form).filter(([name]) => !(name in values)), ...Object.entries(values)]);
    }

    async signIn({ email, password }) {
        const answer = await this.submit('/console/sign-in', { email, password });
        assert.equal(answer.status, 303, `${email} is let in`);
        return answer;
    }
}

/** The user of a role, signed in. */
export async function visitorOf(router, role) {
    const visitor = new Visitor(router);
    await visitor.signIn(router.users.find((user) => user.role === role));
    return visitor;
}

/** Those who use the console: the sandbox's user of each role, and a stranger. */
export async function visitors(router) {
    const all = { STRANGER: new Visitor(router) };
    for (const user of router.users) {
        all[user.role] = await visitorOf(router, user.role);
    }
    return all;
}
