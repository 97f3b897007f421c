"use strict";
// Passkeys of the staff (WebAuthn). Without this script the other ways stay: a form marked data-passkey is
// shown only where the browser can do it.
document.addEventListener("DOMContentLoaded", () => {
  const able = Boolean(window.PublicKeyCredential && navigator.credentials);
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = !able;
    for (const words of document.querySelectorAll("[data-passkey-unable]")) words.hidden = able;
    if (able) form.addEventListener("submit", (event) => { event.preventDefault(); answer(form); });
  }

  async function answer(form) {
    const told = form.querySelector("[data-passkey-failed]");
    const button = form.querySelector("button[type=submit]");
    told.hidden = true;
    button.disabled = true;
    try {
      const options = JSON.parse(form.dataset.passkey).publicKey;
      const made = form.dataset.passkeyNew === undefined
        ? await navigator.credentials.get({ publicKey: readable(options) })
        : await navigator.credentials.create({ publicKey: readable(options) });
      form.elements.credential.value = JSON.stringify(sendable(made));
      HTMLFormElement.prototype.submit.call(form);
    } catch {
      told.hidden = false; // cancelled, timed out, or no passkey of this site here
      button.disabled = false;
      button.focus();
    }
  }

  const bytes = (text) => {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(plain, (one) => one.charCodeAt(0));
  };
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

  function readable(options) {
    const listed = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
    const found = { ...options, challenge: bytes(options.challenge) };
    if (options.user) found.user = { ...options.user, id: bytes(options.user.id) };
    if (options.allowCredentials) found.allowCredentials = listed(options.allowCredentials);
    if (options.excludeCredentials) found.excludeCredentials = listed(options.excludeCredentials);
    return found;
  }

  function sendable(made) {
    const from = made.response;
    const response = { clientDataJSON: text(from.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (from[name]) response[name] = text(from[name]);
    }
    return {
      id: made.id, rawId: text(made.rawId), type: made.type, response,
      authenticatorAttachment: made.authenticatorAttachment ?? undefined,
      clientExtensionResults: made.getClientExtensionResults(),
    };
  }
});
