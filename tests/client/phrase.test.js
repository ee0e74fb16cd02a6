/** Properties have the same names in tests/protocol/test_phrase.py. Ways of being wrong: vectors/phrase. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { x25519 } from "@noble/curves/ed25519.js";
import { bech32 } from "@scure/base";
import fc from "fast-check";

import { equal } from "../../client/protocol/bytes.js";
import { Refused } from "../../client/protocol/errors.js";
import * as phrase from "../../client/protocol/phrase.js";
import { hex, randomFrom } from "./cases.js";

const entropies = fc.uint8Array({ minLength: 16, maxLength: 16 });
const seeds = fc.uint8Array({ minLength: 64, maxLength: 64 });
const ids = fc.uint8Array({ minLength: 32, maxLength: 32 });
const spaces = fc.string({ unit: fc.constantFrom(..." \t\n\r\u00a0\u3000"), minLength: 1, maxLength: 3 });
const few = { numRuns: 20 };

test("a phrase may be typed in any case and spacing", () => {
  fc.assert(
    fc.property(entropies, spaces, (entropy, space) => {
      const words = phrase.phraseOf(entropy);
      const typed = space + words.toUpperCase().replaceAll(" ", space) + space;
      assert.equal(phrase.checkPhrase(typed), words);
    }),
  );
});

test("a refusal names the place and never the word", () => {
  const wrong = fc.constantFrom("zzz", "ab\u00e1ndon", "abandonn", "123");
  fc.assert(
    fc.property(entropies, fc.nat(11), wrong, (entropy, place, word) => {
      const words = phrase.phraseOf(entropy).split(" ").with(place, word).join(" ");
      assert.throws(
        () => phrase.seed(words),
        (problem) => {
          assert(problem instanceof Refused);
          assert.equal(problem.reason, "phrase_words");
          assert.equal(problem.detail, `word ${place + 1} is not on the list`);
          return true;
        },
      );
    }),
  );
});

test("only one last word in sixteen fits", () => {
  fc.assert(
    fc.property(entropies, (entropy) => {
      const first = phrase.phraseOf(entropy).split(" ").slice(0, 11).join(" ");
      const rest = Array.from({ length: 256 }, (_, low) => phrase.phraseOf(entropy.with(15, low)));
      assert.equal(new Set(rest.filter((each) => each.startsWith(`${first} `))).size, 128);
    }),
    few,
  );
});

test("a new phrase is random", () => {
  const random = randomFrom("new phrase");
  const found = new Set(Array.from({ length: 20 }, () => phrase.newPhrase(random)));
  assert.equal(found.size, 20);
  for (const each of found) assert.equal(phrase.checkPhrase(each), each);
});

test("another label gives another key", () => {
  const labels = fc.string({ unit: "grapheme", maxLength: 9 });
  fc.assert(
    fc.property(seeds, labels, labels, (seed, left, right) => {
      assert.equal(equal(phrase.derive(seed, left), phrase.derive(seed, right)), left === right);
    }),
  );
});

test("the age recipient belongs to the identity", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const identity = bech32.decodeToBytes(phrase.ageIdentity(seed).toLowerCase());
      const recipient = bech32.decodeToBytes(phrase.ageRecipient(seed));
      assert.equal(identity.prefix, "age-secret-key-");
      assert.equal(recipient.prefix, "age");
      assert.deepEqual(x25519.getPublicKey(identity.bytes), recipient.bytes);
    }),
    few,
  );
});

test("every key of a box is another", () => {
  fc.assert(
    fc.property(seeds, ids, ids, (seed, boxId, other) => {
      fc.pre(!equal(boxId, other));
      const both = [boxId, other];
      const made = both.flatMap((box) => [phrase.envelopeSecret(seed, box), phrase.prefix(seed, box)]);
      const salts = both.flatMap((box) => both.map((issuer) => phrase.pssSalt(seed, box, issuer)));
      assert.equal(new Set([...made, ...salts.map((salt) => salt.slice(0, 32))].map(hex)).size, 8);
    }),
    few,
  );
});

test("a blinding factor can be inverted", () => {
  const moduli = fc.bigInt({ min: 2n ** 3071n, max: 2n ** 3072n - 1n });
  fc.assert(
    fc.property(seeds, ids, ids, moduli, (seed, boxId, issuer, n) => {
      const factor = phrase.blindingFactor(seed, boxId, issuer, n);
      assert(factor > 1n && factor < n);
      let [a, b] = [factor, n];
      while (b !== 0n) [a, b] = [b, a % b];
      assert.equal(a, 1n);
      assert.equal(phrase.blindingFactor(seed, boxId, issuer, n), factor);
    }),
    few,
  );
});
