/**
 * What people sign about people and workplaces, and who stands by it. Specified in spec/vouches.md.
 * Who stands is in people.js, for whoever signs nothing of this.
 */

import { b64 } from "./encoding.js";
import { signedBy } from "./people.js";
import { publicKey, signed } from "./signatures.js";

export {
  checkDay,
  DAYS_AHEAD,
  DAYS_LATE,
  People,
  Person,
  SHAPES,
  signedBy,
  VOUCH_DAYS,
  VOUCHES_MOST,
  VOUCHES_NEEDED,
  workplaceId,
} from "./people.js";

/** @import { Document } from "./encoding.js" */
/** @typedef {(secret: Uint8Array, origin: string, day: number) => Document} Of */
/** @typedef {(secret: Uint8Array, origin: string, id: Uint8Array, day: number) => Document} AboutOne */
/** @typedef {(secret: Uint8Array, origin: string, id: Uint8Array, into: Uint8Array, day: number) => Document} AboutTwo */

/**
 * @param {Uint8Array} secret
 * @param {string} kind
 * @param {string} origin
 * @param {number} day
 * @param {Record<string, Uint8Array | string | number>} given
 */
function word(secret, kind, origin, day, given) {
  const written = Object.entries(given).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? b64(value) : value,
  ]);
  const head = { v: 1, kind, origin, [signedBy(kind)]: b64(publicKey(secret)) };
  return signed(secret, kind, { ...head, ...Object.fromEntries(written), day });
}

/**
 * Return a signed vouch for the key `to`: "I know this person and the job they say they do".
 * @param {Uint8Array} secret
 * @param {string} origin
 * @param {Uint8Array} to
 * @param {"peer" | "ally"} role
 * @param {Uint8Array} workplace
 * @param {number} day
 */
export function vouchDocument(secret, origin, to, role, workplace, day) {
  return word(secret, "vouch", origin, day, { to, role, workplace });
}

/** Return a signed word that a vouch for the key `to` is taken back; it affects later lists only. @type {AboutOne} */
export const takenBackDocument = (secret, origin, to, day) => word(secret, "taken_back", origin, day, { to });

/** Return one voucher's signed word that a place moves from the key `old` to `next`; two are needed. @type {AboutTwo} */
export const movedDocument = (secret, origin, old, next, day) => word(secret, "moved", origin, day, { old, new: next });

/** Return a signed word that one's own place does not move to the key `next`, whoever says so. @type {AboutOne} */
export const stayedDocument = (secret, origin, next, day) => word(secret, "stayed", origin, day, { new: next });

/** Return a member's signed word that they leave: their key signs nothing more and is on no later list. @type {Of} */
export const leftDocument = (secret, origin, day) => word(secret, "left", origin, day, {});

/**
 * Return a signed invitation: whoever has the secret of the key `invitation` may ask to join until that day.
 * @param {Uint8Array} secret
 * @param {string} origin
 * @param {Uint8Array} invitation
 * @param {Uint8Array} workplace
 * @param {"peer" | "ally"} role
 * @param {number} until
 * @param {number} day
 */
export function invitationDocument(secret, origin, invitation, workplace, role, until, day) {
  return word(secret, "invitation", origin, day, { invitation, workplace, role, until });
}

/** Return a signed word that there is a workplace with this id. @type {AboutOne} */
export const workplaceHashDocument = (secret, origin, id, day) => word(secret, "workplace_hash", origin, day, { id });

/** Return a signed word that the workplace is what it says it is. @type {AboutOne} */
export const workplaceConfirmedDocument = (secret, origin, id, day) =>
  word(secret, "workplace_confirmed", origin, day, { id });

/** Return a signed word that a workplace is the same as the workplace `into`. @type {AboutTwo} */
export const workplaceMergedDocument = (secret, origin, id, into, day) =>
  word(secret, "workplace_merged", origin, day, { id, into });

/** Return a signed word that a workplace is not the same as the workplace `into` after all. @type {AboutTwo} */
export const workplacePartedDocument = (secret, origin, id, into, day) =>
  word(secret, "workplace_parted", origin, day, { id, into });

/** Return a signed note about a workplace; `textHash`: as textHash of record.js gives it. @type {AboutTwo} */
export const noteDocument = (secret, origin, workplace, textHash, day) =>
  word(secret, "note", origin, day, { workplace, text: textHash });
