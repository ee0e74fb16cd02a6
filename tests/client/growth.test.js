/** How a demand's list grows. Properties have the same names in tests/protocol/test_growth.py. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { b64 } from "../../client/protocol/encoding.js";
import { Growth } from "../../client/protocol/growth.js";
import { ListReader } from "../../client/protocol/lists.js";
import { DAY_SECONDS, definition, ENDS, given } from "./definitions.js";
import { outcome } from "./outcome.js";

/** @import { Document } from "../../client/protocol/encoding.js" */

const { list, late } = given("growth/late.txt");
const DEMAND = definition("demand");
const START = ENDS - 9 * DAY_SECONDS;
const LATE = /** @type {Document[]} */ (late.map((/** @type {any} */ { entry }) => entry));
const ADDED = LATE.find(({ kind }) => kind === "listed")?.member;
const VOUCHERS = LATE.filter(({ kind }) => kind === "vouch").map(({ from }) => from);
const STAFF = /** @type {Document[]} */ (list.entries).filter(({ kind }) => kind === "listed").map((one) => one.member);
const kinds = fc.constantFrom("objection", "confirmation");
const sayings = fc.array(fc.tuple(fc.constantFrom(...STAFF, ADDED), kinds), { maxLength: 9 });

/** Return a list that has grown by the late entries at its start. */
function grown() {
  const reader = new ListReader(list.origin, { checkSignatures: false });
  for (const entry of list.entries) reader.take(entry);
  const found = new Growth(DEMAND, reader);
  for (const entry of LATE) found.take(entry, START);
  return found;
}

/**
 * Return a word whose signature nobody looks at.
 * @param {string} by
 * @param {string} kind
 */
function says(by, kind) {
  return { v: 1, kind, box: b64(DEMAND.boxId), by, member: ADDED };
}

test("an entry is stopped from the first objection until two others who did not vouch confirm", () => {
  fc.assert(
    fc.property(sayings, (said) => {
      const found = grown();
      const [objectors, confirmers] = [new Set(), new Set()];
      for (const [who, kind] of said) {
        if (outcome(() => found.take(says(who, kind), START + 60))[0] !== "ok") continue;
        (kind === "objection" ? objectors : confirmers).add(who);
      }
      assert(!objectors.has(ADDED) && !confirmers.has(ADDED));
      assert(![...objectors, ...VOUCHERS].some((who) => confirmers.has(who)));
      assert(confirmers.size === 0 || objectors.size > 0);
      const expected = objectors.size > 0 && confirmers.size < 2 ? "member_objected" : "ok";
      assert.equal(outcome(() => found.checkAsker(ADDED, START + DAY_SECONDS))[0], expected);
      for (const other of STAFF) found.checkAsker(other, START + 61);
    }),
    { numRuns: 40 },
  );
});

test("a late entry waits 24 hours", () => {
  const found = grown();
  fc.assert(
    fc.property(fc.nat(2 * DAY_SECONDS), (after) => {
      const expected = after >= DAY_SECONDS ? "ok" : "too_early";
      assert.equal(outcome(() => found.checkAsker(ADDED, START + after))[0], expected);
    }),
  );
});

test("growing changes no level and no fixed entry", () => {
  const found = grown();
  assert.deepEqual(found.definition.fields.levels, [5, 10]);
  assert.deepEqual([...found.entries.keys()].sort(), [...STAFF, ADDED].sort());
});

test("a request is not for the list to read", () => {
  assert.equal(grown().take({ v: 1, kind: "request" }, START), false);
});
