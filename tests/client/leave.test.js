// Leaving quickly: by the link and by Escape three times, with nothing left on the screen or in the tab.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

/** @type {string[]} */
let done = [];
/** @type {Map<string, (event: object) => void>} */
let heard = new Map();
/** @type {{hidden: boolean, getAttribute: () => string}[]} */
let words = [];
/** What the site is told. @type {string[]} */
let told = [];
/** What the browser says to that. */
let heed = () => true;
let loads = 0;

/** @type {Record<string, unknown>} */
const page = globalThis;

beforeEach(async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  [done, heard] = [[], new Map()];
  words = ["1", "2"].map((count) => ({ hidden: true, getAttribute: () => count }));
  const listen = (/** @type {string} */ name, /** @type {(event: object) => void} */ what) => heard.set(name, what);
  page.document = {
    title: "What can go wrong",
    body: { hidden: false, dataset: { signOut: "/sign-out" } },
    addEventListener: listen,
    getElementById: () => ({ href: "https://www.weather.gov/", addEventListener: listen }),
    querySelectorAll: () => words,
  };
  page.window = { addEventListener: listen };
  told = [];
  heed = () => true;
  const sendBeacon = (/** @type {string} */ to, /** @type {Blob} */ what) => {
    told.push(`${to} ${what.type}`);
    return heed();
  };
  Object.defineProperty(globalThis, "navigator", { value: { sendBeacon }, configurable: true });
  page.sessionStorage = { clear: () => done.push("locked") };
  page.location = { replace: (/** @type {string} */ to) => done.push(to), reload: () => done.push("loaded again") };
  loads += 1;
  await import(`../../client/site/leave.js?${loads}`);
});

afterEach(() => mock.timers.reset());

/** @param {string} key @param {boolean} [repeat] */
const press = (key, repeat = false) => heard.get("keydown")?.({ key, repeat });
const left = ["locked", "https://www.weather.gov/"];

test("the link leaves, and puts the other page in the place of this one", () => {
  let prevented = false;
  heard.get("click")?.({
    preventDefault: () => {
      prevented = true;
    },
  });
  assert.ok(prevented);
  assert.deepEqual(done, left);
  assert.equal(document.body.hidden, true);
  assert.equal(document.title, "");
});

test("Escape three times leaves, and each press is told", () => {
  press("Escape");
  assert.deepEqual([words[0]?.hidden, words[1]?.hidden], [false, true]);
  press("Escape");
  assert.deepEqual([words[0]?.hidden, words[1]?.hidden], [true, false]);
  assert.deepEqual(done, []);
  press("Escape");
  assert.deepEqual(done, left);
});

test("the site is told to end the session, as JSON so that the browser names our origin", () => {
  for (const key of ["Escape", "Escape", "Escape"]) press(key);
  assert.deepEqual(told, ["/sign-out application/json"]);
});

test("a browser that cannot tell the site leaves all the same", () => {
  heed = () => {
    throw new TypeError("no beacons here");
  };
  assert.throws(() => {
    for (const key of ["Escape", "Escape", "Escape"]) press(key);
  });
  assert.deepEqual(done, left);
});

test("a key held down counts once", () => {
  press("Escape");
  for (let count = 0; count < 5; count += 1) press("Escape", true);
  assert.deepEqual(done, []);
});

test("another key in between starts anew", () => {
  for (const key of ["Escape", "Escape", "a", "Escape", "Escape"]) press(key);
  assert.deepEqual(done, []);
});

test("presses are forgotten after five seconds", () => {
  press("Escape");
  press("Escape");
  mock.timers.tick(5000);
  assert.deepEqual([words[0]?.hidden, words[1]?.hidden], [true, true]);
  press("Escape");
  assert.deepEqual(done, []);
});

test("a page that comes back empty from the browser's memory is loaded again", () => {
  heard.get("pageshow")?.({ persisted: true });
  assert.deepEqual(done, []);
  document.body.hidden = true;
  heard.get("pageshow")?.({ persisted: true });
  assert.deepEqual(done, ["loaded again"]);
});
