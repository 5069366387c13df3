// SPDX-License-Identifier: EUPL-1.2
// Sends what the form to try an operation holds straight to the API, and shows the answer; without scripts the server does both.

/** A text of JSON with a line for each member; others as they are. */
function legible(text, type) {
  if (!type.startsWith('application/json')) {
    return text;
  }
  return JSON.stringify(JSON.parse(text), null, 2);
}

/** The fields of a place: "path", "query" or "header". */
function fieldsOf(data, place) {
  const begin = `${place}-`;
  return [...data].filter(([name, value]) => name.startsWith(begin) && value !== '').map(([name, value]) => [name.slice(begin.length), value.trim()]);
}

function addressOf(form, data) {
  const values = new Map(fieldsOf(data, 'path'));
  const path = form.dataset.path.replace(/\{(\w+)\}/g, (all, name) => encodeURIComponent(values.get(name) ?? ''));
  const query = new URLSearchParams(fieldsOf(data, 'query')).toString();
  return query === '' ? path : `${path}?${query}`;
}

function headersOf(form, data) {
  const headers = new Headers(fieldsOf(data, 'header'));
  const token = data.get('token').trim();
  if (token !== '') {
    headers.set('Authorization', `Bearer ${token}`);
  }
  if (form.dataset.type !== '') {
    headers.set('Content-Type', form.dataset.type);
  }
  return headers;
}

function bodyOf(data) {
  const file = data.get('file');
  if (file === null) {
    return data.get('body') ?? undefined;
  }
  const body = new FormData();
  body.append('file', file instanceof File ? file : new Blob([file]), file.name ?? 'cards.csv');
  return body;
}

async function show(answer, where) {
  const type = answer.headers.get('Content-Type') ?? '';
  const isText = /json|text|xml/.test(type);
  const text = isText ? legible(await answer.text(), type) : `(${(await answer.arrayBuffer()).byteLength} bytes)`;
  const part = (name) => where.querySelector(`[data-tried="${name}"]`);
  part('status').textContent = answer.status;
  part('head').textContent = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  part('body').textContent = text;
  where.hidden = false;
}

/** A path with a hole leads elsewhere: the server says which value is missing. */
function isWhole(form, data) {
  const values = new Map(fieldsOf(data, 'path'));
  return [...form.dataset.path.matchAll(/\{(\w+)\}/g)].every(([, name]) => values.has(name));
}

async function send(form) {
  const data = new FormData(form);
  const answer = await fetch(addressOf(form, data), {
    method: form.dataset.try,
    headers: headersOf(form, data),
    body: bodyOf(data),
    credentials: 'omit',
  });
  await show(answer, document.getElementById('tried'));
}

for (const form of document.querySelectorAll('form[data-try]')) {
  form.addEventListener('submit', (event) => {
    if (isWhole(form, new FormData(form))) {
      event.preventDefault();
      send(form).catch(() => form.submit());
    }
  });
}
