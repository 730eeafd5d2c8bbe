// For pages that sign in by fetch or XMLHttpRequest: when Gatehouse holds the answer for approval, shows a dialog with the code, waits, and gives
// the page the application's own answer, as if nothing had happened. Touches same-origin calls only, and of those only challenges.
//
// What a page is told when there is no such answer: of a denial or an expiry, the challenge's 401, after the dialog has explained it and was closed;
// of a sign-in that its user cancels, that the call was aborted. A synchronous XMLHttpRequest cannot wait and gets the 401 at once.
//
// And signs sign-ins with a key that cannot leave this browser.
'use strict';

(() => {
  const installed = Symbol.for('gatehouse.device');
  if (window[installed] || !window.HTMLDialogElement) return;
  window[installed] = true;

  // @device-binding.js
  // @device-core.js
})();
