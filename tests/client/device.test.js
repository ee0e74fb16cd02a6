/** What a phone keeps, how it opens, and what it never keeps. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { kept } from "../../client/device/kept.js";
import * as keys from "../../client/device/keys.js";
import { Locked } from "../../client/device/locked.js";
import * as locks from "../../client/device/locks.js";
import { checkNewPin, waitAfter } from "../../client/device/pin.js";
import { random } from "../../client/device/random.js";
import { seal, unseal } from "../../client/device/seal.js";
import { remember, seen } from "../../client/device/seen.js";
import * as unlocked from "../../client/device/unlocked.js";
import * as vault from "../../client/device/vault.js";
import * as words from "../../client/device/words.js";
import { b64, unb64 } from "../../client/protocol/encoding.js";
import { phraseOf } from "../../client/protocol/phrase.js";
import { publicKey, verify, verifySigned } from "../../client/protocol/signatures.js";
import { inMap } from "./map_storage.js";

const PIN = "271828";
const MINUTE = 60_000;
const ana = new Uint8Array(16).fill(1);
const bo = new Uint8Array(16).fill(2);

/** @type {Map<string, any>} */
const phone = new Map();
/** @type {Map<string, string>} */
const tab = new Map();

vault.keepIn(inMap(phone));
/** @type {Map<string, string>} */
const stays = new Map();

/**
 * @param {string} name
 * @param {Map<string, string>} kept
 */
function pose(name, kept) {
  Object.defineProperty(globalThis, name, {
    value: {
      getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
      removeItem: (/** @type {string} */ key) => void kept.delete(key),
      clear: () => kept.clear(),
    },
  });
}
pose("sessionStorage", tab);
pose("localStorage", stays);

beforeEach(() => {
  phone.clear();
  tab.clear();
  stays.clear();
  mock.timers.reset();
  mock.timers.enable({ apis: ["Date", "setInterval"], now: 1_800_000_000_000 });
});

/**
 * @param {() => Promise<unknown>} work
 * @param {string} reason
 * @param {number} [seconds]
 */
async function refused(work, reason, seconds = 0) {
  await assert.rejects(work, (problem) => {
    assert(problem instanceof Locked);
    assert.deepEqual([problem.reason, problem.seconds], [reason, seconds]);
    return true;
  });
}

/** Everything on the phone and in the tab as one text, bytes in base64url. */
function everything() {
  const asText = (/** @type {string} */ _, /** @type {unknown} */ value) =>
    value instanceof Uint8Array ? b64(value) : value;
  return JSON.stringify([[...phone], [...tab]], asText);
}

test("a PIN opens what was kept under it", async () => {
  assert.equal(await vault.exists(), false);
  await locks.keep(ana, PIN);
  assert.deepEqual(await vault.locks(), { pin: true, passkey: false });
  assert.deepEqual(await locks.openWithPin(PIN), ana);
});

test("nothing on the phone tells the words or the PIN", async () => {
  await locks.keep(ana, PIN);
  await vault.put(ana, "note", { text: "a plain text" });
  for (const secret of [b64(ana), phraseOf(ana), PIN, "plain text", b64(keys.memberKey(ana))]) {
    assert(!everything().includes(secret), secret);
  }
});

test("keeping the same words twice gives other bytes", async () => {
  await locks.keep(ana, PIN);
  const first = phone.get("pin");
  await locks.keep(ana, PIN);
  assert.notDeepEqual(phone.get("pin").salt, first.salt);
  assert.notDeepEqual(phone.get("pin").sealed, first.sealed);
  assert.equal(first.salt.length, 16);
});

test("after a wrong PIN each wait is twice as long, and a try in between is none", async () => {
  await locks.keep(ana, PIN);
  for (const seconds of [1, 2, 4]) {
    await refused(() => locks.openWithPin("000000"), "pin_wrong", seconds);
    await refused(() => locks.openWithPin(PIN), "pin_wait", seconds);
    mock.timers.tick(1000 * seconds);
  }
  assert.deepEqual(await locks.openWithPin(PIN), ana);
  await refused(() => locks.openWithPin("000000"), "pin_wrong", 1);
});

test("a try is counted before the PIN is looked at", async () => {
  await locks.keep(ana, PIN);
  const trying = locks.openWithPin("000000");
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  assert.equal(phone.get("tries").wrong, 1);
  await refused(() => trying, "pin_wrong", 1);
});

test("of two tries at once one waits for the other", async () => {
  await locks.keep(ana, PIN);
  const [first, second] = [locks.openWithPin("000000"), locks.openWithPin(PIN)];
  await Promise.all([refused(() => first, "pin_wrong", 1), refused(() => second, "pin_wait", 1)]);
});

test("a clock that is set back makes no wait longer", async () => {
  await locks.keep(ana, PIN);
  await refused(() => locks.openWithPin("000000"), "pin_wrong", 1);
  mock.timers.setTime(1_700_000_000_000);
  await refused(() => locks.openWithPin(PIN), "pin_wait", 1);
});

test("waits end at an hour", () => {
  assert.deepEqual([0, 1, 2, 12, 13, 100].map(waitAfter), [0, 1, 2, 2048, 3600, 3600]);
});

test("a PIN has 6 to 12 digits and is typed twice", () => {
  assert.equal(checkNewPin(PIN, PIN), PIN);
  for (const wrong of ["", "12345", "1234567890123", "12345a", "12 456", "１２３４５６"]) {
    assert.throws(() => checkNewPin(wrong, wrong), { reason: "pin_form" });
  }
  assert.throws(() => checkNewPin(PIN, "271829"), { reason: "pin_other" });
});

test("a phone without a vault says so", async () => {
  await refused(() => locks.openWithPin(PIN), "no_vault");
  await refused(() => locks.openWithPasskey(), "passkey_none");
  await refused(() => locks.addPasskey(ana), "no_vault");
});

test("a new PIN keeps the drawers, another member's words erase them", async () => {
  await locks.keep(ana, PIN);
  await vault.put(ana, "note", [1]);
  await locks.keep(ana, "314159");
  assert.deepEqual(await vault.take(ana, "note"), [1]);
  await locks.keep(bo, PIN);
  assert.equal(await vault.take(ana, "note"), null);
  assert.deepEqual(await locks.openWithPin(PIN), bo);
});

test("only the same words open a drawer, and only its own name", async () => {
  await vault.put(ana, "note", "x");
  assert.equal(await vault.take(bo, "note"), null);
  phone.set("drawer/other", phone.get("drawer/note"));
  assert.equal(await vault.take(ana, "other"), null);
  assert.equal(await vault.take(ana, "note"), "x");
});

test("what was changed does not open", () => {
  const key = random(32);
  const sealed = seal(key, "pin", ana);
  assert.deepEqual(unseal(key, "pin", sealed), ana);
  assert.equal(unseal(key, "passkey", sealed), null);
  assert.equal(unseal(random(32), "pin", sealed), null);
  for (const at of sealed.keys()) {
    assert.equal(unseal(key, "pin", sealed.with(at, Number(sealed[at]) ^ 1)), null);
  }
  assert.equal(unseal(key, "pin", sealed.subarray(0, 12)), null);
});

test("on a phone that is not one's own nothing is kept after the tab", async () => {
  unlocked.hold(ana, false, keys.seedOf(ana));
  await refused(() => locks.keep(ana, PIN), "not_mine");
  await refused(() => locks.addPasskey(ana), "not_mine");
  await vault.put(ana, "note", [1]);
  assert.deepEqual(await vault.take(ana, "note"), [1]);
  assert.equal(phone.size, 0);
  unlocked.lock();
  assert.equal(tab.size, 0);
});

test("on a phone that is not one's own what is sealed stays when the tab locks, for the same words alone", async () => {
  unlocked.hold(ana, false, keys.seedOf(ana));
  await vault.put(ana, "receipts", [{ kind: "demand", id: "a secret" }]);
  tab.set("undersign/record", "{}");
  mock.timers.tick(15 * MINUTE);
  assert.equal(unlocked.entropy(), null);
  assert.deepEqual([...tab.keys()], ["undersign/stays"]);
  for (const told of ["a secret", b64(ana), b64(keys.seedOf(ana)), b64(keys.memberKey(ana))]) {
    assert(!everything().includes(told));
  }
  unlocked.hold(bo, false, keys.seedOf(bo));
  assert.equal(await vault.take(bo, "receipts"), null);
  unlocked.shut();
  unlocked.hold(ana, false, keys.seedOf(ana));
  assert.deepEqual(await vault.take(ana, "receipts"), [{ kind: "demand", id: "a secret" }]);
});

test("what is broken in the tab stops nobody, and goes", () => {
  const seed = keys.seedOf(ana);
  for (const broken of ["{", '{"typed":"%"}', '{"typed":"AA"}']) {
    tab.set(unlocked.STAYS, broken);
    assert.equal(vault.stayed(seed, "typed"), null);
    vault.keepOnly((name) => vault.stayed(seed, name) !== null);
    assert.equal(tab.size, 0);
  }
});

test("what ends after somebody has left a phone that is not theirs is kept nowhere", async () => {
  unlocked.lock();
  await vault.put(ana, "receipts", ["hers"]);
  unlocked.hold(bo, false, keys.seedOf(bo));
  assert.deepEqual(unlocked.entropy(), bo);
  tab.clear(); // as leave.js does, while something is on its way
  await vault.put(bo, "receipts", ["his"]);
  assert.equal(tab.size, 0);
  unlocked.lock();
  assert.deepEqual(await vault.take(ana, "receipts"), ["hers"]);
});

test("a tab is locked after 15 minutes without a touch", () => {
  unlocked.hold(ana, true, keys.seedOf(ana));
  mock.timers.tick(14 * MINUTE);
  assert.deepEqual(unlocked.entropy(), ana);
  unlocked.touch();
  mock.timers.tick(14 * MINUTE);
  assert.deepEqual(unlocked.entropy(), ana);
  mock.timers.tick(MINUTE);
  assert.equal(unlocked.entropy(), null);
  assert.equal(tab.size, 0);
});

test("a touch does not open what is locked", () => {
  unlocked.hold(ana, true, keys.seedOf(ana));
  mock.timers.tick(15 * MINUTE);
  unlocked.touch();
  assert.equal(unlocked.entropy(), null);
});

test("a clock that is set back locks", () => {
  unlocked.hold(ana, true, keys.seedOf(ana));
  mock.timers.setTime(1_700_000_000_000);
  assert.equal(unlocked.entropy(), null);
});

test("whoever watches is told once that the tab has locked, with the seed for a last seal", () => {
  Object.defineProperty(globalThis, "document", { value: new EventTarget(), configurable: true });
  let told = 0;
  const was = b64(keys.seedOf(ana));
  const tell = (/** @type {Uint8Array} */ seed) => {
    told += 1;
    assert.equal(b64(seed), was);
  };
  unlocked.watch(tell); // locked already
  mock.timers.tick(MINUTE);
  assert.equal(told, 0);
  unlocked.hold(ana, true, keys.seedOf(ana));
  mock.timers.tick(14 * MINUTE);
  document.dispatchEvent(new Event("keydown"));
  mock.timers.tick(14 * MINUTE);
  assert.equal(told, 0);
  mock.timers.tick(2 * MINUTE);
  assert.equal(told, 1);
  mock.timers.tick(MINUTE);
  assert.equal(told, 1);
  unlocked.hold(ana, true, keys.seedOf(ana));
  unlocked.lock(); // on purpose
  mock.timers.tick(MINUTE);
  assert.equal(told, 1);
  unlocked.hold(ana, true, keys.seedOf(ana));
  mock.timers.setTime(Date.now() + 15 * MINUTE);
  document.dispatchEvent(new Event("visibilitychange")); // a phone that slept looks at once
  assert.equal(told, 2);
});

test("the words give the key that signs", () => {
  assert.deepEqual(words.entropyOf(`  ${phraseOf(ana).toUpperCase()} `), ana);
  const document = { v: 1, kind: "left" };
  const key = keys.memberKey(ana);
  assert.deepEqual(publicKey(keys.memberSecret(ana)), key);
  verify(key, "left", document, keys.signFor(ana, "left", document));
  assert.deepEqual(verifySigned(key, "left", keys.signedFor(ana, "left", document)), document);
  assert.notDeepEqual(keys.memberKey(bo), key);
});

test("locking clears the seed that was made", () => {
  const made = keys.seedOf(ana);
  assert.equal(keys.seedOf(ana), made);
  unlocked.lock();
  assert(made.every((byte) => byte === 0));
  assert(keys.seedOf(ana).some((byte) => byte !== 0));
});

test("a link holds a secret of 32 bytes, or none", () => {
  const secret = keys.newSecret();
  assert.deepEqual(keys.secretIn(`#${b64(secret)}`), secret);
  for (const wrong of ["", "#", `#${b64(secret)}A`, `#${b64(secret.subarray(1))}`, "#not base64"]) {
    assert.equal(keys.secretIn(wrong), null);
  }
});

test("what a phone keeps is told without a secret", async () => {
  await locks.keep(ana, PIN);
  await vault.put(ana, "words_saved", true);
  await vault.put(ana, "receipts", [{ kind: "survey", id: "1", secret: "a secret" }]);
  const told = await kept(ana);
  const drawers = { words_saved: true, links_back: null, coming_back: null };
  assert.deepEqual(told, { mine: true, locks: { pin: true, passkey: false }, ...drawers });
  unlocked.hold(ana, false, keys.seedOf(ana));
  assert.equal((await kept(ana)).mine, false);
});

test("new words are new", () => {
  assert.equal(new Set(Array.from({ length: 20 }, () => phraseOf(words.newEntropy()))).size, 20);
});

test("the tab holds the bytes of the words and when it was touched", () => {
  unlocked.hold(ana, true, keys.seedOf(ana));
  const { entropy } = JSON.parse(tab.get("undersign") ?? "");
  assert.deepEqual(unb64(entropy), ana);
  assert.equal(unlocked.isNotMine(), false);
});

const RECORD = { origin: "example.org", hostKey: "", size: 7, root: "", witnessed: 0, books: {} };

test("what was seen of the record stays on a phone of one's own, and goes with all the rest", async () => {
  remember(true, RECORD);
  unlocked.lock();
  assert.deepEqual(seen(true), RECORD);
  assert.equal(seen(false), null);
  await vault.erase();
  assert.equal(seen(true), null);
  assert.equal(stays.size, 0);
});

test("what was seen of the record on another phone ends with the tab", () => {
  remember(false, RECORD);
  assert.deepEqual(seen(false), RECORD);
  assert.equal(seen(true), null);
  assert.equal(stays.size, 0);
  unlocked.lock();
  assert.equal(seen(false), null);
});

test("only a phone with a vault is one's own, and not while somebody else uses it", async () => {
  assert.equal(await vault.isOwn(), false);
  unlocked.hold(ana, true, keys.seedOf(ana));
  assert.equal(await vault.isOwn(), false);
  await locks.keep(ana, PIN);
  assert.equal(await vault.isOwn(), true);
  unlocked.lock();
  assert.equal(await vault.isOwn(), true);
  unlocked.hold(bo, false, keys.seedOf(bo));
  assert.equal(await vault.isOwn(), false);
});
