/** What a visit sends again: everything that the record does not hold, whatever became of what stands before it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { seedOf } from "../../client/device/keys.js";
import { hold } from "../../client/device/unlocked.js";
import { keepIn } from "../../client/device/vault.js";
import "../../client/device/words.js";
import { b64, encode, sha256 } from "../../client/protocol/encoding.js";
import { envelopeDocument } from "../../client/protocol/envelopes.js";
import { envelopeSecret } from "../../client/protocol/phrase.js";
import { publicKey, signed } from "../../client/protocol/signatures.js";
import { sendAgain } from "../../client/site/background_work.js";
import { boxReceipts } from "../../client/site/box_receipts.js";
import { keepUnsent, withdrawal } from "../../client/site/box_sending.js";
import { inMap } from "./map_storage.js";

/** @import { Rules } from "../../client/protocol/envelopes.js" */

const ANA = new Uint8Array(16).fill(1);
const BOX = new Uint8Array(32).fill(9);
const HOST = new Uint8Array(32).fill(7);
const rules = /** @type {Rules} */ (/** @type {unknown} */ ({ boxId: BOX, kind: "survey" }));
const box = { rules, hostKey: publicKey(HOST) };
const about = { box: b64(BOX), kind: "survey", book: "box-00000000", list: "list-00000000" };

/** @type {Map<string, any>} */
const phone = new Map();
keepIn(inMap(phone));
/** @type {Map<string, string>} */
const tab = new Map();
class Shown {
  dataset = { origin: "test.example/undersign" };
}
/** The worker that reads a box apart from the page: it finds a record without any envelope. */
class Reading extends EventTarget {
  postMessage() {
    const read = { rules, entries: [], witnessedEntries: 0, witnessedTick: 1, seen: {} };
    this.dispatchEvent(new MessageEvent("message", { data: { box: read } }));
  }

  terminate() {}
}
const storage = {
  getItem: (/** @type {string} */ name) => tab.get(name) ?? null,
  setItem: (/** @type {string} */ name, /** @type {string} */ text) => tab.set(name, text),
};
const names = { sessionStorage: storage, localStorage: storage, HTMLElement: Shown, Worker: Reading };
const page = {
  documentElement: { lang: "en" },
  querySelector: (/** @type {string} */ selector) => (selector === "main" ? new Shown() : null),
};
for (const [name, value] of Object.entries({ ...names, document: page })) {
  Object.defineProperty(globalThis, name, { value, configurable: true });
}

/** The seqs of what came through the door. @type {number[]} */
const came = [];

/** Answer as a site after signing has ended: an envelope comes too late, a withdrawal in time. @type {typeof fetch} */
globalThis.fetch = async (path, options = {}) => {
  if (String(path).endsWith("mine.json")) return Response.json({ boxes: [about], now: 1 });
  const { envelope } = JSON.parse(String(options.body));
  came.push(envelope.seq);
  if (envelope.body !== "") return Response.json({ error: "too_late", say: "It is too late." }, { status: 409 });
  const promise = { v: 1, kind: "promise", box: b64(BOX), envelope: b64(sha256(encode(envelope))), tick: 100 };
  return Response.json({ promise: signed(HOST, "promise", promise) });
};

test("a withdrawal that stands behind a late old envelope is sent", async () => {
  hold(ANA, true, seedOf(ANA));
  const pass = { v: 1 };
  const first = envelopeDocument(envelopeSecret(seedOf(ANA), BOX), rules, 0, 0, new Uint8Array(32), pass);
  await keepUnsent(box, first);
  await keepUnsent(box, withdrawal(ANA, await boxReceipts(ANA, BOX)));
  await sendAgain([about]);
  assert.deepEqual(came, [0, 1]);
  const kept = (await boxReceipts(ANA, BOX)).map(({ seq, state, problem }) => [seq, state, problem]);
  assert.deepEqual(kept, [
    [0, "unsent", "too_late"],
    [1, "received", ""],
  ]);
});
