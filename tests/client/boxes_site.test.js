/** What a phone keeps of its envelopes: which answers make a pass, receipts, promises, leaving. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { seedOf } from "../../client/device/keys.js";
import { receipts, withdrawAll } from "../../client/device/receipts.js";
import { hold, lock } from "../../client/device/unlocked.js";
import { keepIn } from "../../client/device/vault.js";
import "../../client/device/words.js";
import { b64, decode, encode, octets, oneOf, read, sha256, unb64 } from "../../client/protocol/encoding.js";
import { envelopeDocument } from "../../client/protocol/envelopes.js";
import { checkPass } from "../../client/protocol/pass_checks.js";
import { PASS } from "../../client/protocol/passes.js";
import { envelopeSecret } from "../../client/protocol/phrase.js";
import { publicKey, signed } from "../../client/protocol/signatures.js";
import { makePass, requestFor, shuffled } from "../../client/site/box_pass.js";
import { boxReceipts, receiptsFile, withdrawalFile } from "../../client/site/box_receipts.js";
import * as sending from "../../client/site/box_sending.js";
import { settle } from "../../client/site/box_settling.js";
import { blindSign, keys, T } from "./issuers.js";
import { inMap } from "./map_storage.js";

/** @import { Document } from "../../client/protocol/encoding.js" */
/** @import { Rules } from "../../client/protocol/envelopes.js" */

const ANA = new Uint8Array(16).fill(1);
const BOX = new Uint8Array(32).fill(9);
const ANOTHER = new Uint8Array(32).fill(4);
const HOST = new Uint8Array(32).fill(7);
const hostKey = publicKey(HOST);
const rules = /** @type {Rules} */ (
  /** @type {unknown} */ ({ boxId: BOX, kind: "demand", t: T, issuers: [keys], levels: [5] })
);
const about = { box: b64(BOX), kind: "demand", book: "box-00000000", list: "list-00000000" };
const box = { rules, tag: 0, about, hostKey };

/** @type {Map<string, any>} */
const phone = new Map();
keepIn(inMap(phone));
/** @type {Map<string, string>} */
const tab = new Map();
Object.defineProperty(globalThis, "sessionStorage", {
  value: {
    getItem: (/** @type {string} */ name) => tab.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ text) => tab.set(name, text),
    clear: () => tab.clear(),
  },
});

/** What was sent through the door, with how it was sent. @type {{ path: string, body: any, options: RequestInit }[]} */
let sent = [];
/** How the door answers. @type {(body: any) => { status: number, said: object } | null} */
let door = () => null;

/** @param {any} body @param {Partial<Document>} [changes] */
function promise({ envelope }, changes = {}) {
  const document = { v: 1, kind: "promise", box: b64(BOX), envelope: b64(sha256(encode(envelope))), tick: 100 };
  return { status: 200, said: { promise: signed(HOST, "promise", { ...document, ...changes }) } };
}

globalThis.fetch = async (path, options = {}) => {
  const body = JSON.parse(String(options.body));
  sent.push({ path: String(path), body, options });
  const found = door(body);
  if (found === null) throw new TypeError("no connection");
  return new Response(JSON.stringify(found.said), { status: found.status });
};

beforeEach(() => {
  phone.clear();
  tab.clear();
  sent = [];
  door = promise;
  hold(ANA, true, seedOf(ANA));
});

/** Return the answers of all keyholders to Ana's request. */
function answers() {
  const { blinded } = requestFor(ANA, box);
  return blinded.map((/** @type {any} */ { keyholder, value }) => ({
    keyholder,
    value: b64(blindSign(keyholder, Uint8Array.from(Buffer.from(value, "base64url")))),
  }));
}

const given = answers();
const pass = /** @type {Document} */ (makePass(ANA, box, given));

/** Return an envelope of Ana's. */
function envelope() {
  return envelopeDocument(envelopeSecret(seedOf(ANA), BOX), rules, 0, 5, new Uint8Array(32), pass);
}

/** @param {Document[]} documents @param {number} tick */
function recorded(documents, tick) {
  const entries = documents.map((document) => ({ kind: "envelope", rest: b64(sha256(encode(document))) }));
  return { rules, entries, witnessedEntries: entries.length, witnessedTick: tick };
}

test("a pass is made of t of the answers, now these, now those", () => {
  const seen = new Set();
  for (let tried = 0; tried < 40 && seen.size < 3; tried += 1) {
    const made = /** @type {Document} */ (makePass(ANA, box, given));
    checkPass(read({ v: 1, ...made }, PASS), publicKey(envelopeSecret(seedOf(ANA), BOX)), keys, T);
    seen.add(String(made.signatures.map((/** @type {any} */ { keyholder }) => keyholder)));
  }
  assert(seen.size > 1, [...seen].join(" "));
});

test("an answer that is none is passed over, and too few make no pass", () => {
  const [first, ...others] = given;
  const broken = { ...first, value: b64(new Uint8Array(384).fill(1)) };
  assert.notEqual(makePass(ANA, box, [broken, ...others]), null);
  assert.equal(makePass(ANA, box, [broken, ...others.slice(0, T - 1)]), null);
  assert.equal(makePass(ANA, box, []), null);
});

test("the same words ask for the same pass", () => {
  assert.deepEqual(encode(requestFor(ANA, box)), encode(requestFor(ANA, box)));
});

test("shuffling loses nothing", () => {
  assert.deepEqual(shuffled([1, 2, 3, 4]).sort(), [1, 2, 3, 4]);
});

test("an envelope is kept before it is sent, and goes as nobody", async () => {
  door = () => null;
  await assert.rejects(sending.send(box, envelope(), { v: 1 }));
  const [kept] = await boxReceipts(ANA, BOX);
  assert.deepEqual([kept?.state, kept?.problem, kept?.promise], ["unsent", "unreachable", null]);
  assert.deepEqual(kept?.sent, { envelope: envelope(), sealed: { v: 1 } });
  assert.equal(sent[0]?.options.credentials, "omit");
  assert.equal(sent[0]?.options.referrerPolicy, "no-referrer");
  door = promise;
  const again = await sending.sendKept(/** @type {any} */ (kept));
  assert.equal(again.state, "received");
  assert.deepEqual(sent[1]?.body, sent[0]?.body);
});

test("a promise of another key, box or envelope is none", async () => {
  const other = () => b64(new Uint8Array(32).fill(3));
  const lies = [
    (/** @type {any} */ body) => promise(body, { box: other() }),
    (/** @type {any} */ body) => promise(body, { envelope: other() }),
    (/** @type {any} */ body) => {
      const { said } = promise(body);
      const { signature: _, ...rest } = said.promise;
      return { status: 200, said: { promise: signed(ANOTHER, "promise", rest) } };
    },
  ];
  for (const lie of lies) {
    phone.clear();
    door = lie;
    await assert.rejects(sending.send(box, envelope()));
    const [kept] = await boxReceipts(ANA);
    assert.equal(kept?.state, "unsent");
  }
});

test("what a signed record holds is recorded, and its bytes go from the phone", async () => {
  await sending.send(box, envelope(), { v: 1 });
  const [receipt] = await settle(ANA, recorded([envelope()], 90));
  assert.deepEqual([receipt?.state, receipt?.sent, receipt?.broken], ["recorded", null, false]);
  assert.deepEqual(await boxReceipts(ANA), [receipt]);
});

test("what is in the book but was not yet signed by keyholders is not recorded", async () => {
  await sending.send(box, envelope());
  const [receipt] = await settle(ANA, { ...recorded([envelope()], 90), witnessedEntries: 0 });
  assert.equal(receipt?.state, "received");
});

test("a promise is broken once a signed record of its tick lacks the envelope", async () => {
  await sending.send(box, envelope());
  assert.equal((await settle(ANA, recorded([], 99)))[0]?.broken, false);
  assert.equal((await settle(ANA, recorded([], 100)))[0]?.broken, true);
  assert.equal((await settle(ANA, recorded([envelope()], 101)))[0]?.broken, false);
});

test("the file of receipts holds those with a promise, one in each line", async () => {
  await sending.keepUnsent(box, envelope());
  assert.equal(receiptsFile(await boxReceipts(ANA)), "");
  await sending.send(box, envelope());
  const [line = "", rest] = receiptsFile(await boxReceipts(ANA)).split("\n");
  const shape = { kind: oneOf("receipt"), box: octets(32), key: octets(32), envelope: octets(32) };
  const document = decode(new TextEncoder().encode(line));
  const { promise: _, ...others } = document;
  read(others, shape);
  assert.equal(rest, "");
});

test("a withdrawal that the site does not take can be saved, as the bytes that the door takes, until it is recorded", async () => {
  await sending.send(box, envelope());
  const last = async () => (await boxReceipts(ANA)).toSorted((one, other) => one.seq - other.seq).at(-1);
  assert.equal(withdrawalFile(await last()), "");
  assert.equal(withdrawalFile(undefined), "");
  const taken = door;
  door = () => ({ status: 503, said: { error: "host_problem", say: "Not now." } });
  await assert.rejects(sending.withdraw(ANA, unb64(/** @type {any} */ (await last()).box)));
  const saved = withdrawalFile(await last());
  const document = decode(new TextEncoder().encode(saved.trimEnd()));
  assert.deepEqual([document.kind, document.seq, document.body], ["envelope", 1, ""]);
  assert.deepEqual(document, sent.at(-1)?.body.envelope);
  door = taken;
  await sending.sendKept(/** @type {any} */ (await last()));
  assert.equal(withdrawalFile(await last()), saved);
  await settle(ANA, recorded([envelope(), document], 90));
  assert.equal(withdrawalFile(await last()), "");
});

test("whoever leaves withdraws what they sent, and not what never left the phone", async () => {
  await sending.send(box, envelope());
  const rest = async () => {};
  assert.equal(await withdrawAll(ANA, () => {}, rest), 0);
  assert.deepEqual([sent.at(-1)?.body.envelope.seq, sent.at(-1)?.body.envelope.body], [1, ""]);
  phone.clear();
  sent = [];
  await sending.keepUnsent(box, envelope(), undefined, true);
  assert.equal(await withdrawAll(ANA, () => {}, rest), 0);
  assert.deepEqual(sent, []);
});

test("what can be withdrawn no more stays, and is counted", async () => {
  await sending.send(box, envelope());
  door = () => ({ status: 409, said: { error: "too_late", say: "It is too late." } });
  assert.equal(
    await withdrawAll(
      ANA,
      () => {},
      async () => {},
    ),
    1,
  );
  assert.equal((await receipts(ANA)).length, 2);
});

test("a locked tab sends nothing", async () => {
  lock();
  await assert.rejects(sending.send(box, envelope()), { error: "locked" });
  assert.deepEqual(sent, []);
});

test("a receipt holds neither a name nor what sealed it", async () => {
  const receipt = await sending.send(box, envelope());
  assert.deepEqual(
    Object.keys(receipt).filter((name) => /name|title|salt|secret|entropy/.test(name)),
    [],
  );
});
