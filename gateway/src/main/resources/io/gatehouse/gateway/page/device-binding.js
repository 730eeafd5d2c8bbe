// Part of device.js: signs sign-ins with a key that cannot leave this browser, so that whoever steals its device cookie has not the device.
//
// The proof is a cookie that lives for a minute: a stamp of the gateway's, a serial, the clock's offset, this page's origin, and the signature over them and over method and path. Nothing else is looked at, and
// nothing else is told. A browser that cannot sign, or not in time, signs in without.
const Binding = (() => {
  if (!window.isSecureContext || !window.indexedDB || !window.crypto?.subtle) return null;
  const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };
  const STAMP_GOOD_MS = 4 * 60 * 1000;
  const PATIENCE_MS = 2000;
  const SECURE = location.protocol === 'https:';
  const COOKIE = SECURE ? '__Host-gatehouse-proof' : 'gatehouse-proof';
  const ask = window.fetch.bind(window);
  const utf8 = new TextEncoder();

  const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  /** The key pair of this origin, made at its first use; of two tabs that make one at the same time, the first wins. */
  async function pair() {
    const opening = indexedDB.open('gatehouse', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('keys');
    const database = await done(opening);
    try {
      const kept = () => done(database.transaction('keys').objectStore('keys').get('device'));
      const found = await kept();
      if (found) return found;
      const made = await crypto.subtle.generateKey(ALGORITHM, false, ['sign']);
      await done(database.transaction('keys', 'readwrite').objectStore('keys').add(made, 'device')).catch(() => {});
      return await kept();
    } finally {
      database.close();
    }
  }

  async function identity() {
    const { privateKey, publicKey } = await pair();
    const point = await crypto.subtle.exportKey('raw', publicKey);
    return { privateKey, point: base64(point.slice(1)) };
  }

  let known = null;
  let stamp = null;

  /** What a proof takes time for, begun before it is needed. */
  function prepared() {
    known ??= identity();
    known.catch(() => { known = null; });
    if (!stamp || performance.now() - stamp.at > STAMP_GOOD_MS) {
      const answer = ask('/.gatehouse/device/stamp', { cache: 'no-store', credentials: 'same-origin' })
        .then((response) => response.json()).then((body) => body.stamp);
      stamp = { at: performance.now(), answer };
      answer.catch(() => { stamp = null; });
    }
    return Promise.all([known, stamp.answer]);
  }

  async function show(method, path) {
    const [{ privateKey, point }, given] = await prepared();
    const serial = base64(crypto.getRandomValues(new Uint8Array(16)));
    const minutes = String(-new Date().getTimezoneOffset());
    const text = ['gatehouse-device-proof-1', given, serial, minutes, location.origin, `${method} ${path}`].join('\n');
    const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, utf8.encode(text));
    const proof = ['p1', given, serial, minutes, base64(utf8.encode(location.origin)), point, base64(signature)].join('.');
    document.cookie = `${COOKIE}=${proof}; Path=/; Max-Age=60; SameSite=Strict${SECURE ? '; Secure' : ''}`;
  }

  const asksForPassword = (within) => Boolean(within.querySelector('input[type=password]'));
  const inTime = (work) => Promise.race([work.catch(() => {}), new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); })]);

  /** Signs a request if it may be a sign-in: one that sends something to this origin, from a page that asks for a password. Else null. */
  function prove(method, url, within = document) {
    const verb = method.toUpperCase();
    const target = new URL(url, document.baseURI);
    const may = !['GET', 'HEAD', 'OPTIONS'].includes(verb) && target.origin === location.origin && asksForPassword(within);
    return may ? inTime(show(verb, target.pathname)) : null;
  }

  function proveForm(form, submitter) {
    const said = (name) => submitter?.getAttribute('form' + name) ?? form.getAttribute(name);
    return prove(said('method') || 'get', said('action') || location.href, form);
  }

  const signed = new WeakSet();
  const resubmit = (form, submitter) => {
    signed.add(form);
    try {
      form.requestSubmit(submitter);
    } catch {
      form.requestSubmit(); // The page has disabled its button meanwhile.
    } finally {
      signed.delete(form);
    }
  };

  // The first listener of all: the page's own hear of the submission once, when it is signed.
  window.addEventListener('submit', (event) => {
    const { target: form, submitter } = event;
    if (!(form instanceof HTMLFormElement) || signed.has(form)) return;
    const proof = proveForm(form, submitter);
    if (!proof) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    proof.then(() => resubmit(form, submitter));
  }, true);

  const nativeSubmit = HTMLFormElement.prototype.submit;
  HTMLFormElement.prototype.submit = function submit() {
    const proof = proveForm(this, null);
    if (!proof) return nativeSubmit.call(this);
    proof.then(() => nativeSubmit.call(this));
  };

  if (asksForPassword(document)) prepared().catch(() => {});
  return { prove };
})();
