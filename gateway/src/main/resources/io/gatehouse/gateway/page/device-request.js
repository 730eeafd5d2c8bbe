// Part of device.js: XMLHttpRequest.
const EVENTS = ['readystatechange', 'progress', 'load', 'error', 'timeout', 'abort', 'loadend'];
const { OPENED, HEADERS_RECEIVED, LOADING, DONE } = NativeRequest;

/**
 * A request that says nothing of a challenge. From the moment the challenge's head is there the page sees a request that was sent and has no answer yet (the veil); then either
 * another native request brings the application's answer and everything is asked of that one, or the veil is lifted from the challenge, or it ends as aborted.
 */
window.XMLHttpRequest = class XMLHttpRequest extends NativeRequest {
  #asynchronous = true;
  #mime = null;
  #veil = null;
  #wait = null;
  #answer = null;
  #target = null;

  constructor() {
    super();
    // The first listeners of all, in the phase that comes first: what they stop, nobody else hears.
    for (const type of EVENTS) super.addEventListener(type, (event) => this.#filter(event), true);
  }

  #filter(event) {
    if (!event.isTrusted) return;
    if (event.type === 'readystatechange' && super.readyState === HEADERS_RECEIVED && this.#asynchronous
      && announces(super.status, super.responseURL, (name) => super.getResponseHeader(name))) {
      this.#veil = { readyState: OPENED, blank: true };
      this.#wait = new AbortController();
    }
    if (!this.#veil) return;
    event.stopImmediatePropagation();
    if (this.#wait && ['load', 'error', 'timeout'].includes(event.type)) this.#settle(this.#wait, event.type);
  }

  async #settle(wait, how) {
    const date = super.getResponseHeader('Date');
    let outcome = how;
    let challenge = null;
    try {
      challenge = how === 'load' ? challengeIn(await this.#body()) : null;
      if (challenge) outcome = await Approval.of(challenge, date).join(wait.signal);
    } catch {
      outcome = 'cancelled';
    }
    if (this.#wait !== wait) return;
    this.#wait = null;
    if (outcome === 'approved') this.#finish(challenge);
    else if (outcome === 'cancelled') this.#fail('abort');
    else if (outcome === 'error' || outcome === 'timeout') this.#fail(outcome);
    else this.#unveil();
  }

  #body() {
    const raw = super.response;
    return this.responseType === 'json' ? JSON.stringify(raw) : new Response(raw).text();
  }

  #finish(challenge) {
    const next = new NativeRequest();
    next.open('POST', challenge.status + '/finish');
    next.setRequestHeader('Gatehouse-Challenge', challenge.token);
    for (const name of ['responseType', 'timeout', 'withCredentials']) next[name] = this[name];
    if (this.#mime) next.overrideMimeType(this.#mime);
    for (const type of EVENTS) {
      next.addEventListener(type, ({ lengthComputable, loaded, total }) => {
        if (this.#answer === next) this.#tell(type, { lengthComputable, loaded, total });
      });
    }
    this.#veil = null;
    this.#answer = next;
    next.send();
  }

  /** Shows the challenge after all, one step after the other. */
  #unveil() {
    for (const readyState of [HEADERS_RECEIVED, LOADING]) {
      const veil = this.#veil = { readyState, blank: false };
      this.#tell('readystatechange');
      if (this.#veil !== veil) return;
    }
    this.#veil = null;
    for (const type of ['readystatechange', 'load', 'loadend']) this.#tell(type);
  }

  #fail(type) {
    const veil = this.#veil = { readyState: DONE, blank: true };
    for (const told of ['readystatechange', type, 'loadend']) {
      if (this.#veil === veil) this.#tell(told);
    }
    return this.#veil === veil;
  }

  #tell(type, progress) {
    this.dispatchEvent(type === 'readystatechange' ? new Event(type) : new ProgressEvent(type, progress));
  }

  #letGo() {
    const [wait, answer] = [this.#wait, this.#answer];
    this.#wait = this.#answer = this.#veil = null;
    wait?.abort();
    answer?.abort();
    return wait !== null;
  }

  open(...call) {
    this.#letGo();
    this.#asynchronous = call.length < 3 || Boolean(call[2]);
    super.open(...call);
    this.#target = { method: call[0], url: call[1] };
  }

  /** A sign-in goes out once it is signed, unless it is opened anew or aborted meanwhile. */
  send(body) {
    const target = this.#target;
    const proof = this.#asynchronous && target ? Binding?.prove(target.method, target.url) : null;
    if (!proof) return super.send(body);
    proof.then(() => {
      if (this.#target === target) super.send(body);
    });
  }

  abort() {
    this.#target = null;
    if (this.#answer) {
      this.#answer.abort();
    } else if (!this.#letGo() || this.#fail('abort')) {
      super.abort();
      this.#veil = null;
    }
  }

  overrideMimeType(mime) {
    super.overrideMimeType(mime);
    this.#mime = mime;
  }

  get readyState() { return (this.#veil || this.#answer)?.readyState ?? super.readyState; }
  get status() { return this.#veil?.blank ? 0 : this.#answer ? this.#answer.status : super.status; }
  get statusText() { return this.#veil?.blank ? '' : this.#answer ? this.#answer.statusText : super.statusText; }

  get responseURL() {
    const url = this.#answer?.responseURL;
    return this.#veil?.blank ? '' : url && !/\/\.gatehouse\/challenges\/[\w-]+\/finish$/.test(url) ? url : super.responseURL;
  }

  get response() {
    const nothing = ['', 'text'].includes(this.responseType) ? '' : null;
    return this.#veil?.blank ? nothing : this.#answer ? this.#answer.response : super.response;
  }

  // The native getters are asked first: they throw where the responseType forbids.
  get responseText() {
    const text = super.responseText;
    return this.#veil?.blank ? '' : this.#answer ? this.#answer.responseText : text;
  }

  get responseXML() {
    const xml = super.responseXML;
    return this.#veil?.blank ? null : this.#answer ? this.#answer.responseXML : xml;
  }

  getResponseHeader(name) {
    return this.#veil?.blank ? null : this.#answer ? this.#answer.getResponseHeader(name) : super.getResponseHeader(name);
  }

  getAllResponseHeaders() {
    return this.#veil?.blank ? '' : this.#answer ? this.#answer.getAllResponseHeaders() : super.getAllResponseHeaders();
  }
};
