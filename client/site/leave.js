// Leaves for a harmless page, without a way back by the back button. The link does most of it where no script runs.
// The site is told to end the session while the browser goes: as JSON, so that the browser names our origin with it.

const PRESSES = 3;
const FORGET_AFTER_MS = 5000;

const link = /** @type {HTMLAnchorElement} */ (document.getElementById("leave"));
let presses = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let forgetting;

/** Empties the screen at once, locks what this tab holds, and puts the harmless page in this page's place. */
function leave() {
  document.title = "";
  document.body.hidden = true;
  sessionStorage.clear();
  try {
    navigator.sendBeacon(document.body.dataset.signOut ?? "", new Blob(["{}"], { type: "application/json" }));
  } finally {
    location.replace(link.href);
  }
}

/** @param {number} count how often Escape has been pressed; the words for it are in the page */
function tell(count) {
  for (const words of document.querySelectorAll("[data-presses]")) {
    /** @type {HTMLElement} */ (words).hidden = words.getAttribute("data-presses") !== String(count);
  }
}

/** @param {number} count */
function remember(count) {
  clearTimeout(forgetting);
  presses = count;
  tell(count);
  if (count > 0) forgetting = setTimeout(() => remember(0), FORGET_AFTER_MS);
}

link.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});
document.addEventListener("keydown", (event) => {
  if (event.repeat) return;
  remember(event.key === "Escape" ? presses + 1 : 0);
  if (presses >= PRESSES) leave();
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.body.hidden) location.reload();
});
