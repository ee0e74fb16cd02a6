/** Checkpoints. Ways of being wrong: vectors/notes. Properties have the same names in tests/protocol/test_notes.py. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { utf8 } from "../../client/protocol/bytes.js";
import { Refused } from "../../client/protocol/errors.js";
import * as notes from "../../client/protocol/notes.js";
import { checkpointText } from "../../client/protocol/seldom.js";
import { publicKey } from "../../client/protocol/signatures.js";
import { hex } from "./cases.js";
import { operations } from "./run_notes.js";

const ORIGIN = "undersign.example/record";
const logSecret = Uint8Array.from({ length: 32 }, (_, at) => at);
const secrets = [1, 2, 3, 4, 5].map((number) => new Uint8Array(32).fill(number));
const logKey = notes.logKey(ORIGIN, publicKey(logSecret));
const cosigners = secrets.map((secret, at) => notes.cosignerKey(`k${at}.example`, publicKey(secret)));
const two = cosigners.slice(0, 2);

const sizes = fc.integer({ min: 1, max: 2 ** 53 - 1 });
const roots = fc.uint8Array({ minLength: 32, maxLength: 32 });
const times = fc.maxSafeInteger().map(Math.abs);
const subsets = fc.uniqueArray(fc.nat(4));
const few = { numRuns: 25 };

/**
 * Return a checkpoint signed by the log and cosigned by some.
 * @param {number} size
 * @param {Uint8Array} root
 * @param {number[]} who
 * @param {number} [seconds]
 */
function noteBy(size, root, who, seconds = 1_700_000_000) {
  const signers = who.map((each) => ({
    name: `k${each}.example`,
    secret: hex(/** @type {Uint8Array} */ (secrets[each])),
    seconds,
  }));
  const given = { origin: ORIGIN, size, root: hex(root), secret: hex(logSecret), cosigners: signers };
  return utf8(operations.sign_note?.(given).note);
}

/** @param {() => unknown} act */
function refused(act) {
  assert.throws(act, Refused);
}

test("a checkpoint is read as it was written", () => {
  fc.assert(
    fc.property(sizes, roots, (size, root) => {
      const checkpoint = { origin: ORIGIN, size, root };
      assert.deepEqual(notes.parseCheckpoint(checkpointText(checkpoint)), checkpoint);
    }),
  );
});

test("what is signed can be opened", () => {
  fc.assert(
    fc.property(sizes, roots, times, subsets, (size, root, seconds, who) => {
      const opened = notes.require(noteBy(size, root, who, seconds), logKey, cosigners, who.length);
      assert.deepEqual(opened.checkpoint, { origin: ORIGIN, size, root });
      const expected = [{ key: logKey, seconds: null }, ...who.map((each) => ({ key: cosigners[each], seconds }))];
      assert.deepEqual(opened.signatures, expected);
    }),
    few,
  );
});

test("fewer than t are never enough", () => {
  fc.assert(
    fc.property(subsets, fc.nat(3), (who, repeated) => {
      const note = noteBy(5, new Uint8Array(32), [...who, ...who.slice(0, repeated)]);
      assert.throws(() => notes.require(note, logKey, cosigners, who.length + 1), { reason: "cosignatures_missing" });
    }),
    few,
  );
});

test("a note with one byte changed is refused where all must sign", () => {
  const note = noteBy(70_000, logSecret, [0, 1]);
  fc.assert(
    fc.property(fc.nat(note.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = note.with(at, (note[at] ?? 0) ^ change);
      refused(() => notes.require(changed, logKey, two, 2));
    }),
  );
});

test("a note cut anywhere is refused where all must sign", () => {
  const note = noteBy(70_000, logSecret, [0, 1]);
  fc.assert(
    fc.property(fc.nat(note.length - 1), (end) => refused(() => notes.require(note.slice(0, end), logKey, two, 2))),
  );
});

test("whatever comes in is refused by name", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
      refused(() => notes.openNote(data, [logKey]));
      refused(() => notes.parseCheckpoint(data));
    }),
  );
});

test("a log key that also cosigns counts as one cosigner", () => {
  const both = notes.cosignerKey(ORIGIN, publicKey(logSecret));
  const signer = { name: ORIGIN, secret: hex(logSecret), seconds: 1 };
  const given = { origin: ORIGIN, size: 5, root: "00".repeat(32), secret: hex(logSecret) };
  const [alone, cosigned] = [[], [signer]].map((signers) =>
    utf8(operations.sign_note?.({ ...given, cosigners: signers }).note),
  );
  assert(alone && cosigned);
  assert.throws(() => notes.require(alone, logKey, [both], 1), { reason: "cosignatures_missing" });
  assert.equal(notes.require(cosigned, logKey, [both], 1).signatures.length, 2);
});

test("names that notes cannot hold are refused", () => {
  for (const name of ["", "a b", "a+b", "a\nb", "a\u00a0b", "\ufeffa", "a\ud800", "é".repeat(128)]) {
    for (const make of [notes.logKey, notes.cosignerKey]) {
      assert.throws(() => make(name, logKey.key), { reason: "note_malformed" });
    }
  }
});
