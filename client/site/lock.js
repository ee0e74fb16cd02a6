/**
 * On every page of whoever has signed in: when this tab locks because nobody touched it, the session at the site ends
 * too, and the page goes. A page for members only goes as well in a tab that is not unlocked, such as one that was
 * opened after the last was closed.
 */

import { entropy, watch } from "../device/unlocked.js";

const WAIT_MS = 5000;
const { signOut = "", signIn = "", guarded } = document.body.dataset;

let going = false;

/** End the session; without a connection the page goes all the same. Once: two who go cut each other's way short. */
async function away() {
  if (going) return;
  going = true;
  document.body.hidden = true;
  try {
    const headers = { "Content-Type": "application/json" };
    const late = new AbortController();
    setTimeout(() => late.abort(), WAIT_MS);
    await fetch(signOut, { method: "POST", keepalive: true, headers, body: "{}", signal: late.signal });
  } catch {
    // whatever fails, a missing function of an old browser too, the page goes
  }
  if (guarded === undefined) location.reload();
  else location.replace(`${signIn}?next=${encodeURIComponent(location.pathname + location.search)}`);
}

watch(() => void away());
if (guarded !== undefined && entropy() === null) void away();
