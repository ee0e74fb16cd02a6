/** Sealing a name, as a browser does: the first part of names.js, which opens them. Specified in spec/names.md. */

import { chacha20poly1305 } from "../vendor/chacha.js";
import { hkdf, sha512 } from "../vendor/noble.js";

import { concat, isWellFormed, littleEndian, utf8 } from "./bytes.js";
import { b64, challenge, frame, sha256, u64 } from "./encoding.js";
import { Refused } from "./errors.js";
import { base, decodePoint, hashToPoint, intScalar, randomScalar, times } from "./group.js";

/** @import { Document } from "./encoding.js" */
/** @import { Place } from "./names.js" */
/** @import { Random } from "./group.js" */

export const G2 = hashToPoint("tdh2/g2");

const PLAIN_BYTES = 512;
export const TEXT_BYTES = 200; // the most that a name, or a job title, may have in UTF-8
const SALT_BYTES = 32;
export const BOX_BYTES = PLAIN_BYTES + 16; // c: ChaCha20-Poly1305 adds a tag of 16 bytes
export const SEALED_BYTES = BOX_BYTES + 4 * 32; // c || R || R2 || e || f

export const NONCE = new Uint8Array(12); // every key is used once
// Line and paragraph separators, direction controls; the other controls are two ranges of numbers in `isForbidden`.
const FORBIDDEN = /[\u2028-\u202e\u2066-\u2069]/;

/**
 * Return the label: the four framed parts, 112 bytes. Errors: size_wrong, value_out_of_range.
 * @param {Place} place
 */
export function placeLabel({ boxId, envelopeKey, level, seq }) {
  if (boxId.length !== 32 || envelopeKey.length !== 32) {
    throw new Refused("size_wrong", "a box id and an envelope key have 32 bytes");
  }
  return concat(frame(boxId), frame(envelopeKey), frame(u64(level)), frame(u64(seq)));
}

/**
 * Return the 32-byte key of one sealed name: HKDF-SHA-512 (RFC 5869), empty salt, of the point rP = xR.
 * @param {Uint8Array} label
 * @param {Uint8Array} r
 * @param {Uint8Array} r2
 * @param {Uint8Array} shared
 */
export function nameKey(label, r, r2, shared) {
  return hkdf(sha512, shared, undefined, concat(frame(label), frame(r), frame(r2)), 32);
}

/**
 * Say whether a text has a character that no name may have: controls, line breaks, directions, lone surrogates.
 * @param {string} text
 */
export function isForbidden(text) {
  if (!isWellFormed(text) || FORBIDDEN.test(text)) return true;
  return [...text].some((character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 || (code >= 0x7f && code < 0xa0);
  });
}

/**
 * Return 2 bytes of length, big-endian, and the text in UTF-8. Errors: name_too_long.
 * @param {string} text
 */
function writeLine(text) {
  const data = utf8(text);
  if (data.length < 1 || data.length > TEXT_BYTES || isForbidden(text)) throw new Refused("name_too_long");
  return concat(Uint8Array.of(data.length >> 8, data.length & 255), data);
}

/**
 * Return the sealed name, 656 bytes: c || R || R2 || e || f.
 * `teamKey` is P; name and job title have 1 to 200 UTF-8 bytes and no control characters.
 * Errors: name_too_long; size_wrong, value_out_of_range; point_identity, point_not_canonical.
 * @param {Uint8Array} teamKey
 * @param {Place} place
 * @param {string} name
 * @param {string} title
 * @param {Random} random
 */
export function sealName(teamKey, place, name, title, random) {
  const key = decodePoint(teamKey);
  const label = placeLabel(place);
  const plain = new Uint8Array(PLAIN_BYTES);
  plain.set(concat(writeLine(name), writeLine(title)));
  const secret = randomScalar(random);
  const s = randomScalar(random);
  const [r, r2] = [base(secret).toBytes(), times(G2, secret).toBytes()];
  const c = chacha20poly1305(nameKey(label, r, r2, times(key, secret).toBytes()), NONCE, label).encrypt(plain);
  const e = challenge("tdh2", teamKey, c, label, r, r2, base(s).toBytes(), times(G2, s).toBytes());
  return concat(c, r, r2, e, intScalar(s + secret * littleEndian(e)));
}

/**
 * Return what an envelope signs, 32 bytes: SHA-256(salt || sealed name). Errors: size_wrong.
 * @param {Uint8Array} salt
 * @param {Uint8Array} sealed
 */
export function commitment(salt, sealed) {
  if (salt.length !== SALT_BYTES || sealed.length !== SEALED_BYTES) {
    throw new Refused("size_wrong", `a salt has ${SALT_BYTES} bytes, a sealed name ${SEALED_BYTES}`);
  }
  return sha256(concat(salt, sealed));
}

/**
 * Return what a member sends, beside the envelope of hash `envelope`, for keyholders only.
 * @param {Uint8Array} box
 * @param {Uint8Array} envelope
 * @param {Uint8Array} salt
 * @param {Uint8Array} sealed
 * @returns {Document}
 */
export function sealedNameDocument(box, envelope, salt, sealed) {
  const head = { v: 1, kind: "sealed_name", box: b64(box), envelope: b64(envelope) };
  return { ...head, salt: b64(salt), sealed: b64(sealed) };
}
