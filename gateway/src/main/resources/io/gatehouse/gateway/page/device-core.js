// Part of device.js: when it comes to challenges.
const nativeFetch = window.fetch.bind(window);
const NativeRequest = window.XMLHttpRequest;

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

// @device-dialog.js
// @device-approval.js

window.fetch = async function fetch(input, init) {
  await Binding?.prove(init?.method || input.method || 'GET', input instanceof Request ? input.url : input);
  const response = await nativeFetch(input, init);
  const header = (name) => response.headers.get(name);
  if (!announces(response.status, response.url, header)) return response;
  const challenge = challengeIn(await response.clone().text());
  if (!challenge) return response;
  const asked = input instanceof Request ? input : {};
  const [signal, redirect, credentials] = ['signal', 'redirect', 'credentials'].map((name) => init?.[name] || asked[name]);
  const outcome = await Approval.of(challenge, header('Date')).join(signal);
  if (outcome === 'cancelled') throw new DOMException('The sign-in was cancelled.', 'AbortError');
  if (outcome !== 'approved') return response;
  const headers = { 'Gatehouse-Challenge': challenge.token };
  const answer = await nativeFetch(challenge.status + '/finish', { method: 'POST', headers, signal, redirect, credentials });
  if (!answer.redirected) Object.defineProperty(answer, 'url', { value: response.url });
  return answer;
};

// @device-request.js
