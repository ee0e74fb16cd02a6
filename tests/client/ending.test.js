/** Why a check did not end well: only what the protocol refuses is called wrong, never what an old browser lacks. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused } from "../../client/protocol/errors.js";
import { nameOf } from "../../client/site/ending.js";
import { Failure, fail } from "../../client/site/page.js";
import { Stopped, Unreachable } from "../../client/site/record.js";

const missing = new TypeError("given.toSorted is not a function");

test("a check that this browser could not do found nothing wrong", () => {
  assert.equal(nameOf(missing), "unable");
  assert.equal(nameOf(new RangeError("too much recursion")), "unable");
  assert.equal(nameOf(undefined), "unable");
});

test("what the protocol refuses is wrong; what was stopped or did not answer is neither", () => {
  assert.equal(nameOf(new Refused("proof_wrong")), "bad");
  assert.equal(nameOf(new Stopped()), "stopped");
  assert.equal(nameOf(new Unreachable("a file")), "away");
});

/** Stands for an element of a page. */
class Element {
  hidden = true;
  tabIndex = 0;
  textContent = "";
  focus() {}
}
/** @type {Record<string, unknown>} */
const page = globalThis;
page.HTMLElement = Element;
page.CSS = { escape: String };

/**
 * Return which sentences an area with these shows.
 * @param {string[]} reasons
 * @param {unknown} problem
 */
function shown(reasons, problem) {
  const sentences = new Map(reasons.map((reason) => [`[data-reason="${reason}"]`, new Element()]));
  const area = Object.assign(new Element(), {
    querySelector: (/** @type {string} */ selector) => sentences.get(selector) ?? null,
    querySelectorAll: () => [...sentences.values()],
  });
  page.document = { querySelector: () => area };
  fail(problem);
  return reasons.filter((reason) => !sentences.get(`[data-reason="${reason}"]`)?.hidden);
}

test("a page says by itself that a browser could not do something, if it has words for that", () => {
  assert.deepEqual(shown(["unable", "other"], missing), ["unable"]);
  assert.deepEqual(shown(["other"], missing), ["other"]);
  assert.deepEqual(shown(["unable", "other"], new Refused("proof_wrong")), ["other"]);
  assert.deepEqual(shown(["unable", "other"], new Failure("broken", "")), ["other"]);
  assert.deepEqual(shown(["unable", "unreachable"], new Unreachable("a file")), ["unreachable"]);
});
