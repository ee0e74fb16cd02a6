/** Properties have the same names in tests/protocol/test_choices.py. Ways of being wrong: vectors/choices. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { bodyLength, check, ciphertextsOf, seal } from "../../client/protocol/choices.js";
import { base, randomScalar, times } from "../../client/protocol/points.js";
import { ristretto255 } from "../../client/vendor/noble.js";
import { hex, randomFrom } from "./cases.js";
import { outcome } from "./outcome.js";

/** @import { Question, Statement } from "../../client/protocol/sealed_choices.js" */

const secret = randomScalar(randomFrom("choices.test.js"));
const few = { numRuns: 10 };
const wrong = [
  "option_proof_wrong",
  "sum_proof_wrong",
  "point_not_canonical",
  "point_identity",
  "scalar_not_canonical",
];
const id = fc.uint8Array({ minLength: 32, maxLength: 32 });
const question = fc
  .integer({ min: 1, max: 4 })
  .chain((options) =>
    fc
      .integer({ min: 1, max: options })
      .chain((least) => fc.integer({ min: least, max: options }).map((most) => ({ options, least, most }))),
  );

/**
 * Draw what is chosen: nothing, or least to most options.
 * @param {Question} asked
 */
function chosenOf({ options, least, most }) {
  const all = Array.from({ length: options }, (_, at) => at);
  return fc.oneof(
    fc.constant(/** @type {number[]} */ ([])),
    fc.shuffledSubarray(all, { minLength: least, maxLength: most }),
  );
}

/** A statement, what is chosen, and a label for the randomness. */
const answers = fc.array(question, { minLength: 1, maxLength: 2 }).chain((questions) =>
  fc.record({
    statement: fc.record({
      boxId: id,
      envelopeKey: id,
      seq: fc.nat(9),
      key: fc.constant(base(secret).toBytes()),
      questions: fc.constant(questions),
    }),
    chosen: fc.tuple(...questions.map(chosenOf)),
    label: fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 9 }),
  }),
);

test("what is sealed holds and opens to what was chosen", () => {
  fc.assert(
    fc.property(answers, ({ statement, chosen, label }) => {
      const body = seal(statement, chosen, randomFrom(label));
      assert.equal(body.length, bodyLength(statement.questions));
      for (const [number, pairs] of check(statement, body).entries()) {
        const picked = chosen[number] ?? [];
        for (const [option, [r, c]] of pairs.entries()) {
          const isNone = option === pairs.length - 1;
          const expected = isNone ? picked.length === 0 : picked.includes(option);
          const opened = c.subtract(times(r, secret));
          assert(opened.equals(expected ? base(1n) : ristretto255.Point.ZERO));
        }
      }
    }),
    few,
  );
});

test("sealing again repeats nothing", () => {
  fc.assert(
    fc.property(answers, ({ statement, chosen, label }) => {
      const random = randomFrom(label);
      const bodies = [seal(statement, chosen, random), seal(statement, chosen, random)];
      const points = bodies.flatMap((body) => ciphertextsOf(statement.questions, body).flat(2));
      assert.equal(new Set(points.map((point) => hex(point.toBytes()))).size, points.length);
    }),
    few,
  );
});

test("no byte of a body can change", () => {
  fc.assert(
    fc.property(answers, fc.nat(), fc.integer({ min: 1, max: 255 }), ({ statement, chosen, label }, place, change) => {
      const body = seal(statement, chosen, randomFrom(label));
      const at = place % body.length;
      const changed = body.with(at, Number(body[at]) ^ change);
      assert(wrong.includes(outcome(() => check(statement, changed))[0]));
    }),
    few,
  );
});

test("a body fits no other statement", () => {
  fc.assert(
    fc.property(answers, ({ statement, chosen, label }) => {
      const body = seal(statement, chosen, randomFrom(label));
      /** @type {Statement[]} */
      const others = [
        { ...statement, boxId: statement.boxId.with(0, Number(statement.boxId[0]) ^ 1) },
        { ...statement, envelopeKey: statement.envelopeKey.with(31, Number(statement.envelopeKey[31]) ^ 1) },
        { ...statement, seq: statement.seq + 1 },
        { ...statement, key: base(7n).toBytes() },
      ];
      for (const other of others) assert.equal(outcome(() => check(other, body))[0], "option_proof_wrong");
      const turned = { ...statement, questions: statement.questions.toReversed() };
      const same = JSON.stringify(turned.questions) === JSON.stringify(statement.questions);
      assert.equal(outcome(() => check(turned, body))[0], same ? "ok" : "option_proof_wrong");
    }),
    few,
  );
});

test("a question has a shape that can be answered", () => {
  const number = fc.integer({ min: -1, max: 4 });
  fc.assert(
    fc.property(number, number, number, (options, least, most) => {
      const fair = least >= 1 && least <= most && most <= options;
      assert.equal(outcome(() => bodyLength([{ options, least, most }]))[0], fair ? "ok" : "rule_impossible");
    }),
  );
});
