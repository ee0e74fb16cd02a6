/** A page that looks for news does not load itself again under a tap: that would stop the way to where the tap leads. */

import assert from "node:assert/strict";
import { test } from "node:test";

let loads = 0;
let now = 1000;
/** @type {Record<string, () => void>} */
const listeners = {};
/** @type {Record<string, unknown>} */
const page = globalThis;
page.addEventListener = (/** @type {string} */ kind, /** @type {() => void} */ act) => {
  listeners[kind] = act;
};
page.location = {
  reload: () => {
    loads += 1;
  },
};
performance.now = () => now;
const { loadAgain } = await import("../../client/site/page.js");

test("a page loads itself again, but not within five seconds of a tap", () => {
  loadAgain();
  assert.equal(loads, 1);
  listeners.click?.();
  for (const later of [0, 5000]) {
    now = 1000 + later;
    loadAgain();
  }
  assert.equal(loads, 1);
  now = 6001;
  loadAgain();
  assert.equal(loads, 2);
});
