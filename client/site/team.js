/** The keyholders whom the host's book names, as far as a browser checks them: all of them signed the key they made. */

import { b64, encode, octets, read, sha256, unb64 } from "../protocol/encoding.js";
import { Refused } from "../protocol/errors.js";
import { cosignerKey } from "../protocol/notes.js";
import { verify } from "../protocol/signatures.js";

/** @import { Document } from "../protocol/encoding.js" */
/** @import { NoteKey } from "../protocol/notes.js" */

const PURPOSE = "keyholders/message";
const LAST_ROUND = 3;
const HASH_DIGITS = 16;

/**
 * Return the keys with which the standing team cosigns, and how many must; null before the first key meeting.
 * A second team is refused: no site changes its keyholders yet, and one that a host made up would be the last.
 * Errors: ceremony_other and ceremony_rule are document_field here; those of signatures.verify.
 * @param {string} origin
 * @param {Document[]} entries of the host's book
 * @param {string[]} founders their keys, in base64url
 * @returns {{ keys: NoteKey[], t: number } | null}
 */
export function standingTeam(origin, entries, founders) {
  const ceremonies = new Map(
    entries.filter((each) => each.kind === "ceremony").map((each) => [b64(sha256(encode(each))), each]),
  );
  const team = entries.findLast((each) => each.kind === "team");
  if (!team) return null;
  const teams = entries.filter((each) => each.kind === "team").map((each) => String(each.transcript.ceremony));
  if (new Set(teams).size > 1) throw new Refused("document_field", "a second team, where none was handed over to");
  const hash = String(team.transcript.ceremony);
  const ceremony = ceremonies.get(hash);
  if (!ceremony) throw new Refused("document_field", "the team is of no ceremony that the record names");
  if (new Set([...ceremony.founders, ...founders]).size !== founders.length) {
    throw new Refused("document_field", "the ceremony names other founders than the record");
  }
  for (const [at, keyholder] of ceremony.keyholders.entries()) {
    const head = { v: 1, kind: "ceremony_message", ceremony: hash, round: LAST_ROUND, from: at + 1, to: 0 };
    const document = { ...head, body_hash: b64(sha256(encode(team.transcript))) };
    verify(unb64(keyholder.sign), PURPOSE, document, octets(64)(team.signatures[at]));
  }
  const digits = Array.from(unb64(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const stem = `${origin}/keyholder/${digits.slice(0, HASH_DIGITS)}`;
  /** @type {NoteKey[]} */
  const keys = ceremony.keyholders.map((/** @type {Document} */ each, /** @type {number} */ at) =>
    cosignerKey(`${stem}/${at + 1}`, unb64(each.sign)),
  );
  const { t } = read({ v: 1, t: ceremony.t }, { t: (value) => threshold(value, keys.length) });
  return { keys, t };
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
