/** Demands: which names open. Properties have the same names in tests/protocol/test_demands.py. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import * as demands from "../../client/protocol/demands.js";
import { b64 } from "../../client/protocol/encoding.js";
import { definition, given, head } from "./definitions.js";
import { outcome } from "./outcome.js";

/** @import { Document } from "../../client/protocol/encoding.js" */

const DEMAND = definition("demand", { levels: [5, 8] });
const levels = fc.array(fc.constantFrom(5, 8), { maxLength: 14 });
const REQUEST = new Uint8Array(32).fill(1);

/** @param {number[]} some */
const signed = (some) => some.map((level, number) => head(`signer ${number}`, level));

test("the greatest listed level with enough envelopes opens", () => {
  fc.assert(
    fc.property(levels, fc.uniqueArray(fc.nat(13)), (some, gone) => {
      const heads = signed(some);
      const missing = gone.flatMap((number) => heads[number]?.digest ?? []);
      const here = heads.filter(({ digest }) => !missing.includes(digest));
      const enough = [5, 8].filter((s) => here.filter(({ place }) => place <= s).length >= s);
      const [reason, count] = outcome(() => demands.countDemand(DEMAND, heads, missing));
      assert.equal(reason, enough.length > 0 ? "ok" : "nothing_opens");
      assert.equal(demands.wouldOpen(DEMAND, here), count?.opens.length ?? 0);
      if (!count) return;
      assert.equal(count.level, enough.at(-1));
      const open = here.filter(({ place }) => place <= count.level);
      assert.deepEqual(
        count.opens.map(({ digest }) => b64(digest)).sort(),
        open.map(({ digest }) => b64(digest)).sort(),
      );
      assert.equal(count.missing.length, missing.length);
    }),
  );
});

test("a withdrawn name never opens", () => {
  fc.assert(
    fc.property(levels, fc.uniqueArray(fc.nat(13), { maxLength: 6 }), (some, withdrawn) => {
      const back = withdrawn.map((number) => head(`signer ${number}`, 5, 1, true));
      const [, count] = outcome(() => demands.countDemand(DEMAND, [...signed(some), ...back]));
      const gone = new Set(back.map(({ key }) => b64(key)));
      assert(!count?.opens.some(({ key }) => gone.has(b64(key))));
    }),
  );
});

test("a share of the list is rounded up", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(100_000), (percent, listed) => {
      const level = demands.levelFor(percent, listed);
      assert(level >= 5 && level * 100 >= percent * listed);
      assert(level === 5 || (level - 1) * 100 < percent * listed);
    }),
  );
});

/**
 * Return an opening of six names and the entries that publish them, three in each.
 * @param {(names: Document[]) => void} [change]
 */
function published(change = () => undefined) {
  const count = demands.countDemand(DEMAND, signed([5, 5, 5, 5, 5, 5]));
  const [salt, sealed] = [b64(new Uint8Array(32)), b64(new Uint8Array(656))];
  /** @type {Document[]} */
  const names = count.opens.map(({ digest }) => ({ envelope: b64(digest), salt, sealed, name: "Ana", title: "peer" }));
  change(names);
  const base = { v: 1, kind: "opened", box: b64(DEMAND.boxId), request: b64(REQUEST) };
  const entries = [0, 3].map((first) => ({ ...base, first, names: names.slice(first, first === 0 ? 3 : undefined) }));
  return { opening: { boxId: DEMAND.boxId, count, request: REQUEST }, entries };
}

test("published names are those of the envelopes that open", () => {
  const { opening, entries } = published();
  const found = demands.readOpened(opening, entries).map(demands.nameOf);
  assert.deepEqual(found, Array(6).fill({ name: "Ana", title: "peer" }));
  const unread = published(([first]) => {
    delete first?.name;
    delete first?.title;
  });
  assert.equal(demands.nameOf(demands.readOpened(unread.opening, unread.entries)[0] ?? {}), null);
});

test("published names that are missing, added, moved or cut are refused", () => {
  /** @type {((names: Document[]) => void)[]} */
  const changes = [
    (names) => names.pop(),
    (names) => names.push({ ...names[0] }),
    (names) => names.reverse(),
    (names) => Object.assign(names[1] ?? {}, { envelope: b64(REQUEST) }),
    ([first]) => delete first?.title,
  ];
  for (const change of changes) {
    const { opening, entries } = published(change);
    assert.equal(outcome(() => demands.readOpened(opening, entries))[0], "result_differs");
  }
  const { opening, entries } = published();
  assert.equal(outcome(() => demands.readOpened(opening, entries.toReversed()))[0], "result_differs");
  const other = { ...opening, request: new Uint8Array(32) };
  assert.equal(outcome(() => demands.readOpened(other, entries))[0], "opening_request_wrong");
});

test("an opening request says which names are missing", () => {
  const { opening_request } = given("demands/request_missing.txt");
  assert.deepEqual(demands.missingOf(opening_request).map(b64), opening_request.missing);
});
