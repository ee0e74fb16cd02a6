/** Properties have the same names in tests/protocol/test_points.py. Ways of being wrong: vectors/points. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { bytesOf, equal, littleEndian, utf8 } from "../../client/protocol/bytes.js";
import * as points from "../../client/protocol/points.js";
import { randomFrom } from "./cases.js";
import { outcome } from "./outcome.js";

const { base, decodePoint, hashToPoint, L, mapToPoint, proveEqual, times, verifyEqual } = points;

const scalars = fc.bigInt({ min: 0n, max: L - 1n });
const otherScalars = fc.bigInt({ min: 1n, max: L - 1n });
const seeds = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 9 });
const few = { numRuns: 20 };

test("a point has one form", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (data) => {
      const point = mapToPoint(data).toBytes();
      assert.deepEqual(points.checkPoint(point, { identity: true }), point);
      for (const [at, bit] of /** @type {const} */ ([
        [0, 1],
        [31, 0x80],
      ])) {
        const changed = point.with(at, /** @type {number} */ (point[at]) ^ bit);
        assert.equal(outcome(() => points.checkPoint(changed))[0], "point_not_canonical");
      }
    }),
    few,
  );
});

test("32 bytes are a point or refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (data) => {
      const [reason, found] = outcome(() => decodePoint(data));
      assert(["ok", "point_not_canonical", "point_identity"].includes(reason));
      assert(found === undefined || equal(found.toBytes(), data));
    }),
  );
});

test("a scalar is below l", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), (number) => {
      const [reason, data] = outcome(() => points.checkScalar(bytesOf(number, 32).reverse()));
      assert.equal(reason, number < L ? "ok" : "scalar_not_canonical");
      assert(data === undefined || littleEndian(data) === number);
    }),
  );
});

test("multiples of g add up", () => {
  fc.assert(
    fc.property(scalars, scalars, (left, right) =>
      base(left)
        .add(base(right))
        .equals(base(left + right)),
    ),
    few,
  );
});

test("multiples of multiples", () => {
  fc.assert(
    fc.property(scalars, scalars, (left, right) => {
      assert(times(base(right), left).equals(base(left * right)));
      assert(points.timesPublic(base(right), left).equals(base(left * right)));
    }),
    few,
  );
});

test("a random scalar is not zero", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const drawn = points.randomScalar(randomFrom(seed));
      return drawn > 0n && drawn < L;
    }),
  );
});

test("zero is drawn again", () => {
  const drawn = [0n, L, L + 7n].map((number) => bytesOf(number, 64).reverse());
  assert.equal(
    points.randomScalar(() => drawn.shift() ?? new Uint8Array()),
    7n,
  );
});

test("a proof of equal logarithms holds", () => {
  fc.assert(
    fc.property(otherScalars, seeds, fc.uint8Array({ maxLength: 9 }), (x, seed, context) => {
      const second = hashToPoint("sample", utf8(seed));
      const [base2, image1, image2] = [second.toBytes(), base(x).toBytes(), times(second, x).toBytes()];
      const proof = proveEqual("sample", context, x, base2, image1, image2, randomFrom(seed));
      verifyEqual("sample", context, proof, base2, image1, image2);
    }),
    few,
  );
});

test("a proof of other logarithms does not hold", () => {
  fc.assert(
    fc.property(otherScalars, otherScalars, seeds, (x, other, seed) => {
      const second = hashToPoint("sample", utf8(seed));
      const [base2, image1, image2] = [second.toBytes(), base(x).toBytes(), times(second, other).toBytes()];
      const nothing = new Uint8Array();
      const proof = proveEqual("sample", nothing, x, base2, image1, image2, randomFrom(seed));
      const [reason] = outcome(() => verifyEqual("sample", nothing, proof, base2, image1, image2));
      assert.equal(reason, x === other ? "ok" : "equality_proof_wrong");
    }),
    few,
  );
});
