/** The operations of vectors/lists. */

import { b64, encode, sha256 } from "../../client/protocol/encoding.js";
import { ListReader } from "../../client/protocol/lists.js";
import { Coworkers, checkWords } from "../../client/protocol/seldom.js";
import { signedBy } from "../../client/protocol/vouches.js";
import { bytes, hex } from "./cases.js";

/** @import { Document } from "../../client/protocol/encoding.js" */
/** @import { Operation } from "./cases.js" */

/**
 * Return hex of base64url.
 * @param {string} key
 */
export function hexOf(key) {
  return Buffer.from(key, "base64url").toString("hex");
}

/**
 * Read the list that a vector writes out, to its end.
 * @param {any} given
 */
export function readList(given) {
  const signers = given.signers ? new Set(given.signers.map((/** @type {string} */ each) => b64(bytes(each)))) : null;
  const reader = new ListReader(given.origin, { signers, merged: Coworkers });
  for (const entry of given.entries) reader.take(entry);
  return reader;
}

/** @param {Document} word */
const hashed = (word) => b64(sha256(encode(word)));

/** @type {Record<string, Operation>} */
export const operations = {
  list_read: (given) => {
    const reader = readList(given);
    reader.checkWhole();
    return { listed: [...reader.listed].map(([member, workplace]) => [hexOf(member), hex(workplace)]) };
  },
  list_words: (given) => {
    const held = new Set(/** @type {Document[]} */ (given.entries).map(hashed));
    const words = /** @type {Document[]} */ (given.members_book).map(
      (word) => /** @type {[string, string, string]} */ ([word[signedBy(word.kind)], hashed(word), word.kind]),
    );
    checkWords(readList(given), words, held);
    return {};
  },
};
