/**
 * Files of age, version 1, under a passphrase (https://c2sp.org/age): any age program opens them. Only what such a file
 * needs is here: one stanza "scrypt", no armor. The ready-made package has every kind of recipient, weighs 39 kB
 * compressed, and computes scrypt in one go, during which a phone would stand still.
 */

import { chacha20poly1305 } from "../vendor/chacha.js";
import { hkdf, hmac, scryptAsync, sha256 } from "../vendor/hashes.js";
import { HoursProblem } from "./problems.js";

const FIRST_LINE = "age-encryption.org/v1\n";
const HEADER = /^(.*\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9]\d?)\n([A-Za-z0-9+/]{43})\n---) ([A-Za-z0-9+/]{43})\n/;
const HEADER_MOST = 300;
const SALT_LABEL = "age-encryption.org/v1/scrypt";
const [SALT_BYTES, FILE_KEY_BYTES, NONCE_BYTES, TAG_BYTES] = [16, 16, 16, 16];
const CHUNK_BYTES = 65_536;
/** 2^17 rounds of 1 kB: 128 MB of memory. About a second on a laptop, some seconds on an old phone. */
const WORK = 17;
/** What age programs choose on a fast machine, with 1 GB at the most. More is no backup of ours. */
const WORK_MOST = 20;

const ascii = new TextEncoder();

/** @typedef {(part: number) => void} OnProgress from 0 to 1 */

/** @param {Uint8Array[]} parts */
function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Return Base64 without padding (RFC 4648, section 4), as age writes it.
 * @param {Uint8Array} data short
 */
function base64(data) {
  return btoa(String.fromCharCode(...data)).replaceAll("=", "");
}

/**
 * Return the bytes of canonical Base64 without padding. Errors: backup_broken.
 * @param {string} text of its alphabet only
 */
function bytes(text) {
  const data = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  if (base64(data) !== text) throw new HoursProblem("backup_broken");
  return data;
}

/** @param {number} length */
function random(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}

/**
 * Return the key under which the file key is wrapped: "The scrypt recipient type". Errors: backup_costly if the phone has
 * too little memory.
 * @param {string} passphrase
 * @param {Uint8Array} salt 16 bytes
 * @param {number} work
 * @param {OnProgress} onProgress
 * @returns {Promise<Uint8Array>}
 */
async function wrapKey(passphrase, salt, work, onProgress) {
  const options = { N: 2 ** work, r: 8, p: 1, dkLen: 32, onProgress };
  try {
    return await scryptAsync(ascii.encode(passphrase), joined(ascii.encode(SALT_LABEL), salt), options);
  } catch (problem) {
    if (problem instanceof RangeError) throw new HoursProblem("backup_costly");
    throw problem;
  }
}

/**
 * Return the cipher of the stanza: it wraps one key once, so its nonce is zero.
 * @param {Uint8Array} key
 */
function wrap(key) {
  return chacha20poly1305(key, new Uint8Array(12));
}

/**
 * Return the MAC of a header up to and with its three dashes: "Header MAC".
 * @param {Uint8Array} fileKey
 * @param {string} header
 */
function mac(fileKey, header) {
  return base64(hmac(sha256, hkdf(sha256, fileKey, undefined, ascii.encode("header"), 32), ascii.encode(header)));
}

/**
 * Return the cipher of one chunk of the payload: its nonce is an 11-byte number, then whether it is the last.
 * @param {Uint8Array} key
 * @param {number} number
 * @param {boolean} isLast
 */
function chunk(key, number, isLast) {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(7, number);
  nonce[11] = Number(isLast);
  return chacha20poly1305(key, nonce);
}

/**
 * Pass a payload through its cipher, chunk by chunk: "Payload".
 * @param {Uint8Array} data
 * @param {number} size of a chunk that comes in
 * @param {(part: Uint8Array, number: number, isLast: boolean) => Uint8Array} work
 */
function stream(data, size, work) {
  const count = Math.max(1, Math.ceil(data.length / size));
  const parts = Array.from({ length: count }, (_, at) =>
    work(data.subarray(at * size, (at + 1) * size), at, at === count - 1),
  );
  return joined(...parts);
}

/**
 * @param {Uint8Array} fileKey
 * @param {Uint8Array} nonce 16 bytes
 */
function payloadKey(fileKey, nonce) {
  return hkdf(sha256, fileKey, nonce, ascii.encode("payload"), 32);
}

/**
 * Return an age file that the passphrase opens.
 * @param {Uint8Array} plain
 * @param {string} passphrase
 * @param {OnProgress} onProgress
 * @param {number} [work] the logarithm of how often, for tests
 * @returns {Promise<Uint8Array>}
 */
export async function encrypt(plain, passphrase, onProgress, work = WORK) {
  const [fileKey, salt, nonce] = [random(FILE_KEY_BYTES), random(SALT_BYTES), random(NONCE_BYTES)];
  const body = wrap(await wrapKey(passphrase, salt, work, onProgress)).encrypt(fileKey);
  const header = `${FIRST_LINE}-> scrypt ${base64(salt)} ${work}\n${base64(body)}\n---`;
  const key = payloadKey(fileKey, nonce);
  const payload = stream(plain, CHUNK_BYTES, (part, number, isLast) => chunk(key, number, isLast).encrypt(part));
  return joined(ascii.encode(`${header} ${mac(fileKey, header)}\n`), nonce, payload);
}

/**
 * Return what an age file holds. Errors: backup_other if it is none, or for no passphrase; backup_broken; backup_costly;
 * passphrase_wrong.
 * @param {Uint8Array} data
 * @param {string} passphrase
 * @param {OnProgress} onProgress
 * @returns {Promise<Uint8Array>}
 */
export async function decrypt(data, passphrase, onProgress) {
  const head = String.fromCharCode(...data.subarray(0, HEADER_MOST));
  if (!head.startsWith(`${FIRST_LINE}-> scrypt `)) throw new HoursProblem("backup_other");
  const [whole = "", header = "", salt = "", work = "", body = "", said = ""] = HEADER.exec(head) ?? [];
  if (whole === "") throw new HoursProblem("backup_broken");
  if (Number(work) > WORK_MOST) throw new HoursProblem("backup_costly");
  const wrapped = bytes(body);
  const fileKey = opened(wrap(await wrapKey(passphrase, bytes(salt), Number(work), onProgress)), wrapped);
  if (fileKey === null) throw new HoursProblem("passphrase_wrong");
  if (mac(fileKey, header) !== said) throw new HoursProblem("backup_broken");
  return plainOf(fileKey, data.subarray(whole.length));
}

/**
 * Return what was sealed, or null if it was not sealed so.
 * @param {{ decrypt(data: Uint8Array): Uint8Array }} cipher
 * @param {Uint8Array} sealed
 */
function opened(cipher, sealed) {
  try {
    return cipher.decrypt(sealed);
  } catch {
    return null;
  }
}

/**
 * Return the plain payload. Errors: backup_broken.
 * @param {Uint8Array} fileKey
 * @param {Uint8Array} data nonce and chunks
 */
export function plainOf(fileKey, data) {
  if (data.length < NONCE_BYTES + TAG_BYTES) throw new HoursProblem("backup_broken");
  const key = payloadKey(fileKey, data.subarray(0, NONCE_BYTES));
  return stream(data.subarray(NONCE_BYTES), CHUNK_BYTES + TAG_BYTES, (part, number, isLast) => {
    const plain = opened(chunk(key, number, isLast), part);
    const isEmptyEnd = number > 0 && plain?.length === 0; // forbidden, so that a payload has one form
    if (plain === null || isEmptyEnd) throw new HoursProblem("backup_broken");
    return plain;
  });
}
