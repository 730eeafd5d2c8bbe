// The enrolment page: makes a passkey, and hands it on in a form.
'use strict';

(() => {
  // @passkey.js
  const form = document.getElementById('passkey');
  const said = document.getElementById('passkey-said');
  const button = form.querySelector('button');
  if (!form.dataset.options) return;
  if (!passkey.isPossible) {
    said.textContent = 'This browser cannot make passkeys here.';
    return;
  }
  button.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    said.textContent = '';
    try {
      form.elements.credential.value = JSON.stringify(await passkey.make(JSON.parse(form.dataset.options)));
      form.submit();
    } catch (failure) {
      said.textContent = failure.name === 'InvalidStateError' ? 'This passkey is enrolled already.' : 'That did not work. Please try once more.';
      button.disabled = false;
    }
  });
})();
