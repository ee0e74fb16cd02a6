/** Tags by the counts of a list. Properties have the same names in tests/protocol/test_tags.py. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { checkLevels, LEVELS, makeTags, placeAt } from "../../client/protocol/tags.js";
import { outcome } from "./outcome.js";

/** @import { Place } from "../../client/protocol/tags.js" */

const places = fc.record({
  id: fc.nat(4).map((number) => new Uint8Array(32).fill(number)),
  name: fc.constant(""),
  employer: fc.constantFrom("", "Peers United", "Hope Inc"),
  state: fc.constantFrom("", "NY", "VT"),
});
const people = fc
  .array(places, { maxLength: 60 })
  .map((found) => new Map(found.map((place, at) => /** @type {[string, Place]} */ ([`member ${at}`, place]))));
const chosen = fc.subarray([...LEVELS.slice(0, -1)]).map((some) => [...some, "all"]);
const given = /** @type {const} */ ([people, chosen, fc.integer({ min: 5, max: 8 })]);
/** @param {string | undefined} level */
const rank = (level) => /** @type {readonly (string | undefined)[]} */ (LEVELS).indexOf(level);

test("every tag below the top has at least 2k people", () => {
  fc.assert(
    fc.property(...given, (some, levels, k) => {
      const { tags, of } = makeTags(some, levels, k);
      const counts = tags.map((_, number) => [...of.values()].filter((tag) => tag === number).length);
      assert.deepEqual(
        tags.map(({ members }) => members),
        counts,
      );
      assert(tags.slice(1).every(({ members }) => members >= 2 * k));
      assert.deepEqual([...of.keys()].sort(), [...some.keys()].sort());
    }),
  );
});

test("nobody is left with fewer than 2k at the top", () => {
  fc.assert(
    fc.property(...given, (some, levels, k) => {
      const [top, ...others] = makeTags(some, levels, k).tags;
      assert(others.length === 0 || top?.members === 0 || Number(top?.members) >= 2 * k);
    }),
  );
});

test("everyone is in the group that their tag names", () => {
  fc.assert(
    fc.property(...given, (some, levels, k) => {
      const { tags, of } = makeTags(some, levels, k);
      assert.equal(tags[0]?.level, "all");
      for (const [member, place] of some) {
        for (let at = Number(of.get(member)); at > 0; at = Number(tags[at]?.parent)) {
          const tag = /** @type {NonNullable<typeof tags[number]>} */ (tags[at]);
          assert.equal(placeAt(place, tag.level), tag.of);
          assert(rank(tags[tag.parent]?.level) > rank(tag.level));
        }
      }
    }),
  );
});

test("tags do not depend on the order of the list", () => {
  fc.assert(
    fc.property(...given, (some, levels, k) => {
      const again = makeTags(new Map([...some].reverse()), levels, k);
      const first = makeTags(some, levels, k);
      assert.deepEqual(again.tags, first.tags);
      assert.deepEqual([...again.of].sort(), [...first.of].sort());
    }),
  );
});

test("levels go from the finest to all", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...LEVELS, "city"), { maxLength: 5 }), (levels) => {
      const fine =
        levels.at(-1) === "all" && String(levels) === String(LEVELS.filter((level) => levels.includes(level)));
      assert.equal(outcome(() => checkLevels(levels))[0], fine ? "ok" : "rule_impossible");
    }),
  );
});
