// Asks the browser for a security key or passkey when a form that needs one is sent, and sends what it answers with it.
// What the server asks and what it is answered is JSON, with bytes as base64url.
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const named = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

async function made(question) {
  const asked = { ...question, challenge: bytes(question.challenge) };
  asked.user = { ...question.user, id: bytes(question.user.id) };
  asked.excludeCredentials = named(question.excludeCredentials);
  const { id, type, rawId, response } = await navigator.credentials.create({ publicKey: asked });
  return {
    id,
    type,
    rawId: text(rawId),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
    },
  };
}

async function signed(question) {
  const asked = { ...question, challenge: bytes(question.challenge) };
  asked.allowCredentials = named(question.allowCredentials);
  const { id, type, rawId, response } = await navigator.credentials.get({ publicKey: asked });
  return {
    id,
    type,
    rawId: text(rawId),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
    },
  };
}

const SAID = {
  InvalidStateError: "That key is set up for your account already. Use another one.",
  NotAllowedError: "The key was not used: it was cancelled, or it took too long. Try again.",
  SecurityError: "Your browser does not take keys at this address. Use another way.",
};

for (const form of document.querySelectorAll("form[data-key]")) {
  const said = form.querySelector("[data-key-said]");
  const button = form.querySelector("button[type=submit]");
  const question = JSON.parse(form.dataset.question);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = "";
    if (!window.PublicKeyCredential) {
      said.textContent = "This browser cannot use security keys or passkeys. Use another way.";
      return;
    }
    button.disabled = true;
    try {
      const answer = await (form.dataset.key === "make" ? made(question) : signed(question));
      form.elements.answer.value = JSON.stringify(answer);
      form.submit();
    } catch (error) {
      said.textContent = SAID[error.name] || "The key could not be used. Try again, or use another way.";
      button.disabled = false;
      button.focus();
    }
  });
}
