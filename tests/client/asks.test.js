/** What a demand says. Ways of being wrong: vectors/asks. Properties have the same names in tests/protocol/test_asks.py. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import * as asks from "../../client/protocol/asks.js";
import { b64 } from "../../client/protocol/encoding.js";
import { Refused } from "../../client/protocol/errors.js";
import { outcome } from "./outcome.js";

const plain = { noNullPrototype: true };
const line = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .filter((text) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(text) && new TextEncoder().encode(text).length <= 200);
const days = fc
  .date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
  .map((each) => each.toISOString().slice(0, 10));
const kinds = fc.constantFrom("meet", "file", "funder", "press", "walkout");
const step = fc.record({ what: kinds, says: line, number: fc.integer({ min: 5, max: 2 ** 20 }), date: days }, plain);
const evidence = fc.record({ box: fc.uint8Array({ minLength: 32, maxLength: 32 }).map(b64), says: line }, plain);
const few = {
  to: line,
  asks: fc.array(fc.record({ what: line, by: days }, plain), { minLength: 1, maxLength: 7 }),
  reasons: fc.oneof(line, fc.constantFrom("", "a\nb")),
  reply_by: days,
  names: fc.constantFrom("recipient", "signers", "public"),
  language: fc.constantFrom("en", "es"),
};
const full = {
  evidence: fc.array(evidence, { minLength: 1, maxLength: 3 }),
  steps: fc.array(step, { minLength: 1, maxLength: 3 }),
};
const demands = fc.oneof(fc.record(few, plain), fc.record({ ...few, ...full }, plain));

test("a demand is read back as it was written", () => {
  fc.assert(
    fc.property(demands, (demand) => {
      const found = asks.readAsks(asks.asksText(demand));
      if (found.evidence) for (const each of found.evidence) each.box = b64(each.box);
      assert.deepEqual(found, { ...demand, kind: "demand" });
    }),
  );
});

test("plain words are no demand", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (words) => {
      assert.throws(() => asks.readAsks(words), Refused);
    }),
  );
});

test("a date is one that the calendar has", () => {
  const [year, month, number] = [fc.nat(9999), fc.nat(13), fc.nat(32)];
  const long = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0];
  fc.assert(
    fc.property(year, month, number, (y, m, d) => {
      const written = `${String(y).padStart(4, "0")}-${String(m).padStart(2, "0")}-${String(d).padStart(2, "0")}`;
      const leap = m === 2 && y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);
      const real = y > 0 && d > 0 && d <= Number(long[m]) + Number(leap);
      assert.deepEqual(
        outcome(() => asks.day(written)),
        real ? ["ok", written] : ["document_field", undefined],
      );
    }),
  );
});
