/** Sealed names. Ways of being wrong: vectors/names. Properties have the same names in tests/protocol/test_names.py. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { Refused } from "../../client/protocol/errors.js";
import * as names from "../../client/protocol/names.js";
import { base, decodePoint, modulo, proveEqual, randomScalar, times } from "../../client/protocol/points.js";
import { randomFrom } from "./cases.js";

/** @import { NamePart, Place, SealedName, Team } from "../../client/protocol/names.js" */

const random = randomFrom("names.test.js");
const [N, T] = [5, 3];
const coefficients = Array.from({ length: T }, () => randomScalar(random));
const secrets = Array.from({ length: N }, (_, at) =>
  modulo(coefficients.reduce((sum, c, power) => sum + c * BigInt(at + 1) ** BigInt(power), 0n)),
);
/** @type {Team} */
const team = {
  t: T,
  key: base(/** @type {bigint} */ (coefficients[0])).toBytes(),
  shares: secrets.map((x) => base(x).toBytes()),
};
const request = random(32);
/** @type {Place} */
const here = { boxId: random(32), envelopeKey: random(32), level: 5, seq: 0 };
const sealedHere = names.sealName(team.key, here, "Ana", "peer", random);

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const whole = fc.maxSafeInteger().map(Math.abs);
const places = fc.record({ boxId: bytes32, envelopeKey: bytes32, level: whole, seq: whole });
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a name may not have
const forbidden = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;
const lines = fc
  .string({ unit: "binary", minLength: 1, maxLength: 100 })
  .filter((text) => new TextEncoder().encode(text).length <= 200 && !forbidden.test(text));
const levelLists = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 });
const boxes = levelLists.chain((levels) =>
  fc.tuple(fc.constant(levels), fc.array(fc.constantFrom(...levels), { maxLength: 30 })),
);
const few = { numRuns: 8 };

/**
 * Return everyone's part, in order of index.
 * @param {SealedName} sealed
 * @returns {NamePart[]}
 */
function partsOf(sealed) {
  const r = decodePoint(sealed.r);
  return secrets.map((x, at) => {
    const [image, point] = [/** @type {Uint8Array} */ (team.shares[at]), times(r, x).toBytes()];
    const context = names.openingContext(sealed, request);
    return { point, proof: proveEqual(names.LABEL, context, x, sealed.r, image, point, random) };
  });
}

/**
 * Return every choice of `size` indices from 1 to N.
 * @param {number} size
 * @returns {number[][]}
 */
function choices(size) {
  /** @type {number[][]} */
  let found = [[]];
  for (let at = 0; at < size; at += 1) {
    found = found.flatMap((chosen) =>
      Array.from({ length: N }, (_, index) => index + 1)
        .filter((index) => index > (chosen.at(-1) ?? 0))
        .map((index) => [...chosen, index]),
    );
  }
  return found;
}

/**
 * Return the reason with which something is refused.
 * @param {() => unknown} act
 */
function refusal(act) {
  try {
    act();
  } catch (problem) {
    if (problem instanceof Refused) return problem.reason;
    throw problem;
  }
  return assert.fail("nothing was refused");
}

/**
 * @param {NamePart[]} parts
 * @param {number[]} indices
 */
const of = (parts, indices) => indices.map((index) => /** @type {NamePart} */ (parts[index - 1]));

test("any t keyholders open the same name", () => {
  const property = fc.property(places, lines, lines, (place, name, title) => {
    const sealed = names.checkSealedName(team.key, place, names.sealName(team.key, place, name, title, random));
    const parts = partsOf(sealed);
    for (const [at, part] of parts.entries()) names.checkPart(team, at + 1, sealed, request, part);
    for (const indices of choices(T)) {
      const shared = names.combine(T, indices, of(parts, indices));
      assert.deepEqual(names.openName(sealed, shared), { name, title });
    }
  });
  fc.assert(property, few);
});

test("fewer than t keyholders never open a name", () => {
  const property = fc.property(places, lines, lines, (place, name, title) => {
    const sealed = names.checkSealedName(team.key, place, names.sealName(team.key, place, name, title, random));
    const parts = partsOf(sealed);
    for (const indices of choices(T - 1)) {
      const pair = of(parts, indices);
      assert.equal(
        refusal(() => names.combine(T, indices, pair)),
        "keyholders_too_few",
      );
      const shared = names.combine(T - 1, indices, pair);
      assert.equal(
        refusal(() => names.openName(sealed, shared)),
        "name_malformed",
      );
    }
  });
  fc.assert(property, few);
});

test("any changed bit of a sealed name is refused", () => {
  const reasons = ["name_proof_wrong", "point_not_canonical", "scalar_not_canonical"];
  const property = fc.property(fc.nat(names.SEALED_BYTES * 8 - 1), (bit) => {
    const changed = sealedHere.slice();
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assert(reasons.includes(refusal(() => names.checkSealedName(team.key, here, changed))));
  });
  fc.assert(property, { numRuns: 50 });
});

test("a name sealed for one place is refused at any other", () => {
  const fields = /** @type {const} */ (["boxId", "envelopeKey", "level", "seq"]);
  const property = fc.property(places, fc.constantFrom(...fields), (other, field) => {
    fc.pre(field === "boxId" || field === "envelopeKey" || other[field] !== here[field]);
    const place = { ...here, [field]: other[field] };
    assert.equal(
      refusal(() => names.checkSealedName(team.key, place, sealedHere)),
      "name_proof_wrong",
    );
  });
  fc.assert(property, { numRuns: 50 });
});

test("no bytes but sealed names are accepted", () => {
  const size = names.SEALED_BYTES;
  const any = fc.oneof(fc.uint8Array({ maxLength: 2 * size }), fc.uint8Array({ minLength: size, maxLength: size }));
  const property = fc.property(any, (data) => {
    refusal(() => names.checkSealedName(team.key, here, data));
  });
  fc.assert(property);
});

test("the greatest listed level with enough envelopes opens", () => {
  const property = fc.property(boxes, ([levels, counted]) => {
    let greatest = null;
    for (let s = 1; s < 100; s += 1) {
      if (levels.includes(s) && counted.filter((level) => level <= s).length >= s) greatest = s;
    }
    assert.equal(names.levelsReached(levels, counted), greatest);
  });
  fc.assert(property);
});

test("one more envelope never lowers the level", () => {
  const property = fc.property(boxes, fc.nat(), ([levels, counted], at) => {
    const more = [...counted, /** @type {number} */ (levels[at % levels.length])];
    assert((names.levelsReached(levels, more) ?? 0) >= (names.levelsReached(levels, counted) ?? 0));
  });
  fc.assert(property);
});

test("what can be sealed can be opened", () => {
  const text = fc.string({ unit: "binary", maxLength: 105 });
  const property = fc.property(text, text, (name, title) => {
    const key = randomScalar(random);
    const teamKey = base(key).toBytes();
    let sealed;
    try {
      sealed = names.sealName(teamKey, here, name, title, random);
    } catch (problem) {
      assert(problem instanceof Refused && problem.reason === "name_too_long");
      return;
    }
    const checked = names.checkSealedName(teamKey, here, sealed);
    assert.deepEqual(names.openName(checked, times(decodePoint(checked.r), key).toBytes()), { name, title });
  });
  fc.assert(property, { numRuns: 50 });
});

test("a name sealed twice looks different", () => {
  const again = names.sealName(team.key, here, "Ana", "peer", random);
  assert.notDeepEqual(again, sealedHere);
  assert.notDeepEqual(names.commitment(new Uint8Array(32), again), names.commitment(new Uint8Array(32), sealedHere));
});

test("a long name is sealed as large as a short one", () => {
  const long = names.sealName(team.key, here, "x".repeat(200), "y".repeat(200), random);
  assert.equal(long.length, sealedHere.length);
});

for (const name of [`Secreto Pérez${"x".repeat(200)}`, "Secreto\nPérez", "Secreto Pérez\ud800"]) {
  test(`an error does not repeat the name: ${JSON.stringify(name.slice(7, 16))}`, () => {
    assert.throws(
      () => names.sealName(team.key, here, name, "peer", random),
      (problem) => problem instanceof Refused && !problem.message.includes("Secreto") && problem.cause === undefined,
    );
  });
}

test("a part of a keyholder who does not exist is refused", () => {
  const sealed = names.checkSealedName(team.key, here, sealedHere);
  const [part] = partsOf(sealed);
  assert(part);
  for (const index of [0, -1, 6]) {
    assert.equal(
      refusal(() => names.checkPart(team, index, sealed, request, part)),
      "keyholder_unknown",
    );
  }
});
