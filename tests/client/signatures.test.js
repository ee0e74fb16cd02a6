/** Properties have the same names in tests/protocol/test_signatures.py. Ways of being wrong: vectors/signatures. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { equal, utf8 } from "../../client/protocol/bytes.js";
import { b64 } from "../../client/protocol/encoding.js";
import { checkKey, publicKey, signBytes, signed, verifyBytes, verifySigned } from "../../client/protocol/signatures.js";
import { outcome } from "./outcome.js";

const secrets = fc.uint8Array({ minLength: 32, maxLength: 32 });
const messages = fc.uint8Array({ maxLength: 40 });
const names = fc.stringMatching(/^[a-z0-9_]{1,8}$/).filter((name) => name !== "v" && name !== "signature");
const documents = fc
  .dictionary(names, fc.oneof(fc.boolean(), fc.maxSafeNat(), fc.string({ unit: "grapheme" })), { maxKeys: 4 })
  .map((fields) => ({ v: 1, ...fields }));
const wrong = ["key_not_canonical", "signature_not_canonical", "signature_wrong"];
const few = { numRuns: 20 };

/**
 * @param {Uint8Array} data
 * @param {number} bit
 */
function flip(data, bit) {
  const at = Math.floor(bit / 8);
  return data.with(at, /** @type {number} */ (data[at]) ^ (1 << (bit % 8)));
}

test("what is signed holds", () => {
  fc.assert(
    fc.property(secrets, messages, (secret, message) => {
      const key = publicKey(secret);
      assert.deepEqual(checkKey(key), key);
      verifyBytes(key, signBytes(secret, message), message);
    }),
    few,
  );
});

test("no bit of a signature can change", () => {
  fc.assert(
    fc.property(secrets, messages, fc.nat(64 * 8 - 1), (secret, message, bit) => {
      const signature = flip(signBytes(secret, message), bit);
      assert(wrong.includes(outcome(() => verifyBytes(publicKey(secret), signature, message))[0]));
    }),
    few,
  );
});

test("no bit of a key can change", () => {
  fc.assert(
    fc.property(secrets, messages, fc.nat(32 * 8 - 1), (secret, message, bit) => {
      const key = flip(publicKey(secret), bit);
      assert(wrong.includes(outcome(() => verifyBytes(key, signBytes(secret, message), message))[0]));
    }),
    few,
  );
});

test("another key does not fit", () => {
  fc.assert(
    fc.property(secrets, secrets, messages, (secret, other, message) => {
      fc.pre(!equal(secret, other));
      const [reason] = outcome(() => verifyBytes(publicKey(other), signBytes(secret, message), message));
      assert.equal(reason, "signature_wrong");
    }),
    few,
  );
});

test("a signed document comes back", () => {
  fc.assert(
    fc.property(secrets, documents, (secret, document) => {
      const found = verifySigned(publicKey(secret), "sample", signed(secret, "sample", document));
      assert.deepEqual(found, document);
    }),
    few,
  );
});

test("a signature is for one purpose", () => {
  fc.assert(
    fc.property(secrets, documents, fc.string({ maxLength: 5 }), (secret, document, purpose) => {
      fc.pre(purpose !== "sample");
      const whole = signed(secret, "sample", document);
      assert.equal(outcome(() => verifySigned(publicKey(secret), purpose, whole))[0], "signature_wrong");
    }),
    few,
  );
});

test("a signature of the same bytes as a note does not hold", () => {
  fc.assert(
    fc.property(secrets, documents, (secret, document) => {
      const whole = { ...document, signature: b64(signBytes(secret, utf8("sample"))) };
      assert.equal(outcome(() => verifySigned(publicKey(secret), "sample", whole))[0], "signature_wrong");
    }),
    few,
  );
});
