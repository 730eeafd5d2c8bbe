// The waiting page: follows the challenge and finishes the sign-in once it is approved.
'use strict';

(() => {
  // @passkey.js
  const page = document.getElementById('waiting');
  const [left, bar, spoken] = ['left', 'bar', 'spoken'].map((id) => document.getElementById(id));
  const url = '/.gatehouse/challenges/' + encodeURIComponent(page.dataset.challenge);
  const final = ['approved', 'denied', 'expired', 'over'];
  const MARGIN_SECONDS = 3; // For the way, and for what is rounded.
  const gone = [401, 403, 404, 410];
  const deadline = performance.now() + 1000 * Number(page.dataset.left);
  let events = null;
  let poll = 0;
  let clock = 0;

  function rest() {
    return Math.round((deadline - performance.now()) / 1000);
  }

  function countDown() {
    const seconds = Math.max(0, rest());
    bar.value = seconds;
    left.textContent = Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0') + ' left';
    if (seconds === 30 || seconds === 10) spoken.textContent = seconds + ' seconds left';
    // The server says when it is over; if it cannot be heard, its time tells.
    if (rest() < -MARGIN_SECONDS) tell('expired');
  }

  function show(state) {
    page.dataset.state = state;
    if (!final.includes(state)) return;
    document.title = document.querySelector('section.' + state + ' h1').textContent;
    if (events) events.close();
    clearTimeout(poll);
    clearInterval(clock);
    if (state === 'approved' && page.dataset.finish === 'form') {
      document.getElementById('finish').submit();
    }
  }

  function tell(state) {
    // Before its time it does not expire: a newer sign-in took its place, or a wrong code was typed too often.
    if (state === 'expired' && rest() > MARGIN_SECONDS) state = 'over';
    if (!final.includes(page.dataset.state) && (state === 'pending' || final.includes(state))) show(state);
  }

  // Events may be swallowed by a proxy on the way, so a slow poll goes on beside them; without them it is a quick one.
  function pollLater() {
    const live = events && events.readyState === EventSource.OPEN;
    poll = setTimeout(ask, live ? 10000 : 2000);
  }

  async function ask() {
    try {
      const answer = await fetch(url, { headers: { Accept: 'application/json' }, cache: 'no-store' });
      if (answer.ok) tell((await answer.json()).state);
      else if (gone.includes(answer.status)) tell('expired');
    } catch {
      // Offline for a moment: the next poll will tell.
    }
    if (!final.includes(page.dataset.state)) pollLater();
  }

  const TEXTS = {
    'malformed': 'This does not look like a code. Authenticator apps show 6 digits, the help desk gives 8, and recovery codes have 10 letters and digits.',
    'factor-disabled': 'Too many wrong codes of this kind were typed for this account: it cannot be used any more. Take another way, or ask the people who run this service.',
    'unheard': 'No connection. Please try once more.',
  };

  /** Shows what the owner has; the answer is an explanation where it does not do, else empty. */
  async function prove(what) {
    try {
      const answer = await fetch(url + '/prove', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify(what),
      });
      const body = await answer.json();
      if (answer.ok || body.state) {
        tell(body.state);
        return '';
      }
      const type = String(body.type).replace('urn:gatehouse:', '');
      if (type !== 'wrong-code') return TEXTS[type] ?? String(body.title);
      if (body.tries === 0) tell('over');
      return `This ${what.code ? 'code is wrong, or was used before' : 'passkey is not one of this account'}. You have ${body.tries} ${body.tries === 1 ? 'try' : 'tries'} left.`;
    } catch {
      return TEXTS.unheard;
    }
  }

  const passkeyButton = document.getElementById('passkey');
  passkeyButton.hidden = !passkey.isPossible;
  if (!passkey.isPossible) document.getElementById('passkey-said').textContent = 'This browser cannot use passkeys here.';
  passkeyButton.addEventListener('click', async () => {
    const said = document.getElementById('passkey-said');
    passkeyButton.disabled = true;
    said.textContent = '';
    try {
      const answer = await fetch(url + '/passkey', { headers: { Accept: 'application/json' }, cache: 'no-store' });
      const options = await answer.json();
      said.textContent = answer.ok ? await prove({ passkey: await passkey.show(options) }) : String(options.title);
    } catch (failure) {
      said.textContent = failure.name === 'NotAllowedError' ? 'That was not finished. Please try once more.' : TEXTS.unheard;
    }
    passkeyButton.disabled = false;
  });

  const form = document.getElementById('prove');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const [field, button, said] = [form.elements.code, form.querySelector('button'), document.getElementById('said')];
    button.disabled = true;
    said.textContent = await prove({ code: field.value });
    button.disabled = false;
    if (!said.textContent) return;
    field.setAttribute('aria-invalid', 'true');
    field.value = '';
    field.focus();
  });

  if (final.includes(page.dataset.state)) {
    // A page that was reloaded, or come back to, must not post by itself again: its button is there.
    return;
  }
  events = new EventSource(url + '/events');
  events.onmessage = (event) => tell(JSON.parse(event.data).state);
  bar.hidden = false;
  countDown();
  clock = setInterval(countDown, 1000);
  pollLater();
})();
