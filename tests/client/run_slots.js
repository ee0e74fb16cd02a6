/** What the cases of vectors/slots/ ask for. Filling slots is left out of client/protocol/, so it is written out here. */

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, utf8 } from "../../client/protocol/bytes.js";
import { u64 } from "../../client/protocol/encoding.js";
import { Refused } from "../../client/protocol/errors.js";
import { tickLeaf } from "../../client/protocol/seldom.js";
import * as slots from "../../client/protocol/slots.js";
import { TickReader } from "../../client/protocol/ticks.js";
import { leafHash, root } from "../../client/protocol/tree.js";
import { bytes, hex } from "./cases.js";

/** @import { Operation, Values } from "./cases.js" */

/**
 * Return what each slot holds at a tick, and the salts of those that hold a book.
 * @param {Uint8Array} key
 * @param {number} tick
 * @param {number} count
 * @param {Values[]} heads
 */
export function slotValues(key, tick, count, heads) {
  if (key.length !== 32) throw new Refused("size_wrong");
  /** @type {Uint8Array[]} */
  const values = Array.from({ length: slots.checkSlots(count) }, (_, slot) =>
    hmac(sha256, key, concat(u64(tick), u64(slot))),
  );
  /** @type {Map<number, Uint8Array>} */
  const salts = new Map();
  for (const { slot, book, size, root } of heads) {
    if (slot >= values.length) throw new Refused("value_out_of_range");
    const salt = hmac(sha256, key, concat(utf8("salt"), u64(tick), u64(slot)));
    values[slot] = slots.commitment(salt, { bookId: bytes(book), size, root: bytes(root) });
    salts.set(slot, salt);
  }
  return { values, salts };
}

/** @type {Record<string, Operation>} */
export const operations = {
  slot_tree: (given) => {
    const { values } = slotValues(bytes(given.key), given.tick, given.slots, given.heads);
    return { leaf: hex(tickLeaf(given.tick, root(values.map(leafHash)))) };
  },
  ticks: (given) => {
    const reader = new TickReader();
    for (const each of given.leaves) reader.feed(bytes(each));
    return { size: reader.frontier.size, tick: reader.lastTick, root: hex(reader.root()) };
  },
  book_proof: (given) => {
    const { document, slot } = given;
    const proof = slots.checkBookProof(document, bytes(given.book), slot, given.slots, bytes(given.leaf));
    return { ...proof, root: hex(proof.root) };
  },
};
