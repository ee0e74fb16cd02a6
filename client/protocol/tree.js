/**
 * Merkle trees (RFC 6962, RFC 9162) and their tiles (C2SP tlog-tiles). Specified in spec/tree.md.
 * A browser checks and reads; making proofs, tiles and bundles is left to the host.
 */

import { equal } from "./bytes.js";
import { Refused } from "./errors.js";
import { checkHash, checkSize, climb, EMPTY_ROOT, half, isOdd, nodeHash } from "./merkle.js";

export {
  checkSize,
  decodeBundle,
  EMPTY_ROOT,
  Frontier,
  HASH_BYTES,
  leafHash,
  nodeHash,
  root,
  rootFromTiles,
  TILE_WIDTH,
  tileHashes,
  tilePath,
  verifyInclusion,
} from "./merkle.js";

/**
 * Check that the tree (newSize, newRoot) extends the tree (oldSize, oldRoot).
 * RFC 9162 section 2.1.4.2; from size 0, and between equal sizes, the proof is empty and the roots are compared.
 * Errors: value_out_of_range; size_wrong; proof_malformed for a wrong number of hashes or a smaller tree; proof_wrong.
 * @param {number} oldSize
 * @param {number} newSize
 * @param {Uint8Array} oldRoot
 * @param {Uint8Array} newRoot
 * @param {Uint8Array[]} proof
 */
export function verifyConsistency(oldSize, newSize, oldRoot, newRoot, proof) {
  if (checkSize(oldSize) > checkSize(newSize)) {
    throw new Refused("proof_malformed", `a tree of ${newSize} leaves does not extend one of ${oldSize}`);
  }
  if (oldSize === 0 || oldSize === newSize) {
    if (proof.length > 0) throw new Refused("proof_malformed", "no hashes are needed here");
    if (!equal(oldRoot, oldSize ? newRoot : EMPTY_ROOT)) throw new Refused("proof_wrong");
    return;
  }
  let at = oldSize - 1;
  let last = newSize - 1;
  while (isOdd(at)) {
    at = half(at);
    last = half(last);
  }
  // Where the old size is a power of two, its root is itself the first hash.
  const hashes = (at === 0 ? [oldRoot, ...proof] : proof).map(checkHash);
  const first = hashes.shift();
  if (first === undefined) throw new Refused("proof_malformed", "fewer hashes than the path has");
  const [fromOld, fromNew] = climbBoth(at, last, first, hashes);
  if (!equal(fromOld, oldRoot) || !equal(fromNew, newRoot)) throw new Refused("proof_wrong");
}

/**
 * Return both roots that a consistency proof leads to. Errors: proof_malformed.
 * @param {number} at
 * @param {number} last
 * @param {Uint8Array} first
 * @param {Uint8Array[]} hashes
 * @returns {[Uint8Array, Uint8Array]}
 */
function climbBoth(at, last, first, hashes) {
  let fromOld = first;
  let fromNew = first;
  climb(at, last, hashes, (hash, left) => {
    if (left) fromOld = nodeHash(hash, fromOld);
    fromNew = left ? nodeHash(hash, fromNew) : nodeHash(fromNew, hash);
  });
  return [fromOld, fromNew];
}
