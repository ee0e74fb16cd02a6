/** Merkle trees and tiles, without proofs of consistency: the part of tree.js that pages load. Specified in spec/tree.md. */

import { sha256 } from "../vendor/noble.js";

import { concat, equal } from "./bytes.js";
import { Refused } from "./errors.js";

export const HASH_BYTES = 32;
/** Hashes in a full tile, entries in a full bundle. */
export const TILE_WIDTH = 256;
const LEVELS = 64; // tile levels that tlog-tiles allows
/** The hash of a tree without leaves (RFC 6962 section 2.1). */
export const EMPTY_ROOT = sha256(new Uint8Array(0));

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/**
 * Return the 32 bytes SHA-256(0x00 || data) (RFC 6962 section 2.1).
 * @param {Uint8Array} data
 * @returns {Uint8Array}
 */
export function leafHash(data) {
  return sha256.create().update(LEAF).update(data).digest();
}

/**
 * Return the 32 bytes SHA-256(0x01 || left || right) (RFC 6962 section 2.1).
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 * @returns {Uint8Array}
 */
export function nodeHash(left, right) {
  return sha256(concat(NODE, left, right));
}

/**
 * @param {Uint8Array} data
 * @returns {Uint8Array}
 */
export function checkHash(data) {
  if (data.length !== HASH_BYTES) throw new Refused("size_wrong", `a hash of ${data.length} bytes, not 32`);
  return data;
}

/**
 * Return a tree's size if it is an integer from 0 to 2**53-1. Errors: value_out_of_range.
 * @param {number} size
 */
export function checkSize(size) {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new Refused("value_out_of_range", "the size of a tree is between 0 and 2^53-1");
  }
  return size;
}

/**
 * Return half of an integer below 2**53, rounded down. The shifts of JavaScript end at 32 bits.
 * @param {number} number
 */
export function half(number) {
  return Math.floor(number / 2);
}

/** @param {number} number */
export function isOdd(number) {
  return number % 2 === 1;
}

/** The roots of the complete subtrees of a growing tree, from left to right: enough to append and to know the root. */
export class Frontier {
  constructor() {
    this.size = 0;
    /** @type {Uint8Array[]} */
    this.hashes = [];
  }

  /**
   * Add one leaf hash, 32 bytes. Errors: size_wrong.
   * @param {Uint8Array} leaf
   */
  append(leaf) {
    let node = checkHash(leaf);
    for (let size = this.size; isOdd(size); size = half(size)) {
      node = nodeHash(/** @type {Uint8Array} */ (this.hashes.pop()), node);
    }
    this.hashes.push(node);
    this.size += 1;
  }

  /**
   * Return the 32-byte root over all leaves so far.
   * @returns {Uint8Array}
   */
  root() {
    return fold(this.hashes);
  }
}

/**
 * Return the root over complete subtrees, given from left to right in falling size.
 * @param {Uint8Array[]} subtrees
 * @returns {Uint8Array}
 */
function fold(subtrees) {
  return subtrees.length === 0 ? EMPTY_ROOT : subtrees.reduceRight((right, left) => nodeHash(left, right));
}

/**
 * Return the root over leaf hashes (32 bytes each). Errors: size_wrong.
 * @param {Iterable<Uint8Array>} leafHashes
 * @returns {Uint8Array}
 */
export function root(leafHashes) {
  const frontier = new Frontier();
  for (const each of leafHashes) frontier.append(each);
  return frontier.root();
}

/**
 * Walk from a leaf's place to the root, calling `step` with each hash and the side on which it stands.
 * Errors: size_wrong, proof_malformed for a wrong number of hashes.
 * @param {number} start
 * @param {number} end
 * @param {Uint8Array[]} hashes
 * @param {(hash: Uint8Array, left: boolean) => void} step
 */
export function climb(start, end, hashes, step) {
  let at = start;
  let last = end;
  for (const hash of hashes) {
    if (last === 0) throw new Refused("proof_malformed", "more hashes than the tree has levels");
    const left = isOdd(at) || at === last;
    step(checkHash(hash), left);
    while (left && !isOdd(at) && at > 0) {
      at = half(at);
      last = half(last);
    }
    at = half(at);
    last = half(last);
  }
  if (last !== 0) throw new Refused("proof_malformed", "fewer hashes than the path has");
}

/**
 * Check that the leaf hash `leaf` stands at `index` in the tree of `size` leaves with `root`.
 * RFC 9162 section 2.1.3.2. Nothing is allocated, whatever size is claimed.
 * Errors: value_out_of_range; size_wrong; proof_malformed for a wrong number of hashes; proof_wrong.
 * @param {number} index
 * @param {number} size
 * @param {Uint8Array} leaf
 * @param {Uint8Array[]} proof
 * @param {Uint8Array} root
 */
export function verifyInclusion(index, size, leaf, proof, root) {
  if (!Number.isSafeInteger(index) || index < 0 || index >= checkSize(size)) {
    throw new Refused("proof_malformed", `there is no leaf ${index} among ${size}`);
  }
  let result = checkHash(leaf);
  climb(index, size - 1, proof, (hash, left) => {
    result = left ? nodeHash(hash, result) : nodeHash(result, hash);
  });
  if (!equal(result, root)) throw new Refused("proof_wrong");
}

/**
 * Where a tile stands: `width` hashes, each the root of 256**level leaves, from hash number * 256 on.
 * @typedef {{ level: number, number: number, width: number }} Tile
 */

/**
 * Return the path below the log's prefix: `tile/0/x001/x234/067`, for a partial tile with `.p/<width>`.
 * `level`: 0 to 63, or "entries" for a bundle. Errors: value_out_of_range.
 * @param {number | "entries"} level
 * @param {number} number
 * @param {number} [width]
 */
export function tilePath(level, number, width = TILE_WIDTH) {
  const isLevel = level === "entries" || (Number.isInteger(level) && level >= 0 && level < LEVELS);
  if (!isLevel || !Number.isInteger(width) || width < 1 || width > TILE_WIDTH) {
    throw new Refused("value_out_of_range", "levels go from 0 to 63, widths from 1 to 256");
  }
  const digits = String(checkSize(number));
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.../g) ?? [];
  const path = groups.map((each, at) => (at < groups.length - 1 ? `x${each}` : each)).join("/");
  return `tile/${level}/${path}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

/**
 * Return the hashes of a tile of `width` hashes. Errors: tile_wrong if it has another length.
 * @param {Uint8Array} data
 * @param {number} width
 */
export function tileHashes(data, width) {
  if (data.length !== width * HASH_BYTES) {
    throw new Refused("tile_wrong", `${data.length} bytes where ${width} hashes are expected`);
  }
  return Array.from({ length: width }, (_, at) => data.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

/**
 * Return the root over `size` leaves from its partial tiles, at most one for each level.
 * A full tile is checked by comparing the root over its hashes with the one hash for it a level higher.
 * Errors: value_out_of_range, tile_wrong.
 * @param {number} size
 * @param {(tile: Tile) => Uint8Array} read
 */
export function rootFromTiles(size, read) {
  /** @type {Uint8Array[]} */
  let subtrees = [];
  for (let level = 0, count = checkSize(size); count > 0; level += 1, count = Math.floor(count / TILE_WIDTH)) {
    const width = count % TILE_WIDTH;
    if (width > 0) {
      const frontier = new Frontier();
      const tile = { level, number: Math.floor(count / TILE_WIDTH), width };
      for (const hash of tileHashes(read(tile), width)) frontier.append(hash);
      subtrees = [...frontier.hashes, ...subtrees];
    }
  }
  return fold(subtrees);
}

/**
 * Return the `width` entries of a bundle. Errors: truncated; tile_wrong if bytes are left over.
 * @param {Uint8Array} data
 * @param {number} width
 * @returns {Uint8Array[]}
 */
export function decodeBundle(data, width) {
  const entries = [];
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  let at = 0;
  for (let count = 0; count < width; count += 1) {
    const start = at + 2;
    if (start > data.length) throw new Refused("truncated", `a length field at byte ${at} of ${data.length}`);
    at = start + view.getUint16(start - 2);
    if (at > data.length) throw new Refused("truncated", `an entry ends at byte ${at} of ${data.length}`);
    entries.push(data.slice(start, at));
  }
  if (at !== data.length) {
    throw new Refused("tile_wrong", `${data.length - at} bytes after the last of ${width} entries`);
  }
  return entries;
}
