/** What the cases of vectors/record/ ask for. */

import { utf8 } from "../../client/protocol/bytes.js";
import * as record from "../../client/protocol/record.js";
import { checkBookProof } from "../../client/protocol/slots.js";
import { bytes, hex } from "./cases.js";

/** @import { Operation, Values } from "./cases.js" */

/**
 * Give a reader one leaf, with what is there of its entry.
 * @param {record.BookReader} reader
 * @param {Values} line
 */
function feed(reader, { value, salt, entry }) {
  reader.feed(bytes(value), salt === undefined ? null : bytes(salt), entry === undefined ? null : utf8(entry));
}

/** @type {Operation} */
function readBook({ whole, slots, lines, proofs, public: ticks = (proofs.at(-1)?.document.position ?? -1) + 1 }) {
  const reader = new record.BookReader({ whole });
  for (const line of lines.slice(0, 1)) feed(reader, line);
  const { book } = reader;
  for (const { document, leaf } of book ? proofs : []) {
    if (book) reader.expect(checkBookProof(document, book.bookId, book.slot, slots, bytes(leaf)));
  }
  for (const line of lines.slice(1)) feed(reader, line);
  const { tick, size, root } = reader.finish(ticks);
  return { book: book ? hex(book.bookId) : "", tick, size, root: hex(root) };
}

/** @type {Record<string, Operation>} */
export const operations = {
  leaf: ({ salt, entry, times }) => ({ leaf: hex(record.leaf(bytes(salt), utf8(entry.repeat(times)))) }),
  open_book: (given) => {
    const { bookId, audience, slot, origin } = record.openBook(utf8(given.entry));
    return { book: hex(bookId), audience, slot, origin };
  },
  read_book: readBook,
  books: (given) => {
    const books = given.entries.map((/** @type {string} */ each) => record.openBook(utf8(each)));
    record.checkBooks(books, given.slots);
    return {};
  },
  continues: ({ entry, origin, size, root }) => ({
    missing: hex(record.checkContinues(record.openBook(utf8(entry)), { origin, size, root: bytes(root) })),
  }),
  text: (given) => ({ hash: hex(record.checkText(given.document)[0]) }),
  strike: (given) => {
    const found = record.checkStrike(given.document);
    return { hash: hex(found.hash), why: found.why };
  },
  texts: (given) => ({ texts: record.textsOf(given.hashes.map(bytes), given.texts, given.strikes) }),
};
