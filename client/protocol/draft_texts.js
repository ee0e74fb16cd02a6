/** The texts in drafts, written and read: the part of drafts.js for pages. Specified in spec/drafts.md. */

import { checkReaders, isForbidden, line, readAsks } from "./asks.js";
import { ascends, DEFINITION, K_LEAST, K_MOST } from "./boxes.js";
import { concat, equal, strictUtf8, utf8 } from "./bytes.js";
import { array, b64, decode, encode, integer, octets, oneOf, optional, read, text } from "./encoding.js";
import { Refused } from "./errors.js";
import { LEVELS } from "./tags.js";

/** @import { Document, Shape } from "./encoding.js" */

const DRAFT_BYTES = 4096;
const LENGTH_BYTES = 2;
export const TEXT_MOST = DRAFT_BYTES - LENGTH_BYTES;

const FIELDS = {
  title: line(200),
  text: text(TEXT_MOST),
  levels: array(integer(K_LEAST, K_MOST), 1, 4),
  rule: oneOf(...LEVELS),
  signing_ends: DEFINITION.signing_ends,
  withdrawing_ends: DEFINITION.withdrawing_ends,
  batch: DEFINITION.batch,
  room: DEFINITION.room,
  readers: DEFINITION.readers,
};
/** @type {Readonly<Record<string, Shape>>} */
const SHAPES = {
  comment: { kind: oneOf("comment"), on: octets(32), text: text(TEXT_MOST) },
  proposal: { kind: oneOf("proposal"), amends: optional(octets(32)), ...FIELDS },
  put_up: { kind: oneOf("put_up"), ...FIELDS },
  ask_first: { kind: oneOf("ask_first"), ...FIELDS },
};
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Return the body of a draft's envelope: 2 bytes of length, big-endian, UTF-8, zeros; 4,096 bytes in all.
 * Errors: draft_malformed if `words` is empty, has over 4,094 bytes, or characters that a draft may not have.
 * @param {string} words
 */
export function draftBody(words) {
  const data = utf8(words);
  if (data.length < 1 || data.length > TEXT_MOST || isForbidden(words)) {
    throw new Refused("draft_malformed", `1 to ${TEXT_MOST} bytes without control characters`);
  }
  const body = new Uint8Array(DRAFT_BYTES);
  body.set(concat(Uint8Array.of(data.length >> 8, data.length & 255), data));
  return body;
}

/**
 * Return the text of a draft's body. Errors: draft_malformed for anything that `draftBody` would not give.
 * @param {Uint8Array} body
 */
export function draftText(body) {
  const length = (body[0] ?? 0) * 256 + (body[1] ?? 0);
  const words = decoder.decode(body.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
  if (!equal(draftBody(words), body)) throw new Refused("draft_malformed");
  return words;
}

/**
 * Return the text of a draft that comments on another. `on`: the hash of that envelope. Errors: as draftBody.
 * @param {Uint8Array} on
 * @param {string} words
 */
export function commentText(on, words) {
  return written({ kind: "comment", on: b64(on), text: words });
}

/**
 * Return the text of a draft that proposes a demand. `given`: FIELDS; `amends`: the envelope of an earlier one.
 * Errors: draft_malformed if it is too long for a draft; document_field, rule_impossible and the like.
 * @param {Document} given
 * @param {Uint8Array | null} [amends]
 */
export function proposalText(given, amends = null) {
  return written({ ...given, kind: "proposal", ...(amends && { amends: b64(amends) }) });
}

/**
 * Return the text of a draft that puts a demand up for signing. `given`: FIELDS. Errors: as proposalText.
 * @param {Document} given
 */
export function putUpText(given) {
  return written({ ...given, kind: "put_up" });
}

/**
 * Return the text of a draft that asks first who would sign. `given`: FIELDS; times are those of the question.
 * Errors: as proposalText.
 * @param {Document} given
 */
export function askFirstText(given) {
  return written({ ...given, kind: "ask_first" });
}

/** @param {Document} given */
function written(given) {
  const document = { ...given, v: 1 };
  readFields(document);
  const words = decoder.decode(encode(document));
  draftBody(words);
  return words;
}

/**
 * @param {Document} document
 * @returns {Document}
 */
function readFields(document) {
  const kind = String(document.kind);
  const shape = Object.hasOwn(SHAPES, kind) ? SHAPES[kind] : undefined;
  if (!shape) throw new Refused("document_field", "kind");
  const found = read(document, shape);
  if (kind === "comment") {
    draftBody(found.text);
    return found;
  }
  checkReaders(readAsks(found.text), found.readers !== undefined);
  if (!ascends(found.levels) || found.withdrawing_ends < found.signing_ends) {
    throw new Refused("rule_impossible", "levels out of order, or withdrawing ends before signing does");
  }
  return found;
}

/**
 * Return the fields of a draft that is a document; of any other text {"kind": "words", "text": words}.
 * @param {string} words
 * @returns {Document}
 */
export function readDraft(words) {
  try {
    return readFields(decode(strictUtf8(words)));
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
  }
  return { kind: "words", text: words };
}
