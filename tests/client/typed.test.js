// What is typed stays in the tab, sealed, when the tab locks or the session has ended; the same words fill it in again.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { seedOf } from "../../client/device/keys.js";
import { entropy, hold, lock, shut } from "../../client/device/unlocked.js";
import { stayed } from "../../client/device/vault.js";
import "../../client/device/words.js";
import { post } from "../../client/site/page.js";

const MINUTE = 60_000;
const TEXT = "We could ask for a raise.";
const ana = new Uint8Array(16).fill(1);
const bo = new Uint8Array(16).fill(2);
/** @type {Map<string, string>} */
const tab = new Map();
/** @type {string[]} */
let went = [];
let loads = 0;

class Area extends EventTarget {
  dataset = { unlock: "/sign-in?next=here" };
}

/** @type {Record<string, unknown>} */
const page = globalThis;
page.HTMLElement = Area;
page.sessionStorage = {
  getItem: (/** @type {string} */ name) => tab.get(name) ?? null,
  setItem: (/** @type {string} */ name, /** @type {string} */ value) => void tab.set(name, value),
  removeItem: (/** @type {string} */ name) => void tab.delete(name),
  clear: () => tab.clear(),
};
page.location = { pathname: "/here", assign: (/** @type {string} */ to) => went.push(to) };

/**
 * Open the page anew, at an address; return what is filled in, whether that was being sent, and the page's script.
 * @param {string} [pathname]
 * @param {string} [text] what somebody types then
 */
async function open(pathname = "/here", text = "") {
  const querySelector = () => new Area();
  page.document = Object.assign(new EventTarget(), { body: { hidden: false }, querySelector });
  location.pathname = pathname;
  went = [];
  loads += 1;
  /** @type {typeof import("../../client/site/typed.js")} */
  const script = await import(`../../client/site/typed.js?${loads}`);
  let filled = "";
  const sends = script.keepTyped(
    () => text,
    (typed) => {
      filled = typed;
    },
  );
  return { filled, sends, script };
}

/** @param {Uint8Array} words */
function unlock(words) {
  hold(words, false, seedOf(words));
}

/** The site says that nobody is signed in. */
async function refused() {
  const answer = { error: "sign_in", say: "You are not signed in any more." };
  page.fetch = async () => new Response(JSON.stringify(answer), { status: 401 });
  await assert.rejects(post("/written", {}), { error: "sign_in" });
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["Date", "setInterval"], now: 1_800_000_000_000 });
  lock();
  tab.clear();
  unlock(ana);
});

// First, since whoever watches goes on watching in the tests that follow.
test("what is typed stays when the tab locks, and nobody can read it there", async () => {
  await open("/here", TEXT);
  mock.timers.tick(15 * MINUTE);
  assert.equal(entropy(), null);
  assert.deepEqual(went, ["/sign-in?next=here"]);
  assert.deepEqual([...tab.keys()], ["undersign/stays"]);
  assert(!JSON.stringify([...tab]).includes("raise"));
  assert.equal((await open()).filled, "");
  assert.deepEqual(went, ["/sign-in?next=here"]);
  unlock(ana);
  assert.equal((await open()).filled, TEXT);
  assert.equal((await open()).filled, "");
  assert.deepEqual([...tab.keys()], ["undersign"]);
});

test("what is typed stays when the session has ended, and the tab locks once", async () => {
  await open("/here", TEXT);
  await refused();
  await refused();
  assert.deepEqual(went, ["/sign-in?next=here"]);
  assert.equal(entropy(), null);
  assert.equal(document.body.hidden, true);
  assert(!JSON.stringify([...tab]).includes("raise"));
  unlock(ana);
  assert.equal((await open()).filled, TEXT);
});

test("other words fill in nothing", async () => {
  await open("/here", TEXT);
  await refused();
  unlock(bo);
  assert.equal((await open()).filled, "");
  shut();
  unlock(ana);
  assert.equal((await open()).filled, TEXT);
});

test("another page fills in nothing, and loses nothing", async () => {
  await open("/here", TEXT);
  await refused();
  unlock(ana);
  const { filled, script } = await open("/there", "Something else.");
  assert.equal(filled, "");
  script.keepSending(false); // as when that was sent
  assert.equal((await open()).filled, TEXT);
});

test("what was being sent goes on when the same member is back", async () => {
  const { script } = await open("/here", TEXT);
  script.keepSending(true);
  await refused();
  script.keepSending(false); // what waited has failed
  assert.equal((await open()).sends, false);
  unlock(ana);
  const { filled, sends, script: again } = await open("/here", TEXT);
  assert.deepEqual([filled, sends], [TEXT, true]);
  again.keepSending(false);
  assert.equal((await open()).filled, "");
});

test("what is sealed is not in the form again", async () => {
  const { script } = await open("/here", TEXT);
  script.keepSending(true);
  script.keepNoMore();
  await refused();
  unlock(ana);
  const { filled, sends } = await open();
  assert.deepEqual([filled, sends], ["", false]);
});

test("whoever leaves or signs out leaves nothing behind", async () => {
  const { script } = await open("/here", TEXT);
  script.keepSending(true);
  assert.notEqual(stayed(seedOf(ana), "typed"), null);
  lock();
  assert.equal(tab.size, 0);
});
