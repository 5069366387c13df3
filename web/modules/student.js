// SPDX-License-Identifier: EUPL-1.2
// Keeps the card on the student's device, when the student asks for it: the page of the card and what it needs to be drawn, nothing else.
// Shows when the copy was last checked, and checks it again as soon as there is a network.
const STORE = 'student-card';
const COPY = '/student/kept';
const CHECKED = '/student/checked';
const WORKER = '/student/worker.js';

const { body } = document;
const one = (selector) => document.querySelector(selector);

function show(element, isShown) {
  if (element) {
    element.hidden = !isShown;
  }
}

/** The addresses of what a page needs to be drawn. */
function partsOf(page) {
  const needed = new DOMParser().parseFromString(page, 'text/html');
  const sources = [...needed.querySelectorAll('link[rel="stylesheet"], link[rel="icon"], script[src], img[src]')];
  return sources.map((element) => element.getAttribute('href') ?? element.getAttribute('src'));
}

async function fetchGood(address) {
  const answer = await fetch(address, { cache: 'no-store' });
  if (!answer.ok) {
    throw new Error(`${address}: ${answer.status}`);
  }
  return answer;
}

/** Takes a new copy, in the place of the one there may be. */
async function keep() {
  const copy = await fetchGood(COPY);
  const parts = partsOf(await copy.clone().text());
  const answers = await Promise.all(parts.map(fetchGood));
  await caches.delete(STORE);
  const store = await caches.open(STORE);
  await store.put(COPY, copy);
  await Promise.all(parts.map((address, i) => store.put(address, answers[i])));
}

async function forget() {
  await caches.delete(STORE);
  const registration = await navigator.serviceWorker.getRegistration('/student/');
  await registration?.unregister();
}

const isKept = async () => (await caches.has(STORE)) && (await navigator.serviceWorker.getRegistration('/student/')) !== undefined;

/** The part of the page about this device. */
async function offerToKeep(panel) {
  let install;
  const refresh = async () => {
    const kept = await isKept();
    show(panel.querySelector('[data-when="kept"]'), kept);
    show(panel.querySelector('[data-when="not-kept"]'), !kept);
    show(panel.querySelector('#install'), install !== undefined);
  };
  const act = (selector, work) => panel.querySelector(selector)?.addEventListener('click', async () => {
    show(panel.querySelector('[role="alert"]'), false);
    try {
      await work();
    } catch {
      show(panel.querySelector('[role="alert"]'), true);
    }
    await refresh();
  });
  act('#keep', async () => {
    await navigator.serviceWorker.register(WORKER);
    await keep();
  });
  act('#forget', forget);
  act('#install', async () => {
    await install?.prompt();
    install = undefined;
  });
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    install = event;
    refresh();
  });
  if (await isKept()) {
    await keep().catch(() => {});
  }
  await refresh();
  show(panel, true);
}

/** As the server writes it: English as it is spoken in Europe, hours from 0 to 23. */
function timeText(instant) {
  const { lang } = document.documentElement;
  const form = { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC', hourCycle: 'h23' };
  return new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, form).format(instant);
}

function tellTime(instant) {
  const time = one('#checked time');
  time.dateTime = instant.toISOString();
  time.textContent = `${timeText(instant)} UTC`;
}

/** Shows the state of one card, of those that the page has words for. */
function tellState(card, state) {
  for (const word of card.querySelectorAll('[data-state]')) {
    show(word, word.dataset.state === state);
  }
}

/** The day after which a card is expired, whatever the copy says. */
function expireByDate(card) {
  const today = new Date().toISOString().slice(0, 10);
  if (card.dataset.expires < today) {
    tellState(card, 'EXPIRED');
  }
}

async function check(card) {
  const answer = await fetch(`/api/v2/cards/${card.dataset.number}/status`, { cache: 'no-store' });
  if (answer.ok) {
    tellState(card, (await answer.json()).status);
  } else if (answer.status === 404) {
    tellState(card, 'UNKNOWN');
  } else {
    throw new Error(`status ${answer.status}`);
  }
}

/** The copy: what was last known of the cards, and what is known now if that can be found out. */
async function checkCopy() {
  const store = (await caches.has(STORE)) ? await caches.open(STORE) : undefined;
  const earlier = await store?.match(CHECKED);
  const cards = [...document.querySelectorAll('.esc-card[data-number]')];
  if (earlier) {
    const known = await earlier.json();
    tellTime(new Date(known.at));
    cards.forEach((card) => known.states[card.dataset.number] && tellState(card, known.states[card.dataset.number]));
  }
  cards.forEach(expireByDate);
  try {
    await Promise.all(cards.map(check));
  } catch {
    return;
  }
  const now = new Date();
  const states = {};
  for (const card of cards) {
    states[card.dataset.number] = card.querySelector('[data-state]:not([hidden])').dataset.state;
  }
  tellTime(now);
  show(one('#offline'), false);
  show(one('#online'), true);
  if (cards.every((card) => states[card.dataset.number] === 'UNKNOWN')) {
    await forget();
  } else {
    await store?.put(CHECKED, new Response(JSON.stringify({ at: now.toISOString(), states }), { headers: { 'content-type': 'application/json' } }));
  }
}

if ('serviceWorker' in navigator && 'caches' in window) {
  if (body.dataset.page === 'forget') {
    await forget();
  } else if (body.dataset.page === 'copy') {
    await checkCopy();
    window.addEventListener('online', checkCopy);
  } else if (one('#device')) {
    await offerToKeep(one('#device'));
  }
}
