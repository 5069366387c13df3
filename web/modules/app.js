// SPDX-License-Identifier: EUPL-1.2
// What makes the console's pages livelier; all of them work without.

/** Filters of a list answer while one types: the same form, sent in the background. */
function liven(form) {
  let timer;
  let running;
  async function ask() {
    running?.abort();
    running = new AbortController();
    const url = new URL(form.action);
    const filled = [...new FormData(form)].filter(([, value]) => value !== '');
    url.search = new URLSearchParams(filled).toString();
    const answer = await fetch(url, { signal: running.signal, headers: { Accept: 'text/html' } });
    if (!answer.ok || answer.redirected) {
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of document.querySelectorAll('[data-part]')) {
      const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
      if (fresh !== null) {
        part.replaceWith(fresh);
      }
    }
    history.replaceState(null, '', url);
  }
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask().catch((failure) => {
      if (failure.name !== 'AbortError') {
        form.requestSubmit();
      }
    }), 250);
  });
}

/** A part of the page that tells of something that goes on asks its address again until it is over; then the page has more to say. */
async function follow(part) {
  const url = part.dataset.follow;
  for (let current = part;;) {
    await new Promise((resolve) => { setTimeout(resolve, 1000); });
    const answer = await fetch(url, { headers: { Accept: 'text/html' } });
    if (!answer.ok) {
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.querySelector(`[data-part="${current.dataset.part}"]`);
    if (fresh?.dataset.follow === undefined) {
      location.replace(url);
      return;
    }
    current.replaceWith(fresh);
    current = fresh;
  }
}

/** A button that copies the text of the element that it names. */
function copyFrom(button) {
  button.hidden = navigator.clipboard === undefined;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.dataset.done = '';
  });
}

/** A form is sent once, however often its button is pressed. */
function sendOnce(form) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent !== undefined) {
      event.preventDefault();
    }
    form.dataset.sent = '';
  });
}

document.querySelectorAll('form[data-live]').forEach(liven);
document.querySelectorAll('[data-follow]').forEach(follow);
document.querySelectorAll('button[data-copy]').forEach(copyFrom);
document.querySelectorAll('form[method="post"]:not([data-again])').forEach(sendOnce);
document.querySelectorAll('[data-all]').forEach((box) => {
  box.addEventListener('change', () => {
    document.querySelectorAll(`input[name="${box.dataset.all}"]`).forEach((one) => { one.checked = box.checked; });
  });
});
window.addEventListener('pageshow', (event) => {
  if (event.persisted) {
    location.reload();
  }
});
document.getElementById('summary')?.focus();
