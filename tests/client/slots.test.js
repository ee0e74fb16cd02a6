/** The public tree. Ways of being wrong: vectors/slots. Properties have the same names in tests/protocol/test_slots.py. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { b64 } from "../../client/protocol/encoding.js";
import { tickLeaf } from "../../client/protocol/seldom.js";
import * as slots from "../../client/protocol/slots.js";
import { TickReader } from "../../client/protocol/ticks.js";
import { leafHash, root, verifyInclusion } from "../../client/protocol/tree.js";
import { hex, randomFrom } from "./cases.js";
import { pathOf } from "./merkle.js";
import { slotValues } from "./run_slots.js";

/** @import { Head } from "../../client/protocol/slots.js" */

const SLOTS = 16;
const key = randomFrom("slots.test.js")(32);
const hashes = fc.uint8Array({ minLength: 32, maxLength: 32 });
const heads = fc.record({ bookId: hashes, size: fc.integer({ min: 1, max: 2 ** 53 - 1 }), root: hashes });
const ticks = fc.maxSafeInteger().map(Math.abs);
const filled = fc
  .uniqueArray(fc.tuple(fc.nat(SLOTS - 1), heads), { minLength: 1, maxLength: 5, selector: ([slot]) => slot })
  .map((books) => new Map(books));
const few = { numRuns: 15 };

/**
 * Return the leaf of one tick, and a function that proves the book of a slot.
 * @param {number} tick
 * @param {Map<number, Head>} books
 */
function treeOf(tick, books) {
  const listed = [...books].map(([slot, head]) => ({
    slot,
    book: hex(head.bookId),
    size: head.size,
    root: hex(head.root),
  }));
  const { values, salts } = slotValues(key, tick, SLOTS, listed);
  const leaves = values.map(leafHash);
  const prove = (/** @type {number} */ slot, /** @type {number} */ position) => {
    const head = /** @type {Head} */ (books.get(slot));
    const [salt, path] = [b64(/** @type {Uint8Array} */ (salts.get(slot))), pathOf(slot, leaves).map(b64)];
    return { v: 1, tick, position, salt, size: head.size, root: b64(head.root), path };
  };
  return { leaf: tickLeaf(tick, root(leaves)), prove };
}

test("every book is proven in its slot and in no other", () => {
  fc.assert(
    fc.property(ticks, filled, (tick, books) => {
      const tree = treeOf(tick, books);
      for (const [slot, head] of books) {
        const proof = tree.prove(slot, 7);
        const { size, root } = head;
        const checked = slots.checkBookProof(proof, head.bookId, slot, SLOTS, tree.leaf);
        assert.deepEqual(checked, { tick, position: 7, size, root });
        for (let other = 0; other < SLOTS; other += 1) {
          if (other === slot) continue;
          const elsewhere = () => slots.checkBookProof(proof, head.bookId, other, SLOTS, tree.leaf);
          assert.throws(elsewhere, { reason: "proof_wrong" });
        }
      }
    }),
    few,
  );
});

test("no tick holds two versions of a book", () => {
  fc.assert(
    fc.property(ticks, filled, heads, (tick, books, other) => {
      const [[slot, head]] = /** @type {[[number, Head]]} */ ([...books]);
      const version = { ...other, bookId: head.bookId };
      fc.pre(hex(version.root) !== hex(head.root) || version.size !== head.size);
      const tree = treeOf(tick, books);
      const fork = treeOf(tick, new Map([...books, [slot, version]]));
      const claims = [fork.prove(slot, 0), { ...tree.prove(slot, 0), size: version.size, root: b64(version.root) }];
      for (const claim of claims) {
        const check = () => slots.checkBookProof(claim, head.bookId, slot, SLOTS, tree.leaf);
        assert.throws(check, { reason: "proof_wrong" });
      }
    }),
    few,
  );
});

test("ticks only increase", () => {
  fc.assert(
    fc.property(fc.uniqueArray(ticks, { minLength: 1, maxLength: 12 }), fc.nat(11), (given, repeated) => {
      const leaves = given.sort((a, b) => a - b).map((tick) => tickLeaf(tick, new Uint8Array(32)));
      const reader = new TickReader();
      for (const each of leaves) reader.feed(each);
      assert.deepEqual(reader.root(), root(leaves.map(leafHash)));
      const again = /** @type {Uint8Array} */ (leaves[repeated % leaves.length]);
      assert.throws(() => reader.feed(again), { reason: "tick_wrong" });
    }),
  );
});

test("a proof and its leaf lead from the book to the checkpoint", () => {
  const head = { bookId: new Uint8Array(32), size: 3, root: new Uint8Array(32) };
  const trees = [0, 1, 2, 3].map((tick) => treeOf(tick, new Map([[5, head]])));
  const leaves = trees.map(({ leaf }) => leafHash(leaf));
  const third = /** @type {(typeof trees)[0]} */ (trees[2]);
  const { position } = slots.checkBookProof(third.prove(5, 2), head.bookId, 5, SLOTS, third.leaf);
  verifyInclusion(position, 4, leafHash(third.leaf), pathOf(position, leaves), root(leaves));
});
