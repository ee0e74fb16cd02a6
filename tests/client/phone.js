/**
 * A member's phone without a page, for tests in Python: they say line by line what it does, and answer what it fetches.
 *
 *   node tests/client/phone.js ENTROPY ORIGIN
 *
 * ENTROPY is in base64url. A line that comes in is {"do": name, ...} or {"answer": {"status", "body"}}; one that goes
 * out is {"fetch": {"path", "method", "body", "credentials"}}, {"done": value} or {"refused": reason}.
 */

import { createInterface } from "node:readline";
import { memberSecret, seedOf } from "../../client/device/keys.js";
import { receipts } from "../../client/device/receipts.js";
import { hold } from "../../client/device/unlocked.js";
import { keepIn } from "../../client/device/vault.js";
import "../../client/device/words.js";
import { b64, unb64 } from "../../client/protocol/encoding.js";
import { Refused } from "../../client/protocol/errors.js";
import { sayingDocument } from "../../client/protocol/growth.js";
import { publicKey } from "../../client/protocol/signatures.js";
import { askForPass, listedSecret, passOf } from "../../client/site/box_pass.js";
import { boxReceipts, receiptsFile } from "../../client/site/box_receipts.js";
import { readBox, restsOf } from "../../client/site/box_record.js";
import * as sending from "../../client/site/box_sending.js";
import * as settling from "../../client/site/box_settling.js";
import { Failure, get, post } from "../../client/site/page.js";
import { Reader, Unreachable } from "../../client/site/record.js";
import { sealSignature } from "../../client/site/sealing.js";
import { inMap } from "./map_storage.js";

/** @import { About, Recorded } from "../../client/site/box_record.js" */

const [written = "", origin = ""] = process.argv.slice(2);
const entropy = unb64(written);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** @type {Map<string, any>} */
const kept = new Map();
keepIn(inMap(kept));
const held = new Map();
Object.defineProperty(globalThis, "sessionStorage", {
  value: {
    getItem: (/** @type {string} */ name) => held.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ text) => held.set(name, text),
  },
});
hold(entropy, true, seedOf(entropy));

/** @param {object} what */
function say(what) {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

async function next() {
  const { value, done } = await lines.next();
  return done ? null : JSON.parse(value);
}

globalThis.fetch = async (path, options = {}) => {
  const { method = "GET", body = null, credentials = "same-origin" } = options;
  say({ fetch: { path, method, body, credentials } });
  const { answer } = await next();
  if (answer === null) throw new TypeError("no connection");
  const bytes = Buffer.from(answer.body, "base64");
  return new Response(answer.status === 204 ? null : bytes, { status: answer.status });
};

/** @type {Recorded | null} */
let box = null;
/** @type {any} */
let before = null;

/** Return the box that was opened last. */
function opened() {
  if (box === null) throw new Error("open a box first");
  return box;
}

/** @param {string} id @param {About | null} about */
async function open(id, about) {
  const mine = await get("/boxes/mine.json");
  const found = about ?? mine.boxes.find((/** @type {About} */ each) => each.box === id);
  const asked = { origin, about: found, member: publicKey(listedSecret(entropy, found)), before, now: mine.now };
  box = await readBox(new Reader(async () => true), asked);
  before = box.seen;
  const { own, asked: has, mayAsk, growth, heads, texts } = box;
  const grown = Object.fromEntries(Array.from(growth, ([key, entry]) => [key, { ...entry }]));
  const title = texts.get(b64(box.definition.fields.title));
  return { own, asked: has, mayAsk, growth: grown, heads: heads.length, title, listed: [...box.listed.keys()] };
}

/** @type {Record<string, (given: any) => Promise<unknown>>} */
const acts = {
  open: ({ box: id, about = null }) => open(id, about),
  ask: async () => askForPass(entropy, opened()),
  sign: async ({ name, title, level }) => {
    const pass = await passOf(entropy, opened());
    if (pass === null) return null;
    const { envelope, sealed } = sealSignature(entropy, opened(), pass, { name, title, level });
    return sending.send(opened(), envelope, sealed);
  },
  again: async () => {
    const [first] = await boxReceipts(entropy, opened().rules.boxId);
    return first ? sending.sendKept(first) : null;
  },
  settle: async () => settling.settle(entropy, opened()),
  withdraw: async () => sending.withdraw(entropy, opened().rules.boxId),
  forget: async () => kept.clear(),
  find: async () => {
    const { about, entries } = opened();
    return settling.foundAgain(entropy, opened(), await restsOf(new Reader(async () => true), about.book, entries));
  },
  receipts: async () => receipts(entropy),
  file: async () => receiptsFile(await boxReceipts(entropy)),
  say: async ({ kind, member }) => {
    const word = sayingDocument(memberSecret(entropy), kind, opened().rules.boxId, unb64(member));
    return post(`/boxes/${Buffer.from(opened().rules.boxId).toString("hex")}/saying`, { word });
  },
};

/** @param {unknown} problem */
function reasonOf(problem) {
  if (problem instanceof Refused) return problem.reason;
  if (problem instanceof Failure) return problem.error;
  return problem instanceof Unreachable ? "away" : String(/** @type {any} */ (problem)?.stack ?? problem);
}

for (let line = await next(); line !== null; line = await next()) {
  try {
    say({ done: (await acts[line.do]?.(line)) ?? null });
  } catch (problem) {
    say({ refused: reasonOf(problem) });
  }
}
