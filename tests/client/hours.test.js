/**
 * The hours of a month at one workplace. Ways of being wrong: vectors/hours. Properties have the same names in
 * tests/protocol/test_hours.py.
 */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { readDefinition } from "../../client/protocol/boxes.js";
import { b64 } from "../../client/protocol/encoding.js";
import * as hours from "../../client/protocol/hours.js";
import { given } from "./definitions.js";
import { outcome } from "./outcome.js";

test("plain words ask for no hours", () => {
  const { definition, texts } = given("hours/read_month.txt");
  const read = readDefinition(definition);
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (words) => {
      const changed = new Map(Object.entries({ ...texts, [b64(read.fields.intro)]: words }));
      const [reason] = outcome(() => hours.readHours(read, /** @type {Map<string, string>} */ (changed)));
      assert.equal(reason, "rule_impossible");
    }),
  );
});

test("whichever text is changed, it is not that survey", () => {
  const { definition, texts } = given("hours/read_month.txt");
  const read = readDefinition(definition);
  const intro = b64(read.fields.intro);
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(texts)), fc.string(), (name, words) => {
      if (name === intro || texts[name] === words) return;
      const changed = new Map(Object.entries({ ...texts, [name]: words }));
      const [reason] = outcome(() => hours.readHours(read, /** @type {Map<string, string>} */ (changed)));
      assert.equal(reason, "definition_changed");
    }),
  );
});

test("an amount lies between the edges of its range", () => {
  fc.assert(
    fc.property(fc.constantFrom(...hours.ASKED), fc.nat(10 ** 6), (asked, amount) => {
      const at = hours.rangeOf(asked, amount);
      const [low, high = Number.POSITIVE_INFINITY] = asked.bins.slice(at);
      assert(Number(low) * asked.unit <= amount && amount < high * asked.unit);
    }),
  );
});

test("a month ends when the next begins", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2000, max: 2099 }), fc.integer({ min: 1, max: 12 }), (year, number) => {
      const ends = hours.monthEnds(`${year}-${String(number).padStart(2, "0")}`);
      assert.equal(ends * 1000, Date.UTC(year, number, 1));
    }),
  );
});
