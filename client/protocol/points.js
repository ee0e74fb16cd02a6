/**
 * ristretto255 (RFC 9496): points, scalars and the proof of equal logarithms. Specified in spec/points.md.
 * Points and scalars are in group.js, for whoever needs no proof.
 */

import { ristretto255 } from "../vendor/noble.js";

import { concat, equal, littleEndian } from "./bytes.js";
import { challenge } from "./encoding.js";
import { Refused } from "./errors.js";
import { base, decodePoint, intScalar, randomScalar, scalarInt, times, timesPublic } from "./group.js";

export {
  base,
  checkPoint,
  checkScalar,
  decodePoint,
  G,
  hashToPoint,
  IDENTITY,
  intScalar,
  L,
  mapToPoint,
  modulo,
  randomScalar,
  scalarInt,
  times,
  timesPublic,
} from "./group.js";

/** @import { Random } from "./group.js" */

const PROOF_BYTES = 64;

/**
 * Prove that image1 = xG and image2 = x base2 have one logarithm (Chaum, Pedersen 1992; strong Fiat-Shamir).
 * `context` is bound into the challenge. Returns 64 bytes: challenge e, response z = w + ex.
 * @param {string} label
 * @param {Uint8Array} context
 * @param {bigint} x
 * @param {Uint8Array} base2
 * @param {Uint8Array} image1
 * @param {Uint8Array} image2
 * @param {Random} random
 * @returns {Uint8Array}
 */
export function proveEqual(label, context, x, base2, image1, image2, random) {
  const w = randomScalar(random);
  const second = decodePoint(base2);
  const e = challenge(label, context, base2, image1, image2, base(w).toBytes(), times(second, w).toBytes());
  return concat(e, intScalar(w + littleEndian(e) * x));
}

/**
 * Check a proof of `proveEqual`, and that its three points are canonical and not the identity.
 * Errors: size_wrong, scalar_not_canonical, point_not_canonical, point_identity, equality_proof_wrong.
 * @param {string} label
 * @param {Uint8Array} context
 * @param {Uint8Array} proof
 * @param {Uint8Array} base2
 * @param {Uint8Array} image1
 * @param {Uint8Array} image2
 */
export function verifyEqual(label, context, proof, base2, image1, image2) {
  if (proof.length !== PROOF_BYTES) throw new Refused("size_wrong", "a proof of equal logarithms has 64 bytes");
  const [e, z] = [scalarInt(proof.subarray(0, 32)), scalarInt(proof.subarray(32))];
  const w1 = timesPublic(ristretto255.Point.BASE, z).subtract(timesPublic(decodePoint(image1), e));
  const w2 = timesPublic(decodePoint(base2), z).subtract(timesPublic(decodePoint(image2), e));
  const expected = challenge(label, context, base2, image1, image2, w1.toBytes(), w2.toBytes());
  if (!equal(expected, proof.subarray(0, 32))) throw new Refused("equality_proof_wrong");
}
