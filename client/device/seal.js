/** Sealing of what stays on a phone: XChaCha20-Poly1305 under a key of 32 bytes, bound to what it is for. */

import { concat, utf8 } from "../protocol/bytes.js";
import { xchacha20poly1305 } from "../vendor/chacha.js";
import { random } from "./random.js";

const NONCE_BYTES = 24;
const PREFIX = "undersign/v1/device/";

/**
 * Return nonce and sealed bytes, one after the other.
 * @param {Uint8Array} key
 * @param {string} purpose
 * @param {Uint8Array} plain
 */
export function seal(key, purpose, plain) {
  const nonce = random(NONCE_BYTES);
  return concat(nonce, xchacha20poly1305(key, nonce, utf8(PREFIX + purpose)).encrypt(plain));
}

/**
 * Return what was sealed, or null if the key, the purpose or the bytes are others.
 * @param {Uint8Array} key
 * @param {string} purpose
 * @param {Uint8Array} sealed
 */
export function unseal(key, purpose, sealed) {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  try {
    return xchacha20poly1305(key, nonce, utf8(PREFIX + purpose)).decrypt(sealed.subarray(NONCE_BYTES));
  } catch {
    return null;
  }
}
