/** The day that a refusal names: the page takes it over if it is next to the day by this phone's own clock. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

const DAY_MS = 86_400_000;
const TODAY = 20_000;

class Element {
  /** @type {Record<string, string>} */
  dataset = {};
}
let main = new Element();
/** @type {unknown} */
let day;
/** @type {Record<string, unknown>} */
const page = globalThis;
page.HTMLElement = Element;
page.document = { querySelector: () => main };
page.fetch = async () => ({ ok: false, json: async () => ({ error: "day_passed", say: "Please try again.", day }) });
const { post } = await import("../../client/site/page.js");

beforeEach(() => {
  main = new Element();
  mock.timers.reset();
  mock.timers.enable({ apis: ["Date"], now: TODAY * DAY_MS + 5 });
});

/**
 * Return what the page gives after a refusal.
 * @param {Record<string, string>} given
 * @param {unknown} named
 */
async function after(given, named) {
  [main.dataset, day] = [{ ...given }, named];
  await assert.rejects(post("/x", {}), { error: "day_passed", say: "Please try again." });
  return main.dataset;
}

test("the next press signs for the day that the refusal names", async () => {
  for (const named of [TODAY - 1, TODAY, TODAY + 1]) {
    const day = String(named);
    assert.deepEqual(await after({ today: "7" }, named), { today: day });
    assert.deepEqual(await after({ today: "7", day: "8" }, named), { today: day, day });
    assert.deepEqual(await after({ origin: "x" }, named), { origin: "x" });
  }
});

test("any other day, and what is no day, changes nothing", async () => {
  for (const named of [TODAY - 2, TODAY + 2, 0, TODAY + 0.5, String(TODAY), null, undefined, [TODAY]]) {
    assert.deepEqual(await after({ today: "7", day: "8" }, named), { today: "7", day: "8" });
  }
});
