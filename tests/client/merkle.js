/** Proofs as RFC 6962 section 2.1 writes them down: what a host makes and a browser only checks. */

import { EMPTY_ROOT, nodeHash } from "../../client/protocol/tree.js";

/** @param {number} size */
function split(size) {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}

/**
 * Return MTH(D).
 * @param {Uint8Array[]} leaves
 * @returns {Uint8Array}
 */
export function rootOf(leaves) {
  if (leaves.length < 2) return leaves[0] ?? EMPTY_ROOT;
  const half = split(leaves.length);
  return nodeHash(rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)));
}

/**
 * Return PATH(index, D).
 * @param {number} index
 * @param {Uint8Array[]} leaves
 * @returns {Uint8Array[]}
 */
export function pathOf(index, leaves) {
  if (leaves.length === 1) return [];
  const half = split(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return index < half ? [...pathOf(index, left), rootOf(right)] : [...pathOf(index - half, right), rootOf(left)];
}

/**
 * Return PROOF(old, D); empty if `old` is 0.
 * @param {number} old
 * @param {Uint8Array[]} leaves
 * @returns {Uint8Array[]}
 */
export function consistencyOf(old, leaves) {
  return old === 0 ? [] : subproof(old, leaves, true);
}

/**
 * @param {number} old
 * @param {Uint8Array[]} leaves
 * @param {boolean} known
 * @returns {Uint8Array[]}
 */
function subproof(old, leaves, known) {
  if (old === leaves.length) return known ? [] : [rootOf(leaves)];
  const half = split(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return old <= half
    ? [...subproof(old, left, known), rootOf(right)]
    : [...subproof(old - half, right, false), rootOf(left)];
}
