// SPDX-License-Identifier: EUPL-1.2
// Shows the card that a student keeps on the device when the router can't be reached or the student's visit is over. It keeps nothing
// itself: student.js does, when the student asks for it.
const STORE = 'student-card';
const CARD = '/student/card';
const COPY = '/student/kept';
const PATIENCE_MS = 4000;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

const kept = async (address) => (await caches.has(STORE)) ? (await caches.open(STORE)).match(address) : undefined;

const late = () => new Promise((resolve) => {
  setTimeout(resolve, PATIENCE_MS);
});

/** The page of the card: fresh where that is possible soon, else the copy. */
async function card(request) {
  const fresh = fetch(request).catch(() => undefined);
  const answer = await Promise.race([fresh, late()]);
  if (answer?.ok) {
    return answer;
  }
  return await kept(COPY) ?? answer ?? await fresh ?? Response.error();
}

/** Whatever else the pages load: from the network, else as it is kept. */
async function part(request) {
  try {
    return await fetch(request);
  } catch {
    return await kept(request.url) ?? Response.error();
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== self.location.origin) {
    return;
  }
  event.respondWith(request.mode === 'navigate' && address.pathname === CARD ? card(request) : part(request));
});
