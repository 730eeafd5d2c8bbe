// Part of device.js: waiting for the phone.
const POLL_MILLIS = 1500;
const PATIENCE_MILLIS = 10_000;
const MARGIN_MILLIS = 3000; // For the way, and for what is rounded.
const LONGEST_MILLIS = 15 * 60_000;

function pause(millis, stop) {
  return new Promise((resume) => {
    const timer = setTimeout(resume, millis);
    stop.addEventListener('abort', () => { clearTimeout(timer); resume(); }, { once: true });
  });
}

/** What becomes of one challenge, however many calls have met it: approved, denied, expired, or cancelled by its user. */
class Approval {
  static #all = new Map();
  static #open = [];
  #stop = new AbortController();
  #calls = 0;
  #outcome;

  static of(challenge, date) {
    const id = challenge.status;
    if (!Approval.#all.has(id)) Approval.#all.set(id, new Approval(challenge, date));
    return Approval.#all.get(id);
  }

  /** @param date of the server when it sent the challenge: its clock, not ours, decides */
  constructor(challenge, date) {
    const left = Date.parse(challenge.expires) - (Date.parse(date) || Date.now());
    this.#outcome = this.#ask(challenge, performance.now() + (left < LONGEST_MILLIS ? left : LONGEST_MILLIS));
  }

  /** Rejects when the call is given up; when all are, nobody waits any more. */
  join(signal) {
    this.#calls++;
    return new Promise((resolve, reject) => {
      const leave = () => {
        if (--this.#calls === 0) this.#stop.abort();
        reject(signal.reason);
      };
      if (signal?.aborted) leave();
      signal?.addEventListener('abort', leave, { once: true });
      this.#outcome.then(resolve, reject);
    });
  }

  async #ask(challenge, deadline) {
    const dialog = new Dialog(challenge, deadline);
    const stop = this.#stop.signal;
    dialog.closed.then(() => this.#stop.abort());
    Approval.#open.push(dialog);
    let state = await this.#stateOf(challenge);
    while (state === 'pending' && !stop.aborted && performance.now() < deadline) {
      await pause(Math.min(POLL_MILLIS, deadline - performance.now()), stop);
      state = await this.#stateOf(challenge);
    }
    const newest = Approval.#open.at(-1) === dialog;
    Approval.#open.splice(Approval.#open.indexOf(dialog), 1);
    const early = state === 'expired' && performance.now() < deadline - MARGIN_MILLIS;
    if (stop.aborted || state === 'approved' || (early && !newest)) {
      dialog.remove();
      return stop.aborted || early ? 'cancelled' : state;
    }
    dialog.say(early ? 'over' : state === 'denied' ? state : 'expired');
    await dialog.closed;
    return state === 'denied' ? state : 'expired';
  }

  /** A server that does not answer, or not at once, leaves it pending: the next poll will tell. */
  async #stateOf(challenge) {
    const stop = this.#stop.signal;
    const asked = async () => {
      const headers = { 'Gatehouse-Challenge': challenge.token, Accept: 'application/json' };
      const answer = await nativeFetch(challenge.status, { headers, cache: 'no-store' });
      if (!answer.ok) return [401, 403, 404, 410].includes(answer.status) ? 'expired' : 'pending';
      const state = (await answer.json()).state;
      return ['approved', 'denied', 'expired'].includes(state) ? state : 'pending';
    };
    return Promise.race([asked().catch(() => 'pending'), pause(PATIENCE_MILLIS, stop).then(() => 'pending')]);
  }
}
