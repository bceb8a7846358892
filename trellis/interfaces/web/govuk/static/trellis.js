// The service works without this: it only makes the GOV.UK components livelier, and opens what is to be printed.
import { initAll } from "./govuk-frontend.min.js";

initAll();

window.addEventListener("beforeprint", () => {
  for (const closed of document.querySelectorAll("details:not([open])")) {
    closed.open = true;
    closed.dataset.openedToPrint = "";
  }
});
window.addEventListener("afterprint", () => {
  for (const opened of document.querySelectorAll("details[data-opened-to-print]")) {
    opened.open = false;
    delete opened.dataset.openedToPrint;
  }
});
// What a tab keeps of words that could not be sent is for whoever wrote them: it goes when they sign out.
document.querySelector(".trellis-sign-out")?.addEventListener("submit", () => {
  try {
    sessionStorage.clear();
  } catch {
    // a browser that keeps nothing has nothing to clear
  }
});
