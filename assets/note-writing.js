// Keeps a note while it is written: on the server, and in this tab as long as the server cannot be reached.
// The page works without this: “Save and go on writing” does the same by hand.
const form = document.querySelector("form[data-kept-as-written]");
const told = form.querySelector("[data-told]");
const kept = form.querySelector("[data-kept]");
const own = `note ${location.pathname}`;
const NOT_WRITTEN = ["csrfmiddlewaretoken", "shown_to"];
const AT_REST = 1500; // milliseconds without a key before it is sent
const AT_MOST = 10_000; // and between two that are sent while somebody writes on
const AGAIN = [3_000, 10_000, 30_000];

let unsent = false;
let failures = 0;
let waiting = null;
let underWay = null;
let unsentSince = 0;
let signedOut = false;
let goingOn = false;

const written = () =>
  Object.fromEntries([...new FormData(form)].filter(([name]) => !NOT_WRITTEN.includes(name)));

function tell(sentence, link) {
  if (told.dataset.says === sentence) return;
  told.dataset.says = sentence;
  told.replaceChildren();
  if (!sentence) return;
  const line = document.createElement("p");
  line.className = "govuk-inset-text";
  line.textContent = sentence;
  if (link) {
    const onward = document.createElement("a");
    onward.className = "govuk-link";
    onward.href = link.href;
    onward.textContent = link.text;
    line.append(" ", onward);
  }
  told.append(line);
}

// The copy in this tab: there as long as the server does not have the words, and gone when the tab is closed.
function copy() {
  try {
    sessionStorage.setItem(own, JSON.stringify({ writer: form.dataset.writer, words: written() }));
  } catch {
    // a browser that keeps nothing still has the form itself
  }
}
function copied() {
  try {
    const held = JSON.parse(sessionStorage.getItem(own));
    return held && held.writer === form.dataset.writer ? held.words : null;
  } catch {
    return null;
  }
}
function dropCopy() {
  try {
    sessionStorage.removeItem(own);
  } catch {
    // there is none
  }
}

const SIGNED_OUT =
  "You have been signed out. What you wrote is kept for you for an hour, and this page still has it.";
const ANOTHER =
  "Somebody else has signed in here meanwhile, so what you write is not kept any more. Copy what you need before you leave this page.";
const NO_CONNECTION =
  "There is no connection. What you write is kept in this tab, and is sent as soon as there is one again: leave the tab open.";
const BACK = "The connection is there again, and what you wrote is kept.";
const CANNOT = "Trellis cannot keep what you write at this moment. It is tried again: leave this tab open.";

const isJson = (answer) => (answer.headers.get("Content-Type") || "").startsWith("application/json");

function post(words) {
  const sent = new URLSearchParams(words);
  for (const name of NOT_WRITTEN) sent.set(name, form.elements[name]?.value || "");
  sent.set("keep", "1");
  return fetch(location.pathname, { method: "POST", body: sent, headers: { Accept: "application/json" } });
}

// Somebody who signed in again in another tab has another token since: take it from the page as it is now.
// Returns "renewed", "signed out" or "another".
async function renew() {
  const answer = await fetch(location.pathname);
  if (!answer.ok || new URL(answer.url).pathname !== location.pathname) return "signed out";
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector("form[data-kept-as-written]");
  if (now?.dataset.writer !== form.dataset.writer) return "another";
  for (const name of NOT_WRITTEN) form.elements[name].value = now.elements[name].value;
  return "renewed";
}

// Returns whether the server has the words now, in a session or for when the session is begun again.
async function send() {
  const words = written();
  unsent = false;
  try {
    let answer = await post(words);
    if (answer.status === 403) {
      const found = await renew();
      if (found === "renewed") answer = await post(words);
      else if (found === "signed out") {
        tell(SIGNED_OUT, { href: `/sign-in/?next=${encodeURIComponent(location.pathname)}`, text: "Sign in and go on" });
        signedOut = true;
        return true;
      } else {
        tell(ANOTHER);
        unsent = true;
        return false;
      }
    }
    if (!isJson(answer)) throw new Error("no answer of the note’s page");
    const said = await answer.json();
    const back = failures > 0 || signedOut;
    failures = 0;
    signedOut = false;
    tell(said.told || (back && said.kept ? BACK : ""));
    if (!said.kept) {
      unsent = true;
      return false;
    }
    kept.textContent = `Kept as you write, last at ${said.kept}. It is not a draft until you save it.`;
    kept.hidden = false;
    if (unsent) later(AT_REST);
    else dropCopy();
    return true;
  } catch (fault) {
    unsent = true;
    tell(navigator.onLine === false || fault instanceof TypeError ? NO_CONNECTION : CANNOT);
    later(AGAIN[Math.min(failures++, AGAIN.length - 1)]);
    return false;
  }
}

function now() {
  clearTimeout(waiting);
  waiting = null;
  underWay ??= send().finally(() => {
    underWay = null;
  });
  return underWay;
}

function later(milliseconds) {
  clearTimeout(waiting);
  waiting = setTimeout(now, milliseconds);
}

function changed() {
  if (!unsent) unsentSince = Date.now();
  unsent = true;
  copy();
  if (!failures) later(Math.max(0, Math.min(AT_REST, unsentSince + AT_MOST - Date.now())));
}
form.addEventListener("input", changed);
window.addEventListener("online", () => {
  if (unsent) now();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" ? unsent : signedOut) now();
});
window.addEventListener("beforeunload", (event) => {
  if (unsent && !goingOn) event.preventDefault();
});

// Nothing is sent off into a connection that is not there: the words are kept first, and the page is left only then.
form.addEventListener("submit", async (event) => {
  if (goingOn) return;
  event.preventDefault();
  await underWay;
  if (!(await now())) {
    told.scrollIntoView({ block: "center" });
    if (told.dataset.says === NO_CONNECTION || told.dataset.says === ANOTHER) return;
  }
  goingOn = true;
  form.requestSubmit(event.submitter);
});

const before = copied();
const same = (words) => Object.entries(written()).every(([name, value]) => name === "seen" || words[name] === value);
if (before && !same(before)) {
  tell("This tab has words that could not be sent when it was open last.");
  const back = document.createElement("button");
  back.type = "button";
  back.className = "trellis-link-button";
  back.textContent = "Put them back";
  back.addEventListener("click", async () => {
    const answer = await post(before);
    if (!answer.ok || !isJson(answer)) return tell(CANNOT);
    dropCopy();
    unsent = false;
    location.reload();
  });
  told.firstElementChild.append(" ", back);
} else dropCopy();

// What was typed before this was loaded, or put back into the form by the browser
const isChanged = (field) =>
  field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
if ([...form.elements].some((field) => "defaultValue" in field && field.type !== "hidden" && isChanged(field))) changed();

for (const each of document.querySelectorAll("[data-with-script]")) each.hidden = false;
