/**
 * ristretto255 (RFC 9496): points, scalars and the proof of equal logarithms. Specified in spec/points.md.
 * At the border a point is its 32 canonical bytes and a scalar 32 bytes little-endian below L; inside, a point is
 * noble's object and a scalar a bigint, so that nothing is decoded twice.
 */

import { ristretto255, ristretto255_hasher } from "../vendor/ed25519.js";

import { bytesOf, concat, equal, littleEndian } from "./bytes.js";
import { challenge, digest, L } from "./encoding.js";
import { Refused } from "./errors.js";

export { L };

/** @typedef {InstanceType<typeof ristretto255.Point>} Point */
/** @typedef {(length: number) => Uint8Array} Random */

export const IDENTITY = new Uint8Array(32);
export const G = ristretto255.Point.BASE.toBytes();
const PROOF_BYTES = 64;
// The types of noble leave it open whether a group has this map; ristretto255 has it.
const deriveToCurve = /** @type {(data: Uint8Array) => Point} */ (ristretto255_hasher.deriveToCurve);

/**
 * Return the point of 32 canonical bytes (RFC 9496 section 4.3.1).
 * Errors: size_wrong; point_not_canonical; point_identity, unless `identity` is allowed.
 * @param {Uint8Array} data
 * @param {{ identity?: boolean }} [allowed]
 * @returns {Point}
 */
export function decodePoint(data, { identity = false } = {}) {
  if (data.length !== 32) throw new Refused("size_wrong", "a point has 32 bytes");
  if (equal(data, IDENTITY)) {
    if (identity) return ristretto255.Point.ZERO;
    throw new Refused("point_identity");
  }
  try {
    return ristretto255.Point.fromBytes(data);
  } catch {
    throw new Refused("point_not_canonical");
  }
}

/**
 * Return `data` if it is a canonical point, 32 bytes. Errors: as decodePoint.
 * @param {Uint8Array} data
 * @param {{ identity?: boolean }} [allowed]
 */
export function checkPoint(data, allowed = {}) {
  decodePoint(data, allowed);
  return data;
}

/**
 * Return the integer of a scalar, 32 bytes little-endian below L. Errors: size_wrong, scalar_not_canonical.
 * @param {Uint8Array} data
 */
export function scalarInt(data) {
  if (data.length !== 32) throw new Refused("size_wrong", "a scalar has 32 bytes");
  const number = littleEndian(data);
  if (number >= L) throw new Refused("scalar_not_canonical");
  return number;
}

/**
 * Return `data` if it is 32 bytes little-endian below L. Errors: size_wrong, scalar_not_canonical.
 * @param {Uint8Array} data
 */
export function checkScalar(data) {
  scalarInt(data);
  return data;
}

/**
 * Return an integer reduced mod L, 0 to L-1, also of a negative one.
 * @param {bigint} number
 */
export function modulo(number) {
  const rest = number % L;
  return rest < 0n ? rest + L : rest;
}

/**
 * Return the scalar of an integer, reduced mod L, as 32 bytes little-endian.
 * @param {bigint} number
 */
export function intScalar(number) {
  return bytesOf(modulo(number), 32).reverse();
}

/**
 * Return a scalar other than 0: 64 random bytes reduced mod L, drawn again should that give 0.
 * @param {Random} random
 * @returns {bigint}
 */
export function randomScalar(random) {
  for (;;) {
    const scalar = littleEndian(random(64)) % L;
    if (scalar !== 0n) return scalar;
  }
}

/**
 * Return `scalar` times `point`, for secret scalars; 0 gives the identity.
 * @param {Point} point
 * @param {bigint} scalar
 * @returns {Point}
 */
export function times(point, scalar) {
  const reduced = modulo(scalar);
  return reduced === 0n ? ristretto255.Point.ZERO : point.multiply(reduced);
}

/**
 * Return `scalar` times `point` in a time that depends on the scalar: for public values, in verifying.
 * @param {Point} point
 * @param {bigint} scalar
 * @returns {Point}
 */
export function timesPublic(point, scalar) {
  return point.multiplyUnsafe(modulo(scalar));
}

/**
 * Return `scalar` times G, for secret scalars; 0 gives the identity.
 * @param {bigint} scalar
 */
export function base(scalar) {
  return times(ristretto255.Point.BASE, scalar);
}

/**
 * Return the point of digest(label, ...parts) by the map of RFC 9496 section 4.3.4 (64 bytes in).
 * @param {string} label
 * @param {...Uint8Array} parts
 * @returns {Point}
 */
export function hashToPoint(label, ...parts) {
  return mapToPoint(digest(label, ...parts));
}

/**
 * Return the point of 64 uniform bytes (RFC 9496 section 4.3.4).
 * @param {Uint8Array} data
 * @returns {Point}
 */
export function mapToPoint(data) {
  if (data.length !== 64) throw new Refused("size_wrong", "64 bytes are mapped to a point");
  return deriveToCurve(data);
}

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
