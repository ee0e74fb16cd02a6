/**
 * ristretto255 (RFC 9496): points and scalars, without the proof of equal logarithms that points.js adds.
 * At the border a point is its 32 canonical bytes and a scalar 32 bytes little-endian below L; inside, a point is
 * noble's object and a scalar a bigint, so that nothing is decoded twice.
 */

import { ristretto255, ristretto255_hasher } from "../vendor/noble.js";

import { bytesOf, equal, littleEndian } from "./bytes.js";
import { digest, L } from "./encoding.js";
import { Refused } from "./errors.js";

export { L };

/** @typedef {InstanceType<typeof ristretto255.Point>} Point */
/** @typedef {(length: number) => Uint8Array} Random */

export const IDENTITY = new Uint8Array(32);
export const G = ristretto255.Point.BASE.toBytes();
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
