/** Books: salted leaves, first entries, reading to the proven end, striking texts. Specified in spec/record.md. */

import { checkStrike, checkText, ENTRY_BYTES, textHash } from "./book.js";
import { equal } from "./bytes.js";
import { b64, encode } from "./encoding.js";
import { Refused } from "./errors.js";

export { BookReader, bookId, checkStrike, checkText, leaf, openBook, textHash } from "./book.js";

/** @import { Book } from "./book.js" */
/** @import { Document } from "./encoding.js" */
/** @import { Checkpoint } from "./notes.js" */

/**
 * Check that a host's book continues the old record at its last cosigned checkpoint `last`.
 * Returns the hash of the text that says what is missing. Errors: restart_wrong.
 * @param {Book} book
 * @param {Checkpoint} last
 * @returns {Uint8Array}
 */
export function checkContinues(book, last) {
  const old = book.rules.continues;
  if (!old || old.origin !== last.origin || old.size !== last.size || !equal(old.root, last.root)) {
    throw new Refused("restart_wrong", `it does not name ${last.origin} at size ${last.size}`);
  }
  return old.missing;
}

/**
 * Check that each book stands in a slot below `slots`, and no two in one. A book may be given twice.
 * Errors: value_out_of_range, slot_taken.
 * @param {Iterable<Book>} books
 * @param {number} slots
 */
export function checkBooks(books, slots) {
  /** @type {Map<number, Uint8Array>} */
  const taken = new Map();
  for (const book of books) {
    if (book.slot >= slots) throw new Refused("value_out_of_range", `slot ${book.slot} of ${slots}`);
    const other = taken.get(book.slot) ?? book.bookId;
    if (!equal(other, book.bookId)) throw new Refused("slot_taken", `slot ${book.slot}`);
    taken.set(book.slot, book.bookId);
  }
}

/**
 * Return the document that stands beside a book and holds a text. Errors: as textHash.
 * @param {Uint8Array} salt
 * @param {string} content
 * @returns {Document}
 */
export function textDocument(salt, content) {
  return { v: 1, hash: b64(textHash(salt, content)), salt: b64(salt), text: content };
}

/**
 * Return the entry that strikes the text of hash `struck`: `by` whose key (32 bytes), and why (500 bytes).
 * @param {Uint8Array} struck
 * @param {Uint8Array} by
 * @param {string} why
 * @returns {Document}
 */
export function strikeEntry(struck, by, why) {
  const entry = { v: 1, kind: "strike", hash: b64(struck), by: b64(by), why };
  checkStrike(entry);
  return entry;
}

/**
 * Return the text of each hash in turn, or null if it was struck (even if somebody kept the text).
 * Errors: text_missing for a hash with neither; as checkText and checkStrike.
 * @param {Iterable<Uint8Array>} hashes
 * @param {Iterable<Document>} texts
 * @param {Iterable<Document>} strikes
 * @returns {(string | null)[]}
 */
export function textsOf(hashes, texts, strikes) {
  const struck = new Set(Array.from(strikes, (each) => b64(checkStrike(each).hash)));
  /** @type {Map<string, string>} */
  const known = new Map();
  for (const each of texts) {
    const [hash, content] = checkText(each);
    known.set(b64(hash), content);
  }
  return Array.from(hashes, (hash) => {
    const content = struck.has(b64(hash)) ? null : known.get(b64(hash));
    if (content === undefined) throw new Refused("text_missing", b64(hash));
    return content;
  });
}

/**
 * Return the canonical bytes of an entry, which must say its `kind`. Errors: document_field, size_wrong.
 * @param {Document} document
 */
export function entryBytes(document) {
  const data = encode(document);
  if (typeof document.kind !== "string") throw new Refused("document_field", "an entry says its kind");
  if (data.length > ENTRY_BYTES) {
    throw new Refused("size_wrong", `an entry of ${data.length} bytes, where at most ${ENTRY_BYTES} are allowed`);
  }
  return data;
}
