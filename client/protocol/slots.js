/**
 * The public tree: one leaf for each tick, the root over a fixed number of slots. Specified in spec/slots.md.
 * A browser checks; filling the slots is the host's part.
 */

import { bigEndian, concat } from "./bytes.js";
import { array, b64, encode, integer, octets, read, sha256 } from "./encoding.js";
import { Refused } from "./errors.js";
import { HASH_BYTES, leafHash, verifyInclusion } from "./merkle.js";

export const SLOTS_LEAST = 16;
export const SLOTS_MOST = 2 ** 20;
const PATH_MOST = 20; // levels of a tree over SLOTS_MOST slots
const TICK_LEAF_BYTES = 40;

const PROOF = {
  tick: integer(),
  position: integer(),
  salt: octets(32),
  size: integer(1),
  root: octets(32),
  path: array(octets(32), 0, PATH_MOST),
};

/** @import { Document } from "./encoding.js" */

/**
 * What a book is at one tick: its id (32 bytes), how many leaves it has, the root over them (32 bytes).
 * @typedef {{ bookId: Uint8Array, size: number, root: Uint8Array }} Head
 */
/**
 * A checked proof: at `tick`, leaf `position` of the public tree, the book had `size` leaves under `root`.
 * @typedef {{ tick: number, position: number, size: number, root: Uint8Array }} BookProof
 */

/**
 * Return the number of slots if it is a power of two from 16 to 1,048,576. Errors: value_out_of_range.
 * @param {number} slots
 */
export function checkSlots(slots) {
  if (!(slots >= SLOTS_LEAST && slots <= SLOTS_MOST && Number.isInteger(Math.log2(slots)))) {
    throw new Refused("value_out_of_range", "the number of slots is a power of two from 16 to 1,048,576");
  }
  return slots;
}

/**
 * Return the 32 bytes SHA-256(salt || canonical document of book, root and size) that a book's slot holds.
 * `salt`: 32 bytes. Errors: size_wrong, document_field.
 * @param {Uint8Array} salt
 * @param {Head} head
 */
export function commitment(salt, head) {
  if (salt.length !== HASH_BYTES) throw new Refused("size_wrong", "a salt has 32 bytes");
  return sha256(concat(salt, encode({ v: 1, book: b64(head.bookId), root: b64(head.root), size: head.size })));
}

/**
 * Return tick and 32-byte root of a leaf of the public tree. Errors: size_wrong, value_out_of_range.
 * @param {Uint8Array} data
 * @returns {[number, Uint8Array]}
 */
export function parseTickLeaf(data) {
  if (data.length !== TICK_LEAF_BYTES) throw new Refused("size_wrong", "a leaf of the public tree has 40 bytes");
  const tick = Number(bigEndian(data.subarray(0, 8)));
  if (!Number.isSafeInteger(tick)) throw new Refused("value_out_of_range", "a tick is below 2^53");
  return [tick, data.slice(8)];
}

/**
 * Return the fields of a book proof, bytes decoded; `position` says which leaf to fetch.
 * Errors: document_field, encoding_base64, size_wrong.
 * @param {Document} document
 */
export function proofFields(document) {
  return read(document, PROOF);
}

/**
 * Check that the book stood in its slot as the proof says.
 * `leafData`: the 40 bytes at `position` of the public tree, themselves already proven. The slot's number is its
 * place in the tree, so a proof for another slot fails.
 * Errors: document_field, encoding_base64, size_wrong, value_out_of_range; tick_wrong if the leaf is of another tick;
 * proof_malformed for a path of another length or a slot outside; proof_wrong.
 * @param {Document} document
 * @param {Uint8Array} bookId
 * @param {number} slot
 * @param {number} slots
 * @param {Uint8Array} leafData
 * @returns {BookProof}
 */
export function checkBookProof(document, bookId, slot, slots, leafData) {
  const given = proofFields(document);
  const [tick, root] = parseTickLeaf(leafData);
  if (tick !== given.tick) {
    throw new Refused("tick_wrong", `the leaf is of tick ${tick}, the proof of tick ${given.tick}`);
  }
  const value = commitment(given.salt, { bookId, size: given.size, root: given.root });
  verifyInclusion(slot, checkSlots(slots), leafHash(value), given.path, root);
  return { tick, position: given.position, size: given.size, root: given.root };
}
