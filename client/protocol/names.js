/**
 * Sealed names: a threshold cipher for demands, and the rule by which names open. Specified in spec/names.md.
 * TDH2 (Shoup, Gennaro 2002) over ristretto255. The label binds a sealed name to its box, envelope key,
 * level and seq, so that nobody can have it opened elsewhere. No name ever stands in an error.
 */

import { chacha20poly1305 } from "../vendor/chacha.js";
import { invert } from "../vendor/noble.js";

import { concat, equal, littleEndian } from "./bytes.js";
import { challenge, frame } from "./encoding.js";
import { Refused } from "./errors.js";
import { base, checkPoint, decodePoint, IDENTITY, L, modulo, scalarInt, timesPublic } from "./group.js";
import { verifyEqual } from "./points.js";
import {
  BOX_BYTES,
  commitment,
  G2,
  isForbidden,
  NONCE,
  nameKey,
  placeLabel,
  SEALED_BYTES,
  TEXT_BYTES,
} from "./sealed_names.js";

export { sealName } from "./sealed_names.js";
export { commitment, placeLabel, SEALED_BYTES };

export const LABEL = "names/opening"; // of the proof of a partial opening

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Where a sealed name belongs: box id and envelope key, 32 bytes each; a listed level; the envelope's seq.
 * @typedef {{ boxId: Uint8Array, envelopeKey: Uint8Array, level: number, seq: number }} Place
 */

/**
 * A sealed name whose proof has been checked; only `checkSealedName` makes one. `c` is 528 bytes, r and r2 32.
 * @typedef {{ label: Uint8Array, c: Uint8Array, r: Uint8Array, r2: Uint8Array }} SealedName
 */

/**
 * What one keyholder gives for a sealed name: the point x_i R, 32 bytes, and a proof, 64 bytes.
 * @typedef {{ point: Uint8Array, proof: Uint8Array }} NamePart
 */

/**
 * What a checked ceremony gives everyone: t, the key P and the public shares P_1 to P_n, points of 32 bytes.
 * @typedef {{ t: number, key: Uint8Array, shares: Uint8Array[] }} Team
 */

/**
 * Return the text whose length stands at `at`, and where it ends. Errors: name_malformed.
 * @param {Uint8Array} plain
 * @param {number} at
 * @returns {[string, number]}
 */
function readLine(plain, at) {
  const length = Number(littleEndian(plain.slice(at, at + 2).reverse()));
  if (length < 1 || length > TEXT_BYTES) throw new Refused("name_malformed", "a length is 0 or above 200");
  let text = "";
  try {
    text = decoder.decode(plain.subarray(at + 2, at + 2 + length));
  } catch {
    throw new Refused("name_malformed", "not UTF-8");
  }
  if (isForbidden(text)) throw new Refused("name_malformed", "characters that a name may not have");
  return [text, at + 2 + length];
}

/**
 * Check, before any use, that whoever sealed this knew r and meant exactly this place; return it taken apart.
 * W = fG - eR and W2 = fG2 - eR2 are computed again (TDH2's check). It says nothing about what c holds: that shows only
 * when it is opened. Errors: size_wrong; point_identity, point_not_canonical, scalar_not_canonical; name_proof_wrong.
 * @param {Uint8Array} teamKey
 * @param {Place} place
 * @param {Uint8Array} sealed
 * @returns {SealedName}
 */
export function checkSealedName(teamKey, place, sealed) {
  if (sealed.length !== SEALED_BYTES) {
    throw new Refused("size_wrong", `a sealed name has ${SEALED_BYTES} bytes, not ${sealed.length}`);
  }
  checkPoint(teamKey);
  const label = placeLabel(place);
  const part = (/** @type {number} */ at) => sealed.slice(BOX_BYTES + 32 * at, BOX_BYTES + 32 * (at + 1));
  const [c, r, r2] = [sealed.slice(0, BOX_BYTES), part(0), part(1)];
  const [point, point2] = [decodePoint(r), decodePoint(r2)];
  const [e, f] = [scalarInt(part(2)), scalarInt(part(3))];
  const w = base(f).subtract(timesPublic(point, e));
  const w2 = timesPublic(G2, f).subtract(timesPublic(point2, e));
  const expected = challenge("tdh2", teamKey, c, label, r, r2, w.toBytes(), w2.toBytes());
  if (!equal(expected, part(2))) throw new Refused("name_proof_wrong");
  return { label, c, r, r2 };
}

/**
 * Check that the envelope signed this sealed name. Errors: size_wrong, name_wrong_commitment.
 * @param {Uint8Array} committed
 * @param {Uint8Array} salt
 * @param {Uint8Array} sealed
 */
export function checkCommitment(committed, salt, sealed) {
  if (!equal(commitment(salt, sealed), committed)) throw new Refused("name_wrong_commitment");
}

/**
 * Return what the proof of a partial opening is bound to: frames of the label and of the opening request's hash.
 * @param {SealedName} sealed
 * @param {Uint8Array} request
 */
export function openingContext(sealed, request) {
  return concat(frame(sealed.label), frame(request));
}

/**
 * Check what the keyholder at `index`, from 1, gave for a sealed name; `request` is the opening request's hash.
 * Errors: keyholder_unknown; size_wrong, point_identity, point_not_canonical; partial_opening_wrong.
 * @param {Team} team
 * @param {number} index
 * @param {SealedName} sealed
 * @param {Uint8Array} request
 * @param {NamePart} part
 */
export function checkPart(team, index, sealed, request, part) {
  const image = team.shares[index - 1];
  if (image === undefined) {
    throw new Refused("keyholder_unknown", `index ${index}, where there are ${team.shares.length}`);
  }
  checkPoint(part.point);
  try {
    verifyEqual(LABEL, openingContext(sealed, request), part.proof, sealed.r, image, part.point);
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    throw new Refused("partial_opening_wrong", `keyholder ${index}: ${problem.reason}`);
  }
}

/**
 * Return the integer by which the value of `index` counts at 0 (Shamir 1979). Indices are distinct, from 1.
 * @param {number} index
 * @param {number[]} indices
 */
function lagrange(index, indices) {
  let [above, below] = [1n, 1n];
  for (const other of indices) {
    if (other === index) continue;
    above = modulo(above * BigInt(other));
    below = modulo(below * BigInt(other - index));
  }
  return modulo(above * invert(below, L));
}

/**
 * Return xR, 32 bytes, from the checked parts of the keyholders at `indices`, in the same order.
 * The first t are used; any t give the same. Errors: keyholder_repeated, keyholders_too_few; keyholder_unknown if an index
 * is below 1; partial_opening_wrong if there are not as many parts as indices; point_identity, point_not_canonical,
 * size_wrong.
 * @param {number} t
 * @param {number[]} indices
 * @param {NamePart[]} parts
 * @returns {Uint8Array}
 */
export function combine(t, indices, parts) {
  if (new Set(indices).size < indices.length) throw new Refused("keyholder_repeated");
  if (indices.some((index) => index < 1)) throw new Refused("keyholder_unknown", "indices begin at 1");
  if (indices.length < t) throw new Refused("keyholders_too_few", `${indices.length} of the ${t} needed`);
  if (parts.length !== indices.length) throw new Refused("partial_opening_wrong", "not one part for each keyholder");
  const used = indices.slice(0, t);
  let total = decodePoint(IDENTITY, { identity: true });
  for (const [at, index] of used.entries()) {
    const { point } = /** @type {NamePart} */ (parts[at]);
    total = total.add(timesPublic(decodePoint(point), lagrange(index, used)));
  }
  return total.toBytes();
}

/**
 * Return name and job title, given xR, 32 bytes.
 * Errors: name_malformed if `c` does not open under xR, or holds anything but the one form of 512 bytes: whoever seals
 * can put anything there, and it is found only now.
 * @param {SealedName} sealed
 * @param {Uint8Array} shared
 * @returns {{ name: string, title: string }}
 */
export function openName(sealed, shared) {
  const key = nameKey(sealed.label, sealed.r, sealed.r2, shared);
  let plain;
  try {
    plain = chacha20poly1305(key, NONCE, sealed.label).decrypt(sealed.c);
  } catch {
    throw new Refused("name_malformed", "it does not open");
  }
  const [name, at] = readLine(plain, 0);
  const [title, end] = readLine(plain, at);
  if (plain.subarray(end).some((byte) => byte !== 0)) {
    throw new Refused("name_malformed", "bytes other than zero after the job title");
  }
  return { name, title };
}

/**
 * Return the greatest listed level s with at least s counted envelopes of level <= s, or null if none opens.
 * `levels` are those of the definition, `counted` the level of each envelope that counts. The envelopes of level <= s
 * open, no others. Errors: level_unknown if an envelope has a level that is not listed.
 * @param {number[]} levels
 * @param {number[]} counted
 */
export function levelsReached(levels, counted) {
  if (counted.some((level) => !levels.includes(level))) throw new Refused("level_unknown");
  const reached = levels.filter((s) => counted.filter((level) => level <= s).length >= s);
  return reached.length > 0 ? Math.max(...reached) : null;
}
