/** Properties have the same names in tests/protocol/test_passes.py. Ways of being wrong: vectors/passes. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { equal } from "../../client/protocol/bytes.js";
import { read } from "../../client/protocol/encoding.js";
import { checkPass } from "../../client/protocol/pass_checks.js";
import * as passes from "../../client/protocol/passes.js";
import * as phrase from "../../client/protocol/phrase.js";
import { publicKey } from "../../client/protocol/signatures.js";
import { blinded, blindSign, heldPass, keys, T } from "./issuers.js";
import { outcome } from "./outcome.js";

/** @import { Document } from "../../client/protocol/encoding.js" */
/** @import { IssuingKey } from "../../client/protocol/passes.js" */

const seeds = fc.uint8Array({ minLength: 64, maxLength: 64 });
const ids = fc.uint8Array({ minLength: 32, maxLength: 32 });
const factors = fc.bigInt({ min: 2n, max: 2n ** 3000n });
const few = { numRuns: 10 };
const seed = Uint8Array.from({ length: 64 }, (_, at) => at);
const boxId = new Uint8Array(32);
const [key] = /** @type {[IssuingKey]} */ (/** @type {unknown} */ (keys));
const whole = heldPass(seed, boxId, [1, 2, 3]);

/**
 * @param {Uint8Array} from
 * @param {Uint8Array} box
 */
function envelopeKey(from, box) {
  return publicKey(phrase.envelopeSecret(from, box));
}

/**
 * @param {Document} held
 * @param {Uint8Array} forKey
 */
function check(held, forKey) {
  checkPass(read({ v: 1, ...held }, passes.PASS), forKey, keys, T);
}

test("a pass that is asked for holds", () => {
  fc.assert(
    fc.property(seeds, ids, (from, box) => check(heldPass(from, box), envelopeKey(from, box))),
    few,
  );
});

test("a phrase repeats its request", () => {
  fc.assert(
    fc.property(seeds, ids, fc.constantFrom(...keys), (from, box, issuer) => {
      assert.deepEqual(blinded(from, box, issuer), blinded(from, box, issuer));
    }),
    few,
  );
});

test("another factor hides the message in another way", () => {
  fc.assert(
    fc.property(factors, factors, (left, right) => {
      const made = [left, right].map((each) => passes.blind(key.n, new Uint8Array(64), new Uint8Array(48), each));
      const [first = seed, second = seed] = made;
      assert.equal(equal(first, second), left === right);
    }),
    few,
  );
});

test("a signature does not depend on the factor", () => {
  const [message, salt] = [new Uint8Array(64), new Uint8Array(48)];
  fc.assert(
    fc.property(factors, factors, (left, right) => {
      const [first, second] = [left, right].map((factor) =>
        passes.finalize(key.n, message, blindSign(1, passes.blind(key.n, message, salt, factor)), factor),
      );
      assert.deepEqual(first, second);
    }),
    few,
  );
});

test("no bit of a pass signature can change", () => {
  const [{ value = seed } = {}] = read({ v: 1, ...whole }, passes.PASS).signatures;
  const message = passes.preparedMessage(phrase.prefix(seed, boxId), envelopeKey(seed, boxId));
  passes.verifySignature(key.n, message, value);
  fc.assert(
    fc.property(fc.nat(384 * 8 - 1), (bit) => {
      const at = Math.floor(bit / 8);
      const changed = value.with(at, value[at] ^ (1 << (bit % 8)));
      assert.equal(outcome(() => passes.verifySignature(key.n, message, changed))[0], "pass_signature_wrong");
    }),
  );
});

test("a pass is for one key", () => {
  fc.assert(
    fc.property(ids, (other) => {
      assert.equal(outcome(() => check(heldPass(seed, boxId), other))[0], "pass_signature_wrong");
    }),
    few,
  );
});

test("a pass has t signatures in keyholder order", () => {
  const numbers = fc.shuffledSubarray([1, 2, 3], { minLength: 1 });
  fc.assert(
    fc.property(numbers, (chosen) => {
      const held = { ...whole, signatures: chosen.map((number) => whole.signatures[number - 1]) };
      const [reason] = outcome(() => check(held, envelopeKey(seed, boxId)));
      const inOrder = chosen.every((number, at) => at === 0 || number > Number(chosen[at - 1]));
      const expected = chosen.length === T && inOrder ? "ok" : "document_field";
      assert.equal(reason, chosen.length < T ? "pass_too_few" : expected);
    }),
  );
});

test("no keyholder signs twice", () => {
  fc.assert(
    fc.property(fc.nat(2), fc.integer({ min: 2, max: 4 }), (place, times) => {
      const held = { ...whole, signatures: Array(times).fill(whole.signatures[place]) };
      assert.equal(outcome(() => check(held, envelopeKey(seed, boxId)))[0], "pass_issuer_repeated");
    }),
  );
});
