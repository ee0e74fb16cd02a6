/** Frames, digests, challenges and canonical documents. Specified in spec/encoding.md. */

import { sha256 as nobleSha256, sha512 } from "../vendor/noble.js";

import { b64, bytesOf, concat, equal, littleEndian, strictUtf8, unb64, utf8 } from "./bytes.js";
import { Refused } from "./errors.js";

export { b64, unb64 };

const PREFIX = "undersign/v1/";
const INTEGER_LIMIT = 2 ** 53; // integers in documents are below this (RFC 8785 keeps them exact)
const DEPTH_LIMIT = 16; // nesting of arrays and objects in a document
/** The order of ristretto255, by which challenges are reduced. */
export const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const FIELD = /^[a-z0-9_]+$/;
const STRINGS = /"(?:[^"\\]+|\\.)*"/g;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @typedef {Record<string, any>} Document */
/** @typedef {((value: unknown) => any) & { mayBeAbsent?: boolean }} Check */
/** @typedef {Record<string, Check>} Shape */

/**
 * Return `number` as 8 bytes, big-endian. Errors: value_out_of_range unless 0 <= number < 2**64.
 * @param {number | bigint} number
 */
export function u64(number) {
  if (typeof number === "number" && !Number.isSafeInteger(number)) {
    throw new Refused("value_out_of_range", "an integer part must be an exact integer");
  }
  return bytesOf(BigInt(number), 8);
}

/**
 * Return the 8-byte big-endian length of `part`, then `part`.
 * @param {Uint8Array} part
 */
export function frame(part) {
  return concat(u64(part.length), part);
}

/**
 * Return 64 bytes: SHA-512 over frame("undersign/v1/" + label) and each framed part.
 * @param {string} label
 * @param {...Uint8Array} parts
 * @returns {Uint8Array}
 */
export function digest(label, ...parts) {
  const state = sha512.create().update(frame(utf8(PREFIX + label)));
  for (const part of parts) state.update(u64(part.length)).update(part);
  return state.digest();
}

/**
 * Return a scalar, 32 bytes little-endian: the digest read little-endian, mod L.
 * @param {string} label
 * @param {...Uint8Array} parts
 * @returns {Uint8Array}
 */
export function challenge(label, ...parts) {
  return bytesOf(littleEndian(digest(label, ...parts)) % L, 32).reverse();
}

/**
 * Return the 32 bytes of SHA-256.
 * @param {Uint8Array} data
 * @returns {Uint8Array}
 */
export function sha256(data) {
  return nobleSha256(data);
}

/**
 * @param {unknown} value
 * @returns {value is Document}
 */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Return the canonical text of a value. Errors: document_field for what RFC 8785 with our limits does not hold.
 * @param {unknown} value
 * @param {number} depth
 * @returns {string}
 */
function write(value, depth) {
  if (depth > DEPTH_LIMIT) throw new Refused("document_field", `nested deeper than ${DEPTH_LIMIT}`);
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") {
    strictUtf8(value);
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    if (!Number.isInteger(value) || value < 0 || value >= INTEGER_LIMIT) {
      throw new Refused("document_field", "an integer must be between 0 and 2^53-1");
    }
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(",")}]`;
  if (!isObject(value)) throw new Refused("document_field", `a ${typeof value} cannot stand in a document`);
  const members = Object.keys(value).sort();
  for (const name of members) {
    if (!FIELD.test(name)) throw new Refused("document_field", "field names are lower-case letters, digits and _");
  }
  return `{${members.map((name) => `"${name}":${write(value[name], depth + 1)}`).join(",")}}`;
}

/**
 * Return the canonical form of a document (RFC 8785): UTF-8, keys sorted, no white space.
 * `document`: an object of objects, arrays, strings, integers 0..2**53-1 and booleans, with `"v": 1`.
 * Errors: document_field for anything else, lone surrogates among it.
 * @param {unknown} document
 * @returns {Uint8Array}
 */
export function encode(document) {
  if (!isObject(document) || document.v !== 1) {
    throw new Refused("document_field", 'a document is an object with "v": 1');
  }
  return utf8(write(document, 0));
}

/**
 * Return the document whose canonical form `data` is.
 * Encoding it again must give the same bytes; this settles duplicate keys, key order, escapes and spaces.
 * Errors: document_not_json, document_not_canonical, document_field.
 * @param {Uint8Array} data
 * @returns {Document}
 */
export function decode(data) {
  let text;
  let document;
  try {
    text = decoder.decode(data);
    document = JSON.parse(text);
  } catch {
    throw new Refused("document_not_json");
  }
  if (!isObject(document)) throw new Refused("document_not_json", "not an object");
  if (/[0-9][.eE]/.test(text.replace(STRINGS, ""))) {
    throw new Refused("document_not_canonical", "a number with a fraction or an exponent");
  }
  if (!equal(encode(document), data)) throw new Refused("document_not_canonical");
  return document;
}

/**
 * Return the document in some words; one without a kind for any other words.
 * @param {string} words
 * @returns {Document}
 */
export function documentOf(words) {
  try {
    return decode(strictUtf8(words));
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
  }
  return {};
}

/**
 * Return the fields of `document`, each passed through its check in `shape`; `v` is checked here.
 * Every field of `shape` must be there unless its check is `optional`; any other field is refused.
 * Errors: document_field, or what a check raises.
 * @param {unknown} document
 * @param {Shape} shape
 * @returns {Document}
 */
export function read(document, shape) {
  if (!isObject(document) || document.v !== 1) {
    throw new Refused("document_field", 'an object with "v": 1 is expected');
  }
  const { v: _, ...given } = document;
  return readFields(given, shape);
}

/**
 * @param {Document} given
 * @param {Shape} shape
 * @returns {Document}
 */
function readFields(given, shape) {
  const unknown = Object.keys(given)
    .filter((name) => !Object.hasOwn(shape, name))
    .sort();
  if (unknown.length > 0) throw new Refused("document_field", `unknown field ${JSON.stringify(unknown[0])}`);
  /** @type {Document} */
  const result = {};
  for (const [name, check] of Object.entries(shape)) {
    if (!Object.hasOwn(given, name)) {
      if (!check.mayBeAbsent) throw new Refused("document_field", `field ${JSON.stringify(name)} is missing`);
      continue;
    }
    try {
      result[name] = check(given[name]);
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      throw new Refused(problem.reason, problem.detail ? `${name}: ${problem.detail}` : name);
    }
  }
  return result;
}

/**
 * Return a check for an integer from `least` to `most`.
 * @param {number} [least]
 * @param {number} [most]
 * @returns {Check}
 */
export function integer(least = 0, most = INTEGER_LIMIT - 1) {
  return (value) => {
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
      throw new Refused("document_field", `an integer from ${least} to ${most} is expected`);
    }
    return value;
  };
}

/**
 * Return a check for base64url bytes of exactly `length`, or of at most `most` bytes; it gives the bytes.
 * @param {number | null} [length]
 * @param {number | null} [most]
 * @returns {Check}
 */
export function octets(length = null, most = null) {
  return (value) => {
    if (typeof value !== "string") throw new Refused("document_field", "base64url text is expected");
    if (most !== null && value.length > Math.floor((most * 4 + 2) / 3)) {
      throw new Refused("size_wrong", `more than ${most} bytes`);
    }
    const data = unb64(value);
    if (length !== null && data.length !== length) {
      throw new Refused("size_wrong", `${data.length} bytes where ${length} are expected`);
    }
    return data;
  };
}

/**
 * Return a check for a string of at most `most` UTF-8 bytes.
 * @param {number} most
 * @returns {Check}
 */
export function text(most) {
  return (value) => {
    if (typeof value !== "string" || utf8(value).length > most) {
      throw new Refused("document_field", `a text of at most ${most} bytes is expected`);
    }
    return value;
  };
}

/**
 * Return `value` if it is true or false; a check itself.
 * @param {unknown} value
 */
export function boolean(value) {
  if (typeof value !== "boolean") throw new Refused("document_field", "true or false is expected");
  return value;
}

/**
 * Return a check for one of the given strings.
 * @param {...string} values
 * @returns {Check}
 */
export function oneOf(...values) {
  return (value) => {
    if (typeof value !== "string" || !values.includes(value)) {
      throw new Refused("document_field", `one of ${values.join(", ")} is expected`);
    }
    return value;
  };
}

/**
 * Return a check for an array of `least` to `most` items.
 * @param {Check} item
 * @param {number} least
 * @param {number} most
 * @returns {Check}
 */
export function array(item, least, most) {
  return (value) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) {
      throw new Refused("document_field", `a list of ${least} to ${most} items is expected`);
    }
    return value.map((each) => item(each));
  };
}

/**
 * Return a check for an object inside a document (without `v`) with exactly the fields of `shape`.
 * @param {Shape} shape
 * @returns {Check}
 */
export function fields(shape) {
  return (value) => {
    if (!isObject(value)) throw new Refused("document_field", "an object is expected");
    return readFields(value, shape);
  };
}

/**
 * Return the same check for a field that may be absent.
 * @param {Check} check
 * @returns {Check}
 */
export function optional(check) {
  /** @type {Check} */
  const maybe = (value) => check(value);
  maybe.mayBeAbsent = true;
  return maybe;
}
