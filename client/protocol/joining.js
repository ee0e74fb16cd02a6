/** How people come in: the founders' meeting, asking to join, signing in. Specified in spec/joining.md. */

import { sha512 } from "../vendor/noble.js";

import { b64, boolean, digest, encode, octets, oneOf, read, text } from "./encoding.js";
import { Refused } from "./errors.js";
import { ROLE, readFounders } from "./founders.js";
import { publicKey, sign, verify } from "./signatures.js";
import { wordsOf } from "./words.js";

export { checkFounders, ROLE } from "./founders.js";

const CODE_WORDS = 2;
const FOUNDERS_WORDS = 6;
const FOUNDERS_ROUNDS = 2 ** 16;
/** The place of who names no workplace. */
export const NOWHERE = new Uint8Array(32);
export const EMPLOYERS = ["private", "public", "federal"];
/** Control, line and direction characters. */
const CONTROL = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;

/** @import { Document } from "./encoding.js" */
/**
 * @typedef {object} Asking what somebody says of themselves who asks to join
 * @property {string} site
 * @property {Uint8Array} door the public key of the link's secret
 * @property {Uint8Array} member
 * @property {string} nickname
 * @property {"peer" | "ally"} role
 * @property {"private" | "public" | "federal"} employer
 * @property {boolean} supervisor
 * @property {Uint8Array} [place] a workplace id, or NOWHERE
 */

const JOIN = {
  kind: oneOf("join"),
  site: text(200),
  door: octets(32),
  member: octets(32),
  nickname,
  role: ROLE,
  employer: oneOf(...EMPLOYERS),
  supervisor: boolean,
  place: octets(32),
};
const SIGN_IN = { kind: oneOf("sign_in"), site: text(200), nonce: octets(32), key: octets(32) };

/**
 * Check a nickname: 1 character to 80 bytes without control, line or direction characters. Errors: document_field.
 * @param {unknown} value
 */
function nickname(value) {
  const given = text(80)(value);
  if (given === "" || CONTROL.test(given)) {
    throw new Refused("document_field", "a line of text without control characters is expected");
  }
  return given;
}

/**
 * Return what all founders sign. Errors: as checkFounders, before signatures.
 * @param {string} origin
 * @param {Uint8Array[]} keys
 * @param {Uint8Array} nonce 32 random bytes of the meeting
 * @returns {Document}
 */
export function foundersDocument(origin, keys, nonce) {
  const document = { v: 1, kind: "founders", origin, keys: keys.map(b64), nonce: b64(nonce) };
  readFounders(document);
  return document;
}

/**
 * Return the six words by which founders compare what they sign. `document` may have its signatures already.
 * The rounds are for whoever makes two documents to share their words: about 2**33 tries would do, and each costs 2**16
 * hashes, too many for the length of a meeting. On a phone they take a second or two.
 * @param {Document} document
 */
export function foundersWords(document) {
  const { signatures: _, ...unsigned } = document;
  let stretched = digest("founders/words", encode(unsigned));
  for (let round = 0; round < FOUNDERS_ROUNDS; round += 1) stretched = sha512(stretched);
  return wordsOf(stretched, FOUNDERS_WORDS);
}

/**
 * Return one founder's signature of `foundersDocument`. Errors: as checkFounders, before signatures.
 * The entry of the host's book is the document with `signatures`, one for each key in the order of the keys.
 * @param {Uint8Array} secret
 * @param {Document} document
 */
export function signFounders(secret, document) {
  const own = b64(publicKey(secret));
  if (!readFounders(document).keys.some((/** @type {Uint8Array} */ key) => b64(key) === own)) {
    throw new Refused("document_field", "keys: this founder's is not among them");
  }
  return sign(secret, "founders", document);
}

/**
 * Return what somebody says of themselves who asks to join. Errors: document_field, size_wrong.
 * @param {Asking} asking
 * @returns {Document}
 */
export function joinDocument({ site, door, member, nickname: name, role, employer, supervisor, place = NOWHERE }) {
  const head = { v: 1, kind: "join", site, door: b64(door), member: b64(member), nickname: name };
  const document = { ...head, role, employer, supervisor, place: b64(place) };
  read(document, JOIN);
  return document;
}

/**
 * Return the two signatures of a join document: the member's, and one with the secret of the link.
 * @param {Document} document
 * @param {Uint8Array} memberSecret
 * @param {Uint8Array} doorSecret
 */
export function signJoin(document, memberSecret, doorSecret) {
  return { member: sign(memberSecret, "join", document), door: sign(doorSecret, "door", document) };
}

/**
 * Return the fields of a join document, keys and place as bytes, once both signatures are checked.
 * The caller compares `site` and `door` with its own: this only shows that who asks has the link and the key.
 * Errors: document_field, size_wrong, encoding_base64, those of verify.
 * @param {Document} document
 * @param {Uint8Array} memberSignature
 * @param {Uint8Array} doorSignature
 */
export function checkJoin(document, memberSignature, doorSignature) {
  const found = read(document, JOIN);
  verify(found.member, "join", document, memberSignature);
  verify(found.door, "door", document, doorSignature);
  return found;
}

/**
 * Return the two words by which somebody who invites knows whom they let in: of the door's and the member's key.
 * @param {Uint8Array} door
 * @param {Uint8Array} key
 */
export function code(door, key) {
  return wordsOf(digest("code", door, key), CODE_WORDS);
}

/**
 * Return what is signed to sign in: the member key, the site's address, the 32 bytes that the site gave.
 * @param {Uint8Array} key
 * @param {string} site
 * @param {Uint8Array} nonce
 * @returns {Document}
 */
export function signInDocument(key, site, nonce) {
  return { v: 1, kind: "sign_in", site, nonce: b64(nonce), key: b64(key) };
}

/**
 * Return the signature of a sign-in document.
 * @param {Uint8Array} secret
 * @param {Document} document
 */
export function signSignIn(secret, document) {
  return sign(secret, "sign_in", document);
}

/**
 * Return the key that signs in, at this site and with the nonce that it gave.
 * Errors: document_field, size_wrong, encoding_base64, sign_in_other, those of verify.
 * @param {Document} document
 * @param {Uint8Array} signature
 * @param {string} site
 * @param {Uint8Array} nonce
 * @returns {Uint8Array}
 */
export function checkSignIn(document, signature, site, nonce) {
  const found = read(document, SIGN_IN);
  if (found.site !== site || b64(found.nonce) !== b64(nonce)) throw new Refused("sign_in_other");
  verify(found.key, "sign_in", document, signature);
  return found.key;
}
