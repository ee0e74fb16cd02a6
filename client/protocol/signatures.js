/** Ed25519 signatures on documents, checked so strictly that no two libraries differ. Specified in spec/signatures.md. */

import { ed25519 } from "../vendor/noble.js";

import { littleEndian } from "./bytes.js";
import { b64, digest, encode, L, unb64 } from "./encoding.js";
import { Refused } from "./errors.js";

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** @import { Document } from "./encoding.js" */

/**
 * Return the 32-byte public key of a 32-byte Ed25519 seed (RFC 8032 section 5.1.5).
 * @param {Uint8Array} secret
 * @returns {Uint8Array}
 */
export function publicKey(secret) {
  return ed25519.getPublicKey(secret);
}

/**
 * Say whether 32 bytes are a point in canonical form (RFC 8032 section 5.1.3), not of small order, torsion-free.
 * @param {Uint8Array} data
 */
function isStrict(data) {
  try {
    const point = ed25519.Point.fromBytes(data, false);
    return !point.isSmallOrder() && point.isTorsionFree();
  } catch {
    return false;
  }
}

/**
 * Return `key` if it is canonical, not of small order and torsion-free. Errors: size_wrong, key_not_canonical.
 * @param {Uint8Array} key
 */
export function checkKey(key) {
  if (key.length !== KEY_BYTES) throw new Refused("size_wrong", "an Ed25519 key has 32 bytes");
  if (!isStrict(key)) throw new Refused("key_not_canonical");
  return key;
}

/**
 * Return the 64-byte Ed25519 signature (RFC 8032) of raw bytes. Only notes (C2SP) sign raw bytes.
 * @param {Uint8Array} secret
 * @param {Uint8Array} message
 * @returns {Uint8Array}
 */
export function signBytes(secret, message) {
  return ed25519.sign(message, secret);
}

/**
 * Check an Ed25519 signature over raw bytes.
 * The key and R must be canonical, not of small order and torsion-free, S below L; then cofactored and cofactorless
 * verification agree, so OpenSSL and noble cannot differ (Chalkias, Garillot, Nikolaenko 2020).
 * Errors: size_wrong, key_not_canonical, signature_not_canonical, signature_wrong.
 * @param {Uint8Array} key
 * @param {Uint8Array} signature
 * @param {Uint8Array} message
 */
export function verifyBytes(key, signature, message) {
  checkKey(key);
  if (signature.length !== SIGNATURE_BYTES) throw new Refused("size_wrong", "an Ed25519 signature has 64 bytes");
  if (littleEndian(signature.subarray(32)) >= L) throw new Refused("signature_not_canonical", "S is not below L");
  if (!isStrict(signature.subarray(0, 32))) throw new Refused("signature_not_canonical", "R");
  if (!ed25519.verify(signature, message, key, { zip215: false })) throw new Refused("signature_wrong");
}

/**
 * Return the 64-byte signature over digest("sign/" + purpose, canonical document).
 * @param {Uint8Array} secret
 * @param {string} purpose
 * @param {Document} document
 */
export function sign(secret, purpose, document) {
  return signBytes(secret, digest(`sign/${purpose}`, encode(document)));
}

/**
 * Check a signature of `sign`. Errors: as verifyBytes.
 * @param {Uint8Array} key
 * @param {string} purpose
 * @param {Document} document
 * @param {Uint8Array} signature
 */
export function verify(key, purpose, document, signature) {
  verifyBytes(key, signature, digest(`sign/${purpose}`, encode(document)));
}

/**
 * Return `document` with a field `signature`, which signs all the other fields.
 * @param {Uint8Array} secret
 * @param {string} purpose
 * @param {Document} document
 * @returns {Document}
 */
export function signed(secret, purpose, document) {
  return { ...document, signature: b64(sign(secret, purpose, document)) };
}

/**
 * Return a document of `signed` without its signature, once that is checked.
 * Errors: document_field if there is no signature; encoding_base64; as verifyBytes.
 * @param {Uint8Array} key
 * @param {string} purpose
 * @param {Document} document
 * @returns {Document}
 */
export function verifySigned(key, purpose, document) {
  const { signature, ...rest } = document;
  if (typeof signature !== "string") throw new Refused("document_field", "field 'signature' is missing");
  verify(key, purpose, rest, unb64(signature));
  return rest;
}
