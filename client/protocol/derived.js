/** What comes from the seed of twelve words, without the list of words; the second part of phrase.js. */

import { bytesToHex, hkdf, sha512 } from "../vendor/noble.js";

import { bigEndian, utf8 } from "./bytes.js";
import { Refused } from "./errors.js";

const SEED_BYTES = 64;
const SECRET_BYTES = 32;
const PREFIX_BYTES = 32; // RFC 9474 section 4.1: the random prefix of the prepared message
const PSS_SALT_BYTES = 48; // RFC 9474 section 5: SHA-384's length
const ID_BYTES = 32; // of a box id and of an issuer
const MODULUS_BYTES = 384; // RSA-3072
const DERIVE_MOST = 255 * 64; // HKDF's limit for SHA-512
const INFO = "undersign/v1/";

/**
 * Return `length` bytes (1 to 16,320) of HKDF-SHA-512 (RFC 5869): empty salt, info "undersign/v1/" + label.
 * Errors: size_wrong unless the seed has 64 bytes; value_out_of_range for a length that HKDF cannot give.
 * @param {Uint8Array} from the seed
 * @param {string} label
 * @param {number} [length]
 * @returns {Uint8Array}
 */
export function derive(from, label, length = SECRET_BYTES) {
  if (from.length !== SEED_BYTES) throw new Refused("size_wrong", "a seed has 64 bytes");
  if (!Number.isInteger(length) || length < 1 || length > DERIVE_MOST) {
    throw new Refused("value_out_of_range", `between 1 and ${DERIVE_MOST} bytes can be derived`);
  }
  return hkdf(sha512, from, new Uint8Array(0), utf8(INFO + label), length);
}

/**
 * Return the member's Ed25519 seed, 32 bytes.
 * @param {Uint8Array} from the seed
 */
export function signSecret(from) {
  return derive(from, "member/sign");
}

/**
 * Return the key of 32 bytes under which a device keeps what it stores.
 * @param {Uint8Array} from the seed
 */
export function vaultKey(from) {
  return derive(from, "device/vault");
}

/**
 * @param {string} name
 * @param {Uint8Array} value
 */
function hexId(name, value) {
  if (value.length !== ID_BYTES) throw new Refused("size_wrong", `${name} has 32 bytes`);
  return bytesToHex(value);
}

/**
 * Return the Ed25519 seed, 32 bytes, of the member's envelope key for a box. Errors: size_wrong.
 * @param {Uint8Array} from the seed
 * @param {Uint8Array} boxId
 */
export function envelopeSecret(from, boxId) {
  return derive(from, `envelope/${hexId("a box id", boxId)}/key`);
}

/**
 * Return the 32-byte prefix of the prepared message for a box (RFC 9474 section 4.1). Errors: size_wrong.
 * @param {Uint8Array} from the seed
 * @param {Uint8Array} boxId
 */
export function prefix(from, boxId) {
  return derive(from, `envelope/${hexId("a box id", boxId)}/prefix`, PREFIX_BYTES);
}

/**
 * Return the 48-byte PSS salt for one issuing key of a box. Errors: size_wrong.
 * @param {Uint8Array} from the seed
 * @param {Uint8Array} boxId
 * @param {Uint8Array} issuer SHA-256 of the issuing key's document, 32 bytes
 */
export function pssSalt(from, boxId, issuer) {
  const label = `envelope/${hexId("a box id", boxId)}/salt/${hexId("an issuer", issuer)}`;
  return derive(from, label, PSS_SALT_BYTES);
}

/**
 * @param {bigint} left
 * @param {bigint} right
 */
function greatestCommonDivisor(left, right) {
  let [a, b] = [left, right];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

/**
 * Return the RFC 9474 blinding factor r for one issuing key of a box, 1 < r < n and invertible mod n.
 * Candidates are 384 bytes each, big-endian, from labels that end in a counter 0, 1, ...; the first that fits is
 * taken, so r is uniform. `n`: a modulus of 3072 bits. Errors: size_wrong for an id, modulus_size.
 * @param {Uint8Array} from the seed
 * @param {Uint8Array} boxId
 * @param {Uint8Array} issuer
 * @param {bigint} n
 */
export function blindingFactor(from, boxId, issuer, n) {
  const label = `envelope/${hexId("a box id", boxId)}/blind/${hexId("an issuer", issuer)}`;
  if (n >> BigInt(8 * MODULUS_BYTES - 1) !== 1n) throw new Refused("modulus_size");
  for (let counter = 0; ; counter += 1) {
    const r = bigEndian(derive(from, `${label}/${counter}`, MODULUS_BYTES));
    if (r > 1n && r < n && greatestCommonDivisor(r, n) === 1n) return r;
  }
}
