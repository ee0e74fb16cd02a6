/**
 * The keyholders whom the host's book names, as far as a browser checks them: all of a team signed the key they made,
 * and each team after the first was signed for by enough of the one before.
 */

import { array, b64, encode, octets, read, sha256, unb64 } from "../protocol/encoding.js";
import { Refused } from "../protocol/errors.js";
import { checkPoint } from "../protocol/group.js";
import { cosignerKey } from "../protocol/notes.js";
import { verify } from "../protocol/signatures.js";

/** @import { Document } from "../protocol/encoding.js" */
/** @import { NoteKey } from "../protocol/notes.js" */

/**
 * A team: the keys with which it cosigns, and how many must; its ceremony's hash, what its keyholders sign with, in
 * order, the key that they all signed to have made, and each one's public share of it.
 * @typedef {{ keys: NoteKey[], t: number, ceremony: string, signs: Uint8Array[], key: Uint8Array,
 *   shares: Uint8Array[] }} Team
 */
/** @typedef {{ hash: string, ceremony: Document, transcript: Document, t: number }} Standing */

const PURPOSE = "keyholders/message";
const HANDS_OVER = "keyholders/succession";
const LAST_ROUND = 3;
const HASH_DIGITS = 16;
/** Checks that something is a list, of at most as many as a record has founders: what nobody checked for its form before may be anything, which is a finding too. */
const list = array((each) => each, 0, 100);

/**
 * Return the teams in the order in which one handed over to the next, the standing one last; none before the first
 * key meeting. Errors: document_field for what no honest host enters; those of signatures.verify.
 * @param {string} origin
 * @param {Document[]} entries of the host's book
 * @param {string[]} founders their keys, in base64url
 * @returns {Team[]}
 */
export function teamsOf(origin, entries, founders) {
  const ceremonies = new Map(
    entries.filter((each) => each.kind === "ceremony").map((each) => [b64(sha256(encode(each))), each]),
  );
  /** @type {Standing[]} */
  const found = [];
  for (const team of entries.filter((each) => each.kind === "team")) {
    const hash = String(team.transcript?.ceremony);
    const before = found.at(-1);
    if (before?.hash === hash) continue;
    const ceremony = ceremonies.get(hash);
    if (!ceremony) throw new Refused("document_field", "the team is of no ceremony that the record names");
    [ceremony.founders, ceremony.keyholders, team.transcript.shares, team.signatures].forEach(list);
    checkFounders(ceremony, founders);
    checkSigned(hash, ceremony, team);
    if (before) checkHandedOver(before, hash, ceremony, entries);
    const { t } = read({ v: 1, t: ceremony.t }, { t: (value) => threshold(value, ceremony.keyholders.length) });
    found.push({ hash, ceremony, transcript: team.transcript, t });
  }
  return found.map((each) => cosigning(origin, each));
}

/**
 * Check that a ceremony names the founders of the record, all of them. Errors: document_field.
 * @param {Document} ceremony
 * @param {string[]} founders
 */
function checkFounders(ceremony, founders) {
  const named = new Set(ceremony.founders);
  if (named.size !== founders.length || !founders.every((each) => named.has(each))) {
    throw new Refused("document_field", "the ceremony names other founders than the record");
  }
}

/**
 * Check that every keyholder signed the transcript. Errors: those of signatures.verify.
 * @param {string} hash of the ceremony
 * @param {Document} ceremony
 * @param {Document} team
 */
function checkSigned(hash, ceremony, team) {
  for (const [at, keyholder] of ceremony.keyholders.entries()) {
    const head = { v: 1, kind: "ceremony_message", ceremony: hash, round: LAST_ROUND, from: at + 1, to: 0 };
    const document = { ...head, body_hash: b64(sha256(encode(team.transcript))) };
    verify(unb64(keyholder.sign), PURPOSE, document, octets(64)(team.signatures[at]));
  }
}

/**
 * Check that t of the team before have signed for the next. Errors: document_field; those of signatures.verify.
 * @param {Standing} before
 * @param {string} hash of the next ceremony
 * @param {Document} ceremony the next one
 * @param {Document[]} entries of the host's book
 */
function checkHandedOver(before, hash, ceremony, entries) {
  const word = entries.find((each) => each.kind === "succession" && each.old === before.hash && each.new === hash);
  if (!word || ceremony.previous !== before.hash || ceremony.rehearsal !== before.ceremony.rehearsal) {
    throw new Refused("document_field", "a second team, where none was handed over to");
  }
  const document = { v: 1, kind: "succession", old: before.hash, new: hash };
  const signed = new Set();
  for (const { keyholder, value } of list(word.signatures)) {
    const key = before.ceremony.keyholders[keyholder - 1];
    if (!key) throw new Refused("document_field", "no keyholder of the team before");
    verify(unb64(key.sign), HANDS_OVER, document, octets(64)(value));
    signed.add(keyholder);
  }
  if (signed.size < before.t || signed.size < word.signatures.length) {
    throw new Refused("document_field", "too few of the team before have handed over");
  }
}

/**
 * Return what boxes and checkpoints need to know of a team. Errors: size_wrong, point_not_canonical and the like.
 * @param {string} origin
 * @param {Standing} team
 * @returns {Team}
 */
function cosigning(origin, { hash, ceremony, transcript, t }) {
  const digits = Array.from(unb64(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const stem = `${origin}/keyholder/${digits.slice(0, HASH_DIGITS)}`;
  const keys = ceremony.keyholders.map((/** @type {Document} */ each, /** @type {number} */ at) =>
    cosignerKey(`${stem}/${at + 1}`, unb64(each.sign)),
  );
  const signs = ceremony.keyholders.map((/** @type {Document} */ each) => unb64(each.sign));
  const key = checkPoint(octets(32)(transcript.key));
  const shares = transcript.shares.map((/** @type {unknown} */ share) => checkPoint(octets(32)(share)));
  return { keys, t, ceremony: hash, signs, key, shares };
}

/**
 * Return t, which is more than half of the keyholders. Errors: document_field.
 * @param {unknown} value
 * @param {number} n
 */
function threshold(value, n) {
  if (typeof value !== "number" || !Number.isInteger(value) || value > n || n >= 2 * value) {
    throw new Refused("document_field", "more than half of the keyholders, and at most all, are needed");
  }
  return value;
}
