// The phone page: holds this phone's key, shows who asks to sign in, and signs the answer. The API is described in /.gatehouse/openapi.yaml.

const API = '/.gatehouse/phone/';
const FIRST_EVENT_MS = 5000;
const SILENCE_MS = 40000;
const POLL_MS = 3000;
const STREAM_AGAIN_MS = 60000;
const SLOWEST_MS = 30000;
const NO_CONNECTION = 'No connection to the gateway. Trying again…';

const $ = (id) => document.getElementById(id);
const page = $('phone');

// The key and what the gateway calls it, in this browser only.

const keep = {
  open: () => new Promise((resolve, reject) => {
    const opening = indexedDB.open('gatehouse', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('phone');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  }),
  async run(mode, work) {
    const db = await keep.open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = db.transaction('phone', mode);
        const request = work(transaction.objectStore('phone'));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
    } finally {
      db.close();
    }
  },
  load: () => keep.run('readonly', (store) => store.get('self')),
  save: (phone) => keep.run('readwrite', (store) => store.put(phone, 'self')),
  forget: () => keep.run('readwrite', (store) => store.delete('self')),
};

// Signed requests.

const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const encode = (value) => base64url(new TextEncoder().encode(JSON.stringify(value)));

async function sign(key, header, payload) {
  const signed = encode({ alg: 'ES256', ...header }) + '.' + encode({ aud: location.origin, ...payload });
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, new TextEncoder().encode(signed));
  return signed + '.' + base64url(signature);
}

class Refused extends Error {
  constructor(status, problem) {
    super(problem.title ?? 'The gateway answered ' + status);
    this.status = status;
    this.problem = problem;
    this.type = String(problem.type).replace('urn:gatehouse:', '');
  }
}

async function read(answer) {
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, body);
  return body;
}

const post = async (path, body) => read(await fetch(API + path, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
  body: JSON.stringify(body),
  cache: 'no-store',
}));

let self = null;
let token = '';

async function renew() {
  const { nonce } = await post('nonce', {});
  const jws = await sign(self.key, { typ: 'gatehouse-session+jwt', kid: self.device }, { nonce });
  token = (await post('session', { jws })).token;
}

// A request with the token; a token that has ended is renewed once.
async function get(path, options = {}) {
  const ask = () => fetch(API + path, { ...options, headers: { Authorization: 'Bearer ' + token, ...options.headers }, cache: 'no-store' });
  if (!token) await renew();
  let answer = await ask();
  if (answer.status === 401) {
    await renew();
    answer = await ask();
  }
  return answer;
}

// What is shown.

function show(state) {
  if (page.dataset.state === state) return;
  page.dataset.state = state;
  for (const section of page.querySelectorAll('[data-for]')) section.hidden = section.dataset.for !== state;
  document.title = state === 'asked' ? 'Is this you? Approve or deny' : 'Approve sign-ins';
  page.querySelector(`[data-for="${state}"] h1`).focus();
}

function line(text) {
  if ($('line').textContent !== text) $('line').textContent = text;
}

function error(id, text) {
  $(id).textContent = text;
  $(id).hidden = !text;
}

function owner() {
  $('owner').textContent = self ? `${self.user} · ${self.name}` : '';
  $('owner').hidden = !self;
}

// The prompt.

let asked = null;
let busy = false;
let answeredId = '';
let deadline = 0;

function prompt(challenge, now) {
  const isNew = asked?.id !== challenge.id;
  asked = challenge;
  deadline = performance.now() + (Date.parse(challenge.expires) - Date.parse(now));
  if (isNew) {
    $('application').textContent = challenge.application;
    $('place').textContent = challenge.place || 'Unknown place';
    $('device').textContent = challenge.device || 'Unknown device';
    $('at').dateTime = challenge.at;
    $('at').textContent = new Date(challenge.at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' });
    $('address').textContent = challenge.address;
    $('code').value = '';
    complain('');
    for (const part of page.querySelectorAll('[data-typed]')) part.hidden = challenge.passkeyOnly;
    $('passkey-only').hidden = !challenge.passkeyOnly;
  }
  show('asked');
  countDown();
}

function complain(text) {
  error('code-error', text);
  $('code').setAttribute('aria-invalid', String(Boolean(text)));
}

function countDown() {
  if (page.dataset.state !== 'asked') return;
  const seconds = Math.max(0, Math.round((deadline - performance.now()) / 1000));
  $('left').textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left to answer`;
}

function outcome(title, advice) {
  asked = null;
  $('outcome').textContent = title;
  $('outcome-advice').textContent = advice;
  show('answered');
}

function update({ challenges, now }) {
  const [challenge] = challenges;
  if (busy || page.dataset.state === 'enrol' || challenge?.id === answeredId) return;
  if (challenge) {
    prompt(challenge, now);
  } else if (asked) {
    outcome('This sign-in is over', 'It was not answered in time, was given up, or was answered on another phone.');
  } else if (page.dataset.state !== 'answered') {
    show('idle');
  }
}

const OUTCOMES = {
  approve: ['Approved', 'The sign-in goes on where you began it.'],
  deny: ['Denied', 'The sign-in was refused.'],
  report: ['Denied, and reported', 'The sign-in was refused and noted as not yours. Somebody knows your password: change it now.'],
};

async function answer(choice) {
  if (busy || !asked) return;
  const code = $('code').value.replaceAll(/\s/g, '');
  if (choice === 'approve' && asked.passkeyOnly) return;
  if (choice === 'approve' && !/^[0-9]{6}$/.test(code)) {
    complain('The code has 6 digits.');
    $('code').focus();
    return;
  }
  busy = true;
  page.querySelectorAll('#answer button').forEach((button) => { button.disabled = true; });
  const { id, nonce } = asked;
  const decision = choice === 'approve' ? { decision: 'approve', code } : { decision: 'deny', reported: choice === 'report' };
  try {
    const jws = await sign(self.key, { typ: 'gatehouse-answer+jwt', kid: self.device }, { challenge: id, nonce, ...decision });
    await post(`challenges/${id}/answer`, { jws });
    answeredId = id;
    outcome(...OUTCOMES[choice]);
  } catch (refused) {
    answerRefused(refused, id);
  } finally {
    busy = false;
    page.querySelectorAll('#answer button').forEach((button) => { button.disabled = false; });
  }
  await refresh();
}

function answerRefused(refused, id) {
  if (refused.type === 'wrong-code' && refused.problem.tries > 0) {
    const { tries } = refused.problem;
    complain(`That is not the code on the screen of this sign-in. ${tries} ${tries === 1 ? 'try' : 'tries'} left.`);
    $('code').value = '';
    $('code').focus();
  } else if (refused.type === 'wrong-code') {
    answeredId = id;
    outcome('Too many wrong codes', 'This sign-in is over. If it was you, sign in again.');
  } else if (refused.type === 'over' || refused.type === 'no-such-challenge') {
    answeredId = id;
    outcome('This sign-in is over', 'It was not answered in time, was given up, or was answered on another phone.');
  } else if (refused.type === 'device-disabled') {
    show('disabled');
  } else {
    complain(refused.type === 'stale' ? 'Please try once more.' : 'No connection to the gateway. Please try once more.');
  }
}

// Live updates: a stream, and polling where streams do not come through.

let leave = new AbortController();
let streamAfter = 0;
let run = 0;

async function refresh() {
  try {
    update(await read(await get('challenges')));
  } catch {
    // The loop below tells, and tries again.
  }
}

async function stream() {
  const abort = new AbortController();
  leave = abort;
  let watchdog = setTimeout(() => abort.abort(), FIRST_EVENT_MS);
  let heard = false;
  try {
    const answer = await get('events', { signal: abort.signal, headers: { Accept: 'text/event-stream' } });
    if (!answer.ok) await read(answer);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      clearTimeout(watchdog);
      watchdog = setTimeout(() => abort.abort(), SILENCE_MS);
      heard = true;
      text += value;
      const events = text.split('\n\n');
      text = events.pop();
      for (const event of events) {
        const data = event.split('\n').find((part) => part.startsWith('data: '));
        if (data) update(JSON.parse(data.slice(6)));
      }
    }
  } finally {
    clearTimeout(watchdog);
    if (!heard) streamAfter = performance.now() + STREAM_AGAIN_MS;
  }
}

const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

async function follow() {
  const mine = ++run;
  let wait = POLL_MS;
  while (mine === run) {
    try {
      update(await read(await get('challenges')));
      line('');
      wait = POLL_MS;
      if (performance.now() >= streamAfter) await stream();
    } catch (failure) {
      if (mine !== run) return;
      if (failure instanceof Refused && failure.type === 'device-disabled') {
        show('disabled');
        return;
      }
      if (failure instanceof Refused && failure.status === 401) {
        await keep.forget();
        self = null;
        owner();
        enrolment('', 'This phone is not enrolled any more.');
        return;
      }
      if (failure.name !== 'AbortError') {
        line(NO_CONNECTION);
        wait = Math.min(wait * 2, SLOWEST_MS);
      }
    }
    await sleep(wait);
  }
}

function restart() {
  leave.abort();
  streamAfter = 0;
  follow();
}

// Notifications while the page is closed: a subscription of this browser, which the gateway is told, signed.

const canWake = () => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

async function applicationServerKey() {
  const { applicationServerKey: key } = await read(await fetch(API + 'push', { cache: 'no-store' }));
  return key;
}

async function tellSubscription(subscription) {
  const { endpoint, keys: { p256dh, auth } } = subscription.toJSON();
  const { nonce } = await post('nonce', {});
  const push = { service: 'web-push', endpoint, p256dh, auth };
  await post('push', { jws: await sign(self.key, { typ: 'gatehouse-push+jwt', kid: self.device }, { nonce, push }) });
}

// A subscription is bound to the gateway's key: one for another key is of no use.
async function subscribe(key) {
  const registration = await navigator.serviceWorker.register('/worker.js');
  await navigator.serviceWorker.ready;
  const old = await registration.pushManager.getSubscription();
  if (old && base64url(old.options.applicationServerKey) !== key) await old.unsubscribe();
  await tellSubscription(await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
}

function woken(yes) {
  $('wake').hidden = yes;
  $('keep-open').hidden = yes;
}

// Says so where it is possible; where it was allowed before, it is renewed without a question.
async function offerWaking() {
  try {
    const key = canWake() && Notification.permission !== 'denied' && await applicationServerKey();
    if (!key) return;
    woken(false);
    if (Notification.permission !== 'granted') return;
    await subscribe(key);
    woken(true);
  } catch {
    // The button stays; the page is told while it is open.
  }
}

async function wake() {
  const button = $('wake-button');
  button.disabled = true;
  error('wake-error', '');
  try {
    if (await Notification.requestPermission() !== 'granted') {
      error('wake-error', 'This browser does not allow it. Its settings for this page decide.');
      return;
    }
    await subscribe(await applicationServerKey());
    woken(true);
  } catch (failure) {
    error('wake-error', 'That did not work: ' + failure.message);
  } finally {
    button.disabled = false;
  }
}

// Enrolment.

let linkToken = '';

function tokenOf(link) {
  const [, fragment = ''] = link.split('#');
  return new URLSearchParams(fragment).get('enrol') ?? '';
}

function enrolment(given, notice) {
  linkToken = given;
  $('link-field').hidden = Boolean(given);
  $('link').required = !given;
  $('replaces').textContent = notice;
  $('replaces').hidden = !notice;
  if (!$('name').value) $('name').value = guessName();
  error('enrol-error', '');
  show('enrol');
}

function guessName() {
  const agent = navigator.userAgent;
  const kinds = [['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Android', 'Android phone'], ['Mac', 'Mac'], ['Windows', 'Windows computer'], ['Linux', 'Linux computer']];
  return (kinds.find(([word]) => agent.includes(word)) ?? ['', 'My phone'])[1];
}

async function enrol() {
  const given = linkToken || tokenOf($('link').value.trim());
  if (!given) {
    error('enrol-error', 'This is not an enrolment link: it ends with #enrol= and a long text.');
    return;
  }
  const button = page.querySelector('#enrol button');
  button.disabled = true;
  try {
    const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
    const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', keys.publicKey);
    const name = $('name').value.trim() || 'Phone';
    const jws = await sign(keys.privateKey, { typ: 'gatehouse-enrol+jwt', jwk: { kty, crv, x, y } }, { token: given, name });
    const enrolled = await post('enrol', { jws });
    self = { ...enrolled, key: keys.privateKey };
    await keep.save(self);
    await navigator.storage?.persist?.();
    token = '';
    owner();
    show('idle');
    restart();
    offerWaking();
  } catch (failure) {
    error('enrol-error', failure instanceof Refused ? failure.message + '.' : 'That did not work: ' + failure.message);
  } finally {
    button.disabled = false;
  }
}

// A link's token is taken out of the address bar at once, so that it stays in no history.
function takeLink() {
  const given = tokenOf(location.hash);
  if (given) history.replaceState(null, '', location.pathname);
  return given;
}

function offerLink() {
  const given = takeLink();
  if (given) enrolment(given, self ? `This phone is enrolled for ${self.user}. Enrolling again replaces that here.` : '');
  return Boolean(given);
}

async function start() {
  if (!isSecureContext || !globalThis.crypto?.subtle) {
    $('unable-advice').textContent = 'Approving needs a secure page: open it with https://.';
    show('unable');
    return;
  }
  try {
    self = await keep.load();
  } catch {
    $('unable-advice').textContent = 'This browser does not let the page keep a key. Leave private browsing, and allow the page to store data.';
    show('unable');
    return;
  }
  owner();
  if (offerLink()) return;
  if (self) {
    follow();
    offerWaking();
  } else {
    enrolment('', '');
  }
}

$('enrol').addEventListener('submit', (event) => { event.preventDefault(); enrol(); });
$('answer').addEventListener('submit', (event) => { event.preventDefault(); answer('approve'); });
$('deny').addEventListener('click', () => answer('deny'));
$('report').addEventListener('click', () => answer('report'));
$('done').addEventListener('click', () => { show('idle'); refresh(); });
$('wake-button').addEventListener('click', wake);
addEventListener('hashchange', offerLink);
addEventListener('offline', () => { if (self) line(NO_CONNECTION); leave.abort(); });
addEventListener('online', () => { if (self && page.dataset.state !== 'enrol') restart(); });
addEventListener('visibilitychange', () => { if (!document.hidden && self && page.dataset.state !== 'enrol') refresh(); });
setInterval(countDown, 1000);
start();
