"use strict";
// Passkeys (WebAuthn). A form marked data-passkey holds the options and is shown only where the browser can
// use them; every page that has one offers another way beside it.
document.addEventListener("DOMContentLoaded", () => {
  const able = Boolean(window.PublicKeyCredential && navigator.credentials);
  for (const words of document.querySelectorAll("[data-passkey-unable]")) words.hidden = able;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = !able;
    form.addEventListener("submit", (event) => { event.preventDefault(); use(form); });
  }
});

const bytesOf = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};
const textOf = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function use(form) {
  const told = form.querySelector("[data-passkey-failed]");
  const button = form.querySelector("button[type=submit]");
  told.hidden = true;
  button.disabled = true;
  try {
    const publicKey = asBytes(JSON.parse(form.dataset.passkey).publicKey);
    const made = form.dataset.passkeyNew === undefined
      ? await navigator.credentials.get({ publicKey })
      : await navigator.credentials.create({ publicKey });
    form.elements.credential.value = JSON.stringify(asText(made));
    HTMLFormElement.prototype.submit.call(form);
  } catch {
    told.hidden = false; // cancelled, timed out, or no passkey of this site on this device
    button.disabled = false;
    button.focus();
  }
}

function asBytes(options) {
  const each = (list) => list && list.map((one) => ({ ...one, id: bytesOf(one.id) }));
  const found = { ...options, challenge: bytesOf(options.challenge) };
  if (options.user) found.user = { ...options.user, id: bytesOf(options.user.id) };
  if (options.allowCredentials) found.allowCredentials = each(options.allowCredentials);
  if (options.excludeCredentials) found.excludeCredentials = each(options.excludeCredentials);
  return found;
}

function asText(made) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[name]) response[name] = textOf(made.response[name]);
  }
  return {
    id: made.id, rawId: textOf(made.rawId), type: made.type, response,
    clientExtensionResults: made.getClientExtensionResults(),
  };
}
