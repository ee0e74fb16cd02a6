/** Envelopes: one sealed submission, its pass and its signature. Specified in spec/envelopes.md. */

import { equal } from "./bytes.js";
import { check as checkChoices, ciphertextsOf } from "./choices.js";
import { encode, fields, integer, octets, oneOf, optional, read, sha256 } from "./encoding.js";
import { Refused } from "./errors.js";
import { checkPass } from "./pass_checks.js";
import { PASS } from "./passes.js";
import { verifySigned } from "./signatures.js";

export { checkEntry, counted, entryDocument, envelopeDocument } from "./sent.js";

/** @import { Question, Statement } from "./sealed_choices.js" */
/** @import { Document } from "./encoding.js" */
/** @import { IssuingKey } from "./passes.js" */

const BODY_MOST = 2 ** 20;
const SEQ_MOST = 2 ** 32;
const COMMITMENT_BYTES = 32; // a demand's envelope holds the hash of the sealed name
const DRAFT_BYTES = 4096; // a draft's envelope holds its text: 2-byte length, UTF-8, zeros

const ENVELOPE = {
  kind: oneOf("envelope"),
  box: octets(32),
  key: octets(32),
  seq: integer(0, SEQ_MOST),
  tag: optional(integer(0, 4095)),
  level: optional(integer(1, 2 ** 20)),
  body: octets(null, BODY_MOST),
  pass: fields(PASS),
};

/** @typedef {"survey" | "demand" | "vote" | "draft"} Kind */

/**
 * What a box asks of an envelope: taken from its checked definition, ceremony and issuing keys.
 * @typedef {object} Rules
 * @property {Uint8Array} boxId
 * @property {Kind} kind
 * @property {Uint8Array} key the keyholders' public key, 32 bytes
 * @property {number} t
 * @property {readonly (readonly IssuingKey[])[]} issuers per tag, in keyholder order
 * @property {readonly Question[]} questions
 * @property {readonly number[]} levels
 */

/**
 * A checked envelope. `digest` is the SHA-256 of its canonical document; `place` is the tag, or in a demand the level;
 * an empty body withdraws.
 * @typedef {{ digest: Uint8Array, key: Uint8Array, seq: number, place: number, body: Uint8Array }} Envelope
 */

/**
 * What counting needs to know of an envelope.
 * @typedef {{ digest: Uint8Array, key: Uint8Array, seq: number, place: number, withdraws: boolean }} Head
 */

/**
 * Return what the proofs of one envelope bind.
 * @param {Rules} rules
 * @param {Uint8Array} envelopeKey
 * @param {number} seq
 * @returns {Statement}
 */
export function statementOf(rules, envelopeKey, seq) {
  return { boxId: rules.boxId, envelopeKey, seq, key: rules.key, questions: rules.questions };
}

/**
 * Return the tag or level, whichever the kind of box has. Errors: document_field, tag_unknown, level_unknown.
 * @param {Rules} rules
 * @param {Document} found
 * @returns {number}
 */
function placeOf(rules, found) {
  const [name, other] = rules.kind === "demand" ? ["level", "tag"] : ["tag", "level"];
  if (!Object.hasOwn(found, name) || Object.hasOwn(found, other)) {
    throw new Refused("document_field", `a ${rules.kind} has a ${name} and no ${other}`);
  }
  const place = found[name];
  if (rules.kind === "demand" && !rules.levels.includes(place)) throw new Refused("level_unknown", String(place));
  if (rules.kind !== "demand" && place >= rules.issuers.length) throw new Refused("tag_unknown", String(place));
  return place;
}

/**
 * Check what a kind allows: seq 0 first; later ones only in votes and drafts, or to withdraw, with an empty body.
 * Errors: sequence_not_allowed.
 * @param {Kind} kind
 * @param {number} seq
 * @param {Uint8Array} body
 */
export function checkSequence(kind, seq, body) {
  if (body.length === 0 && seq === 0) throw new Refused("sequence_not_allowed", "only a later seq withdraws");
  if (body.length > 0 && seq > 0 && (kind === "survey" || kind === "demand")) {
    throw new Refused("sequence_not_allowed", `a ${kind} allows a later seq only to withdraw`);
  }
}

/**
 * @param {Uint8Array} key
 * @param {Document} document
 */
function checkSignature(key, document) {
  try {
    verifySigned(key, "envelope", document);
  } catch (problem) {
    if (problem instanceof Refused && problem.reason === "signature_wrong") throw new Refused("envelope_changed");
    throw problem;
  }
}

/**
 * Check an envelope against the rules of its box: form, signature, pass, sequence, and its proofs.
 * `proofs: false` leaves out the proofs of the choices, for who has checked them before.
 * Errors: wrong_box, envelope_changed if its signature does not hold, those of pass_checks.checkPass, choices.check,
 * checkSequence; tag_unknown, level_unknown, body_length, document_field.
 * @param {Rules} rules
 * @param {Document} document
 * @param {{ proofs?: boolean }} [options]
 * @returns {Envelope}
 */
export function checkEnvelope(rules, document, { proofs = true } = {}) {
  const { signature: _, ...rest } = document;
  const found = read(rest, ENVELOPE);
  const { key, seq, body } = found;
  if (!equal(found.box, rules.boxId)) throw new Refused("wrong_box");
  checkSignature(key, document);
  const place = placeOf(rules, found);
  checkPass(found.pass, key, rules.issuers[rules.kind === "demand" ? 0 : place] ?? [], rules.t);
  checkSequence(rules.kind, seq, body);
  const envelope = { digest: sha256(encode(document)), key, seq, place, body };
  if (body.length > 0) checkBody(rules, envelope, proofs);
  return envelope;
}

/**
 * @param {Rules} rules
 * @param {Envelope} envelope
 * @param {boolean} proofs
 */
function checkBody(rules, { key, seq, body }, proofs) {
  if (rules.kind === "survey" || rules.kind === "vote") {
    if (proofs) checkChoices(statementOf(rules, key, seq), body);
    else ciphertextsOf(rules.questions, body);
    return;
  }
  const expected = rules.kind === "demand" ? COMMITMENT_BYTES : DRAFT_BYTES;
  if (body.length !== expected) {
    throw new Refused("body_length", `${body.length} bytes where ${expected} are expected`);
  }
}
