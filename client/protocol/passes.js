/**
 * Passes: t of n blind RSA signatures over one envelope key (RFC 9474). Specified in spec/passes.md.
 * The variant is RSABSSA-SHA384-PSS-Randomized. Salt and factor are given, since they come from the phrase; packages
 * that draw them themselves could not repeat a request. A browser blinds, finishes and checks; it never signs.
 */

import { invert, sha384 } from "../vendor/noble.js";

import { bigEndian, bytesOf, concat, equal } from "./bytes.js";
import { array, b64, encode, fields, integer, octets, oneOf, read, sha256 } from "./encoding.js";
import { Refused } from "./errors.js";
import { signed, verifySigned } from "./signatures.js";

/** @import { Document } from "./encoding.js" */

const E_SQUARINGS = 16; // e = 65537 = 2^16 + 1
const BITS = 3072; // size of every issuing key of a box
const MODULUS_BYTES = BITS / 8;
const SALT_BYTES = 48;
const PREFIX_BYTES = 32;
const KEY_BYTES = 32;
const HASH_BYTES = 48; // SHA-384
const KEYHOLDERS_MOST = 25;
const STOCK_MOST = 2 ** 20;
const keyholder = integer(1, KEYHOLDERS_MOST);

const ISSUING_KEY = {
  kind: oneOf("issuing_key"),
  ceremony: octets(32),
  keyholder,
  number: integer(0, STOCK_MOST),
  n: octets(MODULUS_BYTES),
};
export const PASS = {
  prefix: octets(PREFIX_BYTES),
  signatures: array(fields({ keyholder, value: octets(MODULUS_BYTES) }), 1, KEYHOLDERS_MOST),
};

/**
 * A keyholder's public issuing key for one tag of one box. `issuer` is the SHA-256 of its signed document.
 * @typedef {{ issuer: Uint8Array, keyholder: number, n: bigint }} IssuingKey
 */

/**
 * @param {bigint} number
 */
function bitLength(number) {
  return number.toString(2).length;
}

/**
 * Return base^65537 mod n.
 * @param {bigint} base
 * @param {bigint} n
 */
function powerE(base, n) {
  let power = base % n;
  for (let step = 0; step < E_SQUARINGS; step += 1) power = (power * power) % n;
  return (power * base) % n;
}

/**
 * Return `n` if it is odd and has exactly 3072 bits. Errors: modulus_size.
 * @param {bigint} n
 */
export function checkModulus(n) {
  if (bitLength(n) !== BITS || n % 2n === 0n) throw new Refused("modulus_size");
  return n;
}

/**
 * Check an issuing key document against the keyholder's Ed25519 key.
 * Errors: document_field, size_wrong, modulus_size, those of signatures.verify.
 * @param {Document} document
 * @param {Uint8Array} key
 * @returns {IssuingKey}
 */
export function readIssuingKey(document, key) {
  const found = read(verifySigned(key, "issuing_key", document), ISSUING_KEY);
  return { issuer: sha256(encode(document)), keyholder: found.keyholder, n: checkModulus(bigEndian(found.n)) };
}

/**
 * Return prefix || envelope key, 64 bytes (RFC 9474 section 4.1, Randomized). Errors: size_wrong.
 * @param {Uint8Array} prefix
 * @param {Uint8Array} envelopeKey
 */
export function preparedMessage(prefix, envelopeKey) {
  if (prefix.length !== PREFIX_BYTES || envelopeKey.length !== KEY_BYTES) {
    throw new Refused("size_wrong", "a prefix and a key have 32 bytes each");
  }
  return concat(prefix, envelopeKey);
}

/**
 * Return `block` with MGF1 with SHA-384 (RFC 8017 appendix B.2.1) laid over it, and its `spare` first bits zero.
 * @param {Uint8Array} block
 * @param {Uint8Array} seed
 * @param {number} spare
 */
function masked(block, seed, spare) {
  const blocks = Math.ceil(block.length / HASH_BYTES);
  const mask = concat(...Array.from({ length: blocks }, (_, i) => sha384(concat(seed, bytesOf(BigInt(i), 4)))));
  return block.map((byte, at) => (byte ^ Number(mask[at])) & (at === 0 ? 0xff >> spare : 0xff));
}

/**
 * @param {Uint8Array} message
 * @param {Uint8Array} salt
 */
function saltedHash(message, salt) {
  return sha384(concat(new Uint8Array(8), sha384(message), salt));
}

/**
 * Return EMSA-PSS-ENCODE (RFC 8017 section 9.1.1) of `message` for `bits` = modulus bits - 1.
 * @param {Uint8Array} message
 * @param {Uint8Array} salt
 * @param {number} bits
 */
function pssEncode(message, salt, bits) {
  const length = Math.ceil(bits / 8);
  const h = saltedHash(message, salt);
  const zeros = new Uint8Array(length - salt.length - HASH_BYTES - 2);
  return concat(masked(concat(zeros, Uint8Array.of(1), salt), h, 8 * length - bits), h, Uint8Array.of(0xbc));
}

/**
 * Say whether `encoded` is EMSA-PSS of `message` with a salt of 48 bytes (RFC 8017 section 9.1.2): the salt is taken
 * out and the encoding made again.
 * @param {Uint8Array} message
 * @param {Uint8Array} encoded
 * @param {number} bits
 */
function isPss(message, encoded, bits) {
  const h = encoded.slice(encoded.length - HASH_BYTES - 1, -1);
  const block = masked(encoded.slice(0, -HASH_BYTES - 1), h, 8 * encoded.length - bits);
  return equal(pssEncode(message, block.slice(-SALT_BYTES), bits), encoded);
}

/**
 * @param {bigint} number
 * @param {bigint} n
 */
function inverse(number, n) {
  try {
    return invert(number, n);
  } catch {
    throw new Refused("message_invalid");
  }
}

/**
 * Return the blinded message (RFC 9474 section 4.2), as long as the modulus, big-endian.
 * Errors: message_invalid if message or factor has a common divisor with n; size_wrong.
 * @param {bigint} n
 * @param {Uint8Array} message a prepared message
 * @param {Uint8Array} salt 48 bytes
 * @param {bigint} factor 1 < r < n, invertible
 */
export function blind(n, message, salt, factor) {
  if (salt.length !== SALT_BYTES) throw new Refused("size_wrong", "the salt has 48 bytes");
  const number = bigEndian(pssEncode(message, salt, bitLength(n) - 1));
  if (factor <= 1n || factor >= n) throw new Refused("message_invalid");
  inverse(number, n);
  inverse(factor, n);
  return bytesOf((number * powerE(factor, n)) % n, Math.ceil(bitLength(n) / 8));
}

/**
 * Return the signature (RFC 9474 section 4.4), checked. Errors: size_wrong, message_invalid, pass_signature_wrong.
 * @param {bigint} n
 * @param {Uint8Array} message
 * @param {Uint8Array} blindSignature
 * @param {bigint} factor
 */
export function finalize(n, message, blindSignature, factor) {
  const length = Math.ceil(bitLength(n) / 8);
  if (blindSignature.length !== length)
    throw new Refused("size_wrong", "the blind signature is as long as the modulus");
  const signature = bytesOf((bigEndian(blindSignature) * inverse(factor, n)) % n, length);
  verifySignature(n, message, signature);
  return signature;
}

/**
 * Check RSASSA-PSS, SHA-384, salt 48 (RFC 8017 section 8.1.2). Errors: pass_signature_wrong.
 * @param {bigint} n
 * @param {Uint8Array} message
 * @param {Uint8Array} signature
 */
export function verifySignature(n, message, signature) {
  const bits = bitLength(n) - 1;
  const s = bigEndian(signature);
  const length = Math.ceil(bits / 8);
  if (signature.length !== Math.ceil((bits + 1) / 8) || s >= n) throw new Refused("pass_signature_wrong");
  const number = powerE(s, n);
  if (number >> BigInt(bits) !== 0n || !isPss(message, bytesOf(number, length), bits)) {
    throw new Refused("pass_signature_wrong");
  }
}

/**
 * Return the member's signed request: one blinded message for every issuer of their tag, in keyholder order.
 * @param {Uint8Array} secret
 * @param {Uint8Array} member
 * @param {Uint8Array} boxId
 * @param {[IssuingKey, Uint8Array][]} blinded
 * @returns {Document}
 */
export function requestDocument(secret, member, boxId, blinded) {
  return signed(secret, "request", {
    v: 1,
    kind: "request",
    box: b64(boxId),
    member: b64(member),
    blinded: blinded.map(([key, value]) => ({
      keyholder: key.keyholder,
      issuer: b64(key.issuer),
      value: b64(value),
    })),
  });
}

/**
 * Return the pass, which stands inside an envelope: the prefix and t signatures in keyholder order.
 * @param {Uint8Array} prefix
 * @param {[number, Uint8Array][]} signatures
 * @returns {Document}
 */
export function passDocument(prefix, signatures) {
  const ordered = [...signatures].sort(([left], [right]) => left - right);
  return {
    prefix: b64(prefix),
    signatures: ordered.map(([number, value]) => ({ keyholder: number, value: b64(value) })),
  };
}
