  // Part of the waiting and the enrolment page: WebAuthn's buffers from and to base64url.
  const passkey = (() => {
    const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    const listed = (credentials) => credentials.map((one) => ({ ...one, id: bytes(one.id) }));
    const told = (credential, response) => ({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      clientExtensionResults: {},
      response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
    });
    return {
      isPossible: Boolean(globalThis.PublicKeyCredential),
      async show(options) {
        const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: listed(options.allowCredentials) };
        const credential = await navigator.credentials.get({ publicKey });
        const { authenticatorData, signature, userHandle } = credential.response;
        return told(credential, {
          authenticatorData: text(authenticatorData),
          signature: text(signature),
          ...(userHandle ? { userHandle: text(userHandle) } : {}),
        });
      },
      async make(options) {
        const publicKey = {
          ...options,
          challenge: bytes(options.challenge),
          user: { ...options.user, id: bytes(options.user.id) },
          excludeCredentials: listed(options.excludeCredentials),
        };
        const credential = await navigator.credentials.create({ publicKey });
        return told(credential, {
          attestationObject: text(credential.response.attestationObject),
          transports: credential.response.getTransports?.() ?? [],
        });
      },
    };
  })();
