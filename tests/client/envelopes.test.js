/** Properties have the same names in tests/protocol/test_envelopes.py. Ways of being wrong: vectors/envelopes. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { compare, equal } from "../../client/protocol/bytes.js";
import { seal } from "../../client/protocol/choices.js";
import { b64, decode, encode, unb64 } from "../../client/protocol/encoding.js";
import * as envelopes from "../../client/protocol/envelopes.js";
import * as phrase from "../../client/protocol/phrase.js";
import { base } from "../../client/protocol/points.js";
import { publicKey } from "../../client/protocol/signatures.js";
import { hex, randomFrom } from "./cases.js";
import { heldPass, keys, T } from "./issuers.js";
import { outcome } from "./outcome.js";

/** @import { Head, Rules } from "../../client/protocol/envelopes.js" */

const { checkEntry, checkEnvelope, counted, entryDocument, envelopeDocument, statementOf } = envelopes;
const seed = Uint8Array.from({ length: 64 }, (_, at) => at);
const boxId = new Uint8Array(32);
const secret = phrase.envelopeSecret(seed, boxId);
const held = heldPass(seed, boxId);
const few = { numRuns: 10 };
/** @type {Rules} */
const rules = {
  boxId,
  kind: "vote",
  key: base(7n).toBytes(),
  t: T,
  issuers: [keys],
  questions: [{ options: 2, least: 1, most: 1 }],
  levels: [],
};
const seqs = fc.integer({ min: 0, max: 2 ** 32 });
const heads = fc.array(
  fc.record({
    digest: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    key: fc.nat(3).map((number) => new Uint8Array(32).fill(number)),
    seq: fc.nat(3),
    place: fc.constant(0),
    withdraws: fc.boolean(),
  }),
  { maxLength: 12 },
);

/**
 * @param {number} seq
 * @param {readonly number[] | null} chosen null withdraws
 */
function envelope(seq, chosen) {
  const random = randomFrom(`${seq}${chosen}`);
  const body = chosen ? seal(statementOf(rules, publicKey(secret), seq), [chosen], random) : new Uint8Array();
  return envelopeDocument(secret, rules, seq, 0, body, held);
}

/**
 * Order heads as counting prefers them.
 * @param {Head} left
 * @param {Head} right
 */
function byPreference(left, right) {
  return right.seq - left.seq || compare(left.digest, right.digest);
}

test("an envelope that is made holds", () => {
  fc.assert(
    fc.property(seqs, fc.constantFrom([0], [1], []), (seq, chosen) => {
      const document = envelope(seq, chosen);
      const found = checkEnvelope(rules, decode(encode(document)));
      assert.deepEqual([found.key, found.seq, found.place], [publicKey(secret), seq, 0]);
      assert(found.body.length > 0);
      checkEntry(entryDocument(document), document);
    }),
    few,
  );
});

test("an empty body withdraws", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 32 }), (seq) => {
      assert.equal(checkEnvelope(rules, envelope(seq, null)).body.length, 0);
    }),
    few,
  );
});

test("no field of an envelope can change", () => {
  const document = envelope(0, [1]);
  const fields = fc.constantFrom("box", "key", "seq", "tag", "body", "pass", "signature");
  const reasons = ["wrong_box", "key_not_canonical", "signature_not_canonical", "envelope_changed"];
  fc.assert(
    fc.property(fields, fc.nat(), (field, place) => {
      const changed = { ...document };
      if (typeof document[field] === "number") changed[field] += 1;
      else if (field === "pass") changed[field] = { ...held, prefix: b64(new Uint8Array(32)) };
      else {
        const data = unb64(document[field]);
        const at = place % data.length;
        changed[field] = b64(data.with(at, Number(data[at]) ^ 1));
      }
      assert(reasons.includes(outcome(() => checkEnvelope(rules, changed))[0]));
      assert.equal(outcome(() => checkEntry(entryDocument(document), changed))[0], "envelope_changed");
    }),
    few,
  );
});

test("what counts does not depend on the order", () => {
  fc.assert(
    fc.property(heads, (given) => {
      fc.pre(new Set(given.map((head) => hex(head.digest))).size === given.length);
      assert.deepEqual(counted(given.toReversed()), counted(given));
    }),
  );
});

test("a key counts at most once and with its highest seq", () => {
  fc.assert(
    fc.property(heads, (given) => {
      const found = counted(given);
      assert.equal(new Set(found.map((head) => hex(head.key))).size, found.length);
      assert.deepEqual(
        found.toSorted((left, right) => compare(left.digest, right.digest)),
        found,
      );
      for (const head of found) {
        assert(!head.withdraws);
        const [best] = given.filter((other) => equal(other.key, head.key)).sort(byPreference);
        assert.equal(best && byPreference(best, head), 0);
      }
    }),
  );
});

test("a key that does not count is withdrawn", () => {
  fc.assert(
    fc.property(heads, (given) => {
      const found = counted(given);
      for (const key of given.map((head) => head.key)) {
        if (found.some((head) => equal(head.key, key))) continue;
        const rivals = given.filter((head) => equal(head.key, key)).sort(byPreference);
        const [best] = rivals;
        assert(best && rivals.some((head) => byPreference(head, best) === 0 && head.withdraws));
      }
    }),
  );
});
