// A tab that locks ends the session at the site, and a page for members only goes; so it does in a tab never unlocked.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { seedOf } from "../../client/device/keys.js";
import { entropy, hold } from "../../client/device/unlocked.js";
import "../../client/device/words.js";

const MINUTE = 60_000;
const ana = new Uint8Array(16).fill(1);
/** @type {Map<string, string>} */
const tab = new Map();
/** @type {unknown[]} */
let done = [];
let online = true;
let slow = false;
let loads = 0;

/** @type {Record<string, unknown>} */
const page = globalThis;
page.sessionStorage = {
  getItem: (/** @type {string} */ name) => tab.get(name) ?? null,
  setItem: (/** @type {string} */ name, /** @type {string} */ value) => void tab.set(name, value),
  clear: () => tab.clear(),
};
page.fetch = async (/** @type {string} */ url, /** @type {RequestInit} */ { method, keepalive, body, signal }) => {
  done.push([method, url, keepalive, body]);
  if (slow) await new Promise((_, reject) => signal?.addEventListener("abort", reject));
  if (!online) throw new TypeError("no connection");
};
page.location = {
  pathname: "/lost",
  search: "?a=1",
  replace: (/** @type {string} */ to) => done.push(to),
  reload: () => done.push("loaded again"),
};

/** @param {boolean} guarded */
async function load(guarded) {
  const dataset = { signOut: "/sign-out", signIn: "/es/sign-in", ...(guarded ? { guarded: "" } : {}) };
  page.document = Object.assign(new EventTarget(), { body: { hidden: false, dataset } });
  loads += 1;
  await import(`../../client/site/lock.js?${loads}`);
  await settled();
}

async function settled() {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

beforeEach(() => {
  tab.clear();
  [done, online, slow] = [[], true, false];
  mock.timers.reset();
  mock.timers.enable({ apis: ["Date", "setInterval", "setTimeout"], now: 1_800_000_000_000 });
});

const ended = ["POST", "/sign-out", true, "{}"];
const asked = "/es/sign-in?next=%2Flost%3Fa%3D1";

// First, since whoever watches goes on watching in the tests that follow.
test("an unlocked tab stays until 15 minutes have passed without a touch", async () => {
  hold(ana, true, seedOf(ana));
  await load(true);
  mock.timers.tick(14 * MINUTE);
  await settled();
  assert.deepEqual(done, []);
  mock.timers.tick(MINUTE);
  await settled();
  assert.equal(document.body.hidden, true);
  assert.deepEqual(done, [ended, asked]);
  assert.equal(tab.size, 0);
});

test("a page for members goes in a tab that was never unlocked, and ends the session first", async () => {
  await load(true);
  assert.equal(document.body.hidden, true);
  assert.deepEqual(done, [ended, asked]);
});

test("a page that is opened when the time is over goes, and once", async () => {
  hold(ana, true, seedOf(ana));
  mock.timers.setTime(1_800_000_000_000 + 15 * MINUTE);
  await load(true);
  assert.deepEqual(done, [ended, asked]);
});

test("without a connection the page goes all the same", async () => {
  online = false;
  await load(true);
  assert.deepEqual(done, [ended, asked]);
});

test("a public page stays in a tab that was never unlocked", async () => {
  await load(false);
  assert.equal(document.body.hidden, false);
  assert.deepEqual(done, []);
});

test("a public page that locks is loaded again, for a visitor", async () => {
  hold(ana, false, seedOf(ana));
  await load(false);
  mock.timers.tick(15 * MINUTE);
  assert.equal(entropy(), null);
  await settled();
  assert(done.includes("loaded again"));
});

test("a site that does not answer is waited for, but not for ever", async () => {
  slow = true;
  await load(true);
  assert.deepEqual(done, [ended]);
  mock.timers.tick(5000);
  await settled();
  assert.deepEqual(done, [ended, asked]);
});

test("in an old browser the session ends and the page goes, and whatever it lacks, the page goes", async (t) => {
  t.mock.property(page, "AbortSignal", {});
  await load(true);
  assert.deepEqual(done, [ended, asked]);
  done = [];
  t.mock.property(page, "AbortController", undefined);
  await load(true);
  assert.deepEqual(done, [asked]);
});
