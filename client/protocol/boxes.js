/**
 * Boxes: the definition that nothing can change, what it asks of envelopes, promises. Specified in spec/boxes.md.
 * How totals are grouped and opened is for those who count; names open as in demands.js.
 */

import { compare, concat, equal, utf8 } from "./bytes.js";
import {
  array,
  b64,
  digest,
  encode,
  fields,
  integer,
  octets,
  oneOf,
  optional,
  read,
  sha256,
  text,
} from "./encoding.js";
import { Refused } from "./errors.js";
import { bodyLength } from "./sent.js";
import { verifySigned } from "./signatures.js";
import { LEVELS } from "./tags.js";

/** @import { Question } from "./sealed_choices.js" */
/** @import { Document } from "./encoding.js" */
/** @import { Head, Rules } from "./envelopes.js" */
/** @import { ListReader } from "./lists.js" */
/** @import { IssuingKey } from "./passes.js" */

const COUNTED = ["survey", "vote"]; // the kinds that are opened as totals
export const K_LEAST = 5;
export const K_MOST = 2 ** 20;
const FEW_PEOPLE = 20; // a tag with fewer members allows at most FEW_BINS options besides "no answer"
const FEW_BINS = 5;
const TAGS_MOST = 4096;
const OPTIONS_MOST = 64;
const SUMS_MOST = 8000; // of all tags, so that a keyholder's part (128 characters for each) fits into one entry
const BODY_MOST = 2 ** 20;
const TIME_MOST = 2 ** 40; // seconds since 1970
export const SIZE_MOST = 2 ** 40;
const BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const AGE = "age1";
const AGE_HEAD = [3, 3, 3, 0, 1, 7, 5]; // "age", as the checksum takes it in
const KEY_WORDS = 52; // 32 bytes, and 4 bits that are 0
const AGE_WORDS = KEY_WORDS + 6;

/** @param {unknown} value */
function isTrue(value) {
  if (value !== true) throw new Refused("document_field", "true, or no field at all, is expected");
  return true;
}

/**
 * Return the checksum of Bech32 (BIP173) over a prefix and words; 1 if it is right.
 * @param {number[]} words
 */
function bech32Sum(words) {
  return words.reduce((sum, word) => {
    const next = ((sum & 0x1ffffff) << 5) ^ word;
    return GENERATOR.reduce((all, each, bit) => ((sum >>> 25) & (1 << bit) ? all ^ each : all), next);
  }, 1);
}

/**
 * Return `value` if it is an age X25519 recipient, Bech32 of 32 bytes with prefix "age", lower case (C2SP age.md); a
 * check itself.
 * @param {unknown} value
 * @returns {string}
 */
export function recipient(value) {
  const given = text(100)(value);
  const words = Array.from(given.slice(AGE.length), (letter) => BECH32.indexOf(letter));
  const whole = given.startsWith(AGE) && words.length === AGE_WORDS && !words.includes(-1);
  if (!whole || bech32Sum([...AGE_HEAD, ...words]) !== 1 || (Number(words[KEY_WORDS - 1]) & 15) !== 0) {
    throw new Refused("document_field", "an age recipient (age1...) is expected");
  }
  return given;
}

const QUESTION = {
  id: text(64),
  text: octets(32),
  options: array(octets(32), 1, OPTIONS_MOST),
  least: integer(1, OPTIONS_MOST),
  most: integer(1, OPTIONS_MOST),
  bins: optional(array(integer(0, 10 ** 9), 1, OPTIONS_MOST)),
};
const TAG = {
  level: oneOf(...LEVELS),
  of: text(200),
  name: octets(32),
  parent: integer(0, TAGS_MOST - 1),
  issuers: array(octets(32), 2, 25),
};
export const DEFINITION = {
  kind: oneOf("survey", "demand", "vote", "draft"),
  title: octets(32),
  intro: octets(32),
  questions: array(fields(QUESTION), 0, 64),
  tags: array(fields(TAG), 1, TAGS_MOST),
  levels: array(integer(1, K_MOST), 0, 4),
  k: integer(K_LEAST, K_MOST),
  quorum: integer(0, K_MOST),
  signing_ends: integer(0, TIME_MOST),
  withdrawing_ends: integer(0, TIME_MOST),
  batch: integer(1, 10 ** 7),
  ceremony: octets(32),
  list: fields({ book: octets(32), size: integer(1, SIZE_MOST), root: octets(32) }),
  origin: text(200),
  nonce: octets(32),
  room: optional(isTrue),
  draft: optional(octets(32)),
  readers: optional(array(recipient, 1, 100)),
};
export const ASKED = {
  kind: oneOf("opening_request"),
  box: octets(32),
  size: integer(1, SIZE_MOST),
  root: octets(32),
  list_size: integer(1, SIZE_MOST),
  requests: integer(0, SIZE_MOST),
  envelopes: integer(0, SIZE_MOST),
  set: octets(64),
};
const PROMISE = { kind: oneOf("promise"), box: octets(32), envelope: octets(32), tick: integer(0, TIME_MOST) };

/** A checked definition: its id, its fields, the document itself. @typedef {{ boxId: Uint8Array, fields: Document, document: Document }} Definition */

/**
 * Return SHA-256 of the canonical definition, 32 bytes.
 * @param {Document} document
 */
export function boxId(document) {
  return sha256(encode(document));
}

/**
 * Return the shapes of the questions.
 * @param {Document} found fields of a definition
 * @returns {Question[]}
 */
export function questionsOf(found) {
  return found.questions.map((/** @type {Document} */ { options, least, most }) => ({
    options: options.length,
    least,
    most,
  }));
}

/**
 * Check a definition by itself, and that it is the one that `expected` names.
 * Errors: definition_changed, document_field, size_wrong, rule_impossible.
 * @param {Document} document
 * @param {Uint8Array | null} [expected]
 * @returns {Definition}
 */
export function readDefinition(document, expected = null) {
  const identity = boxId(document);
  if (expected && !equal(identity, expected)) throw new Refused("definition_changed");
  const found = read(document, DEFINITION);
  checkKind(found);
  checkQuestions(found);
  checkTags(found.tags);
  if (found.withdrawing_ends < found.signing_ends) {
    throw new Refused("rule_impossible", "withdrawing ends before signing does");
  }
  return { boxId: identity, fields: found, document };
}

/**
 * Say whether each number is above the one before it.
 * @param {number[]} numbers
 */
export function ascends(numbers) {
  return numbers.every((number, at) => at === 0 || number > Number(numbers[at - 1]));
}

/** @param {Document} found */
function checkKind(found) {
  const { kind, levels, questions, quorum, tags, k } = found;
  if (kind === "demand") {
    if (!ascends(levels) || levels[0] !== k) {
      throw new Refused("rule_impossible", "a demand lists one to four levels, ascending, the least of them its k");
    }
  } else if (levels.length > 0 || found.readers || found.draft) {
    throw new Refused("rule_impossible", "only a demand has levels, readers or a draft");
  }
  const counts = COUNTED.includes(kind);
  if (questions.length > 0 !== counts || (quorum > 0 && !counts)) {
    const said = "surveys and votes have questions and may have a quorum, others have neither";
    throw new Refused("rule_impossible", said);
  }
  if (kind !== "survey" && tags.length > 1) throw new Refused("rule_impossible", "only a survey has more than one tag");
}

/** @param {Document} question */
function checkQuestion({ options, bins, least, most }) {
  if (least > most || most > options.length) {
    throw new Refused("rule_impossible", "least, most and the number of options contradict each other");
  }
  if (bins && (bins.length !== options.length || !ascends(bins) || bins[0] !== 0)) {
    throw new Refused("rule_impossible", "bins start at 0, ascend, and are as many as the options");
  }
}

/** @param {Document} found */
function checkQuestions(found) {
  const names = found.questions.map((/** @type {Document} */ { id }) => id).filter(Boolean);
  if (new Set(names).size < names.length) throw new Refused("rule_impossible", "two questions have one id");
  for (const question of found.questions) checkQuestion(question);
  const shapes = questionsOf(found);
  const finest = found.tags.some((/** @type {Document} */ { level }) => level === "workplace");
  if (found.kind === "survey" && finest && shapes.some(({ most }) => most > 1)) {
    throw new Refused("rule_impossible", 'a survey with a "choose any" question has no tag below employer');
  }
  if (shapes.reduce((sum, { options }) => sum + options + 1, 0) * found.tags.length > SUMS_MOST) {
    throw new Refused("rule_impossible", `more than ${SUMS_MOST} sums, which no keyholder's part could hold`);
  }
  if (bodyLength(shapes) > BODY_MOST) {
    throw new Refused("rule_impossible", "an envelope that answers these questions would be too large");
  }
}

/** @param {Document[]} tags */
function checkTags(tags) {
  const [top, ...others] = tags;
  if (top?.level !== "all" || top.parent !== 0) throw new Refused("rule_impossible", "the first tag is the top");
  for (const [at, tag] of others.entries()) {
    const above = tags[tag.parent];
    if (tag.parent > at || LEVELS.indexOf(above?.level) <= LEVELS.indexOf(tag.level)) {
      throw new Refused("rule_impossible", "a tag's parent stands before it and is coarser");
    }
  }
  const issuers = tags.flatMap((tag) => tag.issuers.map(b64));
  if (new Set(issuers).size < issuers.length || tags.some((tag) => tag.issuers.length !== top.issuers.length)) {
    throw new Refused("rule_impossible", "each tag has issuing keys of its own, one of every keyholder");
  }
}

/**
 * Return how a definition names what a tag is a group of: an employer, being free text, by a salted hash.
 * @param {Uint8Array} nonce
 * @param {string} level
 * @param {string} of
 */
function tagOf(nonce, level, of) {
  return level === "employer" ? b64(sha256(concat(nonce, utf8(of)))) : of;
}

/**
 * Check that the list is whole and the tags are those that it gives; return each listed member's tag, by the member's
 * key in base64url. `reader` has read the list up to the size in the definition. Errors: as ListReader.checkWhole;
 * tags_wrong; rule_impossible if a tag with under 20 members meets a question with over five options, or a draft's list
 * is not that of a workplace.
 * @param {Definition} definition
 * @param {ListReader} reader
 */
export function checkAgainstList({ fields: found }, reader) {
  reader.checkWhole();
  if (found.kind === "draft" && reader.rule?.rule !== "workplace") {
    throw new Refused("rule_impossible", "a box for drafts is for one workplace");
  }
  const given = /** @type {Document[]} */ (found.tags);
  const levels = LEVELS.filter((level) => level === "all" || given.some((tag) => tag.level === level));
  const { tags, of } = reader.tags(levels, found.k);
  const same = tags.every(
    (tag, at) =>
      given[at]?.level === tag.level &&
      given[at].parent === tag.parent &&
      given[at].of === tagOf(found.nonce, tag.level, tag.of),
  );
  if (!same || tags.length !== given.length) throw new Refused("tags_wrong");
  const wide = questionsOf(found).some(({ options }) => options > FEW_BINS);
  if (found.kind === "survey" && wide && tags.some(({ members }) => members > 0 && members < FEW_PEOPLE)) {
    throw new Refused("rule_impossible", "a group has under 20 members and a question more than five options");
  }
  return of;
}

/**
 * Return what the box asks of envelopes. `key`, `t`: the ceremony's; `issuingKeys`: checked, of all its keyholders.
 * Errors: pass_issuer_unknown if the definition names a key that is not there or not of the keyholder in its place.
 * @param {Definition} definition
 * @param {Uint8Array} key
 * @param {number} t
 * @param {readonly IssuingKey[]} issuingKeys
 * @returns {Rules}
 */
export function boxRules(definition, key, t, issuingKeys) {
  const known = new Map(issuingKeys.map((each) => [b64(each.issuer), each]));
  const issuers = definition.fields.tags.map((/** @type {Document} */ tag) =>
    tag.issuers.map((/** @type {Uint8Array} */ issuer, /** @type {number} */ at) => {
      const found = known.get(b64(issuer));
      if (found?.keyholder !== at + 1) {
        throw new Refused("pass_issuer_unknown", "the definition names an issuing key that no keyholder published");
      }
      return found;
    }),
  );
  const { kind, levels } = definition.fields;
  return { boxId: definition.boxId, kind, key, t, issuers, questions: questionsOf(definition.fields), levels };
}

/**
 * Return 64 bytes that name the set that counts: digest over the box and the envelope hashes, ascending.
 * @param {Uint8Array} box
 * @param {readonly Head[]} heads
 */
export function setHash(box, heads) {
  const hashes = heads.map((head) => head.digest).sort(compare);
  return digest("boxes/set", box, ...hashes);
}

/**
 * Check a promise. Errors: document_field, those of verify.
 * @param {Document} document
 * @param {Uint8Array} hostKey
 * @returns {Document}
 */
export function readPromise(document, hostKey) {
  return read(verifySigned(hostKey, "promise", document), PROMISE);
}

/**
 * Check one promise against one checkpoint that t keyholders cosigned.
 * `promise`: as readPromise gives it; `tick`: that of the checkpoint's last leaf; `holds`: whether the
 * envelope stands in the box's book at it. Errors: promise_broken.
 * @param {Document} promise
 * @param {number} tick
 * @param {boolean} holds
 */
export function checkPromise(promise, tick, holds) {
  if (tick >= promise.tick && !holds) {
    throw new Refused("promise_broken", `the checkpoint of tick ${tick} lacks it, promised for tick ${promise.tick}`);
  }
}
