/** Drafts: padded texts for the people of one workplace, unsealed and without names. Specified in spec/drafts.md. */

import { compare, equal } from "./bytes.js";
import { readDraft } from "./draft_texts.js";
import { b64 } from "./encoding.js";
import { Refused } from "./errors.js";
import { placeAt } from "./tags.js";

export {
  askFirstText,
  commentText,
  draftBody,
  draftText,
  proposalText,
  putUpText,
  readDraft,
  TEXT_MOST,
} from "./draft_texts.js";

/** @import { Definition } from "./boxes.js" */
/** @import { Document } from "./encoding.js" */
/** @import { Head } from "./envelopes.js" */
/** @import { ListReader } from "./lists.js" */
/** @import { Place } from "./tags.js" */

const SAME = ["levels", "signing_ends", "withdrawing_ends", "batch", "room", "readers"]; // as in the definition

/**
 * Return the drafts to be shown, in the order of the book; none if fewer than k members hold a pass.
 * `heads`: all envelopes of the box in the order of its book; `requests`: how many requests stand in the list book.
 * Every seq counts; of two bodies with one seq the smaller hash; an empty body takes back its key's earlier ones.
 * Errors: rule_impossible for a box that is not for drafts.
 * @param {Definition} definition
 * @param {readonly Head[]} heads
 * @param {number} requests
 */
export function shown({ fields }, heads, requests) {
  if (fields.kind !== "draft") throw new Refused("rule_impossible", "only a box for drafts shows what is in it");
  if (requests < fields.k) return [];
  /** @type {Map<string, Head>} */
  const best = new Map();
  /** @type {Map<string, number>} */
  const takenBack = new Map();
  const place = (/** @type {Head} */ head) => `${b64(head.key)} ${head.seq}`;
  for (const head of heads) {
    const other = best.get(place(head));
    if (!other || compare(head.digest, other.digest) < 0) best.set(place(head), head);
  }
  for (const { key, seq, withdraws } of best.values()) {
    if (withdraws) takenBack.set(b64(key), Math.max(seq, takenBack.get(b64(key)) ?? 0));
  }
  const standing = new Map(heads.map((head) => [b64(head.digest), head]));
  return [...standing.values()].filter(
    (head) =>
      equal(best.get(place(head))?.digest ?? new Uint8Array(), head.digest) &&
      !head.withdraws &&
      head.seq > (takenBack.get(b64(head.key)) ?? -1),
  );
}

/**
 * Check that a demand is the one that a draft put up.
 * `envelope`: the hash of the draft's envelope; `words`: its text; `texts`: by hash in base64url, null if struck.
 * Errors: wrong_box if the definition names another draft; definition_changed if a field of the draft is another one
 * there.
 * @param {Definition} definition
 * @param {Uint8Array} envelope
 * @param {string} words
 * @param {ReadonlyMap<string, string | null>} texts
 */
export function checkPutUp({ fields }, envelope, words, texts) {
  const wanted = readDraft(words);
  if (!fields.draft || !equal(fields.draft, envelope)) {
    throw new Refused("wrong_box", "the demand names another draft, or none");
  }
  if (wanted.kind !== "put_up") throw new Refused("definition_changed", "the draft puts nothing up");
  const changed = SAME.filter((name) => String(fields[name]) !== String(wanted[name]));
  if (texts.get(b64(fields.title)) !== wanted.title) changed.push("title");
  if (texts.get(b64(fields.intro)) !== wanted.text) changed.push("text");
  if (changed.length > 0)
    throw new Refused("definition_changed", `the demand is not the one that was put up: ${changed[0]}`);
}

/**
 * Check that a demand's list is of the workplace whose people put it up, at the level that they chose.
 * The same for a question that is asked first. `putUp`: as readDraft gives it; `reader` has read the list of the demand
 * or question; `place`: that of the box for drafts.
 * Errors: definition_changed.
 * @param {Document} putUp
 * @param {ListReader} reader
 * @param {Place} place
 */
export function checkPlace({ rule }, reader, place) {
  if (reader.rule?.rule !== rule || reader.rule?.of !== placeAt(place, rule)) {
    throw new Refused("definition_changed", "the demand's list is not of the workplace that put it up");
  }
}
