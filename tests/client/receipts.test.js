/** Receipts: kept, and withdrawn one by one with a pause, in their order, by whoever leaves. */

import "fake-indexeddb/auto";

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { forget } from "../../client/device/keys.js";
import * as receipts from "../../client/device/receipts.js";
import { indexed } from "../../client/device/storage.js";
import "../../client/device/words.js";

const ana = new Uint8Array(16).fill(1);
const bo = new Uint8Array(16).fill(2);

Object.defineProperty(globalThis, "sessionStorage", { value: { getItem: () => null } });

/** What happened, in its order. @type {(string | number[])[]} */
let happened = [];
/** The ids of receipts that cannot be withdrawn now. @type {Set<string>} */
let broken = new Set();

receipts.addKind("survey", async ({ id }) => {
  if (broken.has(id)) throw new Error("no connection");
  happened.push(id);
});

beforeEach(async () => {
  await indexed.erase();
  happened = [];
  broken = new Set();
  mock.timers.reset();
});

const told = (/** @type {number[]} */ ...counts) => void happened.push(counts);
const rest = async () => void happened.push("pause");

/** @param {string[]} ids @param {string} [kind] */
async function keep(ids, kind = "survey") {
  for (const id of ids) await receipts.keepReceipt(ana, { kind, id });
}

async function left() {
  return (await receipts.receipts(ana)).map(({ id }) => id);
}

test("a receipt replaces the one with its id", async () => {
  await receipts.keepReceipt(ana, { kind: "survey", id: "1", seq: 0 });
  await receipts.keepReceipt(ana, { kind: "survey", id: "2", seq: 0 });
  await receipts.keepReceipt(ana, { kind: "survey", id: "1", seq: 1 });
  const kept = (await receipts.receipts(ana)).map(({ id, seq }) => [id, seq]);
  assert.deepEqual(kept, [
    ["2", 0],
    ["1", 1],
  ]);
  assert.deepEqual(await receipts.receipts(bo), []);
});

test("nothing is lost of what two tabs keep at the same time", async () => {
  await keep(["1"]);
  const [old] = await receipts.receipts(ana);
  assert(old);
  await Promise.all([
    receipts.keepReceipt(ana, { kind: "survey", id: "2" }),
    receipts.keepReceipt(ana, old, { promise: "of the host" }),
    receipts.keepReceipt(ana, old, { problem: "away" }),
    receipts.keepReceipt(ana, { kind: "survey", id: "3" }),
  ]);
  assert.deepEqual((await left()).sort(), ["1", "2", "3"]);
  const kept = (await receipts.receipts(ana)).find(({ id }) => id === "1");
  assert.deepEqual(kept, { ...old, promise: "of the host", problem: "away" });
});

test("nothing is lost or sealed under another key where the tab locks meanwhile", async () => {
  await keep(["1"]);
  const keeping = receipts.keepReceipt(ana, { kind: "survey", id: "2" });
  forget();
  await keeping;
  assert.deepEqual(await left(), ["1", "2"]);
});

test("nothing is lost of what another tab keeps while one is withdrawn", async () => {
  /** @type {Promise<unknown> | null} */
  let keeping = null;
  receipts.addKind("vote", async () => {
    keeping = receipts.keepReceipt(ana, { kind: "survey", id: "2" });
  });
  await keep(["1"], "vote");
  assert.equal(await receipts.withdrawAll(ana, told, rest), 0);
  await keeping;
  assert.deepEqual(await left(), ["2"]);
});

test("each is withdrawn by itself, with a pause after it, and all are counted", async () => {
  await keep(["1", "2", "3"]);
  assert.equal(await receipts.withdrawAll(ana, told, rest), 0);
  const first = [[0, 3], "1", "pause", [1, 3]];
  const second = [[1, 3], "2", "pause", [2, 3]];
  assert.deepEqual(happened, [...first, ...second, [2, 3], "3", "pause", [3, 3]]);
  assert.deepEqual(await left(), []);
});

test("nothing to withdraw takes no time", async () => {
  assert.equal(await receipts.withdrawAll(ana, told, rest), 0);
  assert.deepEqual(happened, []);
});

test("what cannot be withdrawn stays and is counted, and the others still go", async () => {
  await keep(["1", "2"]);
  await keep(["3"], "of old");
  await keep(["4"]);
  broken = new Set(["1"]);
  assert.equal(await receipts.withdrawAll(ana, told, rest), 2);
  assert.deepEqual(
    happened.filter((each) => typeof each === "string"),
    ["pause", "2", "pause", "4", "pause"], // the first may have arrived; the third was never sent
  );
  assert.deepEqual(happened.at(-1), [4, 4]);
  assert.deepEqual(await left(), ["1", "3"]);
});

test("trying again sends only what is left", async () => {
  await keep(["1", "2"]);
  broken = new Set(["2"]);
  assert.equal(await receipts.withdrawAll(ana, told, rest), 1);
  [happened, broken] = [[], new Set()];
  assert.equal(await receipts.withdrawAll(ana, told, rest), 0);
  assert.deepEqual(happened, [[0, 1], "2", "pause", [1, 1]]);
});

test("what was withdrawn is out of the drawer before the pause, so a closed page undoes nothing", async () => {
  await keep(["1", "2"]);
  /** @type {string[][]} */
  const seen = [];
  await receipts.withdrawAll(ana, told, async () => void seen.push(await left()));
  assert.deepEqual(seen, [["2"], []]);
});

test("a pause lasts 20 to 90 seconds, and not always the same", () => {
  /** @type {number[]} */
  const waits = [];
  mock.method(globalThis, "setTimeout", (/** @type {() => void} */ _work, /** @type {number} */ wait) =>
    waits.push(wait),
  );
  for (let count = 0; count < 200; count += 1) void receipts.pause();
  mock.restoreAll();
  assert(waits.every((wait) => wait >= 20_000 && wait < 90_000));
  assert(new Set(waits).size > 100);
  assert(Math.max(...waits) - Math.min(...waits) > 30_000);
});
