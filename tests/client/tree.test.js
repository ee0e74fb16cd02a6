/** Merkle trees. Ways of being wrong: vectors/tree. Properties have the same names in tests/protocol/test_tree.py. */

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { concat, utf8 } from "../../client/protocol/bytes.js";
import { Refused } from "../../client/protocol/errors.js";
import * as tree from "../../client/protocol/tree.js";
import { consistencyOf, pathOf, rootOf } from "./merkle.js";

const LARGEST = 2 ** 53 - 1;
const sizes = fc.integer({ min: 1, max: 130 });
const bundles = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 20 });
const few = { numRuns: 40 };

/**
 * Return as many different leaf hashes.
 * @param {number} count
 */
function hashes(count) {
  return Array.from({ length: count }, (_, at) => tree.leafHash(utf8(String(at))));
}

/**
 * Return the bytes with one bit changed.
 * @param {Uint8Array} data
 * @param {number} bit
 */
function flipped(data, bit) {
  const copy = data.slice();
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

/**
 * @param {() => unknown} act
 * @param {...string} reasons
 */
function refused(act, ...reasons) {
  assert.throws(act, (problem) => problem instanceof Refused && reasons.includes(problem.reason));
}

/** @param {Uint8Array[]} parts */
function bundleOf(parts) {
  return concat(...parts.flatMap((each) => [Uint8Array.of(each.length >> 8, each.length & 255), each]));
}

test("leaves one by one give the root of all at once", () => {
  const counts = fc.integer({ min: 0, max: 130 });
  fc.assert(
    fc.property(counts, (size) => assert.deepEqual(tree.root(hashes(size)), rootOf(hashes(size)))),
    few,
  );
});

test("every leaf of a tree is proven", () => {
  fc.assert(
    fc.property(sizes, fc.nat(), (size, pick) => {
      const leaves = hashes(size);
      const index = pick % size;
      const leaf = /** @type {Uint8Array} */ (leaves[index]);
      tree.verifyInclusion(index, size, leaf, pathOf(index, leaves), rootOf(leaves));
    }),
    few,
  );
});

test("a proof holds for nothing else", () => {
  fc.assert(
    fc.property(sizes, fc.nat(), fc.nat(255), (size, pick, bit) => {
      const leaves = hashes(size);
      const index = pick % size;
      const leaf = /** @type {Uint8Array} */ (leaves[index]);
      const [path, root] = [pathOf(index, leaves), rootOf(leaves)];
      refused(() => tree.verifyInclusion(index, size, flipped(leaf, bit), path, root), "proof_wrong");
      refused(() => tree.verifyInclusion(index, size, leaf, path, flipped(root, bit)), "proof_wrong");
      refused(() => tree.verifyInclusion(index, size, leaf, [...path, root], root), "proof_malformed");
      for (const [at, each] of path.entries()) {
        const altered = path.with(at, flipped(each, bit));
        refused(() => tree.verifyInclusion(index, size, leaf, altered, root), "proof_wrong");
        const shorter = path.toSpliced(at, 1);
        refused(() => tree.verifyInclusion(index, size, leaf, shorter, root), "proof_wrong", "proof_malformed");
      }
    }),
    few,
  );
});

test("every tree extends each of its beginnings", () => {
  fc.assert(
    fc.property(sizes, fc.nat(), (size, pick) => {
      const leaves = hashes(size);
      const old = pick % (size + 1);
      const before = rootOf(leaves.slice(0, old));
      tree.verifyConsistency(old, size, before, rootOf(leaves), consistencyOf(old, leaves));
    }),
    few,
  );
});

test("a rewritten beginning is never extended", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 130 }), fc.nat(), fc.nat(), (size, pick, other) => {
      const old = 1 + (pick % (size - 1));
      const leaves = hashes(size);
      const fork = leaves.with(other % old, tree.leafHash(utf8("rewritten")));
      const before = rootOf(leaves.slice(0, old));
      for (const proof of [consistencyOf(old, leaves), consistencyOf(old, fork)]) {
        refused(() => tree.verifyConsistency(old, size, before, rootOf(fork), proof), "proof_wrong");
      }
    }),
    few,
  );
});

test("tiles give the root of the tree", () => {
  const leaves = hashes(600);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 600 }), (size) => {
      const root = tree.rootFromTiles(size, ({ level, number, width }) => {
        const span = 256 ** level;
        const starts = Array.from({ length: width }, (_, at) => (number * 256 + at) * span);
        return concat(...starts.map((start) => rootOf(leaves.slice(start, start + span))));
      });
      assert.deepEqual(root, rootOf(leaves.slice(0, size)));
    }),
    { numRuns: 15 },
  );
});

test("a bundle gives its entries back", () => {
  fc.assert(
    fc.property(bundles, (parts) => assert.deepEqual(tree.decodeBundle(bundleOf(parts), parts.length), parts)),
    few,
  );
});

test("a bundle cut anywhere is refused", () => {
  fc.assert(
    fc.property(bundles, fc.nat(), (parts, pick) => {
      const whole = bundleOf(parts);
      const cut = whole.slice(0, pick % whole.length);
      refused(() => tree.decodeBundle(cut, parts.length), "truncated");
    }),
    few,
  );
});

test("a claim of ten billion leaves costs nothing", () => {
  for (const size of [10 ** 10, LARGEST]) {
    const root = tree.EMPTY_ROOT;
    refused(() => tree.verifyInclusion(0, size, root, [], root), "proof_malformed");
    refused(() => tree.verifyConsistency(3, size, root, root, []), "proof_malformed");
    refused(() => tree.rootFromTiles(size, () => new Uint8Array(0)), "tile_wrong");
  }
});

test("sizes that are no sizes are refused", () => {
  for (const size of [-1, 0.5, Number.NaN, LARGEST + 1]) {
    refused(() => tree.checkSize(size), "value_out_of_range");
    refused(() => tree.verifyInclusion(size, 8, tree.EMPTY_ROOT, [], tree.EMPTY_ROOT), "proof_malformed");
  }
});
