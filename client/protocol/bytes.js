/**
 * What Python has built in, and JavaScript or the browser of an old phone has not: joining, comparing, numbering and
 * writing bytes; judging a text; grouping.
 */

import { Refused } from "./errors.js";

const encoder = new TextEncoder();
const BASE64URL = /^[A-Za-z0-9_-]*$/;

/**
 * Return the UTF-8 bytes of a text.
 * @param {string} value
 */
export function utf8(value) {
  return encoder.encode(value);
}

/**
 * Say whether a text can be written in UTF-8: whether it has no lone surrogate.
 * @param {string} value
 */
export function isWellFormed(value) {
  return !/\p{Cs}/u.test(value);
}

/**
 * Return the UTF-8 bytes of a text. Errors: document_field for a lone surrogate.
 * @param {string} value
 */
export function strictUtf8(value) {
  if (!isWellFormed(value)) throw new Refused("document_field", "a lone surrogate");
  return utf8(value);
}

/**
 * Return the items by what `keyOf` gives for each, in the order in which they come.
 * @template T, K
 * @param {Iterable<T>} items
 * @param {(item: T) => K} keyOf
 * @returns {Map<K, T[]>}
 */
export function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/**
 * Return the parts one after the other.
 * @param {...Uint8Array} parts
 * @returns {Uint8Array}
 */
export function concat(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * Say whether two byte strings are equal. Not in constant time: for public values.
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 */
export function equal(left, right) {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

/**
 * Return the integer of big-endian bytes.
 * @param {Uint8Array} data
 */
export function bigEndian(data) {
  let number = 0n;
  for (const byte of data) number = (number << 8n) | BigInt(byte);
  return number;
}

/**
 * Return the integer of little-endian bytes.
 * @param {Uint8Array} data
 */
export function littleEndian(data) {
  return bigEndian(data.slice().reverse());
}

/**
 * Return `number` as `length` bytes, big-endian. Errors: value_out_of_range if it is negative or does not fit.
 * @param {bigint} number
 * @param {number} length
 */
export function bytesOf(number, length) {
  if (number < 0n || number >> BigInt(8 * length) !== 0n) {
    throw new Refused("value_out_of_range", `an integer does not fit ${length} bytes`);
  }
  const data = new Uint8Array(length);
  let rest = number;
  for (let at = length - 1; at >= 0; at -= 1) {
    data[at] = Number(rest & 255n);
    rest >>= 8n;
  }
  return data;
}

/**
 * Say which of two byte strings of equal length comes first: negative for the left, positive for the right, 0 if equal.
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 */
export function compare(left, right) {
  const at = left.findIndex((byte, place) => byte !== right[place]);
  return at < 0 ? 0 : Number(left[at]) - Number(right[at]);
}

/**
 * Return standard base64 with padding (RFC 4648 section 4).
 * @param {Uint8Array} data
 */
export function base64(data) {
  let text = "";
  for (const byte of data) text += String.fromCharCode(byte);
  return btoa(text);
}

/**
 * Return the bytes of canonical standard base64 with padding, or null.
 * @param {string} text
 */
export function unbase64(text) {
  let found;
  try {
    found = atob(text);
  } catch {
    return null;
  }
  const data = new Uint8Array(found.length);
  for (let at = 0; at < data.length; at += 1) data[at] = found.charCodeAt(at);
  return base64(data) === text ? data : null; // atob reads other forms too
}

/**
 * Return base64url without padding (RFC 4648 section 5).
 * @param {Uint8Array} data
 */
export function b64(data) {
  return base64(data).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * Return the bytes of canonical base64url without padding. Errors: encoding_base64.
 * @param {string} text
 * @returns {Uint8Array}
 */
export function unb64(text) {
  if (typeof text !== "string" || !BASE64URL.test(text)) throw new Refused("encoding_base64");
  const padded = text.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat(-text.length & 3);
  const data = unbase64(padded);
  if (data === null) throw new Refused("encoding_base64", "not the canonical form");
  return data;
}
