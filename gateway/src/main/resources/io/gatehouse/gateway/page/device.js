// For pages that sign in by fetch or XMLHttpRequest: when Gatehouse holds the answer for approval, shows a dialog with the code, waits, and gives
// the page the application's own answer, as if nothing had happened. Touches same-origin calls only, and of those only challenges.
'use strict';

(() => {
  const installed = Symbol.for('gatehouse.device');
  if (window[installed]) return;
  window[installed] = true;

  const nativeFetch = window.fetch.bind(window);
  const NativeRequest = window.XMLHttpRequest;
  const POLL_MILLIS = 1500;
  const TEXTS = {
    pending: ['Approve your sign-in', 'Approve on your phone, and use this code:', 'Cancel'],
    denied: ['Not approved', 'The sign-in was denied on the phone. You are not signed in.', 'Close'],
    expired: ['Time is up', 'Nobody approved the sign-in in time. You are not signed in; you can try again.', 'Close'],
  };

  /** Whether an answer's head is that of a challenge from this very origin. */
  function announces(status, url, header) {
    return status === 401
      && new URL(url || location.href, location.href).origin === location.origin
      && /^gatehouse\b/i.test(header('WWW-Authenticate') || '')
      && /^application\/(problem\+)?json\b/i.test(header('Content-Type') || '');
  }

  /** The challenge in a body, or null. The token goes to Gatehouse's own addresses only. */
  function challengeIn(text) {
    let body;
    try {
      body = JSON.parse(text);
    } catch {
      return null;
    }
    const known = body !== null && body.type === 'urn:gatehouse:challenge'
      && /^\/\.gatehouse\/challenges\/[\w-]+$/.test(body.status);
    return known ? body : null;
  }

  /** A modal dialog in a shadow tree. Calls back when it is closed by hand. */
  class Dialog {
    #host = document.createElement('div');
    #dialog = document.createElement('dialog');
    #parts = ['h2', 'p', 'output', 'button'].map((name) => document.createElement(name));

    constructor(code, closed) {
      const style = document.createElement('link');
      style.rel = 'stylesheet';
      style.href = new URL('/.gatehouse/assets/device.css', location.origin);
      this.#host.dataset.gatehouse = 'approval';
      this.#host.attachShadow({ mode: 'open' }).append(style, this.#dialog);
      this.#dialog.append(...this.#parts);
      this.#parts[0].id = 'title';
      this.#dialog.setAttribute('aria-labelledby', 'title');
      this.#parts[1].setAttribute('role', 'status');
      this.#parts[3].type = 'button';
      this.#parts[3].addEventListener('click', () => this.#dialog.close());
      this.#dialog.addEventListener('close', () => {
        this.remove();
        closed();
      });
      this.say('pending', code);
      (document.body || document.documentElement).append(this.#host);
      this.#dialog.showModal();
    }

    say(state, code = '') {
      const [title, text, button] = TEXTS[state];
      [title, text, code, button].forEach((words, i) => { this.#parts[i].textContent = words; });
    }

    remove() {
      this.#host.remove();
    }
  }

  async function stateOf(challenge) {
    try {
      const headers = { 'Gatehouse-Challenge': challenge.token, Accept: 'application/json' };
      const answer = await nativeFetch(challenge.status, { headers, cache: 'no-store' });
      if (answer.ok) return (await answer.json()).state;
      return [401, 403, 404, 410].includes(answer.status) ? 'expired' : 'pending';
    } catch {
      return 'pending'; // Offline for a moment: the next poll will tell.
    }
  }

  /** Waits for the phone. Resolves with the application's answer, or with null if there is none; rejects if the signal aborts. */
  async function approval(challenge, signal, redirect = 'follow') {
    const leave = new AbortController();
    const dialog = new Dialog(challenge.code, () => leave.abort());
    const stop = leave.signal;
    if (signal?.aborted) leave.abort();
    signal?.addEventListener('abort', () => leave.abort(), { once: true });
    let state = 'pending';
    while (state === 'pending' && !stop.aborted) {
      state = await stateOf(challenge);
      if (state === 'pending' && !stop.aborted) await pause(stop);
    }
    if (stop.aborted) {
      dialog.remove();
      if (signal?.aborted) throw signal.reason;
      return null;
    }
    if (state !== 'approved') {
      dialog.say(state === 'denied' ? 'denied' : 'expired');
      return null;
    }
    dialog.remove();
    const headers = { 'Gatehouse-Challenge': challenge.token };
    return nativeFetch(challenge.status + '/finish', { method: 'POST', headers, signal, redirect });
  }

  function pause(stop) {
    return new Promise((resume) => {
      const timer = setTimeout(resume, POLL_MILLIS);
      stop.addEventListener('abort', () => { clearTimeout(timer); resume(); }, { once: true });
    });
  }

  window.fetch = async function fetch(input, init) {
    const response = await nativeFetch(input, init);
    if (!announces(response.status, response.url, (name) => response.headers.get(name))) return response;
    const challenge = challengeIn(await response.clone().text());
    if (!challenge) return response;
    const asked = input instanceof Request ? input : {};
    return await approval(challenge, init?.signal || asked.signal, init?.redirect || asked.redirect) || response;
  };

  /** What a finished call shows instead of the challenge, in the form its responseType asks for. */
  async function readFor(type, response) {
    const bytes = await response.arrayBuffer();
    const text = new TextDecoder().decode(bytes);
    const mime = response.headers.get('Content-Type') || '';
    const forms = {
      arraybuffer: () => bytes,
      blob: () => new Blob([bytes], { type: mime }),
      document: () => new DOMParser().parseFromString(text, /xml/.test(mime) ? 'application/xml' : 'text/html'),
      json: () => {
        try {
          return JSON.parse(text);
        } catch {
          return null; // As XMLHttpRequest itself does.
        }
      },
    };
    return { response, text, body: type in forms ? forms[type]() : text, length: bytes.byteLength };
  }

  /** Holds back its last events while the phone is asked, then tells of the application's answer. */
  window.XMLHttpRequest = class XMLHttpRequest extends NativeRequest {
    #asynchronous = true;
    #wait = null;
    #answer = null;

    constructor() {
      super();
      // The first listeners of all: what they stop, nobody else hears.
      for (const type of ['readystatechange', 'load', 'loadend']) {
        super.addEventListener(type, (event) => this.#filter(event));
      }
    }

    #filter(event) {
      if (!event.isTrusted || super.readyState !== NativeRequest.DONE) return;
      if (event.type === 'readystatechange' && this.#asynchronous
        && announces(super.status, super.responseURL, (name) => super.getResponseHeader(name))) {
        this.#hold();
      }
      if (this.#wait) event.stopImmediatePropagation();
    }

    async #hold() {
      const wait = new AbortController();
      this.#wait = wait;
      let answer = null;
      try {
        const raw = super.response;
        const text = this.responseType === 'json' ? JSON.stringify(raw) : await new Response(raw).text();
        const challenge = challengeIn(text);
        const response = challenge && await approval(challenge, wait.signal);
        answer = response && await readFor(this.responseType, response);
      } catch {
        // Given up, or the answer was lost on the way: the page gets the 401.
      }
      if (this.#wait !== wait) return;
      this.#wait = null;
      this.#answer = answer;
      const loaded = answer ? answer.length : 0;
      this.dispatchEvent(new Event('readystatechange'));
      this.dispatchEvent(new ProgressEvent('load', { loaded }));
      this.dispatchEvent(new ProgressEvent('loadend', { loaded }));
    }

    open(...call) {
      this.#letGo();
      this.#asynchronous = call.length < 3 || Boolean(call[2]);
      super.open(...call);
    }

    abort() {
      const waited = this.#letGo();
      super.abort();
      if (waited) {
        this.dispatchEvent(new ProgressEvent('abort'));
        this.dispatchEvent(new ProgressEvent('loadend'));
      }
    }

    #letGo() {
      const wait = this.#wait;
      this.#wait = null;
      this.#answer = null;
      wait?.abort();
      return wait !== null;
    }

    get readyState() { return this.#wait ? NativeRequest.LOADING : super.readyState; }
    get status() { return this.#answer ? this.#answer.response.status : super.status; }
    get statusText() { return this.#answer ? this.#answer.response.statusText : super.statusText; }
    get responseURL() { return this.#answer ? this.#answer.response.url : super.responseURL; }
    get response() { return this.#answer ? this.#answer.body : super.response; }

    // The native getters are asked first: they throw where the responseType forbids.
    get responseText() {
      const text = super.responseText;
      return this.#answer ? this.#answer.text : text;
    }

    get responseXML() {
      const xml = super.responseXML;
      return this.#answer ? (this.responseType === 'document' ? this.#answer.body : null) : xml;
    }

    getResponseHeader(name) {
      return this.#answer ? this.#answer.response.headers.get(name) : super.getResponseHeader(name);
    }

    getAllResponseHeaders() {
      if (!this.#answer) return super.getAllResponseHeaders();
      return [...this.#answer.response.headers].map(([name, value]) => name + ': ' + value + '\r\n').join('');
    }
  };
})();
