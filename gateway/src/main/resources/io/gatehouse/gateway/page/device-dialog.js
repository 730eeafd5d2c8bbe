// Part of device.js: what it shows.
const STYLE = '@device.css';
const TEXTS = {
  pending: ['Approve your sign-in', 'Approve it on your phone, and type this code there:', 'Cancel'],
  alone: ['This sign-in needs approval', 'No phone is enrolled for this account yet. Ask the people who run this service to enrol one, and give them this code:', 'Cancel'],
  denied: ['Not approved', 'The sign-in was denied on the phone. You are not signed in.', 'Close'],
  expired: ['Time is up', 'Nobody approved the sign-in in time. You are not signed in; you can try again.', 'Close'],
  over: ['Not approved', 'A newer sign-in took the place of this one, or a wrong code was typed too often. You are not signed in; you can try again.', 'Close'],
};

/** A modal dialog in a shadow tree: the page's styles do not reach it, nor the page's policy its style. */
class Dialog {
  #host = document.createElement('div');
  #dialog = document.createElement('dialog');
  #title = this.#part('h2', { id: 'title', tabindex: -1 });
  #text = this.#part('p', { id: 'text', 'aria-live': 'assertive' });
  #code = this.#part('p', { id: 'code', class: 'code', role: 'img' });
  #bar = this.#part('progress', { 'aria-hidden': true });
  #left = this.#part('p', { class: 'left', role: 'timer' });
  #spoken = this.#part('p', { class: 'spoken', role: 'status' });
  #button = this.#part('button', { type: 'button' });
  #clock = 0;
  closed = new Promise((close) => { this.#dialog.addEventListener('close', () => { this.remove(); close(); }); });

  constructor(challenge, deadline) {
    const code = String(challenge.code);
    const root = this.#host.attachShadow({ mode: 'open' });
    this.#dress(root);
    root.append(this.#dialog);
    this.#host.dataset.gatehouse = 'approval';
    const attributes = { role: 'alertdialog', 'aria-modal': true, 'aria-labelledby': 'title', 'aria-describedby': 'text code' };
    Object.entries(attributes).forEach(([name, value]) => this.#dialog.setAttribute(name, value));
    this.#button.addEventListener('click', () => this.#dialog.close());
    for (const type of ['keydown', 'keypress', 'keyup']) {
      this.#dialog.addEventListener(type, (event) => this.#key(event));
    }
    this.#code.textContent = code.replace(/^(\d{3})(?=\d{3}$)/, '$1 ');
    this.#code.setAttribute('aria-label', 'Code: ' + [...code].join(' '));
    this.#bar.max = Math.max(1, deadline - performance.now());
    this.#words(challenge.factors?.length === 0 ? 'alone' : 'pending');
    this.#tick(deadline);
    this.#clock = setInterval(() => this.#tick(deadline), 1000);
    // Beside the body: pages that replace their body while they wait keep the dialog.
    document.documentElement.append(this.#host);
    this.#dialog.showModal();
    this.#title.focus();
  }

  /** Tells how it ended; what is left to do is to close. */
  say(state) {
    clearInterval(this.#clock);
    for (const part of [this.#code, this.#bar, this.#left, this.#spoken]) part.remove();
    this.#dialog.dataset.state = state;
    this.#words(state);
    this.#button.focus();
  }

  remove() {
    clearInterval(this.#clock);
    this.#host.remove();
  }

  #part(name, attributes) {
    const part = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => part.setAttribute(key, value));
    this.#dialog.append(part);
    return part;
  }

  #dress(root) {
    if ('adoptedStyleSheets' in root && 'replaceSync' in CSSStyleSheet.prototype) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      return;
    }
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = new URL('/.gatehouse/assets/device.css', location.origin);
    root.append(link);
  }

  /** Keeps the focus on the only control there is, and the page's own keys out of it. */
  #key(event) {
    event.stopPropagation();
    if (event.key === 'Tab') {
      event.preventDefault();
      this.#button.focus();
    }
  }

  #words(state) {
    [this.#title, this.#text, this.#button].forEach((part, i) => { part.textContent = TEXTS[state][i]; });
  }

  #tick(deadline) {
    const millis = Math.max(0, deadline - performance.now());
    const seconds = Math.round(millis / 1000);
    this.#bar.value = millis;
    this.#left.textContent = Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0') + ' left';
    if (seconds === 30 || seconds === 10) this.#spoken.textContent = seconds + ' seconds left';
  }
}
